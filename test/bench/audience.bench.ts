// From a rule to a ledger of a million: Firstword against the plain SQL of test/bench/audience-plain.ts, in one run on one database, in
// turns; then how long an approval takes to its first message. The server is durable (fsync, synchronous commit) and has the memory of a server
// of its own, for both.
// Before that: how long it takes to say how many a rule means, by a sample and exactly, and how far the one is from the other.
//   npm run bench:audience [-- --smoke] [-- --customers N] [-- --pairs N] [-- --only-estimates]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { randomBytes, randomUUID } from 'node:crypto';
import { selection } from '../../src/audience/model/selection.js';
import { connect, migrate } from '../../src/platform/database/data-source.js';
import { startEmbeddedPostgres } from '../../src/platform/database/embedded-postgres.js';
import { Database, Transactions } from '../../src/platform/database/transactions.js';
import { FixedClock } from '../../src/platform/clock/clock.js';
import { audiencesOn, commander, incident } from '../support/audience.builder.js';
import { DeliverBuilder } from '../support/deliver.builder.js';
import { deliverParts } from '../support/deliver.parts.js';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../support/deliver-ports.js';
import type { TestDatabase } from '../support/postgres.js';
import { BREACH, EACH, fillCompany } from './audience-company.js';
import { type EstimateTaken, estimatesTaken, isHeld, missedBy } from './audience-estimates.js';
import { firstMessages } from './audience-first-message.js';
import { PLAIN_STEPS, plainRun, preparePlain } from './audience-plain.js';
import { TEST_SEALING } from '../support/test-sealing.js';

const { values } = parseArgs({ options: { smoke: { type: 'boolean' }, customers: { type: 'string' }, pairs: { type: 'string' }, 'only-estimates': { type: 'boolean' } } });
const customers = Number(values.customers ?? (values.smoke ? 20_000 : 1_000_000));
const pairs = values['only-estimates'] ? 0 : Number(values.pairs ?? (values.smoke ? 3 : 2));
const FIRSTWORD_STEPS = ['resolve and freeze', 'start', 'write the ledger'] as const;

let highest = 0;
const watch = setInterval(() => (highest = Math.max(highest, process.memoryUsage().rss)), 50);
const say = (line: string) => console.log(line);
const seconds = (since: number) => (performance.now() - since) / 1_000;
const median = (numbers: readonly number[]) => {
  const sorted = [...numbers].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2;
};
const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);

const folder = await mkdtemp(join(tmpdir(), 'firstword-bench-'));
const server = await startEmbeddedPostgres(folder, { durable: true, dedicated: true });
const dataSource = await connect(server.url, 8, 'firstword-bench', undefined, TEST_SEALING);
try {
  await migrate(dataSource);
  const [db, transactions] = [new Database(dataSource), new Transactions(dataSource)];
  const database = { dataSource, db, transactions, url: server.url, drop: () => Promise.resolve() } satisfies TestDatabase;
  const filling = performance.now();
  await fillCompany(db, customers);
  say(`${customers.toLocaleString('en')} customers and ${(customers * EACH).toLocaleString('en')} touchpoints in ${seconds(filling).toFixed(0)} s.`);
  const estimates = await estimatesTaken(database);
  showEstimates(estimates);
  if (pairs > 0) await inPairs(db, transactions, database);
} finally {
  clearInterval(watch);
  await dataSource.destroy();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}

async function inPairs(db: Database, transactions: Transactions, database: TestDatabase): Promise<void> {
  await preparePlain(db);
  const runs: { readonly plain: number[][]; readonly firstword: number[][] } = { plain: [], firstword: [] };
  for (let pair = 0; pair < pairs; pair++) {
    await forget(transactions);
    const [plain, firstword] = [async () => runs.plain.push(await plainly(transactions)), async () => runs.firstword.push(await withFirstword(database))];
    // The other way round each time: whoever comes second finds a warmer cache and a fuller disk.
    for (const run of pair % 2 === 0 ? [plain, firstword] : [firstword, plain]) {
      await db.query('checkpoint');
      await run();
    }
    await compare(db);
  }
  show('plain SQL', PLAIN_STEPS, runs.plain);
  show('Firstword', FIRSTWORD_STEPS, runs.firstword);
  const plan = median(runs.firstword.map((run, index) => sum(run) / sum(runs.plain[index]!)));
  say(`Firstword takes ${plan.toFixed(2)} times as long (median of ${pairs} pairs); its process held at most ${Math.round(highest / 1e6)} MB.`);
  const first = await firstMessages(database, 2);
  for (const { afterSeconds, written } of first) say(`First message ${afterSeconds.toFixed(2)} s after the approval; ${written.toLocaleString('en')} of ${customers.toLocaleString('en')} members were in the ledger by then.`);
  say(JSON.stringify({
    ratio: { plan: round(plan) }, firstMessageSeconds: round(Math.max(...first.map(({ afterSeconds }) => afterSeconds))), customers, pairs,
    plainSeconds: round(median(runs.plain.map(sum))), firstwordSeconds: round(median(runs.firstword.map(sum))), rssMegabytes: Math.round(highest / 1e6),
  }));
}

function plainly(transactions: Transactions): Promise<number[]> {
  return transactions.run((tx) => plainRun(tx, randomUUID(), randomUUID(), randomBytes(32).toString('hex')));
}

async function withFirstword(database: TestDatabase): Promise<number[]> {
  const clock = new FixedClock(new Date());
  const carla = await commander(database, `${randomUUID()}@northwind.example`);
  const breach = await incident(database, carla.id);
  const rule = { touchpoint: { kind: 'purchase', from: BREACH.from, until: BREACH.until, where: { store: [...BREACH.stores], paid_by: 'card' } }, data: ['card-number'] };
  const { audiences } = audiencesOn(database, clock);
  const freezing = performance.now();
  const audience = await audiences.build(breach, selection(rule, null), carla);
  const times = [seconds(freezing)];
  await new DeliverBuilder(database.db, database.transactions).noticeTo(breach, audience.id, carla, { approvedAt: clock.now() });
  const parts = deliverParts({ ...database, clock, email: new EmailGatewayOfTest(), sms: new SmsGatewayOfTest() });
  const starting = performance.now();
  if ((await parts.rollouts.startDue()) !== 1) throw new Error('The notice was not started.');
  times.push(seconds(starting));
  const writing = performance.now();
  await parts.writer.writeAll();
  return [...times, seconds(writing)];
}

/** Both must have come to the same: everyone once, and one message for an address. */
async function compare(db: Database): Promise<void> {
  const [counted] = await db.query<Record<string, number>>(`
    select (select count(*)::int from plain.notice_member) as "plainMembers", (select count(*)::int from notice_member) as members,
           (select count(*)::int from plain.message) as "plainMessages", (select count(*)::int from message) as messages,
           (select count(*)::int from plain.notice_member where barred is not null) as "plainBarred", (select count(*)::int from notice_member where barred is not null) as barred`);
  const { plainMembers, members, plainMessages, messages, plainBarred, barred } = counted!;
  if (members !== customers || plainMembers !== members || plainMessages !== messages || plainBarred !== barred) throw new Error(`They did not come to the same: ${JSON.stringify(counted)}`);
}

/** Takes away what the last pair wrote, so that each meets the same tables. */
async function forget(transactions: Transactions): Promise<void> {
  await transactions.run(async (tx) => {
    await tx.query('set local session_replication_role = replica');
    await tx.query('truncate audience cascade');
    await tx.query('truncate message, notice_member, attempt, plain.audience_member, plain.message, plain.notice_member cascade');
  });
}

function show(who: string, steps: readonly string[], runs: readonly (readonly number[])[]): void {
  say(`\n${who.padEnd(26)}${'seconds'.padStart(9)}${'rows/s'.padStart(12)}`);
  for (const [index, step] of [...steps, 'in all'].entries()) {
    const took = median(runs.map((run) => (index < steps.length ? run[index]! : sum(run))));
    say(`  ${step.padEnd(24)}${took.toFixed(2).padStart(9)}${Math.round(customers / took).toLocaleString('en').padStart(12)}`);
  }
}

function showEstimates(taken: readonly EstimateTaken[]): void {
  say(`\n${'how many a rule means'.padEnd(28)}${'sample, s'.padStart(10)}${'exact, s'.padStart(10)}${'ratio'.padStart(8)}${'looked at'.padStart(11)}${'estimate'.padStart(11)}${'exact'.padStart(11)}${'missed by'.padStart(11)}  interval`);
  for (const one of taken) {
    const missed = missedBy(one);
    const numbers = [(one.estimateMs / 1_000).toFixed(2).padStart(10), (one.exactMs / 1_000).toFixed(2).padStart(10), (one.estimateMs / one.exactMs).toFixed(3).padStart(8), ...[one.looked, one.members, one.exact].map((n) => n.toLocaleString('en').padStart(11))];
    say(`  ${one.rule.padEnd(26)}${numbers.join('')}${(missed === null ? '–' : `${(missed * 100).toFixed(1)} %`).padStart(11)}  ${one.low.toLocaleString('en')} to ${one.high.toLocaleString('en')}${isHeld(one) ? '' : ', which missed'}`);
  }
  const ratios = taken.map(({ estimateMs, exactMs }) => estimateMs / exactMs);
  say(JSON.stringify({ estimates: { slowestSeconds: round(Math.max(...taken.map(({ estimateMs }) => estimateMs)) / 1_000), ratio: round(median(ratios)), missedBy: round(Math.max(...taken.map((one) => missedBy(one) ?? 0))), held: taken.filter(isHeld).length, rules: taken.length, customers } }));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
