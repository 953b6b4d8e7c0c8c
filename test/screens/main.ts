import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { DEMO_PASSWORD, DEMO_PEOPLE } from '../../src/demo/people.js';
import { freePort } from '../../src/platform/start/free-port.js';
import { launchBrowser } from '../support/chromium.js';
import { ThreadClient } from '../support/thread.client.js';
import { Photographer } from './photographer.js';

const LOOK_MS = 250;

/**
 * `npm run screens`: docs/screens/<page>-<desktop|phone>-<light|dark>.webp, from the demo.
 *
 * `--home .data/demo` goes on with a demo that has run, and leaves it there; `--only room` takes the pictures whose name begins so; `--out` another folder.
 */
const { values } = parseArgs({ options: { only: { type: 'string', default: '' }, out: { type: 'string', default: 'docs/screens' }, home: { type: 'string' } } });
const out = resolve(values.out);
const home = values.home ? resolve(values.home) : await mkdtemp(join(tmpdir(), 'firstword-screens-'));
const port = await freePort('127.0.0.1');
const url = `http://127.0.0.1:${port}`;
const demo = spawn(process.execPath, [join(import.meta.dirname, '../../src/demo/main.js'), '--home', home, '--port', String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
let said = '';
demo.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));

/** @throws Error with its last words where it ends before. */
async function finished(): Promise<void> {
  while (!said.includes('keeps serving')) {
    if (demo.exitCode !== null) throw new Error(`The demo stopped: ${said.slice(-500)}`);
    await sleep(LOOK_MS);
  }
}

try {
  await mkdir(out, { recursive: true });
  const browser = await launchBrowser();
  await finished();
  const client = await ThreadClient.signIn(url, DEMO_PEOPLE.commander.email, DEMO_PASSWORD);
  const [{ id: incident }] = (await client.get<{ items: [{ id: string }] }>('/api/v1/incidents')).items;
  const [{ id: notice, audienceId: audience }] = (await client.get<{ items: [{ id: string; audienceId: string }] }>(`/api/v1/incidents/${incident}/notices`)).items;
  const photographer = await Photographer.arrive(browser, url, { out, only: values.only });
  await photographer.take('sign-in', '/sign-in');
  await photographer.signIn(DEMO_PEOPLE.commander.email, DEMO_PASSWORD);
  await photographer.take('room', `/incidents/${incident}/room`, '[data-state="live"] .chart[data-drawn="true"]');
  await photographer.take('wall', `/incidents/${incident}/room?wall=1`, '[data-state="live"]', { width: 1600, height: 900 });
  await photographer.take('notice', `/notices/${notice}`);
  await photographer.take('incidents', '/incidents');
  await photographer.take('incident', `/incidents/${incident}`);
  await photographer.take('calls', `/incidents/${incident}/calls`, '.chart[data-drawn="true"]');
  await photographer.take('report', `/incidents/${incident}/report`);
  await photographer.take('audience', `/audiences/${audience}`);
  await photographer.take('declare-kind', '/incidents/new');
  await photographer.take('declare', '/incidents/new?kind=data-breach');
  for (const [name, path] of [['desk', '/desk'], ['imports', '/imports'], ['outbox', '/outbox'], ['health', '/operations'], ['phones', '/settings/phones']] as const) await photographer.take(name, path);
  await photographer.signIn(DEMO_PEOPLE.admin.email, DEMO_PASSWORD);
  for (const [name, path] of [['who-speaks', '/settings/brands'], ['people', '/people'], ['check', '/check']] as const) await photographer.take(name, path);
  await browser.close();
  process.stdout.write(`${photographer.taken} pictures, ${Math.round(photographer.bytes / 1024)} kB, in ${out}\n`);
} finally {
  demo.kill('SIGTERM');
  await new Promise((gone) => (demo.exitCode === null ? demo.once('exit', gone) : gone(null)));
  await (values.home ? null : rm(home, { recursive: true, force: true, maxRetries: 5 }));
}
