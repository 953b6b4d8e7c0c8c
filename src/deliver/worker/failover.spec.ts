import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../test/support/capture-fixture.js';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../../../test/support/deliver-ports.js';
import { APPROVED_AT, type NoticeSeed, silentLog } from '../../../test/support/deliver.builder.js';
import type { DeliverParts, DeliverWorld } from '../../../test/support/deliver.parts.js';
import { TestWorkers } from '../../../test/support/deliver.workers.js';
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js';
import type { NoticeId } from '../../kernel/ids.js';
import { FixedClock } from '../../platform/clock/clock.js';
import { type Transactions, type Tx } from '../../platform/database/transactions.js';
import { accepted, type Answer, misconfigured, unanswered } from '../model/answer.js';
import { ProviderHealthRepository } from '../store/provider-health.repository.js';
import { ProviderWatch } from './provider-watch.js';

const FIRST = 'smtp';
const SECOND = 'smtp:second';

describe('two providers of a channel', () => {
  let database: TestDatabase;
  let workers: TestWorkers;
  let clock: FixedClock;
  let [first, second] = [new EmailGatewayOfTest(), new EmailGatewayOfTest()];
  let [texts, otherTexts] = [new SmsGatewayOfTest(), new SmsGatewayOfTest()];

  beforeAll(async () => {
    database = await testDatabase(16);
    workers = new TestWorkers(database, () => ({ clock, email: first, secondEmail: second, sms: texts, secondSms: otherTexts }));
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    clock = new FixedClock(APPROVED_AT);
    [first, second] = [new EmailGatewayOfTest(FIRST), new EmailGatewayOfTest(SECOND)];
    [texts, otherTexts] = [new SmsGatewayOfTest('twilio'), new SmsGatewayOfTest('twilio:second')];
    await database.db.query(`delete from provider_tally`);
    await database.db.query(`delete from provider_health`);
  });
  afterEach(async () => {
    await workers.end();
  });

  const world = (more: Partial<DeliverWorld> = {}): DeliverParts => workers.world(more);
  const begun = (parts: DeliverParts, seed: NoticeSeed): Promise<NoticeId> => workers.begun(parts, seed);
  const health = async (parts: DeliverParts, provider: string) => (await parts.healths.all()).find((row) => row.provider === provider)!;
  /** Its waits have lasted so many seconds longer. */
  const later = (provider: string, seconds: number) =>
    database.db.query(`update provider_health set stepped_at = stepped_at - $2 * interval '1 second', until = until - $2 * interval '1 second', since = since - $2 * interval '1 second' where provider = $1`, [provider, seconds]);
  const isAt = (parts: DeliverParts, provider: string, state: string, share: number) =>
    eventually(() => health(parts, provider), (row) => row?.state === state && Math.abs(row.share - share) < 0.001);
  const heardElsewhere = (provider: string, answers: number) =>
    database.db.query(`insert into provider_tally as t (provider, second, answers) values ($1, floor(extract(epoch from now())), $2) on conflict (provider, second) do update set answers = t.answers + $2`, [provider, answers]);
  const sendAgainNow = async (parts: DeliverParts, notice: NoticeId): Promise<void> => {
    await database.db.query(`update message set retry_at = now() where notice_id = $1 and state = 'pending' and retry_at is not null`, [notice]);
    await parts.heal();
  };
  /** Two of three messages get no answer, and who was left in doubt is remembered. */
  const mostlySilent = (doubts: Set<string>) => {
    let count = 0;
    return (mail: { messageId: string }): Answer => {
      count += 1;
      if (count % 3 === 0) return accepted(mail.messageId);
      doubts.add(mail.messageId);
      return unanswered('timeout', 'The relay says nothing.');
    };
  };

  it('have the time their calls take on record: of those that were answered, the last thousand weighing most', async () => {
    const parts = world();
    const pace = async () => (await database.db.query<{ ms: number; calls: number }>(`select call_ms as ms, calls_timed as calls from published.provider_pace where provider = $1`, [FIRST]))[0];
    const timed = (answers: number, failures: number, callMs: number) => database.transactions.run((tx) => parts.healths.timed(tx, [{ provider: FIRST, answers, failures, callMs }]));
    await database.transactions.run((tx) => parts.healths.open(tx, FIRST, 'email', 'working', 1));
    await timed(5, 5, 0);
    expect(await pace()).toEqual({ ms: 0, calls: 0 });
    await timed(1_010, 10, 20_000);
    expect(await pace()).toEqual({ ms: 20, calls: 1_000 });
    await timed(3_000, 0, 300_000); // (1,000 × 20 + 3,000 × 100) / 4,000
    expect(await pace()).toEqual({ ms: 80, calls: 4_000 });
    await timed(1_000, 0, 10_000); // (1,000 × 80 + 1,000 × 10) / 2,000
    expect(await pace()).toEqual({ ms: 45, calls: 2_000 });
    await begun(parts, { members: 30 });
    await parts.dispatcher.start();
    await eventually(pace, (row) => row?.calls === 1_030); // of the 2,000 the last thousand count
  });

  it('share the traffic by steps: away from the one that fails, and back once it answers; what it may have taken goes to no other', async () => {
    const parts = world({ settings: { EMAIL_PER_SECOND: 100 } });
    const notice = await begun(parts, { members: 6_000 });
    await parts.dispatcher.start();
    await eventually(() => first.sent.length > 50);
    expect(second.sent).toEqual([]);

    const doubts = new Set<string>();
    first.answer = mostlySilent(doubts);
    const shares = [1];
    while (shares.at(-1)! > 0) {
      const { share } = await eventually(() => health(parts, FIRST), (row) => row.share < shares.at(-1)!);
      shares.push(share);
      if (share > 0) await later(FIRST, 5);
    }
    expect(shares.length).toBeGreaterThanOrEqual(4);
    expect(await health(parts, FIRST)).toMatchObject({ state: 'shut', code: 'timeout', reason: 'The relay says nothing.' });
    expect(second.sent.length).toBeGreaterThan(0);
    for (let share = 0; share < 0.8; ) { // what the second is trusted with grows
      await later(SECOND, 5);
      share = (await eventually(() => health(parts, SECOND), (row) => row.share > share)).share;
    }
    await eventually(async () => { // what had been begun has come in
      const before = first.sent.length;
      await new Promise((wake) => setTimeout(wake, 300));
      return first.sent.length === before;
    });
    const [sentByFirst, sentBySecond] = [first.sent.length, second.sent.length];
    await eventually(() => second.sent.length > sentBySecond + 50);
    expect(first.sent.length).toBeLessThanOrEqual(sentByFirst + 20); // what had been begun

    // Sent again by the policy of the notice, and nobody else may: they wait for their provider.
    await parts.heal();
    await sendAgainNow(parts, notice);
    await eventually(() => database.db.query(`select from message where notice_id = $1 and resent_in_doubt > 0 and held_reason = 'The relay says nothing.'`, [notice]), (rows) => rows.length > 0);

    first.answer = (mail) => accepted(mail.messageId);
    await later(FIRST, 15);
    await isAt(parts, FIRST, 'probing', 0);
    const tried = first.sent.length;
    await eventually(() => first.sent.length > tried);
    await heardElsewhere(FIRST, 9); // the answers of another worker count like ours
    for (const share of [0.1, 0.2, 0.4, 0.8]) {
      await isAt(parts, FIRST, 'returning', share);
      await later(FIRST, 5);
    }
    await isAt(parts, FIRST, 'working', 1);
    await eventually(async () => {
      await parts.heal();
      await sendAgainNow(parts, notice);
      return [...doubts].every((id) => first.sent.filter(({ messageId }) => messageId === id).length > 1);
    });

    const byFirst = new Set(first.sent.map(({ messageId }) => messageId));
    expect(second.sent.filter(({ messageId }) => byFirst.has(messageId))).toEqual([]);
    expect(doubts.size).toBeGreaterThan(10);
    expect((await parts.ledger.sum(notice)).adds).toBe(true);
    const twoProviders = await database.db.query(
      `select a.message_id from attempt as a join message as m on m.id = a.message_id where m.notice_id = $1 and a.state <> 'handed-back' and a.begun_at is not null group by 1 having count(distinct a.provider) > 1`, [notice]);
    expect(twoProviders).toEqual([]);
  }, 120_000);

  it('are judged together: what one worker hears, the other one heeds', async () => {
    const [one, other] = [world({ instance: 'a' }), world({ instance: 'b', email: new EmailGatewayOfTest(FIRST), secondEmail: new EmailGatewayOfTest(SECOND) })];
    await begun(one, { members: 5 });
    first.answer = () => misconfigured('535', 'The mail relay does not accept our credentials.');
    await one.dispatcher.start();
    await eventually(() => second.sent.length === 5);
    await eventually(() => health(one, FIRST), ({ state, code }) => state === 'needs-person' && code === '535');
    const heeded = await begun(other, { members: 5 });
    await one.dispatcher.stop();
    await other.dispatcher.start();
    await eventually(() => other.ledger.sum(heeded), ({ outcomes }) => outcomes.sent === 5);
    expect(await database.db.query(`select distinct provider from message where notice_id = $1`, [heeded])).toEqual([{ provider: SECOND }]);
    expect(await database.db.query(`select severity, state from alert where kind = 'provider.trouble' and subject = $1 and state <> 'resolved'`, [`provider:${FIRST}`])).toEqual([{ severity: 'critical', state: 'open' }]);
  });

  it('do not wait for each other: one that says nothing when it is looked at keeps neither the start nor the other up', async () => {
    const parts = world();
    let answers: () => void = () => undefined;
    first.silence = new Promise((resolve) => (answers = resolve));
    first.fault = 'The mail relay can\'t be reached.';
    const notice = await begun(parts, { members: 30 });
    await parts.dispatcher.start();
    await eventually(() => second.sent.length === 30);
    expect(first.sent).toEqual([]);
    answers();
    await eventually(() => health(parts, FIRST), ({ checkFault }) => checkFault === 'The mail relay can\'t be reached.');
    first.fault = null;
    await eventually(() => health(parts, FIRST), ({ checkFault, checkedAt }) => checkFault === null && checkedAt !== null);
    const next = await begun(parts, { members: 30 });
    await eventually(() => parts.ledger.sum(next), ({ outcomes }) => outcomes.sent === 30);
    expect((await parts.ledger.sum(notice)).outcomes.sent).toBe(30);
    expect(first.sent.length).toBeGreaterThan(0);
  });

  it('are asked for their own texts: one in doubt is looked up where it was begun', async () => {
    const parts = world({ settings: { UNKNOWN_SMS_ABSENT_AFTER_SECONDS: 1 } });
    texts.fault = 'The Twilio account is suspended.';
    otherTexts.answer = () => unanswered('UND_ERR_SOCKET', 'lost');
    const notice = await begun(parts, { members: 1, policies: { channels: 'sms' } });
    await parts.dispatcher.start();
    await eventually(() => parts.ledger.sum(notice), ({ outcomes }) => outcomes.unknown === 1);
    expect(texts.sent).toEqual([]);
    const [sent] = otherTexts.sent;
    expect(sent).toMatchObject({ from: '+12025550199' });
    otherTexts.listed = () => [{ providerId: 'SM7', body: sent!.body, createdAt: clock.now(), outbound: true }];
    await database.db.query(`update message set retry_at = now() where notice_id = $1`, [notice]);
    await eventually(async () => {
      await parts.reconciler.lookUpTexts();
      return (await parts.ledger.sum(notice)).outcomes.sent === 1;
    });
    expect([texts.asked, otherTexts.asked.length > 0]).toEqual([[], true]);
    expect(await database.db.query(`select provider, provider_id as id from message where notice_id = $1`, [notice])).toEqual([{ provider: 'twilio:second', id: 'SM7' }]);
  });

  it('is known to have been looked at, though the look was told while its row was being made', async () => {
    let commit: () => void = () => undefined;
    const committed = new Promise<void>((resolve) => (commit = resolve));
    let waiting = 0;
    /** The first transaction ends when it may, as on a machine that is busy. */
    const transactions = {
      run: <Value>(work: (tx: Tx) => Promise<Value>) => database.transactions.run(async (tx) => {
        const value = await work(tx);
        if ((waiting += 1) === 1) await committed;
        return value;
      }),
    } as Transactions;
    const alerts = { raise: async () => undefined, clear: async () => undefined };
    const watch = new ProviderWatch({ channel: 'email', providers: [FIRST], receiptMinutes: null, owner: 'here', store: new ProviderHealthRepository(database.db), transactions, clock, alerts, log: silentLog });
    const ticked = watch.tick();
    await eventually(() => waiting === 1);
    const told = watch.checked(FIRST, null);
    // Either it waits for the row, or it has been told already, to nobody.
    await Promise.race([told, eventually(() => database.db.query(`select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`), (rows) => rows.length > 0)]);
    commit();
    await Promise.all([ticked, told]);
    const [row] = await new ProviderHealthRepository(database.db).all();
    expect(row).toMatchObject({ provider: FIRST, checkFault: null, checkedBy: 'here', checkedAt: expect.any(Date) });
  });
});
