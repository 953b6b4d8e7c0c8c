import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser, testApp, type TestApp } from '../../../test/support/app.js';
import { EpochService } from '../../deliver/epoch.service.js';
import { Alerts } from '../../platform/alerts/alerts.js';

const HTML = { accept: 'text/html' };

describe('the page of health', () => {
  let app: TestApp;
  let ops: Browser;
  let auditor: Browser;
  beforeAll(async () => {
    app = await testApp();
    ops = await app.browser(await app.person('ops'));
    auditor = await app.browser(await app.person('auditor'));
  });
  afterAll(() => app.close());

  const page = async (browser: Browser) => (await app.send('GET', '/operations', browser, undefined, HTML)).body;
  const post = (path: string, browser: Browser, fields: Record<string, string> = {}) =>
    app.app.inject({
      method: 'POST', url: `/operations/${path}`, headers: { ...HTML, cookie: browser.cookie, 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ _csrf: browser.csrfToken, ...fields }).toString(),
    });

  it('shows an alert with what to do, and takes "I have seen it" from those whose work it is', async () => {
    await app.app.get(Alerts).raise({ kind: 'test.odd', subject: 'a', message: 'Something is odd.', remedy: 'Look at it.', lasting: false });
    const [alert] = await app.app.get(Alerts).list({ limit: 1 });
    expect(await page(ops)).toContain('Something is odd.');
    expect(await page(ops)).toContain(`/operations/alerts/${alert!.id}/acknowledge`);
    expect(await page(auditor)).not.toContain('/acknowledge');
    expect((await post(`alerts/${alert!.id}/acknowledge`, auditor)).statusCode).toBe(403);
    expect((await post(`alerts/${alert!.id}/acknowledge`, ops)).statusCode).toBe(303);
    expect((await app.app.get(Alerts).list({ limit: 1 }))[0]).toMatchObject({ state: 'resolved' });
  });

  it('shows by which providers anything goes out, why not, and which limit gave way', async () => {
    expect(await page(ops)).toContain('No worker has looked at them yet.');
    const { db } = app.database;
    await db.query(`insert into provider_health (provider, channel, state, share, reason, code, checked_at) values
      ('smtp', 'email', 'shut', 0, 'The mail relay can''t be reached.', 'ECONNREFUSED', now()), ('gone', 'email', 'working', 1, null, null, now())`);
    await db.query(`insert into rate_grant (bucket, tokens, nominal, limited, limited_at, limited_reason) values ('email:domain:gmail.com', 0, 200, 50, now(), 'The reader''s mail provider limits us.')`);
    const shown = await page(auditor);
    for (const words of ['the mail relay <span', '<span class="tag bad">shut</span>', 'can&#x27;t be reached.', 'gmail.com', '50 e-mails', 'slowed down']) expect(shown).toContain(words);
    expect(shown).not.toContain('>gone<');
  });

  it('opens sending only for a choice and a reason', async () => {
    const epoch = app.app.get(EpochService);
    const person = await app.person('commander');
    await epoch.shut(person.actor, 'restored');
    await epoch.tend();
    expect(await page(ops)).toContain('<h2>Nothing is sent</h2>');
    const without = await post('open', ops, { doubts: 'keep', reason: '' });
    expect([without.statusCode, without.body.includes('must say how you know')]).toEqual([422, true]);
    expect((await post('open', ops, { doubts: 'keep', reason: 'The relay has them.' })).statusCode).toBe(303);
    expect(await epoch.view()).toMatchObject({ state: 'open' });
    expect(await page(ops)).not.toContain('<h2>Nothing is sent</h2>');
  });
});
