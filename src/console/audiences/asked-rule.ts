import { parseRule, type Rule } from '../../audience/model/rule.js';
import { selection, type Selection } from '../../audience/model/selection.js';
import { canonicalJson } from '../../kernel/canonical-json.js';
import { type Fault } from '../page/fault.js';
import { type Form } from '../page/form.js';
import { type Refusal, refusalOf } from '../page/refusal.js';
import { changedRows, type GroupRow, NO_ROWS, placeAfter, placeOf, readRows } from './rule-rows.js';
import { fitted, type RowFault, RowReader, rowSentence } from './rule-of-rows.js';
import { rowsOf } from './rows-of-rule.js';

/** What a form asks for: the rule by rows and as JSON, which say the same, and the list beside it. */
export interface AskedRule {
  /** null: the rule says more than rows can show, or can't be read; then the JSON is what counts. */
  readonly rows: GroupRow | null;
  readonly json: string;
  readonly listId: string;
  readonly combine: 'union' | 'intersection';
  /** Audiences whose people are left out. */
  readonly without?: readonly string[];
  /** By which clocks its times are. */
  readonly zone: string;
  /** null where something is wrong with it. */
  readonly selected: Selection | null;
  readonly rowFaults: readonly RowFault[];
  /** Everything that is wrong, in sentences, those of rows among them. */
  readonly faults: readonly Fault[];
  /** Of the row that a button has just made, where the eye should go. */
  readonly place: string;
}

/** Buttons that change rows ask for no answer: half a rule is no fault yet. */
const CHANGING = /^(add-|drop|refresh)/;

/** Reads the rows and the JSON of a form; whichever of them was changed is what is meant. */
export function askedRule(form: Form, fallback: string): AskedRule {
  const zone = form.zone(fallback);
  const action = form.text('act');
  const json = form.text('rule');
  const rest = { listId: form.text('listId'), combine: form.text('combine') === 'intersection' ? 'intersection' : 'union', without: form.text('without').split(' ').filter((id) => id !== '') } as const;
  const rows = fitted(changedRows(readRows(form), action));
  const byRows = form.text('mode') !== 'json';
  const jsonChanged = byRows && sameJson(json, form.text('shown')) === false;
  if (action === 'use-rows') return ofRows(NO_ROWS, rest, zone, action);
  if (action === 'use-json' || !byRows) return ofJson(json, rest, zone);
  if (!jsonChanged) return ofRows(rows, rest, zone, action);
  if (sameJson(form.text('shown'), jsonOf(new RowReader(zone).rule(rows)))) return ofJson(json, rest, zone);
  const both = 'Both the rows and the JSON were changed. Press “Take the JSON” to go on with the JSON, or put it back as it was.';
  return { ...ofRows(rows, rest, zone, 'refresh'), json, selected: null, faults: [both] };
}

type Rest = Pick<AskedRule, 'listId' | 'combine' | 'without'>;

/** What a page begins with. */
export function ofRows(rows: GroupRow, rest: Rest, zone: string, action = 'refresh'): AskedRule {
  const reader = new RowReader(zone);
  const raw = rows.rows.length === 0 && rest.listId !== '' ? null : reader.rule(rows);
  const lenient = CHANGING.test(action) || action === 'use-rows';
  const judged = reader.faults.length > 0 ? { selected: null, rowFaults: reader.faults } : judge(raw, rest);
  const rowFaults = lenient ? [] : judged.rowFaults;
  return { rows, zone, json: raw === null ? '' : jsonOf(raw), ...rest, selected: judged.selected, rowFaults, faults: rowFaults.map(rowSentence), place: placeAfter(rows, action) };
}

function ofJson(json: string, rest: Rest, zone: string): AskedRule {
  const nothing = { zone, json, ...rest, selected: null, rowFaults: [], place: '0' };
  let raw: unknown = null;
  try {
    raw = json === '' ? null : JSON.parse(json);
  } catch (error) {
    return { ...nothing, rows: null, faults: [`The JSON can’t be read: ${(error as Error).message}.`] };
  }
  try {
    const rule = raw === null ? null : parseRule(raw);
    const rows = rule === null ? NO_ROWS : rowsOf(rule, zone);
    return { ...nothing, rows, selected: selection(rule, rest.listId || null, rest.combine, rest.without), faults: [] };
  } catch (error) {
    return { ...nothing, rows: null, faults: refusalOf(error).faults };
  }
}

function judge(raw: unknown, { listId, combine, without }: Rest): { readonly selected: Selection | null; readonly rowFaults: readonly RowFault[] } {
  try {
    const selected = selection(raw, listId || null, combine, without);
    return { selected: { ...selected, rule: selected.rule && bare(selected.rule) }, rowFaults: [] };
  } catch (error) {
    return { selected: null, rowFaults: faultsOfRows(error) };
  }
}

function faultsOfRows(error: unknown): readonly RowFault[] {
  const { faults }: Refusal = refusalOf(error);
  const { errors } = (error as { details?: { errors?: readonly { path: string; message: string }[] } }).details ?? {};
  if (!errors) return faults.map((fault) => ({ place: '0', message: String(fault) }));
  return errors.map(({ path, message }) => {
    const [place, part] = placeOf(path);
    return { place, message: `${PARTS[part] ?? part.replace(/^touchpoint\.where\./, '')} ${message}.`.replace(/^ /, '').replace(/^./, (first) => first.toUpperCase()) };
  });
}

const PARTS: Readonly<Record<string, string>> = {
  '': 'it', op: 'the comparison:', value: 'the value', field: 'what is compared', 'touchpoint.kind': 'what they did', 'touchpoint.from': '“from”', 'touchpoint.until': '“before”', 'touchpoint.atLeast': '“at least”',
  'touchpoint.atMost': '“at most”',
};

/** A group around one row alone says nothing. */
const bare = (rule: Rule): Rule => {
  const only = 'all' in rule ? rule.all : 'any' in rule ? rule.any : [];
  return only.length === 1 ? bare(only[0]!) : rule;
};

export const jsonOf = (raw: unknown): string => JSON.stringify(bare(raw as Rule), null, 2);

function sameJson(one: string, other: string): boolean {
  if (one === other) return true;
  try {
    return canonicalJson(JSON.parse(one)) === canonicalJson(JSON.parse(other));
  } catch {
    return false;
  }
}
