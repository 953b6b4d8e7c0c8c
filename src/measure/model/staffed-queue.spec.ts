import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { agentsFor, type QueueLoad, type QueueService, staffedQueue } from './staffed-queue.js';

const steady = (load: QueueLoad, threshold = 20): QueueService => {
  const answer = staffedQueue(load, threshold);
  if (answer.kind !== 'steady') throw new Error('unstable');
  return answer;
};

describe('a queue in which nobody hangs up', () => {
  it('is the one in the tables of Erlang C: 100 calls in half an hour, 3 minutes each, 14 agents', () => {
    const got = steady({ callsPerSecond: 100 / 1_800, handleSeconds: 180, patienceSeconds: null, agents: 14 });
    expect(got.waitSeconds).toBeCloseTo(7.835937, 6);
    expect(got.serviceLevel).toBeCloseTo(0.88835, 6);
    expect(got.occupancy).toBeCloseTo(0.714286, 6);
    expect(got.abandonShare).toBe(0);
  });

  it('is the one of Gans, Koole and Mandelbaum: 48 calls a minute, a minute each, 50 agents', () => {
    const got = steady({ callsPerSecond: 0.8, handleSeconds: 60, patienceSeconds: null, agents: 50 });
    expect(got.waitSeconds).toBeCloseTo(20.8336683, 6);
    expect(got.waiting).toBeCloseTo(16.6669347, 6);
    expect(got.occupancy).toBeCloseTo(0.96, 10);
  });

  it.each([[40, 300], [40, 301]])('has no figures for %i agents with as many calls as they can handle, or more', (agents, handleSeconds) => {
    expect(staffedQueue({ callsPerSecond: 40 / 300, handleSeconds, patienceSeconds: null, agents }, 20)).toEqual({ kind: 'unstable' });
  });
});

describe('a queue whose callers lose patience', () => {
  it('is the one of Gans, Koole and Mandelbaum with a patience of two minutes', () => {
    const got = steady({ callsPerSecond: 0.8, handleSeconds: 60, patienceSeconds: 120, agents: 50 });
    expect(got.abandonShare).toBeCloseTo(0.0309122, 7);
    expect(got.waitSeconds).toBeCloseTo(3.70947, 5);
    expect(got.waiting).toBeCloseTo(2.967576, 6);
    expect(got.occupancy).toBeCloseTo(0.930324, 6);
    expect(got.serviceLevel).toBeCloseTo(0.943019, 6);
  });

  it('is the one that simulation and other programs agree on, to the last digit', () => {
    const got = steady({ callsPerSecond: 0.1, handleSeconds: 240, patienceSeconds: 300, agents: 28 });
    expect(got.waiting).toBeCloseTo(0.6833261838358367, 13);
    expect(got.waitSeconds).toBeCloseTo(6.833261838358366, 12);
    expect(got.serviceLevel).toBeCloseTo(0.8600181601803449, 13);
    expect(steady({ callsPerSecond: 0.1, handleSeconds: 240, patienceSeconds: 30, agents: 25 }).abandonShare).toBeCloseTo(0.09759081562546817, 13);
  });

  it.each([
    [480, { serviceLevel: 0.7104, abandonShare: 0.0709, waitSeconds: 12.76, occupancy: 0.9291 }],
    [380, { serviceLevel: 0.9648, abandonShare: 0.0084, waitSeconds: 1.52 }],
  ])('of %i calls an hour, five minutes each, 40 agents', (calls, expected) => {
    const got = steady({ callsPerSecond: calls / 3_600, handleSeconds: 300, patienceSeconds: 180, agents: 40 });
    for (const [name, figure] of Object.entries(expected)) expect(got[name as keyof QueueService]).toBeCloseTo(figure, name === 'waitSeconds' ? 2 : 4);
  });

  it.each([[480, 180, 43], [380, 180, 34], [480, null, 46], [380, null, 37]])('needs for %i calls an hour with a patience of %s s %i agents to answer 80 %% in 20 s', (calls, patienceSeconds, agents) => {
    expect(agentsFor({ callsPerSecond: calls / 3_600, handleSeconds: 300, patienceSeconds }, 20, 0.8)).toBe(agents);
  });

  it('holds what must hold of any such queue', () => {
    const load = fc.record({ callsPerSecond: fc.double({ min: 0.001, max: 20, noNaN: true }), handleSeconds: fc.double({ min: 20, max: 900, noNaN: true }), patienceSeconds: fc.double({ min: 10, max: 3_000, noNaN: true }), agents: fc.integer({ min: 1, max: 3_000 }) });
    fc.assert(
      fc.property(load, (of) => {
        const got = steady(of);
        // As many leave as come: answered by agents, or gone.
        expect((got.occupancy * of.agents) / of.handleSeconds / of.callsPerSecond + got.abandonShare).toBeCloseTo(1, 9);
        expect(got.abandonShare).toBeCloseTo(got.waitSeconds / of.patienceSeconds, 9);
        expect(got.serviceLevel).toBeGreaterThanOrEqual(0);
        expect(got.serviceLevel).toBeLessThanOrEqual(1 - got.abandonShare + 1e-9);
        expect(steady(of, 1e7).serviceLevel).toBeCloseTo(1 - got.abandonShare, 7);
        expect(got.answeredWaitSeconds).toBeGreaterThanOrEqual(0);
      }),
      { seed: 20_261_122, numRuns: 60 },
    );
  });

  it('has as many callers in it as a Poisson law says, where patience is a handle time', () => {
    const got = steady({ callsPerSecond: 1, handleSeconds: 30, patienceSeconds: 30, agents: 30 });
    const poisson = (k: number): number => Math.exp(-30 + k * Math.log(30) - Array.from({ length: k }, (_, i) => Math.log(i + 1)).reduce((a, b) => a + b, 0));
    const waiting = Array.from({ length: 200 }, (_, k) => Math.max(0, k - 30) * poisson(k)).reduce((a, b) => a + b, 0);
    expect(got.waiting).toBeCloseTo(waiting, 10);
  });

  it.each([
    [{ callsPerSecond: 0, handleSeconds: 60, patienceSeconds: 60, agents: 3 }, 20],
    [{ callsPerSecond: 1, handleSeconds: Number.NaN, patienceSeconds: 60, agents: 3 }, 20],
    [{ callsPerSecond: 1, handleSeconds: 60, patienceSeconds: -1, agents: 3 }, 20],
    [{ callsPerSecond: 1, handleSeconds: 60, patienceSeconds: 60, agents: 2.5 }, 20],
    [{ callsPerSecond: 1, handleSeconds: 60, patienceSeconds: 60, agents: 3 }, -1],
  ])('refuses %j', (load, threshold) => {
    expect(() => staffedQueue(load, threshold)).toThrow(RangeError);
  });
});
