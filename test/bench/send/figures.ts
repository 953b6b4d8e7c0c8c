import type { Usage } from './child.js';

/** One run of one sender. */
export interface Run {
  readonly seconds: number;
  readonly count: number;
  /** Of all its workers together, over the run. */
  readonly cpuMs: number;
  /** Of the largest of its workers, since it began. */
  readonly peakMb: number;
  /** Of the same, after the run and a collection. */
  readonly liveMb: number | null;
  readonly bytes: number;
  /** Of the database server and of the sink over the run; null where the machine does not tell. */
  readonly serverCpuMs: number | null;
  readonly sinkCpuMs: number;
}

export interface Figures {
  readonly perSecond: number;
  readonly cpuMsPerMessage: number;
  readonly peakMb: number;
  readonly serverCpuMsPerMessage: number | null;
  readonly sinkCpuMsPerMessage: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export const figuresOf = (runs: readonly Run[]): Figures => ({
  perSecond: Math.round(median(runs.map(({ count, seconds }) => count / seconds))),
  cpuMsPerMessage: round(median(runs.map(({ cpuMs, count }) => cpuMs / count)), 3),
  peakMb: Math.round(Math.max(...runs.map(({ peakMb }) => peakMb))),
  serverCpuMsPerMessage: runs.some(({ serverCpuMs }) => serverCpuMs === null) ? null : round(median(runs.map(({ serverCpuMs, count }) => serverCpuMs! / count)), 3),
  sinkCpuMsPerMessage: round(median(runs.map(({ sinkCpuMs, count }) => sinkCpuMs / count)), 3),
});

/** Median over pairs that ran one after the other: a machine that grows slower in the meantime slows both of a pair. */
export const ratioOf = (over: readonly Run[], under: readonly Run[], value: (run: Run) => number): number =>
  round(median(over.map((run, index) => value(run) / value(under[index]!))), 2);

export const speed = ({ count, seconds }: Run): number => count / seconds;
export const cost = ({ count, cpuMs }: Run): number => cpuMs / count;

export const spent = (before: readonly Usage[], after: readonly Usage[]): Pick<Run, 'cpuMs' | 'peakMb' | 'liveMb'> => ({
  cpuMs: after.reduce((sum, { cpuMs }, index) => sum + cpuMs - before[index]!.cpuMs, 0),
  peakMb: Math.max(...after.map(({ peakMb }) => peakMb)),
  liveMb: after.some(({ liveMb }) => liveMb === null) ? null : Math.max(...after.map(({ liveMb }) => liveMb!)),
});

export function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

export function row(...cells: readonly (string | number)[]): string {
  return cells.map((cell, index) => (index === 0 ? String(cell).padEnd(44) : String(cell).padStart(12))).join('');
}
