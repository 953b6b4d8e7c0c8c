import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../../../test/support/deliver-ports.js';
import { APPROVED_AT, type NoticeSeed } from '../../../test/support/deliver.builder.js';
import type { DeliverParts, DeliverWorld } from '../../../test/support/deliver.parts.js';
import { TestWorkers } from '../../../test/support/deliver.workers.js';
import { eventually } from '../../../test/support/capture-fixture.js';
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js';
import type { NoticeId } from '../../kernel/ids.js';
import { FixedClock } from '../../platform/clock/clock.js';
import { Transactions } from '../../platform/database/transactions.js';
import type { LedgerSum, Outcome } from '../contract.js';
import { accepted, type Answer, bounced, misconfigured, unanswered, unreached } from '../model/answer.js';

/** Throws as a lost connection would, while `away`. */
const gone = (): Promise<never> => Promise.reject(Object.assign(new Error('Connection terminated'), { syscall: 'read' }));
class ShakyTransactions extends Transactions {
  away = false;
  override run: Transactions['run'] = (work, isolation) => (this.away ? gone() : super.run(work, isolation));
  override single: Transactions['single'] = (work) => (this.away ? gone() : super.single(work));
}

describe('the dispatcher', () => {
  let database: TestDatabase;
  let workers: TestWorkers;
  let clock: FixedClock;
  let email: EmailGatewayOfTest;
  let sms: SmsGatewayOfTest;

  beforeAll(async () => {
    database = await testDatabase(16);
    workers = new TestWorkers(database, () => ({ clock, email, sms }));
  });
  afterAll(() => database.drop());
  beforeEach(() => {
    clock = new FixedClock(APPROVED_AT);
    email = new EmailGatewayOfTest();
    sms = new SmsGatewayOfTest();
  });
  afterEach(async () => {
    await workers.end();
  });

  const world = (more: Partial<DeliverWorld> = {}): DeliverParts => workers.world(more);
  const begun = (parts: DeliverParts, seed: NoticeSeed): Promise<NoticeId> => workers.begun(parts, seed);
  const until = async (parts: DeliverParts, notice: NoticeId, holds: (outcomes: LedgerSum['outcomes']) => boolean): Promise<void> => {
    const sum = await eventually(() => parts.ledger.sum(notice), ({ outcomes }) => holds(outcomes));
    expect(sum.adds).toBe(true);
  };
  const all = (outcome: Outcome, members: number) => (outcomes: LedgerSum['outcomes']): boolean => outcomes[outcome] === members;
  const timesTold = (): number[] => [...email.sent.reduce((count, { to }) => count.set(to, (count.get(to) ?? 0) + 1), new Map<string, number>()).values()];

  it('tells everyone once, by three instances at work together', async () => {
    const parts = ['a', 'b', 'c'].map((instance) => world({ instance }));
    const notice = await begun(parts[0]!, { members: 900 });
    await Promise.all(parts.map((one) => one.dispatcher.start()));
    await until(parts[0]!, notice, all('sent', 900));
    expect(email.sent).toHaveLength(900);
    expect(new Set(timesTold())).toEqual(new Set([1]));
    const [kept] = await database.db.query<{ hashes: number; ids: number }>(`select count(distinct body_hash)::int as hashes, count(distinct provider_id)::int as ids from message where notice_id = $1`, [notice]);
    expect(kept).toEqual({ hashes: 900, ids: 900 });
  });

  it('tells by both channels, each text with the address for its receipts', async () => {
    const parts = world();
    const notice = await begun(parts, { members: 60, policies: { channels: 'both' } });
    await parts.dispatcher.start();
    await eventually(() => email.sent.length === 60 && sms.sent.length === 60);
    await until(parts, notice, all('sent', 60));
    const [row] = await database.db.query<{ id: string; to: string }>(`select id, address as to from message where notice_id = $1 and channel = 'sms' order by id limit 1`, [notice]);
    expect(sms.sent.find(({ to }) => to === row!.to)).toMatchObject({ statusCallback: `https://firstword.example/webhooks/twilio/status?m=${row!.id}&a=1`, from: '+12025550100' });
  });

  it('begins nothing more once a notice is paused, and goes on after it', async () => {
    const parts = world({ settings: { EMAIL_CONNECTIONS: 2 } });
    const notice = await begun(parts, { members: 300 });
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    email.answer = async (mail): Promise<Answer> => {
      await gate;
      return accepted(mail.messageId);
    };
    await parts.dispatcher.start();
    await eventually(() => email.sent.length > 0);
    await parts.dispatch.pause(notice, 'test', 'wrong number in the text');
    const begunBefore = email.sent.length;
    open();
    await until(parts, notice, (outcomes) => outcomes.sending === 0);
    expect(begunBefore).toBeLessThanOrEqual(27);
    expect(email.sent.length).toBe(begunBefore);
    expect((await parts.ledger.sum(notice)).outcomes).toMatchObject({ sent: begunBefore, pending: 300 - begunBefore });
    await parts.dispatch.resume(notice, 'test');
    await until(parts, notice, all('sent', 300));
    expect(new Set(timesTold())).toEqual(new Set([1]));
  });

  it('gives back what it holds of a paused notice, though no token comes for it', async () => {
    const parts = world({ settings: { EMAIL_PER_SECOND: 40 } });
    const notice = await begun(parts, { members: 300 });
    await parts.dispatcher.start();
    await until(parts, notice, ({ sending }) => sending > 10);
    await database.db.query(`update rate_grant set tokens = -1000000`);
    await parts.dispatch.pause(notice, 'test', 'wrong number in the text');
    await until(parts, notice, (outcomes) => outcomes.sending === 0);
    expect((await parts.ledger.sum(notice)).outcomes).toMatchObject({ sent: email.sent.length, pending: 300 - email.sent.length });
    await database.db.query(`update rate_grant set tokens = 0`);
  });

  it('leaves who was not told untold once a notice is cancelled', async () => {
    const parts = world({ settings: { EMAIL_CONNECTIONS: 1 } });
    const notice = await begun(parts, { members: 400 });
    let told = 0;
    email.answer = async (mail): Promise<Answer> => {
      told += 1;
      if (told === 30) await parts.dispatch.cancel(notice, 'test', 'it was a drill');
      return accepted(mail.messageId);
    };
    await parts.dispatcher.start();
    await eventually(async () => {
      await parts.heal();
      const { outcomes } = await parts.ledger.sum(notice);
      return outcomes.pending + outcomes.sending === 0;
    });
    const { outcomes, adds } = await parts.ledger.sum(notice);
    expect(adds).toBe(true);
    expect(outcomes).toMatchObject({ sent: email.sent.length, cancelled: 400 - email.sent.length });
    expect(email.sent.length).toBeLessThan(100);
  });

  it('shuts the channel where the relay can\'t be reached, and goes on when it can', async () => {
    const parts = world();
    const notice = await begun(parts, { members: 120 });
    email.answer = () => unreached('ECONNREFUSED', 'The mail relay can\'t be reached.');
    await parts.dispatcher.start();
    await eventually(() => database.db.query(`select 1 from message where notice_id = $1 and held_reason like '%can''t be reached%'`, [notice]), (rows) => rows.length > 0);
    expect(email.sent.length).toBeLessThan(50); // a slice or two, then one at a time
    email.answer = (mail) => accepted(mail.messageId);
    await until(parts, notice, all('sent', 120));
  });

  it('holds back one sender that is refused, and not the others', async () => {
    const parts = world();
    const wrong = await begun(parts, { members: 50, fromEmail: 'typo@nortwind.example' });
    const right = await begun(parts, { members: 50 });
    email.answer = (mail) => (mail.from.address.startsWith('typo') ? misconfigured('5.7.1', 'The mail relay refuses our sender address.', 'sender') : accepted(mail.messageId));
    await parts.dispatcher.start();
    await until(parts, right, all('sent', 50));
    expect((await parts.ledger.sum(wrong)).outcomes).toMatchObject({ sent: 0, bounced: 0, failed: 0, unknown: 0 });
    await eventually(async () => (await parts.progress.of(wrong)).held, (held) => held.some(({ reason }) => reason.includes('sender')));
  });

  it('keeps the channel shut whose self-check fails', async () => {
    email.fault = 'DKIM does not work';
    const parts = world();
    const notice = await begun(parts, { members: 5, policies: { channels: 'both' } });
    await parts.dispatcher.start();
    await eventually(() => sms.sent.length === 5);
    expect(email.sent).toEqual([]);
    expect((await parts.progress.of(notice)).messages.email).toEqual({ pending: 5 });
  });

  it('condemns an address that is dead and no other, and counts a full mailbox', async () => {
    const parts = world();
    const notice = await begun(parts, { members: [{ email: 'gone@x' }, { email: 'full@x' }, { email: 'choosy@x' }] });
    email.answer = ({ to }) => (to === 'gone@x' ? bounced('5.1.1', 'gone', 'hard-bounce') : bounced('5.2.2', 'full', to === 'full@x' ? 'soft-bounce' : null));
    await parts.dispatcher.start();
    await until(parts, notice, all('bounced', 3));
    expect(await database.db.query(`select address_hash, reason, source from suppression where address_hash like '%@x'`)).toEqual([{ address_hash: 'hash of gone@x', reason: 'hard-bounce', source: 'smtp:send' }]);
    const [full] = await database.db.query<{ id: string }>(`select id from message where notice_id = $1 and address = 'full@x'`, [notice]);
    expect(parts.suppressions.soft).toMatchObject([{ addressHash: 'hash of full@x', messageId: full!.id, source: 'smtp:send' }]);
  });

  it('says of a member whose text can\'t be made that it failed, and goes on', async () => {
    const parts = world();
    const notice = await begun(parts, { members: 3 });
    const plan = await parts.plans.get(notice);
    const original = plan.texts.email.bind(plan.texts);
    let first = true;
    plan.texts.email = (reader, id) => {
      if (!first) return original(reader, id);
      first = false;
      throw new Error('a template that no longer fits');
    };
    await parts.dispatcher.start();
    await until(parts, notice, (outcomes) => outcomes.sent === 2 && outcomes.failed === 1);
    expect(await database.db.query(`select code from message where notice_id = $1 and state = 'failed'`, [notice])).toEqual([{ code: 'not-composed' }]);
  });

  it('loses no answer while the database is away, and begins nothing then', async () => {
    const transactions = new ShakyTransactions(database.dataSource);
    const parts = world({ transactions });
    const notice = await begun(parts, { members: 200 });
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    email.answer = async (mail): Promise<Answer> => {
      await gate;
      return accepted(mail.messageId);
    };
    await parts.dispatcher.start();
    await eventually(() => email.sent.length >= 20);
    transactions.away = true;
    await new Promise((resolve) => setTimeout(resolve, 100)); // what was being begun is begun
    const begunBefore = email.sent.length;
    open();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(email.sent.length).toBe(begunBefore);
    expect((await parts.ledger.sum(notice)).outcomes.sent).toBe(0);
    transactions.away = false;
    await until(parts, notice, all('sent', 200));
    expect(new Set(timesTold())).toEqual(new Set([1]));
  });

  it('gives back at its end what it has not begun', async () => {
    const parts = world({ settings: { EMAIL_CONNECTIONS: 1 } });
    const notice = await begun(parts, { members: 300 });
    email.answer = async (mail): Promise<Answer> => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return accepted(mail.messageId);
    };
    await parts.dispatcher.start();
    await eventually(() => email.sent.length > 0);
    await parts.dispatcher.stop();
    const { outcomes } = await parts.ledger.sum(notice);
    expect(outcomes).toMatchObject({ sending: 0, unknown: 0, sent: email.sent.length, pending: 300 - email.sent.length });
  });

  it('holds on to a call that takes longer than its lease', async () => {
    const parts = world({ settings: { LEASE_SECONDS: 1, EMAIL_CONNECTIONS: 1 } });
    const notice = await begun(parts, { members: 1 });
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    email.answer = async (mail): Promise<Answer> => {
      await gate;
      return accepted(mail.messageId);
    };
    await parts.dispatcher.start();
    await eventually(() => email.sent.length === 1);
    for (let tick = 0; tick < 12; tick += 1) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      await parts.heal();
    }
    expect((await parts.ledger.sum(notice)).outcomes).toMatchObject({ sending: 1 });
    open();
    await until(parts, notice, all('sent', 1));
  });

  it('sends a small notice while a large one runs', async () => {
    const parts = world({ settings: { EMAIL_CONNECTIONS: 2 } });
    const large = await begun(parts, { members: 3_000 });
    email.answer = async (mail): Promise<Answer> => {
      await new Promise((resolve) => setTimeout(resolve, 2));
      return accepted(mail.messageId);
    };
    await parts.dispatcher.start();
    await eventually(() => email.sent.length > 100);
    const small = await begun(parts, { members: 20 });
    await until(parts, small, all('sent', 20));
    expect((await parts.ledger.sum(large)).outcomes.pending).toBeGreaterThan(500);
  });

  it('settles a doubt of its own by the policy of the notice, and the ledger says so', async () => {
    const parts = world();
    const notice = await begun(parts, { members: 40 });
    const silent = new Set<string>();
    email.answer = (mail) => {
      if (silent.size < 3 && !silent.has(mail.to)) {
        silent.add(mail.to);
        return unanswered('lost', 'silence');
      }
      return accepted(mail.messageId);
    };
    await parts.dispatcher.start();
    await until(parts, notice, (outcomes) => outcomes.unknown === 3 && outcomes.sent === 37);
    await parts.heal();
    await database.db.query(`update message set retry_at = now() where notice_id = $1 and retry_at is not null`, [notice]);
    await parts.heal();
    await until(parts, notice, all('sent', 40));
    expect(await database.db.query(`select resent_in_doubt as resent, count(*)::int as n from message where notice_id = $1 group by 1 order by 1`, [notice])).toEqual([{ resent: 0, n: 37 }, { resent: 1, n: 3 }]);
    const again = email.sent.filter(({ to }) => silent.has(to));
    expect(again).toHaveLength(6);
    expect(new Set(again.map(({ messageId }) => messageId)).size).toBe(3);
  });
});
