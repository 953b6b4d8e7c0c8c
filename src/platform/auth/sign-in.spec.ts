import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TEST_PASSWORD, testApp, type TestApp } from '../../../test/support/app.js';
import { Sessions } from './sessions.js';

describe('signing in', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await testApp();
  });
  afterAll(() => test.close());

  const signIn = (email: string, password: string, headers: Record<string, string> = {}) => test.send('POST', '/api/v1/session', null, { email, password }, headers);
  const actions = async (id: string) =>
    (await test.database.db.query<{ action: string }>('select action from audit_event where subject_id = $1 order by id', [id])).map(({ action }) => action);

  it('gives a cookie that no script reads and no other site sends, and keeps only its hash', async () => {
    const person = await test.person('commander');
    const answer = await signIn(person.email.toUpperCase(), TEST_PASSWORD);
    const [cookie] = answer.cookies;
    expect(cookie).toMatchObject({ name: 'fw_session', httpOnly: true, sameSite: 'Lax', path: '/', maxAge: 86_400 });
    expect(cookie!.secure).toBeUndefined();
    expect(answer.json()).toMatchObject({ person: { id: person.id, roles: ['commander'] } });
    expect(answer.body).not.toContain(cookie!.value);
    const stored = await test.database.db.query<{ token_hash: string }>('select * from session where person_id = $1', [person.id]);
    expect(stored[0]!.token_hash).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(stored)).not.toContain(cookie!.value);
    expect(await actions(person.id)).toEqual(['person.created', 'session.started']);
  });

  it('gives a Secure cookie where the service is reached by https', async () => {
    const secure = await testApp({ surroundings: { publicUrl: 'https://firstword.test' } });
    const person = await secure.person('agent');
    const answer = await secure.send('POST', '/api/v1/session', null, { email: person.email, password: TEST_PASSWORD });
    expect(answer.cookies[0]).toMatchObject({ secure: true });
    await secure.close();
  });

  it('is refused in the same words for an unknown address, a wrong password, a lock and a disabled person', async () => {
    const [person, gone] = [await test.person('agent'), await test.person('agent')];
    await test.database.db.query('update person set disabled_at = now() where id = $1', [gone.id]);
    const answers = [await signIn('nobody@firstword.test', TEST_PASSWORD), await signIn(person.email, 'wrong password 1'), await signIn(gone.email, TEST_PASSWORD)];
    await test.database.db.query(`update person set locked_until = now() + interval '1 minute' where id = $1`, [person.id]);
    answers.push(await signIn(person.email, TEST_PASSWORD));
    const told = new Set(answers.map((answer) => JSON.stringify({ ...answer.json<object>(), instance: '' }) + answer.statusCode + JSON.stringify(answer.cookies)));
    expect(told.size).toBe(1);
    expect(answers[0]!.json()).toMatchObject({ status: 401, code: 'sign-in-refused' });
  });

  it('locks after ten failures, side by side or not, for 15 minutes', async () => {
    const person = await test.person('agent');
    await Promise.all(Array.from({ length: 14 }, (_, guess) => signIn(person.email, `wrong password ${guess}`)));
    expect((await signIn(person.email, TEST_PASSWORD)).statusCode).toBe(401);
    const found = await actions(person.id);
    expect([found.filter((action) => action === 'person.sign-in-failed').length, found.filter((action) => action === 'person.locked').length]).toEqual([9, 1]);
    const [lock] = await test.database.db.query<{ minutes: number }>(`select round(extract(epoch from locked_until - now()) / 60)::int as minutes from person where id = $1`, [person.id]);
    expect(lock!.minutes).toBe(15);
    await test.database.db.query('update person set locked_until = now() where id = $1', [person.id]);
    expect((await signIn(person.email, 'wrong password')).statusCode).toBe(401); // the count starts again: no new lock
    expect((await signIn(person.email, TEST_PASSWORD)).statusCode).toBe(201);
    const [cleared] = await test.database.db.query('select failed_sign_ins, locked_until from person where id = $1', [person.id]);
    expect(cleared).toEqual({ failed_sign_ins: 0, locked_until: null });
  });

  it('from another site is refused, so that nobody is signed in as someone else unawares', async () => {
    const person = await test.person('agent');
    const foreign: Record<string, string>[] = [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { origin: 'https://evil.example' }, { origin: 'null' }];
    for (const headers of foreign) {
      expect((await signIn(person.email, TEST_PASSWORD, headers)).json()).toMatchObject({ status: 403, code: 'foreign-site' });
    }
    expect((await signIn(person.email, TEST_PASSWORD, { origin: 'http://firstword.test', 'sec-fetch-site': 'same-origin' })).statusCode).toBe(201);
  });

  it('again makes the hash stronger where it was made at a lower cost', async () => {
    const person = await test.person('agent');
    await test.database.db.query('update person set password_hash = $2 where id = $1', [person.id, '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc']);
    expect((await signIn(person.email, 'password')).statusCode).toBe(201);
    const [row] = await test.database.db.query<{ password_hash: string }>('select password_hash from person where id = $1', [person.id]);
    expect(row!.password_hash).toContain('m=19456,t=2,p=1');
    expect((await signIn(person.email, 'password')).statusCode).toBe(201);
  });

  describe('ends', () => {
    const me = async (cookie: string) => (await test.send('GET', '/api/v1/me', { headers: { cookie } })).statusCode;

    it('when the person signs out, in that browser alone', async () => {
      const person = await test.person('agent');
      const [one, two] = [await test.browser(person), await test.browser(person)];
      const out = await test.send('DELETE', '/api/v1/session', one);
      expect([out.statusCode, out.cookies[0]!.value]).toEqual([204, '']);
      expect([await me(one.cookie), await me(two.cookie)]).toEqual([401, 200]);
      expect(await actions(person.id)).toContain('session.ended');
    });

    it.each([
      ['8 hours after the last click', `last_seen_at = now() - interval '8 hours'`, 401],
      ['not a minute before that', `last_seen_at = now() - interval '7 hours 59 minutes'`, 200],
      ['24 hours after it began, however busy', `expires_at = now()`, 401],
    ])('%s', async (_, change, status) => {
      const browser = await test.browser(await test.person('agent'));
      await test.database.db.query(`update session set ${change} where csrf_token = $1`, [browser.csrfToken]);
      expect(await me(browser.cookie)).toBe(status);
      expect(await me(browser.cookie)).toBe(status);
      expect(await test.app.get(Sessions).expire()).toBe(status === 401 ? 1 : 0);
    });

    it('when an admin changes roles, access or password, but not for a new name', async () => {
      const admin = await test.key(await test.person('admin'));
      for (const [change, status] of [[{ name: 'New Name' }, 200], [{ roles: ['agent', 'ops'] }, 401], [{ password: 'another long password' }, 401], [{ disabled: true }, 401]] as const) {
        const person = await test.person('agent');
        const browser = await test.browser(person);
        expect((await test.send('PATCH', `/api/v1/people/${person.id}`, admin, change)).statusCode).toBe(200);
        expect(await me(browser.cookie)).toBe(status);
      }
    });

    it('elsewhere when the person takes a new password', async () => {
      const person = await test.person('agent');
      const [here, elsewhere] = [await test.browser(person), await test.browser(person)];
      const change = (current: string, next: string) => test.send('POST', '/api/v1/me/password', here, { current, next });
      expect((await change('not my password', 'a new long password')).json()).toMatchObject({ status: 403, code: 'password-wrong' });
      expect((await change(TEST_PASSWORD, 'short')).json()).toMatchObject({ status: 422, code: 'password-weak' });
      expect((await change(TEST_PASSWORD, 'a new long password')).statusCode).toBe(204);
      expect([await me(here.cookie), await me(elsewhere.cookie)]).toEqual([200, 401]);
      expect((await signIn(person.email, 'a new long password')).statusCode).toBe(201);
    });
  });
});
