import { describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { ColumnPlan, type PlanOptions } from './column-plan.js';
import { withoutPhones } from './import-stage.js';
import { type SourceRow } from './source-row.js';
import { readTabular, type TabularFormat } from './tabular.js';

const PLAN: PlanOptions = {
  fields: [{ name: 'reference', required: true, synonyms: ['customer', 'customer id'] }, { name: 'email', synonyms: ['e-mail address'] }, { name: 'first_name' }],
  unknownColumns: 'attributes',
};

interface Seen {
  line: number;
  fault?: string;
  reference?: string | null;
  email?: string | null;
  attributes?: unknown;
  raw?: string;
}

async function read(file: string | Buffer, format: TabularFormat = 'csv', options: Partial<PlanOptions> = {}, chunkSize = 7, needed: string[] = []): Promise<Seen[]> {
  const bytes = Buffer.from(file);
  const chunks = async function* () {
    for (let at = 0; at < bytes.length; at += chunkSize) yield bytes.subarray(at, at + chunkSize);
  };
  const seen: Seen[] = [];
  for await (const rows of readTabular(chunks(), format, new ColumnPlan({ ...PLAN, ...options }), needed)) for (const row of rows) seen.push(plain(row));
  return seen;
}

const plain = (row: SourceRow | { line: number; fault: string; raw(): string }): Seen =>
  'fault' in row
    ? { line: row.line, fault: row.fault, raw: row.raw() }
    : { line: row.line, reference: row.text('reference'), email: row.text('email'), attributes: row.attributes && { ...row.attributes } };

describe('a CSV file', () => {
  it.each([',', ';', '\t'])('is read with the delimiter %j that its header has', async (d) => {
    const rows = await read(`\ufeffCustomer ID${d}E-Mail Address${d}tier\r\nC1${d} a@x.org ${d}gold\r\nC2${d}${d}\r\n`);
    expect(rows).toEqual([
      { line: 2, reference: 'C1', email: 'a@x.org', attributes: { tier: 'gold' } },
      { line: 3, reference: 'C2', email: null, attributes: null },
    ]);
  });

  it('counts the lines that an editor shows, whatever stands in quotes', async () => {
    const rows = await read('reference,note\n\nC1,"two\r\nlines, ""quoted"""\r\nC2,x\rC3,"a\nb\nc"\nC4,y');
    expect(rows.map((row) => [row.line, row.reference])).toEqual([[3, 'C1'], [5, 'C2'], [6, 'C3'], [9, 'C4']]);
    expect(rows[0]!.attributes).toEqual({ note: 'two\r\nlines, "quoted"' });
  });

  it('goes on after a row that has too many cells, too few, a NUL, or quotes in the wrong place', async () => {
    const rows = await read('reference,note\nC1,a,b\nC2\nC3,\0\nC4,5" pipe\nC5,"x"y\nC6,ok,,\nC7,fine\nC8,fine\n');
    expect(rows.map((row) => [row.line, row.fault?.slice(0, 22) ?? row.attributes])).toEqual([
      [2, 'The row has 3 columns '], [3, 'The row has 1 columns '], [4, 'It holds a NUL charact'],
      [5, { note: '5" pipe' }], [6, { note: '"x"y' }], [7, { note: 'ok' }], [8, { note: 'fine' }], [9, { note: 'fine' }],
    ]);
    expect(rows[0]!.raw).toBe('C1,a,b');
  });

  it('takes nothing that looks like a value that is kept sealed: no cell, no attribute in a list, no name of a column', async () => {
    const [value, fault] = [`e1.k1.${'A'.repeat(60)}`, 'It looks like a value that is kept sealed here (e1.…).'];
    expect((await read(`reference,note\nC1, ${value}\n${value},x\nC3,fine\n`)).map((row) => row.fault ?? row.reference)).toEqual([fault, fault, 'C3']);
    expect((await read(`{"reference":"C1","x":{"y":["${value}"]}}\n{"reference":"C2","${value}":1}\n{"reference":"C3"}\n`, 'ndjson')).map((row) => row.fault ?? row.reference)).toEqual([fault, fault, 'C3']);
    await expect(read(`reference,${value}\nC1,x\n`)).rejects.toMatchObject({ code: 'file-not-text' });
  });

  it('gives the same rows wherever the chunks are cut', async () => {
    const file = 'reference,note\nÄ1,"ü\n€"\n漢2,"😀"\n';
    const whole = await read(file, 'csv', {}, 1_000);
    for (let size = 1; size < 12; size++) expect(await read(file, 'csv', {}, size)).toEqual(whole);
    expect(whole.map((row) => row.attributes)).toEqual([{ note: 'ü\n€' }, { note: '😀' }]);
  });

  it('may have quotes, delimiters and line ends in its header', async () => {
    const rows = await read('reference;"size; ""L""\nor, M";5" pipe\nC1;x;y\n');
    expect(rows).toEqual([{ line: 3, reference: 'C1', email: null, attributes: { 'size; "L"\nor, M': 'x', '5" pipe': 'y' } }]);
  });

  it('may be gzipped', async () => {
    expect(await read(gzipSync('reference\nC1\n'))).toMatchObject([{ reference: 'C1' }]);
  });

  it('takes columns for what the mapping says', async () => {
    const rows = await read('id;mail;junk;unit.price\nC1;a@x.org;z;1\n', 'csv', { mapping: { ID: 'reference', mail: 'email', junk: null } });
    expect(rows).toEqual([{ line: 2, reference: 'C1', email: 'a@x.org', attributes: { unit_price: '1' } }]);
  });

  it.each<[string, string | Buffer, string, number | undefined]>([
    ['empty', '', 'file-empty', undefined],
    ['blank', '\n \r\n', 'file-empty', undefined],
    ['UTF-16', Buffer.from('\ufeffreference\nC1\n', 'utf16le'), 'file-not-utf8', 1],
    ['UTF-16 without a mark', Buffer.from('reference\nC1\n', 'utf16le'), 'file-not-utf8', 1],
    ['Latin-1', Buffer.concat([Buffer.from('reference,name\nC1,a\nC2,M'), Buffer.from([0xfc]), Buffer.from('ller\nC3,b\n')]), 'file-not-utf8', 3],
    ['cut inside a character', Buffer.concat([Buffer.from('reference\nC1'), Buffer.from([0xe2, 0x82])]), 'file-not-utf8', 2],
    ['a workbook', Buffer.from('PK\u0003\u0004 sheet'), 'file-not-text', undefined],
    ['without a header', 'C1,a@x.org\nC2,b@x.org\n', 'file-without-header', 1],
    ['without the column that it needs', 'email,tier\na@x.org,gold\n', 'column-missing', 1],
    ['with a column twice', 'reference,email,E-Mail\nC1,a@x.org,\n', 'column-twice', 1],
    ['with a quote open at the end', 'reference,note\nC1,a\nC2,"b\nC3,c\n', 'file-truncated', 3],
    ['cut in its last row', 'reference,note,more\nC1,a,b\nC2,b', 'file-truncated', 3],
    ['a gzip cut short', gzipSync('reference\n' + 'C1\n'.repeat(1_000)).subarray(0, 30), 'file-truncated', undefined],
    ['with a header that does not fit', 'reference,note\nC1,a,b\nC2,a,b\nC3,a\n', 'rows-do-not-fit-header', 2],
  ])('that is %s is refused as a whole', async (_, file, code, line) => {
    await expect(read(file)).rejects.toMatchObject({ kind: 'unprocessable', code, details: line === undefined ? {} : { line } });
  });

  it('is refused where the options name a column that it has not, or a field that there is not', async () => {
    await expect(read('reference\nC1\n', 'csv', { mapping: { mail: 'email' } })).rejects.toMatchObject({ code: 'mapping-unknown-column' });
    await expect(read('reference\nC1\n', 'csv', {}, 7, ['invoice'])).rejects.toMatchObject({ code: 'mapping-unknown-column' });
    await expect(read('reference\nC1\n', 'csv', { mapping: { reference: 'id' } })).rejects.toMatchObject({ kind: 'invalid', code: 'mapping-unknown-field' });
  });

  it('is refused where a quoted cell runs on for a million characters', async () => {
    const file = `reference,note\nC1,"${'x\n'.repeat(600_000)}`;
    await expect(read(file, 'csv', {}, 65_536)).rejects.toMatchObject({ code: 'file-record-too-long', details: { line: 2 } });
  });
});

describe('an NDJSON file', () => {
  it('keeps the types of attributes, and matches keys like a header', async () => {
    const rows = await read('{"Reference":"C1","attributes":{"tier":"gold","n":5,"a.b":true},"spent":12.5,"email":null}\n\n{"reference":17}\n', 'ndjson');
    expect(rows).toEqual([
      { line: 1, reference: 'C1', email: null, attributes: { tier: 'gold', n: 5, a_b: true, spent: 12.5 } },
      { line: 3, reference: '17', email: null, attributes: null },
    ]);
  });

  it('goes on after a line that is no JSON, no object, or that PostgreSQL could not keep', async () => {
    const lines = ['{"reference":"C1"}', '{"reference":', '[1]', '{"reference":"C\\u0000"}', '{"reference":"C","x":"\\ud800"}', '{"reference":12345678901234567890}', '{"reference":{"a":1}}', '{"reference":"C9"}'];
    const rows = await read(lines.join('\n'), 'ndjson');
    expect(rows.map((row) => row.reference ?? row.fault)).toEqual([
      'C1', 'The line is no JSON.', 'The line is JSON, but not an object.', 'It holds a NUL character.', 'It holds half of a surrogate pair.',
      'A number in it is too long to be exact: write it as text, in quotes.', 'It must be text, not a list or an object.', 'C9',
    ]);
  });

  it('leaves out a line that is too long, in constant memory', async () => {
    const rows = await read(`{"reference":"C1"}\n{"reference":"${'x'.repeat(1_200_000)}"}\n{"reference":"C3"}\n`, 'ndjson', {}, 65_536);
    expect(rows.map((row) => [row.line, row.reference ?? row.fault?.slice(0, 20)])).toEqual([[1, 'C1'], [2, 'The line is longer t'], [3, 'C3']]);
  });

  it.each([
    ['CSV after all', 'reference,email\nC1,a@x.org\n', 'file-not-ndjson', 1],
    ['about something else', '{"foo":1}\n', 'file-without-header', 1],
    ['cut in its last line', '{"reference":"C1"}\n{"reference":"C', 'file-truncated', 2],
    ['empty', '\n\n', 'file-empty', undefined],
  ])('that is %s is refused as a whole', async (_, file, code, line) => {
    await expect(read(file, 'ndjson')).rejects.toMatchObject({ kind: 'unprocessable', code, details: line === undefined ? {} : { line } });
  });
});

describe('the text of a bad row', () => {
  it.each([
    ['17,+1 (206) 555-0123,2026-03-02 09:15:00', '17,+\u2022 (\u2022\u2022\u2022) \u2022\u2022\u2022-\u2022\u202223,2026-03-02 09:15:00'],
    ['{"from":"+442079460000","at":"2026-03-02T09:15:00Z","queue":"12"}', '{"from":"+\u2022\u2022\u2022\u2022\u2022\u2022\u2022\u2022\u2022\u202200","at":"2026-03-02T09:15:00Z","queue":"12"}'],
    ['a1,20260302,x', 'a1,\u2022\u2022\u2022\u2022\u2022\u202202,x'],
  ])('%s keeps no number where numbers are kept as hashes only', (raw, kept) => {
    expect(withoutPhones(raw)).toBe(kept);
  });
});
