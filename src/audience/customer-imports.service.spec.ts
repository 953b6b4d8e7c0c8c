import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { customerImportsOn, surroundings } from '../../test/support/audience.builder.js';
import { asStream, opsPerson } from '../../test/support/imports.builder.js';
import { type TestDatabase, testDatabase } from '../../test/support/postgres.js';
import { type Email } from '../kernel/email.js';
import { hashEmail } from '../kernel/keyed-hash.js';
import { FixedClock } from '../platform/clock/clock.js';
import { type CustomerImportOptions, type TouchpointImportOptions } from './customer-imports.service.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

const clock = new FixedClock(new Date('2026-03-02T09:00:00Z'));
const customers = (file: string, options: CustomerImportOptions = {}, format: 'csv' | 'ndjson' = 'csv') =>
  customerImportsOn(database, clock).run('customers', { stream: asStream(file), format, name: 'customers.csv' }, options, opsPerson);
const touchpoints = (file: string, options: TouchpointImportOptions = {}, format: 'csv' | 'ndjson' = 'csv') =>
  customerImportsOn(database, clock).run('touchpoints', { stream: asStream(file), format, name: 'purchases.csv' }, options, opsPerson);
const one = async <Row>(sql: string): Promise<Row> => (await database.db.query<Row>(sql))[0]!;
const counts = (inserted: number, updated: number, unchanged: number, skipped = 0, rejected = 0, incomplete = 0) =>
  ({ rowsRead: inserted + updated + unchanged + skipped + rejected, inserted, updated, unchanged, skipped, rejected, incomplete });

beforeEach(async () => {
  clock.set(new Date('2026-03-02T09:00:00Z'));
  await database.db.query('truncate customer, touchpoint, import_run, import_bad_row cascade');
});

describe('customers', () => {
  const FILE = [
    'Customer ID,First Name,Surname,E-Mail,Mobile,Language,Country,State,Zip,Time Zone,Channel,Tier',
    'C1,Ana,"O\'Neil, Jr.",Ana.ONeil@Example.COM,(206) 555-0123,es_MX,us,WA,98101,america/los_angeles,text,gold',
    'C2,Бо,李,bo@example.org,07911 123456,en-GB,UK,,,Europe/London,E-Mail,',
    '',
  ].join('\n');

  it('come in with addresses in the form that is written to, and hashed', async () => {
    const report = await customers(FILE);
    expect(report).toMatchObject({ counts: counts(2, 0, 0), columns: { Tier: 'attributes.Tier', 'Customer ID': 'reference', Zip: 'postal_code' } });
    expect(await one(`select * from customer where reference = 'C1'`)).toMatchObject({
      first_name: 'Ana', last_name: "O'Neil, Jr.", email: 'Ana.ONeil@example.com', email_hash: hashEmail(surroundings.lookupKeys, 'ana.oneil@example.com' as Email), phone: '+12065550123',
      locale: 'es-MX', country: 'US', region: 'WA', postal_code: '98101', time_zone: 'America/Los_Angeles', preferred_channel: 'sms', attributes: { Tier: 'gold' }, email_changed_at: null,
    });
    expect(await one(`select phone, country, locale, preferred_channel, attributes from customer where reference = 'C2'`)).toEqual({ phone: '+447911123456', country: 'GB', locale: 'en-GB', preferred_channel: 'email', attributes: {} });
  });

  it('of the same file twice change nothing, as CSV or as NDJSON', async () => {
    await customers(FILE);
    const touched = 'select max(updated_at) as at from customer';
    const before = await one(touched);
    expect((await customers(FILE)).counts).toEqual(counts(0, 0, 2));
    expect(await one(touched)).toEqual(before);
    const lines = '{"reference":"C1","email":"ana.oneil@example.com","Tier":"gold"}\n{"reference":"C2"}\n';
    expect((await customers(lines, {}, 'ndjson')).counts).toEqual(counts(0, 1, 1)); // the address is the same, its spelling is not
    expect(await one(`select email, email_changed_at from customer where reference = 'C1'`)).toEqual({ email: 'ana.oneil@example.com', email_changed_at: null });
  });

  it('come in with a postal address, under the names that files give it; an empty cell keeps it, unless it clears', async () => {
    const address = 'select address_line1, address_line2, city, region, postal_code, country from customer';
    const known = { address_line1: '1 Pine Street', address_line2: 'Apt 4', city: 'Seattle', region: 'WA', postal_code: '98101', country: 'US' };
    const report = await customers('reference,Street Address,Apt,Town,State,ZIP,Country\nC1,1 Pine Street,Apt 4,Seattle,WA,98101,us\n');
    expect(report.columns).toMatchObject({ 'Street Address': 'address_line1', Apt: 'address_line2', Town: 'city' });
    expect(await one(address)).toEqual(known);
    expect((await customers('reference,address_line1,city\nC1,,\n')).counts).toEqual(counts(0, 0, 1));
    expect((await customers('reference,address_line2\nC1,\n', { clearEmpty: true })).counts).toEqual(counts(0, 1, 0));
    expect(await one(address)).toEqual({ ...known, address_line2: null });
  });

  it('come in without a value that can\'t be used, and the row says which', async () => {
    const report = await customers('reference,email,phone,locale,country,time_zone,preferred_channel,first_name\nC1,ana@,555,english,XX,Mars/Base,pigeon,"A\nB"\n,a@x.org,,,,,,\n');
    expect(report.counts).toEqual(counts(1, 0, 0, 0, 1, 1));
    expect(report.badRows.map((bad) => [bad.line, bad.column, bad.effect])).toEqual([
      ...['country', 'email', 'first_name', 'locale', 'phone', 'preferred_channel', 'time_zone'].map((column) => [2, column, 'dropped']),
      [4, 'reference', 'rejected'],
    ]);
    expect(await one(`select email, phone, first_name from customer`)).toEqual({ email: null, phone: null, first_name: null });
  });

  it('keep a good address where the file brings a bad one, or an empty cell', async () => {
    await customers('reference,email,phone,tier\nC1,ana@example.org,+12065550123,gold\n');
    expect((await customers('reference,email,phone,tier\nC1,ana@,,\n')).counts).toEqual(counts(0, 0, 1, 0, 0, 1));
    expect(await one(`select email, phone, attributes from customer`)).toEqual({ email: 'ana@example.org', phone: '+12065550123', attributes: { tier: 'gold' } });
  });

  it('lose what an empty cell says, where the options say so; a bad value still wipes nothing', async () => {
    await customers('reference,first_name,email,phone,tier,since\nC1,Ana,ana@example.org,+12065550123,gold,2019\n');
    clock.advance(86_400_000);
    expect((await customers('reference,first_name,email,phone,tier\nC1,,ana@,,\n', { clearEmpty: true })).counts).toEqual(counts(0, 1, 0, 0, 0, 1));
    expect(await one(`select first_name, email, phone, phone_hash, attributes, phone_changed_at from customer`)).toEqual({
      first_name: null, email: 'ana@example.org', phone: null, phone_hash: null, attributes: { since: '2019' }, phone_changed_at: new Date('2026-03-03T09:00:00Z'),
    });
  });

  it('remember when an address changed: by the file, else by the clock', async () => {
    await customers('reference,email,phone\nC1,a@example.org,+12065550123\n');
    clock.advance(3_600_000);
    await customers('reference,email,phone,phone_changed_at\nC1,b@example.org,+12065550124,2026-02-28 10:00\n', { timeZone: 'America/New_York' });
    const changed = { email_changed_at: new Date('2026-03-02T10:00:00Z'), phone_changed_at: new Date('2026-02-28T15:00:00Z') };
    expect(await one(`select email_changed_at, phone_changed_at from customer`)).toEqual(changed);
    clock.advance(3_600_000);
    expect((await customers('reference,email\nC1,b@example.org\n')).counts).toEqual(counts(0, 0, 1));
    expect(await one(`select email_changed_at, phone_changed_at from customer`)).toEqual(changed);
  });

  it('that come twice in a file count by their last row; the others are told', async () => {
    const report = await customers('reference,first_name\nC1,Ana\nC2,Bo\nC1,Anna\nC1,Anne\n');
    expect(report.counts).toEqual(counts(2, 0, 0, 2));
    expect(report.badRows).toEqual([2, 4].map((line) => ({ line, column: 'reference', effect: 'skipped', reason: 'The customer comes again in line 5, which stands.', raw: 'C1' })));
    expect(await one(`select first_name from customer where reference = 'C1'`)).toEqual({ first_name: 'Anne' });
  });

  it('are not made of a file of purchases that was taken for one of customers', async () => {
    const bought = 'order_id,customer_id,order date,amount\nP-1,C1,2026-02-01T10:00:00Z,12\n';
    await expect(customers(bought)).rejects.toMatchObject({ code: 'file-of-touchpoints', message: expect.stringContaining('the column "order date" says when something was done') });
    expect(await one('select count(*)::int as count from customer')).toEqual({ count: 0 });
    expect((await customers(bought, { mapping: { 'order date': 'attributes.last_order' } })).counts).toEqual(counts(1, 0, 0));
    expect((await customers('customer_id,created_at,tier\nC2,2026-01-01,gold\n')).counts).toEqual(counts(1, 0, 0)); // the day on which somebody became one
    expect((await customers('customer_id,email,order date\nC3,c3@mail.example,2026-02-01\n')).counts).toEqual(counts(1, 0, 0));
    expect((await touchpoints(bought, { kind: 'purchase' })).counts).toEqual(counts(1, 0, 0));
  });

  it('can hold anything that a file can hold', async () => {
    const name = `'); drop table customer; -- \\N \\. {"a"} \t €😀`;
    await customers(`${JSON.stringify({ reference: 'C\\1', last_name: 'x\\N', notes: name, list: ['a', { b: 1 }] })}\n`, {}, 'ndjson');
    expect(await one(`select reference, last_name, attributes from customer`)).toEqual({ reference: 'C\\1', last_name: 'x\\N', attributes: { notes: name.trim(), list: ['a', { b: 1 }] } });
  });

  it('two imports at once both come in whole', async () => {
    const file = (tier: string) => `reference,tier\n${Array.from({ length: 2_000 }, (_, index) => `C${tier === 'a' ? index : 1_999 - index},${tier}`).join('\n')}\n`;
    const reports = await Promise.all([customers(file('a')), customers(file('b'))]);
    expect(reports.map((report) => report.counts.inserted).sort()).toEqual([0, 2_000]);
    expect(await database.db.query(`select distinct attributes ->> 'tier' as tier from customer`)).toHaveLength(1);
  });
});

describe('touchpoints', () => {
  const FILE = [
    'customer,bought_at,invoice,stock_code,quantity',
    'C1,2011-07-01T08:26,536365,85123A,6',
    'C1,2011-07-01T08:26,536365,85123A,6',
    'C2,2011-12-01T08:26,536366,71053,1',
    'C2,2011-12-02T08:26,C536366,71053,-1',
    'C9,2011-12-02T08:26,536367,71053,1',
    'C1,yesterday,536368,71053,1',
    '',
  ].join('\n');
  const SHOP: TouchpointImportOptions = { kind: 'purchase', timeZone: 'Europe/London', skipWhen: [{ column: 'invoice', startsWith: 'C' }] };

  it('come in with their time in the zone of the file; two that are alike are two', async () => {
    await customers('reference\nC1\nC2\n');
    const report = await touchpoints(FILE, SHOP);
    expect(report.counts).toEqual(counts(3, 0, 0, 1, 2));
    expect(report.badRows).toEqual([
      { line: 6, column: 'customer', effect: 'rejected', reason: expect.stringContaining('no customer'), raw: 'C9,2011-12-02T08:26,536367,71053,1' },
      { line: 7, column: 'occurred_at', effect: 'rejected', reason: expect.stringContaining('ISO 8601'), raw: 'C1,yesterday,536368,71053,1' },
    ]);
    expect(await database.db.query(`select c.reference, t.kind, t.occurred_at, t.attributes ->> 'stock_code' as code from touchpoint t join customer c on c.id = t.customer_id order by t.occurred_at, t.id`)).toEqual([
      ...[1, 2].map(() => ({ reference: 'C1', kind: 'purchase', occurred_at: new Date('2011-07-01T07:26:00Z'), code: '85123A' })),
      { reference: 'C2', kind: 'purchase', occurred_at: new Date('2011-12-01T08:26:00Z'), code: '71053' },
    ]);
  });

  it('of the same file twice change nothing; of an overlapping file only what is new comes in', async () => {
    await customers('reference\nC1\nC2\n');
    await touchpoints(FILE, SHOP);
    expect((await touchpoints(FILE, SHOP)).counts).toEqual(counts(0, 0, 3, 1, 2));
    const more = 'stock_code,invoice,quantity,customer,bought_at\n85123A,536365,6,C1,2011-07-01T08:26\n85123A,536399,6,C1,2011-07-02T08:26\n';
    expect((await touchpoints(more, SHOP)).counts).toEqual(counts(1, 0, 1));
  });

  it('with references of their own are corrected by a later file', async () => {
    await customers('reference\nC1\n');
    const file = (label: string) => `{"customer":"C1","kind":"Web Login","reference":"T1","occurred_at":"2026-03-01T10:00:00Z","label":"${label}","ip":"::1"}\n`;
    expect((await touchpoints(file('Berlin'), {}, 'ndjson')).counts).toEqual(counts(1, 0, 0));
    expect((await touchpoints(file('Berlin') + file('Bonn'), {}, 'ndjson')).counts).toEqual(counts(0, 1, 0, 1));
    expect(await one('select kind, reference, label, attributes from touchpoint')).toEqual({ kind: 'web-login', reference: 'T1', label: 'Bonn', attributes: { ip: '::1' } });
  });

  it('make bare customers where the options say so', async () => {
    expect((await touchpoints(FILE, { ...SHOP, createCustomers: true })).counts).toEqual(counts(4, 0, 0, 1, 1));
    expect(await database.db.query('select reference, email, phone from customer order by reference')).toEqual(['C1', 'C2', 'C9'].map((reference) => ({ reference, email: null, phone: null })));
  });

  it.each<[string, TouchpointImportOptions, string]>([
    ['an unknown zone', { timeZone: 'Mars/Base' }, 'time-zone-unknown'],
    ['a kind that is no word', { kind: '!!' }, 'touchpoint-kind-invalid'],
    ['a filter on a column that is not there', { skipWhen: [{ column: 'status', equals: 'void' }] }, 'mapping-unknown-column'],
  ])('with %s are refused', async (_, options, code) => {
    await expect(touchpoints(FILE, options)).rejects.toMatchObject({ code });
  });
});
