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
