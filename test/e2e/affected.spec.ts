import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser } from 'playwright-core';
import { EpochService } from '../../src/deliver/epoch.service.js';
import { StaffMessagesService } from '../../src/deliver/staff-messages.service.js';
import { EnquiriesService } from '../../src/hear/enquiries.service.js';
import { PublicPublisher } from '../../src/site/public/public-publisher.js';
import { TEST_PASSWORD } from '../support/app.js';
import { launchBrowser, Visitor } from '../support/browser.js';
import { eventually } from '../support/capture-fixture.js';
import { mailBesides } from '../support/thread.capture.js';
import { BRAND, shoppers } from '../support/thread.company.js';
import { startStory, type Story } from '../support/thread.story.js';

/** "Am I affected?", asked by people and by whoever tries to find out about others, on the running service. */
let story: Story;
let browser: Browser;
let notice: string;
const rows = <Row>(sql: string, parameters: readonly unknown[] = []) => story.test.database.db.query<Row>(sql, [...parameters]);
const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(story.url + path, { method: 'POST', redirect: 'manual', headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers }, body: new URLSearchParams(fields).toString() });
const cookieOf = (answer: Response): string => /fw_asked=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '')?.[0] ?? '';
const elsewhere = (source: string) => ({ 'x-forwarded-for': source });
const waitUntilAnswered = () => eventually(() => rows<{ waiting: number }>('select count(*)::int as waiting from enquiry where answered_at is null'), ([row]) => row!.waiting === 0, 50);
/** How often, for each reference, something was sent. */
const outcomes = async () => (await rows<{ outcome: string; n: number }>('select outcome, count(*)::int as n from enquiry group by 1 order by 1')).map(({ outcome, n }) => `${outcome} ${n}`);

const codeFor = (email: string): Promise<string> =>
  eventually(async () => /(\d{4} \d{4})/.exec((await mailBesides(story.capture, email))[0]?.text ?? '')?.[1] ?? '', (code) => code !== '', 100);

beforeAll(async () => {
  if (process.env['SCREENS']) mkdirSync(process.env['SCREENS'], { recursive: true });
  [story, browser] = await Promise.all([startStory({ now: new Date('2026-03-02T17:00:00Z') }), launchBrowser()]);
  notice = await story.draft({ policies: { channels: 'preferred', ladder: null, publicPage: true } });
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await story?.close();
});

describe('am I affected?', () => {
  it('answers a reference that somebody has, one that nobody has and one that makes no sense alike, byte for byte, by one and the same row', async () => {
    const known = story.people[0]!.reference;
    const asked = await Promise.all([known, 'T-99999', "'; drop table customer; --"].map((reference, index) => post('/affected', { reference }, elsewhere(`198.51.100.${index}`))));
    const answers = await Promise.all(asked.map(async (answer) => {
      const page = await fetch(story.url + answer.headers.get('location')!, { headers: { cookie: cookieOf(answer) } });
      const wrong = await post('/affected/code', { code: '1234 5678' }, { cookie: cookieOf(answer) });
      const again = await fetch(story.url + wrong.headers.get('location')!, { headers: { cookie: cookieOf(answer) } });
      const closed = await fetch(`${story.url}/affected/answer`, { headers: { cookie: cookieOf(answer) } });
      return [answer.status, await answer.text(), answer.headers.get('location'), cookieOf(answer).length, await page.text(), wrong.status, wrong.headers.get('location'), await again.text(), closed.status, await closed.text()];
    }));
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    expect(answers[0]![4]).toContain('If we know this number, a code is on its way');
    await waitUntilAnswered();
    expect(await outcomes()).toEqual(['not-known 2', 'sent 1']);
    expect(await rows('select from enquiry where reference is not null')).toEqual([]);
  });

  it('says that nothing concerns him while nothing was told, though he is in the audience of a draft', async () => {
    // Not the first of them, nor who shares his address: a code is on its way there already, and would be taken for this one.
    const one = story.people.find(({ email, locale }) => email !== '' && email.toLowerCase() !== story.people[0]!.email.toLowerCase() && locale.startsWith('en'))!;
    await rows(`delete from enquiry`);
    const visitor = await Visitor.arrive(browser, story.url);
    await visitor.page.goto('/affected');
    await visitor.look('affected');
    await visitor.page.getByLabel('Customer number').fill(one.reference);
    await visitor.press('Send me a code');
    await visitor.look('affected-code');
    await visitor.page.getByLabel('Code').fill('00000000');
    await visitor.press('Show me');
    expect(await visitor.page.getByRole('alert').textContent()).toContain('That code is not right');
    await visitor.page.getByLabel('Code').fill(await codeFor(one.email));
    await visitor.press('Show me');
    await visitor.page.waitForURL('**/affected/answer');
    expect(await visitor.page.locator('main').textContent()).toContain('Nothing that we have told our customers up to March 2, 2026, 9:00\u00A0AM PST concerns you');
    await visitor.look('affected-clear');
    expect(visitor.complaints).toEqual([]);
  });

  it('leads whoever is told of something to his own page, in his language, before his message has arrived', async () => {
    await story.desk.approve(notice);
    await story.desk.finished(notice, story.people.length);
    const one = story.people.find(({ email, locale }) => email !== '' && locale.startsWith('es'))!;
    // As if his own message had not arrived.
    await rows(`update message as m set state = 'failed' from customer as c where c.id = m.customer_id and c.reference = $1`, [one.reference]);
    await rows(`delete from enquiry`);
    const visitor = await Visitor.arrive(browser, story.url, { locale: 'es-MX' });
    await visitor.page.goto('/affected');
    await visitor.page.getByLabel('Número de cliente').fill(one.reference);
    await visitor.press('Enviarme un código');
    await visitor.page.getByLabel('Código').fill(await codeFor(one.email));
    await visitor.press('Mostrar');
    await visitor.page.waitForURL('**/affected/answer');
    await visitor.look('affected-concerns');
    await visitor.page.getByRole('link', { name: 'Leer qué significa para usted' }).click();
    await visitor.page.waitForURL('**/n/*');
    expect(await visitor.page.locator('main').textContent()).toContain('Alguien puso un programa en los lectores');
    expect(visitor.complaints).toEqual([]);
  });

  describe('for an incident', () => {
    /** What somebody reads who proves who he is. */
    async function answerTo({ reference, email }: { readonly reference: string; readonly email: string }): Promise<{ status: number; text: string; page: string | null }> {
      await rows('delete from enquiry');
      await rows(`delete from staff_message where purpose = 'code'`);
      const before = (await mailBesides(story.capture, email)).length;
      const cookie = cookieOf(await post('/affected', { reference }));
      const [mail] = await eventually(() => mailBesides(story.capture, email), (mails) => mails.length > before, 100);
      await post('/affected/code', { code: /(\d{4} \d{4})/.exec(mail!.text)![1]! }, { cookie });
      const answer = await fetch(`${story.url}/affected/answer`, { headers: { cookie } });
      const text = await answer.text();
      return { status: answer.status, text: text.replaceAll(/\/n\/[\w-]+/g, '/n/…'), page: /href="(\/n\/[\w-]+)"/.exec(text)?.[1] ?? null };
    }
    const withMail = () => story.people.slice(1).filter(({ email, locale }) => email !== '' && locale.startsWith('en'));
    const bystander = () => shoppers().find(({ email, reference, locale }) => email !== '' && locale.startsWith('en') && story.people.every((one) => one.reference !== reference && one.email !== email))!;
    const html = async (path: string) => (await fetch(story.url + path)).text();
    const checkCode = async () => (await rows<{ code: string }>('select check_code as code from notice where id = $1', [notice]))[0]!.code;
    const publicPage = async () => {
      await story.test.app.get(PublicPublisher).look();
      return html(`/status/en/${(await rows<{ reference: string }>('select reference from incident where id = $1', [story.incident.id]))[0]!.reference}.html`);
    };
    const LINK = 'href="/affected?brand&#x3D;tidewater';

    it('that a commander took out says to those it concerns what it says to all others, and nothing about it leads there', async () => {
      expect([(await publicPage()).includes(LINK), (await html(`/check?code=${await checkCode()}`)).includes(LINK), (await html('/check')).includes('href="/affected"')]).toEqual([true, true, true]);
      const visitor = await Visitor.arrive(browser, story.url);
      await visitor.signIn((await story.test.person('commander')).email, TEST_PASSWORD);
      await visitor.page.goto(`/incidents/${story.incident.id}`);
      await visitor.page.getByRole('link', { name: 'What people who ask are told' }).click();
      await visitor.look('asking');
      await visitor.page.getByLabel('Why').fill('Each of them is called by a person.');
      await visitor.press('Do not answer for this incident');
      await visitor.page.getByText('This incident is not answered for.').waitFor();
      await visitor.look('asking-off');
      const concerned = await answerTo(withMail()[1]!);
      const other = await answerTo(bystander());
      expect(concerned.text).toContain('This page has nothing to tell you');
      expect(concerned.text).toContain('You can’t ask here about everything');
      expect(concerned).toEqual(other);
      expect([(await publicPage()).includes('/affected'), (await html(`/check?code=${await checkCode()}`)).includes('/affected'), (await html('/check')).includes('href="/affected"')]).toEqual([false, false, true]);
      expect((await story.author.ask('PUT', `/api/v1/incidents/${story.incident.id}/asking`, { answered: true, reason: 'x' })).status).toBe(403);
      await visitor.page.getByLabel('Why').fill('Everybody has been called.');
      await visitor.press('Answer for this incident');
      await visitor.page.getByText('This incident is answered for.').waitFor();
      expect((await answerTo(withMail()[1]!)).text).toContain('Yes, this concerns you');
      expect(await publicPage()).toContain(LINK);
      expect(visitor.complaints).toEqual([]);
    });

    it('that was closed leads to its page for as many days as the setting says, and to nothing afterwards', async () => {
      const began = story.test.clock.now();
      const after = (days: number) => story.test.clock.set(new Date(began.getTime() + days * 86_400_000));
      await story.commander.post(`/api/v1/incidents/${story.incident.id}/close`, {});
      after(89);
      const soon = await answerTo(withMail()[2]!);
      expect(soon.text).toContain('Yes, this concerns you');
      expect(soon.text).toContain('This was settled on March 2, 2026.');
      expect((await fetch(story.url + soon.page!)).status).toBe(200);
      const settings = story.test.settings as { PERSONAL_PAGE_DAYS: number };
      settings.PERSONAL_PAGE_DAYS = 30;
      const shut = await answerTo(withMail()[3]!);
      expect([shut.page, shut.text.includes('Your own page about it is closed by now.')]).toEqual([null, true]);
      settings.PERSONAL_PAGE_DAYS = 90;
      after(90);
      const late = await answerTo(withMail()[4]!);
      expect([late.page, late.text.includes('Nothing that we know of concerns you'), late.text.includes('settled in the last 90 days')]).toEqual([null, true, true]);
      story.test.clock.set(began);
      await story.commander.post(`/api/v1/incidents/${story.incident.id}/reopen`, {});
    });

    it('asked while the company has the page shut: nothing is asked for, nothing kept, and nothing leads there', async () => {
      await rows('delete from enquiry');
      const settings = story.test.settings as { AFFECTED_PAGE: boolean };
      settings.AFFECTED_PAGE = false;
      const answers = await Promise.all([fetch(`${story.url}/affected`), fetch(`${story.url}/affected/code`), fetch(`${story.url}/affected/answer`), post('/affected', { reference: story.people[0]!.reference })]);
      for (const answer of answers) expect([answer.status, (await answer.text()).includes('You can’t ask here.')]).toEqual([404, true]);
      expect((await html('/check')).includes('/affected')).toBe(false);
      expect(await rows('select from enquiry')).toEqual([]);
      settings.AFFECTED_PAGE = true;
    });
  });

  it('sends one person a few codes at most, however many strangers ask, and slows down who asks for many', async () => {
    await rows(`delete from enquiry`);
    const [one] = story.people.filter(({ email }) => email !== '').slice(5);
    const ask = async (source: string) => (await post('/affected', { reference: one!.reference }, elsewhere(source))).status;
    expect(await ask('203.0.113.1')).toBe(303);
    await waitUntilAnswered();
    expect([await ask('203.0.113.2'), await ask('203.0.113.3')]).toEqual([303, 303]);
    await waitUntilAnswered();
    expect(await outcomes()).toEqual(['often-enough 2', 'sent 1']);
    await rows(`update enquiry set answered_at = answered_at - interval '5 minutes'`);
    for (const source of ['203.0.113.4', '203.0.113.5', '203.0.113.6']) {
      await ask(source);
      await waitUntilAnswered();
      await rows(`update enquiry set answered_at = answered_at - interval '5 minutes'`);
    }
    expect(await outcomes()).toEqual(['often-enough 3', 'sent 3']);
    const many = await Promise.all(Array.from({ length: 25 }, () => ask('203.0.113.99')));
    expect([many.includes(429), many.filter((status) => status === 303).length >= 20]).toEqual([true, true]);
    expect(await ask('203.0.113.99')).toBe(429);
    expect(await ask('203.0.113.100')).toBe(303);
  });

  it('lets a code be guessed five times, and takes a right one once, in the browser that asked alone', async () => {
    await rows(`delete from enquiry`);
    const one = story.people.filter(({ email }) => email !== '').at(8)!;
    const cookie = cookieOf(await post('/affected', { reference: one.reference }));
    await waitUntilAnswered();
    const code = await codeFor(one.email);
    const tried = async (given: string, from = cookie) => (await post('/affected/code', { code: given }, { cookie: from })).headers.get('location');
    expect(await tried(code, cookieOf(await post('/affected', { reference: one.reference })))).toContain('wrong=yes');
    for (let time = 0; time < 5; time += 1) expect(await tried('11111111')).toContain('wrong=yes');
    expect(await tried(code)).toContain('wrong=yes');
    await rows(`update enquiry set tries = 0`);
    expect(await tried(code)).toBe('/affected/answer');
    expect(await tried(code)).toContain('wrong=yes');
    await rows(`update enquiry set proved_at = proved_at - interval '31 minutes'`);
    expect((await fetch(`${story.url}/affected/answer`, { headers: { cookie } })).status).toBe(410);
  });

  it('asked twice over by two instances it sends one code, a kill before the commit loses none, and while sending is shut none leaves', async () => {
    await rows(`delete from enquiry`);
    await rows(`delete from staff_message`);
    await story.test.app.get(EpochService).shut({ kind: 'person', id: story.commander.personId, name: 'c', roles: ['commander'] } as never, 'a test');
    const [first, second] = story.people.filter(({ email }) => email !== '').slice(20);
    for (const { reference } of [first!, second!]) await post('/affected', { reference }, elsewhere('192.0.2.7'));
    const enquiries = story.test.app.get(EnquiriesService);
    await Promise.all([enquiries.answerWaiting(), enquiries.answerWaiting(), enquiries.answerWaiting()]);
    await waitUntilAnswered();
    await story.test.app.get(StaffMessagesService).sendWaiting();
    expect(await rows(`select state, count(*)::int as n, count(distinct key)::int as keys from staff_message where purpose = 'code' group by state`)).toEqual([{ state: 'pending', n: 2, keys: 2 }]);
  });

  it('asks which company, where several speak, and goes on in the language that was chosen', async () => {
    const other = { ...BRAND, id: 'seaglass', name: 'Seaglass', senderName: 'Seaglass care', fromEmail: 'care@seaglass.example', replyTo: 'care@seaglass.example', domain: 'seaglass.example', website: 'https://www.seaglass.example', checkAddress: 'seaglass.example/check' };
    await story.admin.put(`/api/v1/brands/${other.id}`, other);
    const unnamed = await post('/affected', { reference: story.people[0]!.reference }, elsewhere('198.51.100.77'));
    expect([unnamed.status, /Seaglass[^]*Tidewater/.test(await unnamed.text()), cookieOf(unnamed)]).toEqual([404, true, '']);
    const visitor = await Visitor.arrive(browser, story.url);
    await visitor.page.goto('/affected?lang=es');
    await visitor.page.getByText('Elija la empresa por la que pregunta.').waitFor();
    await visitor.look('affected-choose');
    await visitor.page.getByRole('link', { name: 'Tidewater' }).click();
    await visitor.page.getByLabel('Número de cliente').fill('T-99998');
    await visitor.press('Enviarme un código');
    await visitor.page.waitForURL('**/affected/code?brand=tidewater&lang=es');
    await visitor.page.getByLabel('Código').fill('00000000');
    await visitor.press('Mostrar');
    expect(await visitor.page.getByRole('alert').textContent()).toContain('Ese código no es correcto');
    await visitor.page.getByRole('link', { name: 'English' }).click();
    await visitor.page.getByRole('heading', { name: 'Type the code' }).waitFor();
    await visitor.page.getByRole('link', { name: 'Is this message genuine?' }).click();
    await visitor.page.waitForURL('**/check?lang=en');
    await visitor.page.getByRole('link', { name: 'Español' }).click();
    await visitor.page.getByLabel('Código').fill('AAAA-AAAA');
    await visitor.press('Comprobar');
    await visitor.page.getByText('No conocemos este código.').waitFor();
    await visitor.page.goto('/affected?lang=__proto__&brand=nobody');
    await visitor.page.getByText('Choose the company that you ask about.').waitFor();
    expect(visitor.complaints).toEqual([]);
  });

  it('leaves no personal data on record', async () => {
    const events = JSON.stringify(await rows(`select action, subject_kind, details from audit_event where action like 'enquiry.%'`));
    expect(events).toContain('enquiry.proved');
    for (const { reference, email } of story.people) expect([reference, events.includes(reference), email !== '' && events.includes(email)]).toEqual([reference, false, false]);
  });
});
