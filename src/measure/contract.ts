/** What `measure` shows: results as plain data, ready to be kept as JSON (dates become ISO strings there). */
export type {
  Arms,
  AvoidedCalls,
  AvoidedCallsEstimate,
  ComparisonBasis,
  NotEnoughData,
  NotMeasurable,
  Obstacle,
  RatioEstimate,
  Shortage,
} from './model/avoided-calls.result.js';
export type { AvoidedBin, AvoidedOverTime } from './model/avoided-over-time.js';
export type { Balance } from './model/balance.js';
export type { ExposureBand, ExposureTable } from './model/exposure.js';
export type { FirstWord, FirstWordAt, MinutesToWord, NoMembers } from './model/first-word.js';
export type { HourlyArm, HourlyCalls } from './model/hourly.js';
export type { Placebo } from './model/placebo.js';
export type { PlannedRollout, PrecisionPlan } from './model/precision-plan.js';
export type { Proportion } from './model/proportion.js';
export type { CallCover, NoticeMeasurement, WordMeasurement } from './model/measurement.js';
import type { WordMeasurement, NoticeMeasurement } from './model/measurement.js';

/** A value as JSON keeps it: dates are ISO 8601 texts in UTC. */
export type AsJson<Value> = Value extends Date
  ? string
  : Value extends string | number | boolean | null | undefined // ids are branded strings, and stay what they are
  ? Value
  : Value extends readonly (infer Item)[]
    ? readonly AsJson<Item>[]
    : Value extends object
      ? { readonly [Key in keyof Value]: AsJson<Value[Key]> }
      : Value;

export type MeasurementTrigger = 'scheduled' | 'asked' | 'closed';

/** A measurement that was kept, or with id null one that was made for whoever asked. */
export interface MeasurementSnapshot {
  readonly id: string | null;
  readonly takenAt: Date;
  readonly trigger: MeasurementTrigger;
  readonly method: string;
  /** SHA-256 of all counts that went in: the same inputs give the same figures. */
  readonly inputsHash: string;
  readonly result: AsJson<NoticeMeasurement>;
}

/** An incident as a whole: who heard from us first, by whichever notice, and the latest of each notice. */
export interface IncidentMeasurement extends AsJson<WordMeasurement> {
  readonly incidentId: string;
  readonly takenAt: Date;
  readonly simulated: boolean;
  readonly members: number;
  readonly notices: readonly MeasurementSnapshot[];
}
