import { type Browser, chromium } from 'playwright-core';

/**
 * A real Chromium: the one that comes with the packages on Linux x64, an installed Chrome elsewhere.
 *
 * @throws Error that says what to install where there is neither.
 */
export async function launchBrowser(): Promise<Browser> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return chromium.launch({ channel: 'chrome' });
  const { default: packed } = await import('@sparticuz/chromium');
  // Not the package's own flags: they switch the web's security off, and run everything in one process that a closed page takes along.
  return chromium.launch({ executablePath: await packed.executablePath(), args: ['--no-sandbox'], headless: true });
}
