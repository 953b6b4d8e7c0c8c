import type { TimeRange } from '../../kernel/time-range.js';
import type { Balance } from './balance.js';

/** One figure for each side of the comparison: members whose wave had gone, and members still waiting for theirs. */
export interface Arms {
  readonly notified: number;
  readonly waiting: number;
}

/** A ratio with its 95 % interval; 1 is no difference. `logSe`: standard error of its natural logarithm. */
export interface RatioEstimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly logSe: number;
}

/** What a result rests on; counts and hours are those of the measured window, so far. */
export interface ComparisonBasis {
  readonly calls: Arms;
  readonly personHours: Arms;
  /** From the first to the last measured bin; null while there is none. */
  readonly window: TimeRange | null;
  /** Members in the classes that were measured. */
  readonly members: number;
  /** Priority classes that hold no comparison and are in no figure. */
  readonly classesLeftOut: readonly string[];
  /** null where the order was recorded as random but not tested against earlier calls. */
  readonly balance: Balance | null;
  readonly method: string;
}

/** Calls avoided inside the window, net of those provoked: it may be below 0, and nothing is said about later. */
export interface AvoidedCallsEstimate extends ComparisonBasis {
  readonly kind: 'estimate';
  readonly avoided: number;
  readonly low: number;
  readonly high: number;
  readonly se: number;
  /** As it would be without a look at calls from before the first wave; null where these tell too little. Absent in figures from before. */
  readonly unadjusted?: { readonly avoided: number; readonly low: number; readonly high: number; readonly se: number } | null;
  /** If calls were independent of each other: for checking, too narrow to publish. */
  readonly poissonSe: number;
  /** null where leaving one group out leaves an arm without a call. */
  readonly rateRatio: RatioEstimate | null;
  readonly window: TimeRange;
  readonly groups: number;
  readonly df: number;
}

/** Something that time or a larger incident would bring. */
export type Shortage =
  | { readonly code: 'window-open'; readonly observedUntil: Date; readonly latestEnd: Date }
  | { readonly code: 'few-waiting-calls' | 'few-notified-calls' | 'empty-groups'; readonly have: number; readonly need: number };

export interface NotEnoughData extends ComparisonBasis {
  readonly kind: 'not-enough-data';
  readonly reasons: readonly Shortage[];
}

/**
 * Something that no amount of data mends. `single-waves`: each class was told all at once. `too-quick`: told in fewer bins
 * than can be compared, so that hours of waiting and hours of knowing hardly overlap.
 */
export type Obstacle =
  | { readonly code: 'order-not-random' | 'order-not-recorded' | 'single-waves' }
  | { readonly code: 'too-quick'; readonly bins: number; readonly needBins: number; readonly binMinutes: number }
  | { readonly code: 'unbalanced'; readonly z: number; readonly p: number };

export interface NotMeasurable {
  readonly kind: 'not-measurable';
  readonly reason: Obstacle;
  readonly method: string;
}

export type AvoidedCalls = AvoidedCallsEstimate | NotEnoughData | NotMeasurable;
