import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { type Client, testApp, type TestApp } from '../../../test/support/app.js';
import { incident } from '../../../test/support/audience.builder.js';
import { hashPhone } from '../../kernel/keyed-hash.js';
import { type Phone } from '../../kernel/phone.js';
import { Suppressions } from '../contract.js';

let test: TestApp;
let carla: Client;
let ola: Client;
let breach: string;
beforeAll(async () => {
  test = await testApp();
  const person = await test.person('commander');
  [carla, ola] = [await test.browser(person), await test.browser(await test.person('ops'))];
  breach = await incident(test.database, person.id);
});
afterAll(() => test.close());

const CSV = 'reference,first_name,last_name,email,phone\nC1,Ana,O\'Neil,ana@example.org,(206) 555-0101\nC2,Bo,Lee,bo@,+12065550102\nC3,Cy,Oneil,,\n,x,,,\n';
const upload = (url: string, body: string | Buffer, type = 'text/csv', client = ola) => test.app.inject({ method: 'POST', url, headers: { ...client.headers, 'content-type': type }, payload: body });
const form = (parts: Record<string, string>, file: { name: string; text: string }) => {
  const fields = Object.entries(parts).map(([name, value]) => `--B\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
  return `${fields.join('')}--B\r\ncontent-disposition: form-data; name="file"; filename="${file.name}"\r\ncontent-type: application/octet-stream\r\n\r\n${file.text}\r\n--B--\r\n`;
};

describe('files through the door', () => {
  it('come in as a body, gzipped or not, and answer with counts, columns and bad rows', async () => {
    const answer = await upload('/api/v1/imports/customers', CSV);
    expect(answer.statusCode).toBe(201);
    const body = answer.json<{ id: string }>();
    expect(body).toMatchObject({
      kind: 'customers', state: 'done', counts: { rowsRead: 4, inserted: 3, updated: 0, unchanged: 0, skipped: 0, rejected: 1, incomplete: 1 },
      badRows: [{ line: 3, column: 'email', effect: 'dropped' }, { line: 5, column: 'reference', effect: 'rejected' }], badRowsFile: `/api/v1/imports/${body.id}/bad-rows.csv`,
    });
    const again = await upload('/api/v1/imports/customers', gzipSync(CSV));
    expect(again.json()).toMatchObject({ counts: { inserted: 0, updated: 0, unchanged: 3, rejected: 1 } });
    const file = await test.send('GET', `/api/v1/imports/${body.id}/bad-rows.csv`, ola);
    expect(file.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(file.body.split('\r\n').slice(0, 2)).toEqual(['\ufeffline,column,effect,reason,row', '3,"email",dropped,"It is no e-mail address.","C2,Bo,Lee,bo@,+12065550102"']);
    expect((await test.send('GET', '/api/v1/imports?limit=1', ola)).json()).toMatchObject({ items: [{ id: again.json<{ id: string }>().id }], next: expect.any(String) });
  });

  it('come in as a form with options before the file', async () => {
    const body = form({ kind: 'purchase', timeZone: 'America/New_York', skipWhen: '{"column":"invoice","startsWith":"C"}' }, { name: 'sales.csv', text: 'customer,date,invoice\nC1,2026-01-10 09:00,1\nC1,2026-01-11 09:00,C2\n' });
    const answer = await upload('/api/v1/imports/touchpoints', body, 'multipart/form-data; boundary=B');
    expect(answer.json()).toMatchObject({ sourceName: 'sales.csv', counts: { rowsRead: 2, inserted: 1, skipped: 1 } });
    expect(await test.database.db.query('select occurred_at from touchpoint')).toEqual([{ occurred_at: new Date('2026-01-10T14:00:00Z') }]);
  });

  it.each<[string, string, string, string, number, string]>([
    ['a broken file', '/api/v1/imports/customers', 'email,city\n1,2\n', 'text/csv', 422, 'column-missing'],
    ['no file at all', '/api/v1/imports/customers', '--B--\r\n', 'multipart/form-data; boundary=B', 400, 'upload-without-file'],
    ['options that are wrong', '/api/v1/imports/touchpoints?mapping=x', 'customer\nC1\n', 'text/csv', 422, 'request-invalid'],
    ['a zone that is none', '/api/v1/imports/touchpoints?timeZone=Mars', 'customer,at\nC1,2026-01-10\n', 'text/csv', 400, 'time-zone-unknown'],
  ])('with %s are refused in words', async (_, url, body, type, status, code) => {
    const answer = await upload(url, body, type);
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([status, code]);
  });

  it('import nothing where the sender hangs up half-way, and the run says so', async () => {
    const { port } = new URL(await test.url());
    const sending = request({ port, method: 'POST', path: '/api/v1/imports/customers?sourceName=half.csv', headers: { ...ola.headers, 'content-type': 'text/csv', 'transfer-encoding': 'chunked' } });
    sending.on('error', () => undefined); // it is we who hang up
    sending.write(`reference\n${Array.from({ length: 5_000 }, (_, n) => `HALF${n}\n`).join('')}`);
    const run = async (state: string): Promise<unknown> => {
      for (;;) {
        const { items } = (await test.send('GET', '/api/v1/imports', ola)).json<{ items: { sourceName: string; state: string; error: unknown }[] }>();
        const found = items.find((one) => one.sourceName === 'half.csv' && one.state === state);
        if (found) return found.error;
        await new Promise((later) => setTimeout(later, 20));
      }
    };
    await run('running');
    sending.destroy();
    expect(await run('failed')).toMatchObject({ code: 'upload-cut-off' });
    expect(await test.database.db.query(`select from customer where reference like 'HALF%'`)).toEqual([]);
  });

  it('are not taken from whoever may not', async () => {
    const agent = await test.browser(await test.person('agent'));
    expect((await upload('/api/v1/imports/customers', CSV, 'text/csv', agent)).statusCode).toBe(403);
  });
});

describe('customers', () => {
  it.each([['C3', ['C3']], ['ana@EXAMPLE.org', ['C1']], ['206-555-0102', ['C2']], ['oneil', ['C1', 'C3']], ["Ana O'N", ['C1']], ["o'neil, ana", ['C1']], ['%', []], ['zzz', []]])('are found by %s', async (query, found) => {
    const answer = await test.send('GET', `/api/v1/customers?query=${encodeURIComponent(query)}`, ola);
    expect(answer.json<{ items: { reference: string }[] }>().items.map((one) => one.reference)).toEqual(found);
  });

  it('show their touchpoints and what must not be used', async () => {
    await test.app.get(Suppressions).suppress([{ channel: 'sms', addressHash: hashPhone(test.surroundings.lookupKeys, '+12065550101' as Phone), reason: 'stop', source: 'twilio', since: new Date('2026-03-01T00:00:00Z') }]);
    const [found] = (await test.send('GET', '/api/v1/customers?query=C1', ola)).json<{ items: { id: string }[] }>().items;
    expect((await test.send('GET', `/api/v1/customers/${found!.id}`, ola)).json()).toMatchObject({ reference: 'C1', phone: '+12065550101', suppressed: [{ channel: 'sms', reason: 'stop' }], touchpoints: [{ kind: 'purchase', attributes: { invoice: '1' } }] });
    expect((await test.send('GET', '/api/v1/customers/99999', ola)).statusCode).toBe(404);
  });
});

describe('audiences', () => {
  const rule = { touchpoint: { kind: 'purchase' }, data: ['card-number'] };
  const at = (path: string) => `/api/v1/incidents/${breach}${path}`;

  it('are previewed, made, listed, read, compared and verified', async () => {
    expect((await test.send('POST', at('/audiences/preview'), carla, { rule })).json()).toMatchObject({ counts: { members: 1, email: 1 }, examples: [{ reference: 'C1', reasons: { data: ['card-number'] } }] });
    const made = (await test.send('POST', at('/audiences'), carla, { rule })).json<{ id: string }>();
    expect(made).toMatchObject({ version: 1, state: 'frozen', rule, counts: { members: 1 }, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const list = (await test.send('POST', at('/lists?name=lab'), carla, ['C1', 'C2', 'C3', 17])).json<{ id: string }>();
    expect(list).toMatchObject({ name: 'lab', total: 4, found: 3, notFound: ['17'] });
    const draft = (await test.send('POST', at('/audiences'), carla, { rule, listId: list.id, freeze: false })).json<{ id: string }>();
    expect(draft).toMatchObject({ version: 2, state: 'draft', combine: 'union' });
    expect((await test.send('POST', `/api/v1/audiences/${draft.id}/freeze`, carla)).json()).toMatchObject({ counts: { members: 3, unreachable: 1 } });
    expect((await test.send('POST', `/api/v1/audiences/${draft.id}/freeze`, carla)).statusCode).toBe(409);
    const page = (await test.send('GET', `/api/v1/audiences/${draft.id}/members?limit=2`, carla)).json<{ items: unknown[]; next: number }>();
    expect([page.items.length, page.next]).toEqual([2, 1]);
    expect((await test.send('GET', `/api/v1/audiences/${draft.id}/members?limit=2&after=1`, carla)).json()).toMatchObject({ items: [{ position: 2 }], next: null });
    expect((await test.send('GET', `/api/v1/audiences/${made.id}/diff/${draft.id}`, carla)).json()).toMatchObject({ added: 2, removed: 0, kept: 1, addedExamples: ['C2', 'C3'] });
    expect((await test.send('GET', `/api/v1/audiences/${draft.id}/verification`, carla)).json()).toMatchObject({ intact: true });
    expect((await test.send('GET', at('/audiences'), carla)).json<{ items: { version: number }[] }>().items.map((one) => one.version)).toEqual([2, 1]);
  });

  it('narrow their members by number, channel, place, reason and data, alone and together', async () => {
    const list = (await test.send('POST', at('/lists?name=both'), carla, ['C1', 'C2', 'C3'])).json<{ id: string }>();
    const { id } = (await test.send('POST', at('/audiences'), carla, { rule, listId: list.id })).json<{ id: string }>();
    type Members = { items: { reference: string; email: string | null; phone: string | null; place: string | null; position: number; reasons: { by: string[]; data: string[] } }[]; next: number | null };
    const members = async (query: string): Promise<Members> => (await test.send('GET', `/api/v1/audiences/${id}/members?${query}`, carla)).json<Members>();
    const { items: all } = await members('');
    const narrowed = async (query: string): Promise<string[]> => (await members(query)).items.map(({ reference }) => reference);
    const which = (wanted: (one: Members['items'][number]) => boolean): string[] => all.filter(wanted).map(({ reference }) => reference);
    expect(await narrowed('by=rule')).toEqual(['C1']);
    expect(await narrowed('by=list')).toEqual(which(({ reasons }) => reasons.by.includes('list')));
    expect([await narrowed('data=card-number'), await narrowed('data=password')]).toEqual([which(({ reasons }) => reasons.data.includes('card-number')), []]);
    expect(await narrowed('channel=email')).toEqual(which(({ email }) => email !== null));
    expect(await narrowed('channel=none')).toEqual(which(({ email, phone }) => email === null && phone === null));
    const [{ place } = { place: null }] = all;
    expect(await narrowed(`place=${place ?? 'unknown'}`)).toEqual(which((one) => one.place === place));
    expect([await members('reference=C2'), await narrowed('reference=C'), await narrowed('reference=C2&by=rule')]).toEqual([{ items: [expect.objectContaining({ reference: 'C2' })], next: null }, [], []]);
    expect([await narrowed('by=list&limit=1'), (await members('by=list&limit=1')).next]).toEqual([[all[0]!.reference], 0]);
    expect((await test.send('GET', `/api/v1/audiences/${id}/members?channel=pigeon`, carla)).statusCode).toBe(422);
  });

  it('are refused in words where the rule is wrong or nobody is affected', async () => {
    const wrong = await test.send('POST', at('/audiences/preview'), carla, { rule: { field: 'pasword', op: 'eq', value: 'x' } });
    expect([wrong.statusCode, wrong.json()]).toMatchObject([422, { code: 'rule-invalid', errors: [{ path: 'field' }] }]);
    expect((await test.send('POST', at('/audiences'), carla, { rule: { touchpoint: { kind: 'refund' } } })).json()).toMatchObject({ status: 422, code: 'audience-empty' });
    expect((await test.send('POST', at('/audiences'), ola, { rule })).statusCode).toBe(403);
  });

  it('have a schema of rules that is published', async () => {
    expect((await test.send('GET', '/api/v1/rules/schema', carla)).json()).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'Rule' });
  });
});

describe('suppressions', () => {
  it('are added and lifted by people, with the reason, and listed without the address', async () => {
    const add = () => test.send('POST', '/api/v1/suppressions', ola, { channel: 'email', address: 'Ana@Example.org', note: 'asked on the phone' });
    expect([(await add()).json(), (await add()).json()]).toEqual([{ added: true }, { added: false }]);
    const listed = (await test.send('GET', '/api/v1/suppressions?address=ana@example.org', ola)).json<{ items: { id: string }[] }>();
    expect(listed).toMatchObject({ items: [{ channel: 'email', reason: 'manual', customers: ['C1'], liftedAt: null }], next: null });
    expect(JSON.stringify(listed)).not.toContain('ana@');
    const lift = () => test.send('POST', `/api/v1/suppressions/${listed.items[0]!.id}/lift`, ola, { reason: 'asked for it again' });
    expect([(await lift()).statusCode, (await lift()).statusCode]).toEqual([200, 404]);
    expect((await test.send('GET', '/api/v1/suppressions?state=lifted', ola)).json()).toMatchObject({ items: [{ liftReason: 'asked for it again' }] });
    expect((await test.send('POST', '/api/v1/suppressions', ola, { channel: 'sms', address: '12', note: 'x' })).statusCode).toBe(422);
    expect((await test.send('GET', '/api/v1/suppressions', carla)).statusCode).toBe(403);
  });

  it('heard twice count once, and START lifts what STOP did and nothing else', async () => {
    const suppressions = test.app.get(Suppressions);
    const heard = (reason: 'stop' | 'dead-number', addressHash: string) => ({ channel: 'sms' as const, addressHash, reason, source: 'twilio', since: new Date('2026-03-01T00:00:00Z') });
    expect(await suppressions.suppress([heard('stop', 'h1'), heard('stop', 'h1'), heard('dead-number', 'h2')])).toBe(2);
    expect(await suppressions.suppress([heard('dead-number', 'h1'), heard('stop', 'h2')])).toBe(0);
    expect([await suppressions.lift('sms', 'h1', 'stop', 'twilio', 'START'), await suppressions.lift('sms', 'h2', 'stop', 'twilio', 'START')]).toEqual([1, 0]);
    expect(await suppressions.suppress([heard('stop', 'h1')])).toBe(1);
    expect(await suppressions.suppress([])).toBe(0);
  });
});

describe('who is written to in a customer\'s place', () => {
  const care = (body: object, client = ola, id = '1') => test.send('PUT', `/api/v1/customers/${id}/care`, client, body);

  it('is set, changed and cleared with a reason, once each, and stands on the record without an address', async () => {
    const id = (await test.send('GET', '/api/v1/customers?query=C1', ola)).json<{ items: { id: string }[] }>().items[0]!.id;
    const minor = { care: 'minor', representativeEmail: 'Mum@Example.org', reason: 'the mother called' };
    expect([(await care(minor, ola, id)).json(), (await care(minor, ola, id)).json()]).toEqual([{ changed: true }, { changed: false }]);
    expect((await test.send('GET', `/api/v1/customers/${id}`, ola)).json()).toMatchObject({ care: 'minor', representativeEmail: 'Mum@example.org' });
    expect((await care({ care: null, reason: 'it was a mistake' }, carla, id)).json()).toEqual({ changed: true });
    expect((await test.send('GET', `/api/v1/customers/${id}`, ola)).json()).toMatchObject({ care: null, representativeEmail: null });
    const kept = await test.database.db.query<{ details: unknown }>(`select e.details from audit_event as e where e.action = 'customer.care-changed' order by e.id`);
    expect(kept.map(({ details }) => details)).toEqual([
      { from: null, to: 'minor', represented: true, reason: 'the mother called' }, { from: 'minor', to: null, represented: false, reason: 'it was a mistake' },
    ]);
    expect(await test.database.db.query('select count(*)::int as count from care_change')).toEqual([{ count: 1 }]);
  });

  it.each<[string, object, number, string]>([
    ['no reason', { care: 'minor' }, 422, 'request-invalid'],
    ['a word that is none', { care: 'child', reason: 'so it is' }, 422, 'request-invalid'],
    ['a representative of nobody', { care: null, representativeEmail: 'mum@example.org', reason: 'so it is' }, 422, 'request-invalid'],
    ['an address that is none', { care: 'minor', representativeEmail: 'mum at home', reason: 'so it is' }, 422, 'address-invalid'],
    ['a customer who is not there', { care: 'minor', reason: 'so it is' }, 404, 'customer-not-found'],
  ])('is refused with %s', async (_, body, status, code) => {
    const answer = await care(body, ola, status === 404 ? '999999' : '1');
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([status, code]);
  });

  it('is noted by a file too, where it changes somebody who was known', async () => {
    await upload('/api/v1/imports/customers', 'reference,care,representative_email\nC2,deceased,\nC3,,\nC9,minor,mum@example.org\n');
    const noted = await test.database.db.query('select c.reference, p.care from care_change as x join customer as c on c.id = x.customer_id join published.care_change as p on p.customer_id = x.customer_id order by 1');
    expect(noted).toEqual([{ reference: 'C1', care: null }, { reference: 'C2', care: 'deceased' }]);
  });
});
