import { type Baseline, expectedDay, fitBaseline, HALF_LIFE, isBaseline, LEAST_DAYS, type Shortfall } from './baseline.js';
import { type CallDay, dayAfter } from './call-calendar.js';
import { student975 } from './student.js';

/** Which calls are asked for: `length` intervals of opening hours from interval `from` of a day on, over as many open days as they take. */
export interface CallSpan {
  readonly from: number;
  readonly length: number;
}

export interface ExpectedCalls {
  readonly kind: 'forecast';
  readonly calls: number;
  /** 95 % interval from the errors of the same question asked of the past; null where the past is too short to have made `LEAST_ORIGINS` of them. */
  readonly low: number | null;
  readonly high: number | null;
  /** Standard deviation of the logarithm of those errors, the latest counting most, and how many there were. */
  readonly error: number | null;
  readonly origins: number;
  /** How far what is known of today moved the figure: a share of 1 is as forecast from the days before. */
  readonly today: number;
  /** By interval, of the first day of the span. */
  readonly intervals: readonly number[];
  /** The same question asked of the past, as `backTest` answers it. */
  readonly past: readonly BackTest[];
}

/** A question that was put to the past, and what came of it. */
export interface BackTest {
  readonly date: string;
  readonly actual: number;
  readonly forecast: number;
  /** The interval that would have been shown; null while there were too few errors to make one. */
  readonly low: number | null;
  readonly high: number | null;
}

/** Errors that an interval needs. */
export const LEAST_ORIGINS = 20;
/** Past days from which it is learned how much a morning says of the rest. */
const LEAST_MORNINGS = 5;

/**
 * Calls to expect without the incident.
 *
 * @param history  Days before today, oldest first; days of incidents, outages and gaps have `counts: null`.
 * @param closed  Dates on which the centre was closed although that weekday usually is open.
 * @param today  Its date, and the intervals that are known, up to the start of the incident at most: what comes after would be taken for ordinary.
 * @param span  Begins with the first interval of today that is not known.
 * @throws RangeError where days contradict each other, or the span does not follow what is known.
 */
export function expectedCalls(history: readonly CallDay[], closed: ReadonlySet<string>, today: { readonly date: string; readonly known: readonly number[] }, span: CallSpan): ExpectedCalls | Shortfall {
  if (today.known.length !== span.from) throw new RangeError(`The span begins at interval ${span.from}, and ${today.known.length} of today are known.`);
  const fit = fitBaseline(history, closed);
  if (!isBaseline(fit)) return fit;
  const days = history.filter((day): day is Usable => day.counts !== null);
  const errors = pastErrors(days, closed, span);
  const raw = ahead(fit, [today.date, ...nextDates(fit, today.date, span)], span);
  const moved = Math.exp(weightOfToday(errors) * surprise(today.known, raw.firstDay));
  const calls = raw.calls * moved;
  const corrected = corrections(errors);
  const { low, high, error } = interval(calls, corrected);
  return { kind: 'forecast', calls, low, high, error, origins: corrected.length, today: moved, intervals: raw.firstDay.map((each) => each * moved), past: tested(errors) };
}

/**
 * Puts the same question to every past day that has enough of a past of its own, with nothing that was not known then.
 *
 * @returns Oldest first; empty where the history is too short.
 */
export function backTest(history: readonly CallDay[], closed: ReadonlySet<string>, span: CallSpan): readonly BackTest[] {
  return tested(pastErrors(history.filter((day): day is Usable => day.counts !== null), closed, span));
}

function tested(errors: readonly PastError[]): readonly BackTest[] {
  return errors.map((of) => {
    const known = errors.filter(({ settledAt }) => settledAt < of.askedAt);
    const forecast = of.forecast * Math.exp(weightOfToday(known) * of.surprise);
    const { low, high } = interval(forecast, corrections(known));
    return { date: of.date, actual: of.actual, forecast, low, high };
  });
}

interface Usable extends CallDay {
  readonly counts: readonly number[];
}

interface PastError {
  readonly date: string;
  /** Places of usable days: when it was asked, and the last day that its answer needed. */
  readonly askedAt: number;
  readonly settledAt: number;
  readonly actual: number;
  /** Without what was known of the day itself. */
  readonly forecast: number;
  readonly surprise: number;
}

function pastErrors(days: readonly Usable[], closed: ReadonlySet<string>, span: CallSpan): readonly PastError[] {
  const perDay = days[0]?.counts.length ?? 0;
  if (span.from >= perDay || span.length < 1) throw new RangeError(`A span of ${span.length} intervals from ${span.from} on does not fit days of ${perDay}.`);
  const reach = Math.ceil((span.from + span.length) / perDay) - 1;
  const errors: PastError[] = [];
  for (let at = LEAST_DAYS; at + reach < days.length; at += 1) {
    const fit = fitBaseline(days.slice(0, at), closed);
    if (!isBaseline(fit)) continue;
    const asked = days.slice(at, at + reach + 1);
    const { calls, firstDay } = ahead(fit, asked.map(({ date }) => date), span);
    const actual = asked.flatMap(({ counts }) => counts).slice(span.from, span.from + span.length).reduce((sum, count) => sum + count, 0);
    errors.push({ date: days[at]!.date, askedAt: at, settledAt: at + reach, actual, forecast: calls, surprise: surprise(days[at]!.counts.slice(0, span.from), firstDay) });
  }
  return errors;
}

function ahead(fit: Baseline, dates: readonly string[], { from, length }: CallSpan): { calls: number; firstDay: readonly number[] } {
  const days = dates.map((date, index) => expectedDay(fit, date, index + 1).intervals);
  return { calls: days.flat().slice(from, from + length).reduce((sum, count) => sum + count, 0), firstDay: days[0]! };
}

/** Dates of the open days after the first that the span reaches. */
function nextDates(fit: Baseline, date: string, { from, length }: CallSpan): string[] {
  const perDay = [...fit.profiles.values()][0]!.length;
  const dates: string[] = [];
  for (let next = dayAfter(date); (dates.length + 1) * perDay < from + length; next = dayAfter(next)) {
    if (expectedDay(fit, next, 1).total > 0) dates.push(next);
  }
  return dates;
}

/** Logarithm of how much more than expected came in so far. */
function surprise(known: readonly number[], expected: readonly number[]): number {
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0.5);
  return Math.log(sum(known) / sum(expected.slice(0, known.length)));
}

/** How much of the morning's surprise has stayed for the rest, in the past: a share of its logarithm. */
function weightOfToday(errors: readonly PastError[]): number {
  const squares = errors.reduce((sum, { surprise: of }) => sum + of * of, 0);
  if (errors.length < LEAST_MORNINGS || squares === 0) return 0;
  const together = errors.reduce((sum, { surprise: of, actual, forecast }) => sum + of * Math.log(Math.max(actual, 0.5) / forecast), 0);
  return Math.min(1, Math.max(0, together / squares));
}

/** Errors of the past, each after it was moved by what was known of its day, with what had been learned by then. */
function corrections(errors: readonly PastError[]): readonly number[] {
  return errors.map((of) => {
    const weight = weightOfToday(errors.filter(({ settledAt }) => settledAt < of.askedAt));
    return Math.log(Math.max(of.actual, 0.5) / of.forecast) - weight * of.surprise;
  });
}

/**
 * Errors of long ago were made with less of a past, on another level of calls: they count less, as days do in the baseline, and the
 * degrees of freedom are those of the errors that are left (Kish's effective number).
 *
 * @param errors  Oldest first.
 */
function interval(calls: number, errors: readonly number[]): { low: number | null; high: number | null; error: number | null } {
  if (errors.length < LEAST_ORIGINS) return { low: null, high: null, error: null };
  const weights = errors.map((_, index) => 0.5 ** ((errors.length - 1 - index) / HALF_LIFE));
  const weight = weights.reduce((sum, each) => sum + each, 0);
  const effective = weight ** 2 / weights.reduce((sum, each) => sum + each * each, 0);
  const error = Math.sqrt(errors.reduce((sum, each, index) => sum + weights[index]! * each * each, 0) / weight);
  const factor = Math.exp(student975(Math.floor(effective) - 1) * error);
  return { low: calls / factor, high: calls * factor, error };
}
