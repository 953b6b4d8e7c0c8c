import { type Selection, selection } from '../../src/audience/model/selection.js';
import { RuleEstimates } from '../../src/audience/rule-estimates.service.js';
import { RuleCountRepository } from '../../src/audience/store/rule-count.repository.js';
import { SampleRepository } from '../../src/audience/store/sample.repository.js';
import { asideOf } from '../../src/platform/database/aside.js';
import type { TestDatabase } from '../support/postgres.js';
import { BREACH } from './audience-company.js';

export interface EstimateTaken {
  readonly rule: string;
  readonly estimateMs: number;
  readonly exactMs: number;
  readonly looked: number;
  readonly low: number;
  readonly members: number;
  readonly high: number;
  readonly exact: number;
}

const WITHIN = { kind: 'purchase', from: BREACH.from, until: BREACH.until };
const RULES: Readonly<Record<string, unknown>> = {
  'the breach': { touchpoint: { ...WITHIN, where: { store: [...BREACH.stores], paid_by: 'card' } } },
  'one store': { touchpoint: { ...WITHIN, where: { store: '7' } } },
  'one store on one day': { touchpoint: { kind: 'purchase', from: '2026-01-15T00:00:00Z', until: '2026-01-16T00:00:00Z', where: { store: '7' } } },
  'two regions, paid in cash': { all: [{ field: 'region', op: 'in', value: ['WA', 'OR'] }, { touchpoint: { kind: 'purchase', where: { paid_by: 'cash' } } }] },
  'nobody of a store': { none: [{ touchpoint: { ...WITHIN, where: { store: '3' } } }] },
  'a language': { field: 'locale', op: 'eq', value: 'es' },
};
const LONGEST_MS = 1_800_000;

/**
 * Each rule estimated as the page asks it, twice, and then counted exactly, by the statement that the page has in the background. The second estimate is
 * the one that counts: who writes a rule asks again and again.
 *
 * @throws Error where a rule could not be estimated, or an interval missed by more than its own width: then something is wrong, and not just unlucky.
 */
export async function estimatesTaken({ db, dataSource }: Pick<TestDatabase, 'db' | 'dataSource'>): Promise<readonly EstimateTaken[]> {
  const aside = asideOf(dataSource);
  const [estimates, counts] = [new RuleEstimates(new SampleRepository(aside)), new RuleCountRepository(db, aside)];
  const taken: EstimateTaken[] = [];
  for (const [rule, input] of Object.entries(RULES)) {
    const wanted: Selection = selection(input, null);
    await estimates.estimate(wanted);
    const asked = performance.now();
    const estimate = await estimates.estimate(wanted);
    const estimateMs = performance.now() - asked;
    const counting = performance.now();
    const { members: exact } = await counts.count(wanted, { timeoutMs: LONGEST_MS });
    const exactMs = performance.now() - counting;
    if (estimate === null) throw new Error(`There was no time to estimate "${rule}".`);
    const { low, members, high, looked } = estimate;
    const width = high - low;
    if (exact < low - width || exact > high + width) throw new Error(`"${rule}" was estimated at ${low} to ${high}, and is ${exact}.`);
    taken.push({ rule, estimateMs, exactMs, looked, low, members, high, exact });
  }
  return taken;
}

/** |estimate / exact - 1|; null of nobody. */
export const missedBy = ({ members, exact }: EstimateTaken): number | null => (exact === 0 ? null : Math.abs(members / exact - 1));
export const isHeld = ({ low, high, exact }: EstimateTaken): boolean => low <= exact && exact <= high;
