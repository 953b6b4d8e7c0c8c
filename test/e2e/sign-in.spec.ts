import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type Browser, type CDPSession } from 'playwright-core';
import { Secret, TOTP } from 'otpauth';
import { freePort } from '../../src/platform/start/free-port.js';
import { TEST_PASSWORD, testApp, type TestApp } from '../support/app.js';
import { AnswerChecks, type ApiDocument } from '../support/answer-checks.js';
import { launchBrowser, Visitor } from '../support/browser.js';
import { storySteps } from '../support/story-steps.js';

/** Signing in as people do it, in Chromium with an authenticator of its own. */
describe('signing in by a browser', () => {
  const seen: Visitor[] = [];
  let test: TestApp;
  let browser: Browser;
  let visitor: Visitor;
  let device: CDPSession;
  let authenticatorId = '';
  let person: { readonly id: string; readonly email: string };
  let checks: AnswerChecks;
  const it = storySteps(seen);

  beforeAll(async () => {
    const port = await freePort('127.0.0.1');
    // Browsers keep passkeys for a name, and for no bare address.
    const url = `http://localhost:${port}`;
    [test, browser] = await Promise.all([testApp({ environment: { SECOND_FACTOR: 'all-but-agents' }, surroundings: { publicUrl: url } }), launchBrowser()]);
    await test.app.listen(port, '127.0.0.1');
    person = await test.person('commander');
    visitor = await Visitor.arrive(browser, url);
    seen.push(visitor);
    const document = (await test.send('GET', '/api/openapi.json')).json<ApiDocument>();
    checks = new AnswerChecks(document);
    // Fetched here and handed on: a page that goes elsewhere at once can take the body of its own answer with it.
    await visitor.page.route('**/api/v1/**', async (route) => {
      const answer = await route.fetch({ maxRedirects: 0 });
      checks.look(route.request().method(), route.request().url(), answer.status(), await answer.text());
      await route.fulfill({ response: answer });
    });
    device = await visitor.page.context().newCDPSession(visitor.page);
    await device.send('WebAuthn.enable');
    ({ authenticatorId } = await device.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } }));
  });
  afterAll(async () => {
    await browser?.close();
    await test?.close();
  });

  const at = (path: string) => visitor.page.waitForURL(({ pathname }) => pathname === path);
  const main = () => visitor.page.locator('main').textContent();

  it('leads who must have a second factor to where it is set up', async () => {
    const { page } = visitor;
    await page.goto('/sign-in');
    await page.getByLabel('E-mail').fill(person.email);
    await page.getByLabel('Password').fill(TEST_PASSWORD);
    await visitor.press('Sign in');
    await at('/my-sign-in');
    expect(await main()).toContain('A password alone is not enough for your roles.');
    await visitor.look('my-sign-in-first');
  });

  it('keeps a passkey, by its name', async () => {
    const { page } = visitor;
    await page.getByLabel('Name of the new passkey').fill('Work laptop');
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.locator('strong', { hasText: 'Work laptop' }).waitFor();
    expect(await main()).not.toContain('A password alone is not enough');
    await page.goto('/incidents');
    expect(new URL(page.url()).pathname).toBe('/incidents');
  });

  it('opens by the passkey alone, with nothing typed', async () => {
    const { page } = visitor;
    await visitor.press('Sign out');
    await page.goto('/sign-in?next=/my-sign-in');
    await visitor.look('sign-in-ways');
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await at('/my-sign-in');
    expect(await main()).toMatch(/passkey\s*[\d]/);
    const [key] = await test.database.db.query<{ counter: string; used: boolean }>('select counter, last_used_at is not null as used from passkey where person_id = $1', [person.id]);
    expect([Number(key!.counter) > 0, key!.used]).toEqual([true, true]);
  });

  it('refuses a copy of the passkey, which counts from before', async () => {
    const { page } = visitor;
    await test.database.db.query('update passkey set counter = 1000 where person_id = $1', [person.id]);
    await visitor.press('Sign out');
    await page.goto('/sign-in');
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await page.getByText('is wrong').waitFor();
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    visitor.complaints.length = 0; // the 401 that this is about
    await test.database.db.query('update passkey set counter = 0 where person_id = $1', [person.id]);
    await device.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await at('/incidents');
  });

  it('sets up an authenticator app by a picture or a secret, and shows recovery codes once', async () => {
    const { page } = visitor;
    await page.getByRole('link', { name: /^Person / }).click();
    await at('/my-sign-in');
    await visitor.press('Set up an authenticator app');
    await visitor.look('my-sign-in-app');
    const secret = (await page.getByText('Secret:').locator('.mono').textContent())!.replaceAll(' ', '');
    await page.getByLabel('Code').fill(TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: Date.now() - 30_000 }));
    await visitor.press('Confirm');
    expect(await page.locator('.codes li').count()).toBe(10);
    await visitor.look('my-sign-in-codes');
    await visitor.press('Sign out');
    await page.getByLabel('E-mail').fill(person.email);
    await page.getByLabel('Password').fill(TEST_PASSWORD);
    await visitor.press('Sign in');
    await visitor.look('sign-in-code');
    await page.getByLabel('Code of your authenticator app').fill(TOTP.generate({ secret: Secret.fromBase32(secret) }));
    await visitor.press('Go on');
    await at('/incidents');
  });

  it('removes a passkey, which opens nothing any more', async () => {
    const { page } = visitor;
    await page.goto('/my-sign-in');
    await visitor.press('Remove Work laptop');
    expect(await main()).toContain('None yet.');
    await visitor.press('Sign out');
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await page.getByText('is wrong').waitFor();
    visitor.complaints.length = 0; // the 401 that this is about
  });

  it('has heard what the description of the API promises', () => {
    expect([...checks.faults]).toEqual([]);
    expect([...checks.seen]).toEqual(expect.arrayContaining(['POST /api/v1/session/passkey', 'POST /api/v1/me/passkeys', 'POST /api/v1/me/passkeys/options', 'POST /api/v1/session/passkey-options']));
  });
});
