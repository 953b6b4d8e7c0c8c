import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../../test/support/deliver-ports.js';
import { APPROVED_AT, DeliverBuilder, type NoticeSeed } from '../../test/support/deliver.builder.js';
import { type DeliverParts, deliverParts } from '../../test/support/deliver.parts.js';
import { type TestDatabase, testDatabase } from '../../test/support/postgres.js';
import type { Channel } from '../audience/contract.js';
import type { MessageId, NoticeId } from '../kernel/ids.js';
import { FixedClock } from '../platform/clock/clock.js';
import { changeAfter } from './model/after-answer.js';
import { accepted, type Answer, deferred, unanswered, unreached } from './model/answer.js';
import type { ClaimedMessage } from './store/claim.repository.js';

const HOUR = 3_600_000;

describe('what heals the ledger', () => {
  let database: TestDatabase;
  let build: DeliverBuilder;
  let clock: FixedClock;
  let sms: SmsGatewayOfTest;
  let parts: DeliverParts;

  beforeAll(async () => {
    database = await testDatabase();
    build = new DeliverBuilder(database.db, database.transactions);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    // Every test has the dispatches to itself: the reconciler looks at all that run.
    await database.db.query(`update dispatch set state = 'finished'`);
    clock = new FixedClock(APPROVED_AT);
    sms = new SmsGatewayOfTest();
    parts = deliverParts({ ...database, clock, email: new EmailGatewayOfTest(), sms });
  });

  const begun = async (seed: NoticeSeed): Promise<NoticeId> => {
    const notice = await build.notice(seed);
    await parts.begin();
    return notice;
  };
  const take = async (notice: NoticeId, channel: Channel = 'email', limit = 100): Promise<readonly ClaimedMessage[]> => {
    const { messages } = await database.transactions.run((tx) => parts.claims.claim(tx, { notice, channel, limit, owner: 'a', leaseSeconds: 30, now: clock.now() }));
    await database.transactions.run((tx) => parts.claims.begin(tx, messages, 'a', channel === 'email' ? 'smtp' : 'twilio', clock.now()));
    return messages;
  };
  const record = (messages: readonly ClaimedMessage[], answer: Answer, channel: Channel = 'email') =>
    database.transactions.run((tx) =>
      parts.results.record(tx, messages.map(({ id, no }) => ({ id, no, bodyHash: null, at: clock.now(), ...changeAfter(answer, channel, no, 0.5) })), 'a', channel === 'email' ? 'smtp' : 'twilio'),
    );
  const lapse = (notice: NoticeId) => database.db.query(`update message set lease_until = now() - interval '1 second' where notice_id = $1 and state = 'sending'`, [notice]);
  const ripe = (notice: NoticeId) => database.db.query(`update message set retry_at = now() - interval '1 second' where notice_id = $1 and retry_at is not null`, [notice]);
  const look = async (notice: NoticeId) =>
    database.db.query<Record<string, unknown>>(
      `select m.state, m.resent_in_doubt as resent, m.code, m.provider_id as sid, (select a.state from attempt as a where a.message_id = m.id order by a.no desc limit 1) as attempt
         from message as m where m.notice_id = $1 order by m.id`,
      [notice],
    );
  const dispatchState = async (notice: NoticeId) => (await database.db.query<{ state: string }>(`select state from dispatch where notice_id = $1`, [notice]))[0]!.state;
  const adds = async (notice: NoticeId) => expect(await parts.ledger.sum(notice)).toMatchObject({ adds: true });

  describe('when a lease ends', () => {
    it('gives back what was claimed, and doubts what was begun', async () => {
      const notice = await begun({ members: 4, policies: { channels: 'email', unknownEmail: 'ask' } });
      await take(notice, 'email', 2);
      await database.transactions.run((tx) => parts.claims.claim(tx, { notice, channel: 'email', limit: 2, owner: 'a', leaseSeconds: 30, now: clock.now() }));
      await lapse(notice);
      await parts.heal();
      expect(await look(notice)).toEqual([
        { state: 'unknown', resent: 0, code: 'no-answer', sid: null, attempt: 'unanswered' },
        { state: 'unknown', resent: 0, code: 'no-answer', sid: null, attempt: 'unanswered' },
        { state: 'pending', resent: 0, code: null, sid: null, attempt: 'handed-back' },
        { state: 'pending', resent: 0, code: null, sid: null, attempt: 'handed-back' },
      ]);
      await adds(notice);
    });
  });

  describe('an e-mail in doubt', () => {
    it('is sent again, three times at most; then it is for a person', async () => {
      const notice = await begun({ members: 1, policies: { channels: 'email' } });
      for (const resent of [1, 2, 3]) {
        const taken = await take(notice);
        expect(taken).toHaveLength(1);
        await record(taken, unanswered('lost', 'silence'));
        await parts.heal();
        expect(await look(notice)).toMatchObject([{ state: 'pending', resent }]);
        await ripe(notice);
        await parts.heal();
      }
      await record(await take(notice), unanswered('lost', 'silence'));
      await parts.heal();
      expect(await look(notice)).toMatchObject([{ state: 'unknown', resent: 3 }]);
      expect((await parts.messages.unknown(notice, undefined, 10)).items).toMatchObject([{ waitsForPerson: true, resentInDoubt: 3 }]);
      await adds(notice);
    });

    it('waits a moment before it goes again, and an answer in that moment settles it', async () => {
      const notice = await begun({ members: 1, policies: { channels: 'email' } });
      const taken = await take(notice);
      await lapse(notice);
      await parts.heal();
      expect(await take(notice)).toEqual([]);
      await record(taken, accepted('late'));
      expect(await look(notice)).toMatchObject([{ state: 'sent', resent: 1, sid: 'late', attempt: 'accepted' }]);
    });

    it('is not sent a third time where the first try was taken, though its answer came while the second was out', async () => {
      const notice = await begun({ members: 1, policies: { channels: 'email' } });
      const first = await take(notice);
      await lapse(notice);
      await parts.heal();
      await ripe(notice);
      await parts.heal();
      const second = await take(notice);
      await record(first, accepted('one'));
      expect(await look(notice)).toMatchObject([{ state: 'sending', resent: 1 }]);
      await record(second, unanswered('lost', 'silence'));
      await parts.heal();
      expect(await look(notice)).toMatchObject([{ state: 'sent', resent: 1, sid: 'one', code: null }]);
      expect(await database.db.query(`select handed_over_at from wave where notice_id = $1`, [notice])).toEqual([{ handed_over_at: APPROVED_AT }]);
      await adds(notice);
    });

    it('stays where it is when the notice says to ask', async () => {
      const notice = await begun({ members: 1, policies: { channels: 'email', unknownEmail: 'ask' } });
      await record(await take(notice), unanswered('lost', 'silence'));
      await parts.heal();
      expect(await look(notice)).toMatchObject([{ state: 'unknown', resent: 0 }]);
      expect((await parts.messages.unknown(notice, undefined, 10)).items).toMatchObject([{ waitsForPerson: true }]);
    });

    it('never becomes "cancelled", which would say that it did not leave', async () => {
      const notice = await begun({ members: 2, policies: { channels: 'email' } });
      await record(await take(notice, 'email', 1), unanswered('lost', 'silence'));
      await parts.heal();
      await parts.dispatch.cancel(notice, 'test', 'wrong text');
      expect(await look(notice)).toMatchObject([{ state: 'unknown', code: 'cancelled' }, { state: 'cancelled', code: 'cancelled' }]);
      await parts.heal();
      expect(await look(notice)).toMatchObject([{ state: 'unknown' }, { state: 'cancelled' }]);
      await adds(notice);
    });
  });

  describe('a text in doubt', () => {
    const doubt = async (absentAfter = 600): Promise<{ notice: NoticeId; id: MessageId; number: string; body: string }> => {
      parts = deliverParts({ ...database, clock, email: new EmailGatewayOfTest(), sms, settings: { UNKNOWN_SMS_ABSENT_AFTER_SECONDS: absentAfter } });
      const notice = await begun({ members: 1, policies: { channels: 'sms' } });
      const [taken] = await take(notice, 'sms');
      await record([taken!], unanswered('lost', 'silence'), 'sms');
      const { texts } = await parts.plans.get(notice);
      const made = texts.sms(taken!.reader);
      if (!made.ok) throw new Error('the text can not be made');
      return { notice, id: taken!.id, number: taken!.address, body: made.value.body };
    };
    const aged = (id: MessageId, seconds: number) => database.db.query(`update attempt set begun_at = now() - interval '1 day', ended_at = now() - $2 * interval '1 second' where message_id = $1`, [id, seconds]);

    it('is found in the provider\'s list, and counts as handed over when it was begun', async () => {
      const { notice, number, body } = await doubt();
      sms.listed = (to) => (to === number ? [{ providerId: 'SM7', body, createdAt: clock.now(), outbound: true }] : []);
      expect(await parts.reconciler.lookUpTexts()).toBe(1);
      expect(await look(notice)).toEqual([{ state: 'sent', resent: 0, code: null, sid: 'SM7', attempt: 'found' }]);
      expect(await database.db.query(`select handed_over_at from wave where notice_id = $1`, [notice])).toEqual([{ handed_over_at: APPROVED_AT }]);
      await adds(notice);
    });

    it('goes again only once it is surely absent', async () => {
      const { notice, id } = await doubt(600);
      await aged(id, 599);
      expect(await parts.reconciler.lookUpTexts()).toBe(0);
      expect(await look(notice)).toMatchObject([{ state: 'unknown' }]);
      await database.db.query(`update message set look_again_at = now() where id = $1`, [id]);
      await aged(id, 601);
      expect(await parts.reconciler.lookUpTexts()).toBe(1);
      expect(await look(notice)).toEqual([{ state: 'pending', resent: 0, code: null, sid: null, attempt: 'absent' }]);
    });

    it('does not go again where its answer comes after all, from a list that was behind', async () => {
      const notice = await begun({ members: 1, policies: { channels: 'sms' } });
      const taken = await take(notice, 'sms');
      await lapse(notice);
      await parts.heal();
      await aged(taken[0]!.id, 10_000);
      expect(await parts.reconciler.lookUpTexts()).toBe(1);
      expect(await look(notice)).toMatchObject([{ state: 'pending', resent: 0, attempt: 'absent' }]);
      await record(taken, accepted('SM9'), 'sms');
      expect(await look(notice)).toMatchObject([{ state: 'sent', sid: 'SM9', attempt: 'accepted' }]);
      expect(await take(notice, 'sms')).toEqual([]);
      await adds(notice);
    });

    it('stays in doubt while the provider can not be asked', async () => {
      const { notice, id } = await doubt(1);
      await aged(id, 10_000);
      sms.listed = () => null;
      expect(await parts.reconciler.lookUpTexts()).toBe(0);
      expect(await look(notice)).toMatchObject([{ state: 'unknown' }]);
    });

    it('does not take the text of another message for its own', async () => {
      const { notice, id, body } = await doubt(600);
      const other = await begun({ members: 1, policies: { channels: 'sms' } });
      await record(await take(other, 'sms'), accepted('SM of another'), 'sms');
      await aged(id, 601);
      sms.listed = () => [{ providerId: 'SM of another', body, createdAt: clock.now(), outbound: true }];
      await parts.reconciler.lookUpTexts();
      expect(await look(notice)).toMatchObject([{ state: 'pending', sid: null }]);
    });

    it('that a database put back has forgotten is asked of every account, since any of them may have sent it', async () => {
      const { notice, id, number, body } = await doubt(600);
      const second = new SmsGatewayOfTest('twilio:second');
      parts = deliverParts({ ...database, clock, email: new EmailGatewayOfTest(), sms, secondSms: second });
      await database.db.query(`update attempt set provider = null where message_id = $1`, [id]);
      await aged(id, 601);
      second.listed = () => null;
      expect(await parts.reconciler.lookUpTexts()).toBe(0);
      await database.db.query(`update message set look_again_at = now() where id = $1`, [id]);
      second.listed = (to) => (to === number ? [{ providerId: 'SM of the second', body, createdAt: clock.now(), outbound: true }] : []);
      expect(await parts.reconciler.lookUpTexts()).toBe(1);
      expect(await look(notice)).toMatchObject([{ state: 'sent', sid: 'SM of the second' }]);
    });

    it('by an account that is not set up any more is for a person: that another does not have it says nothing', async () => {
      const { notice, id } = await doubt(600);
      await database.db.query(`update attempt set provider = 'twilio:second' where message_id = $1`, [id]);
      await aged(id, 601);
      expect(await parts.reconciler.lookUpTexts()).toBe(0);
      expect(await look(notice)).toMatchObject([{ state: 'unknown' }]);
      expect((await parts.messages.unknown(notice, undefined, 10)).items).toMatchObject([{ waitsForPerson: true, reason: expect.stringContaining('not set up any more') }]);
      expect(sms.asked).toEqual([]);
    });

    it('of an exercise is asked of no actual account, also where it was forgotten by which it was tried', async () => {
      const notice = await begun({ members: 1, policies: { channels: 'sms' }, exercise: true });
      await database.db.query(
        `with doubted as (update message set state = 'unknown', attempts = 1, begun_at = $2 where notice_id = $1 returning id)
         insert into attempt (message_id, no, state, owner, begun_at, ended_at) select d.id, 1, 'unanswered', 'restored', now(), now() - interval '1 hour' from doubted as d`, [notice, APPROVED_AT]);
      await parts.reconciler.lookUpTexts();
      expect(sms.asked).toEqual([]);
      expect(await look(notice)).toMatchObject([{ state: 'pending', attempt: 'absent' }]);
    });

    it('is cancelled once absent, where the notice was cancelled meanwhile', async () => {
      const { notice, id } = await doubt(600);
      await parts.dispatch.cancel(notice, 'test', 'wrong text');
      expect(await look(notice)).toMatchObject([{ state: 'unknown' }]);
      await aged(id, 601);
      await parts.reconciler.lookUpTexts();
      expect(await look(notice)).toMatchObject([{ state: 'cancelled', attempt: 'absent' }]);
    });
  });

  describe('a dispatch', () => {
    it('ends when nothing is left to do, and not while the machine may still settle a doubt', async () => {
      const notice = await begun({ members: 2, policies: { channels: 'email' } });
      const taken = await take(notice);
      await record([taken[0]!], accepted('1'));
      await parts.heal();
      expect(await dispatchState(notice)).toBe('running');
      await record([taken[1]!], unanswered('lost', 'silence'));
      await parts.heal();
      expect(await dispatchState(notice)).toBe('running');
      await ripe(notice);
      await parts.heal();
      await record(await take(notice), accepted('2'));
      await parts.heal();
      expect(await dispatchState(notice)).toBe('finished');
      expect(await parts.ledger.sum(notice)).toMatchObject({ members: 2, adds: true, outcomes: { sent: 2 } });
      await parts.heal();
      const ended = `select count(*)::int as times from audit_event where subject_id = $1 and action = 'dispatch.finished' and incident_id is not null`;
      expect(await database.db.query(ended, [notice])).toEqual([{ times: 1 }]);
    });

    it('does not end before its last wave', async () => {
      const notice = await begun({ members: 2, schedule: { waves: 2 }, policies: { channels: 'email' } });
      await record(await take(notice), accepted('1'));
      await parts.heal();
      expect(await dispatchState(notice)).toBe('running');
    });

    it('cancels what its time has run out for, and ends', async () => {
      const notice = await begun({ members: 3, schedule: { waves: 3, expiresAfterHours: 2 }, policies: { channels: 'email' } });
      await record(await take(notice), accepted('1'));
      clock.advance(2 * HOUR);
      await parts.heal();
      expect(await look(notice)).toMatchObject([{ state: 'sent' }, { state: 'cancelled', code: 'expired' }, { state: 'cancelled', code: 'expired' }]);
      expect(await dispatchState(notice)).toBe('finished');
      await adds(notice);
    });

    it('counts a mailbox that put its mail off to the end, and no other trouble', async () => {
      const notice = await begun({ members: 5, schedule: { expiresAfterHours: 2 }, policies: { channels: 'email' } });
      const full = deferred('4.2.2', 'full', { soft: true });
      const [always, relay, away, arrived, doubted] = await take(notice);
      await record([always!, away!, arrived!], full);
      await record([relay!], deferred('4.3.1', 'no disk'));
      await record([doubted!], unanswered('lost', 'silence'));
      await parts.heal();
      await ripe(notice);
      await parts.heal();
      const again = new Map((await take(notice)).map((message) => [message.id, message]));
      const next = ({ id }: ClaimedMessage) => again.get(id)!;
      await record([next(always!), next(doubted!)], full);
      await record([next(relay!)], deferred('4.3.1', 'no disk'));
      await record([next(away!)], unreached('ECONNREFUSED', 'nobody there'));
      await record([next(arrived!)], accepted('4'));
      clock.advance(2 * HOUR);
      expect(parts.suppressions.soft).toEqual([]);
      await parts.heal();
      await parts.heal();
      expect((await look(notice)).map(({ state }) => state)).toEqual(['cancelled', 'cancelled', 'cancelled', 'sent', 'unknown']);
      expect(parts.suppressions.soft).toEqual([{ addressHash: always!.addressHash, messageId: always!.id, source: 'smtp:send', occurredAt: clock.now() }]);
    });

    it('that is paused when its time runs out ends too', async () => {
      const notice = await begun({ members: 2, schedule: { expiresAfterHours: 2 }, policies: { channels: 'email' } });
      await parts.dispatch.pause(notice, 'test', 'a doubt');
      await parts.heal();
      expect(await dispatchState(notice)).toBe('paused');
      clock.advance(2 * HOUR);
      await parts.heal();
      expect(await dispatchState(notice)).toBe('finished');
      expect(await parts.ledger.sum(notice)).toMatchObject({ adds: true, outcomes: { cancelled: 2 } });
    });

    it('that was kept back opens its waves one after the other, at their distance', async () => {
      const notice = await begun({ members: 4, schedule: { waves: 4, waveIntervalMinutes: 10 } });
      await parts.dispatch.pause(notice, 'test', 'a doubt');
      clock.advance(2 * HOUR);
      expect(await parts.reconciler.openWaves()).toBe(0);
      await parts.dispatch.resume(notice, 'test');
      const opened: number[] = [];
      for (let minute = 0; minute < 30; minute += 1) {
        opened.push(await parts.reconciler.openWaves());
        clock.advance(60_000);
      }
      expect(opened.reduce((sum, count) => sum + count, 0)).toBe(3);
      expect(Math.max(...opened)).toBe(1);
      expect(opened.flatMap((count, minute) => (count > 0 ? [minute] : []))).toEqual([0, 9, 18]);
    });
  });
});
