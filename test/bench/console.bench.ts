// How long the server takes for each page of the console, with one incident of a million people among others, calls and a long record.
//   npm run bench:console -- [--members 1000000] [--rounds 15] [--smoke]
// The database is a durable one of its own in a temporary folder, the service a process of its own. Times are from request to last byte on
// this machine, one page after the other. The first look at each is that of a process that has shown no page of the incident yet.
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { connect, migrate } from '../../src/platform/database/data-source.js';
import { startEmbeddedPostgres } from '../../src/platform/database/embedded-postgres.js';
import { Database, Transactions } from '../../src/platform/database/transactions.js';
import { company } from './console/company.js';
import { PUBLIC_URL } from './hear/callbacks.js';
import { Child } from './send/child.js';
import { round } from './send/figures.js';
import { sealingBy } from '../support/test-sealing.js';

const { values } = parseArgs({ options: { members: { type: 'string', default: '1000000' }, rounds: { type: 'string' }, smoke: { type: 'boolean', default: false } } });
const members = values.smoke ? 20_000 : Number(values.members);
const rounds = Number(values.rounds ?? (values.smoke ? 3 : 15));
const [CALLS, EVENTS, INCIDENTS] = values.smoke ? [2_000, 2_000, 5] : [100_000, 100_000, 60];
/** Milliseconds, of 95 in a hundred answers, and of the first. */
const WANTED = 200;

const folder = await mkdtemp(join(tmpdir(), 'firstword-console-'));
const server = await startEmbeddedPostgres(folder);
const dataSource = await connect(server.url, 8, 'firstword-bench', undefined, sealingBy('s'.repeat(40)));
let web: Child | null = null;
try {
  await migrate(dataSource);
  const [db, transactions] = [new Database(dataSource), new Transactions(dataSource)];
  const { addresses, cookie } = await company(db, transactions, { members, calls: CALLS, events: EVENTS, incidents: INCIDENTS });
  await db.query('vacuum analyze');
  web = await Child.start('../hear/service.process', {}, {
    ROLE: 'web', PORT: '0', LOG_LEVEL: 'error', FIRSTWORD_HOME: folder, DATABASE_URL: server.url, SECRET_KEY: 's'.repeat(40), SECOND_FACTOR: 'nobody', PUBLIC_URL,
    SMTP_URL: 'smtp://127.0.0.1:1', TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`, TWILIO_AUTH_TOKEN: 'f'.repeat(32), TWILIO_FROM: '+12025550100', TWILIO_API_URL: 'http://127.0.0.1:1',
  });
  const { port } = await web.ask<{ port: number }>('port');
  console.log(`${members.toLocaleString('en')} people, ${CALLS.toLocaleString('en')} calls, ${EVENTS.toLocaleString('en')} events, ${INCIDENTS + 1} incidents; ${rounds} rounds, ${cpus().length} cores.\n`);
  console.log(`${'page'.padEnd(34)}${['first ms', 'p50 ms', 'p95 ms', 'kB'].map((head) => head.padStart(9)).join('')}`);
  const [pages, firsts]: [Record<string, number>, Record<string, number>] = [{}, {}];
  await fetch(`http://127.0.0.1:${port}/sign-in`).then((answer) => answer.arrayBuffer());
  const faults: string[] = [];
  for (const [name, path] of Object.entries(addresses)) {
    const took: number[] = [];
    let bytes = 0;
    for (let n = 0; n <= rounds; n += 1) {
      const begun = performance.now();
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { cookie, accept: 'text/html' }, redirect: 'manual' });
      bytes = (await answer.arrayBuffer()).byteLength;
      took.push(performance.now() - begun);
      if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}.`);
    }
    const first = took.shift()!;
    took.sort((a, b) => a - b);
    const [p50, p95] = [took[Math.floor(took.length / 2)]!, took[Math.min(took.length - 1, Math.floor(took.length * 0.95))]!];
    console.log(`${name.padEnd(34)}${[first.toFixed(0), p50.toFixed(0), p95.toFixed(0), (bytes / 1_000).toFixed(0)].map((cell) => cell.padStart(9)).join('')}${Math.max(first, p95) > WANTED ? '  too slow' : ''}`);
    [pages[name], firsts[name]] = [round(p95, 0), round(first, 0)];
    if (Math.max(first, p95) > WANTED) faults.push(name);
  }
  console.log(`\nAll within ${WANTED} ms: ${faults.length === 0 ? 'yes' : 'no'}; load ${loadavg()[0]!.toFixed(1)}`);
  console.log(JSON.stringify({ date: new Date().toISOString(), node: process.version, cpus: cpus().length, members, rounds, load: round(loadavg()[0]!, 1), p95Ms: pages, firstMs: firsts, tooSlow: faults }));
  process.exitCode = faults.length > 0 && !values.smoke ? 1 : 0;
} finally {
  await web?.stop();
  await dataSource.destroy();
  await server.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
