import { describe, expect, it } from '@jest/globals';
import type { IntervalOptions } from './interval.js';
import { readVolume } from './volume-row.js';

const cells = (row: Record<string, string>) => ({ text: (field: string) => row[field] ?? null });
const options: IntervalOptions = { timeZone: null, queue: '', intervalSeconds: null };
const START = '2026-03-02T09:00:00Z';

describe('an interval', () => {
  it('is read with its counts', () => {
    const read = readVolume(cells({ queue: 'cards', interval_start: START, interval_minutes: '6', offered: '12', answered: '10', abandoned: '2' }), options);
    expect(read).toEqual({ kind: 'row', dropped: [], row: { queue: 'cards', intervalStart: new Date(START), intervalSeconds: 360, offered: 12, answered: 10, abandoned: 2, waitSeconds: null, talkSeconds: null } });
  });

  it('without calls is a zero, and what is not said stays unknown', () => {
    expect(readVolume(cells({ interval_start: START, offered: '0' }), { ...options, intervalSeconds: 300 })).toMatchObject({ row: { offered: 0, answered: null, abandoned: null, intervalSeconds: 300 } });
  });

  it.each([
    [{ interval_start: START, interval_minutes: '6', offered: '0.5' }, 'offered'],
    [{ interval_start: START, interval_minutes: '6', offered: '-1' }, 'offered'],
    [{ interval_start: START, interval_minutes: '6', offered: '1e3' }, 'offered'],
    [{ interval_start: START, interval_minutes: '6', offered: '99999999999' }, 'offered'],
    [{ interval_start: START, interval_minutes: '6' }, 'offered'],
    [{ interval_start: START, offered: '1' }, 'interval_seconds'],
    [{ interval_start: START, interval_minutes: '0.5', offered: '1' }, 'interval_minutes'],
    [{ interval_start: START, interval_seconds: '90000', offered: '1' }, 'interval_seconds'],
    [{ interval_start: '2026-03-02T09:00', interval_minutes: '6', offered: '1' }, 'interval_start'],
    [{ interval_minutes: '6', offered: '1' }, 'interval_start'],
    [{ interval_start: START, interval_minutes: '6', offered: '1', answered: 'many' }, 'answered'],
  ])('%j is refused for its %s', (row, column) => {
    expect(readVolume(cells(row), options)).toMatchObject({ kind: 'rejected', faults: [{ column }] });
  });
});
