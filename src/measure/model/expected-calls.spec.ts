import { describe, expect, it } from '@jest/globals';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { expectedDay, fitBaseline, isBaseline } from './baseline.js';
import { type CallDay, dayAfter, dayFlags, weekdayOf } from './call-calendar.js';
import { backTest, expectedCalls, type ExpectedCalls } from './expected-calls.js';

const SHAPE = [2, 5, 4, 3, 1];
const LEVEL: Readonly<Record<number, number>> = { 1: 150, 2: 120, 3: 110, 4: 100, 5: 90 };
const none: ReadonlySet<string> = new Set();

/** Weekdays of made-up calls: `between` moves whole days, `within` each half of a day on its own; both as logarithms. */
function company(days: number, { between = 0, within = 0, seed = 7 } = {}): CallDay[] {
  const random = xoroshiro128plus(seed);
  const noise = (size: number): number => Math.exp(size * Math.sqrt(12) * (uniformFloat64(random) - 0.5));
  const made: CallDay[] = [];
  for (let date = '2026-01-05'; made.length < days; date = dayAfter(date)) {
    const level = LEVEL[weekdayOf(date)];
    if (level === undefined) continue;
    const [whole, morning, rest] = [noise(between), noise(within), noise(within)];
    made.push({ date, counts: SHAPE.map((share, place) => level * share * whole * (place < 2 ? morning : rest)) });
  }
  return made;
}

const forecast = (days: readonly CallDay[], known: readonly number[], length = SHAPE.length - known.length): ExpectedCalls => {
  const answer = expectedCalls(days, none, { date: nextOpen(days.at(-1)!.date), known }, { from: known.length, length });
  if (answer.kind !== 'forecast') throw new Error(answer.kind);
  return answer;
};
const nextOpen = (date: string): string => (LEVEL[weekdayOf(dayAfter(date))] === undefined ? nextOpen(dayAfter(date)) : dayAfter(date));

describe('calls to expect without the incident', () => {
  it('follow the weekday and the shape of the day', () => {
    const days = company(60); // ends on a Friday
    expect(forecast(days, []).calls).toBeCloseTo(15 * 150, 1);
    expect(forecast(days, []).intervals.map((each) => each / 150)).toEqual(SHAPE.map((share) => expect.closeTo(share, 1)));
    expect(forecast(days, [], 2 * SHAPE.length).calls).toBeCloseTo(15 * (150 + 120), 1);
  });

  it('take over the morning where whole days differ, and leave it where halves of days do', () => {
    const known = [2 * 150 * 1.3, 5 * 150 * 1.3];
    expect(forecast(company(90, { between: 0.2 }), known).today).toBeGreaterThan(1.2);
    expect(forecast(company(90, { within: 0.2 }), known).today).toBeLessThan(1.1);
  });

  it('have an interval of the size of past errors, and none before there were enough', () => {
    const { calls, low, high, origins } = forecast(company(90, { between: 0.1 }), []);
    expect(origins).toBe(60);
    expect(Math.log(high! / calls)).toBeCloseTo(Math.log(calls / low!), 10);
    expect(Math.log(high! / calls)).toBeGreaterThan(0.15);
    expect(Math.log(high! / calls)).toBeLessThan(0.26);
    expect(forecast(company(49, { between: 0.1 }), [])).toMatchObject({ low: null, high: null, origins: 19 });
  });

  it('do not learn from days that are set aside', () => {
    const days = company(90, { between: 0.05 });
    const flood = days.map((day, index) => (index >= 60 && index < 63 ? { ...day, counts: day.counts!.map((count) => count * 8) } : day));
    const aside = flood.map((day, index) => (index >= 60 && index < 63 ? { ...day, counts: null } : day));
    const truth = forecast(days, []).calls;
    expect(Math.abs(forecast(aside, []).calls / truth - 1)).toBeLessThan(0.02);
    expect(forecast(flood, []).calls / truth).toBeGreaterThan(1.05);
  });

  it('answer the past as it could have been answered then', () => {
    const days = company(90, { between: 0.1 });
    const span = { from: 2, length: 3 };
    const whole = backTest(days, none, span);
    const cut = backTest(days.slice(0, 70), none, span);
    expect(whole.slice(0, cut.length)).toEqual(cut);
    expect(whole).toHaveLength(60);
    const shown = whole.filter(({ low }) => low !== null);
    expect(shown.filter(({ low, high, actual }) => actual >= low! && actual <= high!).length / shown.length).toBeGreaterThan(0.85);
  });

  it('know a day after a holiday, and that nobody calls on one', () => {
    const days = company(100).map((day) => (['2026-02-17', '2026-03-24', '2026-04-28'].includes(dayAfter(day.date, -1)) ? { ...day, counts: day.counts!.map((count) => count * 1.5) } : day));
    const closed = new Set(['2026-02-17', '2026-03-24', '2026-04-28', '2026-05-26']);
    const fit = fitBaseline(days.filter(({ date }) => !closed.has(date)), closed);
    if (!isBaseline(fit)) throw new Error('too short');
    expect(expectedDay(fit, '2026-05-26', 1).total).toBe(0);
    expect(expectedDay(fit, '2026-05-27', 1).total / expectedDay(fit, '2026-06-10', 1).total).toBeGreaterThan(1.2);
    expect(expectedDay(fit, '2026-05-30', 1).total).toBe(0); // a Saturday
  });

  it('are not given for a short past, or for calls too few to follow anything', () => {
    expect(expectedCalls(company(29), none, { date: '2026-02-13', known: [] }, { from: 0, length: 5 })).toEqual({ kind: 'short-history', days: 29, need: 30 });
    const quiet = company(60).map((day) => ({ ...day, counts: day.counts!.map((count) => count / 100) }));
    expect(expectedCalls(quiet, none, { date: '2026-03-30', known: [] }, { from: 0, length: 5 })).toMatchObject({ kind: 'few-calls', need: 30 });
  });

  it.each([
    ['a span that does not follow what is known', () => expectedCalls(company(60), none, { date: '2026-03-30', known: [1] }, { from: 0, length: 5 })],
    ['days of different lengths', () => fitBaseline([...company(60), { date: '2026-04-01', counts: [1] }], none)],
    ['days out of order', () => fitBaseline([...company(60), { date: '2026-01-05', counts: SHAPE }], none)],
    ['a span that begins after the day', () => backTest(company(60), none, { from: 5, length: 1 })],
  ])('refuse %s', (_, ask) => {
    expect(ask).toThrow(RangeError);
  });
});

describe('what sets a day apart', () => {
  const open = new Set([1, 2, 3, 4, 5]);
  it.each([
    ['2026-03-02', [1, 0, 0, 0]],
    ['2026-03-04', [0, 0, 0, 0]],
    ['2026-03-31', [0, 0, 0, 1]],
    ['2026-05-26', [0, 1, 0, 0]], // Tuesday after a Monday that was closed
    ['2026-05-27', [0, 0, 1, 0]],
    ['2026-05-28', [0, 0, 0, 1]], // the last open day before a Friday that is closed
    ['2026-06-01', [1, 1, 0, 0]], // Monday after a Friday that was closed
    ['2026-06-29', [0, 0, 0, 0]],
  ])('on %s is %j', (date, flags) => {
    expect(dayFlags(date, open, new Set(['2026-05-25', '2026-05-29']))).toEqual(flags);
  });
});
