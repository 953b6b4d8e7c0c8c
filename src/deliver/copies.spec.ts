import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../../test/support/deliver-ports.js';
import { APPROVED_AT, DeliverBuilder, type DeliverMember, hashOf, type NoticeSeed } from '../../test/support/deliver.builder.js';
import { type DeliverParts, deliverParts } from '../../test/support/deliver.parts.js';
import { type TestDatabase, testDatabase } from '../../test/support/postgres.js';
import type { CustomerId, MessageId, NoticeId } from '../kernel/ids.js';
import { FixedClock } from '../platform/clock/clock.js';
import type { CopyAnswer, CopyRequest } from './contract.js';

const ANA: DeliverMember = { email: 'ana@mail.example', phone: '+12062000001', preferred: 'email' };
const MINUTE_MS = 60_000;
const QUIET = { from: '21:00', until: '08:00', channels: ['sms' as const], overrideReason: null };

describe('a notice that somebody asks for', () => {
  let database: TestDatabase;
  let build: DeliverBuilder;
  let clock: FixedClock;
  let parts: DeliverParts;
  let other: DeliverParts;
  let notice: NoticeId;
  let keys = 0;

  beforeAll(async () => {
    database = await testDatabase();
    build = new DeliverBuilder(database.db, database.transactions);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await database.db.query(`update dispatch set state = 'cancelled'`);
    await database.db.query('update suppression set lifted_at = now() where lifted_at is null');
    clock = new FixedClock(APPROVED_AT);
    const world = { ...database, clock, email: new EmailGatewayOfTest(), sms: new SmsGatewayOfTest() };
    [parts, other] = [deliverParts(world), deliverParts({ ...world, instance: 'worker-2' })];
  });

  /** Begun, with the members as customers of the company who have the same addresses still. */
  const begin = async (members: NoticeSeed['members'], seed: Partial<NoticeSeed> = {}): Promise<void> => {
    notice = await build.notice({ members, ...seed });
    await database.db.query(
      `insert into customer (id, reference, email, email_hash, phone, phone_hash) overriding system value
       select m.customer_id, 'R-' || m.customer_id, m.email, m.email_hash, m.phone, m.phone_hash from audience_member as m join notice as n on n.audience_id = m.audience_id and n.id = $1 on conflict do nothing`, [notice],
    );
    await parts.begin();
  };
  const become = (state: string) =>
    database.db.query(`update message set state = $2, attempts = 1, begun_at = $3, handed_over_at = $3, delivered_at = $3 where notice_id = $1 and copy_no = 0`, [notice, state, clock.now()]);
  const customer = async (position = 0) => (await database.db.query<{ id: CustomerId }>(`select m.customer_id as id from audience_member as m join notice as n on n.audience_id = m.audience_id where n.id = $1 and m.position = $2`, [notice, position]))[0]!.id;
  const request = async (more: Partial<CopyRequest> = {}): Promise<CopyRequest> => ({
    notice, customer: await customer(), channel: 'sms', elsewhere: null, key: `call ${(keys += 1)}`, reason: 'asked on the phone', by: { kind: 'customer', id: 'call' }, ...more,
  });
  const ask = async (more: Partial<CopyRequest> = {}): Promise<CopyAnswer> => parts.copies.ask(await request(more));
  const claim = (channel: 'email' | 'sms', by: 'claimAsked' | 'claim' = 'claimAsked') =>
    database.transactions.run((tx) => parts.claims[by](tx, { notice, channel, limit: 9, owner: 'a', leaseSeconds: 30, now: clock.now() })).then(({ messages }) => messages);
  const rows = () => database.db.query<{ id: MessageId; copy: number; channel: string; state: string; address: string }>(`select id, copy_no as copy, channel, state, address from message where notice_id = $1 order by id`, [notice]);
  const dispatch = async () => (await database.db.query<{ state: string }>(`select state from dispatch where notice_id = $1`, [notice]))[0]!.state;
  const ends = async () => (await database.db.query<{ n: number }>(`select count(*)::int as n from audit_event where action = 'dispatch.finished' and subject_id = $1`, [notice]))[0]!.n;
  const sum = async () => {
    const { outcomes, adds } = await parts.ledger.sum(notice);
    expect(adds).toBe(true);
    return Object.fromEntries(Object.entries(outcomes).filter(([, count]) => count > 0));
  };

  it('goes out once more beside the ledger, also where the notice was done, which then ends again without news', async () => {
    await begin([ANA]);
    await become('delivered');
    await parts.heal();
    expect([await dispatch(), await ends()]).toEqual(['finished', 1]);
    const waves = () => database.db.query(`select handed_over_at, last_handed_over_at from wave where notice_id = $1`, [notice]);
    const before = await waves();
    clock.advance(60 * MINUTE_MS);
    const answer = await ask();
    expect([answer.kind, await dispatch()]).toEqual(['copy', 'running']);
    expect((await parts.claims.running(clock.now())).find(({ noticeId }) => noticeId === notice)).toMatchObject({ asked: true });
    const [message] = await claim('sms');
    expect(message).toMatchObject({ address: ANA.phone, no: 1, reader: { customerId: await customer() } });
    expect(await parts.ladder.climb()).toBe(0);
    await database.transactions.run((tx) => parts.claims.begin(tx, [message!], 'a', 'twilio', clock.now()));
    await parts.receipts.apply([{ provider: 'twilio', messageId: message!.id, providerId: 'SM1', status: 'delivered', code: null, reason: null, occurredAt: clock.now() }]);
    await parts.heal();
    expect([await sum(), await dispatch(), await ends()]).toEqual([{ delivered: 1 }, 'finished', 1]);
    expect(await waves()).toEqual(before);
    expect((await rows()).map(({ copy, channel, state }) => [copy, channel, state])).toEqual([[0, 'email', 'delivered'], [1, 'sms', 'delivered']]);
    const [{ details } = { details: null }] = await database.db.query<{ details: unknown }>(`select details from audit_event where action = 'copy.asked' order by id desc limit 1`);
    expect(details).toMatchObject({ channel: 'sms', outcome: 'copy', elsewhere: false });
    expect(details).not.toHaveProperty('reason'); // nothing that an agent typed about a person stands in a record that never changes
  });

  it('is his own message before its turn where that still waits: for its wave, in quiet hours, for a cap', async () => {
    const morning = new Date('2026-03-17T08:00:00Z');
    clock.set(morning);
    await begin([{ ...ANA, zones: ['UTC'] }, { zones: ['UTC'] }], {
      approvedAt: morning, schedule: { waves: 2, waveIntervalMinutes: 60 }, policies: { channels: 'sms', quietHours: QUIET },
    });
    const first = await claim('sms', 'claim');
    expect(first).toHaveLength(1);
    const late = (await customer(0)) === first[0]!.reader.customerId ? await customer(1) : await customer(0);
    clock.set(new Date('2026-03-17T08:05:00Z'));
    const answer = await ask({ customer: late });
    expect(answer.kind).toBe('brought-forward');
    expect(await rows()).toHaveLength(2);
    clock.set(new Date('2026-03-17T22:00:00Z')); // the night came before a worker did
    const [message] = await claim('sms');
    expect(message).toMatchObject({ reader: { customerId: late } });
    expect((await database.transactions.run((tx) => parts.claims.begin(tx, [message!], 'a', 'twilio', clock.now()))).has(message!.id)).toBe(true);
    expect([await claim('sms'), await claim('sms', 'claim')]).toEqual([[], []]);
  });

  it('is one request however often it comes, and one message for two who ask at once', async () => {
    await begin([ANA]);
    await become('delivered');
    const same = await request();
    const [one, two] = await Promise.all([parts.copies.ask(same), other.copies.ask({ ...same, key: 'another key' })]);
    expect(one).toEqual(two);
    expect(await parts.copies.ask(same)).toEqual(one);
    expect((await rows()).filter(({ copy }) => copy > 0)).toHaveLength(1);
    clock.advance(3 * MINUTE_MS);
    expect(await ask()).toMatchObject({ kind: 'copy', messageId: expect.not.stringMatching(`^${(one as { messageId: string }).messageId}$`) });
    expect((await rows()).map(({ copy }) => copy)).toEqual([0, 1, 2]);
    for (let times = 2; times < 5; times += 1) {
      clock.advance(3 * MINUTE_MS);
      expect((await ask()).kind).toBe('copy');
    }
    clock.advance(3 * MINUTE_MS);
    expect(await ask()).toEqual({ kind: 'refused', why: 'often-enough' });
    clock.advance(24 * 60 * MINUTE_MS);
    expect((await ask()).kind).toBe('copy');
  });

  it('goes to another address with what was checked, and not past a STOP there, on file or in between', async () => {
    await begin([ANA]);
    await become('delivered');
    const elsewhere = { address: '+12062009999', addressHash: hashOf('+12062009999'), checked: ['reference', 'postal-code'] };
    expect((await ask({ elsewhere })).kind).toBe('copy');
    expect((await claim('sms')).map(({ address }) => address)).toEqual(['+12062009999']);
    expect(await database.db.query(`select to_other_address as other, checked from copy_request where notice_id = $1`, [notice])).toEqual([{ other: true, checked: ['reference', 'postal-code'] }]);
    await build.suppress('sms', '+12062009998');
    expect(await ask({ elsewhere: { ...elsewhere, address: '+12062009998', addressHash: hashOf('+12062009998') } })).toEqual({ kind: 'refused', why: 'stopped' });
    expect((await ask({ channel: 'sms' })).kind).toBe('copy');
    await build.suppress('sms', ANA.phone!);
    expect(await claim('sms')).toEqual([]);
    expect((await rows()).at(-1)).toMatchObject({ state: 'suppressed', address: ANA.phone });
    expect(await sum()).toEqual({ delivered: 1 });
    await parts.heal();
    expect(await ask()).toEqual({ kind: 'refused', why: 'stopped' });
  });

  it('is refused to whoever is not in it, on a channel without approval, at an address that is new since, and where it stands still', async () => {
    await begin([ANA], { policies: { channels: 'email' } });
    await become('sent');
    expect(await ask()).toEqual({ kind: 'refused', why: 'channel' });
    expect(await ask({ channel: 'email', customer: '999999999' as CustomerId })).toEqual({ kind: 'refused', why: 'not-a-member' });
    await database.db.query(`update customer set email_changed_at = '2026-03-05' where id = $1`, [await customer()]);
    expect(await ask({ channel: 'email' })).toEqual({ kind: 'refused', why: 'changed-in-exposure' });
    // The one on file by another way is the same address.
    expect(await ask({ channel: 'email', elsewhere: { address: ANA.email!, addressHash: hashOf(ANA.email!), checked: ['reference'] } })).toEqual({ kind: 'refused', why: 'changed-in-exposure' });
    await database.db.query(`update customer set email = 'new@mail.example', email_hash = $2 where id = $1`, [await customer(), hashOf('new@mail.example')]);
    expect(await ask({ channel: 'email' })).toEqual({ kind: 'refused', why: 'address-changed' });
    await database.db.query(`update dispatch set state = 'paused' where notice_id = $1`, [notice]);
    expect(await ask({ channel: 'email' })).toEqual({ kind: 'refused', why: 'paused' });
    clock.advance(100 * 60 * MINUTE_MS);
    expect(await ask({ channel: 'email' })).toEqual({ kind: 'refused', why: 'over' });
    expect(await rows()).toHaveLength(1);
  });
});
