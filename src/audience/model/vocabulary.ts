import { isNoChance, type PersonalKind, personalLook } from '../../kernel/personal-look.js';

/** A value that rules may ask for, and in how many rows of the sample it stood. */
export interface SeenValue {
  readonly value: string;
  readonly seen: number;
}

export interface KnownName {
  readonly name: string;
  /** What its values look like: decides how they are compared. */
  readonly type: 'text' | 'number' | 'time';
  /** Most frequent first; those of too few people are left out, since a value that one person alone has names that person. */
  readonly values: readonly SeenValue[];
  /** What its values look like and should not lie readable; then none of them is offered. */
  readonly holds: readonly PersonalKind[];
}

export interface KnownTouchpoint {
  readonly kind: string;
  /** Of the oldest and the newest; null where there is none any more. */
  readonly from: string | null;
  readonly until: string | null;
  readonly attributes: readonly KnownName[];
}

/** What rules can be written of: found in the data, by a sample. */
export interface Vocabulary {
  /** Fields of customers with their values. */
  readonly fields: readonly KnownName[];
  /** Attributes of customers, without `attributes.` before them. */
  readonly attributes: readonly KnownName[];
  readonly touchpoints: readonly KnownTouchpoint[];
}

export const NOTHING_KNOWN: Vocabulary = { fields: [], attributes: [], touchpoints: [] };

/** One row of a sample: what is known under each name, of which customer. */
export interface SampledValues {
  readonly customerId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

const FEWEST_PEOPLE = 3;
const MOST_VALUES = 200;
const MOST_NAMES = 60;
const LONGEST_VALUE = 100;
const DEPTH = 3;
const NUMBER = /^-?\d+(\.\d+)?$/;
const TIME = /^\d{4}-\d{2}-\d{2}(T.*)?$/;

/** Names in the order of how often they stand in the sample. Objects are gone into, as paths with dots; lists are left out, as rules leave them. */
export function namesOf(rows: readonly SampledValues[]): readonly KnownName[] {
  const seen = new Map<string, Map<string, { count: number; people: Set<string> }>>();
  for (const { customerId, attributes } of rows) {
    for (const [name, value] of leaves(attributes, '', 1)) {
      const values = seen.get(name) ?? new Map<string, { count: number; people: Set<string> }>();
      seen.set(name, values);
      const known = values.get(value) ?? { count: 0, people: new Set<string>() };
      known.count++;
      if (known.people.size < FEWEST_PEOPLE) known.people.add(customerId);
      values.set(value, known);
    }
  }
  const often = (values: Map<string, { count: number }>): number => [...values.values()].reduce((sum, { count }) => sum + count, 0);
  return [...seen].sort(([a, one], [b, other]) => often(other) - often(one) || (a < b ? -1 : 1)).slice(0, MOST_NAMES).map(([name, values]) => {
    const holds = heldIn(name, values);
    return { name, type: typeOf([...values.keys()]), holds, values: holds.length > 0 ? [] : offered(values) };
  });
}

const offered = (values: ReadonlyMap<string, { readonly count: number; readonly people: ReadonlySet<string> }>): readonly SeenValue[] =>
  [...values].filter(([value, { people }]) => people.size >= FEWEST_PEOPLE && value.length <= LONGEST_VALUE).sort(([a, one], [b, other]) => other.count - one.count || a.localeCompare(b, 'en', { numeric: true }))
    .slice(0, MOST_VALUES).map(([value, { count }]) => ({ value, seen: count }));

/** As an import looks (`platform/imports`): by chance one in twenty long order numbers looks like a card, so where most of a name's fail the check, none is one. */
function heldIn(name: string, values: ReadonlyMap<string, { readonly count: number }>): readonly PersonalKind[] {
  const [is, nearly] = [new Map<PersonalKind, number>(), new Map<PersonalKind, number>()];
  const last = name.slice(name.lastIndexOf('.') + 1);
  for (const [value, { count }] of values) {
    const look = personalLook(last, value);
    for (const kind of look.is) is.set(kind, (is.get(kind) ?? 0) + count);
    for (const kind of look.nearly) nearly.set(kind, (nearly.get(kind) ?? 0) + count);
  }
  return [...is].filter(([kind, count]) => isNoChance(count, nearly.get(kind) ?? 0)).map(([kind]) => kind);
}

function leaves(value: unknown, path: string, depth: number): readonly (readonly [string, string])[] {
  if (value === null || value === undefined || Array.isArray(value)) return [];
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return [[path, String(value)]];
  if (typeof value !== 'object') return [];
  if (depth > DEPTH) return [];
  // A dot in a name can't be told from a step inside: no rule can ask for it.
  return Object.entries(value).filter(([name]) => !name.includes('.')).flatMap(([name, inner]) => leaves(inner, path === '' ? name : `${path}.${name}`, depth + 1));
}

function typeOf(values: readonly string[]): KnownName['type'] {
  if (values.every((value) => NUMBER.test(value))) return 'number';
  return values.every((value) => TIME.test(value)) ? 'time' : 'text';
}
