import { brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TEST_PASSWORD, testApp, type TestApp } from '../../../test/support/app.js';
import { ownAddress } from './own-address.js';

const HTML = { accept: 'text/html,application/xhtml+xml' };
const FORM = { ...HTML, 'content-type': 'application/x-www-form-urlencoded' };

describe('signing in by the page', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await testApp();
  });
  afterAll(() => app.close());

  const post = (url: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    app.app.inject({ method: 'POST', url, headers: { ...FORM, ...headers }, payload: new URLSearchParams(fields).toString() });

  it('tells a fresh installation how to make its first person', async () => {
    const page = await app.send('GET', '/sign-in', null, undefined, HTML);
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('npm run cli -- people add');
    expect(page.body).toContain('E-mail and SMS are captured, not sent.');
  });

  it('leads to where the person wanted to go, and is then over', async () => {
    const person = await app.person('commander');
    const asked = await app.send('GET', '/outbox?to=a', null, undefined, HTML);
    expect([asked.statusCode, asked.headers.location]).toEqual([303, '/sign-in?next=%2Foutbox%3Fto%3Da']);

    const signedIn = await post('/sign-in', { email: person.email, password: TEST_PASSWORD, next: '/outbox?to=a' });
    expect([signedIn.statusCode, signedIn.headers.location]).toEqual([303, '/outbox?to=a']);
    const cookie = `fw_session=${signedIn.cookies.find(({ name }) => name === 'fw_session')!.value}`;
    const again = await app.send('GET', '/sign-in?next=/imports', { headers: { cookie } }, undefined, HTML);
    expect([again.statusCode, again.headers.location]).toEqual([303, '/imports']);
  });

  it('says the same of a wrong password and of nobody, and keeps the address that was typed', async () => {
    const person = await app.person('agent');
    for (const email of [person.email, 'nobody@firstword.test']) {
      const refused = await post('/sign-in', { email, password: 'not this one' });
      expect(refused.statusCode).toBe(401);
      expect(refused.body).toContain('The e-mail address or the password is wrong.');
      expect(refused.body).toContain(`value="${email}"`);
      expect(refused.cookies).toEqual([]);
    }
  });

  it('signs out with the token of the page alone', async () => {
    const browser = await app.browser(await app.person('agent'));
    const { cookie } = browser;
    const without = await post('/sign-out', {}, { cookie });
    expect(without.statusCode).toBe(403);
    expect(without.headers['content-type']).toContain('text/html');
    expect(without.body).toContain('The page is out of date.');
    const signedOut = await post('/sign-out', { _csrf: browser.csrfToken }, { cookie });
    expect([signedOut.statusCode, signedOut.headers.location]).toEqual([303, '/sign-in']);
    expect((await app.send('GET', '/outbox', { headers: { cookie } }, undefined, HTML)).statusCode).toBe(303);
  });

  it('answers a browser in words and a program in problem+json', async () => {
    const page = await app.send('GET', '/nowhere', null, undefined, HTML);
    expect([page.statusCode, page.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
    // a customer who mistyped an address, unless somebody is signed in there
    expect(page.body).toContain('There is no such page');
    const { cookie } = await app.browser(await app.person('agent'));
    expect((await app.send('GET', '/nowhere', { headers: { cookie } }, undefined, HTML)).body).toContain('There is nothing here');
    const problem = await app.send('GET', '/nowhere');
    expect(problem.json()).toMatchObject({ status: 404, code: 'not-found' });
  });

  it('serves style, script and charts for a year, and nothing else of their folders', async () => {
    for (const path of ['firstword.css', 'firstword.js', 'icon.svg', 'vendor/echarts.common.min.js']) {
      const file = await app.send('GET', `/assets/${path}`);
      expect([path, file.statusCode, file.headers['cache-control']]).toEqual([path, 200, 'public, max-age=31536000, immutable']);
      const packed = await app.send('GET', `/assets/${path}`, null, undefined, { 'accept-encoding': 'gzip, deflate, br' });
      expect([packed.headers['content-encoding'], packed.headers['content-type'], brotliDecompressSync(packed.rawPayload).equals(file.rawPayload)]).toEqual(['br', file.headers['content-type'], true]);
    }
    for (const path of ['vendor/echarts.js', '../views/console/incidents.hbs', '%2e%2e/views/console/incidents.hbs', '']) {
      expect([path, (await app.send('GET', `/assets/${path}`)).statusCode]).toEqual([path, 404]);
    }
  });
});

it.each([
  ['/incidents/1?a=b', '/incidents/1?a=b'], ['//evil.example/x', '/incidents'], ['/\\evil.example', '/incidents'], ['https://evil.example', '/incidents'],
  ['/sign-in?next=/sign-in', '/incidents'], ['/\t/evil.example', '/incidents'], [undefined, '/incidents'], [['/a', '/b'], '/incidents'],
])('goes on to a path of our own: %p → %s', (next, expected) => {
  expect(ownAddress(next)).toBe(expected);
});
