import { describe, expect, it } from '@jest/globals';
import { type FitAnswer, type FitHistory, fitQueue, LEAST_ABANDONED, LEAST_CALLS, LEAST_DAYS, type ServedInterval } from './queue-fit.js';
import { queueOverTime } from './queue-over-time.js';

const DAY_MS = 86_400_000;
const MONDAY = Date.parse('2026-03-02T08:00:00Z');
const TRUTH = { intervalSeconds: 1_800, handleSeconds: 240, patienceSeconds: 300 };
/** Calls and agents of the half-hours of a day: an overload before noon. */
const CALLS = [40, 70, 100, 110, 90, 70, 60, 50];
const AGENTS = [12, 16, 18, 18, 18, 16, 14, 12];

/** Days as the model itself would have them with this share of the agents. */
function days(count: number, availability: number): ServedInterval[] {
  const served = queueOverTime(CALLS.map((calls, place) => ({ calls, agents: AGENTS[place]! * availability })), TRUTH);
  return Array.from({ length: count }, (_, day) => day).flatMap((day) =>
    served.map(({ waitSeconds, abandoned }, place) => ({
      at: MONDAY + day * DAY_MS + place * 1_800_000, date: new Date(MONDAY + day * DAY_MS).toISOString().slice(0, 10), agents: AGENTS[place]!,
      answered: CALLS[place]! - abandoned, abandoned, waitSeconds: waitSeconds * CALLS[place]!, handled: CALLS[place]! - abandoned, handleSeconds: (CALLS[place]! - abandoned) * TRUTH.handleSeconds,
    })),
  );
}

function fitted(history: Partial<FitHistory>): FitAnswer {
  const fit = fitQueue({ intervalSeconds: 1_800, intervals: [], withoutWait: 0, ...history });
  for (;;) {
    const { done, value } = fit.next();
    if (done) return value;
  }
}

describe('a queue fitted on its last weeks', () => {
  it.each([0.8, 0.72, 0.6])('finds that %d of the agents were there, and how long callers wait before they hang up', (availability) => {
    const answer = fitted({ intervals: days(6, availability) });
    if (answer.kind !== 'fit') throw new Error(JSON.stringify(answer));
    expect(answer.patienceSeconds).toBeCloseTo(300, 6);
    expect(answer.handleSeconds).toBeCloseTo(240, 6);
    expect(Math.abs(answer.availability - availability)).toBeLessThan(0.002);
    expect(Math.abs(answer.predicted.waitSeconds / answer.actual.waitSeconds - 1)).toBeLessThan(0.006);
    expect(answer).toMatchObject({ days: 6, from: '2026-03-02', until: '2026-03-07' });
  });

  it.each([
    ['no agents are known', {}, { reason: 'no-agents-known' }],
    ['the days are few', { intervals: days(LEAST_DAYS - 1, 0.6) }, { reason: 'few-days', have: LEAST_DAYS - 1, need: LEAST_DAYS }],
    ['few hang up', { intervals: days(6, 1.4) }, { reason: 'few-abandons', need: LEAST_ABANDONED }],
    ['calls are few', { intervals: days(5, 0.4).filter(({ at }) => new Date(at).getUTCHours() < 9) }, { reason: 'few-calls', need: LEAST_CALLS }],
    ['waits are not in the feed', { intervals: days(6, 0.7), withoutWait: 1_000 }, { reason: 'waits-unknown', need: 0.2 }],
    ['nobody recorded how long calls took', { intervals: days(6, 0.7).map((interval) => ({ ...interval, handled: 0, handleSeconds: 0 })) }, { reason: 'no-handle-times' }],
    ['the agents on record are not those who answered', { intervals: days(6, 0.7).map((interval) => ({ ...interval, agents: interval.agents * 5 })) }, { reason: 'too-many-agents', need: 0.3 }],
    ['half of the agents are not on record', { intervals: days(6, 0.8).map((interval) => ({ ...interval, agents: interval.agents / 2 })) }, { reason: 'too-few-agents', need: 1.5 }],
  ] as const)('gives no figure where %s', (_, history, refusal) => {
    expect(fitted(history)).toMatchObject({ kind: 'no-fit', ...refusal });
  });
});
