import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { Inject, Injectable } from '@nestjs/common';
import { type Settings } from '../config/config.js';
import { SETTINGS } from '../config/config.module.js';
import { HttpProblem } from '../http/http-problem.js';
import { LOG, type Log } from '../logging/log.js';

const TIMEOUT_MS = 60_000;
const USUAL_PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/**
 * Prints HTML by a browser's engine, in a process of its own for each file, one after the other. Nothing in the page runs and nothing is loaded: the
 * browser is told so, and the document's own policy says it again.
 */
@Injectable()
export class PdfPrinter {
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'CHROMIUM_PATH'>,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * @param body  HTML without scripts; whatever came from people is escaped.
   * @param css  The style, put into the document.
   * @throws HttpProblem 501 `no-browser` where none is installed, 503 `not-printed` where it failed.
   */
  async print(title: string, body: string, css: string): Promise<Buffer> {
    const browser = await this.browser();
    if (browser === null) throw new HttpProblem(501, 'no-browser', NO_BROWSER);
    const printed = this.last.then(() => this.printBy(browser, documentOf(title, body, css)));
    this.last = printed.catch(() => undefined);
    try {
      return await printed;
    } catch (error) {
      this.log.warn({ event: 'pdf.not-printed', error });
      throw new HttpProblem(503, 'not-printed', 'The browser did not print the page. Try again, or print it from your own browser: it is made for paper.');
    }
  }

  /** A browser of its own for each file: nothing of one is left for the next. */
  private async printBy(executablePath: string, html: string): Promise<Buffer> {
    const { chromium } = await import('playwright-core'); // some MB that only a process that prints needs
    const browser = await chromium.launch({ executablePath, headless: true, timeout: TIMEOUT_MS, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
    try {
      const context = await browser.newContext({ javaScriptEnabled: false, offline: true });
      const page = await context.newPage();
      await page.setContent(html, { timeout: TIMEOUT_MS });
      return await page.pdf({ preferCSSPageSize: true, printBackground: true });
    } finally {
      await browser.close();
    }
  }

  private async browser(): Promise<string | null> {
    const named = this.settings.CHROMIUM_PATH;
    for (const path of named ? [named] : USUAL_PLACES) if (await isProgram(path)) return path;
    return named ? null : packedBrowser();
  }
}

const documentOf = (title: string, body: string, css: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`)}</title><style>${css}</style></head><body class="printed">${body}</body></html>`;

const NO_BROWSER = 'No browser is installed here to print with. Set CHROMIUM_PATH to a Chromium or Chrome, or print the page from your own browser: it is made for paper.';

const isProgram = (path: string): Promise<boolean> => access(path, constants.X_OK).then(() => true, () => false);

/** The one that comes as a package, where that is installed (Linux on x64 alone). */
async function packedBrowser(): Promise<string | null> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  try {
    return await (await import('@sparticuz/chromium')).default.executablePath();
  } catch {
    return null;
  }
}
