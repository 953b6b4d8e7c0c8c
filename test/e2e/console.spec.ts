import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type Browser } from 'playwright-core';
import { EpochService } from '../../src/deliver/epoch.service.js';
import { type Role } from '../../src/kernel/actor.js';
import { Alerts } from '../../src/platform/alerts/alerts.js';
import { TEST_PASSWORD } from '../support/app.js';
import { eventually } from '../support/capture-fixture.js';
import { launchBrowser, Visitor } from '../support/browser.js';
import { storySteps } from '../support/story-steps.js';
import { startThread, type ThreadApp } from '../support/thread.app.js';
import { affected, BRAND, customersCsv, FACTS, purchases, purchasesCsv, shoppers } from '../support/thread.company.js';

/**
 * One incident from sign-in to the measured calls, as people see it: in Chromium, on the running service, with mail and texts going to
 * the capture. Each step goes on where the one before it stopped.
 */
describe('the console in a browser', () => {
  const customers = shoppers();
  const bought = purchases(customers);
  const hit = affected(customers, bought);
  const seen: Visitor[] = [];
  let thread: ThreadApp;
  let browser: Browser;
  let boss: Visitor;
  let author: Visitor;
  let approver: Visitor;
  let incident = '';
  let notice = '';
  const it = storySteps(seen);

  beforeAll(async () => {
    [thread, browser] = await Promise.all([startThread({ now: new Date('2026-03-02T17:00:00Z'), environment: { LOG_LEVEL: 'error' } }), launchBrowser()]);
    boss = await signedIn('admin');
    author = await signedIn('commander', 'author', 'ops');
    approver = await signedIn('approver', 'legal');
  });
  afterAll(async () => {
    await browser?.close();
    await thread?.close();
  });

  async function signedIn(...roles: Role[]): Promise<Visitor> {
    const person = await thread.test.person(...roles);
    const visitor = await arrive();
    await visitor.signIn(person.email, TEST_PASSWORD);
    return visitor;
  }

  async function arrive(options: Parameters<typeof Visitor.arrive>[2] = {}): Promise<Visitor> {
    const visitor = await Visitor.arrive(browser, thread.url, options);
    seen.push(visitor);
    return visitor;
  }

  it('shuts a wrong password out, and says so', async () => {
    const stranger = await arrive();
    await stranger.page.goto('/incidents');
    expect(new URL(stranger.page.url()).pathname).toBe('/sign-in');
    await stranger.page.getByLabel('E-mail').fill('nobody@firstword.test');
    await stranger.page.getByLabel('Password').fill('not the password');
    await stranger.press('Sign in');
    expect(await stranger.page.getByRole('alert').textContent()).toContain('The e-mail address or the password is wrong.');
    await stranger.look('sign-in');
    stranger.complaints.length = 0; // the browser reports the 401 that this is about
  });

  it('lets an administrator say who speaks, and who may sign in', async () => {
    const { page } = boss;
    await page.goto('/incidents');
    expect(await page.locator('main').textContent()).toContain('No incident yet');
    await boss.look('first-run');
    await page.goto('/settings/brands');
    for (const [name, value] of Object.entries(BRAND)) if (typeof value === 'string') {
      const field = page.locator(`#${name}`);
      await ((await field.evaluate(({ tagName }) => tagName)) === 'SELECT' ? field.selectOption(value) : field.fill(value));
    }
    await page.locator('#fromEmail').fill('care@elsewhere.example');
    for (const [locale, hours] of Object.entries(BRAND.supportHours)) await page.locator(`#supportHours-${locale}`).fill(hours);
    await boss.press('Save');
    expect(await page.getByRole('alert').textContent()).toContain('must lie in the brand\'s own domain');
    boss.complaints.length = 0; // the 422 that this is about
    await page.locator('#fromEmail').fill(BRAND.fromEmail);
    await boss.press('Save');
    expect(await page.locator('main').textContent()).toContain(`${BRAND.senderName} <${BRAND.fromEmail}>`);
    await boss.press('Check now');
    const sender = page.getByRole('region', { name: `Sender of ${BRAND.name}` });
    expect(await sender.textContent()).toMatch(/must be mended.*tidewater\.example has no SPF record.*To mend it: Publish a TXT record.*checked by Person/s);
    await boss.look('brands');

    await page.goto('/people');
    await page.locator('form[action="/people"][method="post"]').getByLabel('Name').fill('Olu Agent');
    await page.locator('form[action="/people"][method="post"]').getByLabel('E-mail').fill('olu@firstword.test');
    await page.locator('form[action="/people"][method="post"]').getByLabel('First password').fill(TEST_PASSWORD);
    await page.locator('form[action="/people"][method="post"]').getByLabel('agent').check();
    await boss.press('Add');
    expect(await page.locator('main').textContent()).toContain('Olu Agent');
    await page.locator('form[action="/people/keys/new"]').getByLabel('For which program').fill('desk');
    await page.locator('form[action="/people/keys/new"]').getByLabel('admin').check();
    await boss.press('Make the key');
    expect(await page.locator('main').textContent()).toMatch(/Waits for a second administrator.*Key for desk/s); // there is another one, who has to confirm it
    await boss.look('people');
  });

  it('takes files in, and shows what was wrong with them', async () => {
    const { page } = author;
    const fiveNine = readFileSync(new URL('../fixtures/call-exports/five9.csv', import.meta.url), 'utf8');
    const oldCalls = { name: 'five9.csv', mimeType: 'text/csv', buffer: Buffer.from(fiveNine.replaceAll('2026', '2025')) }; // long before the incident
    await page.goto('/imports');
    await page.getByLabel('File', { exact: true }).setInputFiles({ name: 'customers.csv', mimeType: 'text/csv', buffer: Buffer.from(customersCsv(customers)) });
    await author.press('Import');
    expect(await page.locator('h1').textContent()).toBe('customers.csv');
    expect(await page.locator('.figure', { hasText: 'New' }).locator('.value').textContent()).toBe('243');
    await author.look('import');

    await page.goto('/imports');
    await page.getByLabel('What is in the file').selectOption('touchpoints');
    await page.getByLabel('File', { exact: true }).setInputFiles({ name: 'purchases.csv', mimeType: 'text/csv', buffer: Buffer.from(purchasesCsv(bought)) });
    await author.press('Import');
    expect(await page.locator('.figure', { hasText: 'New' }).locator('.value').textContent()).toBe(String(bought.length));

    await page.goto('/imports');
    await page.getByLabel('What is in the file').selectOption('calls');
    await page.getByLabel('File', { exact: true }).setInputFiles(oldCalls);
    await author.press('Import');
    expect(await page.locator('main').textContent()).toContain('Read as an export of Five9');
    expect(await page.getByLabel('QUEUE WAIT TIME').inputValue()).toBe('wait_seconds');
    await page.getByLabel('CAMPAIGN', { exact: true }).selectOption('queue');
    await page.getByLabel('SKILL').selectOption('');
    await page.getByLabel('Name', { exact: true }).fill('Five9, by campaign');
    await author.look('import-calls');
    await author.press('Save the mapping');
    await page.getByLabel('Saved mapping', { exact: true }).selectOption('Five9, by campaign');
    await page.getByLabel('What is in the file').selectOption('calls');
    await page.getByLabel('File', { exact: true }).setInputFiles(oldCalls);
    await author.press('Import');
    expect(await page.locator('.figure', { hasText: /^Changed/ }).locator('.value').textContent()).toBe('3'); // their queue is another now

    await page.goto('/imports');
    await page.getByLabel('File', { exact: true }).setInputFiles({ name: 'broken.csv', mimeType: 'text/csv', buffer: Buffer.from('nothing,of,use\n1,2,3\n') });
    await author.press('Import');
    expect(await page.getByRole('alert').textContent()).toContain('Nothing was imported.');
    author.complaints.length = 0; // the 422 that this is about
    await author.look('imports');
  });

  it('knows which days were no ordinary ones, and when calls are missing', async () => {
    const { page } = author;
    await page.goto('/contact-centre');
    await page.getByLabel('Day', { exact: true }).fill('2025-12-25');
    await page.locator('form[action="/contact-centre/days"]').getByLabel('Why').fill('Christmas');
    await author.press('Add the day');
    await page.getByLabel('From').fill('2025-12-27T10:00');
    await page.getByLabel('Until').fill('2025-12-27T09:00');
    await page.getByLabel('What happened').fill('the recorder was down');
    await author.press('Add the gap');
    expect(await page.getByRole('alert').textContent()).toContain('A gap ends after it begins.');
    await page.getByLabel('Until').fill('2025-12-27T12:00');
    author.complaints.length = 0; // the 422 that this is about
    await author.press('Add the gap');
    const gaps = page.getByRole('region', { name: 'Gaps' });
    expect(await gaps.locator('tbody').textContent()).toMatch(/27 Dec 2025, 10:00 CET.*every source.*the recorder was down.*a gap/);
    expect(await page.getByRole('region', { name: 'Days' }).locator('tbody').textContent()).toContain('25 Dec 2025closedChristmas');
    await author.look('contact-centre');
    await author.press('Nobody called');
    await gaps.locator('.tag', { hasText: 'nobody called' }).waitFor();
    await author.press('Remove 25 Dec 2025');
    await page.getByText('Every day counts as an ordinary one.').waitFor();
  });

  it('declares an incident with what its playbook proposes', async () => {
    const { page } = author;
    await page.goto('/incidents');
    await page.getByRole('link', { name: 'Declare an incident' }).first().click();
    await author.look('declare-kind');
    await page.getByRole('link', { name: /Data breach/ }).click();
    await page.getByLabel('Title').fill('Card readers of two stores');
    await page.getByLabel('It began').fill('2026-02-10T01:00'); // by the clocks of whoever types, in Madrid: midnight of the tenth in UTC
    await page.getByLabel('It ended').fill('2026-02-24T01:00');
    await page.getByLabel('Name', { exact: true }).uncheck();
    await author.press('Declare now, find the people later');
    expect(await page.getByRole('alert').textContent()).toContain('needs the words in at least one language');
    expect(await page.getByLabel('Title').inputValue()).toBe('Card readers of two stores');
    author.complaints.length = 0; // the 422 that this is about
    for (const locale of ['en', 'es'] as const) {
      const { whatHappened, whatWeDo, whatYouCanDo } = FACTS.text[locale];
      await page.locator(`#whatHappened-${locale}`).fill(whatHappened);
      await page.locator(`#whatWeDo-${locale}`).fill(whatWeDo);
      await page.locator(`#whatYouCanDo-${locale}`).fill(whatYouCanDo.join('\n'));
    }
    await author.look('declare');
    await author.press('Declare now, find the people later');
    await page.waitForURL(/\/incidents\/[0-9a-f-]{36}\/audience$/);
    incident = new URL(page.url()).pathname.replace('/audience', '');
    await page.goto(incident);
    expect(await page.locator('h1').textContent()).toContain('INC-');
    expect(await page.locator('.timeline').textContent()).toContain('The incident was declared');
  });

  it('finds who is affected, with the reason, and freezes them', async () => {
    const { page } = author;
    await page.getByRole('link', { name: 'Find the affected' }).first().click();
    expect(await page.locator('#kind-0\\.0').inputValue()).toBe('purchase');
    await page.locator('#name-0\\.0-0').fill('store');
    await page.locator('#is-value-0\\.0-0').fill('3, 7');
    await page.getByRole('button', { name: 'Add a condition' }).click();
    await page.locator('#name-0\\.0-1').fill('paid_by');
    await page.locator('#is-value-0\\.0-1').fill('card');
    await eventually(async () => (await page.locator('.found .exact').textContent({ timeout: 1_000 }).catch(() => '')) === `${hit.length} people`);
    await page.getByRole('region', { name: 'Some of the affected' }).waitFor();
    expect(await page.getByRole('region', { name: 'Some of the affected' }).textContent()).toContain('Card number');
    await author.press(/^Freeze these/);
    expect(await page.locator('h1').textContent()).toContain(`${hit.length} people`);
    await author.look('audience-frozen');
  });

  it('writes a notice, looks at it as different people, and proves it for everyone', async () => {
    const { page } = author;
    await page.goto(incident);
    await author.look('incident-new');
    await author.press('Draft the notice');
    await page.waitForURL(/\/notices\/[0-9a-f-]{36}/);
    notice = new URL(page.url()).pathname;
    for (const as of ['first', 'longest-name', 'no-phone', 'no-email', 'no-name', 'reads-es']) {
      await page.goto(`${notice}?as=${as}`);
      const mail = await author.framedMail();
      expect(mail).toContain(FACTS.text[as === 'reads-es' || mail.includes('lang="es"') ? 'es' : 'en'].whatHappened);
      expect(await page.locator('.bubble').textContent()).toContain('Tidewater');
    }
    await page.goto(`${notice}?as=T-0001`);
    expect(await page.locator('main').textContent()).toContain('T-0001');
    await page.goto(`${notice}?as=T-9999`);
    expect(await page.locator('main').textContent()).toContain('There is nobody like that among the people of this notice.');

    await page.goto(notice);
    await page.getByLabel('Subject').fill('{{brand.nam}}: your card');
    await author.press('Save the words');
    expect(await page.getByRole('alert').textContent()).toContain('brand.nam');
    expect(await page.getByLabel('Subject').inputValue()).toBe('{{brand.nam}}: your card');
    author.complaints.length = 0; // the 422 that this is about
    // Nobody knows the consequences yet: words that print them reach nobody, and the page says whom they would have reached.
    await page.goto(notice);
    const words = await page.getByLabel('SMS').inputValue();
    await page.getByLabel('SMS').fill(`${words} {{facts.consequences}}`);
    await author.press('Save the words');
    await author.press('Check everyone’s message');
    await page.getByRole('link', { name: 'Who, and what is missing' }).click();
    await page.waitForURL('**/lacking');
    expect(await page.locator('table').textContent()).toContain('facts.consequences');
    await author.look('lacking');

    await page.goto(notice);
    await page.getByLabel('SMS').fill(words);
    await page.getByLabel('Subject').fill('{{brand.name}}: your card, and what to do now');
    await author.press('Save the words');
    await page.getByLabel('Waves', { exact: true }).fill('2');
    await page.getByLabel('Minutes between').fill('30');
    await page.getByLabel('If nobody knows whether an e-mail was taken').selectOption('ask');
    await page.getByLabel('Also on the public page').check();
    await page.locator('form[action$="/schedule"]').getByRole('button', { name: 'Save' }).click();
    await page.waitForLoadState('load');
    expect([await page.getByLabel('Waves', { exact: true }).inputValue(), await page.getByLabel('Also on the public page').isChecked()]).toEqual(['2', true]);
    await author.press('Check everyone’s message');
    await page.getByRole('button', { name: 'Submit for approval' }).waitFor();
    expect(await page.locator('#check + .card').textContent()).toContain(`${hit.length} of ${hit.length} people`);
    await author.look('notice-draft');
    await author.press('Submit for approval');
    expect(await page.locator('.tag.big').textContent()).toBe('waits for approval');
  });

  it('lets nobody approve what he had a hand in, and a second person type the number of people', async () => {
    await author.page.goto(`${notice}/approve`);
    expect(await author.page.locator('main').textContent()).toContain('You can’t approve it.');

    const { page } = approver;
    await page.goto('/incidents');
    expect(await page.locator('.notice.warn').textContent()).toContain('Waiting for you');
    await approver.look('incidents');
    await page.getByRole('link', { name: /approve the first word/ }).click();
    expect(await approver.framedMail()).toContain(FACTS.text.en.whatHappened);
    expect(await page.getByRole('region', { name: 'What the law waits for' }).textContent()).toMatch(/early warning: it stops no clock[^]*No clock of the law is open[^]*United States, state not known/);
    await approver.look('approve');
    expect(await page.locator('main').textContent()).toContain('also stand on the public page');
    await page.getByRole('link', { name: 'See what the public page will say' }).click();
    await page.waitForURL('**/public');
    expect([await page.locator('.banner').textContent(), await page.locator('main').textContent()]).toEqual([expect.stringContaining('A preview.'), expect.stringContaining(FACTS.text.en.whatHappened)]);
    await page.getByRole('link', { name: 'Español' }).click();
    await page.waitForURL('**/public?lang=es');
    expect(await page.locator('main').textContent()).toContain(FACTS.text.es.whatHappened);
    await page.goto(`${notice}/approve`);
    await page.getByLabel('How many people does it go to?').fill(String(hit.length));
    await approver.press(/^Approve/);
    expect(await page.getByRole('alert').textContent()).toContain('Nobody has confirmed that the agents have the briefing');
    approver.complaints.length = 0; // the 409 that this is about
    await briefed();
    await page.getByLabel('How many people does it go to?').fill('12');
    await approver.press(/^Approve/);
    expect(await page.getByRole('alert').textContent()).toContain('The number of people you typed is not the number in the audience.');
    approver.complaints.length = 0; // the 422 that this is about
    await page.getByLabel('How many people does it go to?').fill(String(hit.length));
    // Some mailboxes' server hangs up in place of its last answer: it has the mail, and nobody here can know.
    await thread.control('PUT', '/smtp-policy', { rules: [{ to: '^(wei|zoe|ava)\\.', fault: { kind: 'drop-after-dot', stored: true } }] });
    await approver.press(/^Approve/);
    expect(await page.locator('main').textContent()).toContain('approved it');
  });

  /** The lead reads what agents need to know, and gives it to them. */
  async function briefed(): Promise<void> {
    const { page } = author;
    await page.goto('/incidents');
    await page.getByRole('link', { name: /do your agents have the briefing/ }).click();
    await page.waitForURL('**/briefing');
    const text = (await page.locator('main').textContent())!;
    for (const said of [FACTS.text.en.whatHappened, FACTS.text.es.whatHappened, 'Whoever has not been told yet gets the same help.', 'Is my data in it?', 'waits for the lead']) expect(text).toContain(said);
    await author.look('briefing');
    await author.press('I have read it, and the agents on duty have it');
    expect(await page.locator('.tag.big').textContent()).toBe('the agents have it');
    const paper = await page.request.get(`${page.url()}.pdf`, { timeout: 120_000 });
    expect([paper.status(), (await paper.body()).subarray(0, 5).toString()]).toEqual([200, '%PDF-']);
  }

  /** A person says of those in doubt that they have it. */
  async function settleDoubts(): Promise<void> {
    const { page } = author;
    await page.getByRole('link', { name: /^taken or not/ }).click();
    await page.waitForURL('**/unknown');
    const inDoubt = await page.locator('tbody tr').count();
    expect(inDoubt).toBeGreaterThan(0);
    expect(await page.locator('tbody .tag', { hasText: 'a person' }).count()).toBe(inDoubt);
    await author.look('doubts');
    await page.getByRole('link', { name: 'In doubt', exact: true }).click();
    await page.waitForURL('**/doubts');
    expect(await page.locator('tbody tr', { hasText: /INC-\d+, notice 1: first word/ }).count()).toBe(inDoubt);
    await author.look('every-doubt');
    await page.locator('tbody input').first().check();
    await settle();
    expect(await page.locator('tbody tr').count()).toBe(inDoubt - 1);
    await page.goto(`${notice}/unknown`);
    await settle();
    expect(await page.locator('main').textContent()).toContain('No message is in doubt.');
    await page.goto(notice);
  }

  async function settle(): Promise<void> {
    const { page } = author;
    await page.getByLabel('For those chosen').selectOption('told');
    await page.getByLabel('How do you know?').fill('the server\'s log has them');
    await author.press('Settle them');
  }

  it('shows how it goes out, holds it, and lets it end with everybody accounted for', async () => {
    const { page } = author;
    await page.goto(notice);
    await page.reload();
    const progress = page.locator('#progress');
    await progress.waitFor();
    await page.locator('#progress .value', { hasText: '1 of 2' }).waitFor();
    await author.look('progress');
    await author.press('Pause');
    await page.locator('#progress .tag', { hasText: 'paused' }).waitFor();
    await author.press('Go on');
    await page.locator('#progress .tag', { hasText: 'going out' }).waitFor();
    await thread.control('DELETE', '/smtp-policy');
    await settleDoubts();
    thread.test.clock.advance(30 * 60_000);
    // The part that is live says so first; then the page comes anew.
    await page.locator('#progress:not([data-then]) .tag', { hasText: 'has gone out' }).waitFor({ timeout: 60_000 });
    const counts = await page.locator('#progress .key strong').allTextContents();
    expect(counts.reduce((sum, count) => sum + Number(count), 0)).toBe(hit.length);
    expect(await progress.textContent()).toContain(`Together they are the ${hit.length} people of this notice`);
    await author.look('notice-sent');
    await page.goto(incident);
    await author.look('incident-sent');
  });

  it('writes letters to whom no channel reached, and says who has no address for one either', async () => {
    const { page } = author;
    const unreached = hit.filter(({ email, phone }) => email === '' && phone === '');
    const [homeless, ...housed] = unreached;
    const figure = (label: string) => page.locator('.figure', { hasText: label }).locator('.value').textContent();
    await page.goto(notice);
    await page.getByRole('link', { name: 'letters to them' }).click();
    await page.waitForURL('**/letters');
    expect([await figure('Wait for a letter'), await figure('No address either')]).toEqual(['0', String(unreached.length)]);
    const rows = ['reference,street,city,zip', ...housed.map(({ reference }) => `${reference},1 Pine Street,Seattle,98101`), ''];
    await page.goto('/imports');
    await page.getByLabel('File', { exact: true }).setInputFiles({ name: 'addresses.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) });
    await author.press('Import');
    await page.goto(`${notice}/letters`);
    await author.look('letters-waiting');
    await author.press(`Make the file of ${housed.length} letters`);
    expect([await figure('Wait for a letter'), await figure('In a file'), await figure('No address either')]).toEqual(['0', String(housed.length), '1']);
    expect(await page.getByRole('region', { name: 'Without an address' }).locator('tbody').textContent()).toContain(homeless!.reference);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download file 1' }).click()]);
    expect(download.suggestedFilename()).toMatch(/^letters-INC-\d+-1-1\.csv$/);
    const csv = readFileSync(await download.path(), 'utf8');
    expect(hit.filter(({ reference }) => csv.includes(`"${reference}"`)).map(({ reference }) => reference)).toEqual(housed.map(({ reference }) => reference));
    await author.look('letters-made');
    await page.getByLabel('By whom, or how, file 1 was posted').fill('by the printer');
    await author.press('It was posted');
    expect(await page.getByRole('region', { name: 'Files' }).locator('tbody').textContent()).toContain('2 Mar 2026by the printer');
    await author.look('letters-posted');
  });

  it('shows the health of the service, and takes that somebody has seen an alert', async () => {
    const { page } = author;
    await thread.test.app.get(Alerts).raise({ kind: 'test.odd', subject: 'test', message: 'Something is odd.', remedy: 'Look at it.', lasting: true });
    await page.goto('/incidents');
    await page.getByRole('link', { name: 'Health' }).click();
    await page.waitForURL('**/operations');
    await author.look('operations');
    const alert = page.getByRole('region', { name: 'Alerts' }).locator('tr', { hasText: 'Something is odd.' });
    await alert.getByRole('button', { name: 'I have seen it' }).click();
    await alert.locator('.tag', { hasText: 'seen' }).waitFor();
    await thread.test.app.get(EpochService).shut((await thread.test.person('ops')).actor, 'restored');
    await eventually(async () => {
      await page.goto('/operations');
      return page.getByRole('button', { name: 'Open sending' }).count();
    }, (buttons) => buttons === 1);
    await author.look('operations-shut');
    await page.getByLabel('Messages that may have been sent').selectOption('nothing-lost');
    await page.getByLabel('How do you know?').fill('it was a planned move');
    await author.press('Open sending');
    expect(await page.getByRole('heading', { name: 'Nothing is sent' }).count()).toBe(0);
  });

  it('shows in the outbox what arrived', async () => {
    const { page } = author;
    await page.goto('/outbox');
    await author.look('outbox');
    await page.getByRole('link', { name: /your card, and what to do now/ }).first().click();
    const html = await author.framedMail();
    const text = await page.locator('main > pre').textContent();
    for (const part of [html, text]) expect(part).toContain('tidewater.example/check');
    await author.look('outbox-mail');
  });

  it('draws the calls of those told and those waiting', async () => {
    const ringing = hit.filter(({ phone }) => phone !== '').slice(0, 12);
    for (const { phone } of ringing) {
      await thread.control('POST', '/inbound-call', { url: `${thread.url}/webhooks/twilio/voice`, from: phone, to: '+12025550100', finalStatus: 'completed', durationSeconds: 60 });
    }
    thread.test.clock.advance(60 * 60_000);
    const { page } = author;
    // The figures on a page may be a quarter of a minute old: the one before the calls may still be shown, with its instant.
    await eventually(async () => {
      await page.goto(`${incident}/calls`);
      return page.locator('main').textContent();
    }, (text) => text?.includes('calls came in') ?? false);
    await page.locator('.chart[data-drawn="true"]').first().waitFor();
    expect(await page.locator('.chart svg path').count()).toBeGreaterThan(3);
    expect(await page.locator('.figure', { hasText: 'Avoided calls' }).textContent()).toMatch(/not enough data|can’t be known/);
    await author.look('calls');
    await page.getByRole('link', { name: 'Which reasons mean' }).click();
    await page.getByLabel('Others').fill('Breach question\nCard stolen');
    await author.press('Save');
    await page.getByLabel('card stolen').waitFor();
    expect(await page.getByLabel('breach question').isChecked()).toBe(true);
    await author.look('call-reasons');
  });

  it('confirms the code of a message to whoever got it, in his language, and no other code', async () => {
    const code = /[2-9B-Z]{4}-[2-9B-Z]{4}/.exec((await author.page.goto(notice).then(() => author.page.locator('aside').textContent()))!)![0];
    const reader = await arrive({ locale: 'es-MX' });
    await reader.page.goto('/check');
    await reader.page.getByLabel('Código').fill(code.toLowerCase().replace('-', ' '));
    await reader.press('Comprobar');
    expect(await reader.page.getByRole('status').textContent()).toContain('Tidewater envió mensajes con este código a partir del 2 de marzo de 2026.');
    expect(await reader.page.locator('main').textContent()).not.toContain('Card readers');
    await reader.look('check');
    const answers = [];
    for (const wrong of ['K7QF-2M9D', 'nonsense']) {
      await reader.page.goto(`/check?code=${wrong}`);
      answers.push(await reader.page.getByRole('alert').textContent());
    }
    expect(answers[0]).toContain('No conocemos este código.');
    expect(answers[1]).toBe(answers[0]);
  });

  it('works where no script runs', async () => {
    const person = await thread.test.person('commander');
    const plain = await arrive({ javaScriptEnabled: false });
    await plain.signIn(person.email, TEST_PASSWORD);
    await plain.page.goto(notice);
    expect(await plain.page.locator('#progress').textContent()).toContain(`Together they are the ${hit.length} people of this notice`);
    await plain.page.goto(`${incident}/calls`);
    await plain.page.getByText('The numbers').click();
    expect(await plain.page.getByRole('region', { name: 'Calls hour by hour' }).isVisible()).toBe(true);
    await plain.page.goto(incident);
    await plain.press('Close the incident');
    expect(await plain.page.locator('.timeline li').first().textContent()).toContain('The incident was closed');
    await plain.press('Open it again');
    await plain.press('Sign out');
    await plain.page.goto(incident);
    expect(new URL(plain.page.url()).pathname).toBe('/sign-in');
  });

  it('never made the browser complain', async () => {
    expect(seen.flatMap(({ complaints }) => complaints)).toEqual([]);
  });
});
