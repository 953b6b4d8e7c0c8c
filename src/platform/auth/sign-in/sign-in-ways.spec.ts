import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import { type Browser, TEST_PASSWORD, testApp, type TestApp } from '../../../../test/support/app.js';
import { CompanyProvider } from '../../../../test/support/company-provider.js';
import { type Role } from '../../../kernel/actor.js';
import { SecondFactors } from './second-factors.js';
import { needsSecondFactor } from './second-factor-policy.js';

const HTML = { accept: 'text/html' };
const CALLBACK = 'http://firstword.test/sign-in/company/callback';
const codeOf = (secret: string, halfMinutes = 0): string => TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: Date.now() + halfMinutes * 30_000 });

describe('ways to sign in', () => {
  let company: CompanyProvider;
  let test: TestApp;
  beforeAll(async () => {
    company = await CompanyProvider.start(CALLBACK);
    test = await testApp({ environment: { OIDC_ISSUER: company.issuer, OIDC_CLIENT_ID: 'firstword', OIDC_CLIENT_SECRET: 'a secret of tests', OIDC_NAME: 'Northwind', SECOND_FACTOR: 'all-but-agents' } });
  });
  afterAll(async () => {
    await test?.close();
    await company?.close();
  });

  const signIn = (email: string, more: object = {}) => test.send('POST', '/api/v1/session', null, { email, password: TEST_PASSWORD, ...more });
  const actions = async (id: string) => (await test.database.db.query<{ action: string }>('select action from audit_event where subject_id = $1 order by id', [id])).map(({ action }) => action);

  async function withApp(...roles: Role[]): Promise<{ readonly person: Awaited<ReturnType<TestApp['person']>>; readonly browser: Browser; readonly secret: string; readonly codes: readonly string[] }> {
    const person = await test.person(...roles);
    const browser = await test.browser(person);
    const { secret } = (await test.send('POST', '/api/v1/me/totp', browser)).json<{ secret: string }>();
    // One of the half-minute before, so that those of now and after are new.
    const { recoveryCodes: codes } = (await test.send('POST', '/api/v1/me/totp/confirm', browser, { code: codeOf(secret, -1) })).json<{ recoveryCodes: string[] }>();
    return { person, browser, secret, codes };
  }

  describe('an authenticator app', () => {
    it('is asked for once it was confirmed, and its secret and recovery codes stand nowhere in plain', async () => {
      const { person, browser, secret, codes } = await withApp('author');
      expect([codes.length, new Set(codes).size]).toEqual([10, 10]);
      expect((await test.send('GET', '/api/v1/me/sign-in', browser)).json()).toMatchObject({ hasTotp: true, recoveryCodesLeft: 10, passkeys: [], sessions: [{ current: true, way: 'password' }] });
      const kept = JSON.stringify(await test.database.db.query('select * from totp as t join recovery_code as r using (person_id) where t.person_id = $1', [person.id]));
      expect([kept.includes(secret), codes.some((code) => kept.includes(code) || kept.includes(code.replace('-', '')))]).toEqual([false, false]);
      expect((await signIn(person.email)).json()).toMatchObject({ status: 401, code: 'code-needed' });
      expect((await signIn(person.email, { code: '000000' })).json()).toMatchObject({ status: 401, code: 'sign-in-refused' });
      expect((await signIn(person.email, { code: codeOf(secret) })).statusCode).toBe(201);
      expect(await actions(person.id)).toEqual(expect.arrayContaining(['person.totp-added', 'person.recovery-codes-made']));
    });

    it('opens once by each code, side by side or not', async () => {
      const { person, secret, codes } = await withApp('author');
      const factors = test.app.get(SecondFactors);
      const code = codeOf(secret);
      expect((await Promise.all([1, 2, 3].map(() => factors.accept(person.id, code)))).filter(Boolean)).toEqual(['app']);
      expect(await factors.accept(person.id, codeOf(secret, -1))).toBeNull(); // older than the last
      const typed = codes[0]!.toUpperCase().replace('-', ' ');
      expect((await Promise.all([1, 2, 3].map(() => factors.accept(person.id, typed)))).filter(Boolean)).toEqual(['recovery']);
      expect([await factors.codesLeft(person.id), await factors.accept((await test.person('author')).id, codes[1]!)]).toEqual([9, null]);
    });

    it('makes guesses of its code wait, and a right password opens nothing meanwhile', async () => {
      const { person, secret } = await withApp('author');
      for (let n = 0; n < 5; n++) expect((await signIn(person.email, { code: '00000' + n })).statusCode).toBe(401);
      await test.database.db.query(`update sign_in_tries set open_at = now() + interval '1 minute' where failures = 5`);
      expect((await signIn(person.email, { code: codeOf(secret) })).json()).toMatchObject({ status: 429, code: 'sign-in-wait' });
      await test.database.db.query('delete from sign_in_tries');
    });

    it('is not confirmed by a wrong code, nor begun over one that is there', async () => {
      const person = await test.person('author');
      const browser = await test.browser(person);
      await test.send('POST', '/api/v1/me/totp', browser);
      expect((await test.send('POST', '/api/v1/me/totp/confirm', browser, { code: '12' })).json()).toMatchObject({ status: 422, code: 'code-wrong' });
      expect((await signIn(person.email)).statusCode).toBe(201); // not asked for until it is known to work
      const { browser: there } = await withApp('author');
      expect((await test.send('POST', '/api/v1/me/totp', there)).json()).toMatchObject({ status: 409, code: 'totp-there' });
    });

    it('goes on from the password on a page of its own, which a new password shuts', async () => {
      const { person, secret } = await withApp('author');
      const post = (url: string, fields: Record<string, string>) => test.app.inject({ method: 'POST', url, headers: { ...HTML, 'content-type': 'application/x-www-form-urlencoded' }, payload: new URLSearchParams(fields).toString() });
      const stepIn = (body: string) => /name="step" value="([^"]+)"/.exec(body)![1]!;
      const asked = await post('/sign-in', { email: person.email, password: TEST_PASSWORD, next: '/desk' });
      expect([asked.statusCode, asked.cookies]).toEqual([200, []]);
      const wrong = await post('/sign-in/code', { step: stepIn(asked.body), code: '000000', next: '/desk' });
      expect([wrong.statusCode, wrong.body.includes('That code is wrong')]).toEqual([401, true]);
      expect((await post('/sign-in/code', { step: stepIn(asked.body), code: codeOf(secret), next: '/desk' })).statusCode).toBe(401); // each step is one try
      await test.database.db.query(`update person set password_hash = password_hash || '' where id = $1`, [person.id]);
      const again = await post('/sign-in', { email: person.email, password: TEST_PASSWORD, next: '/desk' });
      await test.database.db.query(`update person set password_hash = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc' where id = $1`, [person.id]);
      expect((await post('/sign-in/code', { step: stepIn(again.body), code: codeOf(secret), next: '/desk' })).statusCode).toBe(401);
    });
  });

  describe('somebody who must have a second factor and has none', () => {
    it('gets no further than setting one up', async () => {
      const browser = await test.browser(await test.person('commander'));
      expect((await test.send('GET', '/api/v1/incidents', browser)).json()).toMatchObject({ status: 403, code: 'second-factor-missing' });
      const page = await test.send('GET', '/incidents', browser, undefined, HTML);
      expect([page.statusCode, page.headers.location]).toEqual([303, '/my-sign-in']);
      expect((await test.send('GET', '/my-sign-in', browser, undefined, HTML)).body).toContain('A password alone is not enough for your roles.');
      const { secret } = (await test.send('POST', '/api/v1/me/totp', browser)).json<{ secret: string }>();
      expect((await test.send('POST', '/api/v1/me/totp/confirm', browser, { code: codeOf(secret) })).statusCode).toBe(201);
      expect((await test.send('GET', '/api/v1/incidents', browser)).statusCode).toBe(200);
    });

    it('is everybody but agents, and nobody while nothing leaves', async () => {
      expect((await test.send('GET', '/api/v1/incidents', await test.browser(await test.person('agent')))).statusCode).toBe(200);
      const [captured, real] = [{ mailIsCaptured: true, smsIsCaptured: true }, { mailIsCaptured: true, smsIsCaptured: false }];
      expect([needsSecondFactor('auto', ['admin'], captured), needsSecondFactor('auto', ['admin'], real), needsSecondFactor('auto', ['agent'], real), needsSecondFactor('everyone', ['agent'], captured), needsSecondFactor('nobody', ['admin'], real)]).toEqual([false, true, false, true, false]);
    });
  });

  it('are changed only shortly after signing in', async () => {
    const { browser } = await withApp('author');
    await test.database.db.query(`update session set created_at = now() - interval '16 minutes' where csrf_token = $1`, [browser.csrfToken]);
    for (const [method, path] of [['POST', 'totp'], ['DELETE', 'totp'], ['POST', 'recovery-codes'], ['POST', 'passkeys/options']] as const) {
      expect((await test.send(method, `/api/v1/me/${path}`, browser)).json()).toMatchObject({ status: 403, code: 'session-not-fresh' });
    }
    expect((await test.send('GET', '/api/v1/me/sign-in', browser)).statusCode).toBe(200);
  });

  it('can be left everywhere else at once', async () => {
    const person = await test.person('agent');
    const [here, there] = [await test.browser(person), await test.browser(person)];
    expect((await test.send('DELETE', '/api/v1/me/sessions', here)).json()).toEqual({ ended: 1 });
    expect([(await test.send('GET', '/api/v1/me', here)).statusCode, (await test.send('GET', '/api/v1/me', there)).statusCode]).toEqual([200, 401]);
  });

  it('can be left in one other place alone, and nobody else\'s', async () => {
    const person = await test.person('agent');
    const [here, there, elsewhere] = [await test.browser(person), await test.browser(person), await test.browser(await test.person('agent'))];
    const [id, theirs] = (await test.database.db.query<{ id: string }>('select s.id from session as s where s.csrf_token = any ($1::text[]) order by s.csrf_token = $2', [[there.csrfToken, elsewhere.csrfToken], elsewhere.csrfToken])).map((row) => row.id);
    for (const one of [id, theirs]) expect((await test.send('POST', `/my-sign-in/sessions/${one}/end`, here, {})).statusCode).toBe(303);
    const me = async (browser: typeof here) => (await test.send('GET', '/api/v1/me', browser)).statusCode;
    expect([await me(here), await me(there), await me(elsewhere)]).toEqual([200, 401, 200]);
    expect(await test.database.db.query(`select e.subject_id from audit_event as e where e.action = 'session.one-ended'`)).toEqual([{ subject_id: person.id }]);
  });

  describe('the company\'s provider', () => {
    async function begin(next = '/desk') {
      const sent = await test.send('GET', `/sign-in/company?next=${next}`, null, undefined, HTML);
      return { address: sent.headers.location!, cookie: `fw_company=${sent.cookies[0]!.value}` };
    }
    async function arrive(sub: string, cookie?: string) {
      company.signedIn = sub;
      const begun = await begin();
      const back = new URL(await company.visit(begun.address, CALLBACK));
      return test.send('GET', back.pathname + back.search, { headers: { ...HTML, cookie: cookie ?? begun.cookie } });
    }

    it('lets somebody in whose address it vouches for, and knows him by its own id from then on', async () => {
      const person = await test.person('commander');
      company.accounts.set('u-1', { email: person.email.toUpperCase(), email_verified: true, name: 'Ana' });
      const answer = await arrive('u-1');
      expect([answer.statusCode, answer.headers.location]).toEqual([303, '/desk']);
      const cookie = `fw_session=${answer.cookies.find(({ name }) => name === 'fw_session')!.value}`;
      // The provider asks for what it wants to: no second factor of ours.
      expect((await test.send('GET', '/api/v1/incidents', { headers: { cookie } })).statusCode).toBe(200);
      company.accounts.set('u-1', { email: 'new.name@firstword.test', email_verified: true });
      expect((await arrive('u-1')).statusCode).toBe(303);
      // Whoever gets the address after him is not him.
      company.accounts.set('u-2', { email: person.email, email_verified: true });
      expect((await arrive('u-2')).statusCode).toBe(401);
      expect((await actions(person.id)).filter((action) => action === 'person.company-account-linked')).toHaveLength(1);
    });

    it('lets nobody in who is not here, is disabled, or whose address it does not vouch for', async () => {
      const [person, gone] = [await test.person('author'), await test.person('author')];
      await test.database.db.query('update person set disabled_at = now() where id = $1', [gone.id]);
      company.accounts.set('stranger', { email: 'stranger@firstword.test', email_verified: true });
      company.accounts.set('claims', { email: person.email, email_verified: false });
      company.accounts.set('gone', { email: gone.email, email_verified: true });
      for (const sub of ['stranger', 'claims', 'gone']) {
        const refused = await arrive(sub);
        expect([sub, refused.statusCode, refused.body.includes('nobody has added you')]).toEqual([sub, 401, true]);
        expect(refused.cookies.some(({ name }) => name === 'fw_session')).toBe(false);
      }
      expect(await test.database.db.query(`select 1 from person where lower(email) = 'stranger@firstword.test'`)).toEqual([]);
    });

    it('signs nobody in by an answer that another browser asked for, that was used, or that is made up', async () => {
      const person = await test.person('author');
      company.accounts.set('u-3', { email: person.email, email_verified: true });
      expect((await arrive('u-3', 'fw_company=another')).statusCode).toBe(401);
      expect((await arrive('u-3', 'fw_session=x')).statusCode).toBe(401);
      company.signedIn = 'u-3';
      const begun = await begin();
      const back = new URL(await company.visit(begun.address, CALLBACK));
      const go = (search: string) => test.send('GET', back.pathname + search, { headers: { ...HTML, cookie: begun.cookie } });
      expect((await go('?code=made-up&state=made-up')).statusCode).toBe(401);
      const wrong = new URLSearchParams(back.search);
      wrong.set('iss', 'https://evil.example');
      expect((await go(`?${wrong.toString()}`)).statusCode).toBe(503); // the answer of another provider
      expect((await go(back.search)).statusCode).toBe(401); // its state was used by that
      expect(await test.database.db.query('select 1 from session where person_id = $1', [person.id])).toEqual([]);
    });

    it('asks with PKCE, a state and a nonce that are new each time', async () => {
      const [one, two] = [new URL((await begin()).address), new URL((await begin()).address)];
      expect(one.searchParams.get('code_challenge_method')).toBe('S256');
      for (const name of ['state', 'nonce', 'code_challenge']) expect([name, one.searchParams.get(name)]).not.toEqual([name, two.searchParams.get(name)]);
    });
  });
});

describe('where the company\'s provider is the only way', () => {
  it('opens by no password, and adds people with the roles that the settings give', async () => {
    const company = await CompanyProvider.start(CALLBACK);
    const test = await testApp({ environment: { OIDC_ISSUER: company.issuer, OIDC_CLIENT_ID: 'firstword', OIDC_CLIENT_SECRET: 'a secret of tests', LOCAL_SIGN_IN: 'off', OIDC_NEW_PEOPLE_ROLES: 'agent' } });
    try {
      const person = await test.person('commander');
      expect((await test.send('POST', '/api/v1/session', null, { email: person.email, password: TEST_PASSWORD })).statusCode).toBe(401);
      const page = await test.send('GET', '/sign-in', null, undefined, HTML);
      expect([page.body.includes('Sign in with your company account'), page.body.includes('type="password"')]).toEqual([true, false]);
      company.accounts.set('new', { email: 'new@firstword.test', email_verified: true, name: 'New Person' });
      company.signedIn = 'new';
      const sent = await test.send('GET', '/sign-in/company', null, undefined, HTML);
      const back = new URL(await company.visit(sent.headers.location!, CALLBACK));
      expect((await test.send('GET', back.pathname + back.search, { headers: { ...HTML, cookie: `fw_company=${sent.cookies[0]!.value}` } })).statusCode).toBe(303);
      expect(await test.database.db.query(`select name, roles from person where email = 'new@firstword.test'`)).toEqual([{ name: 'New Person', roles: ['agent'] }]);
      await company.close();
      const away = await test.send('GET', back.pathname + back.search, { headers: HTML });
      expect(away.statusCode).toBe(401);
    } finally {
      await test.close();
      await company.close();
    }
  });
});
