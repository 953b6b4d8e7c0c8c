// What one PostgreSQL carries: a ledger of many rows, written, claimed, begun, recorded and summed by the product's own statements.
//   npm run bench:ledger -- [--rows 1000000] [--smoke]
// The database is a durable one (fsync on) of its own in a temporary folder. Members are made by set-based SQL, without customers behind them.
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { changeAfter } from '../../src/deliver/model/after-answer.js';
import { accepted } from '../../src/deliver/model/answer.js';
import type { ClaimedMessage } from '../../src/deliver/store/claim.repository.js';
import { FixedClock } from '../../src/platform/clock/clock.js';
import { connect, migrate } from '../../src/platform/database/data-source.js';
import { startEmbeddedPostgres } from '../../src/platform/database/embedded-postgres.js';
import { Database, Transactions } from '../../src/platform/database/transactions.js';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../support/deliver-ports.js';
import { APPROVED_AT } from '../support/deliver.builder.js';
import { deliverParts } from '../support/deliver.parts.js';
import { fillLedger } from './ledger-fill.js';
import { TEST_SEALING } from '../support/test-sealing.js';

const { values } = parseArgs({ options: { rows: { type: 'string', default: '1000000' }, smoke: { type: 'boolean', default: false } } });
const rows = values.smoke ? 20_000 : Number(values.rows);
const messages = Math.min(rows, values.smoke ? 4_000 : 40_000);
const [WORKERS, CLAIM, SLICE, BATCH, WAVES] = [4, 100, 25, 50, 10];

const SIZES = `
  select c.relname as name, pg_total_relation_size(c.oid)::float8 / 1e6 as mb, (select count(*) from attempt)::float8 as attempts
    from pg_class as c where c.relname in ('message', 'notice_member', 'audience_member', 'attempt') and c.relkind = 'r' order by 1`;

const report: [string, string][] = [];
const figures: Record<string, number> = { rows };
function tell(name: string, value: string, key: string, figure: number): void {
  report.push([name, value]);
  figures[key] = Number(figure.toPrecision(4));
  console.log(`${name.padEnd(58)} ${value}`);
}
const whole = (value: number): string => Math.round(value).toLocaleString('en');

/** @returns Real milliseconds that `work` took. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

const folder = await mkdtemp(join(tmpdir(), 'firstword-ledger-'));
const server = await startEmbeddedPostgres(folder);
const dataSource = await connect(server.url, 8, 'firstword-bench', undefined, TEST_SEALING);
try {
  await migrate(dataSource);
  const [db, transactions, clock] = [new Database(dataSource), new Transactions(dataSource), new FixedClock(APPROVED_AT)];
  const parts = deliverParts({ db, transactions, clock, email: new EmailGatewayOfTest(), sms: new SmsGatewayOfTest() });
  const { notice } = await fillLedger(db, transactions, rows, WAVES);

  const writing = await timed(async () => {
    await parts.rollouts.startDue();
    await parts.writer.writeAll();
  });
  const [count] = await db.query<{ messages: number }>(`select count(*)::float8 as messages from message`);
  if (count!.messages !== rows) throw new Error(`${count!.messages} rows were written for ${rows} members.`);
  tell('ledger written, rows a second', whole((rows * 1_000) / writing), 'writtenPerSecond', (rows * 1_000) / writing);
  tell('from the start to the whole ledger, seconds', (writing / 1_000).toFixed(1), 'writtenSeconds', writing / 1_000);
  await db.query('vacuum analyze');
  clock.advance(WAVES * 60_000);
  await db.query(`update wave set opened_at = $1`, [clock.now()]);

  const times = { claim: [] as number[], begin: [] as number[], record: [] as number[] };
  const cycle = await timed(() => Promise.all(Array.from({ length: WORKERS }, (_, worker) => send(`worker-${worker}`, messages / WORKERS))));
  tell(`claim, begin and record by ${WORKERS} at once, messages a second`, whole((messages * 1_000) / cycle), 'messagesPerSecond', (messages * 1_000) / cycle);
  for (const [step, size] of [['claim', CLAIM], ['begin', SLICE], ['record', BATCH]] as const) {
    const each = times[step].toSorted((a, b) => a - b);
    tell(`${step} of ${size}, ms: median (95 %)`, `${at(each, 0.5).toFixed(1)} (${at(each, 0.95).toFixed(1)})`, `${step}Ms`, at(each, 0.5));
  }
  const progress = [];
  for (let look = 0; look < 3; look++) {
    parts.progress.forget(notice);
    progress.push(await timed(() => parts.progress.of(notice)));
  }
  tell('progress of the notice, seconds', (Math.min(...progress) / 1_000).toFixed(2), 'progressSeconds', Math.min(...progress) / 1_000);
  for (const { name, mb, attempts } of await db.query<{ name: string; mb: number; attempts: number }>(SIZES)) {
    const of = name === 'attempt' ? attempts : rows;
    tell(`table ${name} with its indexes, MB (bytes a row)`, `${whole(mb)} (${whole((mb * 1e6) / of)})`, `${name}Bytes`, (mb * 1e6) / of);
  }
  console.log(`\n${whole(rows)} rows, ${cpus().length} cores (${cpus()[0]!.model}), Node ${process.versions.node}, load ${loadavg()[0]!.toFixed(1)}`);
  console.log(JSON.stringify(figures));

  /** One worker, as the lane works: claim ahead, begin in slices, record in batches. */
  async function send(owner: string, many: number): Promise<void> {
    for (let done = 0; done < many; ) {
      let claimed: readonly ClaimedMessage[] = [];
      times.claim.push(await timed(async () => {
        claimed = (await transactions.run((tx) => parts.claims.claim(tx, { notice, channel: 'email', limit: CLAIM, owner, leaseSeconds: 30, now: clock.now() }))).messages;
      }));
      if (claimed.length === 0) throw new Error('Nothing was left to claim.');
      for (const slice of slices(claimed, SLICE)) times.begin.push(await timed(() => transactions.run((tx) => parts.claims.begin(tx, slice, owner, 'smtp', clock.now()))));
      const results = claimed.map(({ id, no }) => ({ id, no, bodyHash: null, at: clock.now(), ...changeAfter(accepted(`M${id}`, '250'), 'email', no, 0.5) }));
      for (const batch of slices(results, BATCH)) times.record.push(await timed(() => transactions.run((tx) => parts.results.record(tx, batch, owner, 'smtp'))));
      done += claimed.length;
    }
  }
} finally {
  await dataSource.destroy();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}

function slices<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
