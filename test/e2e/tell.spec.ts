import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser } from 'playwright-core';
import type { MailSummary } from '../../src/capture/disk/mail.js';
import { OutcomeEvents } from '../../src/deliver/outcome-events.service.js';
import { Alerts } from '../../src/platform/alerts/alerts.js';
import { TEST_PASSWORD } from '../support/app.js';
import { askCapture, eventually } from '../support/capture-fixture.js';
import { launchBrowser, Visitor } from '../support/browser.js';
import type { CapturedMail } from '../support/thread.capture.js';
import { startStory, type Story } from '../support/thread.story.js';

/** What the running service tells the company's own people, by messages that really leave. */
describe('the company\'s own people', () => {
  let story: Story;
  let browser: Browser;
  let ops: Visitor;
  let email = '';

  const mailsTo = async (to: string): Promise<CapturedMail[]> => {
    const { mails } = await askCapture<{ mails: MailSummary[] }>(story.capture, '/captured/mail?limit=500');
    const own = mails.filter((mail) => JSON.stringify(mail).includes(to)).reverse();
    return Promise.all(own.map(({ id }) => askCapture<CapturedMail>(story.capture, `/captured/mail/${id}`)));
  };

  beforeAll(async () => {
    [story, browser] = await Promise.all([startStory({ now: new Date('2026-03-16T16:00:00Z'), environment: { LOG_LEVEL: 'error' } }), launchBrowser()]);
    const person = await story.test.person('ops', 'commander');
    email = person.email;
    ops = await Visitor.arrive(browser, story.url);
    await ops.signIn(person.email, TEST_PASSWORD);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await story?.close();
  });

  it('put themselves on the list of those who are told, and see what is wrong with what they typed', async () => {
    const { page } = ops;
    await page.goto('/settings/alerts');
    await expect(page.getByText('Nobody is alerted when something critical happens.').count()).resolves.toBe(1);
    const form = page.locator('form', { hasText: 'Add somebody to the list' });
    await form.getByLabel('Who').selectOption({ index: 1 });
    await form.getByLabel('SMS').first().check();
    await ops.press('Add to the list');
    expect(await page.locator('main').textContent()).toContain('A mobile number is needed for SMS, with its country code: enter one, or untick SMS.');
    const again = page.locator('form', { hasText: 'Add somebody to the list' });
    await again.getByLabel('Who').selectOption({ label: (await page.locator('select[name=personId] option').allTextContents()).find((name) => name.startsWith('Person') && email.startsWith(name.replace(' ', '.').toLowerCase()))! });
    await again.getByLabel('Mobile number').fill('+1 206 555 0123');
    await ops.press('Add to the list');
    expect(await page.locator('main details summary').allTextContents()).toEqual([expect.stringContaining('critical: e-mail and SMS · warnings: e-mail · every day, day and night')]);
    await ops.look('who-is-told');
  });

  it('try whether alerts reach them, and answer by the link in the mail without a session', async () => {
    await ops.page.goto('/settings/alerts');
    await ops.press('Send me a test alert');
    const [mail] = await eventually(() => mailsTo(email), (mails) => mails.length > 0);
    const link = /http:\/\/\S+\/a\/\w+/.exec(mail!.text)![0];
    const stranger = await Visitor.arrive(browser, story.url);
    await stranger.page.goto(link);
    await stranger.look('alert-answer');
    await stranger.press('I have seen it');
    expect(await stranger.page.locator('main').textContent()).toContain('It is over');
    await ops.page.goto('/settings/alerts');
    expect(await ops.page.locator('section', { hasText: 'Does it reach you?' }).textContent()).toMatch(/E-mail,.*: sent/);
    expect([...ops.complaints, ...stranger.complaints].filter((one) => !one.includes('422'))).toEqual([]); // what was refused above was meant to be
  });

  it('hear of something critical by mail and by text', async () => {
    await story.test.app.get(Alerts).raise({ kind: 'test.critical', subject: 'test', severity: 'critical', message: 'Nothing leaves.', remedy: 'Look at it.', lasting: true });
    await eventually(() => mailsTo(email), (mails) => mails.some(({ subject }) => subject === 'Critical: Nothing leaves.'));
    const { sms } = await eventually(() => askCapture<{ sms: { to: string; body: string }[] }>(story.capture, '/captured/sms?limit=50'), (all) => all.sms.some(({ to }) => to === '+12065550123'));
    expect(sms.find(({ to }) => to === '+12065550123')!.body).toMatch(/^Firstword CRITICAL: Nothing leaves\.\nSeen it\? http:\/\/\S+\/a\/\w{29}$/);
  });

  it('say which servers hear of events, see the secret once, and whether a test got through', async () => {
    const admin = await story.test.person('admin');
    const boss = await Visitor.arrive(browser, story.url);
    await boss.signIn(admin.email, TEST_PASSWORD);
    await boss.page.goto('/settings/webhooks');
    await boss.page.getByLabel('Address', { exact: true }).fill('https://hooks.example.invalid/firstword');
    await boss.page.getByLabel('Name', { exact: true }).fill('Status page');
    await boss.press('Add webhook');
    expect(await boss.page.getByRole('alert').textContent()).toContain('Tick at least one event: else nothing would be sent.');
    boss.complaints.length = 0; // the 422 that this is about
    await boss.page.getByLabel('notice.outcomes').check();
    await boss.press('Add webhook');
    expect(await boss.page.locator('pre').textContent()).toMatch(/^whsec_/);
    await boss.look('webhooks');
    await boss.page.goto('/settings/webhooks');
    expect(await boss.page.locator('pre').count()).toBe(0);
    await boss.press('Send a test');
    await eventually(async () => {
      await boss.page.reload();
      return boss.page.locator('td', { hasText: 'Its name is not known.' }).count();
    }, (count) => count === 1, 250);
    await boss.look('webhook');
    expect(boss.complaints).toEqual([]);
  });

  it('tell those servers of a notice and of what became of its people, as counts, once for each count', async () => {
    const notice = await story.draft();
    await story.desk.approve(notice);
    const told = () => story.test.database.db.query<{ type: string; data: { members?: number; outcomes?: Record<string, number> } }>(`select v.type, v.data from webhook_event as v where v.data ->> 'noticeId' = $1 order by v.id`, [notice]);
    await eventually(told, (events) => events.some(({ type }) => type === 'notice.started'));
    const outcomes = story.test.app.get(OutcomeEvents);
    const counts = await eventually(async () => {
      await outcomes.tell();
      return (await told()).filter(({ type }) => type === 'notice.outcomes');
    }, (events) => events.some(({ data }) => data.members !== undefined && data.outcomes?.['pending'] === 0));
    for (const { data } of counts) expect(Object.values(data.outcomes!).reduce((sum, one) => sum + one, 0)).toBe(data.members);
    expect(new Set(counts.map(({ data }) => JSON.stringify(data))).size).toBe(counts.length);
    expect((await told()).map(({ type }) => type).filter((type) => type !== 'notice.outcomes').slice(0, 2)).toEqual(['notice.approved', 'notice.started']);
  });
});
