import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import type { ListedSms } from '../../src/deliver/model/sms-lookup.js';
import { accepted } from '../../src/deliver/model/answer.js';
import type { NoticeId } from '../../src/kernel/ids.js';
import { FixedClock } from '../../src/platform/clock/clock.js';
import { connect, migrate } from '../../src/platform/database/data-source.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/database/embedded-postgres.js';
import { Database, Transactions } from '../../src/platform/database/transactions.js';
import { eventually } from '../support/capture-fixture.js';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../support/deliver-ports.js';
import { APPROVED_AT, DeliverBuilder } from '../support/deliver.builder.js';
import { type DeliverParts, deliverParts } from '../support/deliver.parts.js';
import { TEST_SEALING } from '../support/test-sealing.js';

/** The far side: what the outside world has, whatever becomes of our database. */
class FarSide {
  readonly email = new EmailGatewayOfTest();
  readonly sms = new SmsGatewayOfTest();
  readonly texts: (ListedSms & { readonly to: string })[] = [];

  constructor(clock: FixedClock) {
    this.sms.answer = ({ to, body }) => {
      const providerId = `SM${this.texts.length + 1}`;
      this.texts.push({ to, body, providerId, createdAt: clock.now(), outbound: true });
      return accepted(providerId, 'queued');
    };
    this.sms.listed = (number) => this.texts.filter(({ to }) => to === number);
  }

  /** Everything that left, one line for each. */
  get left(): readonly string[] {
    return [...this.email.sent.map(({ to }) => to), ...this.texts.map(({ to }) => to)];
  }
}

describe('a database that was put back from a copy of its files', () => {
  const clock = new FixedClock(APPROVED_AT);
  const far = new FarSide(clock);
  let folder: string;
  let server: EmbeddedPostgres | null = null;
  let dataSource: DataSource | null = null;
  let parts: DeliverParts;
  let build: DeliverBuilder;
  let first: NoticeId;
  let second: NoticeId;
  let life = 0;

  const cluster = () => join(folder, 'postgres', 'cluster');
  const copy = () => join(folder, 'copy');

  async function wake(): Promise<void> {
    server = await startEmbeddedPostgres(join(folder, 'postgres'), { durable: false });
    dataSource = await connect(server.url, 8, 'firstword-test', undefined, TEST_SEALING);
    await migrate(dataSource);
    const [db, transactions] = [new Database(dataSource), new Transactions(dataSource)];
    build = new DeliverBuilder(db, transactions);
    life += 1;
    parts = deliverParts({ db, transactions, clock, email: far.email, sms: far.sms, instance: `life-${life}`, marksFolder: join(folder, 'begun'), settings: { UNKNOWN_SMS_ABSENT_AFTER_SECONDS: 1 } });
    await parts.dispatcher.start();
  }

  async function sleep(): Promise<void> {
    await parts?.dispatcher.stop();
    await dataSource?.destroy();
    await server?.stop();
    [server, dataSource] = [null, null];
  }

  /** As the timers do it, a few times over. */
  async function tick(): Promise<void> {
    for (let round = 0; round < 3; round++) {
      await parts.epoch.check();
      await parts.begin();
      await parts.heal();
      await parts.reconciler.lookUpTexts();
      await parts.epoch.tend();
      await new Promise((resolve) => setTimeout(resolve, 400)); // two turns of the lanes: what could leave would have left
    }
  }
  const sent = (messages: number) => eventually(() => far.left.length === messages);
  const outcomes = async (notice: NoticeId) => {
    const sum = await parts.ledger.sum(notice);
    expect(sum.adds).toBe(true);
    return Object.fromEntries(Object.entries(sum.outcomes).filter(([, members]) => members > 0));
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'firstword-restore-'));
    execFileSync('chmod', ['755', folder]);
    await wake();
    const person = { policies: { channels: 'both' as const, unknownEmail: 'resend' as const }, members: 20 };
    first = await build.notice({ ...person, schedule: { waves: 2, waveIntervalMinutes: 10 } });
    second = await build.notice({ ...person, members: 5, schedule: { startAt: new Date(APPROVED_AT.getTime() + 5 * 60_000).toISOString() } });
    await parts.begin();
    await sent(20);
    await eventually(() => parts.ledger.sum(first), ({ outcomes: { sent: told } }) => told === 10);
    await sleep();
    execFileSync('cp', ['-a', cluster(), copy()]);
    await wake();
    clock.advance(11 * 60_000);
    await tick();
    await sent(50);
    await eventually(() => parts.ledger.sum(first), ({ outcomes: { sent: told } }) => told === 20);
    await sleep();
    execFileSync('rm', ['-rf', cluster()]);
    execFileSync('mv', [copy(), cluster()]);
    await wake();
  });
  afterEach(() => expect(new Set(far.texts.map(({ to }) => to)).size).toBe(far.texts.length));
  afterAll(async () => {
    await sleep();
    await rm(folder, { recursive: true, force: true });
  });

  it('sends nothing, and says why', async () => {
    await tick();
    expect(far.left).toHaveLength(50);
    expect(await parts.epoch.view()).toMatchObject({ state: 'shut', cause: 'went-back', marked: true, no: 2 });
    expect(await dataSource!.query(`select kind, severity, state from alert`)).toEqual([{ kind: 'sending.shut', severity: 'critical', state: 'open' }]);
  });

  it('finds the texts that were sent with the provider, and leaves the e-mails to a person', async () => {
    const rows = await dataSource!.query(`select channel, state, count(*)::int as messages from message where wave_no = (select max(wave_no) from wave) group by 1, 2 order by 1, 2`);
    expect(rows).toEqual([{ channel: 'email', state: 'unknown', messages: 10 }, { channel: 'sms', state: 'sent', messages: 10 }]);
    const notices = (await parts.epoch.view()).notices.toSorted((a, b) => b.mails - a.mails);
    expect(notices.map(({ noticeId, state, texts, mails }) => ({ noticeId, state, texts, mails }))).toEqual([
      { noticeId: first, state: 'running', texts: 0, mails: 10 },
      { noticeId: second, state: 'not-started', texts: 0, mails: 0 },
    ]);
    const { items } = await parts.messages.unknown(first, undefined, 100);
    expect(items.map(({ waitsForPerson, code }) => [waitsForPerson, code])).toEqual(Array.from({ length: 10 }, () => [true, 'restored']));
  });

  it('gives numbers to new messages that the lost time can\'t have used', async () => {
    const [{ next }] = await dataSource!.query(`select nextval(pg_get_serial_sequence('message', 'id'))::float8 as next`);
    expect(next).toBeGreaterThan(1_000_000_000);
  });

  it('is opened by a person with a reason, and even then sends nothing twice', async () => {
    const agent = await build.person('agent');
    await expect(parts.epoch.open(agent, 'keep', 'because')).rejects.toMatchObject({ code: 'not-allowed' });
    const ops = await build.person('ops');
    await expect(parts.epoch.open(ops, 'keep', '  ')).rejects.toMatchObject({ code: 'reason-missing' });
    await parts.epoch.open(ops, 'keep', 'The relay has them all.');
    await tick();
    expect(far.left).toHaveLength(50);
    expect(await parts.epoch.view()).toMatchObject({ state: 'open', openedBy: ops.id, reason: 'The relay has them all.' });
    expect(await dataSource!.query(`select state from alert`)).toEqual([{ state: 'resolved' }]);
    expect((await dataSource!.query(`select action, actor_id from audit_event where action like 'sending.%' order by id`))).toEqual([
      { action: 'sending.shut', actor_id: 'life-3' }, { action: 'sending.opened', actor_id: ops.id },
    ]);
    expect(await outcomes(first)).toEqual({ sent: 20 });
  });

  it('does not start what was approved before, since it may have been sent: it starts once it is signed again', async () => {
    expect(await parts.ledger.sum(second)).toMatchObject({ members: 0 });
    clock.advance(1_000);
    await dataSource!.transaction(async (manager) => {
      await manager.query(`set local session_replication_role = replica`);
      await manager.query(`update notice set approved_at = $2 where id = $1`, [second, clock.now()]);
    });
    await parts.begin();
    expect(await parts.ledger.sum(second)).toMatchObject({ members: 5 });
    await parts.dispatcher.stop(); // these five were written to in the time that was lost: whoever signs again takes that on himself
  });
});
