import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { InboundSmsRepository } from '../../src/hear/store/inbound-sms.repository.js';
import { type Role } from '../../src/kernel/actor.js';
import type { CustomerId, NoticeId } from '../../src/kernel/ids.js';
import { Alerts } from '../../src/platform/alerts/alerts.js';
import { People } from '../../src/platform/auth/people.js';
import { resourcesOf } from '../../src/platform/auth/resource-of.js';
import { type Route, RouteTable } from '../../src/platform/http/route-table.js';
import { type Browser, testApp, type TestApp } from '../support/app.js';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../support/deliver-ports.js';
import { APPROVED_AT, DeliverBuilder } from '../support/deliver.builder.js';
import { deliverParts } from '../support/deliver.parts.js';
import { fitting, type Schema } from '../support/fuzz.js';
import { BRAND } from '../support/thread.company.js';
import { WHOLE_COMPANY } from '../support/whole-company.js';

const EVERY_ROLE: Role[] = ['commander', 'author', 'approver', 'legal', 'ops', 'agent', 'auditor'];
const SEED = 20_260_316;
const HTML = { accept: 'text/html' };

/** What is one brand's: the same of each, under words that are in no other's. */
interface Of {
  readonly incident: string;
  readonly notice: NoticeId;
  readonly imported: string;
  readonly members: readonly CustomerId[];
  readonly messages: readonly string[];
  readonly import: string;
  readonly alert: string;
  readonly reply: string;
  /** A stop of its customer's address. */
  readonly stop: string;
}

describe('whoever has roles in one brand alone', () => {
  let test: TestApp;
  let north: Browser;
  let everywhere: Browser;
  const of: Record<string, Of> = {};
  let shared: CustomerId;

  beforeAll(async () => {
    test = await testApp({ now: APPROVED_AT });
    const { db, transactions } = test.database;
    everywhere = await test.browser(await test.person(...EVERY_ROLE, 'admin'));
    for (const id of ['north', 'south']) expect((await send('PUT', `/api/v1/brands/${id}`, everywhere, { ...BRAND, id })).statusCode).toBe(200);
    const build = new DeliverBuilder(db, transactions);
    const notices = { north: await build.notice({ members: 4, policies: { channels: 'sms' } }), south: await build.notice({ members: 4, policies: { channels: 'sms' } }) };
    const membersOf = async (notice: NoticeId) => (await db.query<{ id: CustomerId }>('select m.customer_id as id from notice as n join audience_member as m on m.audience_id = n.audience_id where n.id = $1 order by m.position', [notice])).map(({ id }) => id);
    shared = (await membersOf(notices.north))[0]!;
    const taken = await membersOf(notices.south);
    await transactions.run(async (tx) => {
      await tx.query('set local session_replication_role = replica');
      await tx.query('update audience_member set customer_id = $1 where customer_id = $2', [shared, taken[0]]);
      for (const [brand, notice] of Object.entries(notices)) await tx.query(`update incident set brand_id = $1, title = $3 where id = (select n.incident_id from notice as n where n.id = $2)`, [brand, notice, `Fire in the ${brand}mark`]);
    });
    await deliverParts({ db, transactions, clock: test.clock, email: new EmailGatewayOfTest(), sms: new SmsGatewayOfTest() }).begin();
    await db.query(`update message set state = 'sent', begun_at = $1, handed_over_at = $1, attempts = 1 where state = 'pending'`, [APPROVED_AT]);
    for (const [brand, notice] of Object.entries(notices)) of[brand] = await filled(brand, notice, await membersOf(notice));
    north = await limited({ north: EVERY_ROLE });
  }, 180_000);
  afterAll(() => test.close());

  async function filled(brand: string, notice: NoticeId, members: readonly CustomerId[]): Promise<Of> {
    const { db, transactions } = test.database;
    const [{ incident } = { incident: '' }] = await db.query<{ incident: string }>('select incident_id as incident from notice where id = $1', [notice]);
    const import_ = (await csv('customers', `brand=${brand}&sourceName=${brand}mark.csv`, `reference,first_name,last_name,email,phone,tier\n${brand}mark-1,Zuleika,${brand}mark,z@${brand}mark.example,+1206555${brand === 'north' ? '7001' : '7002'},${brand}mark gold\n,,${brand}mark,,,\n`)).json<{ id: string }>();
    await csv('touchpoints', `brand=${brand}`, `customer,kind,reference,occurred_at,label\n${brand}mark-1,purchase,${brand}mark-p,2026-03-03T10:00:00Z,${brand}mark shop\n`);
    const [{ id: imported } = { id: '' }] = await db.query<{ id: string }>('select id from customer where reference = $1', [`${brand}mark-1`]);
    const messages = (await db.query<{ id: string }>('select id from message where notice_id = $1 order by id', [notice])).map(({ id }) => id);
    await db.query(`update message set state = 'unknown', handed_over_at = null where id = $1`, [messages[1]]);
    await test.app.get(Alerts).raise({ kind: 'test.odd', subject: brand, incidentId: incident as never, message: `Odd in ${brand}mark.`, remedy: 'Look.', lasting: true });
    const alert = (await test.app.get(Alerts).newest('test.odd', brand))!;
    const texts = test.app.get(InboundSmsRepository, { strict: false });
    const reply = (await transactions.run((tx) => texts.keep(tx, { providerId: `SM${brand}`, fromHash: null, to: '+12025550100', keyword: 'other', body: `Words of ${brand}mark`, customerId: members[2]!, receivedAt: new Date(APPROVED_AT.getTime() + 60_000) })))!;
    const stop = await stopped(`${brand}mark-1`);
    await send('PUT', `/api/v1/import-mappings/customers/${brand}mark`, everywhere, { brandId: brand, options: { timeZone: 'UTC' } });
    await send('POST', `/api/v1/desk/customers/${members[3]}/calls`, everywhere, { incidentId: incident, reason: `${brand}mark`, key: `call of ${brand}` });
    await send('POST', `/api/v1/customers/${members[3]}/erasure`, everywhere, { ground: 'asked', caseNumber: `${brand}mark` });
    return { incident, notice, imported, members, messages, import: import_.id, alert, reply, stop };
  }

  /** Stops the e-mail address of a customer, by his reference. @returns the stop's id */
  async function stopped(reference: string, column: 'email' | 'phone' = 'email'): Promise<string> {
    const [row] = await test.database.db.query<{ id: string }>(`insert into suppression (channel, address_hash, reason, source, since) select $2, case $2 when 'email' then c.email_hash else c.phone_hash end, 'stop', 'test', $3 from customer as c where c.reference = $1 returning id`, [reference, column === 'email' ? 'email' : 'sms', APPROVED_AT]);
    return row!.id;
  }

  async function limited(brandRoles: Record<string, Role[]>, roles: Role[] = []): Promise<Browser> {
    const [email, password] = [`${randomUUID()}@firstword.test`, 'a long enough password 42'];
    return test.browser(await test.app.get(People).create({ kind: 'system', id: 'test' }, { email, name: 'Limited', roles, brandRoles, password }));
  }
  const send = (method: string, url: string, as: Browser, body?: unknown, headers?: Record<string, string>) => test.send(method, url, as, body, headers);
  const csv = (kind: string, options: string, text: string, as = everywhere) => test.app.inject({ method: 'POST', url: `/api/v1/imports/${kind}?${options}`, payload: text, headers: { ...as.headers, 'content-type': 'text/csv' } });
  const form = (url: string, as: Browser, fields: Readonly<Record<string, string>>) => test.app.inject({ method: 'POST', url, payload: new URLSearchParams({ _csrf: as.csrfToken, ...fields }).toString(), headers: { ...as.headers, ...HTML, 'content-type': 'application/x-www-form-urlencoded' } });
  const routes = () => test.app.get(RouteTable).all().filter(({ url }) => !/^\/(n|u|a|assets|status|check|webhooks|health|affected)(\/|$)/.test(url) && !url.includes('*') && !url.endsWith('/events'));
  const south = () => of['south']!;

  /** Ids of the other brand, by the word before them in an address, and one of the same form that nobody has. */
  const idsOf = (brand: Of): Readonly<Record<string, readonly string[]>> => ({
    customers: [brand.imported, brand.members[1]!, brand.members[3]!], incidents: [brand.incident], notices: [brand.notice], messages: brand.messages.slice(1), imports: [brand.import], alerts: [brand.alert], brands: [brand === south() ? 'south' : 'north'],
    replies: [brand.reply], suppressions: [brand.stop],
  });
  const NOBODYS: Readonly<Record<string, string>> = { customers: '987654321', messages: '987654321', replies: '987654321', suppressions: '987654321', brands: 'nowhere' };
  const nobodys = (kind: string): string => NOBODYS[kind] ?? '018f4b7a-0000-7000-8000-000000000000';
  /** What the address is about: replies have their kind before their id, and stops are looked up by what they stop. */
  const aboutOf = (url: string): { readonly kind: string; readonly param: string } | undefined => (url.includes('/replies/:kind/:id') ? { kind: 'replies', param: 'id' } : url.includes('/suppressions/:id') ? { kind: 'suppressions', param: 'id' } : resourcesOf(url)[0]);
  const urlOf = (url: string, param: string, id: string): string => url.replaceAll(/:(\w+)/g, (_all, name: string) => (name === param ? id : name === 'kind' ? 'sms' : '018f4b7a-0000-7000-8000-000000000001'));

  it('is answered the same for what is another brand\'s as for what is not there, at every door and for every id', async () => {
    const api = (await send('GET', '/api/openapi.json', everywhere)).json<{ paths: Record<string, Record<string, { requestBody?: { content: Record<string, { schema?: Schema }> } }>>; components: { schemas: Record<string, Schema> } }>();
    const bodyOf = ({ method, url }: Route): unknown => {
      const content = api.paths[url.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]?.requestBody?.content['application/json'];
      return content ? fc.sample(fitting(content.schema ?? {}, api.components.schemas), { numRuns: 1, seed: SEED })[0] : undefined;
    };
    const wrong: string[] = [];
    const seen: Record<string, number> = {};
    for (const route of routes()) {
      const about = aboutOf(route.url);
      const ids = about && idsOf(south())[about.kind];
      if (!about || !ids || !['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].includes(route.method)) continue;
      const isPage = !route.url.startsWith('/api/');
      const ask = (id: string, as = north) => {
        const url = urlOf(route.url, about.param, id);
        if (isPage && route.method === 'POST') return form(url, as, { state: 'closed', reason: 'because', typed: 'x', ground: 'asked', message: south().messages[1]!, shownBy: 'called-back', notice: south().notice, channel: 'sms', key: 'a key of the test' });
        return send(route.method, url, as, bodyOf(route), isPage ? HTML : undefined);
      };
      const none = await ask(nobodys(about.kind));
      for (const id of ids) {
        const answer = await ask(id);
        // An error's id and the forms' token differ each time.
        const plain = (text: string): string => text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'UUID').replaceAll(/name="_csrf" value="[^"]*"/g, '').replaceAll(new RegExp(`\\b(${id}|${nobodys(about.kind)})\\b`, 'g'), 'ID');
        if (answer.statusCode !== none.statusCode || plain(answer.body) !== plain(none.body)) wrong.push(`${route.method} ${route.url} of ${id}: ${answer.statusCode} ${answer.body.slice(0, 200)} | ${none.statusCode} ${none.body.slice(0, 200)}`);
        if (![403, 404, 422].includes(answer.statusCode)) wrong.push(`${route.method} ${route.url}: ${answer.statusCode}`);
        if (answer.body.includes('southmark')) wrong.push(`${route.method} ${route.url} says what is the other's`);
      }
      if (route.method === 'GET') seen[route.url] = (await ask(ids[0]!, everywhere).catch((error: Error) => { throw new Error(`${route.url}: ${error.message}`); })).statusCode;
    }
    expect(wrong).toEqual([]);
    // Whoever may see every brand finds things at these doors: else nothing was tried.
    expect(Object.values(seen).filter((status) => status === 200).length).toBeGreaterThan(50);
    for (const url of ['/api/v1/customers/:id', '/api/v1/customers/:id/calls', '/api/v1/customers/:id/personal-data', '/api/v1/desk/customers/:id', '/customers/:id', '/desk/customers/:id', '/imports/:id', '/imports/:id/bad-rows.csv', '/api/v1/imports/:id', '/suppressions/:id']) expect([url, seen[url]]).toEqual([url, 200]);
  }, 600_000);

  it('finds nothing of another brand in any list, page or file', async () => {
    const wrong: string[] = [];
    const said: string[] = [];
    for (const { url } of routes().filter(({ method, url: at }) => method === 'GET' && !at.includes(':'))) {
      for (const query of url === '/api/v1/messages' ? ['?state=unknown'] : url === '/api/v1/customers' ? ['?query=Zuleika'] : ['', '?state=open&reach=all&live=true']) {
        const headers = url.startsWith('/api/') ? undefined : HTML;
        const [mine, all] = [await send('GET', `${url}${query}`, north, undefined, headers), await send('GET', `${url}${query}`, everywhere, undefined, headers)];
        if (/southmark/i.test(mine.body)) wrong.push(`${url}${query}`);
        if (mine.statusCode === 200 && all.body.includes('southmark')) said.push(url);
      }
    }
    expect(wrong).toEqual([]);
    expect(said).toEqual(expect.arrayContaining([
      '/customers', '/customers/customers.csv', '/customers/erasures', '/customers/erasures.csv', '/imports', '/imports/imports.csv', '/imports/mappings.csv', '/suppressions', '/suppressions/suppressions.csv', '/desk', '/operations', '/operations/alerts.csv',
      '/api/v1/customers', '/api/v1/imports', '/api/v1/import-mappings', '/api/v1/erasures', '/api/v1/suppressions', '/api/v1/inbound-sms', '/api/v1/desk/replies', '/api/v1/alerts',
    ]));
  }, 300_000);

  // A door that somebody adds is of one brand's things, keeps to brands itself, or is named here with the reason.
  it('has nothing to do with what is of the whole company: each such door is known by name, and asks for the role in every brand', async () => {
    // By keys, which no door that is tried on the way signs out.
    const keyOf = async (roles: Role[]) => ({ authorization: `Bearer ${(await send('POST', '/api/v1/keys', await limited({ north: EVERY_ROLE }, roles), { name: 'x', roles: EVERY_ROLE })).json<{ key: string }>().key}` });
    const [narrow, mixed] = [await keyOf([]), await keyOf(['agent'])];
    const [shut, changed]: [string[], string[]] = [[], []];
    for (const { method, url } of routes()) {
      if (!['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].includes(method)) continue;
      const ask = (as: object) => test.app.inject({ method: method as 'GET', url: url.replaceAll(/:(\w+)/g, '018f4b7a-0000-7000-8000-000000000001'), headers: { ...as, ...(url.startsWith('/api/') ? {} : HTML) } });
      const answer = await ask(narrow);
      if (!answer.body.includes('This concerns every brand')) continue;
      expect([url, answer.statusCode]).toEqual([url, 403]);
      shut.push(`${method} ${url}`);
      if (method !== 'GET' && (await ask(mixed)).statusCode !== 403) changed.push(`${method} ${url}`);
    }
    expect(shut.sort()).toEqual(Object.values(WHOLE_COMPANY).flat().sort());
    // Roles in one brand change nothing of it beside a role that holds everywhere and may not.
    expect(changed).toEqual([]);
  }, 300_000);

  it('finds its own by whatever it is looked for, and nobody of another brand', async () => {
    const find = async (query: string, as = north) => (await send('POST', '/api/v1/desk/customers/search', as, { query })).json<{ items: { reference: string }[] }>().items.map(({ reference }) => reference);
    for (const [own, theirs] of [['northmark-1', 'southmark-1'], ['z@northmark.example', 'z@southmark.example'], ['+12065557001', '+12065557002'], ['Northmark', 'Southmark']] as const) {
      expect([own, await find(own), await find(theirs), await find(theirs, everywhere)]).toEqual([own, ['northmark-1'], [], ['southmark-1']]);
    }
    expect((await form('/customers/find', north, { find: 'Southmark' })).body).toContain('Nobody was found');
    expect((await form('/desk/find', north, { find: 'Zuleika' })).headers.location).toBe(`/desk/customers/${of['north']!.imported}`);
  });

  it('works on what is its own: desk, customers, imports, doubts, alerts', async () => {
    const own = of['north']!;
    const list = (await send('GET', '/customers?reach=all', north, undefined, HTML)).body;
    for (const id of [own.imported, ...own.members.slice(0, 3)]) expect([id, list.includes(`/customers/${id}"`)]).toEqual([id, true]);
    const file = (await send('GET', `/api/v1/desk/customers/${own.members[2]}`, north)).json<{ notices: unknown[]; replies: { text: string }[] }>();
    expect([file.notices.length, file.replies.map(({ text }) => text)]).toEqual([1, ['Words of northmark']]);
    expect((await send('GET', `/api/v1/customers/${own.imported}`, north)).json()).toMatchObject({ attributes: { tier: 'northmark gold' }, touchpoints: [{ label: 'northmark shop' }] });
    expect((await send('GET', `/api/v1/customers/${own.members[3]}/calls`, north)).json<{ items: unknown[] }>().items).toHaveLength(1);
    expect((await send('POST', `/api/v1/desk/replies/sms/${own.reply}`, north, { state: 'answered' })).statusCode).toBe(204);
    for (const url of ['/desk', '/imports', '/customers', '/doubts', '/operations', `/imports/${own.import}`, `/customers/${own.imported}`, `/desk/customers/${own.members[1]}`]) expect([url, (await send('GET', url, north, undefined, HTML)).statusCode]).toEqual([url, 200]);
    expect((await send('GET', '/doubts', north, undefined, HTML)).body).toContain(`value="${own.messages[1]}"`);
    expect((await form(`/operations/alerts/${own.alert}/acknowledge`, north, {})).statusCode).toBe(303);
    expect((await form('/operations/open', north, { doubts: 'keep', reason: 'it was looked at' })).statusCode).toBe(403);
    expect((await send('GET', `/api/v1/customers/${own.imported}/personal-data`, north)).statusCode).toBe(200);
  });

  it('brings in files of its own brand, and changes no customer of another by them', async () => {
    const before = await test.database.db.query('select to_jsonb(c) from customer as c where c.reference = $1', ['southmark-1']);
    const taken = await csv('customers', 'sourceName=mine.csv', 'reference,first_name,email\nsouthmark-1,Mallory,mallory@evil.example\nnew-1,Ana,ana@north.example\n', north);
    expect(taken.json()).toMatchObject({ brandId: 'north', counts: { rowsRead: 2, inserted: 1, updated: 0, rejected: 1 }, badRows: [{ line: 2, column: 'reference' }] });
    const bought = await csv('touchpoints', '', 'customer,kind,reference,occurred_at\nsouthmark-1,purchase,x,2026-03-03T10:00:00Z\nnowhere-1,purchase,x,2026-03-03T10:00:00Z\nnew-1,purchase,x,2026-03-03T10:00:00Z\n', north);
    const { counts, badRows } = bought.json<{ counts: object; badRows: { reason: string }[] }>();
    expect([counts, new Set(badRows.map(({ reason }) => reason)).size]).toMatchObject([{ inserted: 1, rejected: 2 }, 1]);
    expect((await csv('touchpoints', 'createCustomers=true', 'customer,kind,reference,occurred_at\nsouthmark-1,purchase,y,2026-03-03T10:00:00Z\nnew-2,purchase,x,2026-03-03T10:00:00Z\n', north)).json()).toMatchObject({ counts: { inserted: 1, rejected: 1 } });
    expect(await test.database.db.query('select to_jsonb(c) from customer as c where c.reference = $1', ['southmark-1'])).toEqual(before);
    const search = async (query: string) => (await send('GET', `/api/v1/customers?query=${query}`, north)).json<{ items: unknown[] }>().items.length;
    expect([await search('new-1'), await search('new-2'), await search('southmark-1')]).toEqual([1, 1, 0]);
    expect((await csv('customers', 'brand=south', 'reference\nz\n', north)).json()).toMatchObject({ status: 422, code: 'brand-not-found' });
    expect((await csv('customers', 'brand=nowhere', 'reference\nz\n', north)).json()).toMatchObject({ status: 422, code: 'brand-not-found' });
    expect((await csv('customers', 'brand=nowhere', 'reference\nz\n')).json()).toMatchObject({ status: 422, code: 'brand-not-found' });
    const both = await limited({ north: ['ops'], south: ['ops'] });
    expect((await csv('customers', '', 'reference\nz\n', both)).json()).toMatchObject({ status: 422, code: 'brand-missing' });
    expect((await csv('customers', 'saved=southmark', 'reference\nz\n', north)).json()).toMatchObject({ status: 422, code: 'mapping-not-found' });
    expect((await send('PUT', '/api/v1/import-mappings/customers/southmark', north, { options: {} })).json()).toMatchObject({ status: 409, code: 'mapping-name-taken' });
    expect((await send('DELETE', '/api/v1/import-mappings/customers/southmark', north)).json()).toMatchObject({ status: 404, code: 'mapping-not-found' });
    expect((await send('PUT', '/api/v1/import-mappings/customers/mine', north, { options: { timeZone: 'UTC' } })).json()).toMatchObject({ brandId: 'north' });
    const calls = await form('/imports', north, { kind: 'calls' });
    expect(calls.statusCode).not.toBe(200);
  });

  it('stops and frees addresses of its own customers alone; one that another brand\'s customers have too stays stopped', async () => {
    const [own, other] = [of['north']!, south()];
    const shownTo = async (as: Browser) => (await send('GET', '/api/v1/suppressions?limit=500', as)).json<{ items: { id: string; customers: string[] }[] }>().items;
    expect([(await shownTo(north)).map(({ id }) => id), (await shownTo(everywhere)).map(({ id }) => id)]).toEqual([[own.stop], expect.arrayContaining([own.stop, other.stop])]);
    const find = async (address: string, as: Browser) => (await form('/suppressions/find', as, { find: address })).body;
    expect([(await find('z@northmark.example', north)).includes('Yes, it is stopped'), (await find('z@southmark.example', everywhere)).includes('Yes, it is stopped')]).toEqual([true, true]);
    for (const address of ['z@southmark.example', 'nobody@nowhere.example']) {
      const [page, add] = [await find(address, north), await send('POST', '/api/v1/suppressions', north, { channel: 'email', address, reason: 'manual', note: 'x' })];
      expect([address, page.includes('No customer of your brands has this address'), page.includes('stopped.'), add.json()]).toMatchObject([address, true, false, { status: 404, code: 'address-not-known' }]);
      expect((await form('/suppressions/new', north, { address, reason: 'manual', scope: 'all', note: 'x' })).statusCode).toBe(404);
    }
    // One address, of a customer of each: each brand is told of its own, the stop holds for both.
    await test.database.db.query(`update customer set phone_hash = (select c.phone_hash from customer as c where c.reference = 'southmark-1') where reference = 'northmark-1'`);
    const both = await stopped('southmark-1', 'phone');
    await test.database.db.query(`insert into suppression (channel, address_hash, reason, source, since, lifted_at, lifted_by, lift_reason) select 'sms', c.phone_hash, 'manual', 'test', $1, $1, 'test', 'words of southmark' from customer as c where c.reference = 'southmark-1'`, [APPROVED_AT]);
    expect((await shownTo(north)).find(({ id }) => id === both)).toMatchObject({ customers: ['northmark-1'] });
    expect((await send('GET', '/suppressions/suppressions.csv', north, undefined, HTML)).body).not.toContain('southmark');
    expect((await send('GET', '/suppressions/suppressions.csv', everywhere, undefined, HTML)).body).toContain('words of southmark');
    expect((await send('POST', `/api/v1/suppressions/${both}/lift`, north, { reason: 'asked again' })).json()).toMatchObject({ status: 409, code: 'address-of-others' });
    expect((await form(`/suppressions/${both}/lift`, north, { reason: 'asked again' })).body).toContain('Customers of another brand have this address too');
    expect((await send('POST', `/api/v1/suppressions/${other.stop}/lift`, north, { reason: 'asked again' })).json()).toMatchObject({ status: 404, code: 'suppression-not-found' });
    expect((await send('POST', `/api/v1/suppressions/${own.stop}/lift`, north, { reason: 'asked again' })).statusCode).toBe(200);
    expect((await send('POST', '/api/v1/suppressions', north, { channel: 'email', address: 'z@northmark.example', reason: 'manual', note: 'x' })).json()).toEqual({ added: true });
    expect((await send('POST', `/api/v1/suppressions/${both}/lift`, everywhere, { reason: 'asked again' })).statusCode).toBe(200);
    const key = (await send('POST', '/api/v1/keys', everywhere, { name: 'north alone', roles: ['ops'], brands: ['north'] })).json<{ key: string }>().key;
    expect((await test.app.inject({ url: '/api/v1/suppressions?limit=500&state=active', headers: { authorization: `Bearer ${key}` } })).json<{ items: { customers: string[] }[] }>().items.flatMap(({ customers }) => customers)).toEqual(['northmark-1']);
  });

  it('sees of somebody who is a customer of two brands the one\'s messages alone, and neither hands him out nor erases him', async () => {
    const texts = test.app.get(InboundSmsRepository, { strict: false });
    await test.database.db.query(`update customer set attributes = '{"tier": "of whom?"}' where id = $1`, [shared]);
    await test.database.db.query(`insert into touchpoint (customer_id, kind, reference, occurred_at) values ($1, 'purchase', 'of whom?', $2)`, [shared, APPROVED_AT]);
    await test.database.db.query(`update message set handed_over_at = $2 where id in (select m.id from message as m where m.notice_id = $3 and m.customer_id = $1)`, [shared, new Date(APPROVED_AT.getTime() + 30_000), south().notice]);
    await test.database.transactions.run(async (tx) => {
      for (const [at, body] of [[10_000, 'after the north'], [60_000, 'after the south']] as const) await texts.keep(tx, { providerId: `SM${at}`, fromHash: null, to: '+12025550100', keyword: 'other', body, customerId: shared, receivedAt: new Date(APPROVED_AT.getTime() + at) });
    });
    for (const brand of ['north', 'south']) expect((await send('POST', `/api/v1/desk/customers/${shared}/calls`, everywhere, { incidentId: of[brand]!.incident, reason: 'question', key: `call to ${brand}, shared` })).statusCode).toBe(201);
    const file = (as: Browser) => send('GET', `/api/v1/desk/customers/${shared}`, as).then((answer) => answer.json<{ notices: { incidentId: string }[]; replies: { text: string }[] }>());
    const [mine, all] = [await file(north), await file(everywhere)];
    expect([mine.notices.map(({ incidentId }) => incidentId), all.notices.length]).toEqual([[of['north']!.incident], 2]);
    expect([mine.replies.map(({ text }) => text), all.replies.map(({ text }) => text)]).toEqual([['after the north'], ['after the south', 'after the north']]);
    expect((await send('GET', `/api/v1/customers/${shared}`, north)).json()).toMatchObject({ attributes: {}, touchpoints: [] });
    expect((await send('GET', `/api/v1/customers/${shared}`, everywhere)).json()).toMatchObject({ attributes: { tier: 'of whom?' }, touchpoints: [{ reference: 'of whom?' }] });
    const calls = async (as: Browser) => (await send('GET', `/api/v1/customers/${shared}/calls`, as)).json<{ items: unknown[] }>().items.length;
    expect([await calls(north), await calls(everywhere)]).toEqual([1, 2]);
    const page = (await send('GET', `/customers/${shared}`, north, undefined, HTML)).body;
    expect([page.includes('southmark'), page.includes('of whom?'), page.includes('northmark')]).toEqual([false, false, true]);
    expect((await send('GET', `/api/v1/customers/${shared}/personal-data`, north)).json()).toMatchObject({ status: 409, code: 'customer-of-others' });
    expect((await send('POST', `/api/v1/customers/${shared}/erasure`, north, { ground: 'asked' })).json()).toMatchObject({ status: 409, code: 'customer-of-others' });
    const message = (notice: NoticeId) => test.database.db.query<{ id: string }>('select id from message where notice_id = $1 and customer_id = $2', [notice, shared]).then(([row]) => row!.id);
    const notTheirs = async (notice: NoticeId) => (await send('POST', `/api/v1/desk/customers/${shared}/not-theirs`, north, { messageId: await message(notice), shownBy: 'called-back' })).statusCode;
    expect([await notTheirs(south().notice), await notTheirs(of['north']!.notice)]).toEqual([404, 204]);
    expect((await send('POST', `/api/v1/desk/customers/${shared}/copies`, north, { noticeId: south().notice, channel: 'sms', reason: 'asked', key: 'a key of the copy' })).json()).toMatchObject({ status: 404, code: 'not-a-member' });
    expect((await send('POST', `/api/v1/desk/customers/${shared}/calls`, north, { incidentId: south().incident, reason: 'x', key: 'a key of the call' })).json()).toMatchObject({ status: 404, code: 'incident-not-found' });
  });
});
