import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { signatureOf } from '../../src/capture/twilio/signature.js';
import { ROLES } from '../../src/kernel/actor.js';
import { RouteTable } from '../../src/platform/http/route-table.js';
import { type Browser, type Client, testApp, type TestApp } from '../support/app.js';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../support/deliver-ports.js';
import { APPROVED_AT, DeliverBuilder } from '../support/deliver.builder.js';
import { deliverParts } from '../support/deliver.parts.js';
import { fitting, junk, junkText, type Schema, spoilt } from '../support/fuzz.js';

// Every door, with what no honest caller sends. FUZZ_RUNS=50 FUZZ_SEED=7 npm test -- test/e2e/fuzz looks longer, and elsewhere.
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 3);
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_260_316);
const HOURS = 3_600_000;

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema?: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> };
}

let [test, client, browser, count]: [TestApp, Client, Browser, () => Promise<string>] = [] as never;
const known: Record<string, string> = {};
const faults: string[] = [];

beforeAll(async () => {
  test = await testApp({ now: APPROVED_AT });
  const everybody = await test.person(...ROLES);
  client = await test.key(everybody);
  browser = await test.browser(everybody);
  const { db, transactions } = test.database;
  const notice = await new DeliverBuilder(db, transactions).notice({ members: 3 });
  await deliverParts({ db, transactions, clock: test.clock, email: new EmailGatewayOfTest(), sms: new SmsGatewayOfTest() }).begin();
  await transactions.run(async (tx) => {
    await tx.query('set local session_replication_role = replica'); // a signed notice, and a code as the product makes it
    await tx.query(`update notice set check_code = 'K7QF-2M9D' where id = $1`, [notice]);
  });
  const [ids] = await db.query<Record<string, string>>(
    `select n.incident_id as incidents, n.audience_id as audiences, (select min(id) from message)::text as messages, (select min(id) from customer)::text as customers from notice as n where n.id = $1`, [notice]);
  Object.assign(known, ids, { notices: notice, brands: 'northwind', people: everybody.id });
  count = await counter();
}, 120_000);
afterAll(() => test.close());

/** Rows of every table, but for those that keep what was asked and refused. */
async function counter(): Promise<() => Promise<string>> {
  const apart = ['import_run', 'import_bad_row', 'idempotency_record', 'session', 'audit_event', 'audit_unsealed', 'audit_link', 'audit_check', 'audit_salt', 'job_run', 'alert', 'alert_case', 'alert_telling', 'staff_message', 'sign_in_tries', 'sign_in_minute', 'working_draft'];
  const tables = await test.database.db.query<{ name: string }>(`select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by relname`);
  const sql = `select array_to_string(array[${tables.filter(({ name }) => !apart.includes(name)).map(({ name }) => `'${name}=' || (select count(*) from "${name}")`).join(', ')}], ' ') as rows`;
  return async () => (await test.database.db.query<{ rows: string }>(sql))[0]!.rows;
}

/** A problem by RFC 9457, or the report of an import that failed. */
function reasoned(answer: LightMyRequestResponse): boolean {
  const { code, detail, error } = answer.json<{ code?: string; detail?: string; error?: { code: string; message: string } | null }>();
  if (error) return error.code !== '' && error.message !== '';
  return String(answer.headers['content-type']).startsWith('application/problem+json') && /^[a-z][a-z0-9-]+$/.test(code ?? '') && (detail ?? '') !== '';
}

/** Sends it, and notes what is no answer to give: a 5xx, a refusal without a reason, a refusal that left rows. */
async function tried(request: InjectOptions & { readonly method: string; readonly url: string }, page = false): Promise<LightMyRequestResponse> {
  const before = await count();
  const answer = await test.app.inject(request);
  const told = `${request.method} ${request.url} ${String(request.headers?.['content-type'])} ${Buffer.isBuffer(request.payload) ? JSON.stringify(request.payload.toString()).slice(0, 400) : typeof request.payload === 'string' ? JSON.stringify(request.payload).slice(0, 400) : (JSON.stringify(request.payload) ?? '').slice(0, 400)} → ${answer.statusCode}`;
  if (answer.statusCode >= 500) faults.push(`${told} ${answer.body.slice(0, 200)}`);
  else if (answer.statusCode >= 400) {
    if (!page && !reasoned(answer)) faults.push(`${told} without a reason`);
    const after = await count();
    if (after !== before) faults.push(`${told} left rows: ${after.split(' ').filter((one) => !before.split(' ').includes(one)).join(' ')}`);
  }
  return answer;
}

const samples = <Value>(arbitrary: fc.Arbitrary<Value>, salt: string, runs = RUNS): Value[] => fc.sample(arbitrary, { numRuns: runs, seed: SEED + [...salt].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) % 1_000_000 });
/** As a caller can write it: what can't be encoded is sent raw. */
const encoded = (text: string): string => (text.isWellFormed() ? encodeURIComponent(text) : '%ED%A0%80');

/** A path with its names filled: with what exists, more often than not, so that a request comes further than the door. */
function pathArbitrary(path: string): fc.Arbitrary<string> {
  const parts = path.split('/').map((part, index, all) => {
    if (!/[{:]/.test(part)) return fc.constant(part);
    const real = known[all[index - 1] ?? ''] ?? Object.values(known)[0]!;
    return fc.oneof({ weight: 3, arbitrary: fc.constant(real) }, { weight: 1, arbitrary: junkText.map((text) => encoded(text.slice(0, 300)) || '%00') });
  });
  return fc.tuple(...parts).map((filled) => filled.join('/'));
}

describe('no door breaks', () => {
  it('of the API: whatever is sent is taken, or refused with a reason and nothing written', async () => {
    const document = (await test.send('GET', '/api/openapi.json')).json<{ paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, Schema> } }>();
    const seen = new Map<number, number>();
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        // Each would cost a password's hash, which is slow on purpose; sign-in has its own tests.
        if (path.endsWith('/session') || path.endsWith('/me/password') || path.startsWith('/health/')) continue;
        const query = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query');
        const queryArbitrary = query.length === 0 ? fc.constant('') : fc.dictionary(fc.constantFrom(...query.map(({ name }) => name)), junkText, { maxKeys: 3 }).map((chosen) => Object.entries(chosen).map(([name, value]) => `${name}=${encoded(value)}`).join('&'));
        const schema = operation.requestBody?.content['application/json']?.schema;
        const body = schema ? fc.tuple(fitting(schema, document.components.schemas), fc.nat(), fc.option(junk, { freq: 4, nil: undefined })).map(([value, place, wrong]) => (wrong === undefined ? value : spoilt(value, place, wrong))) : junk;
        const text = body.map((value) => JSON.stringify(value) ?? 'null');
        for (const [url, search, payload] of samples(fc.tuple(pathArbitrary(path), queryArbitrary, text), method + path)) {
          const sends = method !== 'get' && method !== 'delete' && (schema !== undefined || search.length % 2 === 1);
          const answer = await tried({ method: method.toUpperCase(), url: search === '' ? url : `${url}?${search}`, headers: { ...client.headers, ...(sends && { 'content-type': 'application/json' }) }, ...(sends && { payload }) });
          seen.set(answer.statusCode, (seen.get(answer.statusCode) ?? 0) + 1);
        }
      }
    }
    expect(faults.splice(0)).toEqual([]);
    for (const status of [200, 404, 422]) expect(seen.get(status)).toBeGreaterThan(10); // it came through the door
  }, 120_000 + RUNS * 60_000);

  it('of bodies: one that is deep, or holds a character that can not be kept, is told so', async () => {
    const post = (payload: string) => tried({ method: 'POST', url: '/api/v1/incidents', headers: { ...client.headers, 'content-type': 'application/json' }, payload });
    expect((await post(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)).statusCode).toBe(422);
    expect((await post(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`)).statusCode).toBe(422);
    expect((await post('{"title":"a\\u0000b"}')).json()).toMatchObject({ status: 422, code: 'text-with-nul' });
    expect((await post('{"a\\u0000b":{}}')).json()).toMatchObject({ status: 422, code: 'text-with-nul' });
    expect((await post('{"title":"a\\\\u0000b"}')).json()).toMatchObject({ code: 'request-invalid' });
    // A field that is called as a stream's method is; and an address holds texts too.
    const form = { method: 'POST', url: '/sign-in', headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' }, payload: 'pipe=&email=a%00&password=b' };
    expect((await tried(form, true)).statusCode).toBe(422);
    expect((await tried({ method: 'GET', url: '/desk?state=%00a', headers: { ...browser.headers, accept: 'text/html' } }, true)).statusCode).toBe(422);
    expect((await tried({ method: 'GET', url: '/api/v1/incidents?a%00=b', headers: client.headers })).json()).toMatchObject({ status: 422, code: 'text-with-nul' });
    expect(faults.splice(0)).toEqual([]);
  });

  it('of uploads: a file that can not be read leaves nothing, and rows that can not are told', async () => {
    const columns = 'reference,email,phone,first_name,customer_reference,occurred_at,kind,label,call_id,offered_at,outcome,queue,interval_start,interval_minutes,offered,answered,abandoned,customer,from,to,duration'.split(',');
    const good = ['C-1', 'someone@mail.example', '+12065550123', '2026-03-02T17:00:00Z', 'purchase', 'answered', 'main', '30', '12', '10', '2', ''];
    const cell = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...good) }, { weight: 1, arbitrary: junkText.map((text) => text.slice(0, 300)) }, { weight: 1, arbitrary: fc.constantFrom('"', '"a', 'a"b', ',', '\r', '\n', '\ufeff', "''", '=1+1', '\t') });
    const quoted = cell.chain((text) => fc.boolean().map((quote) => (quote ? `"${text.replaceAll('"', '""')}"` : text)));
    const csv = fc.tuple(fc.subarray(columns, { minLength: 2 }), fc.array(fc.array(quoted, { maxLength: 22 }), { maxLength: 6 }), fc.constantFrom(',', ';', '\t'), fc.constantFrom('\n', '\r\n', '\r'), fc.constantFrom('', '\ufeff', '\0', 'sep=;\n'))
      .map(([header, rows, comma, line, first]) => first + [header, ...rows].map((row) => row.join(comma)).join(line));
    const ndjson = fc.array(fc.oneof(fc.dictionary(fc.constantFrom(...columns), fc.oneof(junk, fc.constantFrom<unknown>(...good))).map((row) => JSON.stringify(row)), junkText), { maxLength: 5 }).map((lines) => lines.join('\n'));
    const bytes = fc.oneof(csv, ndjson).chain((text) => fc.tuple(fc.constant(Buffer.from(text)), fc.nat(), fc.integer({ min: 0, max: 255 }), fc.constantFrom(0, 0, 0, 1)))
      .map(([buffer, at, byte, spoil]) => (spoil && buffer.length > 0 ? Buffer.concat([buffer.subarray(0, at % buffer.length), Buffer.from([byte]), buffer.subarray(at % buffer.length)]) : buffer));
    for (const url of ['/api/v1/imports/customers', '/api/v1/imports/touchpoints', '/api/v1/imports/touchpoints?createCustomers=true', '/api/v1/calls', '/api/v1/call-volumes', `/api/v1/incidents/${known['incidents']}/lists?name=x`]) {
      const [csvs, lines] = [samples(fc.oneof(csv.map((text) => Buffer.from(text)), bytes), `csv ${url}`, RUNS * 5), samples(bytes, `ndjson ${url}`, RUNS * 3)];
      for (const payload of csvs) await tried({ method: 'POST', url, headers: { ...client.headers, 'content-type': 'text/csv' }, payload });
      for (const payload of lines) await tried({ method: 'POST', url, headers: { ...client.headers, 'content-type': 'application/x-ndjson' }, payload });
      for (const file of csvs) {
        const whole = Buffer.concat([Buffer.from('--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'), file, Buffer.from('\r\n--x--\r\n')]);
        const cut = whole.subarray(0, file.length % 3 === 0 ? whole.length : whole.length - (file.length % 90));
        await tried({ method: 'POST', url, headers: { ...client.headers, 'content-type': 'multipart/form-data; boundary=x' }, payload: cut });
      }
    }
    expect(faults.splice(0)).toEqual([]);
    const left = await test.database.db.query(`select state, count(*)::int as runs from import_run where state = 'running' group by state`);
    expect(left).toEqual([]);
  }, 120_000 + RUNS * 60_000);

  it('of webhooks: rubbish is refused, and signed rubbish is taken or refused with a reason', async () => {
    const token = test.surroundings.twilio.authToken;
    const webhooks = test.app.get(RouteTable).all().filter(({ method, url }) => method === 'POST' && url.startsWith('/webhooks/'));
    expect(webhooks.length).toBeGreaterThan(4);
    const names = ['MessageSid', 'MessageStatus', 'ErrorCode', 'From', 'To', 'Body', 'OptOutType', 'CallSid', 'CallStatus', 'CallDuration', 'SequenceNumber', 'DialCallStatus', 'DialCallDuration', 'Digits', 'AccountSid'];
    const sound = ['SM' + 'a'.repeat(32), 'CA' + 'b'.repeat(32), 'delivered', 'completed', '+12065550123', 'STOP', '1', '30005'];
    const form = fc.dictionary(fc.constantFrom(...names), fc.oneof(fc.constantFrom(...sound), junkText), { minKeys: 1, maxKeys: 10 });
    for (const { url } of webhooks) {
      const path = url.replaceAll(/:\w+/g, 'x');
      for (const fields of samples(form, `form ${url}`, RUNS * 4)) {
        const payload = new URLSearchParams(fields).toString();
        const arrived = Object.fromEntries(new URLSearchParams(payload));
        const signature = signatureOf(token, test.surroundings.publicUrl + path, arrived);
        await tried({ method: 'POST', url: path, headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature }, payload });
      }
      for (const value of samples(junk, `json ${url}`, RUNS * 2)) {
        for (const type of ['application/json', 'text/plain', 'application/xml', 'multipart/form-data; boundary=x']) await tried({ method: 'POST', url: path, headers: { 'content-type': type }, payload: JSON.stringify(value) ?? '' });
      }
    }
    expect(faults.splice(0)).toEqual([]);
  }, 120_000 + RUNS * 60_000);

  it('of pages: an address that nobody made is told so', async () => {
    test.clock.set(new Date(APPROVED_AT.getTime() + HOURS));
    const pages = test.app.get(RouteTable).all().filter(({ method, url }) => method === 'GET' && !url.startsWith('/api') && !/\*|metrics|health|events|stream/.test(url));
    for (const { url } of pages) {
      const names = fc.constantFrom('after', 'limit', 'q', 'query', 'state', 'locale', 'position', 'page', 'channel', 'next', 'code', 'kind');
      const query = fc.dictionary(names, junkText, { maxKeys: 3 }).map((chosen) => Object.entries(chosen).map(([name, value]) => `${name}=${encoded(value)}`).join('&'));
      for (const [path, search] of samples(fc.tuple(pathArbitrary(url), query), url)) await tried({ method: 'GET', url: search === '' ? path : `${path}?${search}`, headers: { ...browser.headers, accept: 'text/html' } }, true);
    }
    expect(faults.splice(0)).toEqual([]);
  }, 120_000 + RUNS * 60_000);

  it('of forms: what no page of ours has in it is refused, and nothing written', async () => {
    const forms = test.app.get(RouteTable).all().filter(({ method, url }) => method === 'POST' && !/^\/(api|webhooks|sign-|people)/.test(url));
    expect(forms.length).toBeGreaterThan(10);
    const names = ['reason', 'title', 'name', 'kind', 'severity', 'brandId', 'revision', 'rule', 'listId', 'subject', 'emailHtml', 'emailText', 'sms', 'waves', 'startAt', 'people', 'planHash', 'ids', 'decision', 'doubts', 'postedOn', 'whatHappened', 'happenedFrom', 'audienceId', 'type', 'id'];
    for (const { url } of forms) {
      const fields = fc.dictionary(fc.constantFrom(...names), junkText, { maxKeys: 8 });
      for (const [path, given] of samples(fc.tuple(pathArbitrary(url), fields), url)) {
        const payload = new URLSearchParams({ ...given, _csrf: browser.csrfToken }).toString();
        await tried({ method: 'POST', url: path, headers: { cookie: browser.cookie, accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' }, payload }, true);
      }
    }
    expect(faults.splice(0)).toEqual([]);
  }, 120_000 + RUNS * 60_000);
});
