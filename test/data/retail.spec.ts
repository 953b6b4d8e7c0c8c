import { createReadStream, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type TouchpointImportOptions } from '../../src/audience/customer-imports.service.js';
import { selection } from '../../src/audience/model/selection.js';
import { audiencesOn, commander, customerImportsOn, incident } from '../support/audience.builder.js';
import { dataFile, onData } from '../support/data-files.js';
import { opsPerson } from '../support/imports.builder.js';
import { type TestDatabase, testDatabase } from '../support/postgres.js';

// A shop's purchases (UCI Online Retail, by way of BLMgithub/customer-action-prioritization) and a record seller's (CDNOW; Fader and
// Hardie, by way of lifetimes): not part of the project, read where they lie.
const SHOP = dataFile('online_retail_uk_2011_c0.csv');
const RECORDS = dataFile('cdnow_purchases_even.csv');

/** Cells of a file without quotes, split by hand: the count must not come from the reader that is under test. */
const plainRows = (path: string): string[][] => readFileSync(path, 'utf8').trimEnd().split('\n').slice(1).map((line) => line.split(','));

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

const imported = (path: string, options: TouchpointImportOptions) =>
  customerImportsOn(database).run('touchpoints', { stream: createReadStream(path), format: 'csv', name: basename(path) }, options, opsPerson);
const tableSizes = () => database.db.query('select (select count(*)::int from customer) as customers, (select count(*)::int from touchpoint) as touchpoints');

onData('a shop\'s purchases', [basename(SHOP)], () => {
  const options: TouchpointImportOptions = { kind: 'purchase', timeZone: 'Europe/London', createCustomers: true, skipWhen: [{ column: 'invoice', startsWith: 'C' }] };

  it('come in row by row; cancelled lines neither add nor remove, and the same file again changes nothing', async () => {
    const rows = plainRows(SHOP);
    const cancelled = rows.filter(([, , invoice]) => invoice!.startsWith('C'));
    expect(cancelled).toHaveLength(1_536);
    const first = await imported(SHOP, options);
    expect(first.counts).toEqual({ rowsRead: rows.length, inserted: rows.length - cancelled.length, updated: 0, unchanged: 0, skipped: cancelled.length, rejected: 0, incomplete: 0 });
    const sizes = await tableSizes();
    expect(sizes).toEqual([{ customers: new Set(rows.filter((row) => !row[2]!.startsWith('C')).map(([customer]) => customer)).size, touchpoints: rows.length - cancelled.length }]);
    const second = await imported(SHOP, options);
    expect(second.counts).toEqual({ ...first.counts, inserted: 0, unchanged: first.counts.inserted });
    expect(await tableSizes()).toEqual(sizes);
  }, 120_000);

  it('tell who bought the recalled product between two dates, and each time that they did', async () => {
    const rows = plainRows(SHOP).filter(([, , invoice]) => !invoice!.startsWith('C'));
    const sold = Map.groupBy(rows, (row) => row[3]!);
    const [product] = [...sold].sort((a, b) => b[1].length - a[1].length)[0]!;
    // Local dates of the shop; the clocks went forward in between, on 27 March.
    const affected = Map.groupBy(rows.filter(([, at, , code]) => code === product && at! >= '2011-03-01' && at! < '2011-06-01'), (row) => row[0]!);
    expect(affected.size).toBeGreaterThan(50);

    const carla = await commander(database);
    const recall = await incident(database, carla.id, { dataInvolved: [] });
    const rule = selection({ touchpoint: { kind: 'purchase', from: '2011-03-01T00:00:00Z', until: '2011-06-01T00:00:00+01:00', where: { stock_code: product } } }, null);
    const { audiences } = audiencesOn(database);
    const preview = await audiences.preview(recall, rule);
    const audience = await audiences.build(recall, rule, carla);
    expect(audience.counts).toEqual({ members: affected.size, email: 0, sms: 0, unreachable: affected.size, suppressed: 0, sharing: 0, byLocale: { unknown: affected.size }, byRegion: { unknown: affected.size } });
    expect(preview.counts).toEqual(audience.counts);

    const members = await audiences.members(audience.id, 0, 10_000);
    expect(members.map((member) => member.reference).sort()).toEqual([...affected.keys()].sort());
    const told = Object.fromEntries(members.map(({ reference, reasons }) => [reference, reasons.touchpoints.length + reasons.more]));
    expect(told).toEqual(Object.fromEntries([...affected].map(([customer, purchases]) => [customer, purchases.length])));
    expect(await audiences.verify(audience.id)).toMatchObject({ intact: true });
  }, 120_000);
});

onData('a record seller\'s purchases', [basename(RECORDS)], () => {
  const options: TouchpointImportOptions = { kind: 'cd-purchase', timeZone: 'America/New_York', createCustomers: true };

  it('come in beside the shop\'s, two alike as two, and once however often', async () => {
    const rows = plainRows(RECORDS);
    const alike = rows.length - new Set(rows.map((row) => row.join(','))).size;
    expect(alike).toBeGreaterThan(0);
    const first = await imported(RECORDS, options);
    expect(first.counts).toMatchObject({ rowsRead: rows.length, inserted: rows.length, rejected: 0 });
    const second = await imported(RECORDS, options);
    expect(second.counts).toMatchObject({ inserted: 0, updated: 0, unchanged: rows.length });
    const [counted] = await database.db.query<{ customers: number }>(`select count(distinct customer_id)::int as customers from touchpoint where kind = 'cd-purchase'`);
    expect(counted!.customers).toBe(new Set(rows.map(([customer]) => customer)).size);
  }, 120_000);

  it('tell who bought at least three times in a quarter, and spent', async () => {
    const rows = plainRows(RECORDS);
    const busy = [...Map.groupBy(rows.filter(([, date, , amount]) => date! >= '1997-01-01' && date! < '1997-04-01' && Number(amount) >= 20), (row) => row[0]!)].filter(([, purchases]) => purchases.length >= 3);
    const carla = await commander(database, 'carl@northwind.example');
    const error = await incident(database, carla.id);
    const rule = selection({ touchpoint: { kind: 'cd-purchase', from: '1997-01-01T05:00:00Z', until: '1997-04-01T05:00:00Z', where: { amount_usd: { op: 'gte', value: 20 } }, atLeast: 3 } }, null);
    const { counts } = await audiencesOn(database).audiences.preview(error, rule);
    expect(busy.length).toBeGreaterThan(100);
    expect(counts.members).toBe(busy.length);
  }, 120_000);
});
