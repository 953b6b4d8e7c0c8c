import { type Browser, chromium } from 'playwright-core';
import { launch, type LaunchedChrome } from 'chrome-launcher';

/** Where the Chromium that comes with the packages is; on other machines than Linux on x64, null for an installed Chrome. */
const packed = async (): Promise<string | null> =>
  process.platform === 'linux' && process.arch === 'x64' ? (await import('@sparticuz/chromium')).default.executablePath() : null;
/** Not the package's own flags: they switch the web's security off, and run everything in one process that a closed page takes along. */
const FLAGS = ['--no-sandbox'];

/**
 * A real Chromium.
 *
 * @throws Error that says what to install where there is none.
 */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = await packed();
  return executablePath ? chromium.launch({ executablePath, args: FLAGS, headless: true }) : chromium.launch({ channel: 'chrome' });
}

/** The same with nobody at it yet: whoever knows its port drives it. Two drivers of one browser take pages from each other. */
export async function launchUndrivenBrowser(): Promise<LaunchedChrome> {
  const chromePath = await packed();
  return launch({ ...(chromePath ? { chromePath } : {}), chromeFlags: [...FLAGS, '--headless'], logLevel: 'error' });
}
