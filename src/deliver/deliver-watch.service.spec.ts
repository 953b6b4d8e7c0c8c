import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../../test/support/deliver-ports.js';
import { APPROVED_AT, DeliverBuilder, plansOf } from '../../test/support/deliver.builder.js';
import { type DeliverParts, deliverParts } from '../../test/support/deliver.parts.js';
import { type TestDatabase, testDatabase } from '../../test/support/postgres.js';
import type { NoticeId } from '../kernel/ids.js';
import { FixedClock } from '../platform/clock/clock.js';
import { DeliverWatch } from './deliver-watch.service.js';
import { WatchRepository } from './store/watch.repository.js';

describe('the watch over what should be sent', () => {
  const clock = new FixedClock(APPROVED_AT);
  let database: TestDatabase;
  let build: DeliverBuilder;
  let parts: DeliverParts;
  let watches: DeliverWatch[];
  beforeAll(async () => {
    database = await testDatabase();
    build = new DeliverBuilder(database.db, database.transactions);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await database.db.query(`update dispatch set state = 'finished'`);
    await database.db.query(`update message set state = 'cancelled', lease_owner = null, lease_until = null where state in ('pending','sending')`);
    await database.db.query('delete from alert');
    parts = deliverParts({ ...database, clock, email: new EmailGatewayOfTest(), sms: new SmsGatewayOfTest() });
    watches = [1, 2].map(() => new DeliverWatch(new WatchRepository(database.db), plansOf(database.db, database.transactions), parts.alerts, clock));
  });

  const live = async () => (await parts.alerts.list({ live: true, limit: 20 })).map(({ kind, subject }) => `${kind} ${subject}`);
  const claim = (notice: NoticeId, owner = 'gone') =>
    database.transactions.run((tx) => parts.claims.claim(tx, { notice, channel: 'email', limit: 1, owner, leaseSeconds: 30, now: clock.now() }));

  it('tells of a notice that did not start, until it does; a second process neither repeats nor unsays it', async () => {
    const notice = await build.notice({ members: 2 });
    await watches[0]!.look();
    expect(await live()).toEqual([]);
    await watches[0]!.look();
    await watches[1]!.look();
    expect(await live()).toEqual([`notice.not-started notice:${notice}`]);
    await parts.rollouts.startDue();
    await watches[1]!.look();
    expect(await live()).toEqual([]);
  });

  it('tells of a notice of which nothing leaves, and not of one that is slow', async () => {
    const [slow, stuck] = [await build.notice({ members: 9, policies: { channels: 'email' } }), await build.notice({ members: 9, policies: { channels: 'email' } })];
    await parts.begin();
    await watches[0]!.look();
    await claim(slow);
    await watches[0]!.look();
    await watches[1]!.look();
    expect(await live()).toEqual([`notice.stalled notice:${stuck}`]);
    await claim(stuck);
    await watches[0]!.look();
    expect(await live()).toEqual([`notice.stalled notice:${slow}`]);
    await claim(stuck);
    await parts.dispatch.pause(slow, 'ops', 'a look');
    await watches[0]!.look();
    expect(await live()).toEqual([]);
  });

  it('tells of doubts that wait for a person, and of a worker that died', async () => {
    const notice = await build.notice({ members: 1, policies: { channels: 'email', unknownEmail: 'ask' } });
    await parts.begin();
    const { messages } = await claim(notice);
    await database.transactions.run((tx) => parts.claims.begin(tx, messages, 'gone', 'smtp', clock.now()));
    await database.db.query(`update message set lease_until = now() - interval '1 second' where state = 'sending'`);
    await parts.heal();
    await watches[0]!.look();
    expect((await live()).toSorted()).toEqual([`doubts.waiting notice:${notice}`, 'leases.ended deliver']);
    expect((await parts.alerts.list({ live: true, limit: 9 })).find(({ kind }) => kind === 'leases.ended')!.message).toBe('A worker stopped without a word: 0 messages went back into the queue, 1 are in doubt.');
    expect(await parts.metrics.registry.getSingleMetricAsString('firstword_lease_expiries_total')).toMatch(/\{end="handed-back"\} 0\n.*\{end="unknown"\} 1$/m);
    await parts.messages.decide(await build.person('ops'), messages[0]!.id, 'told', 'the relay has it');
    await watches[0]!.look();
    expect(await live()).toEqual(['leases.ended deliver']);
  });

  it('tells of rows that were missing', async () => {
    const notice = await build.notice({ members: 3, policies: { channels: 'email' } });
    await parts.begin();
    await database.db.query(`delete from notice_member where notice_id = $1 and position = 1`, [notice]);
    expect(await parts.writer.verifyOne(notice)).toBe(1);
    expect(await live()).toEqual([`ledger.rows-missing notice:${notice}`]);
  });
});
