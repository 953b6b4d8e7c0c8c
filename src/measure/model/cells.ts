import { overlap, type PersonTime } from './person-time.js';
import { type CallRow, EXPOSURE_BANDS, GROUPS } from './rollout-table.js';
import type { Step, Wedge } from './wedge.js';

/** One group in one stratum. `bands`: the notified part once more, by time since hand-over. */
export interface Cell extends PersonTime {
  readonly bands: readonly { readonly hours: number; readonly calls: number }[];
}

/** What one member of a step lives through inside a bin, in minutes. */
interface Span {
  readonly step: Step;
  readonly waiting: number;
  readonly bands: readonly number[];
}

/**
 * Person-hours and calls of each group of a class in [from, until) (minutes from the table's origin).
 *
 * @param calls The class's calls in that bin.
 */
export function cells(wedge: Wedge, from: number, until: number, calls: readonly CallRow[]): readonly Cell[] {
  const byGroup = Map.groupBy(calls, (row) => row.group);
  const spans = wedge.steps.map((step) => span(step, from, until));
  return Array.from({ length: GROUPS }, (_, group) => {
    const personHours = ((wedge.byGroup[group] ?? 0) * (until - from)) / 60;
    return cell(group, personHours, spans, byGroup.get(group) ?? []);
  });
}

function cell(group: number, personHours: number, spans: readonly Span[], calls: readonly CallRow[]): Cell {
  const hours = (minutes: (span: Span) => number): number =>
    sum(spans, (span) => (span.step.byGroup[group] ?? 0) * minutes(span)) / 60;
  const waitingHours = hours((span) => span.waiting);
  return {
    waitingHours,
    notifiedHours: personHours - waitingHours,
    waitingCalls: sum(calls, (row) => row.waiting),
    notifiedCalls: sum(calls, (row) => sum(row.notified, (count) => count)),
    bands: EXPOSURE_BANDS.map((_band, b) => ({
      hours: hours((span) => span.bands[b] ?? 0),
      calls: sum(calls, (row) => row.notified[b] ?? 0),
    })),
  };
}

function span(step: Step, from: number, until: number): Span {
  const bands = EXPOSURE_BANDS.map(({ fromHours, untilHours }) =>
    overlap(from, until, step.atMinute + fromHours * 60, step.atMinute + (untilHours ?? Infinity) * 60),
  );
  return { step, waiting: overlap(from, until, -Infinity, step.atMinute), bands };
}

const sum = <T>(rows: readonly T[], value: (row: T) => number): number =>
  rows.reduce((so, row) => so + value(row), 0);
