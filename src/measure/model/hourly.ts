import type { TimeRange } from '../../kernel/time-range.js';
import { overlap } from './person-time.js';
import { atMinute, checkTable, inGap, type CallRow, type RolloutTable } from './rollout-table.js';
import { type Wedge, wedges } from './wedge.js';

/** Calls of one side in one hour. `per1000`: calls for 1,000 person-hours; null where nobody was on that side, or calls are missing. */
export interface HourlyArm {
  readonly calls: number;
  readonly personHours: number;
  readonly per1000: number | null;
}

/** One hour from the table's origin; the last may be shorter, ending where the calls are known to. */
export interface HourlyCalls extends TimeRange {
  readonly notified: HourlyArm;
  readonly waiting: HourlyArm;
}

type Arms = Pick<HourlyCalls, 'notified' | 'waiting'>;

/**
 * Calls of members who had been told and of those who had not, hour by hour, silent hours included, oldest first. Plain
 * counts over all classes: a difference between the two is no proof where classes differ.
 *
 * @throws RangeError for a table that contradicts itself.
 */
export function hourlyCalls(table: RolloutTable): readonly HourlyCalls[] {
  checkTable(table);
  const all = wedges(table);
  const calls = Map.groupBy(table.calls, ({ bin }) => Math.floor((bin * table.binMinutes) / 60));
  return Array.from({ length: Math.ceil(table.observedMinutes / 60) }, (_, hour) => {
    const from = hour * 60;
    const until = Math.min(from + 60, table.observedMinutes);
    return {
      from: atMinute(table, from),
      until: atMinute(table, until),
      ...(inGap(table, from, until) ? withoutRates : same)(arms(all, from, until, calls.get(hour) ?? [])),
    };
  });
}

/** Some calls of the hour are missing: what there is makes no rate. */
const withoutRates = ({ notified, waiting }: Arms): Arms => ({ notified: { ...notified, per1000: null }, waiting: { ...waiting, per1000: null } });
const same = (hour: Arms): Arms => hour;

function arms(all: readonly Wedge[], from: number, until: number, calls: readonly CallRow[]): Arms {
  const steps = all.flatMap((wedge) => wedge.steps);
  const hours = (waiting: boolean): number =>
    steps.reduce((sum, { members, atMinute: at }) => {
      const minutes = waiting ? overlap(from, until, -Infinity, at) : overlap(from, until, at, Infinity);
      return sum + (members * minutes) / 60;
    }, 0);
  const notified = calls.reduce((sum, row) => sum + row.notified.reduce((so, n) => so + n, 0), 0);
  const waiting = calls.reduce((sum, row) => sum + row.waiting, 0);
  return { notified: arm(notified, hours(false)), waiting: arm(waiting, hours(true)) };
}

const arm = (calls: number, personHours: number): HourlyArm => ({
  calls,
  personHours,
  per1000: personHours > 0 ? (calls / personHours) * 1_000 : null,
});
