import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser, testApp, type TestApp } from '../../test/support/app.js';
import { RouteTable } from '../platform/http/route-table.js';

const HTML = { accept: 'text/html' };
const CSV = 'reference,first_name\nC-1,Ana\n';

describe('the doors of the console', () => {
  let app: TestApp;
  let ops: Browser;
  let agent: Browser;
  beforeAll(async () => {
    app = await testApp();
    ops = await app.browser(await app.person('ops'));
    agent = await app.browser(await app.person('agent'));
  });
  afterAll(() => app.close());

  const upload = (cookie: string, fields: readonly (readonly [string, string])[], file = CSV) => {
    const boundary = 'a-line-that-is-in-no-file';
    const parts = fields.map(([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
    const last = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="customers.csv"\r\ncontent-type: text/csv\r\n\r\n${file}\r\n--${boundary}--\r\n`;
    return app.app.inject({ method: 'POST', url: '/imports', headers: { ...HTML, cookie, 'content-type': `multipart/form-data; boundary=${boundary}` }, payload: [...parts, last].join('') });
  };

  it('take a file in a form that carries the token first, and no other', async () => {
    const token = ['_csrf', ops.csrfToken] as const;
    const kind = ['kind', 'customers'] as const;
    const taken = await upload(ops.cookie, [token, kind]);
    expect([taken.statusCode, taken.headers.location]).toEqual([303, expect.stringMatching(/^\/imports\/[0-9a-f-]{36}$/)]);
    expect((await app.send('GET', taken.headers.location!, ops, undefined, HTML)).body).toContain('customers.csv');
    for (const fields of [[kind], [['_csrf', 'wrong'], kind], [kind, token]] as (readonly [string, string])[][]) {
      const refused = await upload(ops.cookie, fields, CSV.repeat(50_000));
      expect([refused.statusCode, refused.headers['content-type']]).toEqual([403, 'text/html; charset=utf-8']);
    }
    const runs = await app.send('GET', '/api/v1/imports', ops);
    expect(runs.json<{ items: unknown[] }>().items).toHaveLength(1);
    // How it was read is kept under a name that can be one, and under no other.
    const keep = (name: string) => app.send('POST', `${taken.headers.location!}/mapping`, ops, new URLSearchParams({ _csrf: ops.csrfToken, name }).toString(), { ...HTML, 'content-type': 'application/x-www-form-urlencoded' });
    for (const name of [' ', 'x'.repeat(61), 'shop/2026', 'a\tb']) {
      const refused = await keep(name);
      expect([name, refused.statusCode, refused.body.includes('Give the mapping another name')]).toEqual([name, 422, true]);
    }
    expect((await keep('x'.repeat(60))).statusCode).toBe(303);
    expect((await app.send('GET', '/api/v1/import-mappings', ops)).json()).toMatchObject({ items: [{ name: 'x'.repeat(60) }] });
  });

  it('show each what he may do about the phones\' days and gaps', async () => {
    const forms = async (browser: Browser) => {
      const { body } = await app.send('GET', '/contact-centre', browser, undefined, HTML);
      return ['gaps', 'days'].filter((what) => body.includes(`action="/contact-centre/${what}"`));
    };
    const [commander, auditor] = await Promise.all([app.person('commander'), app.person('auditor')].map(async (person) => app.browser(await person)));
    expect(await Promise.all([ops, commander!, auditor!].map(forms))).toEqual([['gaps', 'days'], ['gaps'], []]);
    const gap = new URLSearchParams({ _csrf: commander!.csrfToken, from: '2026-03-01T10:00', until: '2026-03-01T12:00', reason: 'the recorder was down' });
    expect((await app.send('POST', '/contact-centre/gaps', commander, gap.toString(), { ...HTML, 'content-type': 'application/x-www-form-urlencoded' })).statusCode).toBe(303);
    const buttons = async (browser: Browser) => (await app.send('GET', '/contact-centre', browser, undefined, HTML)).body.includes('name="state" value="dismissed"');
    expect(await Promise.all([ops, commander!, auditor!].map(buttons))).toEqual([true, true, false]);
  });

  it('open each page to those whose work it is', async () => {
    const status = async (path: string, browser: Browser) => (await app.send('GET', path, browser, undefined, HTML)).statusCode;
    expect(await Promise.all(['/incidents', '/settings/brands'].map((path) => status(path, agent)))).toEqual([200, 200]);
    expect(await Promise.all(['/imports', '/people', '/incidents/new', `/incidents/${randomUUID()}/audience`].map((path) => status(path, agent)))).toEqual([403, 403, 403, 403]);
  });

  it('keep what the company says of its phones, and say what can not be read', async () => {
    const typed = { agentHourCost: '31.50', callCost: '1,200', currency: 'usd', targetPercent: '80', thresholdSeconds: '20', callsPerThousand: '25' };
    const form = (fields: Record<string, string>) => app.send('POST', '/settings/phones', ops, new URLSearchParams({ _csrf: ops.csrfToken, ...fields }).toString(), { ...HTML, 'content-type': 'application/x-www-form-urlencoded' });
    const wrong = await form({ ...typed, callCost: 'much', targetPercent: '' });
    expect([wrong.statusCode, wrong.body.includes('The cost of a call must be a number such as 12.50.')]).toEqual([422, true]);
    expect((await form({ ...typed, currency: '' })).body).toContain('Currency must be given where a cost is.');
    expect((await form(typed)).statusCode).toBe(303);
    const page = (await app.send('GET', '/settings/phones', ops, undefined, HTML)).body;
    expect([page.includes('value="31.5"'), page.includes('value="1200"'), page.includes('value="USD"'), page.includes('how many agents were on duty')]).toEqual([true, true, true, true]);
    expect((await app.send('GET', '/settings/phones', agent, undefined, HTML)).statusCode).toBe(403);
  });

  it('show a page in words for what is not there, whatever the address says', async () => {
    const somebody = await app.browser(await app.person('commander', 'author', 'ops', 'admin'));
    const nobody = randomUUID();
    const paths = [`/incidents/${nobody}`, `/incidents/${nobody}/edit`, `/incidents/${nobody}/audience`, `/incidents/${nobody}/calls`, `/notices/${nobody}`, `/notices/${nobody}/approve`, `/notices/${nobody}/lacking`,
      `/notices/${nobody}/progress`, `/notices/${nobody}/beginning`, `/notices/${nobody}/unknown`, `/notices/${nobody}/letters`, `/audiences/${nobody}`, `/imports/${nobody}`, '/incidents/1', '/notices/x/approve', '/outbox', '/outbox/mail/x'];
    for (const path of paths) {
      const answer = await app.send('GET', path, somebody, undefined, HTML);
      expect([path, answer.statusCode, answer.headers['content-type']]).toEqual([path, 404, 'text/html; charset=utf-8']);
    }
  });

  it('are shut to whoever is not signed in, but for signing in, the pages of customers and files', async () => {
    const open = ['/sign-in', '/sign-in/company', '/sign-in/company/callback', '/check', '/affected', '/affected/code', '/affected/answer', '/n/:token', '/u/:token', '/a/:token', '/status', '/status/*', '/assets/*'];
    const pages = app.app.get(RouteTable).all().filter(({ method, url }) => method === 'GET' && !/^\/(api|health|metrics|webhooks)(\/|$)/.test(url) && !open.includes(url));
    expect(pages.length).toBeGreaterThan(20);
    for (const { url } of pages) {
      const answer = await app.send('GET', url.replaceAll(/:[a-z]+/gi, randomUUID()), null, undefined, HTML);
      expect([url, answer.statusCode, String(answer.headers.location).startsWith('/sign-in')]).toEqual([url, 303, true]);
    }
  });

  it('keep what they show out of every cache', async () => {
    for (const path of ['/incidents', '/settings/brands', '/sign-in', '/check', '/nowhere']) {
      expect([path, (await app.send('GET', path, agent, undefined, HTML)).headers['cache-control']]).toEqual([path, 'no-store']);
    }
  });
});
