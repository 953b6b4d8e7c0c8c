import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { holds, type NaiveCustomer } from '../../../test/support/audience-naive-rule.js';
import { relaxations } from './near-miss.js';
import { parseRule } from './rule.js';
import { countInterval } from './share-interval.js';
import { namesOf } from './vocabulary.js';

describe('the interval of a count', () => {
  // Clopper and Pearson's ends, from tables: of a population so large that the sample is next to nothing of it.
  it.each([[0, 100, 0, 0.0362], [5, 100, 0.0164, 0.1128], [50, 100, 0.3983, 0.6017], [100, 100, 0.9638, 1], [1, 20, 0.0013, 0.2487]])('of %i of %i', (hits, looked, low, high) => {
    const of = 1e9;
    const got = countInterval(hits, looked, of);
    expect(got.low / of).toBeCloseTo(low, 4);
    expect(got.high / of).toBeCloseTo(high, 4);
  });

  it('is no interval where everybody was looked at', () => expect(countInterval(7, 20, 20)).toEqual({ low: 7, high: 7 }));
  it('never leaves out whom the sample has seen', () => {
    const number = (most: number) => fc.integer({ min: 0, max: most });
    fc.assert(fc.property(number(2_000), number(2_000), number(2_000), (hits, others, unseen) => {
      fc.pre(hits + others > 0);
      const { low, high } = countInterval(hits, hits + others, hits + others + unseen);
      expect(low).toBeGreaterThanOrEqual(hits);
      expect(high).toBeLessThanOrEqual(hits + unseen);
      expect(low).toBeLessThanOrEqual(high);
    }), { seed: 3 });
  });

  it.each([[4, 4_000], [40, 4_000], [400, 4_000], [1_900, 4_000]])('holds the truth of %i in %i in 95 of 100 draws, whatever the share', (truth, of) => {
    const [draws, looked] = [1_000, 1_000];
    const random = seeded(truth);
    const drawnHits = Array.from({ length: draws }, () => drawn(truth, of, looked, random));
    const holding = new Set([...new Set(drawnHits)].filter((hits) => {
      const { low, high } = countInterval(hits, looked, of);
      return low <= truth && truth <= high;
    }));
    expect(drawnHits.filter((hits) => holding.has(hits)).length / draws).toBeGreaterThanOrEqual(0.945);
  });
  it('refuses what is no sample', () => expect(() => countInterval(5, 4, 10)).toThrow(RangeError));
});

/** Whoever has it among `looked` who are drawn without replacement. */
function drawn(having: number, of: number, looked: number, random: () => number): number {
  let hits = 0;
  for (let seen = 0; seen < looked; seen++) if (random() < (having - hits) / (of - seen)) hits++;
  return hits;
}

function seeded(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    let mixed = state ^ (state >>> 12);
    mixed = Math.imul(mixed, 0x297a2d39) >>> 0;
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

describe('one thing less', () => {
  const bought = (where: Record<string, unknown>) => ({ touchpoint: { kind: 'purchase', from: '2026-02-10T00:00:00Z', until: '2026-02-24T00:00:00Z', where } });
  const at = (path: string, part: string, attribute: string | null = null) => ({ path, part, attribute });

  it('is each part of the only condition', () => {
    expect(relaxations(parseRule(bought({ store: '3', paid_by: 'card' }))).map(({ lack }) => lack)).toEqual([at('', 'time'), at('', 'where', 'store'), at('', 'where', 'paid_by')]);
  });
  it('is each condition of a group, a whole group of which one must hold, and each exception', () => {
    const rule = parseRule({ all: [bought({ store: '3' }), { any: [{ field: 'country', op: 'eq', value: 'US' }, { field: 'region', op: 'eq', value: 'WA' }] }, { none: [{ field: 'locale', op: 'eq', value: 'es' }] }] });
    const ways = relaxations(rule);
    expect(ways.map(({ lack }) => lack)).toEqual([at('all[0]', 'time'), at('all[0]', 'where', 'store'), at('all[0]', 'condition'), at('all[1]', 'condition'), at('all[2].none[0]', 'condition')]);
    expect(ways[3]!.rule).toEqual({ all: [(rule as { all: unknown[] }).all[0], (rule as { all: unknown[] }).all[2]] });
  });
  it('is an exception less, where there are others', () => {
    const rule = parseRule({ none: [{ field: 'locale', op: 'eq', value: 'es' }, { field: 'country', op: 'eq', value: 'US' }] });
    expect(relaxations(rule).map(({ rule: looser }) => looser)).toEqual([{ none: [{ field: 'country', op: 'eq', value: 'US' }] }, { none: [{ field: 'locale', op: 'eq', value: 'es' }] }]);
  });
  it('is nothing of what must not have happened, but all of it', () => {
    expect(relaxations(parseRule({ all: [{ touchpoint: { kind: 'refund', where: { store: '3' }, atMost: 0 } }, { field: 'email', op: 'exists' }] })).map(({ lack }) => lack)).toEqual([at('all[0]', 'condition'), at('all[1]', 'condition')]);
  });
  it('never leaves nothing', () => expect(relaxations(parseRule({ all: [{ field: 'email', op: 'exists' }] }))).toEqual([]));
  it('is met by whoever meets the rule', () => {
    const rule = parseRule({ all: [bought({ store: ['3', '7'] }), { field: 'region', op: 'in', value: ['WA', 'OR'] }, { none: [{ field: 'locale', op: 'eq', value: 'es' }, { field: 'country', op: 'eq', value: 'CA' }] }] });
    const him: NaiveCustomer = { fields: { region: 'WA', locale: 'en', country: 'US' }, attributes: {}, touchpoints: [{ id: '1', kind: 'purchase', occurredAt: new Date('2026-02-12T00:00:00Z'), attributes: { store: '3' } }] };
    expect(holds(rule, him)).toBe(true);
    for (const { rule: looser } of relaxations(rule)) expect(holds(looser, him)).toBe(true);
    expect(relaxations(rule)).toHaveLength(6);
  });
});

describe('the names that are suggested', () => {
  const rows = (...values: Record<string, unknown>[]) => values.map((attributes, index) => ({ customerId: String(index), attributes }));
  it('come with their values, the most frequent first, and what these look like', () => {
    const known = namesOf(rows({ store: '3', amount: 5 }, { store: '3', amount: 7.5 }, { store: '7', paid: '2026-01-05', amount: 5 }, { store: '3' }, { store: '7' }, { store: '7', amount: 5, paid: null }, { store: '7' }));
    expect(known.map(({ name, type }) => [name, type])).toEqual([['store', 'number'], ['amount', 'number'], ['paid', 'time']]);
    expect(known[0]!.values).toEqual([{ value: '7', seen: 4 }, { value: '3', seen: 3 }]);
  });
  it('show no value of fewer than three people: it would name them', () => {
    expect(namesOf(rows({ card: 'A-1' }, { card: 'A-2' }))).toEqual([{ name: 'card', type: 'text', holds: [], values: [] }]);
    expect(namesOf([1, 2, 3, 4].map(() => ({ customerId: '1', attributes: { card: 'A-1' } })))[0]!.values).toEqual([]);
  });
  it('go into objects, and leave out lists and what no rule can name', () => {
    expect(namesOf(rows({ address: { city: 'X', geo: { lat: 1 } }, tags: ['a'], 'a.b': 1 })).map(({ name }) => name)).toEqual(['address.city', 'address.geo.lat']);
  });
});
