import { twoSidedP } from './quantiles.js';

/** Whether people who called more before the rollout ended up in earlier or later waves than chance would put them. */
export interface Balance {
  readonly z: number;
  readonly p: number;
}

/**
 * Members of one wave of one class. `calls`: how often they called before the first hand-over (28 days before the
 * declaration, and from then on); `callsSquared`: the sum of each member's own count squared.
 */
export interface BalanceRow {
  readonly priority: string;
  readonly wave: number;
  readonly members: number;
  readonly calls: number;
  readonly callsSquared: number;
}

interface Sums {
  readonly covariance: number;
  readonly variance: number;
}

/**
 * Tests the order of the waves against earlier calls, inside each class. Shuffling cannot have seen those calls, so a
 * tiny p says that the order was not the shuffled one.
 *
 * @returns z above 0: those who called more came later. null if nobody called before, or there was one wave only.
 * @source Permutation distribution of a linear statistic: Wald & Wolfowitz (1944), Ann. Math. Stat. 15, 358–372; classes
 *   are permuted on their own and their moments added.
 */
export function balance(rows: readonly BalanceRow[]): Balance | null {
  const classes = [...Map.groupBy(rows, (row) => row.priority).values()].map(ofClass);
  const covariance = classes.reduce((sum, c) => sum + c.covariance, 0);
  const variance = classes.reduce((sum, c) => sum + c.variance, 0);
  if (variance <= 0) return null;
  const z = covariance / Math.sqrt(variance);
  return { z, p: twoSidedP(z) };
}

function ofClass(rows: readonly BalanceRow[]): Sums {
  const members = total(rows, (row) => row.members);
  if (members < 2) return { covariance: 0, variance: 0 };
  const meanWave = total(rows, (row) => row.wave * row.members) / members;
  const meanCalls = total(rows, (row) => row.calls) / members;
  const waveSquares = total(rows, (row) => row.members * (row.wave - meanWave) ** 2);
  const callSquares = total(rows, (row) => row.callsSquared) - members * meanCalls ** 2;
  return {
    covariance: total(rows, (row) => (row.wave - meanWave) * row.calls),
    variance: (waveSquares * callSquares) / (members - 1),
  };
}

const total = (rows: readonly BalanceRow[], value: (row: BalanceRow) => number): number =>
  rows.reduce((sum, row) => sum + value(row), 0);
