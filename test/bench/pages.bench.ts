// What Lighthouse says of the two pages that matter most on the worst day: a customer's own page and the incident room, on a phone and at a desk,
// of a notice that the whole service really sent.
//   npm run bench:pages [-- --smoke] [--runs 3] [--why]
// Neither page may be found by a search engine, so the one audit that asks for the opposite is left out. `--why` names what cost points.
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Config, desktopConfig, navigation, type Result } from 'lighthouse';
import { chromium } from 'playwright-core';
import { cleanUpCaptures } from '../support/capture-fixture.js';
import { launchUndrivenBrowser } from '../support/chromium.js';
import { startTemplateServer } from '../support/template-database.js';
import { mailOf, ownPageIn } from '../support/thread.capture.js';
import { startStory, type Story } from '../support/thread.story.js';
import { median } from './send/figures.js';

const { values } = parseArgs({ options: { smoke: { type: 'boolean', default: false }, runs: { type: 'string' }, why: { type: 'boolean', default: false } } });
const runs = Number(values.runs ?? (values.smoke ? 1 : 3));
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'] as const;
type Scores = Record<(typeof CATEGORIES)[number], number>;
const PHONE: Config = { extends: 'lighthouse:default' };
const DEVICES = { phone: PHONE, desktop: desktopConfig } as const;
const LEFT_OUT = ['is-crawlable'];

interface Subject {
  readonly name: string;
  readonly url: string;
  /** Of a hundred, in each category. */
  readonly wanted: number;
}

/** Chromium 147's headless build gives up any page with this header while it is traced (net::ERR_ABORTED; the same page without it is traced well). */
const UNTRACEABLE = 'referrer-policy';

const faults: string[] = [];
const scores: Record<string, Scores> = {};
const home = await mkdtemp(join(tmpdir(), 'firstword-pages-'));
const server = await startTemplateServer();
process.env['FIRSTWORD_TEST_POSTGRES'] = server.url;
const [story, browser] = [await startStory({ now: new Date('2026-03-02T17:00:00Z'), environment: { FIRSTWORD_HOME: home, LOG_LEVEL: 'error', SECOND_FACTOR: 'nobody' } }), await launchUndrivenBrowser()];
try {
  withoutHeader(story, UNTRACEABLE);
  console.log(`Scores of a hundred, the middle of ${runs}; ${cpus().length} cores; without ${LEFT_OUT.join(', ')} and the header ${UNTRACEABLE}.\n`);
  console.log(`${''.padEnd(26)}${CATEGORIES.map((name) => name.padStart(16)).join('')}`);
  for (const subject of await subjects(story)) {
    for (const [device, config] of Object.entries(DEVICES)) await judge(subject, device, config);
  }
} finally {
  browser.kill();
  await story.close();
  await cleanUpCaptures();
  await server.stop();
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
}
for (const fault of faults) console.error(`BELOW: ${fault}`);
console.log(JSON.stringify({ date: new Date().toISOString(), node: process.version, cpus: cpus().length, load: Number(loadavg()[0]!.toFixed(1)), runs, leftOut: LEFT_OUT, scores, faults }));
process.exitCode = faults.length > 0 ? 1 : 0;

/** A breach that everybody affected has been told of, as one of them sees it and as the commander does. */
async function subjects({ draft, desk, people, capture, url, test, incident }: Story): Promise<Subject[]> {
  const notice = await draft({ policies: { channels: 'preferred', ladder: null, publicPage: true } });
  await desk.approve(notice);
  await desk.finished(notice, people.length);
  const [{ text } = { text: '' }] = await mailOf(capture, notice);
  const own = ownPageIn(text);
  await comeIn(url, await test.browser(await test.person('commander')));
  return [
    { name: 'own page', url: `${url}${own}`, wanted: 95 },
    { name: 'incident room', url: `${url}/incidents/${incident.id}/room`, wanted: 90 },
  ];
}

/** The browser is signed in from here on; Lighthouse leaves cookies where they are. */
async function comeIn(url: string, { cookie }: { readonly cookie: string }): Promise<void> {
  const driver = await chromium.connectOverCDP(`http://127.0.0.1:${browser.port}`);
  const [name, value] = cookie.split('=') as [string, string];
  await driver.contexts()[0]!.addCookies([{ name, value, url }]);
  await driver.close();
}

/** Everything as it is served, but for one header. */
function withoutHeader({ test }: Story, name: string): void {
  const server = test.app.getHttpServer();
  server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
    const write = response.writeHead.bind(response) as (...given: unknown[]) => ServerResponse;
    response.writeHead = (status: number, ...given: unknown[]) => {
      for (const headers of given) if (headers && typeof headers === 'object') delete (headers as Record<string, unknown>)[name];
      response.removeHeader(name);
      return write(status, ...given);
    };
  });
}

async function judge({ name, url, wanted }: Subject, device: string, config: Config): Promise<void> {
  const results: Result[] = [];
  for (let n = 0; n < runs; n += 1) results.push(await look(url, config));
  const scored = Object.fromEntries(CATEGORIES.map((category) => [category, median(results.map(({ categories }) => Math.round((categories[category]?.score ?? 0) * 100)))])) as Scores;
  const label = `${name}, ${device}`;
  scores[label] = scored;
  console.log(`${label.padEnd(26)}${CATEGORIES.map((category) => String(scored[category]).padStart(16)).join('')}`);
  for (const category of CATEGORIES) {
    // How fast it is depends on what else the machine does: one look in a hurry shows only what is wrong with the page itself.
    if (scored[category] < wanted && !(values.smoke && category === 'performance')) faults.push(`${label}: ${category} ${scored[category]}, wanted ${wanted}`);
  }
  if (values.why) explain(results[0]!);
}

async function look(url: string, config: Config): Promise<Result> {
  const answer = await navigation(undefined, url, { config, flags: { port: browser.port, logLevel: 'error', onlyCategories: [...CATEGORIES], skipAudits: LEFT_OUT } });
  const { lhr } = answer!;
  if (lhr.runtimeError) throw new Error(`${url} could not be looked at: ${lhr.runtimeError.message}`);
  if (lhr.finalDisplayedUrl !== url) throw new Error(`${url} led to ${lhr.finalDisplayedUrl}: another page was looked at.`);
  return lhr;
}

function explain({ categories, audits }: Result): void {
  for (const category of CATEGORIES) {
    for (const { id, weight } of categories[category]?.auditRefs ?? []) {
      const { score, title, displayValue } = audits[id]!;
      if (weight > 0 && score !== null && score < 1) console.log(`    ${category}: ${title} (${id}) ${score} ${displayValue ?? ''}`);
    }
  }
}
