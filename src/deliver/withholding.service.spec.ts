import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../../test/support/deliver-ports.js';
import { APPROVED_AT, DeliverBuilder, hashOf, type NoticeSeed } from '../../test/support/deliver.builder.js';
import { type DeliverParts, deliverParts } from '../../test/support/deliver.parts.js';
import { type TestDatabase, testDatabase } from '../../test/support/postgres.js';
import type { Care } from '../audience/contract.js';
import type { CustomerId, MessageId, NoticeId } from '../kernel/ids.js';
import { FixedClock } from '../platform/clock/clock.js';

const RELAY = 'smtp';

describe('whoever comes into care after the audience was frozen', () => {
  let database: TestDatabase;
  let build: DeliverBuilder;
  let clock: FixedClock;
  let parts: DeliverParts;
  let notice: NoticeId;
  let people: readonly CustomerId[];

  beforeAll(async () => {
    database = await testDatabase();
    build = new DeliverBuilder(database.db, database.transactions);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await database.db.query(`update dispatch set state = 'cancelled'`);
    clock = new FixedClock(APPROVED_AT);
    parts = deliverParts({ ...database, clock, email: new EmailGatewayOfTest(), sms: new SmsGatewayOfTest() });
  });

  const begin = async (members: NoticeSeed['members'], seed: Partial<NoticeSeed> = {}): Promise<void> => {
    notice = await build.notice({ members, ...seed });
    await parts.begin();
    const rows = await database.db.query<{ id: CustomerId }>(`select m.customer_id as id from audience_member as m join notice as n on n.audience_id = m.audience_id where n.id = $1 order by m.position`, [notice]);
    people = rows.map(({ id }) => id);
  };
  /** As the form, the API and a file write it. */
  const care = async (who: CustomerId, kind: Care | null, representative: string | null = null): Promise<void> => {
    await database.db.query(`update customer set care = $2, representative_email = $3, representative_email_hash = $4 where id = $1`, [who, kind, representative, representative && hashOf(representative)]);
    await database.db.query(`insert into care_change (customer_id, changed_at) values ($1, $2) on conflict (customer_id) do update set changed_at = excluded.changed_at, recorded_at = now()`, [who, clock.now()]);
  };
  const claim = async (channel: 'email' | 'sms' = 'email') =>
    (await database.transactions.run((tx) => parts.claims.claim(tx, { notice, channel, limit: 100, owner: 'a', leaseSeconds: 30, now: clock.now() }))).messages;
  const ripe = () => database.db.query(`update message set retry_at = null where notice_id = $1 and state = 'pending'`, [notice]);
  const member = async (who: CustomerId) =>
    (await database.db.query<{ outcome: string; why: string | null; email: MessageId | null; sms: MessageId | null }>(
      `select o.outcome, o.barred_reason as why, o.email_message_id as email, o.sms_message_id as sms from published.member_outcome as o where o.notice_id = $1 and o.customer_id = $2`, [notice, who]))[0]!;
  const messages = () => database.db.query<{ id: MessageId; greets: CustomerId; address: string; state: string; code: string | null }>(`select id, customer_id as greets, address, state, code from message where notice_id = $1 order by id`, [notice]);
  const outcomes = async () => {
    const { outcomes: counts, adds } = await parts.ledger.sum(notice);
    expect(adds).toBe(true);
    return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
  };
  const said = async () => (await database.db.query<{ action: string; people: number }>(`select e.action, (e.details ->> 'people')::int as people from audit_event as e where e.subject_id = $1 and e.action like 'notice.members-%' order by e.id`, [notice])).map(({ action, people: many }) => [action, many]);

  it.each<[Care, string | null, string]>([
    ['deceased', null, 'deceased'], ['minor', null, 'minor'], ['represented', null, 'represented'],
    ['deceased', 'heir@mail.example', 'deceased-since'], ['minor', 'mum@mail.example', 'minor-since'], ['represented', 'aid@mail.example', 'represented-since'],
  ])('as %s with %s is claimed by nobody from that moment on, and the sum says why: %s', async (kind, representative, code) => {
    await begin(3);
    await care(people[1]!, kind, representative);
    expect((await claim()).map(({ reader }) => reader.customerId)).toEqual([people[0], people[2]]);
    expect(await outcomes()).toEqual({ sending: 2, pending: 1 });
    expect([await parts.withholding.follow(), await parts.withholding.follow()]).toEqual([1, 0]);
    expect(await outcomes()).toEqual({ sending: 2, suppressed: 1 });
    expect(await member(people[1]!)).toEqual({ outcome: 'suppressed', why: code, email: null, sms: null });
    expect(await said()).toEqual([['notice.members-withheld', 1]]);
    await ripe();
    expect(await claim()).toEqual([]);
    expect([await parts.ladder.climb(), (await messages()).map(({ state }) => state).sort()]).toEqual([0, ['cancelled', 'sending', 'sending']]);
  });

  it('between claim and beginning is not begun, and what has begun is left as it is', async () => {
    await begin(2);
    const held = await claim();
    const [first] = await parts.claims.begin(await asTx(), [held[0]!], 'a', RELAY, clock.now());
    expect(first).toBe(held[0]!.id);
    for (const who of people) await care(who, 'deceased');
    expect([...(await parts.claims.begin(await asTx(), held, 'a', RELAY, clock.now()))]).toEqual([]);
    expect([await parts.withholding.follow(), await outcomes()]).toEqual([0, { sending: 2 }]);
    await database.transactions.run((tx) => parts.claims.handBack(tx, [held[1]!], 'a', null));
    expect([await parts.withholding.follow(), await outcomes()]).toEqual([1, { sending: 1, suppressed: 1 }]);
  });
  const asTx = async () => database.db as unknown as Parameters<DeliverParts['claims']['begin']>[0];

  it('who shares an address is taken out of the message, which greets another of them; nobody is told twice', async () => {
    await begin([{ email: 'home@mail.example', phone: null, draw: 0 }, { email: 'home@mail.example', phone: null, draw: 0 }, { phone: null }]);
    const [shared] = (await messages()).filter(({ address }) => address === 'home@mail.example');
    const [greeted, other] = shared!.greets === people[0] ? [people[0], people[1]!] : [people[1]!, people[0]!];
    await care(greeted, 'minor');
    expect((await claim()).map(({ reader }) => reader.customerId)).toEqual([people[2]]); // a second later it is for the other alone
    await parts.withholding.follow();
    await ripe();
    expect((await claim()).map(({ id, reader, address }) => [id, reader.customerId, address])).toEqual([[shared!.id, other, 'home@mail.example']]);
    expect([await member(greeted), await outcomes()]).toMatchObject([{ outcome: 'suppressed', why: 'minor' }, { sending: 2, suppressed: 1 }]);
    await care(greeted, null);
    expect([await parts.withholding.follow(), (await member(greeted)).email, await outcomes()]).toEqual([1, shared!.id, { sending: 3 }]);
    expect(await messages()).toHaveLength(2);
  });

  it('gets what was withheld back once he is written to as frozen, under the same plan, when the notice was done too; not when it has expired', async () => {
    await begin(1);
    const [only] = await messages();
    await care(people[0]!, 'deceased');
    await parts.withholding.follow();
    await parts.heal();
    expect(await database.db.query(`select state from dispatch where notice_id = $1`, [notice])).toEqual([{ state: 'finished' }]);
    await care(people[0]!, null);
    expect([await parts.withholding.follow(), await parts.withholding.follow()]).toEqual([1, 0]);
    expect([await messages(), await member(people[0]!), await said()]).toEqual([
      [{ ...only!, state: 'pending', code: null }], { outcome: 'pending', why: null, email: only!.id, sms: null }, [['notice.members-withheld', 1], ['notice.members-given-back', 1]],
    ]);
    expect((await claim()).map(({ id }) => id)).toEqual([only!.id]);
    await database.transactions.run((tx) => parts.claims.handBack(tx, [{ id: only!.id, no: 1 }], 'a', null));
    await care(people[0]!, 'deceased');
    await parts.withholding.follow();
    clock.advance(100 * 3_600_000);
    await care(people[0]!, null);
    expect([await parts.withholding.follow(), await outcomes()]).toEqual([0, { suppressed: 1 }]);
  });

  it('is not written to on the other channel either, and what may have left once stays in doubt', async () => {
    await begin([{ preferred: 'email' }, { preferred: 'email' }], { policies: { channels: 'preferred', ladder: { noReceiptMinutes: 30 } } });
    await database.db.query(`update message set state = 'bounced', attempts = 1 where notice_id = $1 and customer_id = $2`, [notice, people[0]]);
    await database.db.query(`update message set resent_in_doubt = 1, attempts = 1 where notice_id = $1 and customer_id = $2`, [notice, people[1]]);
    for (const who of people) await care(who, 'minor');
    expect([await parts.withholding.follow(), await parts.ladder.climb(), await claim('sms'), await claim()]).toEqual([1, 0, [], []]);
    expect(await outcomes()).toEqual({ bounced: 1, unknown: 1 });
  });

  it('gets no copy, and whose representative becomes known is said so', async () => {
    await begin(2);
    await care(people[0]!, 'minor');
    await parts.withholding.follow();
    expect(await parts.copies.ask({ key: 'k1', notice, customer: people[0]!, channel: 'email', elsewhere: null, reason: 'asked', by: await build.person('agent') })).toEqual({ kind: 'refused', why: 'stopped' });
    await care(people[0]!, 'minor', 'mum@mail.example');
    await parts.withholding.follow();
    expect(await member(people[0]!)).toMatchObject({ outcome: 'suppressed', why: 'minor-since' });
    await care(people[0]!, null);
    await parts.withholding.follow();
    expect(await outcomes()).toEqual({ pending: 2 });
  });

  it('before the ledger is written is withheld when it is', async () => {
    notice = await build.notice({ members: 3 });
    await parts.rollouts.startDue();
    people = (await database.db.query<{ id: CustomerId }>(`select m.customer_id as id from audience_member as m join notice as n on n.audience_id = m.audience_id where n.id = $1 order by m.position`, [notice])).map(({ id }) => id);
    await care(people[2]!, 'represented');
    await parts.writer.writeAll();
    await parts.reconciler.openWaves();
    expect((await claim()).map(({ reader }) => reader.customerId)).toEqual([people[0], people[1]]);
    expect([await parts.withholding.follow(), await outcomes()]).toEqual([1, { sending: 2, suppressed: 1 }]);
  });
});
