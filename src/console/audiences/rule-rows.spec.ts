import { describe, expect, it } from '@jest/globals';
import { parseRule, type Rule } from '../../audience/model/rule.js';
import { Form } from '../page/form.js';
import { askedRule, ofRows } from './asked-rule.js';
import { rowsOf } from './rows-of-rule.js';
import { changedRows, type GroupRow, numberOf, placeAfter, placeOf, readRows, type RuleRow, type TouchpointRow } from './rule-rows.js';

const ZONE = 'America/Los_Angeles';
const LIST = '018f4b7a-0000-7000-8000-000000000000';
const REST = { listId: '', combine: 'union' } as const;
const US = { field: 'country', op: 'eq', value: 'US' };

/** The fields that a page shows for rows. */
function fieldsOf(row: RuleRow, place = '0'): Record<string, string | readonly string[]> {
  const own = { [`row.${place}`]: row.kind };
  if (row.kind === 'group') return Object.assign({ ...own, [`join.${place}`]: row.join }, ...row.rows.map((inner, index) => fieldsOf(inner, `${place}.${index}`))) as Record<string, string>;
  const data = { [`data.${place}`]: row.data };
  if (row.kind === 'field') return { ...own, ...data, [`field.${place}`]: row.field, [`op.${place}`]: row.op, [`value.${place}`]: row.value };
  const where = row.where.map(({ name, op, value }, index) => ({ [`name.${place}.${index}`]: name, [`is.${place}.${index}`]: op, [`is-value.${place}.${index}`]: value }));
  return Object.assign({ ...own, ...data, [`kind.${place}`]: row.touchpoint, [`from.${place}`]: row.from, [`until.${place}`]: row.until, [`least.${place}`]: row.least, [`most.${place}`]: row.most }, ...where) as Record<string, string>;
}

const rulesThatRowsShow: readonly unknown[] = [
  US,
  { field: 'email', op: 'exists' },
  { field: 'phone', op: 'exists', value: false },
  { field: 'email_changed_at', op: 'gte', value: '2026-02-10T08:00:00Z' },
  { field: 'attributes.tier', op: 'not-in', value: ['gold', 'blue'], data: ['card-number'] },
  { field: 'attributes.spent', op: 'gt', value: 12.5 },
  { touchpoint: { kind: 'purchase', from: '2026-02-10T00:00:00Z', until: '2026-02-24T00:00:00.000Z', where: { store: [3, 7], paid_by: 'card' } }, data: ['card-number', 'name'] },
  { touchpoint: { kind: 'login', where: { 'device.os': { op: 'starts-with', value: 'win' }, at: { op: 'exists', value: false } }, atMost: 0 } },
  { touchpoint: { kind: 'purchase', where: { amount: [{ op: 'gte', value: 100 }, { op: 'lt', value: 200 }] }, atLeast: 2 } },
  { all: [US, { any: [{ field: 'region', op: 'in', value: ['WA', 'OR'] }, { none: [{ field: 'locale', op: 'starts-with', value: 'es' }] }] }] },
  { none: [US] },
];
const rulesOfJsonAlone: readonly unknown[] = [
  { field: 'last_name', op: 'in', value: ['Smith, Jr.', 'Lee'] },
  { field: 'region', op: 'eq', value: ' WA' },
  { touchpoint: { kind: 'purchase', from: '2026-02-10T00:00:30Z' } },
  { field: 'attributes.note', op: 'eq', value: 'two\nlines '},
];

describe('rows and rules', () => {
  it.each(rulesThatRowsShow)('show %j, and say it again', (input) => {
    const rule = parseRule(input);
    const rows = rowsOf(rule, ZONE)!;
    const read = readRows(new Form(fieldsOf(rows)));
    expect(read).toEqual(rows);
    const asked = ofRows(read, REST, ZONE, 'count');
    expect(asked.faults).toEqual([]);
    expect(rowsOf(asked.selected!.rule!, ZONE)).toEqual(rows);
  });
  it.each(rulesOfJsonAlone)('leave %j to JSON', (input) => expect(rowsOf(parseRule(input), ZONE)).toBeNull());
  it('read times in the zone of the page', () => {
    const rows: GroupRow = { kind: 'group', join: 'all', rows: [{ kind: 'touchpoint', touchpoint: 'purchase', from: '2026-02-09T16:00', until: '', least: '', most: '', where: [{ name: '', op: 'in', value: '' }], data: [] }] };
    expect(ofRows(rows, REST, ZONE, 'count').selected!.rule).toEqual({ touchpoint: { kind: 'purchase', from: '2026-02-10T00:00:00.000Z' } });
  });
});

describe('buttons', () => {
  const root = rowsOf(parseRule({ all: [US, { any: [US, { touchpoint: { kind: 'login', where: { a: 1, b: 2 } } }] }] }), ZONE)!;
  it.each<[string, string, number]>([['add-field:0', '0.2', 3], ['add-group:0.1', '0.1.2', 2], ['drop:0.0', '0', 1], ['refresh', '0', 2], ['add-field:0.9', '0.9', 2], ['drop:0', '0', 2]])('%s leads to %s', (action, place, rows) => {
    const changed = changedRows(root, action);
    expect([placeAfter(changed, action), changed.rows.length]).toEqual([place, rows]);
  });
  it('change what a touchpoint is asked for', () => {
    const names = (action: string) => ((changedRows(root, action).rows[1] as GroupRow).rows[1] as TouchpointRow).where.map(({ name }) => name);
    expect([names('add-where:0.1.1'), names('drop-where:0.1.1:0')]).toEqual([['a', 'b', ''], ['b']]);
  });
  it('never lead beyond what a rule may hold', () => {
    let deep: RuleRow = { kind: 'group', join: 'all', rows: [] };
    for (let level = 0; level < 20; level++) deep = { kind: 'group', join: 'any', rows: [deep] };
    let depth = 0;
    for (let row: RuleRow | undefined = readRows(new Form(fieldsOf(deep))); row?.kind === 'group'; row = row.rows[0]) depth++;
    expect(depth).toBeLessThanOrEqual(7);
  });
});

describe('faults', () => {
  it.each([['all[1].any[0].touchpoint.until', '0.1.0', 'touchpoint.until'], ['', '0', ''], ['value', '0', 'value']])('of %p belong to a row', (path, place, rest) => expect(placeOf(path)).toEqual([place, rest]));
  it('are counted as people count', () => expect([numberOf('0.1.0'), numberOf('0')]).toEqual(['2.1', '']));
  it.each<[RuleRow, string]>([
    [{ kind: 'field', field: '', op: 'eq', value: '', data: [] }, 'Row 1: choose what is compared.'],
    [{ kind: 'field', field: 'region', op: 'in', value: '', data: [] }, 'Row 1: say the value.'],
    [{ kind: 'field', field: 'email_changed_at', op: 'gt', value: 'soon', data: [] }, 'Row 1: the value must be a number, a day such as 2026-03-02, or a time such as 2026-03-02T09:00.'],
    [{ kind: 'touchpoint', touchpoint: '', from: '', until: '', least: '', most: '', where: [], data: [] }, 'Row 1: choose what they did, or what happened to them.'],
    [{ kind: 'touchpoint', touchpoint: 'login', from: '', until: '', least: 'x', most: '', where: [], data: [] }, 'Row 1: “At least” must be a whole number.'],
    [{ kind: 'touchpoint', touchpoint: 'login', from: '2026-02-09T16:00', until: '2026-02-09T15:00', least: '', most: '', where: [], data: [] }, 'Row 1: “before” must be after from.'],
    [{ kind: 'group', join: 'any', rows: [] }, 'Row 1: the group has no rows: add one, or take the group away.'],
  ])('of %j', (row, fault) => expect(ofRows({ kind: 'group', join: 'all', rows: [row] }, REST, ZONE, 'count').faults[0]).toBe(fault));
  it('are none while rows are being made', () => expect(ofRows({ kind: 'group', join: 'all', rows: [{ kind: 'field', field: '', op: 'eq', value: '', data: [] }] }, REST, ZONE, 'refresh')).toMatchObject({ faults: [], selected: null }));
});

describe('a form', () => {
  const rows = fieldsOf(rowsOf(parseRule(US), ZONE)!);
  const json = JSON.stringify(US);
  const mexico = JSON.stringify({ ...US, value: 'MX' });
  const ruleOf = (fields: object): Rule | null | undefined => askedRule(new Form(fields), ZONE).selected?.rule;

  it('means its rows where they were changed, and its JSON where that was', () => {
    expect(ruleOf({ ...rows, 'value.0.0': 'CA', mode: 'rows', rule: json, shown: json, act: 'count' })).toMatchObject({ value: 'CA' });
    expect(ruleOf({ ...rows, mode: 'rows', rule: mexico, shown: json, act: 'count' })).toMatchObject({ value: 'MX' });
  });
  it('asks which, where both were', () => {
    const both = { ...rows, 'value.0.0': 'CA', mode: 'rows', rule: mexico, shown: json };
    expect(askedRule(new Form({ ...both, act: 'count' }), ZONE)).toMatchObject({ selected: null, json: mexico, faults: [expect.stringContaining('Both the rows and the JSON were changed')] });
    expect(ruleOf({ ...both, act: 'use-json' })).toMatchObject({ value: 'MX' });
  });
  it('may mean a list alone', () => expect(askedRule(new Form({ mode: 'rows', 'row.0': 'group', 'join.0': 'all', listId: LIST, act: 'count' }), ZONE)).toMatchObject({ selected: { rule: null, listId: LIST }, json: '' }));

  it.each([
    ['rows', { mode: 'rows', 'row.0': 'group', 'join.0': 'all', act: 'count' }],
    ['JSON', { mode: 'json', rule: '', act: 'count' }],
  ])('may name no list that can not be one, in %s', (_, fields) => {
    expect(askedRule(new Form({ ...fields, listId: '9223372036854775808' }), ZONE)).toMatchObject({ selected: null, faults: ['There is no such list of this incident.'] });
  });
  it('says what is wrong with its JSON', () => {
    expect(askedRule(new Form({ mode: 'json', rule: '{"all":', act: 'use-json' }), ZONE)).toMatchObject({ rows: null, json: '{"all":', faults: [expect.stringContaining('can’t be read')] });
    expect(askedRule(new Form({ mode: 'json', rule: '{"field":"region","op":"gt","value":1}', act: 'count' }), ZONE).faults.map(String)).toEqual([expect.stringContaining('region is text')]);
  });
});
