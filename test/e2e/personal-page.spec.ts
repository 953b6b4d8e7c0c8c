import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser } from 'playwright-core';
import { launchBrowser, Visitor } from '../support/browser.js';
import { eventually } from '../support/capture-fixture.js';
import { mailOf, ownPageIn } from '../support/thread.capture.js';
import { CORRECTED_FACTS, FACTS, languageOf } from '../support/thread.company.js';
import { ReportService } from '../../src/measure/report.service.js';
import { TEST_PASSWORD } from '../support/app.js';
import { startStory, type Story } from '../support/thread.story.js';

/** Readers at their own pages, in Chromium, by the addresses that really arrived. */
let story: Story;
let browser: Browser;
let notice: string;
/** Paths by the address that the mail went to. */
let pages: Map<string, string>;
let english: string;
let spanish: string;
let publicPage: string;

const rows = <Row>(sql: string, parameters: readonly unknown[] = []) => story.test.database.db.query<Row>(sql, [...parameters]);
const arrive = async (options: Parameters<typeof Visitor.arrive>[2] = {}) => Visitor.arrive(browser, story.url, options);

async function addresses(id: string): Promise<Map<string, string>> {
  return new Map((await mailOf(story.capture, id)).map(({ to, text }) => [to[0]!.toLowerCase(), ownPageIn(text)]));
}

beforeAll(async () => {
  if (process.env['SCREENS']) mkdirSync(process.env['SCREENS'], { recursive: true });
  [story, browser] = await Promise.all([startStory({ now: new Date('2026-03-02T17:00:00Z'), environment: { ASK_RECOMMEND: 'true' } }), launchBrowser()]);
  await rows(`update customer set postal_code = '98101'`);
  notice = await story.draft({ policies: { channels: 'preferred', ladder: null, publicPage: true } });
  await story.desk.approve(notice);
  await story.desk.finished(notice, story.people.length);
  pages = await addresses(notice);
  const reader = (language: 'en' | 'es'): string => pages.get(story.people.find((one) => languageOf(one) === language && one.firstName !== '' && pages.has(one.email.toLowerCase()))!.email.toLowerCase())!;
  [english, spanish] = [reader('en'), reader('es')];
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await story?.close();
});

describe('a reader\'s own page', () => {
  it('says what anybody of the affected may know, keeps nothing of a look, and can\'t be found by anyone else', async () => {
    const answer = await fetch(story.url + english);
    expect([answer.status, answer.headers.get('x-robots-tag'), answer.headers.get('cache-control'), answer.headers.get('content-security-policy')]).toEqual([
      200, 'noindex, nofollow', 'private, no-store', expect.stringContaining("default-src 'none'"),
    ]);
    const html = await answer.text();
    for (const said of [FACTS.text.en.whatHappened, FACTS.text.en.whatWeDo, ...FACTS.text.en.whatYouCanDo]) expect(html).toContain(said);
    const { reference, firstName } = story.people.find(({ email }) => pages.get(email.toLowerCase()) === english)!;
    expect([html.includes(reference), html.includes(firstName)]).toEqual([false, false]);
    await fetch(story.url + english, { method: 'HEAD' });
    expect(await rows('select from personal_page')).toEqual([]);
    expect((await fetch(`${story.url}/n/${'b'.repeat(27)}`)).status).toBe(404);
    // Another site's form changes nothing.
    expect((await fetch(`${story.url}${english}/steps`, { method: 'POST', headers: { origin: 'https://elsewhere.example', 'content-type': 'application/x-www-form-urlencoded' }, body: 'step=0' })).status).toBe(403);
    // Nor does an answer that no form of ours sends.
    for (const body of ['[]', '"x"', '{"answer":1,"recommend":[]}']) {
      const answered = await fetch(`${story.url}${english}/answer`, { method: 'POST', redirect: 'manual', headers: { 'content-type': 'application/json' }, body });
      expect([body, answered.status, answered.headers.get('location')]).toEqual([body, 303, `${english}?done=no-answer#question`]);
    }
    expect(await rows('select from personal_page')).toEqual([]);
    expect(await rows('select from feedback')).toEqual([]);
  });

  it('is not needed to read what everybody was told: that stands on the public page, in both languages and as a feed', async () => {
    const visitor = await arrive();
    await eventually(async () => (await fetch(`${story.url}/status`)).text(), (html) => html.includes('/status/en/INC-'), 100);
    await visitor.page.goto('/status/en/');
    await visitor.look('public-list');
    await visitor.page.getByRole('link', { name: /Data breach$/ }).click();
    publicPage = new URL(visitor.page.url()).pathname;
    const text = await visitor.page.locator('main').textContent();
    for (const said of [FACTS.text.en.whatHappened, FACTS.text.en.whatWeDo, ...FACTS.text.en.whatYouCanDo, 'Card number']) expect(text).toContain(said);
    expect(text).not.toMatch(/null|undefined|\[object/);
    expect(await visitor.page.context().cookies()).toEqual([]);
    await visitor.look('public-page');
    await visitor.page.getByRole('link', { name: 'Español' }).click();
    expect([await visitor.page.locator('html').getAttribute('lang'), await visitor.page.locator('main').textContent()]).toEqual(['es', expect.stringContaining(FACTS.text.es.whatHappened)]);
    const feed = await (await fetch(`${story.url}/status/es/feed.atom`)).text();
    const read = await visitor.page.evaluate((xml) => {
      type Found = { readonly textContent: string | null };
      const { DOMParser: Parser } = globalThis as unknown as { DOMParser: new () => { parseFromString(text: string, type: string): { querySelectorAll(where: string): Iterable<Found> } } };
      const document = new Parser().parseFromString(xml, 'application/xml');
      return ['parsererror', 'entry > content'].map((where) => [...document.querySelectorAll(where)].map(({ textContent }) => textContent));
    }, feed);
    expect(read).toEqual([[], [expect.stringContaining(FACTS.text.es.whatHappened)]]);
    expect(visitor.complaints).toEqual([]);
  });

  it('keeps ticks, and shows what is his to whoever knows his postal code', async () => {
    const reader = await arrive();
    await reader.page.goto(english);
    await reader.look('page-first');
    await reader.page.setViewportSize({ width: 360, height: 740 });
    expect(await reader.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    await reader.page.getByLabel(FACTS.text.en.whatYouCanDo[0]).check();
    await reader.page.getByText('Saved.').waitFor();
    await reader.page.getByLabel('Your postal code').fill('12345');
    await reader.press('Show my part');
    expect(await reader.page.getByRole('alert').textContent()).toBe('That is not the same as what we have for you. You can try 4 times more.');
    await reader.page.getByLabel('Your postal code').fill('98101');
    await reader.press('Show my part');
    const mine = await reader.page.locator('#mine').textContent();
    const { reference } = story.people.find(({ email }) => pages.get(email.toLowerCase()) === english)!;
    for (const part of [reference, 'Store', 'Card number']) expect(mine).toContain(part);
    expect(await reader.page.getByLabel(FACTS.text.en.whatYouCanDo[0]).isChecked()).toBe(true);
    await reader.look('page-proved');
    // What he proved is in his browser alone, and for his page alone.
    await reader.page.goto(spanish);
    expect(await reader.page.getByLabel('Su código postal').isVisible()).toBe(true);
    const other = await arrive();
    await other.page.goto(english);
    expect(await other.page.getByLabel('Your postal code').isVisible()).toBe(true);
    expect(reader.complaints).toEqual([]);
    expect(await rows('select steps, seen_at is not null as seen, proved_at is not null as proved from personal_page')).toEqual([{ steps: [0], seen: true, proved: true }]);
  });

  it('works in Spanish and without JavaScript, and takes one answer', async () => {
    const reader = await arrive({ javaScriptEnabled: false });
    await reader.page.goto(spanish);
    expect(await reader.page.locator('html').getAttribute('lang')).toBe('es');
    await reader.page.getByLabel(FACTS.text.es.whatYouCanDo[1]).check();
    await reader.press('Guardar');
    expect(await reader.page.getByText('Guardado.').isVisible()).toBe(true);
    expect(await reader.page.getByLabel(FACTS.text.es.whatYouCanDo[1]).isChecked()).toBe(true);
    await reader.press('Enviar');
    expect(await reader.page.getByRole('alert').textContent()).toBe('Elija una respuesta, por favor.');
    await reader.page.getByLabel('En parte').check();
    await reader.page.getByLabel('¿Qué faltó?').fill('¿Qué tienda fue?');
    await reader.page.getByLabel('¿Recomendaría').selectOption('7');
    await reader.press('Enviar');
    expect(await reader.page.getByText('Gracias. Leemos todas las respuestas.').isVisible()).toBe(true);
    expect(await rows('select channel, answer, recommend, words from feedback')).toEqual([{ channel: 'page', answer: 'partly', recommend: 7, words: '¿Qué tienda fue?' }]);
    const lit = await arrive();
    await lit.page.goto(spanish);
    await lit.look('page-spanish');
    const { items } = await story.commander.get<{ items: { words: string }[] }>(`/api/v1/notices/${notice}/feedback/comments`);
    expect(items.map(({ words }) => words)).toEqual(['¿Qué tienda fue?']);
  });

  it('says the correction at the old address too, and nothing once it is shut or over', async () => {
    await story.commander.patch(`/api/v1/incidents/${story.incident.id}`, { revision: story.incident.revision, facts: CORRECTED_FACTS });
    const correction = await story.draft({ type: 'correction', correctsNoticeId: notice, policies: { channels: 'preferred', ladder: null, publicPage: true } });
    await story.desk.approve(correction);
    await story.desk.finished(correction, story.people.length);
    const reader = await arrive();
    await reader.page.goto(english);
    expect(await reader.page.locator('main').textContent()).toContain(CORRECTED_FACTS.text.en.correction);
    expect(await reader.page.getByText('Our first message').isVisible()).toBe(true);
    await reader.look('page-correction');
    await eventually(async () => (await (await fetch(story.url + publicPage)).text()).includes(CORRECTED_FACTS.text.en.correction), undefined, 100);
    await reader.page.goto(publicPage);
    expect(await reader.page.locator('main').textContent()).toContain('What we said then has been corrected since.');
    await reader.look('public-correction');

    const customer = (await rows<{ id: string }>('select p.customer_id as id from personal_page as p where p.proved_at is not null'))[0]!.id;
    await story.commander.post(`/api/v1/customers/${customer}/page-revocation`, { reason: 'He says it is not his.' });
    expect((await fetch(story.url + english)).status).toBe(410);
    await reader.page.goto(english);
    expect(await reader.page.locator('main').textContent()).toContain('+1 206-555-0199');
    await reader.look('page-closed');
    expect((await fetch(story.url + spanish)).status).toBe(200);
    story.test.clock.advance(91 * 86_400_000);
    expect((await fetch(story.url + spanish)).status).toBe(410);
    expect((await fetch(`${story.url}${spanish}/steps`, { method: 'POST' })).status).toBe(410);
  });
});

describe('the after-action report', () => {
  const at = (path = ''): string => `/api/v1/incidents/${story.incident.id}/report${path}`;
  interface Report {
    readonly revision: number | null;
    readonly figures: { readonly word: { readonly firstWord: unknown }; readonly notices: readonly { readonly outcomes: Record<string, number>; readonly members: number }[]; readonly feedback: readonly unknown[]; readonly deeds: readonly { action: string }[] };
    readonly changes: readonly { readonly path: string }[];
    readonly whyChanged: readonly string[];
    readonly improve: readonly { readonly code: string }[];
    readonly remarks: readonly { readonly words: string; readonly revision: number }[];
  }

  it('is drawn from the ledger while the incident is open, with remarks that are kept', async () => {
    const report = await story.auditor.get<Report>(at());
    expect(report.revision).toBeNull();
    expect(report.figures.notices).toHaveLength(2);
    for (const { outcomes, members } of report.figures.notices) expect(Object.values(outcomes).reduce((sum, each) => sum + each, 0)).toBe(members);
    expect(report.figures.deeds.map(({ action }) => action)).toEqual(expect.arrayContaining(['incident.declared', 'notice.approved', 'rollout.started', 'dispatch.finished']));
    expect(report.improve.map(({ code }) => code)).toEqual(expect.arrayContaining(['no-calls', 'few-answers']));
    await story.commander.post(at('/remarks'), { words: 'First thoughts.' });
    await story.commander.post(at('/remarks'), { words: 'Second thoughts.' });
    expect((await story.auditor.get<Report>(at())).remarks.map(({ revision, words }) => [revision, words])).toEqual([[2, 'Second thoughts.'], [1, 'First thoughts.']]);
    const atOnce = await Promise.all(['Third', 'Fourth', 'Fifth'].map((words) => story.commander.ask('POST', at('/remarks'), { words })));
    expect(atOnce.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect((await story.auditor.get<Report>(at())).remarks.map(({ revision }) => revision)).toEqual([5, 4, 3, 2, 1]);
    const csv = await story.auditor.ask<string>('GET', at('.csv'));
    expect([csv.headers.get('content-type'), csv.body.includes('"notice 1","people"')]).toEqual(['text/csv; charset=utf-8', true]);
  });

  it('stands once the incident is closed, and says what changed if it does', async () => {
    await story.commander.post(`/api/v1/incidents/${story.incident.id}/close`);
    const service = story.test.app.get(ReportService);
    await service.takeDue();
    const closed = await story.auditor.get<Report>(at());
    expect(closed).toMatchObject({ revision: expect.any(Number), changes: [] });
    const measured = () => story.auditor.get<{ revision: number | null; takenAt: string; firstWord: unknown }>(`/api/v1/incidents/${story.incident.id}/measurement`);
    const atTheClose = await measured();
    expect(atTheClose).toMatchObject({ revision: closed.revision, firstWord: closed.figures.word.firstWord });
    await rows(`update message set state = 'bounced', code = '5.1.1', settled_at = now() where id = (select min(id) from message where channel = 'email' and state = 'sent')`);
    expect((await story.auditor.get<Report>(at())).figures).toEqual(closed.figures);
    expect(await measured()).toEqual(atTheClose);
    story.test.clock.advance(2 * 3_600_000);
    await service.takeDue();
    await service.takeDue();
    const changed = await story.auditor.get<Report>(at());
    expect([changed.revision, changed.whyChanged]).toEqual([closed.revision! + 1, ['receipts, bounces or decisions came in later', 'answers came in, or it is better known who was asked']]);
    expect(changed.changes.map(({ path }) => path)).toContain('notices.0.outcomes.bounced');
    expect(await measured()).toMatchObject({ revision: changed.revision, firstWord: changed.figures.word.firstWord });
    expect((await story.auditor.get<Report>(at(`/revisions/${closed.revision!}`))).figures).toEqual(closed.figures);
    expect((await story.auditor.get<{ items: { cause: string }[] }>(at('/revisions'))).items.map(({ cause }) => cause).slice(0, 2)).toEqual(['changed', 'closed']);
    expect(await rows('select r.kind, r.incidents from published.contact_rate as r')).toEqual([{ kind: 'data-breach', incidents: 1 }]);
    expect(await rows('select r.after_calls, r.after_person_hours as hours, r.matched_share from contact_rate as r')).toEqual([{ after_calls: 0, hours: 0, matched_share: null }]); // no feed of calls
  });

  it('is a page for people, and a file of paper pages', async () => {
    const person = await story.test.person('commander', 'legal');
    const reader = await arrive();
    await reader.signIn(person.email, TEST_PASSWORD);
    await reader.page.goto(`/incidents/${story.incident.id}/report`);
    expect(await reader.page.locator('h1').textContent()).toBe('After-action report');
    await reader.page.getByLabel('What the figures don’t say').fill('Third thoughts.');
    await reader.press('Save the remarks');
    expect(await reader.page.locator('#remarks').textContent()).toContain('Third thoughts.');
    await reader.look('report');
    expect(reader.complaints).toEqual([]);
    const pdf = await reader.page.request.get(`/incidents/${story.incident.id}/report.pdf`, { timeout: 120_000 });
    const file = await pdf.body();
    expect([pdf.status(), pdf.headers()['content-type'], file.subarray(0, 5).toString()]).toEqual([200, 'application/pdf', '%PDF-']);
    if (process.env['SCREENS']) writeFileSync(`${process.env['SCREENS']}/report.pdf`, file);
  }, 180_000);
});
