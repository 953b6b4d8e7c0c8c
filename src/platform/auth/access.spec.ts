import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, Post } from '@nestjs/common';
import { type Actor, type Role, ROLES } from '../../kernel/actor.js';
import { type PersonId } from '../../kernel/ids.js';
import { type Client, testApp, type TestApp } from '../../../test/support/app.js';
import { AllowRoles, CurrentActor, MaybeActor, Public } from './access.js';
import { People } from './people.js';

@Controller('probe')
class ProbeController {
  @Get('signed-in')
  signedIn(@CurrentActor() actor: Actor) {
    return actor;
  }

  @AllowRoles('approver', 'legal')
  @Get('roles')
  roles() {
    return {};
  }

  @Public()
  @Get('public')
  open(@MaybeActor() actor: Actor | null) {
    return { id: actor?.id ?? null };
  }

  @Post('change')
  change(@Body() body: unknown) {
    return body ?? {};
  }
}

describe('the guard', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await testApp({ controllers: [ProbeController] });
  });
  afterAll(() => test.close());

  const status = async (method: 'GET' | 'POST', url: string, client: Client | null, body?: unknown) => (await test.send(method, url, client, body)).statusCode;

  it.each(ROLES)('opens a door to the roles that it names: %s', async (role) => {
    const key = await test.key(await test.person(role));
    expect(await status('GET', '/probe/roles', key)).toBe((['approver', 'legal'] as Role[]).includes(role) ? 200 : 403);
    expect(await status('GET', '/probe/signed-in', key)).toBe(200);
  });

  it.each([
    ['nothing', {}],
    ['an unknown cookie', { cookie: `fw_session=${'x'.repeat(43)}` }],
    ['an unknown key', { authorization: `Bearer fw_abcdefgh_${'x'.repeat(43)}` }],
    ['something that is no key', { authorization: 'Bearer x' }],
    ['another scheme', { authorization: 'Basic YTpi' }],
  ])('is shut to %s', async (_, headers) => {
    expect(await status('GET', '/probe/signed-in', { headers })).toBe(401);
  });

  it('takes a wrong key for an error even beside a good cookie', async () => {
    const { cookie } = await test.browser(await test.person('agent'));
    expect(await status('GET', '/probe/signed-in', { headers: { cookie, authorization: 'Bearer fw_wrong' } })).toBe(401);
  });

  it('knows who is there on an open door, without asking', async () => {
    const person = await test.person('agent');
    const { cookie } = await test.browser(person);
    expect((await test.send('GET', '/probe/public', { headers: { cookie } })).json()).toEqual({ id: person.id });
    expect((await test.send('GET', '/probe/public', { headers: { cookie: 'fw_session=gone', authorization: 'Bearer other' } })).json()).toEqual({ id: null });
  });

  describe('of a browser that changes something', () => {
    let cookie: string;
    let csrfToken: string;
    beforeAll(async () => ({ cookie, csrfToken } = await test.browser(await test.person('agent'))));

    it.each<[string, () => Record<string, string>, unknown, number]>([
      ['no token', () => ({}), {}, 403],
      ['a wrong token', () => ({ 'x-csrf-token': 'x' }), {}, 403],
      ['the token in a header', () => ({ 'x-csrf-token': csrfToken }), {}, 201],
      ['the token, from another site', () => ({ 'x-csrf-token': csrfToken, 'sec-fetch-site': 'cross-site' }), {}, 403],
      ['the token, from another origin', () => ({ 'x-csrf-token': csrfToken, origin: 'https://evil.example' }), {}, 403],
      ['the token, from our own page', () => ({ 'x-csrf-token': csrfToken, origin: 'http://firstword.test', 'sec-fetch-site': 'same-origin' }), {}, 201],
      ['the token, from a page under the name that was called', () => ({ 'x-csrf-token': csrfToken, origin: 'http://localhost:3000', host: 'localhost:3000' }), {}, 201],
    ])('wants a token: %s', async (_, headers, body, expected) => {
      expect(await status('POST', '/probe/change', { headers: { cookie, ...headers() } }, body)).toBe(expected);
    });

    it('takes the token from a form', async () => {
      const send = (payload: string) => test.app.inject({ method: 'POST', url: '/probe/change', payload, headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' } });
      expect((await send(`_csrf=${csrfToken}&a=1`)).statusCode).toBe(201);
      expect((await send(`_csrf=x&_csrf=${csrfToken}`)).statusCode).toBe(403);
    });

    it('takes no other session\'s token', async () => {
      const other = await test.browser(await test.person('agent'));
      expect(await status('POST', '/probe/change', { headers: { cookie, 'x-csrf-token': other.csrfToken } }, {})).toBe(403);
    });
  });

  it('asks a program with a key for no token', async () => {
    expect(await status('POST', '/probe/change', await test.key(await test.person('agent')), {})).toBe(201);
  });
});

describe('an API key', () => {
  let test: TestApp;
  /** One alone: from the second on, keys ask for another's word. */
  let boss: Awaited<ReturnType<TestApp['person']>>;
  beforeAll(async () => {
    test = await testApp({ controllers: [ProbeController] });
    boss = await test.person('admin');
  });
  afterAll(() => test.close());

  const make = async (...roles: Role[]) => {
    const person = await test.person(...roles);
    const browser = await test.browser(person);
    return { person, browser, create: (body: object) => test.send('POST', '/api/v1/keys', browser, { name: 'importer', ...body }) };
  };
  const works = async (key: string) => (await test.send('GET', '/probe/signed-in', { headers: { authorization: `Bearer ${key}` } })).statusCode === 200;

  it('is shown once and kept as a hash', async () => {
    const { person, browser, create } = await make('author', 'ops');
    const { key, id, prefix } = (await create({ roles: ['author'] })).json<{ key: string; id: string; prefix: string }>();
    expect(key).toMatch(new RegExp(`^fw_${prefix}_[A-Za-z0-9_-]{43}$`));
    const rest = JSON.stringify([(await test.send('GET', '/api/v1/keys', browser)).json(), await test.database.db.query('select * from api_key where id = $1', [id])]);
    expect(rest).not.toContain(key.slice(-43));
    expect((await test.send('GET', '/probe/signed-in', { headers: { authorization: `Bearer ${key}` } })).json())
      .toEqual({ kind: 'key', id, name: 'importer', roles: ['author'], answerable: person.id });
  });

  it('has no role that its maker has not, then or later', async () => {
    const { person, create } = await make('author', 'ops');
    expect((await create({ roles: ['author', 'approver'] })).json()).toMatchObject({ status: 422, code: 'roles-beyond-own' });
    const { key } = (await create({ roles: ['author', 'ops'] })).json<{ key: string }>();
    await test.send('PATCH', `/api/v1/people/${person.id}`, await test.key(boss), { roles: ['ops', 'approver'] });
    expect((await test.send('GET', '/probe/signed-in', { headers: { authorization: `Bearer ${key}` } })).json()).toMatchObject({ roles: ['ops'] });
  });

  it('ends when it is revoked, at its end, and with its maker', async () => {
    const { person, browser, create } = await make('author');
    const admin = await test.key(boss);
    const [one, two, three] = await Promise.all([create({ roles: ['author'] }), create({ roles: ['author'], expiresAt: '2099-01-01T00:00:00Z' }), create({ roles: ['author'] })].map(async (made) => (await made).json<{ key: string; id: string }>()));
    expect([await works(one!.key), await works(two!.key), await works(three!.key)]).toEqual([true, true, true]);
    expect((await test.send('DELETE', `/api/v1/keys/${one!.id}`, browser)).json()).toMatchObject({ id: one!.id, revokedAt: expect.any(String) });
    await test.database.db.query('update api_key set expires_at = now() where id = $1', [two!.id]);
    expect([await works(one!.key), await works(two!.key), await works(three!.key)]).toEqual([false, false, true]);
    await test.send('PATCH', `/api/v1/people/${person.id}`, admin, { disabled: true });
    expect(await works(three!.key)).toBe(false);
  });

  it('is not made to end before it begins', async () => {
    const { create } = await make('author');
    expect((await create({ roles: ['author'], expiresAt: '2020-01-01T00:00:00Z' })).json()).toMatchObject({ code: 'expiry-past' });
  });

  it('makes no keys', async () => {
    const client = await test.key(boss);
    expect((await test.send('POST', '/api/v1/keys', client, { name: 'x', roles: ['admin'] })).json()).toMatchObject({ status: 403, code: 'person-needed' });
  });

  it('of someone else can\'t be seen or revoked, but by an admin', async () => {
    const [mine, yours, admin] = [await make('author'), await make('author'), { browser: await test.browser(boss) }];
    const { id } = (await mine.create({ roles: ['author'] })).json<{ id: string }>();
    const seen = async (client: Client) => (await test.send('GET', '/api/v1/keys', client)).json<{ items: { id: string }[] }>().items.some((key) => key.id === id);
    expect([await seen(mine.browser), await seen(yours.browser), await seen(admin.browser)]).toEqual([true, false, true]);
    expect((await test.send('DELETE', `/api/v1/keys/${id}`, yours.browser)).statusCode).toBe(404);
    expect((await test.send('DELETE', `/api/v1/keys/${id}`, admin.browser)).statusCode).toBe(200);
  });
});

describe('people', () => {
  let test: TestApp;
  let admin: Client;
  let adminId: PersonId;
  beforeAll(async () => {
    test = await testApp();
    const person = await test.person('admin');
    adminId = person.id;
    admin = await test.key(person);
  });
  afterAll(() => test.close());

  const person = { email: 'Jo.Bloggs@Shop.example', name: ' Jo Bloggs ', roles: ['approver', 'agent'], password: 'a long enough password' };

  it('are added with a checked address, and never shown with their password', async () => {
    const answer = await test.send('POST', '/api/v1/people', admin, person);
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toMatchObject({ email: 'Jo.Bloggs@shop.example', name: 'Jo Bloggs', roles: ['approver', 'agent'], disabledAt: null });
    const list = await test.send('GET', '/api/v1/people', admin);
    expect(list.json<{ items: unknown[] }>().items).toHaveLength(2);
    expect(list.body + answer.body).not.toMatch(/password|argon2/i);
  });

  it.each([
    [{ email: 'jo.bloggs@SHOP.example' }, 409, 'person-exists'],
    [{ email: 'not an address' }, 422, 'email-invalid'],
    [{ email: 'a@b.example', password: 'short' }, 422, 'password-weak'],
    [{ email: 'a@b.example', roles: ['boss'] }, 422, 'request-invalid'],
    [{ email: 'a@b.example', admin: true }, 422, 'request-invalid'],
  ])('with %j are refused', async (change, status, code) => {
    expect((await test.send('POST', '/api/v1/people', admin, { ...person, ...change })).json()).toMatchObject({ status, code });
  });

  it('always have an admin among them, even when two admins remove each other at once', async () => {
    expect((await test.send('PATCH', `/api/v1/people/${adminId}`, admin, { roles: ['agent'] })).json()).toMatchObject({ status: 409, code: 'last-admin' });
    const second = await test.person('admin');
    const people = test.app.get(People);
    const both = await Promise.allSettled([people.change(second.actor, adminId, { disabled: true }), people.change(second.actor, second.id, { roles: ['agent'] })]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'last-admin' } });
    await test.database.db.query(`update person set disabled_at = null, roles = case when id = $1 then '{admin}'::text[] else '{agent}' end where id = any($2)`, [adminId, [adminId, second.id]]);
  });

  it('are changed on the record', async () => {
    const { id } = await test.person('agent');
    await test.send('PATCH', `/api/v1/people/${id}`, admin, { name: 'New', roles: ['ops'], disabled: true, password: 'another long password' });
    await test.send('PATCH', `/api/v1/people/${id}`, admin, { disabled: false });
    const events = await test.database.db.query<{ action: string; details: object; actor_kind: string }>('select action, details, actor_kind from audit_event where subject_id = $1 order by id', [id]);
    expect(events.map(({ action }) => action)).toEqual(['person.created', 'person.renamed', 'person.roles-changed', 'person.disabled', 'person.password-reset', 'person.enabled']);
    expect(events[2]).toMatchObject({ actor_kind: 'key', details: { from: ['agent'], to: ['ops'] } });
  });

  it('that are not there are not found', async () => {
    expect((await test.send('PATCH', '/api/v1/people/00000000-0000-4000-8000-000000000000', admin, { name: 'x' })).json()).toMatchObject({ status: 404, code: 'person-not-found' });
  });

  it('are the business of admins alone', async () => {
    const key = await test.key(await test.person('commander'));
    expect((await test.send('GET', '/api/v1/people', key)).statusCode).toBe(403);
  });
});
