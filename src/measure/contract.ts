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
export type { CorrectedShare, FirstWord, FirstWordAt, FirstWordPoint, MinutesToWord, NoMembers } from './model/first-word.js';
export type { HourlyArm, HourlyCalls } from './model/hourly.js';
export type { Feedback, NetPromoters, Served, TooFewAnswers, WaveDifference } from './model/feedback.js';
export type { Placebo } from './model/placebo.js';
export { expectedPrecision, type PlannedRollout, type PrecisionPlan } from './model/precision-plan.js';
export type { Proportion } from './model/proportion.js';
export type { MatchShare, ScaledAvoided } from './model/match-share.js';
export type { AvoidedChecks, CallCover, NoticeMeasurement, WordMeasurement } from './model/measurement.js';
import type { JsonOf } from '../kernel/json-of.js';
import type { WordMeasurement, NoticeMeasurement } from './model/measurement.js';

export type MeasurementTrigger = 'scheduled' | 'asked' | 'closed';

/** A measurement that was kept, or with id null one that was made for whoever asked. */
export interface MeasurementSnapshot {
  readonly id: string | null;
  readonly takenAt: Date;
  readonly trigger: MeasurementTrigger;
  readonly method: string;
  /** SHA-256 of all counts that went in: the same inputs give the same figures. */
  readonly inputsHash: string;
  readonly result: JsonOf<NoticeMeasurement>;
}

/**
 * An incident as a whole: who heard from us first, by whichever notice, and the latest of each notice. Of a closed one these are the figures of its
 * report, and stay so until the report says that they changed.
 */
export interface IncidentMeasurement extends JsonOf<WordMeasurement> {
  readonly incidentId: string;
  readonly takenAt: Date;
  /** Of the report of a closed incident, whose figures these are; null: as of now. */
  readonly revision: number | null;
  readonly simulated: boolean;
  readonly members: number;
  readonly notices: readonly MeasurementSnapshot[];
}
