// How long the server takes for each page of the console, with one incident of a million people among others, calls and a long record.
//   npm run bench:console -- [--members 1000000] [--rounds 15] [--smoke]
// The database is a durable one of its own in a temporary folder, the service a process of its own. Times are from request to last byte on
// this machine, one page after the other, each once before it counts.
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROLES } from '../../src/kernel/actor.js';
import { randomToken, tokenHash } from '../../src/platform/auth/tokens.js';
import { FixedClock } from '../../src/platform/clock/clock.js';
import { connect, migrate } from '../../src/platform/database/data-source.js';
import { startEmbeddedPostgres } from '../../src/platform/database/embedded-postgres.js';
import { Database, Transactions } from '../../src/platform/database/transactions.js';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../support/deliver-ports.js';
import { APPROVED_AT, DeliverBuilder } from '../support/deliver.builder.js';
import { deliverParts } from '../support/deliver.parts.js';
import { PUBLIC_URL } from './hear/callbacks.js';
import { fillLedger, unguarded } from './ledger-fill.js';
import { Child } from './send/child.js';
import { round } from './send/figures.js';
import { sealingBy } from '../support/test-sealing.js';

const { values } = parseArgs({ options: { members: { type: 'string', default: '1000000' }, rounds: { type: 'string' }, smoke: { type: 'boolean', default: false } } });
const members = values.smoke ? 20_000 : Number(values.members);
const rounds = Number(values.rounds ?? (values.smoke ? 3 : 15));
const [CALLS, EVENTS, INCIDENTS] = values.smoke ? [2_000, 2_000, 5] : [100_000, 100_000, 60];
/** Milliseconds, of 95 in a hundred answers. */
const WANTED = 200;

const CUSTOMERS = `
  insert into customer (reference, first_name, last_name, locale, country, email, email_hash)
  select 'C' || n, 'Ana', 'Lopez', 'en', 'US', 'm' || n || '@mail.example', md5(n::text) || md5((-n)::text) from generate_series(0, $1::int - 1) as n`;
/** Half of them by members, over six hours from the first wave on. */
const PHONE_CALLS = `
  insert into inbound_call (source, call_id, queue, offered_at, answered_at, ended_at, outcome, wait_seconds, talk_seconds, customer_id, match_method)
  select 'bench', 'call-' || n, 'main', a.at, a.at + interval '30 seconds', a.at + interval '5 minutes', 'answered', 30, 270, case when n % 2 = 0 then n + 1 end, case when n % 2 = 0 then 'number' else 'none' end
    from generate_series(1, $1::int) as n cross join lateral (select $2::timestamptz + n * interval '6 hours' / $1::int as at) as a`;
const RECORD = `
  insert into audit_event (at, actor_kind, actor_id, action, subject_kind, subject_id, incident_id)
  select $2::timestamptz + n * interval '100 milliseconds', 'person', $3, 'customer.viewed', 'customer', n::text, case when n % 200 = 0 then $4::uuid end from generate_series(1, $1::int) as n`;

const folder = await mkdtemp(join(tmpdir(), 'firstword-console-'));
const server = await startEmbeddedPostgres(folder);
const dataSource = await connect(server.url, 8, 'firstword-bench', undefined, sealingBy('s'.repeat(40)));
let web: Child | null = null;
try {
  await migrate(dataSource);
  const [db, transactions] = [new Database(dataSource), new Transactions(dataSource)];
  const { addresses, cookie } = await company(db, transactions);
  await db.query('vacuum analyze');
  web = await Child.start('../hear/service.process', {}, {
    ROLE: 'web', PORT: '0', LOG_LEVEL: 'error', FIRSTWORD_HOME: folder, DATABASE_URL: server.url, SECRET_KEY: 's'.repeat(40), SECOND_FACTOR: 'nobody', PUBLIC_URL,
    SMTP_URL: 'smtp://127.0.0.1:1', TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`, TWILIO_AUTH_TOKEN: 'f'.repeat(32), TWILIO_FROM: '+12025550100', TWILIO_API_URL: 'http://127.0.0.1:1',
  });
  const { port } = await web.ask<{ port: number }>('port');
  console.log(`${members.toLocaleString('en')} people, ${CALLS.toLocaleString('en')} calls, ${EVENTS.toLocaleString('en')} events, ${INCIDENTS + 1} incidents; ${rounds} rounds, ${cpus().length} cores.\n`);
  console.log(`${'page'.padEnd(34)}${['p50 ms', 'p95 ms', 'kB'].map((head) => head.padStart(9)).join('')}`);
  const pages: Record<string, number> = {};
  const faults: string[] = [];
  for (const [name, path] of Object.entries(addresses)) {
    const took: number[] = [];
    let bytes = 0;
    for (let n = 0; n <= rounds; n += 1) {
      const begun = performance.now();
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { cookie, accept: 'text/html' }, redirect: 'manual' });
      bytes = (await answer.arrayBuffer()).byteLength;
      if (n > 0) took.push(performance.now() - begun);
      if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}.`);
    }
    took.sort((a, b) => a - b);
    const [p50, p95] = [took[Math.floor(took.length / 2)]!, took[Math.min(took.length - 1, Math.floor(took.length * 0.95))]!];
    console.log(`${name.padEnd(34)}${[p50.toFixed(0), p95.toFixed(0), (bytes / 1_000).toFixed(0)].map((cell) => cell.padStart(9)).join('')}${p95 > WANTED ? '  too slow' : ''}`);
    pages[name] = round(p95, 0);
    if (p95 > WANTED) faults.push(name);
  }
  console.log(`\nAll within ${WANTED} ms: ${faults.length === 0 ? 'yes' : 'no'}; load ${loadavg()[0]!.toFixed(1)}`);
  console.log(JSON.stringify({ date: new Date().toISOString(), node: process.version, cpus: cpus().length, members, rounds, load: round(loadavg()[0]!, 1), p95Ms: pages, tooSlow: faults }));
  process.exitCode = faults.length > 0 && !values.smoke ? 1 : 0;
} finally {
  await web?.stop();
  await dataSource.destroy();
  await server.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** An incident whose notice has gone to a tenth of its people, one that waits for approval, and all around them. @returns every page, and who looks at it. */
async function company(db: Database, transactions: Transactions) {
  const build = new DeliverBuilder(db, transactions);
  await db.query(CUSTOMERS, [members]);
  const { notice, audience } = await fillLedger(db, transactions, members, 10);
  const clock = new FixedClock(APPROVED_AT);
  const parts = deliverParts({ db, transactions, clock, email: new EmailGatewayOfTest(), sms: new SmsGatewayOfTest() });
  await parts.rollouts.startDue();
  await parts.writer.writeAll();
  await unguarded(transactions, `update message set state = 'sent', begun_at = $1, handed_over_at = $1 where id % 10 = 0`, [APPROVED_AT]);
  // No channel reaches some: their addresses are dead, or they have none.
  await unguarded(transactions, `update message set state = 'bounced', code = '5.1.1' where id % 50 = 1`, []);
  await unguarded(transactions, `update notice_member set barred = 'unreachable', barred_reason = 'no-address', email_message_id = null, sms_message_id = null where customer_id % 100 = 7`, []);
  const [{ incident } = { incident: '' }] = await db.query<{ incident: string }>(`select incident_id as incident from notice where id = $1`, [notice]);
  const draft = await build.notice({ after: notice, members: 0, type: 'update' });
  await unguarded(transactions, `update notice set state = 'submitted', approved_at = null, expires_at = null where id = $1`, [draft]);
  for (let n = 0; n < INCIDENTS; n += 1) await build.notice({ members: 3 });
  const person = await build.person(...ROLES);
  await db.query(PHONE_CALLS, [CALLS, APPROVED_AT]);
  await unguarded(transactions, RECORD, [EVENTS, APPROVED_AT, person.id, incident]);
  const token = randomToken();
  await db.query(`insert into session (token_hash, person_id, csrf_token, expires_at) values ($1, $2, $3, now() + interval '1 day')`, [tokenHash(token), person.id, randomToken()]);
  const [{ customer } = { customer: '' }] = await db.query<{ customer: string }>(`select max(id)::text as customer from customer where reference = 'C10'`);
  const [of, told, waits] = [`/incidents/${incident}`, `/notices/${notice}`, `/notices/${draft}`];
  return { cookie: `fw_session=${token}`, addresses: {
    incidents: '/incidents', 'incidents, all': '/incidents?state=all', declare: '/incidents/new', 'declare, a kind': '/incidents/new?kind=data-breach', incident: of, 'incident, edit': `${of}/edit`,
    room: `${of}/room`, 'room, wall': `${of}/room?wall=1`, calls: `${of}/calls`, report: `${of}/report`, 'call reasons': `${of}/call-reasons`, 'audience, rule': `${of}/audience`, 'audience, frozen': `/audiences/${audience}`,
    notice: told, 'notice, progress': `${told}/progress`, briefing: `${told}/briefing`, letters: `${told}/letters`, preview: `${told}/preview`, 'preview, not sent': `${waits}/preview`, 'in doubt, of it': `${told}/unknown`,
    'notice, submitted': waits, approve: `${waits}/approve`, desk: '/desk', 'desk, search': '/desk?find=m10%40mail.example', 'desk, a customer': `/desk/customers/${customer}`,
    imports: '/imports', 'contact centre': '/contact-centre', 'in doubt': '/doubts', health: '/operations', phones: '/settings/phones', 'who speaks': '/settings/brands', audit: '/audit', 'audit, one incident': '/audit?incident=INC-0001', people: '/people',
  } };
}
