import { describe, expect, it } from '@jest/globals';
import { feedback, type FeedbackCounts, netPromoters, served } from './feedback.js';

const NOBODY = { asked: 0, answered: 0, served: 0 };
const marks = (detractors: number, passives: number, promoters: number): number[] => [detractors, 0, 0, 0, 0, 0, 0, passives, 0, 0, promoters];
const COUNTS: FeedbackCounts = {
  all: { asked: 2_000, answered: 500, served: 420, partly: 50, no: 30, byText: 100 },
  toldFirst: { asked: 1_900, answered: 480, served: 410 }, calledFirst: { asked: 100, answered: 20, served: 10 }, waves: null, recommend: [],
};

describe('the share that was served', () => {
  it('has its interval, the response rate, and what those may have thought who did not answer', () => {
    const got = served({ asked: 2_000, answered: 500, served: 420 });
    expect(got).toMatchObject({ kind: 'share', served: { share: 0.84, low: expect.closeTo(0.80529, 5), high: expect.closeTo(0.86952, 5) }, response: { share: 0.25 } });
    expect(got).toMatchObject({ lowest: expect.closeTo(0.21, 10), highest: expect.closeTo(0.96, 10) });
  });
  it.each([[29, 'not-enough-data'], [30, 'share']])('with %d answers is %s', (answered, kind) => {
    expect(served({ asked: 100, answered, served: 20 }).kind).toBe(kind);
  });
  it('is shown for those told first and those who called first, each where it holds', () => {
    const got = feedback(COUNTS);
    expect([got.toldFirst.kind, got.calledFirst, got.answers]).toEqual(['share', { kind: 'not-enough-data', answered: 20, asked: 100, need: 30 }, { yes: 420, partly: 50, no: 30, byText: 100 }]);
    expect(feedback({ ...COUNTS, all: { ...COUNTS.all, answered: 29, served: 29, partly: 0, no: 0 } }).answers).toBeNull();
  });
});

describe('what being told earlier changed', () => {
  // Newcombe's own example (1998, table II, a): 56 of 70 and 48 of 80, method 10: 0.0524 to 0.3339.
  it('is the difference of the waves with its interval', () => {
    const got = feedback({ ...COUNTS, waves: { early: { asked: 1_000, answered: 70, served: 56 }, late: { asked: 1_000, answered: 80, served: 48 }, hours: 72 } }).earlier;
    expect(got).toMatchObject({ kind: 'difference', difference: expect.closeTo(0.2, 10), low: expect.closeTo(0.0524, 4), high: expect.closeTo(0.3339, 4), hours: 72 });
  });
  it('is not said where one side has too few answers, or nothing can be compared', () => {
    expect(feedback({ ...COUNTS, waves: { early: NOBODY, late: { asked: 100, answered: 80, served: 48 }, hours: 72 } }).earlier).toMatchObject({ kind: 'not-enough-data', answered: 0 });
    expect(feedback(COUNTS).earlier).toBeNull();
  });
});

describe('the net promoter score', () => {
  it('of 400 answers, half of them promoters and a fifth detractors, is 30 ± 7.65', () => {
    expect(netPromoters(marks(80, 120, 200), 1e9)).toMatchObject({ kind: 'score', score: expect.closeTo(30, 10), low: expect.closeTo(22.35, 2), high: expect.closeTo(37.65, 2), answers: 400 });
  });
  it('is narrower where most of those asked have answered, and exact where all have', () => {
    expect(netPromoters(marks(80, 120, 200), 500)).toMatchObject({ high: expect.closeTo(30 + 7.65 * Math.sqrt(100 / 499), 1) });
    expect(netPromoters(marks(80, 120, 200), 400)).toMatchObject({ low: expect.closeTo(30, 10), high: expect.closeTo(30, 10) });
  });
  it('counts 6 as a detractor, 7 and 8 as neither', () => {
    expect(netPromoters([0, 0, 0, 0, 0, 0, 10, 10, 10, 0, 0], 1_000)).toMatchObject({ score: expect.closeTo(-33.33, 1) });
  });
  it('is not said of few answers', () => {
    expect(netPromoters(marks(9, 10, 10), 1_000)).toMatchObject({ kind: 'not-enough-data', answered: 29 });
  });
});
