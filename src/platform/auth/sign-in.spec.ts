import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TEST_PASSWORD, testApp, type TestApp } from '../../../test/support/app.js';
import { Alerts } from '../alerts/alerts.js';
import { Sessions } from './sessions.js';
import { type Counted, Tries, TRIES } from './sign-in/tries.js';
import { SignInWatch, STORM_FAILURES } from './sign-in/sign-in-watch.js';

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
    const cookie = answer.cookies.find(({ name }) => name === 'fw_session');
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
    for (const cookie of answer.cookies) expect(cookie).toMatchObject({ secure: true });
    await secure.close();
  });

  it('is refused in the same words for an unknown address, a wrong password and a disabled person', async () => {
    const [person, gone] = [await test.person('agent'), await test.person('agent')];
    await test.database.db.query('update person set disabled_at = now() where id = $1', [gone.id]);
    const answers = [await signIn('nobody@firstword.test', TEST_PASSWORD), await signIn(person.email, 'wrong password 1'), await signIn(gone.email, TEST_PASSWORD)];
    const told = new Set(answers.map((answer) => JSON.stringify({ ...answer.json<object>(), instance: '' }) + answer.statusCode + JSON.stringify(answer.cookies)));
    expect(told.size).toBe(1);
    expect(answers[0]!.json()).toMatchObject({ status: 401, code: 'sign-in-refused' });
  });

  describe('after many failures', () => {
    const from = (address: string) => ({ 'x-forwarded-for': address });
    const statuses = (answers: readonly { statusCode: number }[]) => answers.map(({ statusCode }) => statusCode).sort();
    const knock = (address: string) => ({ address, device: null, browser: '' });
    /** As after so many failures, with the next wait a quarter of an hour: no test has to be fast. */
    const failed = ({ bucket }: Counted, failures: number) =>
      test.database.db.query(`insert into sign_in_tries values ($1, $2, now(), now()) on conflict (bucket) do update set failures = excluded.failures, open_at = now()`, [bucket, failures]);

    it('makes every guess wait, side by side or not, whoever is meant', async () => {
      const tries = test.app.get(Tries);
      for (const email of [(await test.person('agent')).email, 'Nobody.At.All@firstword.test']) {
        await failed(tries.ofAccount(email), TRIES.account + 10);
        const guesses = await Promise.all(Array.from({ length: 6 }, (_, n) => signIn(email, `wrong password ${n}`, from('203.0.113.1'))));
        expect(statuses(guesses)).toEqual([401, 429, 429, 429, 429, 429]);
        const closed = await signIn(email, TEST_PASSWORD, from('203.0.113.1'));
        expect([closed.statusCode, closed.json()]).toMatchObject([429, { code: 'sign-in-wait' }]);
        expect(Number(closed.headers['retry-after'])).toBeLessThanOrEqual(TRIES.longestWaitSeconds);
      }
    });

    it.each([[1, 0], [TRIES.account - 2, 0], [TRIES.account - 1, 1], [TRIES.account, 2], [TRIES.account + 3, 16], [TRIES.account + 40, TRIES.longestWaitSeconds]])('waits longer each time: after %i, %i seconds', async (failures, seconds) => {
      const tries = test.app.get(Tries);
      const counted = tries.ofAccount(`${failures}@firstword.test`);
      await failed(counted, failures);
      expect(await tries.begin(counted)).toBe(0);
      expect(await test.database.db.query('select failures, extract(epoch from open_at - last_at)::int as seconds from sign_in_tries where bucket = $1', [counted.bucket])).toEqual([{ failures: failures + 1, seconds }]);
      await test.database.db.query(`update sign_in_tries set last_at = now() - interval '25 hours', open_at = now() where bucket = $1`, [counted.bucket]);
      expect([await tries.begin(counted), await tries.waitOf(counted)]).toEqual([0, 0]); // after a day it starts again
    });

    it('lets the owner in all the same by a browser that he has signed in with', async () => {
      const [owner, other] = [await test.person('agent'), await test.person('agent')];
      const device = (await signIn(owner.email, TEST_PASSWORD)).cookies.find(({ name }) => name === 'fw_device')!;
      expect(device).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
      for (const { email } of [owner, other]) {
        await failed(test.app.get(Tries).ofAccount(email), TRIES.account + 10);
        await signIn(email, 'a stranger guesses', from('203.0.113.2'));
      }
      const cookie = { cookie: `fw_device=${device.value}` };
      expect((await signIn(owner.email, TEST_PASSWORD)).statusCode).toBe(429);
      expect((await signIn(owner.email, TEST_PASSWORD, cookie)).statusCode).toBe(201);
      // It speaks for nobody else, and no longer once it was changed.
      expect((await signIn(other.email, TEST_PASSWORD, cookie)).statusCode).toBe(429);
      expect((await signIn(owner.email, TEST_PASSWORD, { cookie: `fw_device=x${device.value}` })).statusCode).toBe(429);
    });

    it('makes an address wait that tries one account after the other, and no other address', async () => {
      const person = await test.person('agent');
      await failed(test.app.get(Tries).ofAddress(knock('2001:db8:1:2::/64')), TRIES.address + 10);
      expect((await signIn('somebody@firstword.test', 'Winter2026!!', from('2001:db8:1:2::5'))).statusCode).toBe(401);
      expect((await signIn(person.email, TEST_PASSWORD, from('2001:db8:1:2:ffff::1'))).statusCode).toBe(429); // the same network
      expect((await signIn(person.email, TEST_PASSWORD, from('2001:db8:1:3::5'))).statusCode).toBe(201);
    });

    it('tells people of a storm, until it is over', async () => {
      const alerts = async () => (await test.app.get(Alerts).list({ live: true, limit: 10 })).map(({ kind }) => kind);
      await test.database.db.query('delete from sign_in_minute');
      expect([await test.app.get(SignInWatch).look(), await alerts()]).toEqual([0, []]);
      await test.database.db.query(`insert into sign_in_minute values (date_trunc('minute', now()) - interval '2 minutes', ${STORM_FAILURES - 1})`);
      await signIn('nobody@firstword.test', 'one more');
      expect([await test.app.get(SignInWatch).look(), await alerts()]).toEqual([1, ['sign-in.storm']]);
      await test.database.db.query(`update sign_in_minute set minute = minute - interval '10 minutes'`);
      expect([await test.app.get(SignInWatch).look(), await alerts()]).toEqual([0, []]);
    });
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
