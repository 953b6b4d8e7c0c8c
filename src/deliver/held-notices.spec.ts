import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../../test/support/deliver-ports.js';
import { APPROVED_AT, DeliverBuilder, type NoticeSeed } from '../../test/support/deliver.builder.js';
import { type DeliverParts, deliverParts } from '../../test/support/deliver.parts.js';
import { type TestDatabase, testDatabase } from '../../test/support/postgres.js';
import type { Actor } from '../kernel/actor.js';
import type { NoticeId } from '../kernel/ids.js';
import { FixedClock } from '../platform/clock/clock.js';

const MINUTE = 60_000;
const LADDER = { channels: 'preferred', ladder: { noReceiptMinutes: 30 } } as const;

// What can begin by itself, or by somebody's word, while law enforcement asks that nobody is told: under a hold of the notice, and under one of its incident.
describe.each(['notice', 'incident'] as const)('while a hold of the %s stands', (scope) => {
  let database: TestDatabase;
  let build: DeliverBuilder;
  let clock: FixedClock;
  let parts: DeliverParts;
  let commander: Actor;
  let notice: NoticeId;

  beforeAll(async () => {
    database = await testDatabase();
    build = new DeliverBuilder(database.db, database.transactions);
    commander = await build.person('commander');
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await database.db.query(`update dispatch set state = 'cancelled'`);
    clock = new FixedClock(APPROVED_AT);
    parts = deliverParts({ ...database, clock, email: new EmailGatewayOfTest(), sms: new SmsGatewayOfTest() });
  });

  const begin = async (seed: Omit<NoticeSeed, 'members'> & Partial<Pick<NoticeSeed, 'members'>> = {}): Promise<void> => {
    notice = await build.notice({ members: 4, ...seed });
    await parts.begin();
  };
  /** As the services place and end it (`declare/hold.service.ts`, `approve/notice-hold.service.ts`). */
  const hold = (id: NoticeId) =>
    database.db.query(
      scope === 'notice'
        ? `insert into notice_hold (notice_id, requested_by, reason, placed_by_kind, placed_by, placed_at) values ($1, 'FBI', 'They watch.', 'person', 'x', $2)`
        : `insert into incident_hold (incident_id, requested_by, reason, placed_by_kind, placed_by, placed_at) select n.incident_id, 'FBI', 'They watch.', 'person', 'x', $2 from notice as n where n.id = $1`,
      [id, clock.now()],
    );
  const release = (id: NoticeId) =>
    database.db.query(
      `update ${scope}_hold set ended_by_kind = 'person', ended_by = 'x', ended_at = $2, end_reason = 'Over.' where ended_at is null and ${scope === 'notice' ? 'notice_id = $1' : 'incident_id = (select n.incident_id from notice as n where n.id = $1)'}`,
      [id, clock.now()],
    );
  const claim = async (channel: 'email' | 'sms' = 'email', id = notice) =>
    (await database.transactions.run((tx) => parts.claims.claim(tx, { notice: id, channel, limit: 100, owner: 'a', leaseSeconds: 30, now: clock.now() }))).messages.length;
  const stateOf = async (id = notice) => (await database.db.query<{ state: string }>(`select state from dispatch where notice_id = $1`, [id]))[0]?.state ?? null;
  const resume = (id = notice) => parts.dispatch.order(commander, id, 'resume', 'over');
  const become = (state: string, channel: 'email' | 'sms', where = 'true') =>
    database.db.query(`update message set state = $2, attempts = 1, begun_at = $4, lease_owner = null, lease_until = null, handed_over_at = $4, delivered_at = case when $2 = 'delivered' then $4::timestamptz end where notice_id = $1 and channel = $3 and ${where}`, [notice, state, channel, clock.now()]);
  const code = scope === 'notice' ? 'notice-held' : 'incident-held';

  it('a correction does not begin, and begins once it has ended', async () => {
    await begin();
    await become('delivered', 'email');
    await become('delivered', 'sms');
    await parts.heal();
    expect(await stateOf()).toBe('finished');
    const correction = await build.notice({ members: 0, after: notice, type: 'correction' });
    await hold(correction);
    await parts.rollouts.startDue();
    await parts.writer.writeAll();
    await parts.reconciler.openWaves();
    expect([await stateOf(correction), await claim('email', correction), await claim('sms', correction)]).toEqual([null, 0, 0]);
    await release(correction);
    await parts.begin();
    expect([await stateOf(correction), (await claim('email', correction)) + (await claim('sms', correction)) > 0]).toEqual(['running', true]);
    // What was told before is left as it was.
    expect(await stateOf()).toBe('finished');
  });

  it('the ladder writes to nobody on his other channel, and does once somebody lets it go on', async () => {
    await begin({ policies: LADDER });
    await become('bounced', 'email', `customer_id = (select min(customer_id) from message where notice_id = '${notice}')`);
    await hold(notice);
    clock.advance(MINUTE);
    await parts.ladder.climb();
    await parts.heal();
    expect([await stateOf(), await claim('sms'), await claim()]).toEqual(['paused', 0, 0]);
    await expect(resume()).rejects.toMatchObject({ kind: 'conflict', code });
    await release(notice);
    await parts.ladder.climb();
    expect([await stateOf(), await claim('sms')]).toEqual(['paused', 0]);
    await resume();
    await parts.ladder.climb();
    expect([await claim('sms'), await claim()]).toEqual([1, 3]);
    await parts.ladder.climb();
    expect(await claim('sms')).toBe(0);
  });

  it('a text without a receipt is given up by nobody until it has ended', async () => {
    await begin({ members: [{ preferred: 'sms' }], policies: LADDER });
    await become('sent', 'sms');
    await hold(notice);
    clock.advance(90 * MINUTE);
    await parts.ladder.climb();
    expect([await stateOf(), await claim()]).toEqual(['paused', 0]);
    await release(notice);
    await resume();
    await parts.ladder.climb();
    expect(await claim()).toBe(1);
  });

  it('a late group is not told when its time comes, and is once somebody lets it go on', async () => {
    await begin({ members: 40, schedule: { waves: 1, lateGroup: { percent: 10, afterHours: 2 } } });
    expect(await claim()).toBe(36);
    await become('sent', 'email', `state = 'sending'`);
    await hold(notice);
    clock.advance(3 * 60 * MINUTE);
    await parts.reconciler.openWaves();
    expect([await stateOf(), await claim()]).toEqual(['paused', 0]);
    await release(notice);
    await resume();
    await parts.reconciler.openWaves();
    expect([await stateOf(), await claim()]).toEqual(['running', 4]);
  });

  it('a number that was somebody else\'s opens nothing again, and what follows it waits for a person', async () => {
    await begin({ members: [{ preferred: 'sms' }], policies: LADDER });
    await become('delivered', 'sms');
    await parts.heal();
    expect(await stateOf()).toBe('finished');
    await hold(notice);
    const [text] = await database.db.query<{ hash: string }>(`select address_hash as hash from message where notice_id = $1`, [notice]);
    expect(await parts.misdirected.report('sms', text!.hash, 'sms')).toBe(1);
    await parts.ladder.climb();
    expect([await stateOf(), await claim()]).toEqual(['paused', 0]);
    await release(notice);
    await resume();
    await parts.ladder.climb();
    expect(await claim()).toBe(1);
  });
});
