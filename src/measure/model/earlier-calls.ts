import type { Cell } from './cells.js';
import type { EarlierTable } from './earlier-calls.table.js';
import { GROUPS, type RolloutTable } from './rollout-table.js';
import type { MeasuredStrata, Stratum } from './strata.js';
import { sum } from './sum.js';

/** Fewer callers (were all to have called alike) make the slope that of a few people. */
const LEAST_CALLERS = 50;

interface Line {
  readonly stratum: Stratum;
  /** Share of a day's earlier calls that fall into an hour of this time of day. */
  readonly shape: number;
}

/** Sums of a class over its members: `n` people, `x` earlier calls, `xx` their squares, `y` calls in the measured bins, `xy` their products. */
interface Sums {
  readonly n: number;
  readonly x: number;
  readonly xx: number;
  readonly y: number;
  readonly xy: number;
}

/** By how much chance moved the figure, as far as earlier calls tell. */
export interface ChanceOfOrder {
  /** To be taken from the avoided calls: of all, and without each group in turn (its people never having been there). */
  readonly of: number;
  readonly without: readonly number[];
  /** Of a stratum's share in `of`, in the order of the strata. */
  readonly byStratum: readonly number[];
}

/**
 * The calls that the order of the waves avoided or made by chance: what the comparison gives for calls that are made to everybody's own rate of
 * before, at the hours at which people call, times how much of that rate is left (a least-squares slope over people). Its mean over all orders is nothing, whatever
 * earlier calls have to do with later ones, so that no bias comes of it; how much narrower the interval gets is seen in the jackknife, which leaves
 * people out of the slope too.
 *
 * @returns null where earlier calls are not known, or too few people made them.
 * @source Regression adjustment of a randomised comparison by what was known before: Lin (2013), Ann. Appl. Stat. 7, 295–318; as "CUPED",
 *   Deng, Xu, Kohavi & Walker (2013), WSDM '13, 123–132.
 */
export function chanceOfOrder(measured: MeasuredStrata, table: RolloutTable): ChanceOfOrder | null {
  const { earlier } = table;
  if (!earlier) return null;
  const [calls, squares] = [sum(earlier.rows, (row) => row.calls), sum(earlier.rows, (row) => row.callsSquared)];
  if (squares === 0 || calls ** 2 / squares < LEAST_CALLERS) return null;
  const lines = measured.strata.map((stratum) => ({ stratum, shape: shapeOf(earlier, stratum.bin, table) }));
  const classes = [...new Set(measured.strata.map(({ priority }) => priority))].map((priority) => classOf(priority, lines, earlier, table));
  const slope = slopeOf(classes, null);
  const byStratum = lines.map((line) => slope * moved(line, null));
  return {
    of: byStratum.reduce((so, value) => so + value, 0),
    byStratum,
    without: Array.from({ length: GROUPS }, (_, g) => slopeOf(classes, g) * sum(lines, (line) => moved(line, g))),
  };
}

/** Earlier calls of an hour of this time of day, as a share of the day's; an hour to either side steady it. */
function shapeOf({ hours }: EarlierTable, bin: number, { binMinutes }: RolloutTable): number {
  const hour = Math.floor((bin * binMinutes) / 60);
  const near = (place: number): number => hours[(((hour + place) % 24) + 24) % 24] ?? 0;
  return (near(-1) + 2 * near(0) + near(1)) / (4 * sum(hours, (count) => count));
}

/** The comparison itself, of earlier calls (weighing each of the people) instead of calls. */
function moved({ stratum, shape }: Line, left: number | null): number {
  const total = (of: (cell: Cell) => number): number => sum(stratum.groups, of) - (left === null ? 0 : of(stratum.groups[left]!));
  const [waiting, notified] = [total((cell) => cell.waitingHours), total((cell) => cell.notifiedHours)];
  return shape * ((notified / waiting) * total((cell) => cell.waitingEarlier) - total((cell) => cell.notifiedEarlier));
}

interface Class {
  readonly byGroup: readonly Sums[];
  readonly all: Sums;
  /** Of a day's earlier calls, what falls into the measured bins. */
  readonly exposure: number;
}

function classOf(priority: string, lines: readonly Line[], earlier: EarlierTable, table: RolloutTable): Class {
  const own = lines.filter(({ stratum }) => stratum.priority === priority);
  const bins = new Set(own.map(({ stratum }) => stratum.bin));
  const ofGroup = <Row extends { readonly group: number; readonly priority: string }>(all: readonly Row[]): ((group: number) => readonly Row[]) => {
    const byGroup = Map.groupBy(all.filter((row) => row.priority === priority), (row) => row.group);
    return (group) => byGroup.get(group) ?? [];
  };
  const [members, rows, again] = [ofGroup(table.members), ofGroup(earlier.rows), ofGroup(earlier.again)];
  const byGroup = Array.from({ length: GROUPS }, (_, group): Sums => ({
    n: sum(members(group), (row) => row.members),
    x: sum(rows(group), (row) => row.calls),
    xx: sum(rows(group), (row) => row.callsSquared),
    y: sum(own, ({ stratum }) => stratum.groups[group]!.waitingCalls + stratum.groups[group]!.notifiedCalls),
    xy: sum(again(group).filter(({ bin }) => bins.has(bin)), (row) => row.calls),
  }));
  return { byGroup, all: byGroup.reduce((a, b) => combine(a, b, 1)), exposure: sum(own, ({ shape }) => (shape * table.binMinutes) / 60) };
}

/** Calls in the measured bins for each earlier one that the hours of the day let expect there, by least squares inside each class. */
function slopeOf(classes: readonly Class[], left: number | null): number {
  let [together, spread] = [0, 0];
  for (const { all, byGroup, exposure } of classes) {
    const { n, x, xx, y, xy } = left === null ? all : combine(all, byGroup[left]!, -1);
    if (n <= 0) continue;
    together += (xy - (x * y) / n) * exposure;
    spread += (xx - (x * x) / n) * exposure ** 2;
  }
  return spread > 0 ? together / spread : 0;
}

const combine = (a: Sums, b: Sums, sign: 1 | -1): Sums => ({ n: a.n + sign * b.n, x: a.x + sign * b.x, xx: a.xx + sign * b.xx, y: a.y + sign * b.y, xy: a.xy + sign * b.xy });
