import { ADDRESS_FIELDS, TEXT_FIELDS, TIME_FIELDS } from '../../audience/model/rule.js';
import { type KnownName, type Vocabulary } from '../../audience/model/vocabulary.js';
import { type Labels } from '../../compose/contract.js';
import { PERSONAL_WORDS } from '../../kernel/personal-words.js';
import { dataLabels } from '../page/data-class.words.js';
import { grouped } from '../page/words.js';
import { type FieldRow, type GroupRow, type Join, JOINS, numberOf, ROOT, rowAt, type RuleRow, type TouchpointRow } from './rule-rows.js';
import { KNOWN, opsOf, type RowFault, WHERE_OPS } from './rule-of-rows.js';
import { touchpointName } from './touchpoint.words.js';

export const FIELD_LABELS: Readonly<Record<string, string>> = {
  reference: 'Customer number', first_name: 'First name', last_name: 'Last name', locale: 'Language', country: 'Country', region: 'Region', postal_code: 'Postal code', time_zone: 'Time zone',
  preferred_channel: 'Preferred channel', email_changed_at: 'E-mail changed', phone_changed_at: 'Phone number changed', email: 'E-mail address', phone: 'Phone number',
};

export const OP_LABELS: Readonly<Record<string, string>> = {
  eq: 'is', ne: 'is not', in: 'is one of', 'not-in': 'is none of', 'starts-with': 'begins with', gt: 'is more than, after', gte: 'is at least, from', lt: 'is less than, before', lte: 'is at most, until', known: 'is known', unknown: 'is not known',
};

export const JOIN_LABELS: Readonly<Record<Join, string>> = { all: 'all of these hold', any: 'any of these holds', none: 'none of these holds' };

/** What rows are shown with. */
export interface RowsShown {
  readonly vocabulary: Vocabulary;
  readonly faults: readonly RowFault[];
  /** Codes of the incident: a row can say which of them it involves. */
  readonly dataInvolved: readonly string[];
  readonly labels: Labels;
}

const DEEPEST = 5;

/** A row as its view shows it, with all that can be chosen in it. */
export function shownRow(row: RuleRow, place: string, shown: RowsShown): Readonly<Record<string, unknown>> {
  const faults = shown.faults.filter((fault) => fault.place === place).map(({ message }) => message);
  const common = { place, rowNumber: numberOf(place), isRoot: place === ROOT, faults, isGroup: row.kind === 'group', isField: row.kind === 'field', isTouchpoint: row.kind === 'touchpoint' };
  if (row.kind === 'group') return { ...common, ...groupRow(row, place, shown) };
  const names = dataLabels(shown.labels.dataClasses);
  const data = [...new Set([...shown.dataInvolved, ...row.data])].map((code) => ({ code, label: names[code] ?? code, checked: row.data.includes(code) }));
  return { ...common, data, hasData: row.data.length > 0, ...(row.kind === 'field' ? fieldRow(row, shown) : touchpointRow(row, shown)) };
}

function groupRow({ join, rows }: GroupRow, place: string, shown: RowsShown) {
  return { joins: JOINS.map((value) => option(value, JOIN_LABELS[value], join)), rows: rows.map((inner, index) => shownRow(inner, `${place}.${index}`, shown)), canNest: place.split('.').length < DEEPEST };
}

function fieldRow({ field, op, value }: FieldRow, { vocabulary }: RowsShown) {
  const attributes = new Set([...vocabulary.attributes.map(({ name }) => `attributes.${name}`), ...(field.startsWith('attributes.') ? [field] : [])]);
  const known = field.startsWith('attributes.') ? vocabulary.attributes.find(({ name }) => `attributes.${name}` === field) : vocabulary.fields.find(({ name }) => name === field);
  return {
    fields: [
      { label: 'Of the customer', options: [...TEXT_FIELDS, ...ADDRESS_FIELDS, ...TIME_FIELDS].map((name) => option(name, FIELD_LABELS[name]!, field)) },
      ...(attributes.size > 0 ? [{ label: 'Attributes', options: [...attributes].map((name) => option(name, name.slice('attributes.'.length), field)) }] : []),
    ],
    ops: opsOf(field).map((each) => option(each, OP_LABELS[each]!, op)),
    value, wantsValue: !KNOWN.includes(op), values: valuesOf(known), placeholder: exampleOf(known, op),
    holds: field.startsWith('attributes.') ? holdsOf(known) : null,
  };
}

function touchpointRow({ touchpoint, from, until, least, most, where }: TouchpointRow, { vocabulary }: RowsShown) {
  const known = vocabulary.touchpoints.find(({ kind }) => kind === touchpoint);
  const kinds = new Set([...vocabulary.touchpoints.map(({ kind }) => kind), ...(touchpoint === '' ? [] : [touchpoint])]);
  return {
    kinds: [...kinds].map((kind) => option(kind, touchpointName(kind), touchpoint)), from, until, least, most, often: least !== '' || most !== '',
    span: known?.from && known.until ? { from: known.from, until: known.until } : null,
    names: known?.attributes.map(({ name }) => name) ?? [],
    where: where.map(({ name, op, value }, index) => {
      const attribute = known?.attributes.find((one) => one.name === name);
      return { index, isFirst: index === 0, name, value, ops: WHERE_OPS.map((each) => option(each, OP_LABELS[each]!, op)), wantsValue: !KNOWN.includes(op), values: valuesOf(attribute), placeholder: exampleOf(attribute, op), holds: holdsOf(attribute) };
    }),
  };
}

const option = (value: string, label: string, chosen: string) => ({ value, label, selected: value === chosen });

const valuesOf = (known: KnownName | undefined): readonly string[] => known?.values.map(({ value }) => value) ?? [];

/** What an attribute seems to hold and should not; null where nothing. */
const holdsOf = (known: KnownName | undefined): string | null => (known?.holds.length ? known.holds.map((kind) => PERSONAL_WORDS[kind]).join(', ') : null);

/** Values that there are, in the way in which they are written. */
function exampleOf(known: KnownName | undefined, op: string): string {
  const some = valuesOf(known).slice(0, op === 'in' || op === 'not-in' ? 2 : 1);
  return some.length === 0 ? '' : `${some.join(', ')}${(op === 'in' || op === 'not-in') && some.length > 1 ? ', …' : ''}`;
}

/** A row in words, for whoever lacks what it asks for: "store is one of 3, 7". */
export function wordsOf(root: GroupRow, place: string): string {
  const row = rowAt(root, place);
  const number = numberOf(place) === '' ? '' : `row ${numberOf(place)}: `;
  if (row?.kind === 'group') return `${number}${JOIN_LABELS[row.join]}`;
  if (row?.kind === 'field') return `${number}${(FIELD_LABELS[row.field] ?? row.field.replace(/^attributes\./, '')).toLowerCase()} ${OP_LABELS[row.op] ?? row.op}${row.value === '' ? '' : ` ${row.value}`}`;
  return row?.kind === 'touchpoint' ? `${number}${touchpointName(row.touchpoint).toLowerCase()}` : '';
}

/** Two or three figures: an estimate that is written to the last person looks like a count. */
export function rounded(estimate: number): string {
  if (estimate < 100) return grouped(estimate);
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(estimate)) - 2);
  return grouped(Math.round(estimate / unit) * unit);
}
