import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { DEMO_PASSWORD, DEMO_PEOPLE } from '../../src/demo/people.js';
import { freePort } from '../../src/platform/start/free-port.js';
import { launchBrowser } from '../support/chromium.js';
import { NoticeDesk } from '../support/thread.desk.js';
import { ThreadClient } from '../support/thread.client.js';
import { Photographer } from './photographer.js';
import { declare, type Demo, stops } from './tour.js';

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
const server = spawn(process.execPath, [join(import.meta.dirname, '../../src/demo/main.js'), '--home', home, '--port', String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
let said = '';
server.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));

/** @throws Error with its last words where it ends before. */
async function finished(): Promise<void> {
  while (!said.includes('keeps serving')) {
    if (server.exitCode !== null) throw new Error(`The demo stopped: ${said.slice(-500)}`);
    await sleep(LOOK_MS);
  }
}

try {
  await mkdir(out, { recursive: true });
  const browser = await launchBrowser();
  await finished();
  const photographer = await Photographer.arrive(browser, url, { out, only: values.only });
  const demo = await lookUp(photographer);
  const tour = stops(demo);
  await photographer.signIn(DEMO_PEOPLE.commander.email, DEMO_PASSWORD);
  await photographer.take('wall', `/incidents/${demo.incident}/room?wall=1`, '[data-state="live"] .room-figures:not(:has-text("being"))', { width: 1600, height: 900 });
  await declare(photographer);
  for (const [who, seen] of Object.entries(tour)) {
    if (who !== 'anybody') await photographer.signIn(DEMO_PEOPLE[who as keyof typeof DEMO_PEOPLE].email, DEMO_PASSWORD);
    else await photographer.signOut();
    for (const [name, path, ready] of seen) await photographer.take(name, path, ready);
  }
  await browser.close();
  process.stdout.write(`${photographer.taken} pictures, ${Math.round(photographer.bytes / 1024)} kB, in ${out}\n`);
} finally {
  server.kill('SIGTERM');
  await new Promise((gone) => (server.exitCode === null ? server.once('exit', gone) : gone(null)));
  await (values.home ? null : rm(home, { recursive: true, force: true, maxRetries: 5 }));
}

/** Who and what there is to see, with a second notice drafted that waits for approval where none does. */
async function lookUp(photographer: Photographer): Promise<Demo> {
  const [commander, approver, ops] = [await client('commander'), await client('approver'), await client('ops')];
  const [{ id: incident }] = (await commander.get<{ items: [{ id: string }] }>('/api/v1/incidents')).items;
  const { items } = await commander.get<{ items: [Listed, ...Listed[]] }>(`/api/v1/incidents/${incident}/notices`);
  const sent = items.find(({ state }) => state === 'approved')!;
  const waiting = items.find(({ state }) => state === 'submitted')?.id ?? (await submitted(incident, sent, new NoticeDesk(commander, approver, ops), commander));
  await photographer.signIn(DEMO_PEOPLE.commander.email, DEMO_PASSWORD);
  const mail = await photographer.find('/outbox', /href="(\/outbox\/mail\/[^"]+)"/);
  const { items: [member] } = await commander.get<{ items: [{ customerId: string }] }>(`/api/v1/audiences/${sent.audienceId}/members?limit=1`);
  return {
    incident, notice: sent.id, submitted: waiting, audience: sent.audienceId, customer: member.customerId,
    ownPage: await photographer.find(mail, /(\/n\/\w{27})/), publicPage: await photographer.find('/status/en/', /href="([^"]*INC-[^"]+\.html)"/),
  };
}

interface Listed {
  readonly id: string;
  readonly state: string;
  readonly audienceId: string;
}

function client(who: keyof typeof DEMO_PEOPLE): Promise<ThreadClient> {
  return ThreadClient.signIn(url, DEMO_PEOPLE[who].email, DEMO_PASSWORD);
}

async function submitted(incident: string, { audienceId }: Listed, desk: NoticeDesk, author: ThreadClient): Promise<string> {
  const { id } = await author.post<{ id: string }>(`/api/v1/incidents/${incident}/notices`, { type: 'update', audienceId, policies: { channels: 'preferred', ladder: null } });
  await desk.submit(id);
  return id;
}
