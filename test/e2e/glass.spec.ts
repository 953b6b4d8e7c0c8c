import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type Browser } from 'playwright-core';
import { type Role } from '../../src/kernel/actor.js';
import { TEST_PASSWORD } from '../support/app.js';
import { launchBrowser, Visitor } from '../support/browser.js';
import { storySteps } from '../support/story-steps.js';
import { startStory, type Story } from '../support/thread.story.js';

/** No approver can be reached, and two administrators approve: on the pages, with everybody looking. */
describe('the break-glass', () => {
  let story: Story;
  let browser: Browser;
  let one: Visitor;
  let two: Visitor;
  let legal: Visitor;
  let notice = '';
  const seen: Visitor[] = [];
  const it = storySteps(seen);

  beforeAll(async () => {
    [story, browser] = await Promise.all([startStory({ now: new Date('2026-03-02T17:00:00Z'), environment: { LOG_LEVEL: 'error' } }), launchBrowser()]);
    [one, two, legal] = [await arrive('admin'), await arrive('admin'), await arrive('legal')];
    notice = await story.draft();
    await story.desk.submit(notice);
  });
  afterAll(async () => {
    await browser?.close();
    await story?.close();
  });

  async function arrive(...roles: Role[]): Promise<Visitor> {
    const { email } = await story.test.person(...roles);
    const visitor = await Visitor.arrive(browser, story.url);
    seen.push(visitor);
    await visitor.signIn(email, TEST_PASSWORD);
    return visitor;
  }

  const say = async ({ page }: Visitor, people: string) => {
    await page.locator('#glass-people').fill(people);
    await page.locator('#glass-reason').fill('Both approvers are on a plane, and cards are being used');
  };
  const state = async () => (await story.desk.view(notice)).notice.state;

  it('begins with one administrator, who sees what he would sign', async () => {
    await one.page.goto(`/notices/${notice}`);
    await one.page.getByRole('link', { name: 'Look at it and decide' }).click();
    await one.page.waitForURL(`**/notices/${notice}/approve`);
    await one.look('glass-before');
    await say(one, '1');
    await one.press('Ask for it');
    expect(await one.page.locator('main').textContent()).toContain('not the number in the audience');
    await say(one, String(story.people.length));
    await one.press('Ask for it');
    expect(await one.page.locator('.notice.bad').first().textContent()).toContain('wants to approve it without an approver');
    expect([await one.page.locator('#glass-reason').count(), await state()]).toEqual([0, 'submitted']);
  });

  it('waits for another, who is led to it', async () => {
    await two.page.goto('/incidents');
    await two.page.getByRole('link', { name: /needs a second administrator/ }).click();
    await two.page.waitForURL(`**/notices/${notice}/approve`);
    await two.look('glass-asked');
    await say(two, String(story.people.length));
    await two.press(/^Approve it together with/);
    expect(await two.page.locator('main').textContent()).toContain('Two administrators approved it without an approver');
    expect(await state()).toBe('approved');
    await story.desk.finished(notice, story.people.length);
  });

  it('shows in red wherever the notice does, until somebody else has looked it over', async () => {
    for (const path of [`/notices/${notice}`, `/incidents/${story.incident.id}`, `/incidents/${story.incident.id}/room`, `/incidents/${story.incident.id}/room?wall=1`, `/incidents/${story.incident.id}/report`]) {
      await legal.page.goto(path);
      await legal.page.locator('.notice.bad', { hasText: 'Two administrators approved it without an approver' }).waitFor();
      expect([path, await legal.page.locator('main').textContent()]).toEqual([path, expect.stringContaining('still has to look it over')]);
    }
    await legal.page.goto('/incidents');
    await legal.page.getByRole('link', { name: /approved without an approver \(break-glass\)/ }).click();
    await legal.page.waitForURL(`**/notices/${notice}`);
    await legal.page.getByLabel('What you looked at, and what you found').fill('The plane landed at nine; the text was right.');
    await legal.look('glass-review');
    await legal.press('It was right');
    expect(await legal.page.locator('.notice.bad').first().textContent()).toContain('looked it over and found that it was right');
    const sentences = (await story.auditor.all<{ sentence: string }>(`/api/v1/incidents/${story.incident.id}/timeline`)).map(({ sentence }) => sentence).filter((sentence) => /approve/.test(sentence));
    expect(sentences).toEqual([
      expect.stringMatching(/An administrator asked to approve notice 1 \(initial\) without an approver \(break-glass\): Both/),
      expect.stringMatching(/was approved, for .* people, by two administrators and no approver \(break-glass\)$/), expect.stringMatching(/That notice 1 \(initial\) was approved without an approver was looked over: it was right: The plane/),
    ]);
  });

  it('made no page complain', () => {
    // the browser says so itself where the first words were refused
    expect(seen.flatMap(({ complaints }) => complaints).filter((line) => !/status of 422/.test(line))).toEqual([]);
  });
});
