import { describe, expect, it } from '@jest/globals';
import { mostCalls, paceFor, type PhoneLook, waitAt } from './phone-pace.js';

const POLICY = { agents: 40, handleSeconds: 300, targetHoldSeconds: 12.76, limitHoldSeconds: 60, callsPerThousand: 40, tellWithinHours: null };
/** 40 agents bear 480 calls an hour at a wait of 12.76 s, patience 180 s; others make 380 of them. */
const look = (more: Partial<PhoneLook> = {}): PhoneLook => ({
  policy: POLICY, prior: { callsPerThousand: 40, source: 'plan', incidents: 0 }, agents: 40, patienceSeconds: 180, callsPerHour: 380, told: { calls: 0, personHours: 0, callsPerHour: 0 }, hold: { seconds: 2, calls: 50 }, plannedPerMinute: 1_000, stopped: false, ...more,
});

describe('how fast people may be told', () => {
  it('turns the wait that is borne into calls by Erlang A', () => {
    const staffed = (agents: number) => ({ ...look(), agents });
    expect(mostCalls(staffed(40))).toBeCloseTo(480, 0);
    expect(waitAt(480, staffed(40))).toBeCloseTo(12.76, 2);
    expect(mostCalls(staffed(0))).toBe(0);
    expect(mostCalls(staffed(40.5))).toBeGreaterThan(mostCalls(staffed(40)));
    expect(waitAt(100, staffed(0))).toBe(180);
    expect(waitAt(0, staffed(40))).toBe(0);
  });

  it('bears no more calls than leave most of the patience, however long a wait the plan bears: nobody waits longer than that', () => {
    const bearing = (targetHoldSeconds: number) => mostCalls({ ...look(), agents: 40, policy: { ...POLICY, targetHoldSeconds } });
    for (const target of [180, 300, 3_600]) expect(bearing(target)).toBe(bearing(0.9 * 180));
    expect(bearing(0.9 * 180)).toBeGreaterThan(bearing(60));
  });

  it('gives the people whose calls fit beside everybody else’s: 100 calls an hour at 40 of 1,000 are 42 people a minute', () => {
    const pace = paceFor(look());
    expect(pace.state).toBe('slowed');
    expect(pace.peoplePerMinute!).toBeCloseTo(100 / 60 / 0.04, 0);
    expect(pace.reason).toBe('The agents can take 480 calls an hour, and others make 380 of them: 42 people a minute may be told.');
    expect(pace.figures).toMatchObject({ callsPerThousand: expect.closeTo(40, 9), holdSeconds: 2, agents: 40 });
  });

  it('counts the calls of the told among those that telling brings', () => {
    const pace = paceFor(look({ callsPerHour: 460, told: { calls: 0, personHours: 0, callsPerHour: 80 } }));
    expect(pace.peoplePerMinute!).toBeCloseTo(100 / 60 / 0.04, 0);
  });

  it('learns from the calls of those who were told, the more the more of them there are', () => {
    const rate = (calls: number, personHours: number) => paceFor(look({ told: { calls, personHours, callsPerHour: 0 } })).figures.callsPerThousand;
    // The guess is a call in a hundred person-hours and counts like twenty of them.
    expect(rate(40, 2_000)).toBeCloseTo(((40 + 20) / 4_000) * 4_000, 9);
    expect(rate(4_000, 200_000)).toBeCloseTo(80, 0);
    expect(rate(0, 100_000)).toBeLessThan(1);
  });

  it('goes as planned where the phones keep up', () => {
    expect(paceFor(look({ plannedPerMinute: 40 }))).toMatchObject({ state: 'planned', peoplePerMinute: null });
  });

  it.each([
    ['callers wait beyond the limit', { hold: { seconds: 61, calls: 50 } }, 'stopped'],
    ['they wait less than that', { hold: { seconds: 59, calls: 50 } }, 'slowed'],
    ['two of them waited long', { hold: { seconds: 500, calls: 2 } }, 'slowed'],
    ['it was stopped and they wait longer than the target', { hold: { seconds: 30, calls: 50 }, stopped: true }, 'stopped'],
    ['it was stopped and they wait no longer than the target', { hold: { seconds: 12, calls: 50 }, stopped: true }, 'slowed'],
    ['so many calls come in that they will wait', { callsPerHour: 700 }, 'stopped'],
    ['other calls leave no room', { callsPerHour: 481, hold: { seconds: 10, calls: 50 } }, 'stopped'],
    ['nobody is there to answer', { agents: 0 }, 'stopped'],
    ['nobody knows who is on duty', { agents: null }, 'planned'],
    ['nobody knows who is on duty, and callers wait too long', { agents: null, hold: { seconds: 61, calls: 5 } }, 'stopped'],
    ['nobody calls', { callsPerHour: 0, hold: { seconds: 0, calls: 0 } }, 'slowed'],
  ] as const)('where %s, it is %s', (_, more, state) => {
    const pace = paceFor(look(more));
    expect(pace.state).toBe(state);
    if (state === 'stopped') expect(pace).toMatchObject({ peoplePerMinute: 0, reason: expect.stringMatching(/\.$/) });
  });

  it('says what it waits for', () => {
    expect(paceFor(look({ hold: { seconds: 250, calls: 50 }, policy: { ...POLICY, targetHoldSeconds: 60, limitHoldSeconds: 120 } })).reason).toBe('Callers wait 4 min 10 s; no wave opens until that is down to 1 min.');
  });
});
