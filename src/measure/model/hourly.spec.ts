import { describe, expect, it } from '@jest/globals';
import { rolloutTable } from '../../../test/support/measure-people.js';
import { hourlyCalls } from './hourly.js';

const people = [
  { id: 1, group: 1, toldMinute: 30, priority: 'vip' },
  { id: 2, group: 2, toldMinute: 90 },
  { id: 3, group: 3, toldMinute: null },
];

describe('hourlyCalls', () => {
  it('has calls, person-hours and rates of both sides, silent hours and the unfinished one included', () => {
    const calls = [
      { person: 1, minute: 29 }, { person: 1, minute: 30 }, { person: 3, minute: 59 }, { person: 2, minute: 95 },
    ];
    expect(hourlyCalls(rolloutTable(people, calls, { observedMinutes: 150 }))).toEqual([
      {
        from: new Date('2026-03-02T08:00:00Z'),
        until: new Date('2026-03-02T09:00:00Z'),
        notified: { calls: 1, personHours: 0.5, per1000: 2_000 },
        waiting: { calls: 2, personHours: 2.5, per1000: 800 },
      },
      {
        from: new Date('2026-03-02T09:00:00Z'),
        until: new Date('2026-03-02T10:00:00Z'),
        notified: { calls: 1, personHours: 1.5, per1000: expect.closeTo(666.667, 3) },
        waiting: { calls: 0, personHours: 1.5, per1000: 0 },
      },
      {
        from: new Date('2026-03-02T10:00:00Z'),
        until: new Date('2026-03-02T10:30:00Z'),
        notified: { calls: 0, personHours: 1, per1000: 0 },
        waiting: { calls: 0, personHours: 0.5, per1000: 0 },
      },
    ]);
  });

  it('has no rate where nobody is on that side', () => {
    const [first] = hourlyCalls(rolloutTable(people.slice(1, 2), [], { observedMinutes: 60 }));
    expect(first?.notified).toEqual({ calls: 0, personHours: 0, per1000: null });
  });

  it('has no rate in an hour of which calls are missing', () => {
    const table = { ...rolloutTable([{ id: 1, group: 1, toldMinute: 30 }], [{ person: 1, minute: 10 }, { person: 1, minute: 70 }], { observedMinutes: 120 }), gaps: [{ fromMinute: 59, untilMinute: 61 }] };
    expect(hourlyCalls(table).map(({ notified, waiting }) => [notified.per1000, waiting.per1000])).toEqual([[null, null], [null, null]]);
    expect(hourlyCalls({ ...table, gaps: [{ fromMinute: 60, untilMinute: 61 }] })[0]!.waiting.per1000).toBe(2_000);
  });

  it('is empty before anything was observed', () => {
    expect(hourlyCalls(rolloutTable(people, [], { observedMinutes: 0 }))).toEqual([]);
  });

  it('shows the counts of an order that was not random too', () => {
    expect(hourlyCalls(rolloutTable(people, [], { observedMinutes: 60, order: 'not-random' }))).toHaveLength(1);
  });
});
