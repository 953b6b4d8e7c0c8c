import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testApp, type Browser, type TestApp } from '../../test/support/app.js';

const CARDS = ['4111 1111 1111 1111', '5500000000000004', '378282246310005'];
const HTML = { accept: 'text/html' };
const NOTES = `reference,first_name,email,note,contact,tier\nC1,Ana,ana@example.org,paid by ${CARDS[0]},,gold\nC2,Bo,bo@example.org,,bo@else.example,gold\nC3,Cy,cy@example.org,"${CARDS[1]}, 078-05-1120",cy@else.example,\n,,,${CARDS[2]},,\n`;

describe('columns that are not sealed', () => {
  let test: TestApp;
  let ops: Browser;
  beforeAll(async () => {
    test = await testApp();
    ops = await test.browser(await test.person('ops', 'commander', 'author', 'auditor'));
  });
  afterAll(() => test.close());

  interface Report { readonly id: string; readonly state: string; readonly warnings: object[]; readonly counts: object; readonly importId?: string; readonly code?: string; readonly detail?: string }
  const send = async (kind: string, query: string, text: string, type = 'text/csv') => (await test.app.inject({ method: 'POST', url: `/api/v1/imports/${kind}?${query}`, payload: text, headers: { ...ops.headers, 'content-type': type } })).json<Report>();
  const page = async (url: string) => (await test.send('GET', url, ops, undefined, HTML)).body;
  /** As the page's form sends it. */
  const upload = (text: string, fields: Readonly<Record<string, string>>) => {
    const parts = Object.entries({ _csrf: ops.csrfToken, kind: 'customers', ...fields }).map(([name, value]) => `--B\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
    const payload = `${parts.join('')}--B\r\ncontent-disposition: form-data; name="file"; filename="f.csv"\r\ncontent-type: text/csv\r\n\r\n${text}\r\n--B--\r\n`;
    return test.app.inject({ method: 'POST', url: '/imports', payload, headers: { ...ops.headers, ...HTML, 'content-type': 'multipart/form-data; boundary=B' } });
  };
  const known = async (reference: string) => (await test.database.db.query<{ attributes: Record<string, string> }>('select c.attributes from customer as c where c.reference = $1', [reference]))[0] ?? null;

  it('are told with what they hold, by lines and never by values; every row comes in', async () => {
    const report = await send('customers', '', NOTES);
    expect(report).toMatchObject({ state: 'done', counts: { rowsRead: 4, inserted: 3, rejected: 1 } });
    expect(report.warnings).toEqual([
      { column: 'attributes.note', kind: 'card-number', rows: 2, lines: [2, 4] }, { column: 'attributes.note', kind: 'government-number', rows: 1, lines: [4] }, { column: 'attributes.contact', kind: 'email', rows: 2, lines: [3, 4] },
    ]);
    const shown = await page(`/imports/${report.id}`);
    for (const words of ['Some columns lie readable in the database.', 'card numbers, in 2 rows, such as line 2, 4', 'e-mail addresses, in 2 rows', '>attributes.note</option>']) expect([words, shown.includes(words)]).toEqual([words, true]);
    const [kept] = await test.database.db.query<{ text: string }>(`select r::text || coalesce((select string_agg(e::text, '') from audit_event as e), '') as text from import_run as r where r.id = $1`, [report.id]);
    for (const value of [...CARDS, '078-05-1120', 'bo@else.example']) expect([kept!.text.includes(value), shown.includes(value)]).toEqual([false, false]);
    expect((await page('/imports')).includes('lies readable')).toBe(true);
  });

  it('of touchpoints are looked over too: references, labels and what lies inside of attributes', async () => {
    const report = await send('touchpoints', '', [
      { customer: 'C1', kind: 'purchase', reference: CARDS[1], occurred_at: '2026-03-03T10:00:00Z', label: 'call +12065550101', order: { payer: { iban: 'GB82 WEST 1234 5698 7654 32' }, dob: '1984-02-29' } },
      { customer: 'C2', kind: 'purchase', reference: 'A-1', occurred_at: '2026-03-03T10:00:00Z', order: { total: 12.5 } },
    ].map((row) => JSON.stringify(row)).join('\n'), 'application/x-ndjson');
    expect(report.warnings).toEqual([
      { column: 'reference', kind: 'card-number', rows: 1, lines: [1] }, { column: 'label', kind: 'phone', rows: 1, lines: [1] },
      { column: 'attributes.order', kind: 'account-number', rows: 1, lines: [1] }, { column: 'attributes.order', kind: 'birth-date', rows: 1, lines: [1] },
    ]);
  });

  it('hold no card where long order numbers pass its check by chance', async () => {
    const rows = Array.from({ length: 400 }, (_, at) => `O${at},${String(4_000_000_000_000_000 + at * 7_919)}`);
    expect((await send('customers', '', `reference,order\n${rows.join('\n')}\n`)).warnings).toEqual([]);
  });

  it('let nothing in where they hold such numbers and it was asked to refuse; without these columns the file comes in', async () => {
    const file = NOTES.replaceAll(/^C/gm, 'D');
    const refused = await send('customers', 'unsealed=refuse', file);
    expect(refused).toMatchObject({ status: 422, code: 'numbers-unsealed', detail: expect.stringContaining('"note" holds what looks like card numbers (2 rows, such as line 2)') });
    expect([refused.detail!.includes('contact'), CARDS.some((card) => JSON.stringify(refused).includes(card)), await known('D1')]).toEqual([false, false, null]);
    expect((await send('customers', `unsealed=refuse&mapping=${encodeURIComponent('{"note":null}')}`, file)).warnings).toEqual([{ column: 'attributes.contact', kind: 'email', rows: 2, lines: [3, 4] }]);
    expect(await known('D1')).toEqual({ attributes: { tier: 'gold' } });
  });

  it('are refused by the page unless it is told otherwise, which proposes to leave them out', async () => {
    const file = NOTES.replaceAll(/^C/gm, 'E');
    const refused = await upload(file, {});
    expect([refused.statusCode, refused.body.includes('They would lie readable in the database'), await known('E1')]).toEqual([422, true, null]);
    const [run] = await test.database.db.query<{ id: string }>(`select r.id from import_run as r where r.state = 'failed' order by r.started_at desc limit 1`);
    const shown = await page(`/imports/${run!.id}`);
    expect(shown).toContain('Below they are left out already');
    // As the browser sends the form, unchanged: the column that is proposed to be left out stands so.
    const fields = Object.fromEntries([...shown.matchAll(/<select name="(column-\d+)"[^>]*>(.*?)<\/select>/gs)].map(([, name, options]) => [name!, /<option value="([^"]*)" selected>/.exec(options!)?.[1] ?? '']));
    const form = new URLSearchParams({ _csrf: ops.csrfToken, name: 'without notes', ...fields });
    expect((await test.app.inject({ method: 'POST', url: `/imports/${run!.id}/mapping`, payload: form.toString(), headers: { ...ops.headers, ...HTML, 'content-type': 'application/x-www-form-urlencoded' } })).statusCode).toBe(303);
    expect((await upload(file, { saved: 'without notes' })).statusCode).toBe(303);
    expect([await known('E1'), await known('E2')]).toEqual([{ attributes: { tier: 'gold' } }, { attributes: { contact: 'bo@else.example', tier: 'gold' } }]);
    expect((await upload(file, { unsealed: 'warn' })).statusCode).toBe(303);
    expect((await known('E1'))!.attributes['note']).toContain(CARDS[0]);
  });

  it('are named where rules are written, and none of their values is offered', async () => {
    await send('customers', '', `reference,shared\n${['F1', 'F2', 'F3', 'F4'].map((reference) => `${reference},desk@else.example`).join('\n')}\n`);
    const { attributes } = (await test.send('GET', '/api/v1/rules/vocabulary', ops)).json<{ attributes: { name: string; values: { value: string }[]; holds: string[] }[] }>();
    const of = (name: string) => attributes.find((one) => one.name === name);
    expect([of('shared'), of('tier')]).toMatchObject([{ values: [], holds: ['email'] }, { values: [{ value: 'gold' }], holds: [] }]);
  });
});
