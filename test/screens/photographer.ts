import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, type Page } from 'playwright-core';

interface Wanted {
  readonly out: string;
  /** What the names begin with; empty for all. */
  readonly only: string;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Enough to see what a page is; the whole of a long one would only be large. */
const DESKTOP: Size = { width: 1280, height: 1100 };
const PHONE: Size = { width: 390, height: 1000 };
/** Of WebP: text stays sharp, and a picture some 35 kB. */
const QUALITY = 45;
const SETTLED_MS = 400;

/** Takes pictures of pages as a person of the demo sees them: wide and narrow, light and dark. */
export class Photographer {
  taken = 0;
  bytes = 0;

  private constructor(
    private readonly page: Page,
    private readonly wanted: Wanted,
  ) {}

  static async arrive(browser: Browser, base: string, wanted: Wanted): Promise<Photographer> {
    const context = await browser.newContext({ baseURL: base, viewport: DESKTOP, timezoneId: 'America/Los_Angeles', locale: 'en-US', reducedMotion: 'reduce' });
    return new Photographer(await context.newPage(), wanted);
  }

  async signOut(): Promise<void> {
    await this.page.context().clearCookies();
  }

  /** @returns what the page at `path` says, or links to: the first group of `pattern`. @throws Error where it does not. */
  async find(path: string, pattern: RegExp): Promise<string> {
    await this.page.goto(path);
    const found = pattern.exec(await this.page.content())?.[1];
    if (found === undefined) throw new Error(`${path} has nothing like ${pattern.source}.`);
    return found;
  }

  /** Does something on a page that the pictures to come need. */
  async visit(path: string, work: (page: Page) => Promise<void>): Promise<void> {
    await this.page.setViewportSize(DESKTOP);
    await this.page.goto(path);
    await work(this.page);
  }

  /** Signs out whoever was there. */
  async signIn(email: string, password: string): Promise<void> {
    await this.signOut();
    await this.page.goto('/sign-in');
    await this.page.getByLabel('E-mail').fill(email);
    await this.page.getByLabel('Password').fill(password);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
    await this.page.waitForURL('**/incidents');
  }

  /** @param ready  Selectors, apart by a space and each for itself, that the page has once it is what it is to show. */
  async take(name: string, path: string, ready = 'main', desktop: Size = DESKTOP): Promise<void> {
    if (!name.startsWith(this.wanted.only)) return;
    for (const [device, size] of [['desktop', desktop], ['phone', PHONE]] as const) {
      await this.page.setViewportSize(size);
      await this.page.goto(path);
      for (const selector of ready.split(' ')) await this.page.locator(selector).first().waitFor();
      for (const colorScheme of ['light', 'dark'] as const) {
        await this.page.emulateMedia({ colorScheme });
        await this.page.waitForTimeout(SETTLED_MS);
        await this.keep(join(this.wanted.out, `${name}-${device}-${colorScheme}.webp`));
      }
    }
  }

  /** Playwright itself writes PNG and JPEG alone, and those are three times as large. */
  private async keep(file: string): Promise<void> {
    const session = await this.page.context().newCDPSession(this.page);
    const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
    await session.detach();
    const picture = Buffer.from(data, 'base64');
    await writeFile(file, picture);
    this.taken += 1;
    this.bytes += picture.length;
  }
}
