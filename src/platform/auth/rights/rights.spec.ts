import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser, TEST_PASSWORD, testApp, type TestApp } from '../../../../test/support/app.js';
import { Alerts } from '../../alerts/alerts.js';
import { AccessRequests } from './access-requests.js';

const HTML = { accept: 'text/html' };
const FORM = { ...HTML, 'content-type': 'application/x-www-form-urlencoded' };

describe('roles and keys, where there are two administrators', () => {
  let test: TestApp;
  let one: Browser & { readonly id: string };
  let two: Browser & { readonly id: string };
  beforeAll(async () => {
    test = await testApp();
    const first = await test.person('admin', 'commander');
    one = { ...(await test.browser(first)), id: first.id };
    const alone = await test.send('POST', '/api/v1/people', one, { email: 'second@firstword.test', name: 'Second', roles: ['admin'], password: TEST_PASSWORD });
    expect(alone.statusCode).toBe(201); // as long as there is one, he acts alone
    const signedIn = await test.send('POST', '/api/v1/session', null, { email: 'second@firstword.test', password: TEST_PASSWORD });
    const cookie = `fw_session=${signedIn.cookies.find(({ name }) => name === 'fw_session')!.value}`;
    const { csrfToken } = signedIn.json<{ csrfToken: string }>();
    two = { cookie, csrfToken, headers: { cookie, 'x-csrf-token': csrfToken }, id: alone.json<{ id: string }>().id };
  });
  afterAll(() => test.close());

  const change = (id: string, body: object, by = one) => test.send('PATCH', `/api/v1/people/${id}`, by, body);
  const decide = (id: string, what: 'confirm' | 'refuse' | 'key', by: Browser, body?: object) => test.send('POST', `/api/v1/access-requests/${id}/${what}`, by, body);
  const asked = async (id: string, body: object) => {
    const answer = await change(id, body);
    expect(answer.statusCode).toBe(202);
    return answer.json<{ id: string }>().id;
  };
  const rolesOf = async (id: string) => (await test.database.db.query<{ roles: string[] }>('select roles from person where id = $1', [id]))[0]!.roles;
  const actions = async (id: string) => (await test.database.db.query<{ action: string }>(`select action from audit_event where subject_kind = 'access-request' and subject_id = $1 order by id`, [id])).map(({ action }) => action);

  it('change when another confirms, and never by the word of who asked', async () => {
    const { id } = await test.person('agent');
    const request = await asked(id, { roles: ['agent', 'approver'] });
    expect(await rolesOf(id)).toEqual(['agent']);
    expect((await decide(request, 'confirm', one)).json()).toMatchObject({ status: 403, code: 'second-admin-needed' });
    expect((await decide(request, 'confirm', await test.browser(await test.person('commander')))).statusCode).toBe(403);
    const confirmed = await decide(request, 'confirm', two);
    expect(confirmed.json()).toMatchObject({ state: 'confirmed', requestedBy: { id: one.id }, decidedBy: { id: two.id } });
    expect(await rolesOf(id)).toEqual(['approver', 'agent']);
    expect((await decide(request, 'confirm', two)).json()).toMatchObject({ status: 409, code: 'access-request-over' });
    expect(await actions(request)).toEqual(['access.requested', 'access.confirmed']);
    // Held by the database too.
    await expect(test.database.db.query(`update access_request set decided_by = requested_by where id = $1`, [request])).rejects.toThrow('access_request_second');
  });

  it('change once where two confirm at once', async () => {
    const { id } = await test.person('agent');
    const request = await asked(id, { password: 'another long password' });
    const both = await Promise.all([decide(request, 'confirm', two), decide(request, 'confirm', two)]);
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409]);
    const [{ n }] = (await test.database.db.query<{ n: number }>(`select count(*)::int as n from audit_event where subject_id = $1 and action = 'person.password-reset'`, [id])) as [{ n: number }];
    expect(n).toBe(1);
  });

  it('shut out and rename at once, and let in again by two', async () => {
    const { id } = await test.person('agent');
    expect((await change(id, { name: 'New Name', disabled: true })).json()).toMatchObject({ name: 'New Name', disabledAt: expect.any(String) });
    const request = await asked(id, { disabled: false });
    expect((await decide(request, 'confirm', two)).statusCode).toBe(200);
    expect((await test.database.db.query('select disabled_at from person where id = $1', [id]))[0]).toEqual({ disabled_at: null });
    expect((await change(id, { roles: ['agent'], disabled: false })).statusCode).toBe(200); // it is so already
  });

  it('add a person whose password stands nowhere in plain, when another confirms', async () => {
    const answer = await test.send('POST', '/api/v1/people', one, { email: 'new@firstword.test', name: 'New', roles: ['agent'], password: TEST_PASSWORD });
    expect([answer.statusCode, answer.body]).toEqual([202, expect.not.stringMatching(/password42|argon2/)]);
    const kept = JSON.stringify(await test.database.db.query('select * from access_request'));
    expect([kept.includes(TEST_PASSWORD), kept.includes('argon2id')]).toEqual([false, true]);
    const { id } = answer.json<{ id: string }>();
    await decide(id, 'confirm', two);
    expect((await test.send('POST', '/api/v1/session', null, { email: 'new@firstword.test', password: TEST_PASSWORD })).statusCode).toBe(201);
  });

  it('are told to people while they wait, refused with a reason, taken back, or void after a day', async () => {
    const { id } = await test.person('agent');
    const alerts = async () => (await test.app.get(Alerts).list({ live: true, limit: 50 })).filter(({ kind }) => kind === 'access.waiting').length;
    const [refused, withdrawn, late] = [await asked(id, { roles: ['ops'] }), await asked(id, { roles: ['legal'] }), await asked(id, { roles: ['auditor'] })];
    expect(await alerts()).toBe(3);
    expect((await decide(refused, 'refuse', two, { reason: ' ' })).json()).toMatchObject({ status: 400, code: 'reason-needed' });
    expect((await decide(refused, 'refuse', two, { reason: 'not now' })).json()).toMatchObject({ state: 'refused', reason: 'not now' });
    expect((await decide(withdrawn, 'refuse', one, { reason: 'a mistake' })).json()).toMatchObject({ state: 'withdrawn' });
    await test.database.db.query(`update access_request set expires_at = now() where id = $1`, [late]);
    expect((await decide(late, 'confirm', two)).json()).toMatchObject({ status: 409, code: 'access-request-over' });
    expect(await test.app.get(AccessRequests).expire()).toBe(1);
    expect([await alerts(), await rolesOf(id), await actions(late)]).toEqual([0, ['agent'], ['access.requested', 'access.expired']]);
  });

  it('give a key to whoever asked for it, once, when an administrator has confirmed it', async () => {
    const maker = await test.browser(await test.person('author'));
    const answer = await test.send('POST', '/api/v1/keys', maker, { name: 'importer', roles: ['author'] });
    expect([answer.statusCode, answer.body.includes('fw_')]).toEqual([202, false]);
    const { id } = answer.json<{ id: string }>();
    expect((await decide(id, 'key', maker)).json()).toMatchObject({ status: 409, code: 'access-request-not-confirmed' });
    await decide(id, 'confirm', two);
    expect((await decide(id, 'key', two)).statusCode).toBe(404);
    const made = await Promise.all([decide(id, 'key', maker), decide(id, 'key', maker)]);
    expect(made.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409]);
    const { key } = made.find(({ statusCode }) => statusCode === 201)!.json<{ key: string }>();
    expect((await test.send('GET', '/api/v1/me', { headers: { authorization: `Bearer ${key}` } })).json()).toMatchObject({ actor: { kind: 'key', roles: ['author'] } });
    expect((await test.send('POST', '/api/v1/keys', maker, { name: 'x', roles: ['admin'] })).statusCode).toBe(422); // not even asked
  });

  it('take away what somebody has lost, by two', async () => {
    const person = await test.person('agent');
    await test.database.db.query(`insert into totp (person_id, secret, confirmed_at) values ($1, 'x', now())`, [person.id]);
    const request = await asked(person.id, { resetSecondFactors: true });
    await decide(request, 'confirm', two);
    expect(await test.database.db.query('select 1 from totp where person_id = $1', [person.id])).toEqual([]);
    expect((await test.send('POST', '/api/v1/session', null, { email: person.email, password: TEST_PASSWORD })).statusCode).toBe(201);
  });

  it('can not be had alone by shutting the other out', async () => {
    expect((await change(two.id, { disabled: true })).statusCode).toBe(200);
    const { id } = await test.person('agent');
    const request = await asked(id, { roles: ['admin'] });
    expect((await decide(request, 'confirm', one)).statusCode).toBe(403);
    await test.database.db.query('update person set disabled_at = null where id = $1', [two.id]);
  });

  it('stand on the page: what waits, with a button for the other', async () => {
    const { id } = await test.person('agent');
    const request = await asked(id, { roles: ['ops'] });
    const again = await test.send('POST', '/api/v1/session', null, { email: 'second@firstword.test', password: TEST_PASSWORD });
    const cookie = `fw_session=${again.cookies.find(({ name }) => name === 'fw_session')!.value}`;
    const page = async (headers: Record<string, string>) => (await test.send('GET', '/people', { headers }, undefined, HTML)).body;
    const confirms = `/people/requests/${request}/confirm`;
    expect([(await page(one.headers)).includes(confirms), (await page({ cookie })).includes(confirms)]).toEqual([false, true]);
    const { csrfToken } = again.json<{ csrfToken: string }>();
    expect((await test.app.inject({ method: 'POST', url: confirms, headers: { ...FORM, cookie }, payload: new URLSearchParams({ _csrf: csrfToken }).toString() })).statusCode).toBe(303);
    expect(await rolesOf(id)).toEqual(['ops']);
  });
});
