import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../../../test/support/deliver-ports.js';
import { APPROVED_AT, DeliverBuilder, type NoticeSeed } from '../../../test/support/deliver.builder.js';
import { type DeliverParts, deliverParts } from '../../../test/support/deliver.parts.js';
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js';
import type { Channel } from '../../audience/contract.js';
import type { NoticeId } from '../../kernel/ids.js';
import { FixedClock } from '../../platform/clock/clock.js';
import { accepted, type Answer, bounced, deferred, misconfigured, unanswered } from '../model/answer.js';
import { changeAfter } from '../model/after-answer.js';
import type { Held } from './claim.repository.js';
import type { Result } from './result.repository.js';

const MINUTE = 60_000;

describe('the queue', () => {
  let database: TestDatabase;
  let build: DeliverBuilder;
  let clock: FixedClock;
  let parts: DeliverParts;

  beforeAll(async () => {
    database = await testDatabase();
    build = new DeliverBuilder(database.db, database.transactions);
  });
  afterAll(() => database.drop());
  beforeEach(() => {
    clock = new FixedClock(APPROVED_AT);
    parts = deliverParts({ ...database, clock, email: new EmailGatewayOfTest(), sms: new SmsGatewayOfTest() });
  });

  const begun = async (seed: NoticeSeed): Promise<NoticeId> => {
    const notice = await build.notice({ policies: { channels: 'email' }, ...seed });
    await parts.begin();
    return notice;
  };
  const inTx: TestDatabase['transactions']['run'] = (work) => database.transactions.run(work);
  const claim = async (notice: NoticeId, limit: number, owner = 'a', channel: Channel = 'email', leaseSeconds = 30) =>
    (await inTx((tx) => parts.claims.claim(tx, { notice, channel, limit, owner, leaseSeconds, now: clock.now() }))).messages;
  const begin = (held: readonly Held[], owner = 'a') => inTx((tx) => parts.claims.begin(tx, held, owner, 'smtp', clock.now()));
  const record = (held: readonly Held[], answer: Answer, owner = 'a') =>
    inTx((tx) => parts.results.record(tx, held.map((one): Result => ({ id: one.id, no: one.no, bodyHash: 'h', at: clock.now(), ...changeAfter(answer, 'email', one.no, 0.5) })), owner, 'smtp'));
  const states = async (notice: NoticeId) =>
    Object.fromEntries((await database.db.query<{ state: string; n: number }>(`select state, count(*)::int as n from message where notice_id = $1 group by state`, [notice])).map(({ state, n }) => [state, n]));
  const attempts = async (notice: NoticeId) =>
    Object.fromEntries((await database.db.query<{ state: string; n: number }>(`select a.state, count(*)::int as n from attempt as a join message as m on m.id = a.message_id where m.notice_id = $1 group by a.state`, [notice])).map(({ state, n }) => [state, n]));
  const message = async (held: Held) => (await database.db.query<Record<string, unknown>>(`select * from message where id = $1`, [held.id]))[0]!;
  const lapse = (owner: string) => database.db.query(`update message set lease_until = now() - interval '1 second' where lease_owner = $1`, [owner]);
  const adds = async (notice: NoticeId) => expect(await parts.ledger.sum(notice)).toMatchObject({ adds: true });

  describe('gives out', () => {
    it('no message to two, however many ask at once', async () => {
      const notice = await begun({ members: 600 });
      const taken = await Promise.all(Array.from({ length: 8 }, (_, n) => claim(notice, 100, `owner ${n}`)));
      const ids = taken.flat().map(({ id }) => id);
      expect(ids).toHaveLength(600);
      expect(new Set(ids).size).toBe(600);
      expect(await states(notice)).toEqual({ sending: 600 });
      expect(await attempts(notice)).toEqual({ claimed: 600 });
      await adds(notice);
    });

    it('the first wave alone until the next one opens', async () => {
      const notice = await begun({ members: 40, schedule: { waves: 4 } });
      expect(new Set((await claim(notice, 100)).map(({ waveNo }) => waveNo))).toEqual(new Set([0]));
      clock.advance(10 * MINUTE);
      expect(await claim(notice, 100)).toEqual([]);
      await parts.reconciler.openWaves();
      expect((await claim(notice, 100)).map(({ waveNo }) => waveNo)).toEqual(Array.from({ length: 10 }, () => 1));
    });

    it('nothing of a notice that is paused, cancelled or past its time', async () => {
      const notice = await begun({ members: 5 });
      await parts.dispatch.pause(notice, 'test', 'a doubt');
      expect(await claim(notice, 10)).toEqual([]);
      await parts.dispatch.resume(notice, 'test');
      clock.set(new Date(APPROVED_AT.getTime() + 72 * 60 * MINUTE));
      expect(await claim(notice, 10)).toEqual([]);
      clock.set(APPROVED_AT);
      expect(await claim(notice, 10)).toHaveLength(5);
    });

    it('an address that was suppressed since to nobody', async () => {
      const notice = await begun({ members: [{ email: 'stays@x' }, { email: 'stops@x' }] });
      await build.suppress('email', 'stops@x', 'complaint');
      expect((await claim(notice, 10)).map(({ address }) => address)).toEqual(['stays@x']);
      expect(await states(notice)).toEqual({ sending: 1, suppressed: 1 });
      expect((await parts.ledger.sum(notice)).outcomes).toMatchObject({ sending: 1, suppressed: 1 });
    });

    it('what waits for a retry only once its time has come', async () => {
      const notice = await begun({ members: 1 });
      const held = await claim(notice, 1);
      await begin(held);
      await record(held, deferred('451', 'later'));
      expect(await claim(notice, 1)).toEqual([]);
      await database.db.query(`update message set retry_at = now() - interval '1 second' where notice_id = $1`, [notice]);
      await parts.heal();
      expect(await claim(notice, 1)).toMatchObject([{ no: 2 }]);
    });

    it('with the reader whom the text is made for', async () => {
      const notice = await begun({ members: 1 });
      expect((await claim(notice, 1))[0]!.reader).toMatchObject({ firstName: 'Ana', lastName: 'Lopez', locale: 'en', reasons: { data: ['card-number'] } });
    });
  });

  describe('lets begin', () => {
    it('only what is held, and puts that on record first', async () => {
      const notice = await begun({ members: 3 });
      const held = await claim(notice, 3);
      expect(await begin(held, 'somebody else')).toEqual(new Set());
      expect(await begin(held.map(({ id, no }) => ({ id, no: no + 1 })))).toEqual(new Set());
      expect((await begin(held)).size).toBe(3);
      expect(await attempts(notice)).toEqual({ begun: 3 });
      expect((await message(held[0]!))['begun_at']).toEqual(clock.now());
    });

    it('nothing whose lease has run out', async () => {
      const notice = await begun({ members: 1 });
      const held = await claim(notice, 1);
      await lapse('a');
      expect(await begin(held)).toEqual(new Set());
    });

    it('nothing that was paused after it was claimed; handed back it waits', async () => {
      const notice = await begun({ members: 2 });
      const held = await claim(notice, 2);
      await parts.dispatch.pause(notice, 'test', 'a doubt');
      expect(await begin(held)).toEqual(new Set());
      expect(await inTx((tx) => parts.claims.handBack(tx, held, 'a', null))).toBe(2);
      expect(await states(notice)).toEqual({ pending: 2 });
      expect(await attempts(notice)).toEqual({ 'handed-back': 2 });
      await adds(notice);
    });

    it('nobody who said STOP after the claim; the next claim puts that on record', async () => {
      const notice = await begun({ members: 3, policies: { channels: 'email', mandatory: false } });
      const held = await claim(notice, 3);
      await build.suppress('email', held[1]!.address);
      await build.suppress('sms', held[2]!.address);
      expect(await begin(held)).toEqual(new Set([held[0]!.id, held[2]!.id]));
      await inTx((tx) => parts.claims.handBack(tx, [held[1]!], 'a', null));
      expect(await claim(notice, 3)).toEqual([]);
      expect(await message(held[1]!)).toMatchObject({ state: 'suppressed', reason: 'stop' });
      await adds(notice);
    });

    it('a try again whose beginning was not confirmed', async () => {
      const notice = await begun({ members: 1 });
      const held = await claim(notice, 1);
      expect((await begin(held)).size).toBe(1);
      expect((await begin(held)).size).toBe(1);
    });

    it('either the worker or the end of the lease, never both', async () => {
      const notice = await begun({ members: 200 });
      const held = await claim(notice, 200, 'a', 'email', 30);
      await lapse('a');
      await database.db.query(`update message set lease_until = now() + interval '30 seconds' where notice_id = $1 and id % 2 = 0`, [notice]);
      const slices = [0, 50, 100, 150].map((from) => held.slice(from, from + 50));
      const [one, two, , three, four] = await Promise.all([begin(slices[0]!), begin(slices[1]!), parts.heal(), begin(slices[2]!), begin(slices[3]!)]);
      expect(one.size + two.size + three.size + four.size).toBe(100);
      await parts.heal(); // rows that a begin held just then were stepped over
      expect(await states(notice)).toEqual({ sending: 100, pending: 100 });
    });
  });

  describe('records', () => {
    it.each([
      ['accepted', accepted('id', '250'), { sent: 1 }, { accepted: 1 }],
      ['refused', bounced('5.1.1', 'gone', 'hard-bounce'), { bounced: 1 }, { refused: 1 }],
      ['deferred', deferred('451', 'later'), { pending: 1 }, { deferred: 1 }],
      ['misconfigured', misconfigured('535', 'password'), { pending: 1 }, { 'handed-back': 1 }],
      ['unanswered', unanswered('lost', 'silence'), { unknown: 1 }, { unanswered: 1 }],
    ] as const)('%s', async (_, answer, message, attempt) => {
      const notice = await begun({ members: 1 });
      const held = await claim(notice, 1);
      await begin(held);
      expect(await record(held, answer)).toBe(1);
      expect(await states(notice)).toEqual(message);
      expect(await attempts(notice)).toEqual(attempt);
      await adds(notice);
    });

    it('when the wave was first and last handed over', async () => {
      const notice = await begun({ members: 3 });
      const [first, second, third] = await claim(notice, 3);
      await begin([first!, second!, third!]);
      for (const [held, answer] of [[first!, accepted('1')], [second!, bounced('5.1.1', 'gone')], [third!, accepted('3')]] as const) {
        clock.advance(MINUTE);
        await record([held], answer);
      }
      expect(await database.db.query(`select handed_over_at, last_handed_over_at from wave where notice_id = $1`, [notice])).toEqual([
        { handed_over_at: new Date(APPROVED_AT.getTime() + MINUTE), last_handed_over_at: new Date(APPROVED_AT.getTime() + 3 * MINUTE) },
      ]);
    });

    it('nothing from a worker that lost its lease to another', async () => {
      const notice = await begun({ members: 1 });
      const held = await claim(notice, 1);
      await lapse('a');
      await parts.heal();
      const again = await claim(notice, 1, 'b');
      expect(again).toMatchObject([{ no: 2 }]);
      expect(await record(held, accepted('late'))).toBe(0);
      expect(await states(notice)).toEqual({ sending: 1 });
      await begin(again, 'b');
      expect(await record(again, accepted('own'), 'b')).toBe(1);
      expect(await message(held[0]!)).toMatchObject({ state: 'sent', provider_id: 'own', attempts: 2 });
    });

    it('an answer that comes after its lease ended: it settles the doubt', async () => {
      const notice = await begun({ members: 1, policies: { channels: 'email', unknownEmail: 'ask' } });
      const held = await claim(notice, 1);
      await begin(held);
      await lapse('a');
      await parts.heal();
      expect(await states(notice)).toEqual({ unknown: 1 });
      expect(await record(held, accepted('late'))).toBe(1);
      expect(await states(notice)).toEqual({ sent: 1 });
      expect(await attempts(notice)).toEqual({ accepted: 1 });
    });

    it('a refusal of a repeat as what it is: it does not say that the first try was not taken', async () => {
      const notice = await begun({ members: 2 });
      const [repeated, first] = await claim(notice, 2);
      await begin([repeated!, first!]);
      await record([repeated!, first!], unanswered('lost', 'silence'));
      await parts.heal();
      expect(await record([first!], bounced('5.1.1', 'gone'))).toBe(1); // the late answer to the try in doubt itself
      await database.db.query(`update message set retry_at = null where notice_id = $1`, [notice]);
      const again = await claim(notice, 2);
      expect(again).toMatchObject([{ id: repeated!.id, no: 2 }]);
      await begin(again);
      expect(await record(again, bounced('5.1.1', 'gone'))).toBe(1);
      expect(await message(first!)).toMatchObject({ state: 'bounced', code: '5.1.1' });
      expect(await message(repeated!)).toMatchObject({ state: 'unknown', code: '5.1.1', settled_at: clock.now() });
      await parts.heal();
      expect(await states(notice)).toEqual({ bounced: 1, unknown: 1 });
      await adds(notice);
    });

    it('the same result again without a change', async () => {
      const notice = await begun({ members: 1 });
      const held = await claim(notice, 1);
      await begin(held);
      await record(held, accepted('id'));
      const before = await message(held[0]!);
      clock.advance(MINUTE);
      expect(await record(held, accepted('other'))).toBe(0);
      expect(await message(held[0]!)).toMatchObject({ state: 'sent', provider_id: 'id', handed_over_at: before['handed_over_at'] });
    });
  });

  it('is read by its index, and not by walking through what is done', async () => {
    const notice = await begun({ members: 20_000 });
    await database.db.query(`update message set state = 'sent' where notice_id = $1 and id % 10 <> 0`, [notice]);
    await database.db.query('vacuum analyze message');
    const { CLAIM } = await import('./claim.sql.js');
    const plan = await database.transactions.run(async (tx) => {
      const rows = await tx.query<{ 'QUERY PLAN': string }>(`explain (analyze, buffers) ${CLAIM}`, [notice, 'email', clock.now(), 100, 'a', 30, 5_000_000]);
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    });
    expect(plan).toContain('Index Scan using message_due');
    expect(plan).not.toContain('Seq Scan on message');
    expect(plan).not.toContain('Seq Scan on audience_member');
  });
});
