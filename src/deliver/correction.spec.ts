import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../../test/support/deliver-ports.js';
import { APPROVED_AT, DeliverBuilder, plansOf } from '../../test/support/deliver.builder.js';
import { type DeliverParts, deliverParts } from '../../test/support/deliver.parts.js';
import { type TestDatabase, testDatabase } from '../../test/support/postgres.js';
import type { Actor } from '../kernel/actor.js';
import type { NoticeId } from '../kernel/ids.js';
import { FixedClock } from '../platform/clock/clock.js';
import { DeliverWatch } from './deliver-watch.service.js';
import { changeAfter } from './model/after-answer.js';
import { accepted, type Answer, bounced } from './model/answer.js';
import { type ClaimedMessage } from './store/claim.repository.js';
import { WatchRepository } from './store/watch.repository.js';

const EMAIL = { policies: { channels: 'email' as const, unknownEmail: 'ask' as const } };

describe('a notice that is corrected while people still wait for it', () => {
  const clock = new FixedClock(APPROVED_AT);
  let database: TestDatabase;
  let build: DeliverBuilder;
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
    await database.db.query('delete from alert');
    parts = deliverParts({ ...database, clock, email: new EmailGatewayOfTest(), sms: new SmsGatewayOfTest() });
    notice = await build.notice({ members: 4, ...EMAIL });
    await parts.begin();
  });

  const take = async (limit = 100, by: 'claim' | 'claimAsked' = 'claim'): Promise<readonly ClaimedMessage[]> => {
    const { messages } = await database.transactions.run((tx) => parts.claims[by](tx, { notice, channel: 'email', limit, owner: 'a', leaseSeconds: 30, now: clock.now() }));
    await database.transactions.run((tx) => parts.claims.begin(tx, messages, 'a', 'smtp', clock.now()));
    return messages;
  };
  const record = (messages: readonly ClaimedMessage[], answer: Answer) =>
    database.transactions.run((tx) => parts.results.record(tx, messages.map(({ id, no }) => ({ id, no, bodyHash: null, at: clock.now(), ...changeAfter(answer, 'email', no, 0.5) })), 'a', 'smtp'));
  const tell = async (people: number) => record(await take(people), accepted('taken'));
  const correct = async (): Promise<NoticeId> => {
    const correction = await build.notice({ members: [], corrects: notice, ...EMAIL });
    await parts.begin();
    return correction;
  };
  const dispatch = async () => (await database.db.query<{ state: string; reason: string | null }>(`select state, reason from dispatch where notice_id = $1`, [notice]))[0]!;
  const alerts = async (): Promise<readonly string[]> => {
    await new DeliverWatch(new WatchRepository(database.db), plansOf(database.db, database.transactions), parts.alerts, clock).look();
    return (await parts.alerts.list({ live: true, limit: 20 })).filter(({ kind }) => kind === 'correction.incomplete').map(({ message }) => message);
  };

  it('goes out no further once its correction begins, and nobody lets it go on', async () => {
    await tell(2);
    await correct();
    expect(await dispatch()).toEqual({ state: 'paused', reason: 'Notice 2 corrects it.' });
    expect(await take()).toEqual([]);
    expect(await database.db.query(`select details ->> 'reason' as reason from audit_event where action = 'dispatch.paused' and subject_id = $1`, [notice])).toEqual([{ reason: 'Notice 2 corrects it.' }]);
    await expect(parts.dispatch.order(commander, notice, 'resume', 'The rest must hear it.')).rejects.toMatchObject({ code: 'notice-corrected', details: { correction: 2 } });
    await parts.dispatch.order(commander, notice, 'cancel', 'It is wrong.');
    expect(await parts.ledger.sum(notice)).toMatchObject({ adds: true, outcomes: { sent: 2, cancelled: 2 } });
  });

  it('is not resumed while its correction is approved and waits for its time; it is once that was cancelled', async () => {
    await tell(2);
    await parts.dispatch.pause(notice, 'test', 'It is wrong.');
    const correction = await build.notice({ members: [], corrects: notice, ...EMAIL });
    await expect(parts.dispatch.order(commander, notice, 'resume', '')).rejects.toMatchObject({ code: 'notice-corrected' });
    await parts.begin();
    await parts.dispatch.cancel(correction, 'test', 'It was right after all.');
    await parts.dispatch.order(commander, notice, 'resume', '');
    expect(await dispatch()).toMatchObject({ state: 'running' });
  });

  it('that everybody has had goes on for whoever asks for it again', async () => {
    await tell(4);
    await correct();
    expect(await dispatch()).toMatchObject({ state: 'running' });
  });

  it('has told whom its correction does not reach, and an alert says how many', async () => {
    const [doubted] = await take(1);
    await tell(2);
    await correct();
    expect(await alerts()).toEqual([]);
    await record([doubted!], accepted('late'));
    expect(await alerts()).toEqual(['Notice 1 (initial) told 1 person for whom notice 2, which corrects it, is not: they were told after its list was made.']);
    await correct();
    expect(await alerts()).toEqual([]);
  });

  it('has told whoever was sent it once more, also where their own message came back', async () => {
    const [first] = await take(1);
    await record([first!], bounced('5.1.1', 'no such user'));
    await tell(3);
    expect(await parts.ledger.told(notice)).toHaveLength(3);
    const answer = await parts.copies.ask({
      notice, customer: first!.reader.customerId, channel: 'email', elsewhere: { address: 'new@mail.example', addressHash: 'hash of new@mail.example', checked: ['postal-code', 'called-back'] },
      key: 'desk', reason: 'asked on the phone', by: { kind: 'customer', id: 'call' },
    });
    expect(answer.kind).toBe('copy');
    expect(await parts.ledger.told(notice)).toHaveLength(3);
    await record(await take(1, 'claimAsked'), accepted('copy'));
    expect((await parts.ledger.told(notice)).includes(first!.reader.customerId)).toBe(true);
  });
});
