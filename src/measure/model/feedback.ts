import { type Proportion, proportion } from './proportion.js';
import { Z_975 } from './quantiles.js';

/** Fewer answers than this say nothing that holds, and may say who gave them. */
export const MIN_ANSWERS = 30;

/** People who were asked, those of them who answered, and those who were served: "yes", or 4 or 5 of 5. */
export interface AnswerCounts {
  readonly asked: number;
  readonly answered: number;
  readonly served: number;
}

export interface FeedbackCounts {
  readonly all: AnswerCounts & { readonly partly: number; readonly no: number; readonly byText: number };
  /** Whoever was told before he called, and whoever had called by then. */
  readonly toldFirst: AnswerCounts;
  readonly calledFirst: AnswerCounts;
  /**
   * The half of the waves that was told first and the half told last, by answers given in the same hours: after the last wave was told, for
   * `hours`. Null while these are not over, where everybody was told at once, or the order was not random.
   */
  readonly waves: { readonly early: AnswerCounts; readonly late: AnswerCounts; readonly hours: number } | null;
  /** How many gave each mark from 0 to 10. */
  readonly recommend: readonly number[];
}

export interface TooFewAnswers {
  readonly kind: 'not-enough-data';
  readonly answered: number;
  readonly asked: number;
  readonly need: number;
}

/**
 * Share of the answers that were served, with what may be said of those who did not answer: `lowest` if none of them was, `highest` if all
 * were. Together these are the only bounds that hold without an assumption.
 */
export interface Served {
  readonly kind: 'share';
  readonly served: Proportion;
  readonly response: Proportion;
  readonly lowest: number;
  readonly highest: number;
}

/** Promoters (9, 10) less detractors (0 to 6), from −100 to 100, with its 95 % interval. */
export interface NetPromoters {
  readonly kind: 'score';
  readonly score: number;
  readonly low: number;
  readonly high: number;
  readonly answers: number;
}

/** Share served among the early less that among the late, in percentage points as fractions of 1. */
export interface WaveDifference {
  readonly kind: 'difference';
  readonly early: Served;
  readonly late: Served;
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  readonly hours: number;
}

export interface Feedback {
  readonly served: Served | TooFewAnswers;
  readonly answers: { readonly yes: number; readonly partly: number; readonly no: number; readonly byText: number } | null;
  readonly toldFirst: Served | TooFewAnswers;
  readonly calledFirst: Served | TooFewAnswers;
  /** What being told earlier changed: the only causal claim that answers carry. Null where it can't be made. */
  readonly earlier: WaveDifference | TooFewAnswers | null;
  readonly recommend: NetPromoters | TooFewAnswers;
  readonly method: string;
}

const METHOD = 'Share served among answers with Wilson interval, response rate and worst-case bounds; early and late waves over the same hours (Newcombe), v1';

/** @throws RangeError for counts that contradict each other. */
export function feedback(counts: FeedbackCounts): Feedback {
  const { all, toldFirst, calledFirst, waves, recommend } = counts;
  const enough = all.answered >= MIN_ANSWERS;
  return {
    served: served(all),
    answers: enough ? { yes: all.served, partly: all.partly, no: all.no, byText: all.byText } : null,
    toldFirst: served(toldFirst),
    calledFirst: served(calledFirst),
    earlier: waves && difference(waves),
    recommend: netPromoters(recommend, all.asked),
    method: METHOD,
  };
}

export function served({ asked, answered, served: count }: AnswerCounts): Served | TooFewAnswers {
  if (answered < MIN_ANSWERS) return { kind: 'not-enough-data', answered, asked, need: MIN_ANSWERS };
  const response = proportion(answered, asked);
  const share = proportion(count, answered);
  return { kind: 'share', served: share, response, lowest: response.share * share.share, highest: response.share * share.share + 1 - response.share };
}

/**
 * @source Newcombe (1998), Statistics in Medicine 17, 873–890, method 10: the difference of two shares from their Wilson intervals.
 */
function difference({ early, late, hours }: NonNullable<FeedbackCounts['waves']>): WaveDifference | TooFewAnswers {
  const [first, last] = [served(early), served(late)];
  if (first.kind === 'not-enough-data') return first;
  if (last.kind === 'not-enough-data') return last;
  const [a, b] = [first.served, last.served];
  const gap = a.share - b.share;
  return {
    kind: 'difference', early: first, late: last, hours, difference: gap,
    low: gap - Math.hypot(a.share - a.low, b.high - b.share),
    high: gap + Math.hypot(a.high - a.share, b.share - b.low),
  };
}

/**
 * @param marks  How many gave 0, 1, … 10.
 * @param asked  How many there were to ask: the interval is narrower where most of them answered.
 * @source Standard error of the difference of two shares of one multinomial sample, with the finite population's correction.
 */
export function netPromoters(marks: readonly number[], asked: number): NetPromoters | TooFewAnswers {
  const count = (from: number, to: number): number => marks.slice(from, to + 1).reduce((sum, each) => sum + each, 0);
  const answers = count(0, 10);
  if (answers < MIN_ANSWERS) return { kind: 'not-enough-data', answered: answers, asked, need: MIN_ANSWERS };
  const [p, d] = [count(9, 10) / answers, count(0, 6) / answers];
  const finite = asked > 1 && asked > answers ? Math.sqrt((asked - answers) / (asked - 1)) : asked === answers ? 0 : 1;
  const half = Z_975 * Math.sqrt((p + d - (p - d) ** 2) / answers) * finite;
  return { kind: 'score', score: (p - d) * 100, low: (p - d - half) * 100, high: (p - d + half) * 100, answers };
}
