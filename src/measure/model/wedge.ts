import { overlap } from './person-time.js';
import { GROUPS, type MemberRow, type RolloutTable } from './rollout-table.js';

/** Members who are told at the same minute. `atMinute` is Infinity while their wave has not been handed over. */
export interface Step {
  readonly atMinute: number;
  readonly members: number;
  readonly byGroup: readonly number[];
  /** Their calls before anybody was told, by group; nothing where these are not known. */
  readonly earlierByGroup: readonly number[];
}

/** One priority class: inside it the order of the waves is random, between classes it is not. */
export interface Wedge {
  readonly priority: string;
  readonly members: number;
  readonly byGroup: readonly number[];
  readonly steps: readonly Step[];
}

/**
 * The classes of a rollout, by name; a class or wave without members is left out. Members count by the wave that they
 * were assigned to, also when their message bounced or was never made (intention to treat).
 */
export function wedges(table: RolloutTable): readonly Wedge[] {
  const byPriority = Map.groupBy(table.members, (row) => row.priority);
  return [...byPriority]
    .map(([priority, rows]) => wedge(priority, rows, table))
    .filter(({ members }) => members > 0)
    .sort((a, b) => (a.priority < b.priority ? -1 : 1));
}

function wedge(priority: string, rows: readonly MemberRow[], table: RolloutTable): Wedge {
  const earlier = Map.groupBy((table.earlier?.rows ?? []).filter((row) => row.priority === priority), (row) => row.wave);
  const handedOver = new Map(
    table.waves.filter((row) => row.priority === priority).map((row) => [row.wave, row.handedOverMinute ?? Infinity]),
  );
  const byMinute = Map.groupBy(rows, (row) => handedOver.get(row.wave) ?? Infinity);
  const steps = [...byMinute]
    .map(([atMinute, waveRows]) => ({ atMinute, ...count(waveRows), earlierByGroup: earlierOf(waveRows, earlier) }))
    .filter(({ members }) => members > 0)
    .sort((a, b) => a.atMinute - b.atMinute);
  return { priority, ...count(rows), steps };
}

function count(rows: readonly MemberRow[]): { members: number; byGroup: readonly number[] } {
  const byGroup = Array.from({ length: GROUPS }, () => 0);
  for (const { group, members } of rows) byGroup[group] = (byGroup[group] ?? 0) + members;
  return { members: byGroup.reduce((sum, n) => sum + n, 0), byGroup };
}

function earlierOf(rows: readonly MemberRow[], earlier: ReadonlyMap<number, readonly { readonly group: number; readonly calls: number }[]>): readonly number[] {
  const byGroup = Array.from({ length: GROUPS }, () => 0);
  for (const wave of new Set(rows.map((row) => row.wave))) for (const { group, calls } of earlier.get(wave) ?? []) byGroup[group] = (byGroup[group] ?? 0) + calls;
  return byGroup;
}

/** Share of a class's person-time in [from, until) (minutes) that its members spent waiting for their wave. */
export function waitingShare(of: Wedge, from: number, until: number): number {
  const waited = of.steps.reduce((sum, step) => sum + step.members * overlap(from, until, -Infinity, step.atMinute), 0);
  return waited / (of.members * (until - from));
}
