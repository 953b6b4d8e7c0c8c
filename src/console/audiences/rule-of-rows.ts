import { ADDRESS_FIELDS, TIME_FIELDS } from '../../audience/model/rule.js';
import { skippedWords, twiceWords, typedTime } from '../page/typed-time.js';
import { type FieldRow, type GroupRow, numberOf, ROOT, type RuleRow, type TouchpointRow, type WherePart } from './rule-rows.js';

/** What is wrong with a row, for the row itself to say. */
export interface RowFault {
  readonly place: string;
  readonly message: string;
}

/** "Row 2.1: say the value." */
export const rowSentence = ({ place, message }: RowFault): string => (place === ROOT ? message : `Row ${numberOf(place)}: ${message.charAt(0).toLowerCase()}${message.slice(1)}`);

export const ORDERING = ['gt', 'gte', 'lt', 'lte'];
/** Words for `exists`, which is one comparison with two values to the rule. */
export const KNOWN = ['known', 'unknown'];

/** How a field can be compared, the usual way first. */
export function opsOf(field: string): readonly string[] {
  if (ADDRESS_FIELDS.some((name) => name === field)) return KNOWN;
  if (TIME_FIELDS.some((name) => name === field)) return [...ORDERING, ...KNOWN];
  const words = ['eq', 'ne', 'in', 'not-in', 'starts-with', ...KNOWN];
  return field.startsWith('attributes.') ? [...words, ...ORDERING] : words;
}

/** Each part of a touchpoint. */
export const WHERE_OPS: readonly string[] = ['in', 'not-in', 'starts-with', ...ORDERING, ...KNOWN];

/** A field that was changed keeps no comparison that it does not have. */
export function fitted<Row extends RuleRow>(row: Row): Row {
  if (row.kind === 'group') return { ...row, rows: row.rows.map((inner) => fitted(inner)) };
  return row.kind === 'field' && !opsOf(row.field).includes(row.op) ? { ...row, op: opsOf(row.field)[0] } : row;
}

/** The rule that rows say, as JSON, with what they leave unsaid; the schema of rules judges the rest. */
export class RowReader {
  readonly faults: RowFault[] = [];

  constructor(private readonly zone: string) {}

  rule(row: RuleRow, place = ROOT): unknown {
    if (row.kind === 'group') return this.group(row, place);
    const data = row.data.length > 0 ? { data: [...row.data] } : {};
    return row.kind === 'field' ? { ...this.field(row, place), ...data } : { touchpoint: this.touchpoint(row, place), ...data };
  }

  private group({ join, rows }: GroupRow, place: string): unknown {
    if (rows.length === 0) this.fault(place, place === ROOT ? 'Say who is affected: add a row.' : 'The group has no rows: add one, or take the group away.');
    return { [join]: rows.map((row, index) => this.rule(row, `${place}.${index}`)) };
  }

  private field({ field, op, value }: FieldRow, place: string): object {
    if (field === '') this.fault(place, 'Choose what is compared.');
    return { field, ...this.comparison(op, value, place, TIME_FIELDS.some((name) => name === field)) };
  }

  private touchpoint({ touchpoint, from, until, least, most, where }: TouchpointRow, place: string): object {
    if (touchpoint === '') this.fault(place, 'Choose what they did, or what happened to them.');
    const [since, before] = [this.instant(from, 'From', place), this.instant(until, 'Before', place)];
    const [atLeast, atMost] = [this.whole(least, 'At least', place), this.whole(most, 'At most', place)];
    const asked = this.where(where, place);
    return {
      kind: touchpoint, ...(since !== null && { from: since }), ...(before !== null && { until: before }), ...(asked !== null && { where: asked }),
      ...(atLeast !== null && { atLeast }), ...(atMost !== null && { atMost }),
    };
  }

  /** A name that stands twice asks for both; a row of it that is empty is none. */
  private where(parts: readonly WherePart[], place: string): object | null {
    const byName = new Map<string, unknown[]>();
    for (const { name, op, value } of parts) {
      if (name === '' && value === '') continue;
      if (name === '') this.fault(place, 'Say the name of what is compared.');
      byName.set(name, [...(byName.get(name) ?? []), short(this.comparison(op, value, place, false))]);
    }
    if (byName.size === 0) return null;
    return Object.fromEntries([...byName].map(([name, comparisons]) => [name, comparisons.length === 1 ? comparisons[0] : comparisons.map(long)]));
  }

  private comparison(op: string, typed: string, place: string, isTime: boolean): { op: string; value: unknown } {
    if (KNOWN.includes(op)) return { op: 'exists', value: op === 'known' };
    if (typed === '') this.fault(place, 'Say the value.');
    if (ORDERING.includes(op)) return { op, value: this.bound(typed, place, isTime) };
    return { op, value: op === 'in' || op === 'not-in' ? listOf(typed) : typed };
  }

  /** A number, a day, or a time in the zone of the page. */
  private bound(typed: string, place: string, isTime: boolean): number | string {
    if (typed === '' || /^\d{4}-\d{2}-\d{2}$/.test(typed)) return typed;
    const number = Number(typed);
    if (!isTime && Number.isFinite(number)) return number;
    return this.instant(typed, 'The value', place) ?? typed;
  }

  private instant(typed: string, label: string, place: string): string | null {
    if (typed === '') return null;
    const time = typedTime(typed, this.zone);
    if (time.kind === 'instant') return time.at.toISOString();
    if (time.kind !== 'not-a-time') {
      this.fault(place, `“${label}” ${time.kind === 'skipped' ? skippedWords(this.zone) : `${twiceWords(this.zone)} Enter one before or after, or say in the JSON which you mean.`}`);
      return null;
    }
    this.fault(place, label === 'The value' ? 'The value must be a number, a day such as 2026-03-02, or a time such as 2026-03-02T09:00.' : `“${label}” must be a date and a time.`);
    return null;
  }

  private whole(typed: string, label: string, place: string): number | null {
    if (typed === '') return null;
    if (/^\d{1,7}$/.test(typed)) return Number(typed);
    this.fault(place, `“${label}” must be a whole number.`);
    return null;
  }

  private fault(place: string, message: string): void {
    this.faults.push({ place, message });
  }
}

const listOf = (typed: string): string[] => typed.split(',').map((value) => value.trim()).filter((value) => value !== '');

/** As short as the rule lets it be: a value, or a list of them. */
function short({ op, value }: { op: string; value: unknown }): unknown {
  return op === 'in' && Array.isArray(value) ? (value.length === 1 ? value[0] : value) : { op, value };
}

/** Beside others of the same name a comparison stands in full. */
const long = (comparison: unknown): unknown => (typeof comparison === 'object' && comparison !== null && !Array.isArray(comparison) ? comparison : { op: 'in', value: [comparison].flat() });
