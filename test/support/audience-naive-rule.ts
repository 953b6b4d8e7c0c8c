import { parseInstant } from '../../src/kernel/instant.js';
import { type Comparison, type FieldCondition, type Rule, type TouchpointCondition } from '../../src/audience/model/rule.js';

export interface NaiveTouchpoint {
  readonly id: string;
  readonly kind: string;
  readonly occurredAt: Date;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface NaiveCustomer {
  readonly fields: Readonly<Record<string, string | Date | null>>;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly touchpoints: readonly NaiveTouchpoint[];
}

/** The same question as the compiled SQL, asked of one customer in memory and written as plainly as can be. */
export function holds(rule: Rule, customer: NaiveCustomer): boolean {
  if ('all' in rule) return rule.all.every((inner) => holds(inner, customer));
  if ('any' in rule) return rule.any.some((inner) => holds(inner, customer));
  if ('none' in rule) return !rule.none.some((inner) => holds(inner, customer));
  return 'field' in rule ? fieldHolds(rule, customer) : touchpointHolds(rule, customer);
}

/** Touchpoints and data codes that are a reason for a customer for whom the rule holds. */
export function reasons(rule: Rule, customer: NaiveCustomer): { touchpoints: ReadonlySet<string>; data: readonly string[] } {
  const touchpoints = new Set<string>();
  const data: string[] = [];
  const walk = (inner: Rule): void => {
    if (!holds(inner, customer) || 'none' in inner) return;
    if ('all' in inner) return inner.all.forEach(walk);
    if ('any' in inner) return inner.any.forEach(walk);
    for (const code of inner.data ?? []) if (!data.includes(code)) data.push(code);
    if ('touchpoint' in inner) for (const touchpoint of matching(inner, customer)) touchpoints.add(touchpoint.id);
  };
  walk(rule);
  return { touchpoints, data: codes(rule).filter((code) => data.includes(code)) };
}

/** Every code that could be a reason, in the order in which the rule first names it. */
function codes(rule: Rule): readonly string[] {
  if ('none' in rule) return [];
  const found = 'all' in rule ? rule.all.flatMap(codes) : 'any' in rule ? rule.any.flatMap(codes) : (rule.data ?? []);
  return [...new Set(found)];
}

function fieldHolds(condition: FieldCondition, customer: NaiveCustomer): boolean {
  if (condition.field.startsWith('attributes.')) return compares(valueAt(customer.attributes, condition.field.slice(11)), condition);
  return compares(customer.fields[condition.field] ?? undefined, condition);
}

const matching = ({ touchpoint }: TouchpointCondition, customer: NaiveCustomer): readonly NaiveTouchpoint[] =>
  customer.touchpoints.filter((one) =>
    one.kind === touchpoint.kind &&
    (touchpoint.from === undefined || one.occurredAt >= new Date(touchpoint.from)) &&
    (touchpoint.until === undefined || one.occurredAt < new Date(touchpoint.until)) &&
    Object.entries(touchpoint.where ?? {}).every(([path, wanted]) => {
      const list = Array.isArray(wanted) ? wanted : [wanted];
      if (typeof list[0] !== 'object') return compares(valueAt(one.attributes, path), { op: 'in', value: list as string[] });
      return (list as Comparison[]).every((comparison) => compares(valueAt(one.attributes, path), comparison));
    }),
  );

function touchpointHolds(condition: TouchpointCondition, customer: NaiveCustomer): boolean {
  const { atMost } = condition.touchpoint;
  const atLeast = condition.touchpoint.atLeast ?? (atMost === undefined ? 1 : 0);
  const hits = matching(condition, customer).length;
  return hits >= atLeast && (atMost === undefined || hits <= atMost);
}

function valueAt(attributes: unknown, path: string): unknown {
  let value = attributes;
  for (const step of path.split('.')) {
    if (value === null || typeof value !== 'object' || Array.isArray(value) || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value ?? undefined;
}

function compares(value: unknown, comparison: Comparison): boolean {
  const text = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
  switch (comparison.op) {
    case 'exists': return (value !== undefined) === comparison.value;
    case 'eq': return text === String(comparison.value);
    case 'ne': return text !== String(comparison.value);
    case 'in': return text !== undefined && comparison.value.map(String).includes(text);
    case 'not-in': return text === undefined || !comparison.value.map(String).includes(text);
    case 'starts-with': return text?.startsWith(comparison.value) ?? false;
    default: return isBeyond(value, comparison.op, comparison.value);
  }
}

function isBeyond(value: unknown, op: 'gt' | 'gte' | 'lt' | 'lte', bound: number | string): boolean {
  const [left, right] = typeof bound === 'number' ? [numberOf(value), bound] : [timeOf(value), Date.parse(bound)];
  if (left === null) return false;
  return op === 'gt' ? left > right : op === 'gte' ? left >= right : op === 'lt' ? left < right : left <= right;
}

const numberOf = (value: unknown): number | null =>
  typeof value === 'number' ? value : typeof value === 'string' && /^[+-]?\d+(\.\d+)?$/.test(value) ? Number(value) : null;

function timeOf(value: unknown): number | null {
  if (value instanceof Date) return value.getTime();
  if (typeof value !== 'string' || value.trim() !== value) return null;
  const instant = parseInstant(value, 'UTC');
  return instant instanceof Date ? instant.getTime() : null;
}
