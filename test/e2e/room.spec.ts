import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type Browser, type Page } from 'playwright-core';
import { MOST_WATCHERS, RoomFeed } from '../../src/console/room/room-feed.js';
import { type Role } from '../../src/kernel/actor.js';
import { projectPath } from '../../src/platform/config/project-path.js';
import { TEST_PASSWORD, type Browser as Session } from '../support/app.js';
import { launchBrowser, Visitor } from '../support/browser.js';
import { storySteps } from '../support/story-steps.js';
import { eventually } from '../support/capture-fixture.js';
import { type Heard, SseClient } from '../support/sse-client.js';
import { startStory, type Story } from '../support/thread.story.js';

const LARGEST_PAGE = 100_000;

/** The incident room as people see it, in Chromium, and the stream of events behind it, over a real connection. One story for both. */
describe('the incident room', () => {
  let story: Story;
  let browser: Browser;
  let commander: Visitor;
  let auditor: Visitor;
  let room = '';
  let notice = '';
  const seen: Visitor[] = [];
  const streams: SseClient[] = [];

  const it = storySteps(seen);

  beforeAll(async () => {
    [story, browser] = await Promise.all([startStory({ now: new Date('2026-03-02T17:00:00Z'), environment: { LOG_LEVEL: 'error' } }), launchBrowser()]);
    room = `/incidents/${story.incident.id}/room`;
    commander = await arrive('commander', 'author');
    auditor = await arrive('auditor');
  });
  afterAll(async () => {
    for (const stream of streams) stream.close();
    await browser?.close();
    await story?.close();
  });

  async function arrive(...roles: Role[]): Promise<Visitor> {
    return signedIn({}, ...roles);
  }

  async function signedIn(options: Parameters<typeof Visitor.arrive>[2], ...roles: Role[]): Promise<Visitor> {
    const person = await story.test.person(...roles);
    const visitor = await Visitor.arrive(browser, story.url, options);
    seen.push(visitor);
    await visitor.signIn(person.email, TEST_PASSWORD);
    return visitor;
  }

  async function session(...roles: Role[]): Promise<Session> {
    return story.test.browser(await story.test.person(...roles));
  }

  async function listen({ cookie }: { readonly cookie: string }, query = '', headers: Record<string, string> = {}): Promise<SseClient> {
    const stream = await SseClient.open(`${story.url}${room}/events${query}`, { cookie, ...headers });
    streams.push(stream);
    return stream;
  }

  const live = (page: Page) => page.locator('[data-standing][data-state="live"]').waitFor();
  const sumText = (page: Page) => page.locator('[data-part="sum"]').textContent();

  it('stands before anything goes out, and says of when it is', async () => {
    const { page } = commander;
    await page.goto(`/incidents/${story.incident.id}`);
    await page.getByRole('link', { name: 'Incident room' }).click();
    await page.waitForURL(`**${room}`);
    expect(await sumText(page)).toContain('Nothing has gone out');
    await live(page);
    expect(await page.locator('[data-standing]').textContent()).toBe('Live, as of 18:00:00 CET'); // where the viewer is, not where the company is
    expect(await page.locator('[data-part="clocks"]').textContent()).toContain('Next update promised');
    await commander.look('room-before');
  });

  it('shows how a notice goes out without being loaded again, to everybody who watches', async () => {
    notice = await story.draft({ schedule: { waves: 2, waveIntervalMinutes: 30 } });
    await auditor.page.goto(room);
    for (const { page } of [commander, auditor]) {
      await live(page);
      await page.evaluate('window.stayed = true');
    }
    await story.desk.approve(notice);
    for (const { page } of [commander, auditor]) {
      await page.locator('[data-part="figures"] .figure', { hasText: 'Waves opened' }).locator('.value', { hasText: '1 of 2' }).waitFor();
      expect(await sumText(page)).toContain(`It adds up: ${story.people.length} of ${story.people.length} people.`);
      expect(await page.evaluate('window.stayed')).toBe(true);
    }
    expect(await auditor.page.getByRole('button', { name: 'Pause' }).count()).toBe(0);
  });

  it('pauses with a reason from the keyboard, and lets it go on', async () => {
    const { page } = commander;
    const why = page.getByLabel('Why pause');
    await why.focus();
    await page.keyboard.type('the link is wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Go on' }).waitFor();
    expect((await story.commander.get<{ dispatch: { state: string; reason: string } }>(`/api/v1/notices/${notice}/progress`)).dispatch).toMatchObject({ state: 'paused', reason: 'the link is wrong' });
    await auditor.page.locator('[data-part="sum"] .notice', { hasText: 'paused: the link is wrong' }).waitFor();
    await commander.look('room-paused');
    await commander.press('Go on');
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    expect(await page.locator('[data-part="timeline"] li').first().textContent()).toMatch(/went on|resumed|goes on/i);
  });

  it('keeps a form that somebody is filling in while everything around it changes', async () => {
    const { page } = commander;
    await live(page);
    await page.getByLabel('Why pause').fill('half a sen');
    await story.ops.post(`/api/v1/notices/${notice}/pause`, { reason: 'ops was quicker' });
    await page.locator('[data-part="sum"] .tag', { hasText: 'paused' }).waitFor();
    expect(await page.getByLabel('Why pause').inputValue()).toBe('half a sen');
    await page.locator('h1').click();
    await page.getByRole('button', { name: 'Go on' }).waitFor(); // he has left it: the forms are those of a paused notice now
    await story.ops.post(`/api/v1/notices/${notice}/resume`, {});
    await page.getByRole('button', { name: 'Pause' }).waitFor();
  });

  it('moves nothing about while numbers change', async () => {
    const { page } = commander;
    await page.goto(room);
    await live(page);
    await page.evaluate(`window.shifted = 0; new PerformanceObserver((list) => { for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) window.shifted += value; }).observe({ type: 'layout-shift' })`);
    story.test.clock.advance(30 * 60_000);
    await page.locator('[data-part="sum"] .tag', { hasText: 'has gone out' }).waitFor();
    const counts = await page.locator('.tally strong').allTextContents();
    expect(counts.reduce((sum, count) => sum + Number(count), 0)).toBe(story.people.length);
    expect(await page.evaluate<number>('window.shifted')).toBeLessThan(0.1); // what web.dev calls good
    await commander.look('room-done');
    await page.setViewportSize({ width: 360, height: 800 });
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(360);
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it('starts what is said next from the room', async () => {
    const { page } = commander;
    await page.getByLabel('To whoever was reached by').selectOption({ label: 'notice 1: first word' });
    await commander.press('All-clear');
    await page.waitForURL(/\/notices\/[0-9a-f-]{36}$/);
    expect(await page.locator('h1').textContent()).toBe('Notice 2: all-clear');
    await page.goto(room);
    expect(await page.locator('.others').textContent()).toContain('Notice 2: all-clear');
  });

  it('hangs on a wall: large, dark, with nothing to press', async () => {
    const { page } = auditor;
    await page.goto(`${room}?wall=1`);
    await live(page);
    expect(await page.locator('button, form, input, main a').count()).toBe(0);
    const [paper] = (await page.evaluate<string>('getComputedStyle(document.body).backgroundColor')).match(/\d+/g)!.map(Number);
    expect(paper).toBeLessThan(60);
    await auditor.look('room-wall');
    for (const [width, height] of [[1600, 900], [1920, 1080]] as const) {
      await page.setViewportSize({ width, height });
      const high = await page.evaluate<number>('document.documentElement.scrollHeight');
      expect({ width, high: Math.max(high, height) }).toEqual({ width, high: height }); // nobody scrolls on a wall
    }
    expect(await page.evaluate<number>("parseFloat(getComputedStyle(document.querySelector('.figure .value')).fontSize)")).toBeGreaterThan(44);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(1920);
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it('is a true snapshot where no script runs, and can be steered there too', async () => {
    const plain = await signedIn({ javaScriptEnabled: false }, 'commander');
    const answer = await plain.page.goto(room);
    expect(await sumText(plain.page)).toContain(`It adds up: ${story.people.length} of ${story.people.length} people.`);
    expect(await plain.page.locator('[data-standing]').textContent()).toContain('As of 2 Mar 2026, 09:30 PST');
    const assets = ['firstword.css', 'firstword.js', 'room.js'].map((name) => readFileSync(projectPath('templates', 'assets', name)).length);
    expect((await answer!.body()).length + assets.reduce((sum, length) => sum + length, 0)).toBeLessThan(LARGEST_PAGE);
    await plain.press('Close the incident');
    await plain.page.goto(room);
    expect(await plain.page.locator('[data-part="timeline"] li').first().textContent()).toContain('The incident was closed');
    await plain.press('Open it again');
  });

  it('sends what changed, and nothing to whoever has it already', async () => {
    const who = await session('auditor');
    const clocks = (words: string) => ({ data }: Heard): boolean => String((data.html as Record<string, string>)['clocks']).includes(words);
    // The step before closed the incident and opened it again: from here on that has been seen.
    await (await listen(who)).next('parts', clocks('Open for'));
    const first = await listen(who);
    const whole = await first.next('parts');
    expect(Object.keys(whole.data.html as object).sort()).toEqual(['alerts', 'clocks', 'figures', 'sum', 'timeline']);
    // Twice the same: by the address, as a page that was just loaded, and by the header, as a browser that lost its connection.
    const again = [await listen(who, `?seen=${whole.id!}`), await listen(who, '', { 'last-event-id': whole.id! })];
    const stale = await listen(who, '?seen=0123456789abcdef');
    expect((await stale.next('parts')).id).toBe(whole.id);
    for (const stream of again) expect((await stream.next('beat')).data).toMatchObject({ of: '2026-03-02T17:30:00.000Z', fresh: true });
    expect(again.flatMap(({ heard }) => heard.filter(({ event }) => event === 'parts'))).toEqual([]);
    await story.commander.post(`/api/v1/incidents/${story.incident.id}/close`);
    for (const stream of [first, ...again]) {
      const changed = (await stream.next('parts', clocks('Was open for'))).data.html as Record<string, string>;
      expect(Object.keys(changed)).not.toContain('alerts');
    }
    await story.commander.post(`/api/v1/incidents/${story.incident.id}/reopen`);
    expect(stale.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect([stale.headers.get('content-type'), stale.headers.get('cache-control'), stale.headers.get('x-accel-buffering')]).toEqual(['text/event-stream; charset=utf-8', 'no-store', 'no']);
  });

  it('is shut to agents, programs and strangers, and ends with the session', async () => {
    const agent = await session('agent');
    const key = await story.test.key(await story.test.person('commander'));
    const status = async (headers: Readonly<Record<string, string>>) => (await fetch(`${story.url}${room}/events`, { headers, redirect: 'manual' })).status;
    expect([await status({ cookie: agent.cookie }), await status(key.headers), await status({})]).toEqual([403, 403, 401]);
    const one = await session('ops');
    const [stream, other] = [await listen(one), await listen(await session('ops'))];
    await stream.next('parts');
    await story.test.send('DELETE', '/api/v1/session', one);
    await stream.next('over');
    await stream.ended;
    await other.next('beat');
    expect(other.isOpen).toBe(true);
  });

  it('leads a screen whose session is over to signing in', async () => {
    const leaving = await arrive('ops');
    await leaving.page.goto(room);
    await live(leaving.page);
    const tab = await leaving.page.context().newPage();
    await tab.goto('/incidents');
    await tab.getByRole('button', { name: 'Sign out' }).click();
    await tab.waitForURL('**/sign-in');
    await tab.close(); // what lies in the background is looked at again now
    await leaving.page.bringToFront();
    await leaving.page.waitForURL('**/sign-in?next=*');
  });

  it('takes as many screens as it can bear, and closes them when the service stops', async () => {
    const who = await session('auditor');
    const feed = story.test.app.get(RoomFeed);
    const many = await Promise.all(Array.from({ length: 12 }, () => listen(who)));
    await Promise.all(many.map((stream) => stream.next('parts')));
    expect(() => feed.admit('another')).not.toThrow();
    const refused = await fetch(`${story.url}${room}/events`, { headers: { cookie: who.cookie } });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '30']);
    many.pop()!.close();
    await eventually(async () => (await fetch(`${story.url}${room}/events`, { headers: { cookie: who.cookie }, signal: AbortSignal.timeout(5_000) })).status, (status) => status === 200, 50);
    expect(MOST_WATCHERS).toBeGreaterThanOrEqual(100);
    await commander.page.goto(room);
    await live(commander.page);
    expect(commander.complaints).toEqual([]);
    await feed.onModuleDestroy();
    await Promise.all(many.map((stream) => stream.ended));
    await commander.page.locator('[data-standing][data-state="lost"]').waitFor();
    expect(await commander.page.locator('[data-standing]').textContent()).toMatch(/^Connection lost; these figures are of \d\d:30:00 CET$/);
    commander.complaints.length = 0; // the 429 that this is about
  });

  it('never made the browser complain', async () => {
    expect(seen.flatMap(({ complaints }) => complaints)).toEqual([]);
  });
});
