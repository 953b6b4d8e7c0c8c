import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Client, testApp, type TestApp } from '../../../test/support/app.js';
import { SseClient } from '../../../test/support/sse-client.js';
import { BRAND, FACTS } from '../../../test/support/thread.company.js';
import { type Role } from '../../kernel/actor.js';
import { Alerts } from '../alerts/alerts.js';
import { RouteTable } from '../http/route-table.js';
import { brandsFor, inBrand, rightsOfKey } from './brand-rights.js';
import { People } from './people.js';
import { resourcesOf } from './resource-of.js';

const HTML = { accept: 'text/html' };

describe('roles by brand', () => {
  let test: TestApp;
  let admin: Client;
  const incident: Record<string, string> = {};
  beforeAll(async () => {
    test = await testApp();
    admin = await test.key(await test.person('admin', 'commander', 'author'));
    for (const id of ['north', 'south']) {
      expect((await test.send('PUT', `/api/v1/brands/${id}`, admin, { ...BRAND, id })).statusCode).toBe(200);
      const declared = await test.send('POST', '/api/v1/incidents', admin, { kind: 'service-outage', title: `Of ${id}`, severity: 'low', brandId: id, facts: { ...FACTS, dataInvolved: [] } });
      expect([declared.statusCode, declared.body]).toEqual([201, expect.any(String)]);
      incident[id] = declared.json<{ id: string }>().id;
    }
  });
  afterAll(() => test.close());

  async function limited(brandRoles: Record<string, Role[]>, roles: Role[] = []) {
    const email = `${randomUUID()}@firstword.test`;
    const password = 'a long enough password 42';
    const person = await test.app.get(People).create({ kind: 'system', id: 'test' }, { email, name: 'Limited', roles, brandRoles, password });
    return { person, browser: await test.browser(person) };
  }
  const titles = async (client: Client) => (await test.send('GET', '/api/v1/incidents', client)).json<{ items: { title: string }[] }>().items.map(({ title }) => title).sort();

  it('show the incidents of those brands, and of no other', async () => {
    const { browser } = await limited({ north: ['commander', 'author'] });
    expect([await titles(browser), await titles(admin)]).toEqual([['Of north'], ['Of north', 'Of south']]);
    const page = await test.send('GET', '/incidents', browser, undefined, HTML);
    expect([page.statusCode, page.body.includes('Of north'), page.body.includes('Of south')]).toEqual([200, true, false]);
    expect((await test.send('GET', `/api/v1/incidents/${incident['north']}`, browser)).statusCode).toBe(200);
    for (const path of ['', '/timeline', '/notices', '/audiences', '/report', '/evidence.zip', '/calls']) {
      const answer = await test.send('GET', `/api/v1/incidents/${incident['south']}${path}`, browser);
      expect([path, answer.statusCode, answer.json()]).toEqual([path, 404, expect.objectContaining({ code: 'not-found' })]);
    }
    for (const path of ['', '/room', '/calls', '/report', '/edit']) expect([path, (await test.send('GET', `/incidents/${incident['south']}${path}`, browser, undefined, HTML)).statusCode]).toEqual([path, 404]);
  });

  it('let nobody declare or change for another brand', async () => {
    const { browser } = await limited({ north: ['commander'], south: ['agent'] });
    const declare = (brandId: string) => test.send('POST', '/api/v1/incidents', browser, { kind: 'service-outage', title: 'New', severity: 'low', brandId, facts: { ...FACTS, dataInvolved: [] } });
    expect([(await declare('north')).statusCode, (await declare('south')).json()]).toMatchObject([201, { status: 403, code: 'other-brand' }]);
    expect((await test.send('PATCH', `/api/v1/incidents/${incident['south']}`, browser, { revision: 1, title: 'Mine' })).json()).toMatchObject({ status: 403, code: 'role-missing' }); // an agent there
    expect((await test.send('GET', `/api/v1/incidents/${incident['south']}`, browser)).statusCode).toBe(200);
    const form = await test.send('GET', '/incidents/new?kind=service-outage', browser, undefined, HTML);
    expect([form.statusCode, form.body.includes('value="north"'), form.body.includes('value="south"')]).toEqual([200, true, false]);
  });

  it('leave what belongs to no brand to those who have the role everywhere', async () => {
    const { browser } = await limited({ north: ['commander', 'approver', 'ops', 'auditor', 'agent', 'legal', 'author'] });
    for (const path of ['/api/v1/audit/chain', '/api/v1/agents-on-duty', '/api/v1/sending', '/api/v1/retention', '/api/v1/people']) {
      expect([path, (await test.send('GET', path, browser)).statusCode]).toEqual([path, 403]);
    }
    const { browser: mixed } = await limited({ north: ['commander'] }, ['auditor']);
    expect([(await test.send('GET', '/api/v1/audit', mixed)).statusCode, (await titles(mixed)).includes('Of south')]).toEqual([200, true]);
    expect((await test.send('POST', `/api/v1/incidents/${incident['south']}/close`, mixed)).statusCode).toBe(403);
  });

  it('show of the record, of alerts and of doubts what is of incidents of those brands', async () => {
    const { browser } = await limited({ north: ['auditor', 'ops'] });
    for (const id of ['north', 'south']) await test.app.get(Alerts).raise({ kind: 'test.odd', subject: id, incidentId: incident[id] as never, message: `Odd in ${id}.`, remedy: 'Look.', lasting: true });
    await test.app.get(Alerts).raise({ kind: 'test.odd', subject: 'none', message: 'Odd everywhere.', remedy: 'Look.', lasting: true });
    const events = (await test.send('GET', '/api/v1/audit?limit=500', browser)).json<{ items: { incidentId: string | null; details: { incident?: string } }[] }>().items.map((one) => one.incidentId ?? one.details.incident);
    expect([events.includes(incident['north']), events.includes(incident['south']), events.includes(undefined)]).toEqual([true, false, false]);
    const csv = (await test.send('GET', '/api/v1/audit.csv', browser)).body;
    expect([csv.includes(incident['north']!), csv.includes(incident['south']!)]).toEqual([true, false]);
    const alerts = async (client: Client) => (await test.send('GET', '/api/v1/alerts?live=true', client)).json<{ items: { message: string }[] }>().items.map(({ message }) => message).filter((message) => message.startsWith('Odd')).sort();
    expect([await alerts(browser), await alerts(admin)]).toEqual([['Odd in north.'], ['Odd everywhere.', 'Odd in north.', 'Odd in south.']]);
    expect((await test.send('GET', '/api/v1/messages?state=unknown', browser)).json()).toEqual({ items: [], next: null });
  });

  // Whatever route somebody adds: it is about a thing whose brand is known, keeps to brands itself, or stays shut.
  it('stay shut at every route that is not about one of their brands', async () => {
    const { browser } = await limited({ north: ['commander', 'approver', 'ops', 'auditor', 'agent', 'legal', 'author'] });
    const routes = test.app.get(RouteTable).all().filter(({ method, url }) => method === 'GET' && /:/.test(url) && !/^\/(n|u|assets|status|check|webhooks)(\/|$)/.test(url));
    expect(routes.length).toBeGreaterThan(40);
    for (const { url } of routes) {
      const id = resourcesOf(url)[0]?.kind === 'incidents' ? incident['south']! : randomUUID();
      const answer = await test.send('GET', url.replace(/:\w+/, id).replaceAll(/:\w+/g, 'x'), browser);
      expect([url, [403, 404, 422].includes(answer.statusCode)]).toEqual([url, true]);
      if (resourcesOf(url).length > 0) expect([url, answer.statusCode]).toEqual([url, 404]);
    }
  });

  it('look at each thing that an address names, and not at the first alone', async () => {
    const { browser } = await limited({ north: ['commander', 'ops', 'author'], south: ['agent'] });
    const builder = await test.person('author');
    const audience = async (brand: string) => {
      const [row] = await test.database.db.query<{ id: string }>(
        `insert into audience (incident_id, version, rule, built_by) values ($1, 90, '{}', $2) returning id`, [incident[brand], builder.id]);
      return row!.id;
    };
    const [north, south] = [await audience('north'), await audience('south')];
    for (const [one, other] of [[north, south], [south, north]]) {
      expect((await test.send('GET', `/api/v1/audiences/${one}/diff/${other}`, browser)).json()).toMatchObject({ status: 404, code: 'not-found' });
    }
    expect((await test.send('GET', `/api/v1/audiences/${north}/diff/${north}`, browser)).json()).not.toMatchObject({ code: 'not-found' });
    // every further id of an address is known to the guard, or names a thing that has no brand or belongs to the first by its key
    const known = ['locale', 'type', 'kind', 'name', 'event', 'order', 'turn', 'revision', 'date', 'glass', 'person', 'id'];
    const unknown = test.app.get(RouteTable).all().flatMap(({ url }) => {
      const named = resourcesOf(url);
      return named.length === 0 ? [] : [...url.matchAll(/:(\w+)/g)].map(([, param]) => param!).filter((param) => !known.includes(param) && !named.some((one) => one.param === param)).map((param) => `${url} ${param}`);
    });
    expect(unknown).toEqual([]);
  });

  it('end the live room of whoever may not see its brand any more', async () => {
    const { person, browser } = await limited({ north: ['commander'], south: ['agent'] });
    const stream = await SseClient.open(`${await test.url()}/incidents/${incident['north']}/room/events`, { cookie: browser.cookie });
    await stream.next('beat');
    await test.database.db.query(`update person_brand_role set roles = case brand_id when 'north' then '{agent}'::text[] else '{commander}' end where person_id = $1`, [person.id]);
    await stream.next('over');
    await stream.ended;
  });

  it('are changed on the record, and end the person\'s sessions', async () => {
    const { person, browser } = await limited({ north: ['author'] });
    const change = (brandRoles: object) => test.send('PATCH', `/api/v1/people/${person.id}`, admin, { brandRoles });
    expect((await change({ nowhere: ['author'] })).json()).toMatchObject({ status: 422, code: 'brand-unknown' });
    expect((await change({ north: ['admin'] })).json()).toMatchObject({ status: 422, code: 'admin-everywhere' });
    expect((await change({})).json()).toMatchObject({ status: 422, code: 'roles-invalid' }); // he would have none
    expect((await change({ south: ['author', 'agent'] })).json()).toMatchObject({ roles: [], brandRoles: { south: ['author', 'agent'] } });
    expect((await test.send('GET', '/api/v1/me', browser)).statusCode).toBe(401);
    const [event] = await test.database.db.query<{ details: object }>(`select details from audit_event where subject_id = $1 and action = 'person.roles-changed'`, [person.id]);
    expect(event!.details).toEqual({ from: [], to: [], fromByBrand: { north: ['author'] }, toByBrand: { south: ['author', 'agent'] } });
  });

  it('bind keys: to what their maker may, and to the brands that they are for', async () => {
    const { person, browser } = await limited({ north: ['commander'], south: ['commander'] });
    const make = (body: object) => test.send('POST', '/api/v1/keys', browser, { name: 'x', ...body });
    expect((await make({ roles: ['commander'], brands: ['elsewhere'] })).json()).toMatchObject({ status: 422, code: 'brands-beyond-own' });
    const key = async (body: object) => ({ headers: { authorization: `Bearer ${(await make(body)).json<{ key: string }>().key}` } });
    const [north, both] = [await key({ roles: ['commander'], brands: ['north'] }), await key({ roles: ['commander'] })];
    expect([(await titles(north)).includes('Of south'), (await titles(both)).includes('Of south')]).toEqual([false, true]);
    expect((await test.send('GET', `/api/v1/incidents/${incident['south']}`, north)).statusCode).toBe(404);
    await test.send('PATCH', `/api/v1/people/${person.id}`, admin, { brandRoles: { south: ['commander'] } });
    expect((await test.send('GET', `/api/v1/incidents/${incident['north']}`, north)).statusCode).toBe(404);
    const everywhere = await test.person('commander');
    const made = await test.send('POST', '/api/v1/keys', await test.browser(everywhere), { name: 'y', roles: ['commander'], brands: ['south'] });
    expect(await titles({ headers: { authorization: `Bearer ${made.json<{ key: string }>().key}` } })).toEqual(['Of south']);
  });

  it('are reckoned without the database', () => {
    const rights = { everywhere: ['auditor'], byBrand: { a: ['commander'], b: ['agent'] } } as const;
    expect([inBrand(rights, 'a'), inBrand(rights, 'c'), brandsFor(rights, ['commander']), brandsFor(rights, ['auditor']), brandsFor(rights, null)]).toEqual([['auditor', 'commander'], ['auditor'], ['a'], null, null]);
    expect(rightsOfKey(rights, ['commander', 'approver'], null)).toEqual({ everywhere: [], byBrand: { a: ['commander'] } });
    expect(rightsOfKey(rights, ['auditor', 'agent'], ['b', 'c'])).toEqual({ everywhere: [], byBrand: { b: ['auditor', 'agent'], c: ['auditor'] } });
    expect(['/api/v1/notices/:id/approve', '/settings/brands/:id/sender-check', '/desk/customers/:id', '/settings/alerts/:id', '/incidents/new'].map(resourcesOf)).toEqual([[{ kind: 'notices', param: 'id' }], [{ kind: 'brands', param: 'id' }], [{ kind: 'customers', param: 'id' }], [], []]);
    expect([resourcesOf('/api/v1/audiences/:id/diff/:other'), resourcesOf('/notices/:id/letters/:file/posted')]).toEqual([
      [{ kind: 'audiences', param: 'id' }, { kind: 'audiences', param: 'other' }], [{ kind: 'notices', param: 'id' }, { kind: 'postal-files', param: 'file' }],
    ]);
  });
});
