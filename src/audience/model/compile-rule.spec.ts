import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { holds, type NaiveCustomer, type NaiveTouchpoint, reasons } from '../../../test/support/audience-naive-rule.js';
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js';
import { compileRule } from './compile-rule.js';
import { parseRule, type Rule, ruleJsonSchema } from './rule.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

interface Found {
  customer_id: string;
  touchpoints: { id: string; occurredAt: string; label: string | null }[];
  more: number;
  data: string[];
}

async function find(input: unknown, options: Parameters<typeof compileRule>[1] = {}): Promise<Found[]> {
  const { sql, parameters } = compileRule(parseRule(input), options);
  return database.db.query<Found>(`select f.* from (${sql}) as f order by f.customer_id`, parameters);
}

type NewCustomer = { fields?: Record<string, string | Date | null>; attributes?: Record<string, unknown>; touchpoints?: { kind: string; at: Date; attributes?: Record<string, unknown> }[] };
const FIELDS = ['reference', 'first_name', 'locale', 'country', 'region', 'email', 'phone', 'preferred_channel', 'email_changed_at'];

/** Puts customers into an empty database. @returns them as the plain evaluation wants them, by id. */
async function fill(customers: readonly NewCustomer[]): Promise<Map<string, NaiveCustomer>> {
  await database.db.query('truncate customer, touchpoint cascade');
  const stored = new Map<string, NaiveCustomer>();
  for (const [index, { fields: given = {}, attributes = {}, touchpoints = [] }] of customers.entries()) {
    const fields: Record<string, string | Date | null> = { reference: `C${index}`, ...given };
    const [row] = await database.db.query<{ id: string }>(
      `insert into customer (${FIELDS.join(', ')}, email_hash, phone_hash, attributes) values ($1, $2, $3, $4, $5, $6::text, $7::text, $8, $9, $6, $7, $10) returning id`,
      [...FIELDS.map((name) => fields[name] ?? null), JSON.stringify(attributes)],
    );
    const added: NaiveTouchpoint[] = [];
    if (touchpoints.length > 0) {
      const rows = await database.db.query<{ id: string }>(
        `insert into touchpoint (customer_id, kind, reference, occurred_at, label, attributes)
         select $1, x.kind, x.no::text, x.at, 'label ' || x.no, x.attributes from jsonb_to_recordset($2) as x (no int, kind text, at timestamptz, attributes jsonb) order by x.no returning id`,
        [row!.id, JSON.stringify(touchpoints.map((one, no) => ({ no, kind: one.kind, at: one.at, attributes: one.attributes ?? {} })))],
      );
      rows.forEach(({ id }, no) => added.push({ id, kind: touchpoints[no]!.kind, occurredAt: touchpoints[no]!.at, attributes: touchpoints[no]!.attributes ?? {} }));
    }
    stored.set(row!.id, { fields, attributes, touchpoints: added });
  }
  return stored;
}

const day = (n: number): Date => new Date(Date.UTC(2026, 0, n));

describe('a rule', () => {
  it('finds who has enough of the touchpoints in its window, with the newest five as the reason', async () => {
    const bought = (n: number, store: unknown = '3') => ({ kind: 'purchase', at: day(n), attributes: { store, paid_by: 'card' } });
    await fill([
      { touchpoints: [1, 2, 3, 4, 5, 6, 7].map((n) => bought(n)) },
      { touchpoints: [bought(2, 3)] },
      { touchpoints: [bought(8), bought(2, '4'), { kind: 'login', at: day(2), attributes: { store: '3' } }] },
      {},
    ]);
    const rule = { touchpoint: { kind: 'purchase', from: '2026-01-01T00:00:00Z', until: '2026-01-08T00:00:00Z', where: { store: ['3', '12'], paid_by: 'card' } }, data: ['card-number', 'name'] };
    const found = await find(rule);
    expect(found.map((one) => [one.touchpoints.map((touchpoint) => touchpoint.occurredAt.slice(8, 10)), one.more, one.data])).toEqual([
      [['07', '06', '05', '04', '03'], 2, ['card-number', 'name']],
      [['02'], 0, ['card-number', 'name']],
    ]);
    expect(found[0]!.touchpoints[0]).toEqual({ id: expect.any(String), kind: 'purchase', occurredAt: '2026-01-07T00:00:00.000Z', label: 'label 6' });
    expect(await find({ touchpoint: { ...rule.touchpoint, atLeast: 2 } })).toHaveLength(1);
    expect(await find({ touchpoint: { ...rule.touchpoint, atMost: 0 } })).toHaveLength(2);
  });

  it('gives as reasons only what made the rule hold, and each touchpoint once', async () => {
    const touchpoints = [{ kind: 'purchase', at: day(1) }, { kind: 'login', at: day(2) }];
    await fill([{ fields: { country: 'US' }, touchpoints }, { fields: { country: 'CA' }, touchpoints }]);
    const purchase = { touchpoint: { kind: 'purchase' }, data: ['purchases'] };
    const login = { touchpoint: { kind: 'login' }, data: ['password'] };
    const american = { field: 'country', op: 'eq', value: 'US', data: ['address'] };
    const found = await find({ any: [{ all: [login, american] }, purchase, { all: [purchase, { none: [american] }] }] });
    expect(found.map(({ touchpoints: told, data }) => [told.length, data])).toEqual([[2, ['password', 'address', 'purchases']], [1, ['purchases']]]);
    expect((await find({ none: [{ touchpoint: { kind: 'refund' }, data: ['x'] }] })).map(({ touchpoints: told, data }) => [told, data])).toEqual([[[], []], [[], []]]);
  });

  it('says why for some of them only', async () => {
    const stored = await fill([{ touchpoints: [{ kind: 'login', at: day(1) }] }, { touchpoints: [{ kind: 'login', at: day(1) }] }]);
    const [, second] = [...stored.keys()];
    expect((await find({ touchpoint: { kind: 'login' } }, { only: [second!] })).map((one) => one.customer_id)).toEqual([second]);
    expect((await find({ touchpoint: { kind: 'login' } }, { reasons: false })).map((one) => one.touchpoints)).toEqual([[], []]);
  });

  it('can\'t be made to say anything else by what stands in it', async () => {
    const hostile = [`'; drop table customer; --`, `' or '1'='1`, '$1', '\\', '%', '"}', `{"a":"b"}`, `x'::jsonb or true or '`, '😀\u2028', '{}', 'a"b'];
    await fill(hostile.map((text) => ({ fields: { region: text, first_name: text }, attributes: { [text]: text, deep: { [text]: text } }, touchpoints: [{ kind: 'login', at: day(1), attributes: { [text]: text } }] })));
    for (const text of hostile) {
      expect(await find({ field: 'region', op: 'eq', value: text })).toHaveLength(1);
      expect(await find({ field: 'first_name', op: 'starts-with', value: text })).toHaveLength(text === '{}' || text.length > 1 ? 1 : hostile.filter((other) => other.startsWith(text)).length);
      expect(await find({ field: `attributes.${text}`, op: 'eq', value: text })).toHaveLength(1);
      expect(await find({ field: `attributes.deep.${text}`, op: 'in', value: [text, ...Array.from({ length: 30 }, (_, n) => `n${n}`)] })).toHaveLength(1);
      expect(await find({ touchpoint: { kind: 'login', where: { [text]: { op: 'starts-with', value: text } } } })).toHaveLength(1);
      expect(() => parseRule({ field: text, op: 'eq', value: 'x' })).toThrow();
      expect(() => parseRule({ touchpoint: { kind: text } })).toThrow();
      expect(() => parseRule({ touchpoint: { kind: 'login', from: text } })).toThrow();
      expect(() => parseRule({ field: 'region', op: 'eq', value: 'x', data: [text] })).toThrow();
    }
    const { sql } = compileRule(parseRule({ all: hostile.map((text) => ({ field: `attributes.${text}`, op: 'eq', value: text })) }));
    for (const text of hostile.filter((one) => one.length > 3)) expect(sql).not.toContain(text);
  });

  it.each<[string, unknown, RegExp]>([
    ['nothing', null, /must be an object/],
    ['an empty group', { any: [] }, /any must be a list of at least one/],
    ['two groups at once', { any: [{ field: 'country', op: 'exists' }], all: [] }, /must not have/],
    ['an unknown field', { all: [{ field: 'password', op: 'exists' }] }, /all\[0\]\.field/],
    ['an address that is compared', { field: 'email', op: 'eq', value: 'a@x.org' }, /only be asked whether it exists/],
    ['a bound on text', { field: 'country', op: 'gt', value: 5 }, /country is text/],
    ['a window that ends before it begins', { touchpoint: { kind: 'login', from: '2026-02-01T00:00:00Z', until: '2026-01-01T00:00:00Z' } }, /until must be after from/],
    ['a time without a zone', { touchpoint: { kind: 'login', from: '2026-02-01T00:00:00' } }, /touchpoint\.from/],
    ['a key that nobody knows', { touchpoint: { kind: 'login', whre: {} } }, /whre/],
    ['a step into a list', { field: 'attributes.list.0', op: 'exists' }, /name of an attribute/],
    ['a NUL', { field: 'country', op: 'eq', value: 'U\0' }, /stored/],
    ['depth', Array.from({ length: 8 }).reduce((inner) => ({ all: [inner] }), { field: 'country', op: 'exists' }), /nested more than 6/],
    ['length', { all: Array.from({ length: 50 }, () => ({ any: [{ field: 'country', op: 'exists' }, { field: 'region', op: 'exists' }] })) }, /more than 60 conditions/],
    ['too many joins', { all: Array.from({ length: 21 }, () => ({ touchpoint: { kind: 'login' } })) }, /more than 20/],
  ])('is refused with %s in it', (_, input, words) => {
    expect(() => parseRule(input)).toThrow(words);
  });

  it('has a JSON Schema that is whole', () => {
    expect(JSON.stringify(ruleJsonSchema())).toContain('"$ref":"#/$defs/Rule"');
    expect(ruleJsonSchema()).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', $defs: { Rule: { anyOf: expect.any(Array) }, TouchpointCondition: {}, FieldCondition: {} } });
  });
});

describe('the compiled rule', () => {
  const word = fc.constantFrom('a', 'b', 'aa', '5', '05', '5.5', '-1', 'true', '2026-01-03', '2026-01-03T12:00:00Z', '1e+21', '{"x": 1}', '');
  const scalar = fc.oneof(word, fc.constantFrom<number | boolean>(5, 5.5, -1, 0, 1e21, 1e-7, true, false));
  const attributes = fc.dictionary(fc.constantFrom('p', 'q'), fc.oneof({ weight: 5, arbitrary: scalar }, fc.constantFrom<unknown>(null, ['a'], { r: 'a' }, { r: 5 }, { r: { s: 'b' } })), { maxKeys: 2 });
  const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null, freq: 3 });
  const customer: fc.Arbitrary<NewCustomer> = fc.record({
    fields: fc.record({
      country: maybe(fc.constantFrom('US', 'CA')), region: maybe(word), locale: maybe(fc.constantFrom('en', 'es')), first_name: maybe(word),
      email: maybe(fc.constant('a@x.org')), phone: maybe(fc.constant('+12065550123')), preferred_channel: maybe(fc.constantFrom('email', 'sms')), email_changed_at: maybe(fc.integer({ min: 1, max: 6 }).map(day)),
    }),
    attributes,
    touchpoints: fc.array(fc.record({ kind: fc.constantFrom('purchase', 'login'), at: fc.integer({ min: 1, max: 6 }).map(day), attributes }), { maxLength: 8 }),
  });

  const values = fc.array(scalar, { minLength: 1, maxLength: 3 }).chain((few) => fc.boolean().map((many) => (many ? [...few, ...Array.from({ length: 15 }, (_, n) => `other ${n}`)] : few)));
  const bound = fc.oneof(fc.constantFrom<number | string>(5, 5.5, 0, '2026-01-03', '2026-01-03T12:00:00Z', '2026-01-03T13:00:00+01:00'));
  const comparison = fc.oneof(
    fc.record({ op: fc.constantFrom('eq', 'ne'), value: scalar }),
    fc.record({ op: fc.constantFrom('in', 'not-in'), value: values }),
    fc.record({ op: fc.constant('starts-with'), value: fc.constantFrom('a', '5', '2', 't', '{') }),
    fc.record({ op: fc.constant('exists'), value: fc.boolean() }),
    fc.record({ op: fc.constantFrom('gt', 'gte', 'lt', 'lte'), value: bound }),
  );
  const path = fc.constantFrom('p', 'q', 'p.r', 'q.r.s');
  const data = fc.option(fc.subarray(['card-number', 'email', 'name'], { minLength: 1 }), { nil: undefined });
  const field = fc.oneof(
    fc.tuple(path, comparison).map(([name, one]) => ({ field: `attributes.${name}`, ...one })),
    fc.tuple(fc.constantFrom('country', 'region', 'first_name', 'locale'), comparison.filter((one) => !['gt', 'gte', 'lt', 'lte'].includes(one.op))).map(([name, one]) => ({ field: name, ...one })),
    fc.tuple(fc.constantFrom('email', 'phone', 'email_changed_at'), fc.boolean()).map(([name, value]) => ({ field: name, op: 'exists', value })),
    fc.constantFrom('gt', 'gte', 'lt', 'lte').map((op) => ({ field: 'email_changed_at', op, value: '2026-01-03' })),
  );
  const touchpoint = fc.record({
    kind: fc.constantFrom('purchase', 'login'),
    window: fc.constantFrom<object>({}, { from: '2026-01-02T00:00:00Z' }, { until: '2026-01-04T00:00:00Z' }, { from: '2026-01-02T00:00:00Z', until: '2026-01-05T00:00:00Z' }),
    where: fc.option(fc.dictionary(path, fc.oneof(scalar, values, comparison, fc.array(comparison, { minLength: 1, maxLength: 2 })), { maxKeys: 2 }), { nil: undefined }),
    count: fc.constantFrom<object>({}, { atLeast: 2 }, { atMost: 1 }, { atLeast: 1, atMost: 2 }, { atMost: 0 }),
  }).map(({ kind, window, where, count }) => ({ touchpoint: { kind, ...window, ...count, ...(where ? { where } : {}) } }));
  const leaf = fc.tuple(fc.oneof(field, touchpoint), data).map(([condition, codes]) => (codes ? { ...condition, data: codes } : condition));
  const rule = fc.letrec<{ rule: unknown }>((tie) => ({
    rule: fc.oneof({ maxDepth: 3, withCrossShrink: true }, leaf, ...(['all', 'any', 'none'] as const).map((group) => fc.array(tie('rule'), { minLength: 1, maxLength: 3 }).map((inner) => ({ [group]: inner })))),
  })).rule;

  it('is of a rule that the published schema takes as well', () => {
    const accepts = new Ajv2020({ strict: false, formats: { 'date-time': true, date: true } }).compile(ruleJsonSchema() as object);
    fc.assert(fc.property(rule, (input) => {
      parseRule(input);
      expect({ input, accepted: accepts(input) }).toEqual({ input, accepted: true });
    }), { seed: 20260302, numRuns: 500 });
    for (const wrong of [null, {}, { all: [] }, { field: 'password', op: 'exists' }, { touchpoint: { kind: 'x', whre: {} } }, { field: 'country', op: 'like', value: 'x' }]) expect(accepts(wrong)).toBe(false);
  });

  it('finds whom a plain evaluation in memory finds, for the same reasons', async () => {
    let someone = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(customer, { minLength: 3, maxLength: 6 }), fc.array(rule, { minLength: 15, maxLength: 15 }), async (customers, inputs) => {
        const stored = await fill(customers);
        for (const input of inputs) {
          const parsed: Rule = parseRule(input);
          const found = await find(input);
          const expected = [...stored].filter(([, one]) => holds(parsed, one));
          expect({ input, ids: found.map((one) => one.customer_id).sort() }).toEqual({ input, ids: expected.map(([id]) => id).sort() });
          someone += found.length;
          for (const one of found) {
            const why = reasons(parsed, stored.get(one.customer_id)!);
            const newest = stored.get(one.customer_id)!.touchpoints.filter(({ id }) => why.touchpoints.has(id)).sort((a, b) => b.occurredAt.getTime() - a.occurredAt.getTime() || Number(b.id) - Number(a.id));
            expect({ input, told: one.touchpoints.map(({ id }) => id), more: one.more, data: one.data }).toEqual({ input, told: newest.slice(0, 5).map(({ id }) => id), more: Math.max(newest.length - 5, 0), data: why.data });
          }
        }
      }),
      { seed: 20260302, numRuns: 60 },
    );
    expect(someone).toBeGreaterThan(500);
  });
});
