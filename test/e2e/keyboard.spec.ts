import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type Browser, type Page } from 'playwright-core';
import { TEST_PASSWORD } from '../support/app.js';
import { launchBrowser, Visitor } from '../support/browser.js';
import { eventually } from '../support/capture-fixture.js';
import { storySteps } from '../support/story-steps.js';
import { startStory, type Story } from '../support/thread.story.js';

/** What has the keyboard: its id, else what it says. */
const HERE = `(() => { const { id, textContent } = document.activeElement; return id || textContent.trim().slice(0, 60); })()`;

/** Somebody whose hands stay on the keys: no step points at anything. */
describe('by keyboard alone', () => {
  const seen: Visitor[] = [];
  let story: Story;
  let browser: Browser;
  let author: Visitor;
  let approver: Visitor;
  let notice = '';
  const it = storySteps(seen);

  beforeAll(async () => {
    [story, browser] = await Promise.all([startStory({ now: new Date('2026-03-02T17:00:00Z'), environment: { LOG_LEVEL: 'error' } }), launchBrowser()]);
    author = await arrive('admin', 'commander', 'author');
    approver = await arrive('approver');
    notice = await story.draft();
    await story.desk.submit(notice);
    await story.desk.brief(notice);
  });
  afterAll(async () => {
    await browser?.close();
    await story?.close();
  });

  async function arrive(...roles: Parameters<typeof story.test.person>): Promise<Visitor> {
    const visitor = await Visitor.arrive(browser, story.url);
    seen.push(visitor);
    const { page } = visitor;
    await page.goto('/sign-in');
    await page.keyboard.type((await story.test.person(...roles)).email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(TEST_PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/incidents');
    return visitor;
  }

  const here = (page: Page) => page.evaluate<string>(HERE);
  /** Presses Tab until it is there. @returns How often. */
  async function tabTo(page: Page, what: RegExp, most = 80): Promise<number> {
    for (let presses = 1; presses <= most; presses += 1) {
      await page.keyboard.press('Tab');
      if (what.test(await here(page))) return presses;
    }
    throw new Error(`Nothing that can have the keyboard is ${String(what)}.`);
  }
  async function enter(page: Page): Promise<void> {
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
  }

  it('leads from what is wrong to the field in which it is mended', async () => {
    const { page } = author;
    await page.goto('/settings/brands?edit=tidewater#edit');
    await tabTo(page, /^website$/);
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('tidewater.example');
    await enter(page);
    expect(await here(page)).toMatch(/^This is not saved/);
    expect(await tabTo(page, /Website must be/)).toBe(1);
    await page.keyboard.press('Enter');
    await eventually(async () => (await here(page)) === 'website');
    expect(await page.locator('#edit summary').textContent()).toBe('Change Tidewater');
    await page.goto('/settings/brands');
    await tabTo(page, /^Add another sender$/);
    await page.keyboard.press('Enter');
    await tabTo(page, /^name$/);
    await page.keyboard.type('Lakeside');
    await page.evaluate(`document.querySelector('#edit form').noValidate = true`); // what is left out is for the server to say
    await enter(page);
    expect(await page.locator('#edit summary').textContent()).toBe('Add another sender'); // it is nobody's yet
    author.complaints.length = 0; // the 422s that this is about
  });

  it('returns a notice with its reason, and approves it', async () => {
    const { page } = approver;
    const decide = async (): Promise<void> => {
      await page.goto('/incidents');
      await tabTo(page, /approve the first word/);
      await enter(page);
      await tabTo(page, /^Go to your decision$/);
      await page.keyboard.press('Enter');
    };
    await decide();
    await tabTo(page, /^reason$/, 10);
    await page.keyboard.type('Say by when.');
    await tabTo(page, /^Return it to its author$/, 1);
    await enter(page);
    expect(await page.locator('main').textContent()).toContain('returned it: Say by when.');
    await story.desk.submit(notice);
    await decide();
    expect(await tabTo(page, /^people$/, 10)).toBe(1);
    await page.keyboard.type(String(story.people.length - 1));
    await enter(page);
    expect(await here(page)).toMatch(/^It is not decided/);
    await tabTo(page, /^The number of people you typed/, 1);
    await page.keyboard.press('Enter');
    await eventually(async () => (await here(page)) === 'people');
    await page.keyboard.type(String(story.people.length));
    await enter(page);
    expect(await page.locator('main').textContent()).toMatch(/approved/);
    approver.complaints.length = 0; // the 422 that this is about
  });

  it('stays where it was when a row or a condition is taken away', async () => {
    const { page } = author;
    const act = async (what: RegExp): Promise<string> => {
      await tabTo(page, what);
      const before = await page.locator('[data-part="rows"]').innerHTML();
      await page.keyboard.press('Enter');
      await eventually(async () => (await page.locator('[data-part="rows"]').innerHTML()) !== before && (await page.locator('form[data-rule]').getAttribute('aria-busy')) === null);
      return here(page);
    };
    await page.goto(`/incidents/${story.incident.id}/audience?anew=1`);
    expect(await act(/^Add what they did$/)).toMatch(/^kind-0\.\d$/);
    const row = (await here(page)).replace('kind-', '');
    expect(await act(/^Add a condition$/)).toMatch(new RegExp(`^name-${row}-\\d$`));
    const condition = Number((await here(page)).at(-1));
    expect(await act(/^Take away this condition/)).toBe(condition === 0 ? 'Add a condition' : `name-${row}-${condition - 1}`);
    const left = Number(row.at(-1));
    expect(await act(/^Take away this row/)).toBe(left === 0 ? 'Add what they did' : `kind-0.${left - 1}`);
    // What is counted anew stands in the place of what was counted, with the button that has the keyboard.
    const old = () => page.evaluate(`document.querySelector('[data-part="count"]').dataset.old = 'yes'`);
    const renewed = () => eventually(async () => (await page.locator('[data-part="count"][data-old]').count()) === 0 && (await page.locator('form[data-rule]').getAttribute('aria-busy')) === null);
    for (const [what, id, key] of [[/^without$/, 'without', 'Space'], [/^count$/, 'count', 'Enter']] as const) {
      await tabTo(page, what);
      await old();
      await page.keyboard.press(key);
      await renewed();
      expect(await here(page)).toBe(id);
    }
    expect(await page.locator('#without').isChecked()).toBe(true);
    expect(await tabTo(page, /^freeze$/)).toBe(1);
    await old();
    await page.evaluate(`document.querySelector('form[data-rule]').dispatchEvent(new Event('input'))`); // somebody's last letter
    await renewed();
    expect(await here(page)).toBe('freeze');
    expect([...author.complaints, ...approver.complaints]).toEqual([]);
  });
});
