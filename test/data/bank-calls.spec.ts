import { createReadStream, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Actor } from '../../src/kernel/actor.js';
import type { CallImports } from '../../src/hear/call-imports.service.js';
import { dataFile, onData } from '../support/data-files.js';
import { callImportsOf } from '../support/hear-imports.js';
import { testDatabase, type TestDatabase } from '../support/postgres.js';

// A bank's real calls (Anonymous Bank call-centre data, Technion; Mandelbaum, Sakov, Zeltyn): not part of the project, read where it lies.
const ACTOR: Actor = { kind: 'system', id: 'test' };
const JANUARY = dataFile('ilbank_calls_1999_jan.csv');
const HALF_YEAR = dataFile('ilbank_calls_6min_1999_h1.csv');
const US_BANK = dataFile('usbank_calls_5min_2003_a.csv');

/** Cells of a file without quotes, split by hand: the count must not come from the reader that is under test. */
function plainRows(path: string): Record<string, string>[] {
  const [header, ...lines] = readFileSync(path, 'utf8').trimEnd().split(/\r?\n/);
  const names = header!.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, index) => [names[index]!, cell])));
}

const tally = (values: readonly string[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(values, (value) => value)].map(([value, all]) => [value, all.length]));

const file = (path: string) => ({ stream: createReadStream(path), format: 'csv' as const, name: basename(path) });
const zeroBut = (counts: Record<string, number>) => ({ inserted: 0, updated: 0, unchanged: 0, skipped: 0, rejected: 0, incomplete: 0, ...counts });

let database: TestDatabase;
let imports: CallImports;

beforeAll(async () => {
  database = await testDatabase();
  imports = callImportsOf(database);
});
afterAll(() => database.drop());

const one = async <Row>(sql: string): Promise<Row> => (await database.db.query<Row>(sql))[0]!;

onData('a month of a bank\'s calls', [basename(JANUARY)], () => {
  const options = {
    source: 'bank-1999',
    timeZone: 'Asia/Jerusalem',
    mapping: { arrived_at: 'offered_at', customer: 'customer', type: 'reason_tag', queue_s: 'wait_seconds', service_s: 'talk_seconds', outcome: 'outcome' },
    outcomes: { AGENT: 'answered', HANG: 'abandoned', PHANTOM: 'failed' },
  } as const;

  it('comes in row by row, as a plain count of the file has it', async () => {
    const rows = plainRows(JANUARY);
    const known = [...new Set(rows.map(({ customer }) => customer!).filter((customer) => customer !== ''))];
    await database.db.query(`insert into customer (reference) select unnest($1::text[])`, [known]);

    const report = await imports.importCalls(file(JANUARY), options, ACTOR);

    expect(report.counts).toEqual(zeroBut({ rowsRead: rows.length, inserted: rows.length }));
    const identified = rows.filter(({ customer }) => customer !== '').length;
    expect(report.matches).toEqual({ number: 0, 'shared-number': 0, 'customer-reference': identified, none: rows.length - identified });
    const outcomes = tally(rows.map(({ outcome }) => options.outcomes[outcome as keyof typeof options.outcomes]));
    expect(await one(`select json_object_agg(o.outcome, o.calls) as tally from (select outcome, count(*) as calls from inbound_call group by outcome) as o`)).toEqual({ tally: outcomes });
    expect(await one(`select json_object_agg(t.tag, t.calls) as tally from (select reason_tag as tag, count(*) as calls from inbound_call group by reason_tag) as t`)).toEqual({ tally: tally(rows.map(({ type }) => type!)) });
    const total = (column: string) => rows.reduce((sum, row) => sum + Number(row[column]), 0);
    expect(await one(`select sum(wait_seconds)::int as wait, sum(talk_seconds)::int as talk, count(distinct customer_id)::int as people from inbound_call`)).toEqual({
      wait: total('queue_s'), talk: total('service_s'), people: known.length,
    });
    // No clock changed in January: Israel was two hours ahead of UTC all month.
    const times = rows.map(({ arrived_at }) => Date.parse(`${arrived_at}+02:00`));
    expect(await one(`select min(offered_at) as first, max(offered_at) as last from inbound_call`)).toEqual({ first: new Date(Math.min(...times)), last: new Date(Math.max(...times)) });
  });

  it('changes nothing when it comes again', async () => {
    const fingerprint = () => one(`select count(*)::int as calls, md5(string_agg(c::text, '|' order by c.id)) as all from inbound_call as c`);
    const before = await fingerprint();
    const report = await imports.importCalls(file(JANUARY), options, ACTOR);
    expect(report.counts).toEqual(zeroBut({ rowsRead: report.counts.rowsRead, unchanged: report.counts.rowsRead }));
    expect(await fingerprint()).toEqual(before);
  });

  it('is refused without a zone, row by row and in words, since the file has none', async () => {
    const report = await imports.importCalls(file(JANUARY), { ...options, source: 'no-zone', timeZone: undefined }, ACTOR);
    expect(report.counts).toEqual(zeroBut({ rowsRead: report.counts.rowsRead, rejected: report.counts.rowsRead }));
    expect(report.badRows[0]).toMatchObject({ line: 2, column: 'offered_at', reason: 'It has no zone: write it with an offset, or import with a time zone.' });
  });
});

onData('half a year of the bank\'s calls in six-minute counts', [basename(HALF_YEAR)], () => {
  // Clocks went forward on 2 April 1999 at 2:00, and the file counts on as if they had not: read in Israel's zone the ten intervals of
  // the missing hour fall upon those of the next. Read as what they are, a clock that never changes, all stand apart.
  const options = { source: 'bank-1999', queue: 'bank', timeZone: 'Etc/GMT-2', intervalSeconds: 360 };

  it('comes in but for the half calls, which are reported and not rounded', async () => {
    const rows = plainRows(HALF_YEAR);
    const whole = rows.filter(({ calls }) => /^\d+$/.test(calls!));
    const report = await imports.importVolumes(file(HALF_YEAR), options, ACTOR);
    expect(rows.length - whole.length).toBe(91);
    expect(report.counts).toEqual(zeroBut({ rowsRead: rows.length, inserted: whole.length, rejected: 91 }));
    expect(report.badRowsTotal).toBe(91);
    expect(report.badRows.every(({ column, raw }) => column === 'offered' && raw.startsWith('1999-05-23T'))).toBe(true);
    expect(await one(`select count(*)::int as intervals, sum(offered)::int as calls from call_volume where queue = 'bank'`)).toEqual({
      intervals: whole.length, calls: whole.reduce((sum, { calls }) => sum + Number(calls), 0),
    });
  });

  it('changes nothing when it comes again', async () => {
    const report = await imports.importVolumes(file(HALF_YEAR), options, ACTOR);
    expect(report.counts).toMatchObject({ inserted: 0, updated: 0, skipped: 0, rejected: 91 });
  });

  it('in the zone of the place says which intervals fall together when the clocks change', async () => {
    const report = await imports.importVolumes(file(HALF_YEAR), { ...options, queue: 'zoned', timeZone: 'Asia/Jerusalem' }, ACTOR);
    expect(report.counts.skipped).toBe(10);
    expect(report.counts.inserted + report.counts.skipped + report.counts.rejected).toBe(report.counts.rowsRead);
  });
});

onData('a United States bank\'s calls in five-minute counts', [basename(US_BANK)], () => {
  it('leaves its nights as gaps', async () => {
    const rows = plainRows(US_BANK);
    const report = await imports.importVolumes(file(US_BANK), { source: 'us-bank', queue: 'us', timeZone: 'America/New_York', intervalSeconds: 300 }, ACTOR);
    expect(report.counts).toEqual(zeroBut({ rowsRead: rows.length, inserted: rows.length }));
    expect(await one(`select sum(offered)::int as calls from call_volume where queue = 'us'`)).toEqual({ calls: rows.reduce((sum, { calls }) => sum + Number(calls), 0) });
    const night = await imports.listVolumes(new Date('2003-03-04T06:00:00Z'), new Date('2003-03-04T12:00:00Z'), 'us', 10);
    expect(night).toEqual([]);
  });
});
