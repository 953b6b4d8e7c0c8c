import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PgBoss } from 'pg-boss';
import type { DataSource } from 'typeorm';
import type { Policies } from '../../../src/approve/contract.js';
import { contextBuilder } from '../../../src/compose/model/build-context.js';
import { pagesBeside } from '../../../src/compose/model/page-address.js';
import { emailHeaders } from '../../../src/compose/model/mail-headers.js';
import type { Labels, NoticeSources } from '../../../src/compose/contract.js';
import type { NoticeId } from '../../../src/kernel/ids.js';
import { RealClock } from '../../../src/platform/clock/clock.js';
import { connect, migrate } from '../../../src/platform/database/data-source.js';
import { startEmbeddedPostgres } from '../../../src/platform/database/embedded-postgres.js';
import { Database, Transactions } from '../../../src/platform/database/transactions.js';
import { DeliverBuilder, plansOf } from '../../support/deliver.builder.js';
import { deliverParts } from '../../support/deliver.parts.js';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../../support/deliver-ports.js';
import type { NaiveOrders } from './naive.js';
import { sealingBy } from '../../support/test-sealing.js';

export type Channel = 'email' | 'sms';

/** The kernel counts in hundredths of a second on every Linux that Node runs on. */
const MS_PER_TICK = 10;

/** The database of the bench, durable and with the memory of a server of its own as in production, and what is put into it. */
export class Stage {
  private readonly builder: DeliverBuilder;
  private readonly db: Database;

  private constructor(
    readonly url: string,
    readonly folder: string,
    private readonly dataSource: DataSource,
    private readonly stopServer: () => Promise<void>,
  ) {
    this.db = new Database(dataSource);
    this.builder = new DeliverBuilder(this.db, new Transactions(dataSource));
  }

  static async open(): Promise<Stage> {
    const folder = await mkdtemp(join(tmpdir(), 'firstword-bench-'));
    const server = await startEmbeddedPostgres(folder, { durable: true, dedicated: true });
    const dataSource = await connect(server.url, 8, 'firstword-bench', undefined, sealingBy('s'.repeat(40)));
    await migrate(dataSource);
    return new Stage(server.url, folder, dataSource, () => server.stop());
  }

  /** No database any more, for whoever is connected and for this stage: what is left to do is to close it. */
  async stopDatabase(): Promise<void> {
    if (!this.dataSource.isInitialized) return;
    await this.dataSource.destroy();
    await this.stopServer();
  }

  async close(): Promise<void> {
    await this.stopDatabase();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Notices whose ledger is written, and which are paused. */
  async notices(channel: Channel, counts: readonly number[], policies: Partial<Policies> = {}): Promise<readonly NoticeId[]> {
    const now = new Date();
    const ids: NoticeId[] = [];
    for (const members of counts) ids.push(await this.builder.notice({ members, policies: { channels: channel, ...policies }, approvedAt: now }));
    const transactions = new Transactions(this.dataSource);
    const parts = deliverParts({ db: this.db, transactions, clock: new RealClock(), email: new EmailGatewayOfTest(), sms: new SmsGatewayOfTest() });
    await parts.begin();
    await this.db.query(`update dispatch set state = 'paused' where notice_id = any($1)`, [ids]);
    await this.db.query('analyze message, attempt, notice_member, audience_member, dispatch, wave');
    return ids;
  }

  /** As if its first people were told: what is public of it may be read from now on. */
  async openWaves(notice: NoticeId): Promise<void> {
    await this.db.query('update wave set opened_at = now() where notice_id = $1', [notice]);
  }

  async resume(notice: NoticeId): Promise<void> {
    await this.db.query(`update dispatch set state = 'running' where notice_id = $1`, [notice]);
  }

  /** Waits until nothing of the notice is on its way any more. @returns messages by state. */
  async settled(notice: NoticeId): Promise<Readonly<Record<string, number>>> {
    for (;;) {
      const [open] = await this.db.query<{ open: boolean }>(`select exists (select from message where notice_id = $1 and state in ('pending','sending')) as open`, [notice]);
      if (!open?.open) break;
      await sleep(10);
    }
    const rows = await this.db.query<{ state: string; count: number }>('select state, count(*)::int as count from message where notice_id = $1 group by state', [notice]);
    return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
  }

  /** What the database server has used of the processors so far, all of its processes, in milliseconds; null where /proc does not tell. */
  async serverCpuMs(): Promise<number | null> {
    const ticks = (stat: string, ...fields: number[]): number => {
      const values = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // from the third field on: proc_pid_stat(5)
      return fields.reduce((sum, field) => sum + Number(values[field - 3]), 0);
    };
    try {
      const [pid] = (await readFile(join(this.folder, 'cluster', 'postmaster.pid'), 'utf8')).split('\n');
      const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
      const stats = await Promise.all(processes.map(async (name) => [name, await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')] as const));
      const own = stats.map(([name, stat]) => (name === pid ? ticks(stat, 14, 15, 16, 17) : stat !== '' && ticks(stat, 4) === Number(pid) ? ticks(stat, 14, 15) : 0));
      return own.reduce((sum, used) => sum + used, 0) * MS_PER_TICK;
    } catch {
      return null;
    }
  }

  async finish(notice: NoticeId): Promise<void> {
    await this.db.query(`update dispatch set state = 'cancelled' where notice_id = $1`, [notice]);
  }

  /** The same people as a plain table, as somebody would have it who writes the loop by hand. */
  async recipients(notice: NoticeId): Promise<{ from: number; until: number }> {
    await this.db.query(`create table if not exists bench_recipient (
      id bigint generated always as identity primary key, reference text, first_name text, last_name text, email text, phone text, touchpoint text, sent_at timestamptz)`);
    const [{ base }] = (await this.db.query<{ base: number }>('select coalesce(max(id), 0)::int + 1 as base from bench_recipient')) as [{ base: number }];
    await this.db.query(
      `insert into bench_recipient (reference, first_name, last_name, email, phone, touchpoint)
       select m.reference, m.first_name, m.last_name, m.email, m.phone, 'Purchase on March 3, 2026: Store 12'
         from rollout as r join audience_member as m on m.audience_id = r.audience_id where r.notice_id = $1 order by m.position`,
      [notice],
    );
    await this.db.query('analyze bench_recipient');
    const [{ next }] = (await this.db.query<{ next: number }>('select max(id)::int + 1 as next from bench_recipient')) as [{ next: number }];
    return { from: base, until: next };
  }

  /** A job for each recipient. */
  async jobs(queue: string, { from, until }: { from: number; until: number }): Promise<void> {
    const boss = new PgBoss({ connectionString: this.url });
    await boss.start();
    await boss.createQueue(queue);
    for (let at = from; at < until; at += 1_000) {
      const rows = await this.db.query<Record<string, unknown>>('select * from bench_recipient where id >= $1 and id < $2 order by id', [at, Math.min(until, at + 1_000)]);
      await boss.insert(queue, rows.map((data) => ({ data })));
    }
    await boss.stop({ graceful: false });
  }

  /** What the hand-written senders need to write the very same messages. */
  async naiveOrders(notice: NoticeId, channel: Channel, ports: { smtp: number; twilio: number }, dkimKey: string | null): Promise<NaiveOrders> {
    const { notice: approved, incident, texts } = await plansOf(this.db, new Transactions(this.dataSource)).plan(notice);
    const [text] = texts;
    const [version] = await this.db.query<{ labels: Labels }>('select labels from template_version where hash = $1', [text!.templateHash]);
    const { facts, sender, type, number, checkCode } = approved;
    const context = contextBuilder({ facts, incident, brand: sender, notice: { type, number, checkCode }, labels: version!.labels })({
      reference: 'C', firstName: 'Ana', lastName: 'Lopez', reasons: { touchpoints: [], more: 0, data: ['card-number'] },
    }, null);
    if (!context.ok) throw new Error(`The notice of the bench lacks ${context.refusal.join(', ')}.`);
    const { subject, emailHtml, emailText, sms }: NoticeSources = text!;
    return {
      databaseUrl: this.url, channel, smtpPort: ports.smtp, twilioPort: ports.twilio, dkimKey, sources: { subject, emailHtml, emailText, sms }, shared: { ...context.value }, pages: pagesBeside(sender.checkAddress) ?? '',
      from: { name: sender.senderName, address: sender.fromEmail }, replyTo: sender.replyTo, smsFrom: '+12025550100', statusCallback: 'https://firstword.example/webhooks/twilio/status',
      headers: { ...emailHeaders({ noticeId: notice, incidentReference: incident.reference, locale: text!.locale }) },
    };
  }
}
