import { type LedgerSum, type Outcome, OUTCOMES } from '../contract.js';

/** @param members  Counted from the frozen audience, never from the outcomes: a sum of itself would always add up. */
export function ledgerSum(members: number, counts: readonly { readonly outcome: Outcome; readonly members: number }[]): LedgerSum {
  const outcomes = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  for (const { outcome, members: count } of counts) outcomes[outcome] += count;
  return { members, outcomes, adds: Object.values(outcomes).reduce((sum, count) => sum + count, 0) === members };
}
