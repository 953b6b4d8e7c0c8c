import { type Comparison, type FieldCondition, type Rule, type TouchpointCondition } from '../../audience/model/rule.js';
import { canonicalJson } from '../../kernel/canonical-json.js';
import { localInput } from '../page/form.js';
import { RowReader } from './rule-of-rows.js';
import { type FieldRow, type GroupRow, type RuleRow, type TouchpointRow, type WherePart } from './rule-rows.js';

/**
 * The rows that say the same as a rule; null where none do: a value with a comma in it, a time with seconds, and what else fields can't hold.
 * They are read again to see that it is so.
 */
export function rowsOf(rule: Rule, zone: string): GroupRow | null {
  const row = rowOf(rule, zone);
  const root: GroupRow = row.kind === 'group' ? row : { kind: 'group', join: 'all', rows: [row] };
  const reader = new RowReader(zone);
  const again = reader.rule(root);
  return reader.faults.length === 0 && canonicalJson(plain(again as Rule)) === canonicalJson(plain(rule)) ? root : null;
}

function rowOf(rule: Rule, zone: string): RuleRow {
  if ('all' in rule) return { kind: 'group', join: 'all', rows: rule.all.map((inner) => rowOf(inner, zone)) };
  if ('any' in rule) return { kind: 'group', join: 'any', rows: rule.any.map((inner) => rowOf(inner, zone)) };
  if ('none' in rule) return { kind: 'group', join: 'none', rows: rule.none.map((inner) => rowOf(inner, zone)) };
  return 'field' in rule ? fieldRow(rule, zone) : touchpointRow(rule, zone);
}

function fieldRow(condition: FieldCondition, zone: string): FieldRow {
  return { kind: 'field', field: condition.field, ...typed(condition, zone), data: condition.data ?? [] };
}

function touchpointRow({ touchpoint, data }: TouchpointCondition, zone: string): TouchpointRow {
  const { kind, from, until, where = {}, atLeast, atMost } = touchpoint;
  return {
    kind: 'touchpoint', touchpoint: kind, from: localInput(from ?? null, zone), until: localInput(until ?? null, zone), least: atLeast?.toString() ?? '', most: atMost?.toString() ?? '',
    where: Object.entries(where).flatMap(([name, wanted]) => comparisonsOf(wanted).map((comparison): WherePart => ({ name: fieldText(name), ...typed(comparison, zone) }))), data: data ?? [],
  };
}

type Wanted = NonNullable<TouchpointCondition['touchpoint']['where']>[string];

function comparisonsOf(wanted: Wanted): readonly Comparison[] {
  if (!Array.isArray(wanted)) return typeof wanted === 'object' ? [wanted] : [{ op: 'in', value: [wanted] }];
  return typeof wanted[0] === 'object' ? (wanted as Comparison[]) : [{ op: 'in', value: wanted as string[] }];
}

/** As its fields show it. */
function typed({ op, value }: Comparison, zone: string): { op: string; value: string } {
  if (op === 'exists') return { op: value ? 'known' : 'unknown', value: '' };
  if (Array.isArray(value)) return { op, value: value.map(String).join(', ') };
  const isInstant = typeof value === 'string' && ['gt', 'gte', 'lt', 'lte'].includes(op) && value.includes('T');
  return { op, value: isInstant ? localInput(value, zone) : fieldText(String(value)) };
}

/** What a field of one line gives back of a text. */
const fieldText = (text: string): string => text.replaceAll(/[\r\n]/g, '').trim();

/** The one way to write what can be written in several: what a rule leaves to be understood is left out. */
function plain(rule: Rule): unknown {
  for (const join of ['all', 'any', 'none'] as const) {
    const inner = (rule as Readonly<Record<string, readonly Rule[] | undefined>>)[join];
    if (inner !== undefined) return inner.length === 1 && join !== 'none' ? plain(inner[0]!) : { [join]: inner.map(plain) };
  }
  if ('field' in rule) return { ...rule, ...plainComparison(rule) };
  const { touchpoint, data } = rule as TouchpointCondition;
  const { from, until, where = {}, atLeast, atMost, kind } = touchpoint;
  return {
    kind, data, from: from && new Date(from), until: until && new Date(until), atLeast: atLeast ?? (atMost === undefined ? 1 : 0), atMost,
    where: Object.fromEntries(Object.entries(where).map(([name, wanted]) => [name, comparisonsOf(wanted).map(plainComparison)])),
  };
}

function plainComparison({ op, value }: Comparison): { op: string; value: unknown } {
  if (op === 'eq' || op === 'in') return { op: 'in', value: [value].flat().map(String) };
  if (op === 'ne' || op === 'not-in') return { op: 'not-in', value: [value].flat().map(String) };
  if (op === 'exists' || op === 'starts-with' || typeof value === 'number') return { op, value };
  return { op, value: String(value).includes('T') ? new Date(String(value)) : value };
}
