import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type Browser } from 'playwright-core';
import type { Preview } from '../../src/approve/preview.service.js';
import { EpochService } from '../../src/deliver/epoch.service.js';
import type { JsonOf } from '../../src/kernel/json-of.js';
import { TEST_PASSWORD } from '../support/app.js';
import { launchBrowser, Visitor } from '../support/browser.js';
import { askCapture, eventually } from '../support/capture-fixture.js';
import { storySteps } from '../support/story-steps.js';
import { mailBesides } from '../support/thread.capture.js';
import { languageOf } from '../support/thread.company.js';
import { startStory, type Story } from '../support/thread.story.js';

/** What is looked at before it leaves, in Chromium: through anybody's eyes, on everything that it may be read on, and as exactly what the ledger then sends. */
describe('a notice before it leaves', () => {
  const seen: Visitor[] = [];
  const it = storySteps(seen);
  let story: Story;
  let browser: Browser;
  let approver: Visitor;
  let notice = '';
  let hashes: Preview['hashes'];

  const preview = (as: object): Promise<JsonOf<Preview>> => story.author.post(`/api/v1/notices/${notice}/preview`, { as });
  const main = async (): Promise<string> => (await approver.page.locator('main').textContent())!.replaceAll(/\s+/g, ' ');

  beforeAll(async () => {
    if (process.env['SCREENS']) mkdirSync(process.env['SCREENS'], { recursive: true });
    [story, browser] = await Promise.all([startStory({ now: new Date('2026-03-02T17:00:00Z'), environment: { SMS_SEGMENT_PRICE: '0.0083 USD', TEST_COLLEAGUES: 'Press desk=press@tidewater.example,Ana=+12065550177' } }), launchBrowser()]);
    await story.test.database.db.query(`update customer set region = case when id % 2 = 0 then 'WA' else 'OR' end, postal_code = '98101'`);
    const { id: audienceId } = await story.commander.post<{ id: string }>(`/api/v1/incidents/${story.incident.id}/audiences`, { rule: { all: [{ touchpoint: { kind: 'purchase' }, data: ['card-number', 'card-expiry'] }] } });
    notice = await story.draft({ audienceId });
    const person = await story.test.person('approver', 'legal');
    approver = await Visitor.arrive(browser, story.url);
    seen.push(approver);
    await approver.signIn(person.email, TEST_PASSWORD);
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await story?.close();
  });

  it('is seen through the eyes of anybody, by one click or by reference', async () => {
    await approver.page.goto(`/notices/${notice}/preview`);
    await approver.look('preview');
    for (const [name, says] of [['no phone number', 'e-mail'], ['no e-mail address', 'SMS'], ['shares an address', 'One message goes there'], ['no language on file', 'not known, written to in English'], ['OR', 'Lives inOregon, US'], ['English (United States)', 'English'], ['Spanish (Mexico)', 'Spanish']] as const) {
      await approver.page.getByRole('navigation', { name: 'People to look as' }).getByRole('link', { name: new RegExp(`^${name.replaceAll(/[()]/g, String.raw`\$&`)}`) }).click();
      await approver.page.waitForLoadState('load');
      expect([name, await main()]).toEqual([name, expect.stringContaining(says)]);
    }
    await approver.page.getByLabel('Customer').fill('T-0007');
    await approver.press('Show');
    expect(await main()).toContain('CustomerT-0007');
    await approver.page.getByLabel('Customer').fill('T-9999');
    await approver.press('Show');
    expect(await main()).toContain('There is nobody like that among the people of this notice.');
  });

  it('shows a text in the pieces that a phone gets, and what they cost', async () => {
    const { sms } = await preview({ reference: 'T-0007' });
    expect([sms!.pieces.join(''), sms!.pieces.length]).toEqual([sms!.body, sms!.segments]);
    await approver.page.goto(`/notices/${notice}/preview?as=T-0007`);
    const pieces = await approver.page.locator('.bubble .cut').allTextContents();
    expect(pieces).toEqual(sms!.pieces);
    expect(await main()).toContain(`${sms!.segments} parts, ${sms!.body.length} characters; USD ${(sms!.segments * 0.0083).toFixed(4)}`);
  });

  it('shows the e-mail in the dark by its own styles', async () => {
    // No script runs where it is shown, a test's own neither: a page of its own shows the same HTML.
    const blank = await approver.page.context().newPage();
    const colours = async (look: string): Promise<string> => {
      await blank.setContent(await (await approver.page.request.get(`/notices/${notice}/preview.html?as=first&look=${look}`)).text());
      return blank.evaluate<string>('getComputedStyle(document.querySelector(".card")).backgroundColor');
    };
    expect([await colours('light'), await colours('dark')]).toEqual(['rgb(255, 255, 255)', 'rgb(27, 33, 40)']);
    const onScreen: string[] = [];
    for (const colorScheme of ['dark', 'light'] as const) {
      await blank.emulateMedia({ colorScheme });
      onScreen.push(await colours('screen'), await colours('dark'));
    }
    expect(onScreen).toEqual(['rgb(27, 33, 40)', 'rgb(27, 33, 40)', 'rgb(255, 255, 255)', 'rgb(27, 33, 40)']);
    await blank.close();
    await approver.page.goto(`/notices/${notice}/preview?as=first&look=dark`);
    await approver.look('preview-dark');
  });

  /** Each screen has the e-mail as a mail program on it would, and the other by a press. */
  async function showsTheMailByDayAndByNight(): Promise<void> {
    const frames = async (): Promise<(string | null)[]> => Promise.all((await approver.page.locator('iframe:visible').all()).map((frame) => frame.getAttribute('title')));
    const { page } = approver;
    const languages = ['English', 'Spanish'];
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      expect([colorScheme, await frames()]).toEqual([colorScheme, languages.map((name) => `The e-mail in ${name}, ${colorScheme}`)]);
    }
    await page.getByRole('group', { name: 'Colours of the e-mail in English' }).getByLabel('Dark').check();
    expect(await frames()).toEqual([`The e-mail in ${languages[0]}, dark`, `The e-mail in ${languages[1]}, light`]);
    await eventually(() => page.frames().some((frame) => frame.url().includes('look=dark')));
    await approver.look('approve-in-the-dark');
    await page.emulateMedia({ colorScheme: 'light' });
  }

  it('shows the reader\'s own page with what is his, and nothing on it can be done', async () => {
    const { reader } = await preview({ position: 0 });
    const address = `/notices/${notice}/reader-page?customer=${reader.customerId}`;
    const [before, after] = await Promise.all([address, `${address}&proved=yes`].map(async (path) => (await approver.page.request.get(path)).text()));
    expect([before!.includes(reader.reference), after!.includes(reader.reference)]).toEqual([false, true]);
    expect(after).not.toContain('<script');
    expect((await fetch(story.url + address, { redirect: 'manual' })).status).not.toBe(200);
  });

  it('goes as a test to colleagues alone, once, about nobody, and to no ledger', async () => {
    await approver.page.goto(`/notices/${notice}/preview`);
    for (const name of ['Press desk, by e-mail', 'Ana, by SMS']) await approver.page.getByLabel(name).check();
    const form = { key: await approver.page.locator('input[name=key]').inputValue(), _csrf: await approver.page.locator('input[name=_csrf]').last().inputValue(), locale: 'en' };
    const listed = await approver.page.locator('input[name=to]').last().inputValue();
    await approver.press('Send the test');
    expect(await main()).toContain('2 tests are on the way.');
    await approver.look('preview-tested');
    const [mail] = await eventually(() => mailBesides(story.capture, 'press@tidewater.example'), ({ length }) => length === 1, 50);
    expect([mail!.subject, mail!.text.split('\n')[0]]).toEqual([expect.stringMatching(/^TEST: Tidewater: /), expect.stringMatching(/^TEST: a look at a draft/)]);
    expect([mail!.text.includes('Alex Sample'), mail!.text.includes(`/n/${'x'.repeat(27)}`), mail!.html.includes('TEST: a look at a draft')]).toEqual([true, true, true]);
    const { sms } = await askCapture<{ sms: { to: string; body: string }[] }>(story.capture, '/captured/sms?limit=50');
    expect(sms.map(({ to, body }) => [to, body.slice(0, 6)])).toEqual([['+12065550177', 'TEST: ']]);
    for (const { email, phone, reference } of story.people) for (const own of [email, phone, reference]) expect([own, own !== '' && `${mail!.text}${sms[0]!.body}`.includes(own)]).toEqual([own, false]);
    const send = async (fields: Record<string, string>) => (await approver.page.request.post(`/notices/${notice}/test`, { form: { ...form, ...fields }, maxRedirects: 0 })).status();
    // The form sent once more sends nothing more, and an address is no colleague.
    expect([await send({ to: listed }), await send({ to: story.people[0]!.email, key: randomUUID() }), await send({ to: 'listed-0000000000000000', key: randomUUID() })]).toEqual([303, 422, 422]);
    const statuses = [];
    for (let count = 0; count < 30; count += 1) statuses.push(await send({ to: listed, key: randomUUID() }));
    expect([statuses.filter((status) => status === 303).length, statuses.at(-1)]).toEqual([28, 409]);
    const db = story.test.database.db;
    expect(await db.query('select from message')).toEqual([]);
    expect(JSON.stringify(await db.query(`select details from audit_event where action = 'notice.tested'`))).not.toMatch(/@|\+1206/);
  });

  it('is exactly what then leaves: the ledger keeps the same hash for whoever was looked at', async () => {
    const someone = story.people.find(({ email, phone, preferred, firstName, locale }) => email !== '' && phone !== '' && preferred === '' && firstName !== '' && languageOf({ locale } as never) === 'es')!;
    ({ hashes } = await preview({ reference: someone.reference }));
    const signing = await story.desk.submit(notice);
    await approver.page.goto(`/notices/${notice}/approve`);
    await approver.look('approve-sheet');
    await showsTheMailByDayAndByNight();
    const sheet = await main();
    for (const says of ['By channelPeople by e-mail alone', 'By languageEnglish', 'By jurisdiction', 'segments, USD ', 'Your decision']) expect(sheet).toContain(says);
    await story.approver.post(`/api/v1/notices/${notice}/approve`, signing);
    const { members } = (await story.desk.view(notice)).audience.counts as { members: number };
    await story.desk.finished(notice, members);
    const kept = await story.test.database.db.query<{ channel: 'email' | 'sms'; hash: string }>('select m.channel, m.body_hash as hash from message as m join customer as c on c.id = m.customer_id where m.notice_id = $1 and c.reference = $2', [notice, someone.reference]);
    expect(kept).toEqual([{ channel: 'email', hash: hashes.email }]);
    expect((await preview({ reference: someone.reference })).hashes).toEqual(hashes);
    await approver.page.goto(`/notices/${notice}/preview?as=${someone.reference}`);
    expect(await main()).toContain(`${hashes.email}the same left`);
    expect(seen.flatMap(({ complaints }) => complaints)).toEqual([]);
  });

  it('leaves as a test no more than anything else while sending is shut', async () => {
    await story.test.app.get(EpochService).shut({ kind: 'person', id: story.commander.personId, name: 'c', roles: ['commander'] } as never, 'a restore');
    await approver.page.goto(`/notices/${notice}/preview`);
    await approver.page.getByLabel('Press desk, by e-mail').check();
    await approver.press('Send the test');
    expect(await main()).toContain('Nothing leaves at present, tests neither');
  });
});
