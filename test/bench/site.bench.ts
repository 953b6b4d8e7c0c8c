// How fast the public page of an incident is served while the database is stopped, against a bare Fastify route that sends the same bytes: same
// machine, client and connections, in turns, each server in a process of its own.
//   npm run bench:site [-- --smoke] [--seconds 10] [--rounds 4] [--lines 64]
import { cpus, loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { PUBLIC_URL } from './hear/callbacks.js';
import { Child } from './send/child.js';
import { median, round, row } from './send/figures.js';
import { Stage } from './send/stage.js';

const { values } = parseArgs({ options: { smoke: { type: 'boolean', default: false }, seconds: { type: 'string' }, rounds: { type: 'string' }, lines: { type: 'string', default: '64' } } });
const seconds = Number(values.seconds ?? (values.smoke ? 2 : 10));
const rounds = Number(values.rounds ?? (values.smoke ? 2 : 4));
const lines = Number(values.lines);
const PATH = '/status/en/INC-0001.html';
/** What the page must say, or the bench has measured something else. */
const SAID = 'someone copied card data at the tills';
const PATIENCE_MS = 60_000;

interface Round {
  readonly perSecond: number;
  readonly cpuMs: number;
  readonly p50: number;
  readonly p99: number;
  readonly worst: number;
}

const faults: string[] = [];
const children: Child[] = [];
const start = async (file: string, orders: unknown, environment: NodeJS.ProcessEnv = {}): Promise<Child> => {
  const child = await Child.start(file, orders, environment);
  children.unshift(child);
  return child;
};
const summary: Record<string, unknown> = { date: new Date().toISOString(), cpus: cpus().length, cpu: cpus()[0]?.model ?? '', node: process.version, seconds, rounds, lines };
const stage = await Stage.open();
try {
  const [notice] = await stage.notices('email', [1], { publicPage: true });
  await stage.openWaves(notice!);
  const [client, web] = [await start('../site/client.process', {}), await start('../hear/service.process', {}, {
    ROLE: 'web', PORT: '0', LOG_LEVEL: 'error', FIRSTWORD_HOME: stage.folder, DATABASE_URL: stage.url, SECRET_KEY: 's'.repeat(40), PUBLIC_URL,
    SMTP_URL: 'smtp://127.0.0.1:1', TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`, TWILIO_AUTH_TOKEN: 'f'.repeat(32), TWILIO_FROM: '+12025550100', TWILIO_API_URL: 'http://127.0.0.1:1',
  })];
  const { port } = await web.ask<{ port: number }>('port');
  const page = await published(port);
  await stage.stopDatabase();
  const bare = await start('../site/bare.process', { page });
  const { port: barePort } = await bare.ask<{ port: number }>('port');

  const ofBare = () => measured('bare route', client, bare, barePort, '/page');
  const ofFirstword = () => measured('Firstword, database stopped', client, web, port, PATH);
  for (const [to, path] of [[barePort, '/page'], [port, PATH]] as const) await client.ask('run', { port: to, path, lines, seconds: 1 });
  console.log(`A page of ${Buffer.byteLength(page).toLocaleString('en-US')} bytes, ${lines} connections, ${rounds} rounds of ${seconds} s, ${cpus().length} cores.\n`);
  console.log(row('', 'answers/s', 'CPU ms each', 'p50 ms', 'p99 ms', 'worst ms'));
  const pairs: { bare: Round; firstword: Round }[] = [];
  for (let n = 1; n <= rounds; n += 1) {
    // Whoever goes first has the machine in another state: they take turns.
    const [first, second] = n % 2 === 1 ? [await ofBare(), await ofFirstword()] : [await ofFirstword(), await ofBare()];
    pairs.push(n % 2 === 1 ? { bare: first, firstword: second } : { bare: second, firstword: first });
  }
  const last = await fetch(`http://127.0.0.1:${port}${PATH}`);
  if ((await last.text()) !== page) faults.push('After all that the page is another.');
  const ratio = round(median(pairs.map(({ bare: b, firstword }) => firstword.perSecond / b.perSecond)), 2);
  Object.assign(summary, {
    ratio: { publicPage: ratio }, bytes: Buffer.byteLength(page), answersPerSecond: Math.round(median(pairs.map(({ firstword }) => firstword.perSecond))),
    barePerSecond: Math.round(median(pairs.map(({ bare: b }) => b.perSecond))), p99Ms: round(median(pairs.map(({ firstword }) => firstword.p99)), 1), bareP99Ms: round(median(pairs.map(({ bare: b }) => b.p99)), 1),
  });
  console.log(`\nFirstword / bare route: ${ratio} (wanted 0.5), load ${loadavg()[0]!.toFixed(1)}`);
} finally {
  for (const child of children) await child.stop();
  await stage.close();
}
for (const fault of faults) console.error(`FAULT: ${fault}`);
console.log(JSON.stringify({ ...summary, faults }));
process.exitCode = faults.length > 0 ? 1 : 0;

/** Waits until the page is there. @returns it. */
async function published(port: number): Promise<string> {
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await sleep(50)) {
    const answer = await fetch(`http://127.0.0.1:${port}${PATH}`);
    const text = await answer.text();
    if (answer.status === 200 && text.includes(SAID)) return text;
  }
  throw new Error(`The page was not published within ${PATIENCE_MS / 1_000} seconds.`);
}

async function measured(name: string, client: Child, server: Child, port: number, path: string): Promise<Round> {
  const before = await server.usage();
  const { answered, seconds: took, statuses, p50, p99, worst } = await client.ask<{ answered: number; seconds: number; statuses: Record<string, number>; p50: number; p99: number; worst: number } & Record<string, unknown>>('run', { port, path, lines, seconds });
  const cpuMs = ((await server.usage()).cpuMs - before.cpuMs) / answered;
  console.log(row(name, Math.round(answered / took), cpuMs.toFixed(3), p50.toFixed(1), p99.toFixed(1), worst.toFixed(0)));
  if (statuses['200'] !== answered) faults.push(`${name}: of ${answered} requests the answers were ${JSON.stringify(statuses)}.`);
  return { perSecond: answered / took, cpuMs, p50, p99, worst };
}
