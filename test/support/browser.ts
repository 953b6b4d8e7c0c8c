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
    const address = (await this.page.locator('iframe').first().getAttribute('src'))!;
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

  /** What axe-core finds serious or worse on the page as it is: rule, and where. A frame is a document of its own and is left out. */
  async barriers(): Promise<string[]> {
    await this.page.evaluate(AXE);
    const found = await this.page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<{ violations: { id: string; impact: string; nodes: { target: unknown[] }[] }[] }> } };
      return (await axe.run({ iframes: false, resultTypes: ['violations'] })).violations.map(({ id, impact, nodes }) => ({ id, impact, places: nodes.map(({ target }) => target.join(' ')) }));
    });
    return found.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, impact, places }) => `${impact}: ${id} at ${places.slice(0, 3).join(', ')}`);
  }

  /**
   * The page has no barrier in either colour scheme and does not scroll sideways on a phone. With SCREENS set to a folder it also
   * keeps pictures of it, wide and narrow, light and dark.
   */
  async look(name: string): Promise<void> {
    for (const colorScheme of ['light', 'dark'] as const) {
      await this.page.emulateMedia({ colorScheme });
      expect({ name, colorScheme, barriers: await this.barriers() }).toEqual({ name, colorScheme, barriers: [] });
      for (const width of [1280, 390]) {
        await this.page.setViewportSize({ width, height: 900 });
        const wide = await this.page.evaluate<number>('document.documentElement.scrollWidth');
        expect({ name, width, scrollsTo: Math.max(wide, width) }).toEqual({ name, width, scrollsTo: width });
        if (process.env['SCREENS']) await this.page.screenshot({ path: join(process.env['SCREENS'], `${name}-${width}-${colorScheme}.png`), fullPage: true });
      }
    }
    await this.page.emulateMedia({ colorScheme: 'light' });
    await this.page.setViewportSize({ width: 1280, height: 900 });
  }
}

/** Evaluated in the page, not added to it: its policy lets no other script in. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
