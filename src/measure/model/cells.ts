import { overlap, type PersonTime } from './person-time.js';
import { type CallRow, EXPOSURE_BANDS, GROUPS } from './rollout-table.js';
import { sum } from './sum.js';
import type { Step, Wedge } from './wedge.js';

/**
 * One group in one stratum. `bands`: the notified part once more, by time since hand-over. `waitingEarlier`, `notifiedEarlier`: its hours, each
 * person's as often as he had called before anybody was told.
 */
export interface Cell extends PersonTime {
  readonly waitingEarlier: number;
  readonly notifiedEarlier: number;
  readonly bands: readonly { readonly hours: number; readonly calls: number }[];
}

/**
 * Person-hours and calls of each group of a class in [from, until) (minutes from the table's origin).
 *
 * @param calls The class's calls in that bin.
 */
export function cells(wedge: Wedge, from: number, until: number, calls: readonly CallRow[]): readonly Cell[] {
  const byGroup = Map.groupBy(calls, (row) => row.group);
  const waits = (step: Step): number => overlap(from, until, -Infinity, step.atMinute);
  const waiting = personHours(wedge.steps, waits);
  const waitingEarlier = personHours(wedge.steps, waits, earlierOf);
  const allEarlier = personHours(wedge.steps, () => until - from, earlierOf);
  const bands = EXPOSURE_BANDS.map(({ fromHours, untilHours }) =>
    personHours(wedge.steps, ({ atMinute }) =>
      overlap(from, until, atMinute + fromHours * 60, atMinute + (untilHours ?? Infinity) * 60),
    ),
  );
  return Array.from({ length: GROUPS }, (_, group) => {
    const rows = byGroup.get(group) ?? [];
    const waitingHours = waiting[group] ?? 0;
    return {
      waitingHours,
      notifiedHours: ((wedge.byGroup[group] ?? 0) * (until - from)) / 60 - waitingHours,
      waitingEarlier: waitingEarlier[group] ?? 0,
      notifiedEarlier: (allEarlier[group] ?? 0) - (waitingEarlier[group] ?? 0),
      waitingCalls: sum(rows, (row) => row.waiting),
      notifiedCalls: sum(rows, (row) => sum(row.notified, (count) => count)),
      bands: bands.map((hours, b) => ({ hours: hours[group] ?? 0, calls: sum(rows, (row) => row.notified[b] ?? 0) })),
    };
  });
}

const peopleOf = (step: Step): readonly number[] => step.byGroup;
const earlierOf = (step: Step): readonly number[] => step.earlierByGroup;

/** Hours of each group, `minutes` being what one member of a step spends. Steps outside cost nothing. */
function personHours(steps: readonly Step[], minutes: (step: Step) => number, of: (step: Step) => readonly number[] = peopleOf): readonly number[] {
  const hours = Array.from({ length: GROUPS }, () => 0);
  for (const step of steps) {
    const each = minutes(step);
    if (each === 0) continue;
    const counts = of(step);
    for (let group = 0; group < GROUPS; group += 1) hours[group] = (hours[group] ?? 0) + ((counts[group] ?? 0) * each) / 60;
  }
  return hours;
}
