import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../../../test/support/deliver-ports.js';
import { APPROVED_AT, DeliverBuilder, hashOf, type NoticeSeed } from '../../../test/support/deliver.builder.js';
import { type DeliverParts, deliverParts } from '../../../test/support/deliver.parts.js';
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js';
import type { NoticeId } from '../../kernel/ids.js';
import { type Outcome, OUTCOMES } from '../contract.js';
import { FixedClock } from '../../platform/clock/clock.js';

interface Row {
  draw: number;
  wave: number;
  email: string | null;
  sms: string | null;
  barred: string | null;
  why: string | null;
}

describe('the ledger', () => {
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
    const notice = await build.notice(seed);
    await parts.begin();
    return notice;
  };
  /** Members in order of position, with the addresses that their messages go to. */
  const rows = (notice: NoticeId) =>
    database.db.query<Row>(
      `select am.draw, nm.wave_no as wave, e.address as email, s.address as sms, nm.barred, nm.barred_reason as why
         from notice_member as nm
         join rollout as r on r.notice_id = nm.notice_id
         join audience_member as am on am.audience_id = r.audience_id and am.customer_id = nm.customer_id
         left join message as e on e.id = nm.email_message_id
         left join message as s on s.id = nm.sms_message_id
        where nm.notice_id = $1 order by nm.position`,
      [notice],
    );
  const waves = (notice: NoticeId) =>
    database.db.query<{ no: number; from: number; until: number; planned: Date; opened: Date | null }>(
      `select wave_no as no, draw_from as from, draw_until as until, planned_at as planned, opened_at as opened from wave where notice_id = $1 order by wave_no`,
      [notice],
    );
  const later = (minutes: number) => new Date(APPROVED_AT.getTime() + minutes * 60_000);

  describe('at its start', () => {
    it('has the waves on record, equal and ten minutes apart, and opens the first', async () => {
      const notice = await begun({ members: 100, schedule: { waves: 4 } });
      expect(await waves(notice)).toEqual([
        { no: 0, from: 0, until: 25, planned: later(0), opened: later(0) },
        { no: 1, from: 25, until: 50, planned: later(10), opened: null },
        { no: 2, from: 50, until: 75, planned: later(20), opened: null },
        { no: 3, from: 75, until: 100, planned: later(30), opened: null },
      ]);
      const [rollout] = await database.db.query(`select seed, algorithm, wave_count, members from rollout where notice_id = $1`, [notice]);
      expect(rollout).toEqual({ seed: 'seed of the test', algorithm: 'test', wave_count: 4, members: 100 });
    });

    it('keeps a household in one wave, wherever the cut falls', async () => {
      const notice = await begun({ members: [0, 1, 1, 1, 2, 3].map((draw) => ({ draw })), schedule: { waves: 3 } });
      expect((await waves(notice)).map(({ from, until }) => [from, until])).toEqual([[0, 1], [1, 2], [2, 4]]);
      expect((await rows(notice)).map(({ draw, wave }) => [draw, wave])).toEqual([[0, 0], [1, 1], [1, 1], [1, 1], [2, 2], [3, 2]]);
    });

    it('leaves out a wave that nobody is left for', async () => {
      const notice = await begun({ members: [{ draw: 0 }, { draw: 0 }, { draw: 0 }], schedule: { waves: 3 } });
      expect((await waves(notice)).map(({ from, until }) => [from, until])).toEqual([[0, 1]]);
    });

    it('happens once, however many instances see that it is due', async () => {
      const notice = await build.notice({ members: 10 });
      const other = deliverParts({ ...database, clock, email: new EmailGatewayOfTest(), sms: new SmsGatewayOfTest(), instance: 'worker-2' });
      const started = await Promise.all([parts.rollouts.startDue(), other.rollouts.startDue(), parts.rollouts.startDue()]);
      expect(started.reduce((sum, count) => sum + count, 0)).toBe(1);
      expect(await database.db.query(`select count(*)::int as n from audit_event where subject_id = $1 and action = 'rollout.started'`, [notice])).toEqual([{ n: 1 }]);
    });

    it('does not happen where the text is not what was signed; that is said once', async () => {
      const notice = await build.notice({ members: 3 });
      await build.tamper(notice, 'Click here at once');
      await parts.begin();
      await parts.begin();
      expect(await waves(notice)).toEqual([]);
      expect(await database.db.query(`select action, details, incident_id is not null as on_its_timeline from audit_event where subject_id = $1`, [notice])).toEqual([{ action: 'rollout.refused', details: { number: 1, type: 'initial', code: 'plan-changed' }, on_its_timeline: true }]);
      await database.db.query(`delete from rollout_refusal where notice_id = $1`, [notice]);
      await database.transactions.run(async (tx) => {
        await tx.query(`set local session_replication_role = replica`);
        await tx.query(`update notice set state = 'withdrawn' where id = $1`, [notice]);
      });
    });

    it('is on record for good', async () => {
      const notice = await begun({ members: 4 });
      await expect(database.db.query(`update rollout set seed = 'another' where notice_id = $1`, [notice])).rejects.toThrow(/never change/);
      await expect(database.db.query(`update wave set draw_until = 2 where notice_id = $1`, [notice])).rejects.toThrow(/never changes/);
      await expect(database.db.query(`delete from wave where notice_id = $1`, [notice])).rejects.toThrow(/never changes/);
    });
  });

  describe('of a member', () => {
    it.each([
      ['preferred', { preferred: 'sms' as const }, { email: null, sms: 'p', barred: null, why: null }],
      ['preferred', {}, { email: 'e', sms: null, barred: null, why: null }],
      ['preferred', { preferred: 'email' as const, email: null }, { email: null, sms: 'p', barred: null, why: null }],
      ['both', {}, { email: 'e', sms: 'p', barred: null, why: null }],
      ['both', { phone: null }, { email: 'e', sms: null, barred: null, why: null }],
      ['email', { preferred: 'sms' as const }, { email: 'e', sms: null, barred: null, why: null }],
      ['sms', { phone: null }, { email: null, sms: null, barred: 'unreachable', why: null }],
      ['preferred', { email: null, phone: null }, { email: null, sms: null, barred: 'unreachable', why: null }],
    ] as const)('with policy %s and %j has %j', async (channels, member, expected) => {
      const own = { email: 'e', phone: 'p', ...member };
      const [row] = await rows(await begun({ members: [own], policies: { channels } }));
      expect(row).toMatchObject(expected);
    });

    it.each([
      ['preferred', ['email'], { email: null, sms: '+1', barred: null, why: null }],
      ['preferred', ['email', 'sms'], { email: null, sms: null, barred: 'suppressed', why: 'hard-bounce' }],
      ['both', ['sms'], { email: 'at', sms: null, barred: null, why: null }],
      ['email', ['email'], { email: null, sms: null, barred: 'suppressed', why: 'hard-bounce' }],
      ['sms', ['sms'], { email: null, sms: null, barred: 'suppressed', why: 'hard-bounce' }],
    ] as const)('with policy %s and %j suppressed has %j', async (channels, suppressed, expected) => {
      const tag = `${channels}-${suppressed.join('-')}`;
      const [email, phone] = [`at ${tag}`, `+1 ${tag}`];
      for (const channel of suppressed) await build.suppress(channel, channel === 'email' ? email : phone, 'hard-bounce');
      const [row] = await rows(await begun({ members: [{ email, phone }], policies: { channels } }));
      expect(row).toMatchObject({ ...expected, email: expected.email && email, sms: expected.sms && phone });
    });

    it('who shares an address shares one message, which goes out with the earlier wave', async () => {
      const shared = 'home@mail.example';
      const notice = await begun({ members: [{ email: 'a' }, { email: shared }, { email: 'b' }, { email: shared }], schedule: { waves: 2 } });
      expect((await rows(notice)).map(({ wave, email }) => [wave, email])).toEqual([[0, 'a'], [0, shared], [1, 'b'], [1, shared]]);
      expect(await database.db.query(`select wave_no, count(*)::int as n from message where notice_id = $1 and address = $2 group by wave_no`, [notice, shared])).toEqual([{ wave_no: 0, n: 1 }]);
      expect((await parts.ledger.sum(notice)).outcomes.pending).toBe(4);
    });
  });

  describe('in slices', () => {
    const started = async (members: number): Promise<NoticeId> => {
      const notice = await build.notice({ members });
      await parts.rollouts.startDue();
      return notice;
    };
    const repository = () => parts.writer['writer'];
    /** Positions, page by page to the end. */
    const pagesOf = async (notice: NoticeId, outcome: Outcome | null, limit: number): Promise<number[][]> => {
      const pages: number[][] = [];
      for (let after: string | null = '-1'; after !== null; ) {
        const { items, next }: { items: readonly { position: number }[]; next: string | null } = await parts.ledger.membersOf(notice, outcome, after, limit);
        pages.push(items.map(({ position }) => position));
        after = next;
      }
      return pages;
    };
    const slice = (notice: NoticeId, from: number, size: number) => database.transactions.run((tx) => repository().writeSlice(tx, notice, from, size, false));

    it('counts who has no row yet as pending, so that it adds up from the first moment', async () => {
      const notice = await started(300);
      expect(await parts.ledger.sum(notice)).toMatchObject({ members: 300, adds: true, outcomes: { pending: 300 } });
      expect(await slice(notice, 0, 100)).toEqual({ until: 100, members: 100, messages: 100, barred: 0 });
      expect(await parts.ledger.sum(notice)).toMatchObject({ members: 300, adds: true, outcomes: { pending: 300 } });
    });

    it('writes none twice: not again, not side by side, and not from where it does not stand', async () => {
      const notice = await started(300);
      const written = await Promise.all([slice(notice, 0, 100), slice(notice, 0, 100), slice(notice, 0, 100), slice(notice, 100, 100)]);
      const first = written.slice(0, 3).filter(Boolean);
      expect(first).toHaveLength(1);
      expect(await slice(notice, 0, 100)).toBeNull();
      await parts.writer.writeAll();
      expect(await database.db.query(`select count(*)::int as n from message where notice_id = $1`, [notice])).toEqual([{ n: 300 }]);
      expect(await parts.ledger.sum(notice)).toMatchObject({ adds: true, outcomes: { pending: 300 } });
    });

    it('cuts no household: a slice takes the last one whole, and the next begins after it', async () => {
      const home = { email: 'home@mail.example', phone: null, draw: 9 };
      const notice = await build.notice({ members: Array.from({ length: 30 }, (_, n) => (n >= 9 && n < 13 ? home : {})), policies: { channels: 'email' } });
      await parts.rollouts.startDue();
      expect(await slice(notice, 0, 10)).toEqual({ until: 13, members: 13, messages: 10, barred: 0 });
      expect(await slice(notice, 13, 100)).toEqual({ until: 30, members: 17, messages: 17, barred: 0 });
    });

    it('counts a row of the ledger that belongs to no member, so that it does not add up', async () => {
      const notice = await started(20);
      await parts.writer.writeAll();
      await database.db.query(`insert into notice_member (notice_id, customer_id, position, wave_no, barred) values ($1, 999999999, 20, 1, 'unreachable')`, [notice]);
      expect(await parts.ledger.sum(notice)).toMatchObject({ members: 20, adds: false, outcomes: { pending: 20, unreachable: 1 } });
    });

    it('gives its members in pages, all or of one outcome, with and without a row', async () => {
      const nowhere = { email: null, phone: null };
      const notice = await build.notice({ members: Array.from({ length: 12 }, (_, n) => (n === 2 || n === 7 ? nowhere : {})), policies: { channels: 'email' } });
      await parts.rollouts.startDue();
      await slice(notice, 0, 8);
      await database.db.query(`update message set state = 'failed', code = '550' where notice_id = $1 and address like '%.5@mail.example'`, [notice]);
      expect(await pagesOf(notice, null, 5)).toEqual([[0, 1, 2, 3, 4], [5, 6, 7, 8, 9], [10, 11]]);
      expect(await pagesOf(notice, 'pending', 4)).toEqual([[0, 1, 3, 4], [6, 8, 9, 10], [11]]); // six by their messages, the last four have none yet
      expect(await pagesOf(notice, 'unreachable', 5)).toEqual([[2, 7]]);
      expect((await parts.ledger.membersOf(notice, 'failed', '-1', 5)).items).toMatchObject([{ position: 5, outcome: 'failed', code: '550' }]);
      expect(await pagesOf(notice, 'unknown', 5)).toEqual([[]]);
      await expect(parts.ledger.membersOf(notice, 'unknown', 'b5', 5)).rejects.toMatchObject({ code: 'cursor-unknown' });
      await database.db.query(`update dispatch set state = 'cancelled' where notice_id = $1`, [notice]);
      expect(await pagesOf(notice, 'cancelled', 5)).toEqual([[8, 9, 10, 11]]);
      expect(await pagesOf(notice, 'pending', 10)).toEqual([[0, 1, 3, 4, 6]]);
    });

    it('gives each member once and under one outcome, who has two messages or shares one', async () => {
      const home = { email: 'one-home@mail.example', phone: null, draw: 4 };
      const notice = await build.notice({ members: Array.from({ length: 12 }, (_, n) => (n >= 4 && n < 7 ? home : {})), policies: { channels: 'both' } });
      await parts.begin();
      const set = (channel: string, state: string, positions: readonly number[]) =>
        database.db.query(`update message as m set state = $3 from notice_member as nm where nm.notice_id = $1 and nm.position = any ($4) and m.id = case $2 when 'email' then nm.email_message_id else nm.sms_message_id end`, [notice, channel, state, positions]);
      await set('email', 'sent', [0, 1, 2, 3, 4, 8]);
      await set('sms', 'delivered', [0, 1]);
      await set('sms', 'failed', [2]);
      await set('email', 'bounced', [9, 10]);
      await set('sms', 'bounced', [9]);
      const pages = await Promise.all(OUTCOMES.map(async (outcome) => [outcome, (await pagesOf(notice, outcome, 2)).flat()] as const));
      expect(Object.fromEntries(pages.filter(([, positions]) => positions.length > 0))).toEqual({
        delivered: [0, 1], sent: [2, 3, 4, 5, 6, 8], pending: [7, 10, 11], bounced: [9],
      });
    });

    it('looks no further than it may for one page, and goes on from there', async () => {
      const notice = await build.notice({ members: 5_600, policies: { channels: 'both' } });
      await parts.begin();
      await database.db.query(`update message set state = case channel when 'email' then 'sent' else 'delivered' end where notice_id = $1`, [notice]);
      await database.db.query(`update message set state = 'failed' where notice_id = $1 and channel = 'sms' and id in (select sms_message_id from notice_member where notice_id = $1 and position in (7, 5_500))`, [notice]);
      const pages = await pagesOf(notice, 'sent', 100);
      expect(pages.flat().toSorted((a, b) => a - b)).toEqual([7, 5_500]);
      expect(pages.length).toBeGreaterThan(1);
    });

    it('gives messages of one state in pages, and the others none of them', async () => {
      const notice = await build.notice({ members: 7, policies: { channels: 'email' } });
      await parts.begin();
      await database.db.query(`update message set state = 'failed' where id in (select email_message_id from notice_member where notice_id = $1 and position in (1, 2, 5))`, [notice]);
      const asker = { kind: 'system', id: 'test' } as const;
      const first = await parts.messages.list(asker, notice, { state: 'failed', limit: 2 });
      const rest = await parts.messages.list(asker, notice, { state: 'failed', limit: 2, after: first.next! });
      expect([first, rest].map(({ items }) => items.map(({ state }) => state))).toEqual([['failed', 'failed'], ['failed']]);
      expect(rest.next).toBeNull();
      expect(new Set([...first.items, ...rest.items].map(({ id }) => id)).size).toBe(3);
      await expect(parts.messages.list(asker, notice, { state: 'failed', limit: 2, after: '12~email' })).rejects.toMatchObject({ code: 'cursor-unknown' });
    });

    it('leaves nothing of a slice that was cut off', async () => {
      const notice = await started(50);
      const cut = database.transactions.run(async (tx) => {
        await repository().writeSlice(tx, notice, 0, 50, false);
        throw new Error('killed');
      });
      await expect(cut).rejects.toThrow('killed');
      expect(await database.db.query(`select written_until from dispatch where notice_id = $1`, [notice])).toEqual([{ written_until: 0 }]);
      expect(await database.db.query(`select count(*)::int as n from notice_member where notice_id = $1`, [notice])).toEqual([{ n: 0 }]);
    });

    it('finds a row that is missing though all counts as written', async () => {
      const notice = await started(40);
      await parts.writer.writeAll();
      const lost = await database.db.query<{ id: string }>(`delete from notice_member where notice_id = $1 and position in (3, 17) returning email_message_id as id`, [notice]);
      await database.db.query(`delete from message where id = $1`, [lost[0]!.id]);
      expect(await parts.writer.verify()).toBe(2);
      expect(await parts.ledger.sum(notice)).toMatchObject({ members: 40, adds: true });
      expect(await parts.writer.verify(0)).toBe(0);
    });

    it('meets an address of an earlier slice again', async () => {
      const home = { email: 'far@mail.example', phone: null };
      const members = Array.from({ length: 12_000 }, (_, n) => (n === 3 || n === 11_500 ? home : {}));
      const notice = await build.notice({ members, policies: { channels: 'email' } });
      await parts.begin();
      expect(await database.db.query(`select count(*)::int as n from message where notice_id = $1`, [notice])).toEqual([{ n: 11_999 }]);
      expect(await database.db.query(`select count(*)::int as n from notice_member as nm join message as m on m.id = nm.email_message_id where nm.notice_id = $1 and m.address_hash = $2`, [notice, hashOf(home.email)])).toEqual([{ n: 2 }]);
    });
  });
});
