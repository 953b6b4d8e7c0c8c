import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../../../test/support/deliver-ports.js';
import { APPROVED_AT, type DeliverBuilder, type NoticeSeed } from '../../../test/support/deliver.builder.js';
import type { DeliverParts, DeliverWorld } from '../../../test/support/deliver.parts.js';
import { TestWorkers } from '../../../test/support/deliver.workers.js';
import { eventually } from '../../../test/support/capture-fixture.js';
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js';
import type { MessageId, NoticeId } from '../../kernel/ids.js';
import { FixedClock } from '../../platform/clock/clock.js';
import { Transactions } from '../../platform/database/transactions.js';
import { changeAfter } from '../model/after-answer.js';
import { unanswered } from '../model/answer.js';
import type { Claimed } from '../store/claim.repository.js';
import { Departure } from './departure.js';

/** Commits a claim that began something, and loses the answer: `losses` times. */
class ForgetfulTransactions extends Transactions {
  losses = 0;
  lost = 0;
  override single: Transactions['single'] = async (work) => {
    const value = await super.single(work);
    if (this.losses === 0 || !(value as Partial<Claimed> | null)?.messages?.some(({ begun }) => begun)) return value;
    this.losses -= 1;
    this.lost += (value as Claimed).messages.length;
    throw Object.assign(new Error('Connection terminated'), { syscall: 'read' });
  };
}

const FAST = { EMAIL_PER_SECOND: 50_000, SMS_PER_SECOND: 50_000 };

describe('the way of a notice that goes out alone', () => {
  let database: TestDatabase;
  let transactions: ForgetfulTransactions;
  let build: DeliverBuilder;
  let workers: TestWorkers;
  let clock: FixedClock;
  let email: EmailGatewayOfTest;
  let sms: SmsGatewayOfTest;

  beforeAll(async () => {
    database = await testDatabase(16);
    workers = new TestWorkers(database, () => ({ transactions, clock, email, sms, settings: FAST }));
    ({ build } = workers);
  });
  afterAll(() => database.drop());
  beforeEach(() => {
    clock = new FixedClock(APPROVED_AT);
    transactions = new ForgetfulTransactions(database.dataSource);
    email = new EmailGatewayOfTest();
    sms = new SmsGatewayOfTest();
  });
  afterEach(async () => {
    await workers.end();
  });

  const world = (more: Partial<DeliverWorld> = {}): DeliverParts => workers.world(more);
  const begun = (parts: DeliverParts, seed: NoticeSeed): Promise<NoticeId> => workers.begun(parts, seed);
  const states = async (notice: NoticeId) =>
    database.db.query<Record<string, unknown>>(
      `select m.state, m.begun_at is not null as marked, a.state as attempt, a.begun_at is not null as begun, a.provider, count(*)::int as n
         from message as m left join attempt as a on a.message_id = m.id and a.no = m.attempts where m.notice_id = $1 group by 1, 2, 3, 4, 5 order by 1, 3`, [notice]);
  const ask = (parts: DeliverParts, notice: NoticeId, limit: number, after: { messageId: MessageId; no: number } | null = null) =>
    database.transactions.single((tx) => parts.claims.claimBegun(tx, { notice, channel: 'email', limit, owner: 'a', leaseSeconds: 30, now: clock.now() }, { provider: 'smtp', after }));

  describe('claims and puts on record in one', () => {
    it('what is open, and settles who said STOP on the way', async () => {
      const parts = world();
      const notice = await begun(parts, { members: [{ email: 'stays@x' }, { email: 'stops@x' }] });
      await build.suppress('email', 'stops@x', 'complaint');
      expect((await ask(parts, notice, 10)).messages).toMatchObject([{ address: 'stays@x', no: 1, begun: true, reader: { firstName: 'Ana' } }]);
      expect(await states(notice)).toEqual([
        { state: 'sending', marked: true, attempt: 'begun', begun: true, provider: 'smtp', n: 1 },
        { state: 'suppressed', marked: false, attempt: null, begun: false, provider: null, n: 1 },
      ]);
    });

    it('nothing of a notice that is paused, nor where this database does not know what was begun before', async () => {
      const parts = world();
      const notice = await begun(parts, { members: 2 });
      await parts.dispatch.pause(notice, 'test', 'a doubt');
      expect((await ask(parts, notice, 10)).seen).toBe(0);
      await parts.dispatch.resume(notice, 'test');
      expect((await ask(parts, notice, 10, { messageId: '999999999' as MessageId, no: 1 })).seen).toBe(0);
      const [first] = (await ask(parts, notice, 1)).messages;
      expect((await ask(parts, notice, 10, { messageId: first!.id, no: first!.no })).messages).toHaveLength(1);
    });

    it('but only claims what is sent once more in doubt: one provider alone may have that', async () => {
      const parts = world();
      const notice = await begun(parts, { members: 1, policies: { channels: 'email', unknownEmail: 'resend' } });
      const held = (await ask(parts, notice, 1)).messages;
      const [one] = held;
      await database.transactions.run((tx) => parts.results.record(tx, [{ id: one!.id, no: 1, bodyHash: 'h', at: clock.now(), ...changeAfter(unanswered('timeout', 'No answer.'), 'email', 1, 0.5) }], 'a', 'smtp'));
      await database.db.query(`update message set state = 'pending', resent_in_doubt = 1, retry_at = null where id = $1`, [one!.id]);
      expect((await ask(parts, notice, 1)).messages).toMatchObject([{ no: 2, begun: false, triedBy: 'smtp' }]);
      expect(await states(notice)).toEqual([{ state: 'sending', marked: false, attempt: 'claimed', begun: false, provider: null, n: 1 }]);
    });
  });

  it('tells everyone once, by two instances', async () => {
    const parts = ['a', 'b'].map((instance) => world({ instance }));
    const ways = parts.map(({ claims }) => jest.spyOn(claims, 'claimBegun'));
    const notice = await begun(parts[0]!, { members: 2_000 });
    await Promise.all(parts.map((one) => one.dispatcher.start()));
    await eventually(() => parts[0]!.ledger.sum(notice), ({ outcomes }) => outcomes.sent === 2_000);
    expect(new Set(email.sent.map(({ to }) => to)).size).toBe(2_000);
    expect(email.sent).toHaveLength(2_000);
    expect(ways.reduce((sum, { mock }) => sum + mock.calls.length, 0)).toBeGreaterThan(0);
    expect(await states(notice)).toEqual([{ state: 'sent', marked: true, attempt: 'accepted', begun: true, provider: 'smtp', n: 2_000 }]);
  });

  it('gives back what it began where the answer was lost: nobody is in doubt, nobody is told twice', async () => {
    const parts = world();
    const notice = await begun(parts, { members: 2_000 });
    transactions.losses = 3;
    await parts.dispatcher.start();
    await eventually(() => parts.ledger.sum(notice), ({ outcomes }) => outcomes.sent === 2_000);
    expect(transactions).toMatchObject({ losses: 0, lost: expect.any(Number) });
    expect(email.sent).toHaveLength(2_000);
    const [given] = await database.db.query<{ n: number }>(`select count(*)::int as n from attempt as a join message as m on m.id = a.message_id where m.notice_id = $1 and a.state = 'handed-back'`, [notice]);
    expect(given!.n).toBe(transactions.lost);
  });

  it('gives back what it began and could not line up', async () => {
    const parts = world();
    const notice = await begun(parts, { members: 2_000 });
    const [claim, lineUp] = [parts.claims.claimBegun.bind(parts.claims), Object.getOwnPropertyDescriptor(Departure.prototype, 'lineUp')!.value as Departure['lineUp']];
    const shortly = new Set<string>();
    jest.spyOn(parts.claims, 'claimBegun').mockImplementation(async (...asked) => {
      const claimed = await claim(...asked);
      for (const { id } of claimed.messages) shortly.add(id);
      return claimed;
    });
    let failures = 2;
    const spy = jest.spyOn(Departure.prototype, 'lineUp').mockImplementation(function (this: Departure, ...[route, ready, slice]) {
      if (failures === 0 || !slice.some(({ id }) => shortly.has(id))) return lineUp.call(this, route, ready, slice);
      failures -= 1;
      return Promise.reject(Object.assign(new Error('Connection terminated'), { syscall: 'read' }));
    });
    try {
      await parts.dispatcher.start();
      await eventually(() => parts.ledger.sum(notice), ({ outcomes }) => outcomes.sent === 2_000);
    } finally {
      spy.mockRestore();
    }
    expect(failures).toBe(0);
    expect(email.sent).toHaveLength(2_000);
    expect((await states(notice)).map(({ state, attempt }) => [state, attempt])).toEqual([['sent', 'accepted']]);
  });

  it('is left where mailbox domains have limits, and where two notices go out', async () => {
    const limited = world({ settings: { ...FAST, EMAIL_DOMAIN_PER_SECOND: 50_000 } });
    const way = jest.spyOn(limited.claims, 'claimBegun');
    const notice = await begun(limited, { members: 600 });
    await limited.dispatcher.start();
    await eventually(() => limited.ledger.sum(notice), ({ outcomes }) => outcomes.sent === 600);
    expect(way).not.toHaveBeenCalled();
    await limited.dispatcher.stop();

    const parts = world({ instance: 'b' });
    email.sent.splice(0);
    const notices = [await begun(parts, { members: 700 }), await begun(parts, { members: 700 })];
    await parts.dispatcher.start();
    for (const one of notices) await eventually(() => parts.ledger.sum(one), ({ outcomes }) => outcomes.sent === 700);
    expect(email.sent).toHaveLength(1_400);
  });

  it('stops for a pause, and leaves nothing begun behind', async () => {
    const parts = world();
    const notice = await begun(parts, { members: 3_000 });
    await parts.dispatcher.start();
    await eventually(() => email.sent.length > 300);
    await parts.dispatch.pause(notice, 'test', 'a doubt');
    const paused = await eventually(() => parts.ledger.sum(notice), ({ outcomes }) => (outcomes.sending ?? 0) === 0);
    expect(email.sent).toHaveLength(paused.outcomes.sent);
    expect(paused.outcomes.sent + paused.outcomes.pending).toBe(3_000);
    await parts.dispatch.resume(notice, 'test');
    await eventually(() => parts.ledger.sum(notice), ({ outcomes }) => outcomes.sent === 3_000);
    expect(email.sent).toHaveLength(3_000);
  });
});
