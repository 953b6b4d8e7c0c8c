import { describe, expect, it } from '@jest/globals';
import { type HoldTime, holdTime as calculation, type HoldTimeInputs } from './hold-time.js';
import { agentsFor, staffedQueue } from './staffed-queue.js';

const START = Date.parse('2026-03-02T08:00:00Z');
const at = (seconds: number) => new Date(START + seconds * 1_000);
const LAW = { handleSeconds: 300, patienceSeconds: 180, availability: 0.8 };

/** Two hours of half-hours with 190 calls each and 50 on duty, 40 of them there; those avoided lie evenly over them. */
const inputs = (more: Partial<HoldTimeInputs> = {}): HoldTimeInputs => ({
  before: [0, 1, 2, 3].map((step) => ({ at: at((step - 4) * 1_800), calls: 190, agents: 50 })),
  window: [0, 1, 2, 3].map((step) => ({ at: at(step * 1_800), calls: 190, agents: 50 })),
  stepSeconds: 1_800, law: LAW, target: { thresholdSeconds: 20, targetShare: 0.8 },
  avoided: { value: 100, low: 40, high: 160 }, matchedShare: 0.5,
  expected: [0, 1, 2, 3].map((step) => ({ from: at(step * 1_800), until: at((step + 1) * 1_800), calls: 30 })),
  ...more,
});

function holdTime(given: HoldTimeInputs): HoldTime {
  for (const steps = calculation(given); ; ) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

describe('hold time with and without the notice', () => {
  it('is that of 380 calls an hour as they came, and of 480 as they would have come', () => {
    const { withNotice, without, avoidedOfAll } = holdTime(inputs());
    const steady = (perHour: number) => staffedQueue({ callsPerSecond: perHour / 3_600, handleSeconds: 300, patienceSeconds: 180, agents: 40 }, 20);
    const calm = steady(380);
    if (calm.kind !== 'steady') throw new Error('unstable');
    expect(avoidedOfAll).toEqual({ value: 200, low: 80, high: 320 });
    expect(withNotice.calls).toBe(760);
    expect(withNotice.waitSeconds).toBeCloseTo(calm.waitSeconds, 2); // 1.52 s
    expect(withNotice.serviceLevel).toBeCloseTo(0.9648, 3);
    expect(without.value.calls).toBeCloseTo(960, 9);
    expect(without.value.waitSeconds).toBeGreaterThan(11.5); // 12.76 s once it is steady
    expect(without.value.waitSeconds).toBeLessThan(12.77);
    expect(without.value.abandonShare).toBeCloseTo(without.value.waitSeconds / 180, 9);
    expect(without.low.waitSeconds).toBeLessThan(without.value.waitSeconds);
    expect(without.high.waitSeconds).toBeGreaterThan(without.value.waitSeconds);
  });

  it('counts whole agents, and of those on duty: 43 at work are 54 on duty, and 34 are 43', () => {
    const { agentHours, mostAgents, intervals } = holdTime(inputs());
    const needed = (perHour: number) => agentsFor({ callsPerSecond: perHour / 3_600, handleSeconds: 300, patienceSeconds: 180 }, 20, 0.8);
    expect([needed(480), needed(380)]).toEqual([43, 34]);
    expect(intervals.map(({ agentsNeeded, agentsNeededWithout }) => [agentsNeeded, agentsNeededWithout])).toEqual(Array.from({ length: 4 }, () => [43, 54]));
    expect(mostAgents).toBe(11);
    expect(agentHours.value).toBe(22);
    expect(agentHours.low).toBeLessThan(22);
    expect(agentHours.high).toBeGreaterThan(22);
  });

  it('gives the hours of talk that the avoided calls would have been', () => {
    expect(holdTime(inputs()).talkHours).toEqual({ value: expect.closeTo((200 * 300) / 3_600, 9), low: expect.closeTo((80 * 300) / 3_600, 9), high: expect.closeTo((320 * 300) / 3_600, 9) });
  });

  it('is longer with the notice where it provoked calls', () => {
    const { withNotice, without, agentHours } = holdTime(inputs({ avoided: { value: -100, low: -160, high: -40 } }));
    expect(without.value.waitSeconds).toBeLessThan(withNotice.waitSeconds);
    expect(agentHours.value).toBeLessThan(0);
  });

  it('changes nothing where nothing was avoided', () => {
    const { withNotice, without, agentHours, mostAgents } = holdTime(inputs({ avoided: { value: 0, low: -40, high: 40 } }));
    expect(without.value).toEqual(withNotice);
    expect([agentHours.value, mostAgents]).toEqual([0, 0]);
  });

  it('puts the avoided calls where the told were, and takes the queue over that the window begins with', () => {
    const late = inputs({ expected: [0, 1, 2, 3].map((step) => ({ from: at(step * 1_800), until: at((step + 1) * 1_800), calls: step === 3 ? 90 : 0 })) });
    const { intervals } = holdTime(late);
    expect(intervals.slice(0, 3).every(({ calls, callsWithout }) => Math.abs(callsWithout - calls) <= 60)).toBe(true);
    expect(intervals[3]!.callsWithout).toBeGreaterThan(intervals[0]!.callsWithout);
    const flooded = holdTime(inputs({ before: [{ at: at(-1_800), calls: 900, agents: 50 }] }));
    expect(flooded.withNotice.waitSeconds).toBeGreaterThan(holdTime(inputs()).withNotice.waitSeconds + 5);
  });

  it('counts a short last staffing interval for its own length', () => {
    const { agentHours, intervals } = holdTime(inputs({ window: [0, 1, 2].map((step) => ({ at: at(step * 1_200), calls: 127, agents: 50 })), stepSeconds: 1_200, before: [] }));
    expect(intervals.map(({ from, until }) => (until.getTime() - from.getTime()) / 60_000)).toEqual([40, 20]);
    expect(agentHours.value).not.toBe(0);
  });

  it('has no more than zero calls in a step', () => {
    expect(holdTime(inputs({ avoided: { value: -1_000, low: -2_000, high: -900 } })).without.low.calls).toBe(0);
  });
});
