import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../../test/support/deliver-ports.js';
import { APPROVED_AT, DeliverBuilder } from '../../test/support/deliver.builder.js';
import { type DeliverParts, deliverParts } from '../../test/support/deliver.parts.js';
import { type TestDatabase, testDatabase } from '../../test/support/postgres.js';
import type { MessageId, NoticeId } from '../kernel/ids.js';
import { FixedClock } from '../platform/clock/clock.js';
import type { ReceiptEvent } from './contract.js';
import { changeAfter } from './model/after-answer.js';
import { accepted, type Answer, unanswered } from './model/answer.js';
import type { ClaimedMessage } from './store/claim.repository.js';

describe('a receipt', () => {
  let database: TestDatabase;
  let build: DeliverBuilder;
  let clock: FixedClock;
  let parts: DeliverParts;
  let notice: NoticeId;
  let message: ClaimedMessage;

  beforeAll(async () => {
    database = await testDatabase();
    build = new DeliverBuilder(database.db, database.transactions);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await database.db.query(`update dispatch set state = 'finished'`);
    clock = new FixedClock(APPROVED_AT);
    parts = deliverParts({ ...database, clock, email: new EmailGatewayOfTest(), sms: new SmsGatewayOfTest() });
    notice = await build.notice({ members: 1, policies: { channels: 'sms' } });
    await parts.begin();
    message = await take();
  });

  async function take(): Promise<ClaimedMessage> {
    const { messages } = await database.transactions.run((tx) => parts.claims.claim(tx, { notice, channel: 'sms', limit: 1, owner: 'a', leaseSeconds: 30, now: clock.now() }));
    await database.transactions.run((tx) => parts.claims.begin(tx, messages, 'a', 'twilio', clock.now()));
    return messages[0]!;
  }
  const record = (answer: Answer) =>
    database.transactions.run((tx) => parts.results.record(tx, [{ id: message.id, no: message.no, bodyHash: 'hash', at: clock.now(), ...changeAfter(answer, 'sms', 1, 0.5) }], 'a', 'twilio'));
  const later = (seconds: number) => new Date(APPROVED_AT.getTime() + seconds * 1_000);
  const event = (status: ReceiptEvent['status'], more: Partial<ReceiptEvent> = {}): ReceiptEvent => ({
    provider: 'twilio', messageId: message.id, providerId: 'SM1', status, code: null, reason: null, occurredAt: later(5), ...more,
  });
  const row = async () => (await database.db.query<Record<string, unknown>>(
    `select state, receipt_rank as rank, provider_id as sid, code, handed_over_at as handed, delivered_at as delivered, lease_owner as owner, body_hash as hash from message where id = $1`, [message.id],
  ))[0]!;
  const adds = async () => expect(await parts.ledger.sum(notice)).toMatchObject({ members: 1, adds: true });

  it('moves a message on, and says when', async () => {
    await record(accepted('SM1'));
    expect(await parts.receipts.apply([event('sent'), event('delivered', { occurredAt: later(9) })])).toEqual(['stale', 'applied']);
    expect(await row()).toMatchObject({ state: 'delivered', rank: 3, handed: APPROVED_AT, delivered: later(9) });
    await adds();
  });

  it('never moves it back, in whatever order it comes', async () => {
    await record(accepted('SM1'));
    expect(await parts.receipts.apply([event('delivered'), event('sent'), event('accepted')])).toEqual(['applied', 'stale', 'stale']);
    expect(await parts.receipts.apply([event('sent')])).toEqual(['stale']);
    expect(await row()).toMatchObject({ state: 'delivered' });
  });

  it('does nothing the second time', async () => {
    await record(accepted('SM1'));
    await parts.receipts.apply([event('delivered')]);
    const once = await row();
    expect(await parts.receipts.apply([event('delivered', { occurredAt: later(99) })])).toEqual(['stale']);
    expect(await row()).toEqual(once);
  });

  it('that is faster than our own record settles it; the record then adds only what it knows', async () => {
    expect(await parts.receipts.apply([event('delivered', { occurredAt: later(2) })])).toEqual(['applied']);
    expect(await row()).toMatchObject({ state: 'delivered', sid: 'SM1', owner: null, hash: null });
    clock.advance(4_000);
    await record(accepted('SM1', 'queued'));
    expect(await row()).toMatchObject({ state: 'delivered', rank: 3, sid: 'SM1', hash: 'hash', handed: later(2) });
    await adds();
  });

  it('ends a doubt: it proves that the provider has it', async () => {
    await record(unanswered('lost', 'silence'));
    expect(await parts.receipts.apply([event('accepted')])).toEqual(['applied']);
    expect(await row()).toMatchObject({ state: 'sent', sid: 'SM1', handed: later(5) });
    expect(await database.db.query(`select state, provider_id from attempt where message_id = $1`, [message.id])).toEqual([{ state: 'found', provider_id: 'SM1' }]);
    await adds();
  });

  it('stops a message that was given up for lost from going again', async () => {
    await record(unanswered('lost', 'silence'));
    await database.transactions.run((tx) => parts.reconcile.absent(tx, message, clock.now()));
    expect(await row()).toMatchObject({ state: 'pending' });
    await parts.receipts.apply([event('delivered')]);
    expect(await row()).toMatchObject({ state: 'delivered' });
    const { messages } = await database.transactions.run((tx) => parts.claims.claim(tx, { notice, channel: 'sms', limit: 1, owner: 'b', leaseSeconds: 30, now: clock.now() }));
    expect(messages).toEqual([]);
  });

  it.each([['after', 'SM of the second'], ['while', null]] as const)('that an earlier copy failed, heard %s it was sent again, does not stand against the one that arrives', async (_, known) => {
    await record(unanswered('lost', 'silence'));
    await parts.messages.decide(await build.person('ops'), message.id, 'resend', 'They have nothing.');
    message = await take();
    if (known) await record(accepted(known));
    await parts.receipts.apply([event('failed', { code: '30003' })]);
    if (!known) await record(accepted('SM of the second'));
    expect(await row()).toMatchObject({ state: known ? 'sent' : 'failed' }); // while it is being sent, nobody knows yet that there are two
    await parts.receipts.apply([event('delivered', { providerId: 'SM of the second', occurredAt: later(9) })]);
    expect(await row()).toMatchObject({ state: 'delivered', code: null, delivered: later(9) });
    await adds();
  });

  it('keeps a number from being used again when it is dead', async () => {
    await record(accepted('SM1'));
    await parts.receipts.apply([event('bounced', { code: '30005', reason: 'The number is unknown.' })]);
    expect(await row()).toMatchObject({ state: 'bounced', code: '30005' });
    expect(await database.db.query(`select reason, source from published.suppression as p join suppression using (channel, address_hash, reason) where address_hash = $1`, [message.addressHash])).toEqual([
      { reason: 'dead-number', source: 'twilio:receipt' },
    ]);
  });

  it.each([['30003', 'failed'], ['30007', 'failed']] as const)('with code %s condemns nobody', async (code, status) => {
    await record(accepted('SM1'));
    await parts.receipts.apply([event(status, { code })]);
    expect(await database.db.query(`select 1 from suppression where address_hash = $1`, [message.addressHash])).toEqual([]);
  });

  it('finds its message by the provider\'s id alone', async () => {
    const own = `SM ${message.id}`;
    await record(accepted(own));
    expect(await parts.receipts.apply([event('delivered', { messageId: null, providerId: own })])).toEqual(['applied']);
  });

  it('about nobody we know changes nothing', async () => {
    const strange = [event('delivered', { messageId: '999999999' as MessageId, providerId: 'SMx' }), event('delivered', { messageId: `1' or '1'='1` as MessageId, providerId: null })];
    expect(await parts.receipts.apply(strange)).toEqual(['unknown-message', 'unknown-message']);
  });

  it('that says nothing new does not wait for whoever holds the message', async () => {
    await record(accepted('SM1'));
    await database.transactions.run(async (tx) => {
      await tx.query('select from message where id = $1 for update', [message.id]);
      expect(await parts.receipts.apply([event('sent')])).toEqual(['stale']);
    });
  });

  it('of the first to say so opens the wave\'s hand-over', async () => {
    await parts.receipts.apply([event('sent', { occurredAt: later(3) })]);
    expect(await database.db.query(`select handed_over_at, last_handed_over_at from wave where notice_id = $1`, [notice])).toEqual([{ handed_over_at: later(3), last_handed_over_at: later(3) }]);
  });

  it('beside a record never blocks it, whichever comes first', async () => {
    const many = await build.notice({ members: 200, policies: { channels: 'sms' } });
    await parts.begin();
    const { messages } = await database.transactions.run((tx) => parts.claims.claim(tx, { notice: many, channel: 'sms', limit: 200, owner: 'a', leaseSeconds: 30, now: clock.now() }));
    await database.transactions.run((tx) => parts.claims.begin(tx, messages, 'a', 'twilio', clock.now()));
    const results = messages.map(({ id, no }) => ({ id, no, bodyHash: 'h', at: clock.now(), ...changeAfter(accepted(`SM-${id}`), 'sms', no, 0.5) }));
    const events = [...messages].reverse().map(({ id }) => event('delivered', { messageId: id, providerId: `SM-${id}` }));
    await Promise.all([
      ...[0, 50, 100, 150].map((from) => database.transactions.run((tx) => parts.results.record(tx, results.slice(from, from + 50), 'a', 'twilio'))),
      ...[0, 100].map((from) => parts.receipts.apply(events.slice(from, from + 100))),
    ]);
    expect(await parts.ledger.sum(many)).toMatchObject({ members: 200, adds: true, outcomes: { delivered: 200 } });
  });
});
