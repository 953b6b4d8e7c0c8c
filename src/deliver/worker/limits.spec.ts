import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SegmentedMessage } from 'sms-segments-calculator';
import { eventually } from '../../../test/support/capture-fixture.js';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../../../test/support/deliver-ports.js';
import { APPROVED_AT, type NoticeSeed } from '../../../test/support/deliver.builder.js';
import type { DeliverParts, DeliverWorld } from '../../../test/support/deliver.parts.js';
import { TestWorkers } from '../../../test/support/deliver.workers.js';
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js';
import type { NoticeId } from '../../kernel/ids.js';
import { FixedClock } from '../../platform/clock/clock.js';
import { accepted, type Answer, deferred } from '../model/answer.js';

describe('limits, and who goes first', () => {
  let database: TestDatabase;
  let workers: TestWorkers;
  let [email, sms] = [new EmailGatewayOfTest(), new SmsGatewayOfTest()];

  beforeAll(async () => {
    database = await testDatabase(16);
    workers = new TestWorkers(database, () => ({ clock: new FixedClock(APPROVED_AT), email, sms }));
  });
  afterAll(() => database.drop());
  beforeEach(() => {
    [email, sms] = [new EmailGatewayOfTest(), new SmsGatewayOfTest()];
  });
  afterEach(async () => {
    await workers.end();
    await database.db.query(`delete from rate_grant`);
  });

  const world = (more: Partial<DeliverWorld> = {}): DeliverParts => workers.world(more);
  const begun = (parts: DeliverParts, seed: NoticeSeed): Promise<NoticeId> => workers.begun(parts, seed);
  const addressesOf = async (notice: NoticeId): Promise<ReadonlySet<string>> =>
    new Set((await database.db.query<{ address: string }>(`select address from message where notice_id = $1`, [notice])).map(({ address }) => address));

  it('a small notice begins within a second of tokens, while a large one has all that it can claim under 10 segments a second', async () => {
    const parts = world({ settings: { SMS_PER_SECOND: 10 } });
    await begun(parts, { members: 3_000, policies: { channels: 'sms' } });
    await parts.dispatcher.start();
    await eventually(() => sms.sent.length >= 10); // its second's worth is claimed by now
    const small = await begun(parts, { members: 200, policies: { channels: 'sms' } });
    const its = await addressesOf(small);
    const before = sms.sent.length;
    const first = await eventually(() => sms.sent.findIndex(({ to }) => its.has(to)), (at) => at >= 0);
    const between = sms.sent.slice(before, first).reduce((sum, { body }) => sum + new SegmentedMessage(body).segmentsCount, 0);
    expect(between).toBeLessThanOrEqual(10);
    // And from there on it has its half.
    await eventually(() => sms.sent.length >= first + 12);
    const shares = sms.sent.slice(first, first + 12).filter(({ to }) => its.has(to)).length;
    expect(shares).toBeGreaterThanOrEqual(5);
  });

  it('a critical incident has eight times what a low one has, where both want all', async () => {
    const parts = world({ settings: { EMAIL_PER_SECOND: 100 } });
    const low = await begun(parts, { members: 1_000, severity: 'low' });
    await parts.dispatcher.start();
    await eventually(() => email.sent.length >= 50);
    const critical = await begun(parts, { members: 1_000, severity: 'critical' });
    const [lows, criticals] = [await addressesOf(low), await addressesOf(critical)];
    const first = await eventually(() => email.sent.findIndex(({ to }) => criticals.has(to)), (at) => at >= 0);
    await eventually(() => email.sent.length >= first + 270);
    const next = email.sent.slice(first, first + 270);
    const [few, many] = [lows, criticals].map((addresses) => next.filter(({ to }) => addresses.has(to)).length) as [number, number];
    expect(few).toBeGreaterThan(0);
    expect(many / few).toBeGreaterThan(5);
  });

  it('a mailbox domain that takes one a second holds up no other', async () => {
    const parts = world({ settings: { EMAIL_DOMAIN_LIMITS: 'slow.example=1' } });
    const members = Array.from({ length: 400 }, (_, index) => ({ email: `m${index}@${index % 2 === 0 ? 'slow' : 'quick'}.example` }));
    const notice = await begun(parts, { members });
    await parts.dispatcher.start();
    const to = (domain: string): number => email.sent.filter((mail) => mail.to.endsWith(`@${domain}.example`)).length;
    await eventually(() => to('quick') === 200);
    expect(to('slow')).toBeLessThan(20);
    const [held] = await eventually(async () => (await parts.progress.of(notice)).held, (rows) => rows.length > 0);
    expect(held!.reason).toBe('slow.example takes 1 a second from us.');
    const waits = await database.db.query<{ n: number }>(`select count(*)::int as n from message where notice_id = $1 and state = 'pending' and retry_at > now()`, [notice]);
    expect(waits[0]!.n).toBeGreaterThan(150);
  });

  it('a mailbox domain that throttles and has no limit gets one, on both instances, and holds up no other', async () => {
    const other = new EmailGatewayOfTest();
    const asks = (mail: { to: string; messageId: string }): Answer =>
      mail.to.endsWith('@tight.example') ? deferred('4.7.28', 'The reader\'s mail provider limits how fast we may write.', { slowDown: true, scope: 'domain' }) : accepted(mail.messageId);
    [email.answer, other.answer] = [asks, asks];
    const [one, two] = [world({ instance: 'a' }), world({ instance: 'b', email: other })];
    const members = Array.from({ length: 800 }, (_, index) => ({ email: `m${index}@${index % 2 === 0 ? 'tight' : 'wide'}.example` }));
    const notice = await begun(one, { members });
    await Promise.all([one.dispatcher.start(), two.dispatcher.start()]);
    const called = (domain: string): number => [...email.sent, ...other.sent].filter((mail) => mail.to.endsWith(`@${domain}.example`)).length;
    await eventually(() => called('wide') === 400);
    const [limit] = (await one.rates.limits()).filter(({ bucket }) => bucket === 'email:domain:tight.example');
    expect(limit).toMatchObject({ configured: false, reason: 'The reader\'s mail provider limits how fast we may write.' });
    expect((await one.rates.limits()).map(({ bucket }) => bucket)).not.toContain('email:domain:wide.example');
    // Whoever is left waits where it holds up nobody, since the domain bears no more.
    await eventually(async () => (await one.ledgerRows.held(notice, APPROVED_AT)).some(({ reason }) => reason === 'tight.example asked us to write more slowly.'));
    // And when it takes mail again, its bucket lets through what it bears.
    [email.answer, other.answer] = [(mail) => accepted(mail.messageId), (mail) => accepted(mail.messageId)];
    await database.db.query(`update rate_grant set limited_at = now() - interval '1 hour' where bucket like '%tight%'`);
    await database.db.query(`update message set retry_at = now() where notice_id = $1 and retry_at is not null`, [notice]);
    await eventually(async () => {
      await database.db.query(`update message set retry_at = null where notice_id = $1 and state = 'pending' and retry_at is not null`, [notice]);
      return (await one.ledger.sum(notice)).outcomes.sent === 800;
    });
    expect((await one.rates.limits()).map(({ bucket }) => bucket)).not.toContain('email:domain:tight.example');
  });

  it('a relay that throttles is sent half of it, by every instance, and says so', async () => {
    const parts = world({ settings: { EMAIL_PER_SECOND: 400 } });
    let throttles = true;
    email.answer = (mail): Answer => {
      if (!throttles) return accepted(mail.messageId);
      throttles = false;
      return deferred('4.7.0', 'The mail relay throttles us.', { slowDown: true });
    };
    await begun(parts, { members: 200 });
    await parts.dispatcher.start();
    await eventually(() => parts.rates.limits(), (limits) => limits.some(({ bucket, now, reason }) => bucket === 'email:smtp' && now === 200 && reason === 'The mail relay throttles us.'));
    await eventually(() => email.sent.length === 200);
  });

  it.each(['pause', 'cancel'] as const)('%s bites on two instances with slow calls: what was not begun is not sent', async (order) => {
    const lasts = 300;
    const slow = async (mail: { messageId: string }): Promise<Answer> => {
      await new Promise((resolve) => setTimeout(resolve, lasts));
      return accepted(mail.messageId);
    };
    const [other, settings] = [new EmailGatewayOfTest(), { EMAIL_CONNECTIONS: 4 }];
    email.answer = slow;
    other.answer = slow;
    const [one, two] = [world({ settings, instance: 'a' }), world({ settings, instance: 'b', email: other })];
    const notice = await begun(one, { members: 400 });
    await Promise.all([one.dispatcher.start(), two.dispatcher.start()]);
    await eventually(() => email.sent.length > 8 && other.sent.length > 8);
    await one.dispatch[order](notice, 'test', 'stop');
    const by = email.sent.length + other.sent.length;
    await eventually(async () => {
      await one.heal();
      const { outcomes } = await one.ledger.sum(notice);
      return outcomes.sending === 0 && (order === 'pause' || outcomes.pending === 0);
    });
    const told = email.sent.length + other.sent.length;
    expect(told - by).toBeLessThanOrEqual(8); // begun, and just not called yet
    expect((await one.ledger.sum(notice)).outcomes).toMatchObject({ sent: told, [order === 'pause' ? 'pending' : 'cancelled']: 400 - told });
    if (order === 'cancel') return;
    await two.dispatch.resume(notice, 'test');
    await eventually(() => email.sent.length + other.sent.length > told + 16);
  });
});
