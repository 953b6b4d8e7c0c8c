import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Browser } from 'playwright-core';
import { PersonalPagesService } from '../../src/hear/personal-pages.service.js';
import { launchBrowser, Visitor } from '../support/browser.js';
import { eventually } from '../support/capture-fixture.js';
import { mailOf, ownPageIn } from '../support/thread.capture.js';
import { BRAND, FACTS, languageOf } from '../support/thread.company.js';
import { startStory, type Story } from '../support/thread.story.js';

/** What customers see where something is not as it should be: in their language, in the company's name, and with a way on. */
let story: Story;
let browser: Browser;
let notice: string;
let english: string;

const HTML = { accept: 'text/html' };
const from = (source: string, headers: Record<string, string> = {}) => ({ ...HTML, 'x-forwarded-for': source, ...headers });
const get = (path: string, headers: Record<string, string> = HTML) => fetch(story.url + path, { headers, redirect: 'manual' });
const unknownPage = (place: number): string => `/n/${String(place).padStart(27, '7')}`;
/** Nothing of the console, which a customer would take for a stranger's. */
const STRANGE = /Firstword|First<span>|To the incidents|sign-in|urn:uuid|takes POST/;

beforeAll(async () => {
  [story, browser] = await Promise.all([startStory({ now: new Date('2026-03-02T17:00:00Z') }), launchBrowser()]);
  notice = await story.draft({ policies: { channels: 'preferred', ladder: null, publicPage: true } });
  await story.desk.approve(notice);
  await story.desk.finished(notice, story.people.length);
  const reader = story.people.find((one) => languageOf(one) === 'en' && one.email !== '')!;
  const mail = (await mailOf(story.capture, notice)).find(({ to }) => to[0]!.toLowerCase() === reader.email.toLowerCase())!;
  english = ownPageIn(mail.text);
  await eventually(async () => (await fetch(`${story.url}/status`)).text(), (html) => html.includes('/status/en/INC-'), 100);
}, 180_000);
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(async () => {
  await browser?.close();
  await story?.close();
});

describe('a customer who meets a fault', () => {
  it.each([
    ['an address that is mistyped', () => '/chekc', 404], ['a public page that there is not', () => '/status/en/INC-9999.html', 404], ['a page of nobody', () => unknownPage(1), 404],
    ['a link to unsubscribe that is cut off', () => '/u/x', 404], ['where a form was sent, opened anew', () => `${english}/steps`, 405],
  ])('at %s reads it in both languages, with the name and the number of the company', async (_where, path, status) => {
    for (const [lang, question] of [['en', 'Is this message genuine?'], ['es', '¿Es auténtico este mensaje?']] as const) {
      const answer = await get(path(), from('203.0.113.50', { 'accept-language': lang }));
      const html = await answer.text();
      expect([answer.status, html.includes(`<html lang="${lang}">`), html.includes(question), html.includes(BRAND.name), html.includes(BRAND.phone), html.includes(`href="/status/${lang}/"`)]).toEqual([status, true, true, true, true, true]);
      expect(html).not.toMatch(STRANGE);
    }
  });

  it('finds the way back to their own page from where a form was sent, and no barrier on the page of the fault', async () => {
    const visitor = await Visitor.arrive(browser, story.url);
    await visitor.page.goto(`${english}/steps`);
    await visitor.look('trouble');
    await visitor.page.getByRole('link', { name: 'Español' }).click();
    await visitor.page.getByRole('heading', { name: 'No funcionó' }).waitFor();
    await visitor.page.getByRole('link', { name: 'Volver a abrir la página' }).click();
    expect(new URL(visitor.page.url()).pathname).toBe(english);
  });

  it('is told while the database is away that the fault is ours, and reads on where no database is asked', async () => {
    const away = jest.spyOn(story.test.app.get(PersonalPagesService), 'find').mockRejectedValue(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }));
    const answer = await get(english, from('203.0.113.51'));
    const html = await answer.text();
    expect([answer.status, answer.headers.get('retry-after'), html.includes('The fault is ours.'), html.includes(BRAND.phone), html.includes(`class="button" href="${english}"`)]).toEqual([503, '5', true, true, true]);
    expect(html).not.toMatch(STRANGE);
    away.mockRejectedValue(new Error('a bug'));
    expect([(await get(english, from('203.0.113.51'))).status, (await get('/status/en/')).status]).toEqual([500, 200]);
  });

  it('behind an address from which too many pages were tried is not told that their own is none', async () => {
    for (let place = 0; place < 20; place += 1) expect((await get(unknownPage(place), from('203.0.113.52'))).status).toBe(404);
    const answer = await get(english, from('203.0.113.52'));
    expect([answer.status, answer.headers.get('retry-after'), (await answer.text()).includes('Please wait a minute')]).toEqual([429, '60', true]);
    expect((await get(english, from('203.0.113.53'))).status).toBe(200);
  });

  it('behind an address from which too many codes were tried is not told that theirs is wrong', async () => {
    const type = () => fetch(`${story.url}/affected/code`, { method: 'POST', redirect: 'manual', headers: from('203.0.113.54', { 'content-type': 'application/x-www-form-urlencoded' }), body: 'code=12345678' });
    for (let time = 0; time < 15; time += 1) expect((await type()).headers.get('location')).toBe('/affected/code?wrong=yes');
    const location = (await type()).headers.get('location')!;
    expect(location).toBe('/affected/code?wrong=too-many');
    const visitor = await Visitor.arrive(browser, story.url);
    await visitor.page.goto(location);
    expect(await visitor.page.getByRole('alert').textContent()).toContain('Wait a minute, then type the code again.');
    await visitor.look('affected-too-many');
    await visitor.page.goto('/affected/answer');
    await visitor.look('affected-ended');
    for (let time = 0; time < 20; time += 1) await get('/check?code=AAAA-AAAA', from('203.0.113.54'));
    await visitor.page.setExtraHTTPHeaders({ 'x-forwarded-for': '203.0.113.54' });
    await visitor.page.goto('/check?code=AAAA-AAAA');
    expect(await visitor.page.getByRole('alert').textContent()).toContain('Wait a minute');
    await visitor.look('check-too-many');
  });

  it('is taken for somebody of the company where one is signed in', async () => {
    const { cookie } = await story.test.browser(await story.test.person('agent'));
    expect(await (await get('/nowhere', { ...HTML, cookie })).text()).toContain('To the incidents');
  });
});

describe('a customer whose language is not the one on file', () => {
  it('reads their own page in the other, and goes on in it', async () => {
    const reader = await Visitor.arrive(browser, story.url);
    await reader.page.goto(english);
    await reader.page.getByRole('link', { name: 'Español' }).click();
    expect([await reader.page.locator('html').getAttribute('lang'), await reader.page.locator('main').textContent()]).toEqual(['es', expect.stringContaining(FACTS.text.es.whatHappened)]);
    await reader.look('page-other-language');
    await reader.page.getByLabel('Sí', { exact: true }).check();
    await reader.press('Enviar');
    expect(await reader.page.getByText('Gracias. Leemos todas las respuestas.').isVisible()).toBe(true);
    await reader.page.getByRole('link', { name: 'English' }).click();
    await reader.page.getByText('Thank you. We read every answer.').waitFor();
    expect(reader.complaints).toEqual([]);
  });
});

describe('a customer who has letters made twice as large', () => {
  it('reads each page on a phone without scrolling sideways', async () => {
    const reader = await Visitor.arrive(browser, story.url);
    await reader.page.setViewportSize({ width: 360, height: 740 });
    const session = await reader.page.context().newCDPSession(reader.page);
    await session.send('Page.enable');
    await session.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 32 } });
    for (const path of [english, `${english}?lang=es`, '/check', '/affected?lang=es', '/affected/code?wrong=yes&lang=es', '/affected/answer?lang=es', '/status/es/', '/chekc?lang=es']) {
      await reader.page.goto(path);
      expect([path, await reader.page.evaluate('getComputedStyle(document.documentElement).fontSize'), await reader.page.evaluate('document.documentElement.scrollWidth')]).toEqual([path, '32px', 360]);
    }
  });
});

describe('a customer whom a text sent to the check page', () => {
  it('is one step from what happened, and from what it means for them', async () => {
    const [{ code }] = await story.test.database.db.query<{ code: string }>('select n.check_code as code from notice as n where n.id = $1', [notice]) as [{ code: string }];
    const reader = await Visitor.arrive(browser, story.url);
    await reader.page.goto('/check');
    await reader.page.getByLabel('Code').fill(code);
    await reader.press('Check');
    await reader.look('check-genuine');
    expect(await reader.page.getByRole('link', { name: 'See what it means for you' }).getAttribute('href')).toContain('/affected?brand=');
    await reader.page.getByRole('link', { name: 'Read what happened and what you can do' }).click();
    await reader.page.getByText(FACTS.text.en.whatHappened).waitFor();
    expect(reader.complaints).toEqual([]);
  });
});
