import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { asStream, importsOn, opsPerson } from '../../../test/support/imports.builder.js';
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js';
import { type Tx } from '../database/transactions.js';
import { badRowsCsv } from './bad-rows-file.js';
import { type ImportDefinition, type MergeCounts } from './import-definition.js';
import { watchedUpload } from './watched-upload.js';

/** A kind of import as small as can be: numbers by name. */
const NUMBERS: ImportDefinition = {
  kind: 'volumes',
  plan: { fields: [{ name: 'name', required: true }, { name: 'number' }], unknownColumns: 'ignore' },
  stage: [{ name: 'name', type: 'text' }, { name: 'number', type: 'int' }, { name: 'tags', type: 'text[]' }],
  toStage(row) {
    const name = row.text('name');
    const number = row.text('number');
    if (name === null) return { kind: 'rejected', faults: [{ column: 'name', reason: 'It is empty.' }] };
    if (name === 'nobody') return { kind: 'skipped' };
    if (number === null || /^\d+$/.test(number)) return { kind: 'row', values: [name, number, [name, '{"\\']] };
    return { kind: 'row', values: [name, null, null], dropped: [{ column: 'number', reason: 'It is no number.' }] };
  },
  async merge(tx: Tx): Promise<MergeCounts> {
    const rows = await tx.query(`insert into number_by_name (name, number, tags) select s.name, s.number, s.tags from import_stage as s order by s.line on conflict do nothing returning name`);
    const [all] = await tx.query<{ count: number }>('select count(*)::int as count from import_stage');
    return { inserted: rows.length, updated: 0, unchanged: all!.count - rows.length, skipped: 0, rejected: 0 };
  },
};

const all = async <Item>(items: AsyncIterable<Item>): Promise<Item[]> => {
  const seen: Item[] = [];
  for await (const item of items) seen.push(item);
  return seen;
};

describe('an import', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
    await database.db.query('create table number_by_name (name text primary key, number int, tags text[])');
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await database.db.query('truncate number_by_name');
    await database.db.query('delete from import_run');
  });

  const lastRun = async () => (await importsOn(database).runs.list(1))[0]!;
  const KEEPS_ALL: ImportDefinition = { ...NUMBERS, plan: { ...NUMBERS.plan, unknownColumns: 'attributes' } };

  const run = (file: string | Buffer, definition = NUMBERS) => importsOn(database).importer.run(definition, { stream: asStream(file, 100), format: 'csv', name: 'numbers.csv' }, opsPerson);

  it.each(['{"a\\u0000b":1}\n', '{"a\\ud800b":1}\n'])('that fails over %s says so, and does not stand there as if it ran', async (line) => {
    const started = importsOn(database).importer.run(KEEPS_ALL, { stream: asStream(line), format: 'ndjson', name: 'numbers.ndjson' }, opsPerson);
    await expect(started).rejects.toMatchObject({ code: 'file-without-header' });
    expect(await lastRun()).toMatchObject({ state: 'failed', error: { code: 'file-without-header' } });
  });

  it('was when business time says, and the later of two at one instant comes first', async () => {
    await run('name,number\none,1\n');
    const { id } = await run('name,number\ntwo,2\n');
    const last = await lastRun();
    const at = new Date('2026-03-02T09:00:00Z');
    expect([last.id, last.startedAt, last.finishedAt]).toEqual([id, at, at]);
  });

  it('of a file without a header keeps nothing of its first row, which is about a person', async () => {
    await expect(run('Maria Vance,maria@mail.example\nJo Ash,jo@mail.example\n', KEEPS_ALL)).rejects.toMatchObject({ code: 'file-without-header' });
    expect((await lastRun()).columns).toEqual({});
  });

  it('accounts for every row, keeps the bad ones with line and reason, and never stops for them', async () => {
    const report = await run('name,number,note\none,1,x\n"t\\w\to\n",2,x\n,3,x\nfour,vier,x\nnobody,5,x\nsix,6\none,7,x\nseven,7,x\neight,8,x\n');
    expect(report).toMatchObject({
      state: 'done', error: null, columns: { name: 'name', number: 'number', note: null },
      counts: { rowsRead: 9, inserted: 5, updated: 0, unchanged: 1, skipped: 1, rejected: 2, incomplete: 1 }, badRowsTotal: 3,
    });
    expect(report.badRows).toEqual([
      { line: 5, column: 'name', effect: 'rejected', reason: 'It is empty.', raw: ',3,x' },
      { line: 6, column: 'number', effect: 'dropped', reason: 'It is no number.', raw: 'four,vier,x' },
      { line: 8, column: '', effect: 'rejected', reason: expect.stringContaining('2 columns'), raw: 'six,6' },
    ]);
    expect(await database.db.query(`select name, number, tags from number_by_name where number <= 2 order by number`)).toEqual([
      { name: 'one', number: 1, tags: ['one', '{"\\'] },
      { name: 't\\w\to', number: 2, tags: ['t\\w\to', '{"\\'] },
    ]);
    expect(await database.db.query(`select action, subject_id, details ->> 'inserted' as inserted from audit_event where subject_id = $1`, [report.id])).toEqual([{ action: 'import.finished', subject_id: report.id, inserted: '5' }]);
  });

  it('imports nothing of a file that breaks after thousands of good rows, and says so in its run', async () => {
    const good = Array.from({ length: 3_000 }, (_, index) => `n${index},${index}`).join('\n');
    const broken = run(Buffer.concat([Buffer.from(`name,number\n${good}\n`), Buffer.from([0xff, 0x0a])]));
    await expect(broken).rejects.toMatchObject({ code: 'file-not-utf8', details: { line: 3_002, importId: expect.any(String) } });
    expect(await database.db.query('select count(*)::int as count from number_by_name')).toEqual([{ count: 0 }]);
    const [failed] = await importsOn(database).runs.list(10);
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'file-not-utf8', line: 3_002, message: expect.stringContaining('Nothing was imported') } });
  });

  it('fails as a whole, connection intact, where the merge throws or loses count of a row', async () => {
    const throwing = { ...NUMBERS, merge: () => Promise.reject(new Error('on purpose')) };
    await expect(run('name\none\n', throwing)).rejects.toThrow('on purpose');
    const losing = { ...NUMBERS, merge: () => Promise.resolve({ inserted: 0, updated: 0, unchanged: 0, skipped: 0, rejected: 0 }) };
    await expect(run('name\none\n', losing)).rejects.toThrow('lost count');
    expect((await importsOn(database).runs.list(10)).map((failed) => failed.error?.code)).toEqual(['import-failed', 'import-failed']);
    expect(await run('name\none\n')).toMatchObject({ state: 'done' });
  });

  it('reads no faster than the database takes it: memory stays flat', async () => {
    let produced = 0;
    const endless = async function* () {
      yield Buffer.from('name,number\n');
      for (; produced < 120_000; produced += 1_000) yield Buffer.from(Array.from({ length: 1_000 }, (_, index) => `n${produced + index},${index}\n`).join(''));
    };
    const read: number[] = [];
    const report = await importsOn(database).importer.run(NUMBERS, { stream: endless(), format: 'csv', name: 'endless' }, opsPerson, (rows) => read.push(produced - rows));
    expect(report.counts).toMatchObject({ rowsRead: 120_000, inserted: 120_000 });
    expect(Math.max(...read)).toBeLessThan(20_000); // rows that were read from the source and not yet handed to COPY
  });

  it('that its process left behind is marked as failed; one that is being worked on is not', async () => {
    const { runs } = importsOn(database);
    const left = await runs.begin('calls', 'left.csv', 'csv', opsPerson);
    const held = await runs.begin('calls', 'held.csv', 'csv', opsPerson);
    await database.transactions.run(async (tx) => {
      await runs.hold(tx, held);
      expect(await runs.failAbandoned(3_600)).toBe(0);
      expect(await runs.failAbandoned(-1)).toBe(1);
    });
    expect(await runs.get(left)).toMatchObject({ state: 'failed', error: { code: 'import-cut-off' } });
    expect(await runs.get(held)).toMatchObject({ state: 'running' });
  });

  it('writes all bad rows as CSV in which nothing is a formula', async () => {
    const rows = Array.from({ length: 1_500 }, (_, index) => `,${index}`).join('\n');
    const report = await run(`name,number\n=1+1,@x\n${rows}\n`);
    const lines = (await all(await badRowsCsv(importsOn(database).runs, report.id))).join('').split('\r\n');
    expect(report.badRows).toHaveLength(100);
    expect(lines).toHaveLength(1 + 1_501 + 1);
    expect(lines[1]).toBe(`2,"number",dropped,"It is no number.","'=1+1,@x"`);
    expect(lines[1_501]).toBe(`1502,"name",rejected,"It is empty.",",1499"`);
  });

  it('lists its runs newest first, a page at a time', async () => {
    const { runs } = importsOn(database);
    const ids = [];
    for (const name of ['a', 'b', 'c']) ids.push(await runs.begin('calls', name, 'csv', opsPerson));
    const first = await runs.list(2);
    expect(first.map((one) => one.sourceName)).toEqual(['c', 'b']);
    expect((await runs.list(2, first[1]!.id)).map((one) => one.id)).toEqual([ids[0]]);
  });
});

describe('an upload', () => {
  it('that goes silent, or whose sender hangs up, ends with a sentence', async () => {
    const silent = async function* () {
      yield 'a';
      await new Promise(() => undefined);
    };
    await expect(all(watchedUpload(silent(), 20))).rejects.toMatchObject({ code: 'upload-stalled' });
    const hangsUp = async function* () {
      yield 'a';
      throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    };
    await expect(all(watchedUpload(hangsUp()))).rejects.toMatchObject({ code: 'upload-cut-off' });
  });
});
