import { type Form } from '../page/form.js';

/** How the rows of a group belong together. */
export const JOINS = ['all', 'any', 'none'] as const;
export type Join = (typeof JOINS)[number];

export interface GroupRow {
  readonly kind: 'group';
  readonly join: Join;
  readonly rows: readonly RuleRow[];
}

/** Something that is known of a customer. Values are as they were typed; a list has commas. */
export interface FieldRow {
  readonly kind: 'field';
  readonly field: string;
  readonly op: string;
  readonly value: string;
  readonly data: readonly string[];
}

/** Something that a customer did, or that happened to him. Times are as `datetime-local` shows them, in the zone of the page. */
export interface TouchpointRow {
  readonly kind: 'touchpoint';
  readonly touchpoint: string;
  readonly from: string;
  readonly until: string;
  readonly least: string;
  readonly most: string;
  readonly where: readonly WherePart[];
  readonly data: readonly string[];
}

export interface WherePart {
  readonly name: string;
  readonly op: string;
  readonly value: string;
}

export type RuleRow = GroupRow | FieldRow | TouchpointRow;

/** The rows of a page: one group, however few they are. */
export const ROOT = '0';
export const NO_ROWS: GroupRow = { kind: 'group', join: 'all', rows: [] };
const NEW: Readonly<Record<string, RuleRow>> = {
  field: { kind: 'field', field: '', op: 'eq', value: '', data: [] },
  touchpoint: { kind: 'touchpoint', touchpoint: '', from: '', until: '', least: '', most: '', where: [{ name: '', op: 'in', value: '' }], data: [] },
  group: { kind: 'group', join: 'any', rows: [] },
};
const MOST_ROWS = 60;
const MOST_WHERE = 20;
const DEEPEST = 6;

/** The rows as a form holds them: `row.<place>` says what stands at a place, and places count on from 0 inside each group. */
export function readRows(form: Form): GroupRow {
  const root = readRow(form, ROOT, 1);
  return root?.kind === 'group' ? root : NO_ROWS;
}

function readRow(form: Form, place: string, depth: number): RuleRow | null {
  const text = (name: string): string => form.text(`${name}.${place}`);
  switch (depth > DEEPEST + 1 ? '' : text('row')) {
    case 'group': {
      const rows: RuleRow[] = [];
      for (let index = 0; index < MOST_ROWS; index++) {
        const row = readRow(form, `${place}.${index}`, depth + 1);
        if (row === null) break;
        rows.push(row);
      }
      return { kind: 'group', join: JOINS.find((join) => join === text('join')) ?? 'all', rows };
    }
    case 'field': return { kind: 'field', field: text('field'), op: text('op'), value: text('value'), data: form.all(`data.${place}`) };
    case 'touchpoint': return { kind: 'touchpoint', touchpoint: text('kind'), from: text('from'), until: text('until'), least: text('least'), most: text('most'), where: readWhere(form, place), data: form.all(`data.${place}`) };
    default: return null;
  }
}

function readWhere(form: Form, place: string): readonly WherePart[] {
  const parts: WherePart[] = [];
  for (let index = 0; index < MOST_WHERE && form.text(`is.${place}.${index}`) !== ''; index++) {
    parts.push({ name: form.text(`name.${place}.${index}`), op: form.text(`is.${place}.${index}`), value: form.text(`is-value.${place}.${index}`) });
  }
  return parts;
}

/** What a button does to the rows: "add-field:0.1" puts one into that group, "drop:0.1" takes one away. Any other word changes nothing. */
export function changedRows(root: GroupRow, action: string): GroupRow {
  const [verb = '', place = '', index = ''] = action.split(':');
  const steps = place.split('.').slice(1).map(Number);
  if (!/^0(\.\d+)*$/.test(place)) return root;
  const add = /^add-(field|touchpoint|group)$/.exec(verb)?.[1];
  const changed = at(root, steps, (row) => {
    if (add !== undefined) return row.kind === 'group' ? { ...row, rows: [...row.rows, NEW[add]!] } : row;
    if (verb === 'add-where' && row.kind === 'touchpoint') return { ...row, where: [...row.where, { name: '', op: 'in', value: '' }] };
    if (verb === 'drop-where' && row.kind === 'touchpoint') return { ...row, where: row.where.toSpliced(Number(index), 1) };
    return verb === 'drop' && steps.length > 0 ? null : row;
  });
  return changed?.kind === 'group' ? changed : root;
}

/** Where a button's change can be seen: the row that was added, or the group of the one that was taken away. */
export function placeAfter(root: GroupRow, action: string): string {
  const [verb = '', place = ROOT] = action.split(':');
  if (verb === 'drop') return place.split('.').slice(0, -1).join('.') || ROOT;
  const row = rowAt(root, place);
  return /^add-(field|touchpoint|group)$/.test(verb) && row?.kind === 'group' ? `${place}.${row.rows.length - 1}` : place;
}

export function rowAt(root: RuleRow, place: string): RuleRow | null {
  let row: RuleRow | undefined = root;
  for (const step of place.split('.').slice(1)) row = row?.kind === 'group' ? row.rows[Number(step)] : undefined;
  return row ?? null;
}

function at(row: RuleRow, steps: readonly number[], change: (row: RuleRow) => RuleRow | null): RuleRow | null {
  const [step, ...rest] = steps;
  if (step === undefined) return change(row);
  const inner = row.kind === 'group' ? row.rows[step] : undefined;
  if (row.kind !== 'group' || inner === undefined) return row;
  const changed = at(inner, rest, change);
  return { ...row, rows: changed === null ? row.rows.toSpliced(step, 1) : row.rows.with(step, changed) };
}

/** "0.1.2" → "2.3", as people count; the group of all rows has no number. */
export const numberOf = (place: string): string => place.split('.').slice(1).map((step) => Number(step) + 1).join('.');

/** Place of the row that a path of the rule lies in, and what of it: "all[1].any[0].touchpoint.until" → ["0.1.0", "touchpoint.until"]. */
export function placeOf(path: string): readonly [place: string, rest: string] {
  const steps = /^(?:(?:all|any|none)\[\d+\]\.?)*/.exec(path)![0];
  return [[ROOT, ...[...steps.matchAll(/\[(\d+)\]/g)].map(([, index]) => index)].join('.'), path.slice(steps.length)];
}
