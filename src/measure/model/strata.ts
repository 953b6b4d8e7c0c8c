import { type Cell, cells } from './cells.js';
import { type CallRow, GROUPS, inGap, type RolloutTable } from './rollout-table.js';
import { type Step, waitingShare, type Wedge, wedges } from './wedge.js';

/** One class in one calendar bin where notified and waiting members can be compared. */
export interface Stratum {
  readonly priority: string;
  readonly bin: number;
  readonly groups: readonly Cell[];
}

export interface MeasuredStrata {
  readonly strata: readonly Stratum[];
  /** Members of the classes that were measured, and how many of them are in each group. */
  readonly members: number;
  readonly byGroup: readonly number[];
  /** Classes without a stratum: all told at once, or nobody told yet. */
  readonly leftOut: readonly string[];
  /** Classes that went all at once hold no comparison, now or later. */
  readonly onlySingleWaves: boolean;
  /** Somebody has been told, in a class of more than one wave. */
  readonly begun: boolean;
  /** More bins may still qualify: the horizon is not reached and enough members wait. */
  readonly open: boolean;
}

/** Bins are compared while at least this share of the person-time is waiting; the end of a rollout is too thin. */
export const MIN_WAITING_SHARE = 0.1;

/**
 * The part of a rollout in which told and untold members stood side by side. What qualifies is decided by the design
 * (assignment and clock) alone and never by looking at calls, which would bias the comparison.
 *
 * @param minWaitingShare Least share of a bin's person-time spent waiting for it to count, in (0, 1).
 */
export function measuredStrata(table: RolloutTable, minWaitingShare: number): MeasuredStrata {
  const all = wedges(table);
  const stepped = all.filter((wedge) => !inOneWave(wedge));
  const strata = stepped.flatMap((wedge) => strataOf(wedge, table, minWaitingShare));
  const names = new Set(strata.map(({ priority }) => priority));
  const measured = all.filter(({ priority }) => names.has(priority));
  return {
    strata,
    members: measured.reduce((sum, wedge) => sum + wedge.members, 0),
    byGroup: Array.from({ length: GROUPS }, (_, g) => measured.reduce((sum, { byGroup }) => sum + (byGroup[g] ?? 0), 0)),
    leftOut: all.map(({ priority }) => priority).filter((priority) => !names.has(priority)),
    onlySingleWaves: all.length > 0 && stepped.length === 0,
    begun: stepped.some(({ steps }) => steps[0]?.atMinute !== Infinity),
    open: stepped.some((wedge) => mayGrow(wedge, table, minWaitingShare)),
  };
}

/** Before and after one moment is not a comparison side by side. A class that has not begun is not judged yet. */
function inOneWave({ steps }: Wedge): boolean {
  return steps.length === 1 && steps[0]?.atMinute !== Infinity;
}

/** Only whole bins count, and only those whose calls are all in. */
const wholeBins = (table: RolloutTable, minutes: number): number => Math.floor(minutes / table.binMinutes);

function mayGrow(wedge: Wedge, table: RolloutTable, minShare: number): boolean {
  const next = wholeBins(table, table.observedMinutes);
  const from = next * table.binMinutes;
  return next < wholeBins(table, table.horizonMinutes) && hasWaiting(wedge, from, from + table.binMinutes, minShare);
}

function strataOf(wedge: Wedge, table: RolloutTable, minShare: number): Stratum[] {
  const calls = callsByBin(wedge, table);
  const bins = wholeBins(table, Math.min(table.observedMinutes, table.horizonMinutes));
  return Array.from({ length: bins }, (_, bin) => ({ bin, from: bin * table.binMinutes, until: (bin + 1) * table.binMinutes }))
    .filter(({ from, until }) => hasWaiting(wedge, from, until, minShare) && bothArmsHold(wedge, from, until) && !inGap(table, from, until))
    .map(({ bin, from, until }) => ({
      priority: wedge.priority,
      bin,
      groups: cells(wedge, from, until, calls.get(bin) ?? []),
    }));
}

function callsByBin({ priority }: Wedge, table: RolloutTable): Map<number, CallRow[]> {
  return Map.groupBy(table.calls.filter((row) => row.priority === priority), (row) => row.bin);
}

/** The slack keeps a share of exactly the threshold in, whichever way its last digit was rounded. */
function hasWaiting(wedge: Wedge, from: number, until: number, minShare: number): boolean {
  return waitingShare(wedge, from, until) >= minShare - 1e-12;
}

/** Both arms must outlive the loss of any one group, else the interval could not be computed. */
function bothArmsHold({ steps }: Wedge, from: number, until: number): boolean {
  return inTwoGroups(steps.filter((step) => step.atMinute > from)) &&
    inTwoGroups(steps.filter((step) => step.atMinute < until));
}

function inTwoGroups(steps: readonly Step[]): boolean {
  const present = new Set<number>();
  for (const step of steps) {
    step.byGroup.forEach((members, group) => members > 0 && present.add(group));
    if (present.size > 1) return true;
  }
  return false;
}
