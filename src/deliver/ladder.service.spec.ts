import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../../test/support/deliver-ports.js';
import { APPROVED_AT, DeliverBuilder, type DeliverMember, type NoticeSeed } from '../../test/support/deliver.builder.js';
import { type DeliverParts, deliverParts } from '../../test/support/deliver.parts.js';
import { type TestDatabase, testDatabase } from '../../test/support/postgres.js';
import type { MessageId, NoticeId } from '../kernel/ids.js';
import { FixedClock } from '../platform/clock/clock.js';

const LADDER = { channels: 'preferred', ladder: { noReceiptMinutes: 30 } } as const;
const TEXTED: DeliverMember = { preferred: 'sms' };

describe('the ladder', () => {
  let database: TestDatabase;
  let build: DeliverBuilder;
  let clock: FixedClock;
  let parts: DeliverParts;
  let other: DeliverParts;
  let notice: NoticeId;

  beforeAll(async () => {
    database = await testDatabase();
    build = new DeliverBuilder(database.db, database.transactions);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await database.db.query(`update dispatch set state = 'cancelled'`);
    clock = new FixedClock(APPROVED_AT);
    const world = { ...database, clock, email: new EmailGatewayOfTest(), sms: new SmsGatewayOfTest() };
    [parts, other] = [deliverParts(world), deliverParts({ ...world, instance: 'worker-2' })];
  });

  const begin = async (members: NoticeSeed['members'], seed: Partial<NoticeSeed> = {}): Promise<void> => {
    notice = await build.notice({ members, policies: LADDER, ...seed });
    await parts.begin();
  };
  /** What became of messages, as the worker and receipts would write it. */
  const become = (state: string, channel: 'email' | 'sms', where = 'true') =>
    database.db.query(
      `update message set state = $2, attempts = 1, begun_at = $4, lease_owner = case when $2 = 'sending' then 'w' end, lease_until = case when $2 = 'sending' then now() + interval '1 minute' end,
              handed_over_at = case when $2 in ('sent','delivered') then $4::timestamptz end, delivered_at = case when $2 = 'delivered' then $4::timestamptz end
        where notice_id = $1 and channel = $3 and ${where}`,
      [notice, state, channel, clock.now()],
    );
  const rows = () =>
    database.db.query<{ id: MessageId; channel: string; address: string; state: string; wave: number; due: Date; follows: MessageId | null; why: string | null; reason: string | null }>(
      `select id, channel, address, state, wave_no as wave, due_at as due, follows_id as follows, follows_why as why, reason from message where notice_id = $1 order by id`,
      [notice],
    );
  const brief = async () => (await rows()).map(({ channel, state, why }) => [channel, state, why]);
  const outcomes = async () => {
    const { outcomes: counts, adds } = await parts.ledger.sum(notice);
    expect(adds).toBe(true);
    return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
  };
  const stateOf = async () => (await database.db.query<{ state: string }>(`select state from dispatch where notice_id = $1`, [notice]))[0]!.state;

  it.each(['bounced', 'failed', 'suppressed'])('writes to whoever\'s e-mail %s on the other channel, at once and in his wave; once', async (state) => {
    await begin(4, { schedule: { waves: 2, waveIntervalMinutes: 10 } });
    await become(state, 'email', `customer_id = (select min(customer_id) from message where notice_id = '${notice}')`);
    clock.advance(60_000);
    expect(await parts.ladder.climb()).toBe(1);
    const all = await rows();
    const [first, next] = [all.find((row) => row.state === state)!, all.at(-1)!];
    expect(all).toHaveLength(5);
    expect(next).toMatchObject({ channel: 'sms', state: 'pending', wave: first.wave, due: clock.now(), follows: first.id, why: state });
    expect(await outcomes()).toEqual({ pending: 4 });
    expect([await parts.ladder.climb(), await other.ladder.climb()]).toEqual([0, 0]);
    expect(await rows()).toHaveLength(5);
    const { messages } = await database.transactions.run((tx) => parts.claims.claim(tx, { notice, channel: 'sms', limit: 9, owner: 'a', leaseSeconds: 30, now: clock.now() }));
    expect(messages.map(({ id }) => id)).toEqual([next.id]);
  });

  describe('a number that turns out to be somebody else\'s', () => {
    const report = async () => parts.misdirected.report('sms', (await database.db.query<{ hash: string }>(`select address_hash as hash from message where notice_id = $1 and channel = 'sms'`, [notice]))[0]!.hash, 'sms');

    it('told nobody, though the text arrived: the ladder goes on, also where the notice was done', async () => {
      await begin([TEXTED]);
      await become('delivered', 'sms');
      await parts.heal();
      expect(await stateOf()).toBe('finished');
      expect([await report(), await report()]).toEqual([1, 0]);
      expect([await stateOf(), await outcomes()]).toEqual(['running', { failed: 1 }]);
      expect(await parts.ladder.climb()).toBe(1);
      expect(await brief()).toEqual([['sms', 'failed', null], ['email', 'pending', 'failed']]);
      const [text] = await rows();
      await parts.receipts.apply([{ provider: 'twilio', messageId: text!.id, providerId: null, status: 'delivered', code: null, reason: null, occurredAt: clock.now() }]);
      expect(await outcomes()).toEqual({ pending: 1 });
      expect(await database.db.query(`select action from audit_event where incident_id = (select incident_id from notice where id = $1) order by id desc limit 1`, [notice])).toEqual([{ action: 'message.misdirected' }]);
    });

    it('starts nothing where the incident is closed or the notice has expired', async () => {
      await begin([TEXTED]);
      await become('delivered', 'sms');
      await parts.heal();
      clock.advance(100 * 3_600_000);
      expect([await report(), await stateOf(), await outcomes()]).toEqual([1, 'finished', { failed: 1 }]);
      await become('delivered', 'sms');
      await database.db.query(`update incident set status = 'closed', closed_at = now() where id = (select incident_id from notice where id = $1)`, [notice]);
      expect(await report()).toBe(0);
    });
  });

  it('passes a preference with a mandatory notice, never a STOP, and puts each time on record once', async () => {
    await begin([{ email: 'wants-none@example.com' }, {}], { policies: { ...LADDER, mandatory: true } });
    await database.db.query(`insert into suppression (channel, address_hash, reason, source, since, scope) select 'email', address_hash, 'preference', 'test', $2, 'optional' from message where notice_id = $1 and address = 'wants-none@example.com'`, [notice, APPROVED_AT]);
    expect(await parts.preferences.recordPassed()).toBe(0);
    await become('sent', 'email');
    expect([await parts.preferences.recordPassed(), await parts.preferences.recordPassed()]).toEqual([1, 0]);
    const [passed] = await parts.preferences.passedBy(notice, '0', 10);
    expect(passed).toMatchObject({ channel: 'email', reason: 'preference', since: APPROVED_AT, sentAt: clock.now() });
  });

  it('gives a text its time, asks, and only then writes an e-mail', async () => {
    await begin([TEXTED, TEXTED]);
    await become('sent', 'sms');
    clock.advance(30 * 60_000);
    expect(await parts.ladder.climb()).toBe(0);
    await database.db.query(`update message set receipt_asks = 1 where notice_id = $1 and customer_id = (select min(customer_id) from message where notice_id = $1)`, [notice]);
    expect(await parts.ladder.climb()).toBe(1);
    expect(await outcomes()).toEqual({ sent: 2 });
    clock.advance(30 * 60_000);
    expect(await parts.ladder.climb()).toBe(1);
    expect(await brief()).toEqual([['sms', 'sent', null], ['sms', 'sent', null], ['email', 'pending', 'no-receipt'], ['email', 'pending', 'no-receipt']]);
  });

  it.each(['pending', 'sending', 'unknown', 'delivered', 'cancelled', 'sent'])('leaves alone whose e-mail is %s, however long it is', async (state) => {
    await begin(2);
    await become(state, 'email');
    clock.advance(600 * 60_000);
    expect(await parts.ladder.climb()).toBe(0);
    expect(await rows()).toHaveLength(2);
  });

  it.each([
    ['paused', (id: NoticeId) => database.db.query(`update dispatch set state = 'paused' where notice_id = $1`, [id])],
    ['cancelled', (id: NoticeId) => database.db.query(`update dispatch set state = 'cancelled' where notice_id = $1`, [id])],
    ['finished', (id: NoticeId) => database.db.query(`update dispatch set state = 'finished' where notice_id = $1`, [id])],
    ['expired', () => Promise.resolve(clock.advance(73 * 3_600_000))],
    ['without a ladder', (id: NoticeId) => database.db.query(`update dispatch set no_receipt_minutes = null where notice_id = $1`, [id])],
    ['not wholly written', (id: NoticeId) => database.db.query(`update dispatch set ledger_written = false where notice_id = $1`, [id])],
  ] as const)('adds nothing to a notice that is %s', async (_, make) => {
    await begin(2);
    await become('bounced', 'email');
    await make(notice);
    expect(await parts.ladder.climb()).toBe(0);
    expect(await rows()).toHaveLength(2);
  });

  it('leaves alone whose text a person took for told', async () => {
    await begin([TEXTED]);
    await become('unknown', 'sms');
    const [text] = await rows();
    await parts.messages.decide(await build.person('ops'), text!.id, 'told', 'she said so');
    clock.advance(600 * 60_000);
    expect([await parts.ladder.climb(), await outcomes()]).toEqual([0, { sent: 1 }]);
    await parts.heal();
    expect(await stateOf()).toBe('finished');
  });

  it('goes on where a person took a doubtful message for not told', async () => {
    await begin(1);
    await become('unknown', 'email');
    await parts.messages.decide(await build.person('ops'), (await rows())[0]!.id, 'not-told', 'the relay never had it');
    expect([await parts.ladder.climb(), await brief()]).toEqual([1, [['email', 'failed', null], ['sms', 'pending', 'failed']]]);
  });

  it('takes along everybody who shares the address that failed, each to his own', async () => {
    await begin([{ email: 'home@mail.example' }, { email: 'home@mail.example', phone: '+12065550101' }, { email: 'home@mail.example', phone: '+12065550101' }, { email: 'home@mail.example', phone: null }]);
    await become('bounced', 'email');
    expect(await parts.ladder.climb()).toBe(2);
    expect(await brief()).toEqual([['email', 'bounced', null], ['sms', 'pending', 'bounced'], ['sms', 'pending', 'bounced']]);
    expect(await outcomes()).toEqual({ pending: 3, bounced: 1 });
  });

  it('joins the message that the other address has already', async () => {
    await begin([{ phone: '+12065550102' }, { phone: '+12065550102', preferred: 'sms' }]);
    await become('bounced', 'email');
    await become('delivered', 'sms');
    await parts.ladder.climb();
    expect(await rows()).toHaveLength(2);
    expect(await outcomes()).toEqual({ delivered: 2 });
  });

  it('ends where the other address is stopped, missing, or failed too; then the notice ends', async () => {
    await begin([{ phone: '+12065550103' }, { phone: null }, {}]);
    await build.suppress('sms', '+12065550103');
    await become('bounced', 'email');
    expect(await parts.ladder.climb()).toBe(1);
    await become('failed', 'sms');
    await parts.heal();
    expect(await stateOf()).toBe('running');
    expect(await parts.ladder.climb()).toBe(0);
    await parts.heal();
    expect([await stateOf(), await outcomes()]).toEqual(['finished', { bounced: 3 }]);
  });

  it('keeps a notice alive until each text has its receipt or has run out of time', async () => {
    await begin([TEXTED, { phone: '+12065550104', email: null }]);
    await become('delivered', 'sms', `address <> '+12065550104'`);
    await become('sent', 'sms', `address = '+12065550104'`);
    await parts.heal();
    expect(await stateOf()).toBe('running');
    clock.advance(60 * 60_000);
    expect(await parts.ladder.climb()).toBe(0);
    await parts.heal();
    expect([await stateOf(), await outcomes()]).toEqual(['finished', { delivered: 1, sent: 1 }]);
  });

  describe('where a text arrives after all', () => {
    const arrives = (where = 'true') => become('delivered', 'sms', where);
    beforeEach(async () => {
      await begin([{ ...TEXTED, email: 'home@mail.example' }, { ...TEXTED, email: 'home@mail.example' }]);
      await become('sent', 'sms');
      clock.advance(60 * 60_000);
      expect(await parts.ladder.climb()).toBe(1);
    });

    it('takes the e-mail back that still waits, once all whom it is for were reached', async () => {
      await arrives('customer_id = (select min(customer_id) from message)');
      expect(await parts.ladder.climb()).toBe(0);
      await arrives();
      expect(await parts.ladder.climb()).toBe(1);
      expect((await rows()).at(-1)).toMatchObject({ channel: 'email', state: 'cancelled', reason: 'Delivered by SMS.' });
      expect(await outcomes()).toEqual({ delivered: 2 });
      expect(await parts.ladder.climb()).toBe(0);
    });

    it.each(['sending', 'sent', 'unknown'])('leaves on record an e-mail that is %s', async (state) => {
      await become(state, 'email');
      await arrives();
      expect(await parts.ladder.climb()).toBe(0);
      expect((await rows()).at(-1)).toMatchObject({ channel: 'email', state });
    });

    it('says of an e-mail that may have left once that nobody knows', async () => {
      await database.db.query(`update message set resent_in_doubt = 1 where notice_id = $1 and channel = 'email'`, [notice]);
      await arrives();
      await parts.ladder.climb();
      expect([(await rows()).at(-1)!.state, await outcomes()]).toEqual(['unknown', { delivered: 2 }]);
    });
  });

  it('writes again what was taken back for others', async () => {
    await begin([{ ...TEXTED, email: 'home@mail.example' }, { ...TEXTED, email: 'home@mail.example' }]);
    const [one, two] = (await rows()).map(({ id }) => id) as [MessageId, MessageId];
    await become('sent', 'sms', `id = ${one}`);
    clock.advance(60 * 60_000);
    await parts.ladder.climb();
    await become('delivered', 'sms', `id = ${one}`);
    await parts.ladder.climb();
    expect((await rows()).at(-1)).toMatchObject({ channel: 'email', state: 'cancelled' });
    await become('failed', 'sms', `id = ${two}`);
    await parts.ladder.climb();
    expect((await rows()).at(-1)).toMatchObject({ channel: 'email', state: 'pending', reason: null });
    expect(await outcomes()).toEqual({ delivered: 1, pending: 1 });
  });

  describe('after the database was put back', () => {
    const epoch = (values: string) => database.db.query(`update database_epoch set ${values}`);
    afterEach(() => epoch(`state = 'open', approvals_after = null, doubts = null, settled_at = null, marked_at = null`));

    it('adds nothing until sending is open again, and what was chosen is done', async () => {
      await begin(2);
      await become('bounced', 'email');
      await epoch(`state = 'shut'`);
      expect(await parts.ladder.climb()).toBe(0);
      await epoch(`state = 'open', doubts = 'keep'`);
      expect(await parts.ladder.climb()).toBe(0);
      await epoch(`settled_at = now()`);
      expect(await parts.ladder.climb()).toBe(2);
    });

    it('doubts what it may have written before, and asks the provider before a text goes out', async () => {
      await begin([{}, TEXTED]);
      await become('bounced', 'email');
      await become('failed', 'sms');
      await epoch(`approvals_after = '${new Date(clock.now().getTime() + 1_000).toISOString()}', doubts = 'keep', settled_at = now()`);
      expect(await parts.ladder.climb()).toBe(2);
      expect((await brief()).slice(2).sort()).toEqual([['email', 'unknown', 'failed'], ['sms', 'unknown', 'bounced']]);
      expect(await outcomes()).toEqual({ unknown: 2 });
      const [text] = (await rows()).filter(({ channel, state }) => channel === 'sms' && state === 'unknown');
      await database.db.query(`update attempt set begun_at = now() - interval '1 hour', ended_at = now() - interval '1 hour' where message_id = $1`, [text!.id]);
      expect(await parts.reconciler.lookUpTexts()).toBe(1);
      expect((await rows()).find(({ id }) => id === text!.id)).toMatchObject({ state: 'pending' });
    });
  });

  describe('beside others', () => {
    it('writes each message once, whichever instance comes first', async () => {
      await begin(1_200);
      await become('bounced', 'email');
      const written = await Promise.all([parts.ladder.climb(), other.ladder.climb(), parts.ladder.climb()]);
      expect(written.reduce((sum, count) => sum + count)).toBe(1_200);
      expect(await rows()).toHaveLength(2_400);
      expect(await outcomes()).toEqual({ pending: 1_200 });
    });

    it('steps over what a receipt holds, and judges it by what the receipt said', async () => {
      await begin([TEXTED]);
      await become('sent', 'sms');
      clock.advance(60 * 60_000);
      const [text] = await rows();
      await database.transactions.run(async (tx) => {
        await tx.query(`select id from message where id = $1 for update`, [text!.id]);
        expect(await parts.ladder.climb()).toBe(0);
        await tx.query(`update message set state = 'delivered', delivered_at = $2 where id = $1`, [text!.id, clock.now()]);
      });
      expect([await parts.ladder.climb(), await brief()]).toEqual([0, [['sms', 'delivered', null]]]);
    });

    it('lets a cancellation that comes during a step cancel what the step wrote', async () => {
      await begin(50);
      await become('bounced', 'email');
      await Promise.all([parts.ladder.climb(), other.dispatch.cancel(notice, 'system', 'wrong text')]);
      await other.reconciler.cancelPending();
      await parts.ladder.climb();
      const states = new Set((await rows()).map(({ state }) => state));
      expect([states.has('pending'), await outcomes()]).toEqual([false, { bounced: 50 }]);
    });

    it('leaves nothing half done where a step is cut off', async () => {
      await begin([{}, { phone: '+12065550105' }]);
      await become('bounced', 'email');
      await database.db.query(`create function cut_off() returns trigger language plpgsql as $$ begin raise exception 'cut off'; end $$;
        create trigger cut_off before update of climbed_at on message for each statement execute function cut_off()`);
      await expect(parts.ladder.climb()).resolves.toBe(0);
      expect(await rows()).toHaveLength(2);
      await database.db.query(`drop trigger cut_off on message; drop function cut_off`);
      expect([await parts.ladder.climb(), await outcomes()]).toEqual([2, { pending: 2 }]);
    });
  });
});
