import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../../../test/support/deliver-ports.js';
import { APPROVED_AT, DeliverBuilder, type NoticeSeed } from '../../../test/support/deliver.builder.js';
import { type DeliverParts, deliverParts, type DeliverWorld } from '../../../test/support/deliver.parts.js';
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js';
import type { Channel } from '../../audience/contract.js';
import type { NoticeId } from '../../kernel/ids.js';
import { FixedClock } from '../../platform/clock/clock.js';
import { accepted, type Answer, bounced, deferred, failed, unanswered } from '../model/answer.js';
import { changeAfter } from '../model/after-answer.js';
import type { ClaimedMessage } from './claim.repository.js';
import type { Result } from './result.repository.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('the storm brake', () => {
  let database: TestDatabase;
  let build: DeliverBuilder;
  let clock: FixedClock;
  let parts: DeliverParts;

  beforeAll(async () => {
    database = await testDatabase();
    build = new DeliverBuilder(database.db, database.transactions);
  });
  afterAll(() => database.drop());
  const instance = (settings: DeliverWorld['settings'] = {}, name = 'worker-1') =>
    deliverParts({ ...database, clock, email: new EmailGatewayOfTest(), sms: new SmsGatewayOfTest(), settings, instance: name });
  beforeEach(async () => {
    clock = new FixedClock(APPROVED_AT);
    parts = instance();
    await database.db.query(`update dispatch set state = 'finished' where state <> 'finished'`);
    await database.db.query(`delete from send_tally`);
  });

  const inTx: TestDatabase['transactions']['run'] = (work) => database.transactions.run(work);
  const started = async (seed: NoticeSeed): Promise<NoticeId> => {
    const notice = await build.notice({ approvedAt: clock.now(), policies: { channels: 'email' }, ...seed });
    await parts.begin();
    return notice;
  };
  const claim = async (notice: NoticeId, limit = 5_000, channel: Channel = 'email', owner = 'a') =>
    (await inTx((tx) => parts.claims.claim(tx, { notice, channel, limit, owner, leaseSeconds: 30, now: clock.now() }))).messages;
  const finish = async (held: readonly ClaimedMessage[], answer: (place: number) => Answer = () => accepted('id', '250'), channel: Channel = 'email', owner = 'a') => {
    await inTx((tx) => parts.claims.begin(tx, held, owner, 'smtp', clock.now()));
    const results = held.map((one, place): Result => ({ id: one.id, no: one.no, bodyHash: 'h', at: clock.now(), ...changeAfter(answer(place), channel, one.no, 0.5) }));
    await inTx((tx) => parts.results.record(tx, results, owner, 'smtp'));
  };
  /** Sends all that may be sent. @returns how many. */
  const send = async (notice: NoticeId, answer?: (place: number) => Answer, channel: Channel = 'email') => {
    const held = await claim(notice, 5_000, channel);
    await finish(held, answer, channel);
    return held.length;
  };
  const rows = (notice: NoticeId) =>
    database.db.query<{ state: string; held: string | null; due: Date; waits: boolean; code: string | null; reason: string | null; canary: boolean; wave: number }>(
      `select state, held_reason as held, due_at as due, retry_at > now() as waits, code, reason, canary, wave_no as wave from message where notice_id = $1 order by id`, [notice]);
  const dispatch = async (notice: NoticeId) => (await database.db.query<Record<string, unknown>>(`select * from dispatch where notice_id = $1`, [notice]))[0]!;
  const audited = async (notice: NoticeId, action: string) =>
    (await database.db.query<{ details: Record<string, unknown> }>(`select details from audit_event where subject_id = $1 and action = $2 order by id`, [notice, action])).map(({ details }) => details);
  const alerts = async (notice: NoticeId) => (await database.db.query<{ state: string }>(`select state from alert where kind = 'storm-brake.tripped' and subject = $1`, [`notice:${notice}`])).map(({ state }) => state);
  const comeBack = () => database.db.query(`update message set retry_at = now() - interval '1 second' where retry_at is not null`).then(() => parts.heal());

  describe('for each person', () => {
    /** Three notices of one incident, an hour apart, to the same people. */
    const threeTold = async (seed: Partial<NoticeSeed> = {}) => {
      const first = await started({ members: 4, ...seed });
      await send(first);
      for (const type of ['update', 'update'] as const) {
        clock.advance(HOUR);
        await send(await started({ members: 0, after: first, type, ...seed }));
      }
      clock.advance(HOUR);
      return first;
    };

    it('holds the fourth notice in a day until the first is a day old, and then lets it go', async () => {
      const first = await threeTold();
      const fourth = await started({ members: 0, after: first, type: 'update' });
      expect(await claim(fourth)).toEqual([]);
      const until = new Date(APPROVED_AT.getTime() + DAY);
      expect(await rows(fourth)).toEqual(Array.from({ length: 4 }, () => expect.objectContaining({ state: 'pending', held: 'told 3 times of this incident within a day', due: until, waits: true })));
      expect((await parts.progress.of(fourth)).held).toEqual([{ reason: 'told 3 times of this incident within a day', messages: 4 }]);
      expect(await parts.ledger.sum(fourth)).toMatchObject({ adds: true, outcomes: { pending: 4 } });
      await comeBack();
      expect(await claim(fourth)).toEqual([]);
      clock.set(until);
      expect(await send(fourth)).toBe(4);
    });

    it('lets a correction pass, and does not count it', async () => {
      const first = await started({ members: 2 });
      await send(first);
      for (const type of ['correction', 'correction', 'correction', 'update', 'update', 'correction'] as const) {
        clock.advance(HOUR);
        expect([type, await send(await started({ members: 0, after: first, type }))]).toEqual([type, 2]);
      }
      expect(await send(await started({ members: 0, after: first, type: 'update' }))).toBe(0);
    });

    it('counts notices, and not the channels that they went by', async () => {
      const both = { members: 2, policies: { channels: 'both' as const } };
      const first = await started(both);
      for (let no = 1; no <= 3; no += 1) {
        const notice = no === 1 ? first : await started({ ...both, members: 0, after: first, type: 'update' });
        expect([no, await send(notice), await send(notice, undefined, 'sms')]).toEqual([no, 2, 2]);
        clock.advance(HOUR);
      }
      const fourth = await started({ ...both, members: 0, after: first, type: 'update' });
      expect([await send(fourth), await send(fourth, undefined, 'sms')]).toEqual([0, 0]);
    });

    it('holds only who was really told: not whose mail came back', async () => {
      const first = await started({ members: 3 });
      await send(first, (place) => (place === 0 ? bounced('550', 'no such user') : accepted('id', '250')));
      const others = [await started({ members: 0, after: first, type: 'update' }), await started({ members: 0, after: first, type: 'update' })];
      for (const notice of others) expect(await send(notice)).toBe(3);
      expect(await send(await started({ members: 0, after: first, type: 'update' }))).toBe(1);
    });

    it('counts who shares an address by the address and by the person', async () => {
      const first = await started({ members: [{ email: 'both@x' }, { email: 'both@x', phone: '+12065550001' }] });
      for (let no = 0; no < 3; no += 1) expect(await send(no === 0 ? first : await started({ members: 0, after: first, type: 'update' }))).toBe(1);
      expect(await send(await started({ members: 0, after: first, type: 'update' }))).toBe(0);
    });

    it('can\'t be passed by two workers at once', async () => {
      const first = await started({ members: 400 });
      await send(first);
      await send(await started({ members: 0, after: first, type: 'update' }));
      const pair = [await started({ members: 0, after: first, type: 'update' }), await started({ members: 0, after: first, type: 'update' })];
      await Promise.all(pair.flatMap((notice, n) => [0, 1].map(async (worker) => {
        for (let round = 0; round < 12; round += 1) await claim(notice, 20, 'email', `worker ${n} ${worker}`);
      })));
      const told = await database.db.query<{ notices: number; people: number }>(
        `select told.notices, count(*)::int as people
           from (select m.customer_id, count(distinct m.notice_id)::int as notices from message as m
                   join dispatch as d on d.notice_id = m.notice_id
                  where d.incident_id = (select incident_id from dispatch where notice_id = $1) and m.state in ('sent','sending') group by m.customer_id) as told
          group by told.notices`, [first]);
      expect(told).toEqual([{ notices: 3, people: 400 }]);
      expect((await rows(pair[0]!)).filter(({ held }) => held !== null).length + (await rows(pair[1]!)).filter(({ held }) => held !== null).length).toBe(400);
    });

    it('cancels what it held when the notice expires, and says why', async () => {
      const first = await threeTold();
      const fourth = await started({ members: 0, after: first, type: 'update', expiresAt: new Date(clock.now().getTime() + 2 * HOUR) });
      expect(await send(fourth)).toBe(0);
      clock.advance(3 * HOUR);
      await parts.heal();
      expect(await rows(fourth)).toEqual(Array.from({ length: 4 }, () => expect.objectContaining({
        state: 'cancelled', code: 'expired', reason: 'Its time had run out while it was held: told 3 times of this incident within a day.',
      })));
      expect(await parts.ledger.sum(fourth)).toMatchObject({ adds: true, outcomes: { cancelled: 4 } });
    });
  });

  describe('for an incident and the company', () => {
    it('starts a notice held where the incident began too many within the hour', async () => {
      const first = await started({ members: 2 });
      for (let no = 1; no < 4; no += 1) await started({ members: 0, after: first, type: 'update' });
      const fifth = await started({ members: 0, after: first, type: 'update' });
      expect(await dispatch(fifth)).toMatchObject({ state: 'paused', brake: 'incident-notices', changed_by: 'storm-brake' });
      expect(await claim(fifth)).toEqual([]);
      expect(await audited(fifth, 'dispatch.braked')).toMatchObject([{ brake: 'incident-notices', reason: '4 notices of this incident have started within the hour; 4 may.' }]);
      clock.advance(HOUR + 1);
      const sixth = await started({ members: 0, after: first, type: 'update' });
      expect(await dispatch(sixth)).toMatchObject({ state: 'running', brake: null });
    });

    it('starts a notice held that would pass what the incident may send in all', async () => {
      parts = instance({ STORM_MESSAGES_PER_INCIDENT: 25 });
      const first = await started({ members: 10, policies: { channels: 'preferred' } });
      const again = { members: 0, after: first, type: 'update', policies: { channels: 'preferred' } } as const;
      expect(await dispatch(await started(again))).toMatchObject({ state: 'running' });
      const third = await started(again);
      expect(await dispatch(third)).toMatchObject({ state: 'paused', brake: 'incident-messages', reason: 'With its 10 messages this incident would come to 30; 25 may leave.' });
      await parts.dispatch.order(await build.person('commander'), third, 'resume', 'All of them must hear it.');
      await parts.reconciler.openWaves();
      await parts.brake.look();
      expect(await send(third)).toBe(10);
    });

    it('gives nothing out beyond what the company may send in an hour, on any instance, and stops what runs', async () => {
      parts = instance({ STORM_MESSAGES_PER_HOUR: 30 });
      const [first, other] = [await started({ members: 40 }), await started({ members: 40 })];
      await finish(await claim(first, 25));
      await finish(await claim(other, 5));
      expect([await claim(first), await claim(other)]).toEqual([[], []]);
      expect(await instance({ STORM_MESSAGES_PER_HOUR: 30 }, 'restarted').brake.look()).toBe(2);
      for (const notice of [first, other]) {
        expect(await dispatch(notice)).toMatchObject({ state: 'paused', brake: 'company-messages', reason: 'The company has sent 30 messages within an hour; 30 may leave.' });
      }
      await database.db.query(`update send_tally set slot = slot - interval '30 seconds'`);
      await parts.dispatch.order(await build.person('commander'), first, 'resume', 'It is a large breach.');
      expect(await parts.brake.look()).toBe(0);
      expect(await send(first)).toBe(15);
      expect(await database.db.query(`select reason from storm_release where notice_id = $1`, [first])).toEqual([{ reason: 'It is a large breach.' }]);
    });

    it('lets only a commander go on, and only with a reason', async () => {
      parts = instance({ STORM_NOTICES_PER_HOUR: 1 });
      const first = await started({ members: 1 });
      const held = await started({ members: 0, after: first, type: 'update' });
      await expect(parts.dispatch.order(await build.person('ops'), held, 'resume', 'I know better')).rejects.toMatchObject({ code: 'commander-needed' });
      await expect(parts.dispatch.order(await build.person('commander'), held, 'resume', ' ')).rejects.toMatchObject({ code: 'reason-missing' });
      await parts.dispatch.order(await build.person('commander'), held, 'resume', 'It is needed.');
      expect(await dispatch(held)).toMatchObject({ state: 'running', brake: null });
      expect(await alerts(held)).toEqual(['open']);
      await parts.brake.look();
      expect(await alerts(held)).toEqual(['resolved']);
      expect(await audited(held, 'dispatch.resumed')).toMatchObject([{ brake: 'incident-notices', reason: 'It is needed.' }]);
    });
  });

  describe('for a large notice', () => {
    const large = { members: 600, schedule: { waves: 3, waveIntervalMinutes: 10, canary: 100 } };
    const lookLater = async (seconds: number) => {
      await database.db.query(`update attempt set ended_at = now() - $1 * interval '1 second'`, [seconds]);
      return parts.brake.look();
    };

    it('writes to the first people, and to nobody else until it is known how that went', async () => {
      const notice = await started(large);
      expect((await rows(notice)).filter(({ canary }) => canary)).toHaveLength(100);
      expect(await send(notice)).toBe(100);
      clock.advance(20 * 60_000);
      await parts.reconciler.openWaves();
      expect(await parts.brake.look()).toBe(0);
      expect(await claim(notice)).toEqual([]);
      expect((await parts.progress.of(notice)).canary).toMatchObject({ people: 100, passedAt: null });
      expect(await lookLater(119)).toBe(0);
      expect(await lookLater(121)).toBe(1);
      expect(await audited(notice, 'dispatch.canary-passed')).toMatchObject([{ people: 100, tried: 100, bounced: 0 }]);
      // The wave counts from now, when nearly all of it goes, and the next keeps its distance from it.
      expect((await database.db.query<{ at: Date | null }>(`select opened_at as at from wave where notice_id = $1 order by wave_no`, [notice])).map(({ at }) => at)).toEqual([clock.now(), null, null]);
      expect(await send(notice)).toBe(100);
      clock.advance(8 * 60_000);
      await parts.reconciler.openWaves();
      expect(await claim(notice)).toEqual([]);
      clock.advance(2 * 60_000);
      await parts.reconciler.openWaves();
      expect(await send(notice)).toBe(200);
    });

    it('takes the first of the random order, all of the first wave, with their households', async () => {
      const members = Array.from({ length: 60 }, (_, position) => ({ draw: position - (position % 3) }));
      const notice = await started({ members, schedule: { waves: 2, canary: 10 } });
      const first = await database.db.query<{ draw: number; canary: boolean; wave: number }>(
        `select a.draw, m.canary, m.wave_no as wave from message as m join audience_member as a on a.customer_id = m.customer_id where m.notice_id = $1 order by a.position`, [notice]);
      expect(first.filter(({ canary }) => canary).map(({ draw }) => draw)).toEqual([0, 0, 0, 3, 3, 3, 6, 6, 6, 9, 9, 9]);
      expect(first.filter(({ canary, wave }) => canary && wave !== 0)).toEqual([]);
    });

    it('stops by itself where too many come back, tells nobody else, and goes on when a commander says so', async () => {
      const notice = await started(large);
      await send(notice, (place) => (place % 10 === 0 ? bounced('550', 'no such user') : accepted('id', '250')));
      expect(await parts.brake.look()).toBe(1);
      expect(await dispatch(notice)).toMatchObject({ state: 'paused', brake: 'canary', reason: '10 of the 100 messages to the first people (10.0 %) came back; the limit is 5 %.' });
      expect(await claim(notice)).toEqual([]);
      expect(await parts.brake.look()).toBe(0);
      expect((await parts.ledger.sum(notice)).outcomes).toMatchObject({ sent: 90, bounced: 10, pending: 500 });
      await parts.dispatch.order(await build.person('commander'), notice, 'resume', 'Those were old addresses of one shop.');
      expect(await send(notice)).toBe(100);
    });

    it('stops for refusals over 2 %', async () => {
      const notice = await started(large);
      await send(notice, (place) => (place < 3 ? failed('30007', 'filtered') : accepted('id', '250')));
      expect(await parts.brake.look()).toBe(1);
      expect(await dispatch(notice)).toMatchObject({ brake: 'canary', reason: '3 of the 100 messages to the first people (3.0 %) were refused; the limit is 2 %.' });
    });

    it('does not wait for first people whom another brake holds', async () => {
      const notice = await started(large);
      await database.db.query(`update message set held_reason = 'told 3 times of this incident within a day', retry_at = now() + interval '1 day' where notice_id = $1 and canary`, [notice]);
      expect(await parts.brake.look()).toBe(1);
      expect(await claim(notice)).toHaveLength(100);
    });

    it('waits until all of the first have their row', async () => {
      const notice = await started(large);
      await database.db.query(`update dispatch set ledger_written = false, written_until = 99 where notice_id = $1`, [notice]);
      await send(notice);
      expect(await lookLater(500)).toBe(0);
      await database.db.query(`update dispatch set written_until = 100 where notice_id = $1`, [notice]);
      expect(await parts.brake.look()).toBe(1);
    });

    it('is watched after the first, too', async () => {
      const notice = await started({ members: 2_000 });
      await finish(await claim(notice, 600));
      expect(await parts.brake.look()).toBe(0);
      await finish(await claim(notice, 600), (place) => (place % 2 === 0 ? bounced('550', 'no such user') : accepted('id', '250')));
      expect(await parts.brake.look()).toBe(1);
      expect(await dispatch(notice)).toMatchObject({ state: 'paused', brake: 'outcomes', reason: '300 of the 1,200 last messages (25.0 %) came back; the limit is 5 %.' });
      await parts.dispatch.order(await build.person('commander'), notice, 'resume', 'The list was cleaned.');
      expect(await parts.brake.look()).toBe(0);
      expect(await claim(notice)).toHaveLength(800);
    });

    it('counts what comes back later against the try that it belongs to, and each try once', async () => {
      const notice = await started({ members: 3 });
      const held = await claim(notice);
      await inTx((tx) => parts.claims.begin(tx, held, 'a', 'smtp', clock.now()));
      const receipt = (place: number, status: 'sent' | 'failed') => ({ provider: 'smtp', messageId: held[place]!.id, providerId: `p${place}`, status, code: '30003', reason: 'no', occurredAt: clock.now() });
      // The receipt is here before the worker's own answer; the answer then says nothing new.
      await parts.receipts.apply([receipt(0, 'sent'), receipt(1, 'failed')]);
      await finish(held);
      await parts.receipts.apply([receipt(2, 'failed')]);
      await database.db.query(`update attempt set begun_at = begun_at - interval '1 minute'`);
      await parts.receipts.apply([receipt(0, 'failed')]);
      const tallied = await database.db.query(`select sum(tried)::int as tried, sum(failed)::int as failed from send_tally where notice_id = $1 group by slot order by slot`, [notice]);
      expect(tallied).toEqual([{ tried: 0, failed: 1 }, { tried: 3, failed: 2 }]);
    });
  });

  describe('what was approved too long ago', () => {
    const LATER = 73 * HOUR;
    const expire = () => clock.advance(LATER);
    const begin = (held: readonly ClaimedMessage[], provider = 'smtp') => inTx((tx) => parts.claims.begin(tx, held, 'a', provider, clock.now()));
    const record = (held: readonly ClaimedMessage[], answer: Answer, channel: Channel) =>
      inTx((tx) => parts.results.record(tx, held.map((one): Result => ({ id: one.id, no: one.no, bodyHash: 'h', at: clock.now(), ...changeAfter(answer, channel, one.no, 0.5) })), 'a', 'smtp'));
    const leased = () => database.db.query(`update message set lease_until = now() - interval '1 second' where state = 'sending'`);
    const commander = () => build.person('commander');

    const WAYS: Readonly<Record<string, (notice: NoticeId, held: readonly ClaimedMessage[]) => Promise<unknown>>> = {
      'after a retry': async (_, held) => {
        await begin(held);
        await record(held, deferred('451', 'later'), 'email');
        expire();
        await database.db.query(`update message set retry_at = now() - interval '1 second' where retry_at is not null`);
        expect(await inTx((tx) => parts.reconcile.releaseRetries(tx, 1_000))).toBeGreaterThanOrEqual(2);
      },
      'sent again in doubt': async (_, held) => {
        await begin(held);
        await record(held, unanswered('silent', 'no answer'), 'email');
        expire();
        expect(await inTx((tx) => parts.reconcile.resendMail(tx, clock.now(), 3, 10))).toBe(0);
      },
      'waiting for its repeat': async (_, held) => {
        await begin(held);
        await record(held, unanswered('silent', 'no answer'), 'email');
        expect(await inTx((tx) => parts.reconcile.resendMail(tx, clock.now(), 3, 10))).toBe(2);
        expire();
        await database.db.query(`update message set retry_at = now() - interval '1 second' where retry_at is not null`);
        await inTx((tx) => parts.reconcile.releaseRetries(tx, 1_000));
      },
      'claimed in time, and not begun': async (_, held) => {
        expire();
        expect(await begin(held)).toEqual(new Set());
        await inTx((tx) => parts.claims.handBack(tx, held, 'a', null));
      },
      'with a worker that died': async () => {
        expire();
        await leased();
        expect((await inTx((tx) => parts.reconcile.endLeases(tx, 1_000))).handedBack).toBeGreaterThanOrEqual(2);
      },
      'surely not with the provider': async (_, held) => {
        await begin(held);
        await record(held, unanswered('silent', 'no answer'), 'email');
        expire();
        for (const one of held) expect(await inTx((tx) => parts.reconcile.absent(tx, one, clock.now()))).toBe(true);
      },
      'decided by a person': async (_, held) => {
        await begin(held);
        await record(held, unanswered('silent', 'no answer'), 'email');
        expire();
        await expect(parts.messages.decide(await commander(), held[0]!.id, 'resend', 'They should hear it.')).rejects.toMatchObject({ code: 'dispatch-over' });
      },
      'paused, and told to go on': async (notice, held) => {
        await inTx((tx) => parts.claims.handBack(tx, held, 'a', null));
        await parts.dispatch.pause(notice, 'test', 'a doubt');
        expire();
        await parts.dispatch.resume(notice, 'test');
      },
      'stopped by the brake, and let go on': async (notice, held) => {
        await inTx((tx) => parts.claims.handBack(tx, held, 'a', null));
        await database.db.query(`update dispatch set state = 'paused', brake = 'canary', canary_wave = 0, canary_until = 1, canary_last = 0, canary_people = 1 where notice_id = $1`, [notice]);
        expire();
        await parts.dispatch.order(await commander(), notice, 'resume', 'It may go on.');
      },
      'in a finished notice that is taken up': async (notice, held) => {
        await inTx((tx) => parts.claims.handBack(tx, held, 'a', null));
        expire();
        await database.db.query(`update dispatch set state = 'running' where notice_id = $1`, [notice]);
      },
    };

    it.each(Object.keys(WAYS))('is never sent: %s', async (way) => {
      const notice = await started({ members: 2 });
      await WAYS[way]!(notice, await claim(notice));
      // After a restart, with nothing in memory.
      parts = instance({}, 'restarted');
      expect(await claim(notice)).toEqual([]);
      for (let round = 0; round < 2; round += 1) {
        await parts.begin();
        await parts.brake.look();
        await parts.heal();
        expect(await claim(notice)).toEqual([]);
      }
      const { adds, outcomes } = await parts.ledger.sum(notice);
      expect([adds, outcomes.cancelled + outcomes.unknown]).toEqual([true, 2]);
    });

    it('does not start: not at its end, nor when the process was away until then', async () => {
      const notice = await build.notice({ members: 2, approvedAt: clock.now() });
      clock.advance(72 * HOUR);
      expect(await instance({}, 'restarted').rollouts.startDue()).toBe(0);
      expect(await database.db.query(`select from dispatch where notice_id = $1`, [notice])).toEqual([]);
    });
  });
});
