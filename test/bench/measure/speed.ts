import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CustomerId, NoticeId } from '../../../src/kernel/ids.js';
import { avoidedCalls } from '../../../src/measure/model/avoided-calls.js';
import { frameOf } from '../../../src/measure/model/frame.js';
import type { RolloutTable } from '../../../src/measure/model/rollout-table.js';
import { MeasureRepository } from '../../../src/measure/store/measure.repository.js';
import { connect, migrate } from '../../../src/platform/database/data-source.js';
import { startEmbeddedPostgres } from '../../../src/platform/database/embedded-postgres.js';
import { Database, Transactions } from '../../../src/platform/database/transactions.js';
import { World } from '../../support/hear.builder.js';
import { type Goal, row } from './goals.js';
import { TEST_SEALING } from '../../support/test-sealing.js';

const DECLARED = Date.parse('2026-03-02T08:00:00Z');
const WAVES = 48;
const ROUNDS = 3;
const iso = (minutes: number): string => new Date(DECLARED + minutes * 60_000).toISOString();

/**
 * From a database of a million customers and a hundred thousand calls in the measured time (and as many in the weeks before) to the grouped table,
 * and from that to the figure. A durable server of its own; rows by set-based SQL; the median of three.
 *
 * @param small  A twentieth of it, which is not judged.
 */
export async function speedGoals(small: boolean): Promise<readonly Goal[]> {
  const people = small ? 50_000 : 1_000_000;
  const folder = await mkdtemp(join(tmpdir(), 'firstword-measure-'));
  const server = await startEmbeddedPostgres(folder);
  const dataSource = await connect(server.url, 4, 'firstword-bench', undefined, TEST_SEALING);
  try {
    await migrate(dataSource);
    const [db, transactions] = [new Database(dataSource), new Transactions(dataSource)];
    const notice = await filled(db, transactions, people);
    return await timed(new MeasureRepository(db), transactions, notice, people, !small);
  } finally {
    await dataSource.destroy();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function timed(counts: MeasureRepository, transactions: Transactions, notice: NoticeId, people: number, judged: boolean): Promise<readonly Goal[]> {
  const [grouped, estimate, unaffected]: [number[], number[], number[]] = [[], [], []];
  let kind = '';
  let calls = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    await transactions.run(async (tx) => {
      const now = new Date(DECLARED + 15 * 3_600_000);
      const [rollout] = await counts.rollouts(tx, (await counts.incidentOf(tx, notice))!, now);
      const frame = frameOf(rollout!, now);
      const began = performance.now();
      const table: RolloutTable = { ...frame, ...(await counts.grouped(tx, notice, frame)) };
      const read = performance.now();
      const got = avoidedCalls(table);
      const done = performance.now();
      await counts.unaffected(tx, notice, frame);
      grouped.push((read - began) / 1_000);
      estimate.push((done - read) / 1_000);
      unaffected.push((performance.now() - done) / 1_000);
      kind = got.kind;
      calls = table.calls.reduce((sum, { waiting, notified }) => sum + waiting + notified.reduce((so, n) => so + n, 0), 0);
    }, 'REPEATABLE READ');
  }
  const size = `${people.toLocaleString('en')} customers, ${calls.toLocaleString('en')} calls`;
  const seconds = (of: readonly number[]): string => `${median(of).toFixed(2)} s`;
  row('speed', 'grouped table', 'estimate', 'placebo counts', 'kind');
  row(size, seconds(grouped), seconds(estimate), seconds(unaffected), kind);
  const met = (holds: boolean): boolean | null => (judged ? holds && kind === 'estimate' : null);
  return [
    { name: `the grouped table of ${size}, one statement`, figure: seconds(grouped), goal: '≤ 10 s', met: met(median(grouped) <= 10) },
    { name: `estimate with jackknife of ${size}`, figure: seconds(estimate), goal: '≤ 2 s', met: met(median(estimate) <= 2) },
  ];
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;

/** A number in [0, below) that looks random and is the same each time. */
const chance = (of: string, salt: number, below: string): string => `mod(hashint8extended(${of}, ${salt}) & 4611686018427387903, ${below})`;

/** The affected, a fifth as many others, and calls of both; a tenth of the calls is by nobody who is known. */
async function filled(db: Database, transactions: Transactions, people: number): Promise<NoticeId> {
  const world = await World.begin({ db, transactions });
  const incident = await world.incident(iso(0));
  await db.query(`insert into customer (reference) select 'p' || n from generate_series(1, $1::int) as n`, [Math.round(people * 1.2)]);
  const [first] = await db.query<{ id: CustomerId }>(`select min(id) as id from customer`);
  const audience = await world.audience(incident, [first!.id]);
  await transactions.run(async (tx) => {
    await tx.query(`set local session_replication_role = replica`);
    await tx.query(`delete from audience_member where audience_id = $1`, [audience]);
    await tx.query(
      `insert into audience_member (audience_id, customer_id, position, draw, household, jk_group, reference, reasons)
       select $1, c.id, c.place, c.place, 'H' || c.id, ${chance('c.id', 1, '50')}, 'p' || c.id, '{}'
         from (select c.id, row_number() over (order by hashint8extended(c.id, 2)) - 1 as place from customer as c where c.id < $2::bigint + $3::int) as c`,
      [audience, first!.id, people],
    );
    await tx.query(`update audience set members = $2 where id = $1`, [audience, people]);
  });
  const notice = await world.notice(incident, audience, iso(110));
  await world.rollout(notice, Array.from({ length: WAVES }, (_, wave) => iso(120 + wave * 15)));
  for (const [from, until, salt] of [[0, 15 * 60, 3], [-28 * 1_440, 0, 4]] as const) {
    await db.query(
      `insert into inbound_call (source, call_id, offered_at, customer_id, match_method, sharing, simulated)
       select 'bench', $5::text || '-' || n, $1::timestamptz + make_interval(secs => ${chance('n', salt, '1000000')} / 1e6 * extract(epoch from $2::timestamptz - $1::timestamptz)),
              case when n % 10 > 0 then $3::bigint + ${chance('n', salt + 10, '$4::bigint')} end, case when n % 10 > 0 then 'number' else 'none' end, 1, true
         from generate_series(1::bigint, ($4::bigint * 2 / 15)) as n`,
      [iso(from), iso(until), first!.id, Math.round(people * 1.2), String(salt)],
    );
  }
  await db.query('vacuum analyze');
  return notice;
}
