import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { type Browser, type Page } from 'playwright-core';
import { eventually } from './capture-fixture.js';

export { launchBrowser } from './chromium.js';

/** Somebody at a browser. Whatever the browser complains of is kept: a script that failed, a policy that was broken, a file that was not there. */
export class Visitor {
  readonly complaints: string[] = [];

  private constructor(
    readonly page: Page,
    base: string,
  ) {
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(`${page.url().replace(base, '')}: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.complaints.push(`${page.url().replace(base, '')}: ${error.message}`));
    page.on('dialog', (dialog) => void dialog.accept());
  }

  static async arrive(browser: Browser, base: string, options: { readonly locale?: string; readonly javaScriptEnabled?: boolean } = {}): Promise<Visitor> {
    const context = await browser.newContext({ baseURL: base, viewport: { width: 1280, height: 900 }, timezoneId: 'Europe/Madrid', ...options });
    context.setDefaultTimeout(20_000);
    return new Visitor(await context.newPage(), base);
  }

  async signIn(email: string, password: string): Promise<void> {
    await this.page.goto('/sign-in');
    await this.page.getByLabel('E-mail').fill(email);
    await this.page.getByLabel('Password').fill(password);
    await this.press('Sign in');
    await this.page.waitForURL('**/incidents');
  }

  /** Presses a button and waits for the page that answers. */
  async press(name: string | RegExp): Promise<void> {
    await Promise.all([this.page.waitForLoadState('load'), this.page.getByRole('button', { name, exact: typeof name === 'string' }).first().click()]);
    await this.page.waitForLoadState('load');
  }

  /**
   * The HTML of the e-mail that a page frames. No script runs in there, a test's own neither, so it is asked for once more; that the
   * frame took it shows by its address.
   */
  async framedMail(): Promise<string> {
    const shown = this.page.locator('iframe:visible').first();
    await shown.scrollIntoViewIfNeeded();
    const address = (await shown.getAttribute('src'))!;
    const answer = await this.page.request.get(address);
    expect({ status: answer.status(), policy: answer.headers()['content-security-policy'] }).toEqual({ status: 200, policy: expect.stringContaining("default-src 'none'") });
    await eventually(() => this.page.frames().some((frame) => frame.url() === answer.url()));
    return answer.text();
  }

  /** Where he is and what he reads there, for whoever looks why a test failed. */
  async describe(): Promise<string> {
    const text = await this.page.locator('main').textContent({ timeout: 1_000 }).catch(() => 'no page');
    return `${this.page.url()}: ${text?.replaceAll(/\s+/g, ' ').slice(0, 1_500)}`;
  }

  /** What axe-core finds on the page as it is, down to the least: rule, and where. A frame is a document of its own and is left out. */
  async barriers(): Promise<string[]> {
    await this.page.evaluate(AXE);
    return this.page.evaluate(async (options) => {
      const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<{ violations: { id: string; impact: string; nodes: { target: unknown[] }[] }[] }> } };
      const { violations } = await axe.run(options);
      return violations.map(({ id, impact, nodes }) => `${impact}: ${id} at ${nodes.slice(0, 3).map(({ target }) => target.join(' ')).join(', ')}`);
    }, AXE_OPTIONS);
  }

  /**
   * The page has no barrier in either colour scheme, nothing in it moved by itself, it is light, it scrolls sideways on no phone, no tag or card
   * of it is cut off and its times are the reader's. With SCREENS set to a folder it also keeps pictures of it, wide and narrow, light and dark.
   */
  async look(name: string): Promise<void> {
    expect({ name, ...(await this.asLoaded()) }).toEqual({ name, shifted: [], tooHeavy: [], foreignTimes: [] });
    for (const [colorScheme, width] of [['light', 1280], ['dark', 360]] as const) {
      await this.page.emulateMedia({ colorScheme });
      await this.page.setViewportSize({ width, height: 900 });
      const wide = await this.page.evaluate<number>('document.documentElement.scrollWidth');
      expect({ name, width, scrollsTo: Math.max(wide, width) }).toEqual({ name, width, scrollsTo: width });
      expect({ name, width, cutOff: await this.page.evaluate(CUT_OFF) }).toEqual({ name, width, cutOff: [] });
      expect({ name, colorScheme, barriers: await this.barriers() }).toEqual({ name, colorScheme, barriers: [] });
      if (process.env['SCREENS']) await this.page.screenshot({ path: join(process.env['SCREENS'], `${name}-${width}-${colorScheme}.png`), fullPage: true });
    }
    await this.page.emulateMedia({ colorScheme: 'light' });
    await this.page.setViewportSize({ width: 1280, height: 900 });
  }

  /** What only shows before the window is made smaller. */
  private async asLoaded() {
    const { moved, loaded, foreignTimes } = await this.page.evaluate<PageFacts>(PAGE_FACTS);
    const shifted = moved.reduce((sum, { value }) => sum + value, 0);
    const bytes = loaded.filter(({ address }) => !address.includes('/assets/vendor/')).reduce((sum, file) => sum + file.bytes, 0);
    return { shifted: shifted > LARGEST_SHIFT ? moved : [], tooHeavy: bytes > HEAVIEST ? loaded : [], foreignTimes };
  }
}

/** Evaluated in a page: tags that are wider than their place, and cards that are wider than a phone. */
const CUT_OFF = `[
  ...[...document.querySelectorAll('.tag')].filter((tag) => tag.offsetWidth > 0 && tag.getBoundingClientRect().right > tag.parentElement.getBoundingClientRect().right + 1),
  ...(innerWidth < 640 ? [...document.querySelectorAll('.stack')].filter((table) => table.parentElement.scrollWidth > table.parentElement.clientWidth) : []),
].map(({ outerHTML }) => outerHTML.slice(0, 150))`;

interface PageFacts {
  /** Each time that something moved without anybody's touch: the score of it, and the beginnings of the elements. */
  readonly moved: readonly { readonly value: number; readonly what: readonly string[] }[];
  /** The page, its styles, scripts and pictures; bytes as they come over the wire. */
  readonly loaded: readonly { readonly address: string; readonly bytes: number }[];
  readonly foreignTimes: readonly string[];
}

/** A score of what moved by itself, all together; under 0.1 counts as good (web.dev/articles/cls). What is live may grow by a line. */
const LARGEST_SHIFT = 0.05;
/** Bytes. The chart library is not in it: it is loaded when the page already reads well, and kept for a year. */
const HEAVIEST = 100_000;
/** WCAG 2.2 to AA, and what axe-core's authors hold for good practice. */
const AXE_OPTIONS = {
  iframes: false, resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], rules: { 'target-size': { enabled: true } },
};
/** Evaluated in the page, not added to it: its policy lets no other script in. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PAGE_FACTS = readFileSync(new URL('page-facts.js', import.meta.url), 'utf8');
