import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../../../test/support/deliver-ports.js';
import { DeliverBuilder, type DeliverMember } from '../../../test/support/deliver.builder.js';
import { type DeliverParts, deliverParts } from '../../../test/support/deliver.parts.js';
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js';
import type { Policies, Schedule } from '../../approve/contract.js';
import type { Channel } from '../../audience/contract.js';
import type { NoticeId } from '../../kernel/ids.js';
import { FixedClock } from '../../platform/clock/clock.js';
import { deferred } from '../model/answer.js';
import { changeAfter } from '../model/after-answer.js';

const EAST = ['America/New_York'];
const WEST = ['America/Los_Angeles'];
/** 08:00 in New York, 05:00 in Los Angeles, where nobody may be texted before 15:00Z. */
const MORNING = new Date('2026-07-01T12:00:00Z');
/** 20:50 in New York: ten minutes are left there, three hours in the west. */
const EVENING = new Date('2026-07-02T00:50:00Z');
const NIGHT = { from: '21:00', until: '08:00', channels: ['sms'], overrideReason: null } as const;
const both = (east: number, west: number): DeliverMember[] => [
  ...Array.from({ length: east }, () => ({ zones: EAST })), ...Array.from({ length: west }, () => ({ zones: WEST })),
].map((member, index, all) => ({ ...member, draw: (index * 7) % all.length })).sort((a, b) => a.draw - b.draw); // by position, as the audience has it

describe('quiet hours', () => {
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
    clock = new FixedClock(MORNING);
    parts = deliverParts({ ...database, clock, email: new EmailGatewayOfTest(), sms: new SmsGatewayOfTest() });
  });

  const begun = async (members: readonly DeliverMember[] | number, at: Date, policies: Partial<Policies> = {}, schedule: Partial<Schedule> = {}): Promise<NoticeId> => {
    clock.set(at);
    const notice = await build.notice({ members, approvedAt: at, policies: { channels: 'both', quietHours: NIGHT, ...policies }, schedule: { waves: 3, waveIntervalMinutes: 30, ...schedule } });
    await parts.begin();
    return notice;
  };
  const at = async (time: string): Promise<void> => {
    clock.set(new Date(time));
    await parts.reconciler.openWaves();
  };
  const claim = (notice: NoticeId, channel: Channel, limit = 1_000) =>
    database.transactions.run((tx) => parts.claims.claim(tx, { notice, channel, limit, owner: 'a', leaseSeconds: 30, now: clock.now() })).then(({ messages }) => messages);
  const waves = async (notice: NoticeId) =>
    (await database.db.query<{ stratum: number; step: number; planned: Date; opened: Date | null; n: number }>(
      `select w.stratum, w.step, w.planned_at as planned, w.opened_at as opened, (select count(*)::int from notice_member as nm where nm.notice_id = w.notice_id and nm.wave_no = w.wave_no) as n
         from wave as w where w.notice_id = $1 order by w.wave_no`, [notice],
    )).map(({ stratum, step, planned, opened, n }) => [stratum, step, planned.toISOString().slice(8, 16), opened !== null, n]);

  it('take a large group along the cuts of the whole order, and count a small one out', async () => {
    const notice = await begun([...both(600, 510), ...Array.from({ length: 4 }, (_, n) => ({ zones: ['Pacific/Honolulu'], draw: 1_110 + n }))], MORNING, { channels: 'sms' }, { waves: 2 });
    const people = (await waves(notice)).map(([stratum, , , , n]) => [stratum, n] as [number, number]);
    const sizes = (stratum: number) => people.filter(([of]) => of === stratum).map(([, n]) => n);
    for (const [stratum, members] of [[0, 600], [1, 510]] as const) {
      expect(sizes(stratum).reduce((sum, n) => sum + n, 0)).toBe(members);
      for (const n of sizes(stratum)) expect(Math.abs(n - members / 2)).toBeLessThan(members / 20);
    }
    expect(sizes(2)).toEqual([2, 2]);
  });

  it('give each group of zones waves of its own, equal and in the random order, shifted to its morning', async () => {
    const notice = await begun(both(60, 30), MORNING);
    expect(await waves(notice)).toEqual([
      [0, 0, '01T12:00', true, 20], [0, 1, '01T12:30', false, 20], [0, 2, '01T13:00', false, 20],
      [1, 0, '01T15:00', false, 10], [1, 1, '01T15:30', false, 10], [1, 2, '01T16:00', false, 10],
    ]);
    const placed = await database.db.query<{ zones: string[]; stratum: number; step: number; draw: number }>(
      `select s.zones, w.stratum, w.step, am.draw from notice_member as nm
         join wave as w on w.notice_id = nm.notice_id and w.wave_no = nm.wave_no
         join rollout as r on r.notice_id = nm.notice_id
         join audience_member as am on am.audience_id = r.audience_id and am.customer_id = nm.customer_id
         join zone_set as s on s.id = am.zone_set
        where nm.notice_id = $1 order by w.stratum, am.draw`, [notice]);
    expect(placed.every(({ zones, stratum }) => zones[0] === (stratum === 0 ? EAST : WEST)[0])).toBe(true);
    for (const stratum of [0, 1]) {
      const steps = placed.filter((one) => one.stratum === stratum).map(({ step }) => step);
      expect(steps).toEqual([...steps].sort()); // by draw, so by chance
    }
    expect(await parts.ledger.sum(notice)).toMatchObject({ members: 90, adds: true });
  });

  it('are known to the ledger before it is written', async () => {
    clock.set(MORNING);
    const notice = await build.notice({ members: both(6, 3), approvedAt: MORNING, policies: { channels: 'both', quietHours: NIGHT }, schedule: { waves: 3, waveIntervalMinutes: 30 } });
    await parts.rollouts.startDue();
    const before = await database.db.query(`select customer_id, wave_no from published.member_outcome where notice_id = $1 order by 1`, [notice]);
    await parts.writer.writeAll();
    expect(before).toHaveLength(9);
    expect(before).toEqual(await database.db.query(`select customer_id, wave_no from notice_member where notice_id = $1 order by 1`, [notice]));
  });

  it('let nobody be written to before his morning, and everybody after', async () => {
    const notice = await begun(both(60, 30), MORNING);
    expect(await claim(notice, 'sms')).toHaveLength(20);
    expect(await claim(notice, 'email')).toHaveLength(20); // a wave moves together: nobody of the west by e-mail either
    for (const time of ['2026-07-01T12:30:00Z', '2026-07-01T13:00:00Z', '2026-07-01T14:59:59Z']) await at(time);
    expect(await claim(notice, 'sms')).toHaveLength(40);
    await at('2026-07-01T15:00:00Z');
    expect((await claim(notice, 'sms')).map(({ waveNo }) => waveNo)).toEqual(Array.from({ length: 10 }, () => 3));
    for (const time of ['2026-07-01T15:30:00Z', '2026-07-01T16:00:00Z']) await at(time);
    expect(await claim(notice, 'sms')).toHaveLength(20);
    expect((await waves(notice)).every(([, , , opened]) => opened)).toBe(true);
  });

  it('stop what is left of an open wave, texts and not e-mails, until the morning', async () => {
    const notice = await begun(both(60, 30), EVENING, {}, { waves: 1 });
    expect(await claim(notice, 'sms', 40)).toHaveLength(40);
    await at('2026-07-02T01:00:00Z'); // 21:00 in New York; all are one stratum, since their one wave opened together
    expect(await claim(notice, 'sms')).toEqual([]);
    expect(await claim(notice, 'email')).toHaveLength(90);
    expect((await parts.progress.of(notice)).held).toEqual([{ reason: 'quiet hours where they live, until 11:00 (America/New_York)', messages: 50 }]);
    const page = await parts.messages.list(await build.person('commander'), notice, { state: 'pending', limit: 1 });
    expect(page.items[0]).toMatchObject({ channel: 'sms', heldReason: 'quiet hours where they live, until 11:00 (America/New_York)' });
    await at('2026-07-02T15:00:00Z'); // 08:00 in Los Angeles
    expect(await claim(notice, 'sms')).toHaveLength(50);
  });

  it('keep what was claimed before they began from the provider', async () => {
    const notice = await begun(both(3, 0), EVENING, {}, { waves: 1 });
    const [texts, mails] = [await claim(notice, 'sms'), await claim(notice, 'email')];
    await at('2026-07-02T01:00:00Z');
    const begin = (held: typeof texts) => database.transactions.run((tx) => parts.claims.begin(tx, held, 'a', 'test', clock.now()));
    expect((await begin(texts)).size).toBe(0);
    expect((await begin(mails)).size).toBe(3);
    await database.transactions.run((tx) => parts.claims.handBack(tx, texts, 'a', null));
    await at('2026-07-02T12:00:00Z');
    const again = await claim(notice, 'sms');
    expect((await begin(again)).size).toBe(3);
  });

  it('keep a retry that falls into them waiting, and lose nobody', async () => {
    const notice = await begun(both(1, 0), EVENING, { channels: 'sms' }, { waves: 1 });
    const held = await claim(notice, 'sms');
    await database.transactions.run((tx) => parts.claims.begin(tx, held, 'a', 'twilio', clock.now()));
    const change = changeAfter(deferred('20429', 'slow'), 'sms', 1, 0.5);
    await database.transactions.run((tx) => parts.results.record(tx, held.map(({ id, no }) => ({ id, no, bodyHash: null, at: clock.now(), ...change })), 'a', 'twilio'));
    await database.db.query(`update message set retry_at = now() - interval '1 second' where notice_id = $1`, [notice]);
    await at('2026-07-02T01:00:10Z');
    await parts.heal();
    expect(await claim(notice, 'sms')).toEqual([]);
    expect(await parts.ledger.sum(notice)).toMatchObject({ outcomes: { pending: 1 }, adds: true });
    await at('2026-07-02T12:00:00Z');
    expect(await claim(notice, 'sms')).toHaveLength(1);
  });

  it('part waves that the evening meets: the rest follows in the morning, at the planned distance', async () => {
    const notice = await begun(both(6, 3), EVENING);
    expect((await waves(notice)).map(([stratum, step, planned]) => [stratum, step, planned])).toEqual([
      [0, 0, '02T00:50'], [1, 0, '02T00:50'], [1, 1, '02T01:20'], [1, 2, '02T01:50'], [0, 1, '02T12:00'], [0, 2, '02T12:30'],
    ]);
    for (const time of ['2026-07-02T01:20:00Z', '2026-07-02T01:50:00Z']) await at(time);
    expect(await claim(notice, 'sms')).toHaveLength(3); // of the west; what the east had left over waits as well
    await at('2026-07-02T12:10:00Z');
    await parts.reconciler.openWaves();
    expect((await waves(notice)).filter(([, , , opened]) => opened)).toHaveLength(5); // ten minutes late, and so is the next
    await at('2026-07-02T12:30:00Z');
    expect((await waves(notice)).filter(([, , , opened]) => opened)).toHaveLength(5);
    await at('2026-07-02T12:37:00Z');
    expect((await waves(notice)).filter(([, , , opened]) => opened)).toHaveLength(6);
  });

  it('keep a wave shut that a pause has pushed into them', async () => {
    const notice = await begun(both(6, 0), new Date('2026-07-02T00:00:00Z'), {}, { waves: 2 }); // 20:00 and 20:30 in New York
    await parts.dispatch.pause(notice, 'test', 'a doubt');
    clock.set(new Date('2026-07-02T01:30:00Z'));
    await parts.dispatch.resume(notice, 'test');
    await parts.reconciler.openWaves();
    expect((await waves(notice)).map(([, , , opened]) => opened)).toEqual([true, false]);
    await expect(database.db.query(`update wave set opened_at = $2 where notice_id = $1 and opened_at is null`, [notice, clock.now()])).rejects.toThrow('quiet hours');
    await at('2026-07-02T12:00:00Z');
    expect((await waves(notice)).map(([, , , opened]) => opened)).toEqual([true, true]);
  });

  it('leave off what they keep until the notice expires, with its reason', async () => {
    clock.set(EVENING);
    const notice = await begun(both(2, 0), EVENING, { channels: 'sms' }, { waves: 2, waveIntervalMinutes: 20, expiresAfterHours: 3 });
    await claim(notice, 'sms', 1);
    await at('2026-07-02T03:50:00Z');
    await parts.heal();
    expect(await parts.ledger.sum(notice)).toMatchObject({ outcomes: { cancelled: 1, sending: 1 }, adds: true });
  });

  it.each<[string, Partial<Policies>, readonly DeliverMember[] | number]>([
    ['everybody lives in one zone and it is day', {}, Array.from({ length: 9 }, () => ({ zones: EAST }))],
    ['they are passed over', { quietHours: { ...NIGHT, overrideReason: 'Cards are used now.' } }, both(6, 3)],
    ['it goes by e-mail alone', { channels: 'email' }, both(6, 3)],
    ['the company keeps none', { quietHours: null }, both(6, 3)],
    ['the audience was frozen before zones were', { quietHours: null }, 9],
  ])('change nothing where %s', async (_, policies, members) => {
    const notice = await begun(members, MORNING, policies);
    expect(await waves(notice)).toEqual([[0, 0, '01T12:00', true, 3], [0, 1, '01T12:30', false, 3], [0, 2, '01T13:00', false, 3]]);
    expect(await database.db.query(`select 1 from rollout_zone where notice_id = $1`, [notice])).toEqual([]);
  });

  it('show who waits until when', async () => {
    const notice = await begun(both(6, 3), MORNING);
    expect((await parts.progress.of(notice)).strata).toEqual([
      { stratum: 0, zones: EAST, localZone: 'America/New_York', members: 6, quietNow: false, quietUntil: null },
      { stratum: 1, zones: WEST, localZone: 'America/Los_Angeles', members: 3, quietNow: true, quietUntil: new Date('2026-07-01T15:00:00Z') },
    ]);
  });

  describe('and a late group', () => {
    const late = (notice: NoticeId) =>
      database.db.query<{ stratum: number; n: number; at: string }>(
        `select w.stratum, count(*)::int as n, to_char(w.planned_at at time zone 'UTC', 'DD"T"HH24:MI') as at
           from wave as w join notice_member as nm on nm.notice_id = w.notice_id and nm.wave_no = w.wave_no where w.notice_id = $1 and w.late group by w.stratum, w.planned_at order by w.stratum`, [notice]);

    it('has the last of the random order wait until its time, and then told like all others', async () => {
      // Two in each household: an odd border would part one.
      const notice = await begun(Array.from({ length: 100 }, (_, n) => ({ draw: n - (n % 2) })), MORNING, { quietHours: null }, { lateGroup: { percent: 9, afterHours: 24 } });
      expect(await late(notice)).toEqual([{ stratum: 0, n: 10, at: '02T12:00' }]); // 91 of 100 is the second of a household
      expect(await database.db.query(`select late_percent from published.rollout where notice_id = $1`, [notice])).toEqual([{ late_percent: 9 }]);
      const [border] = await database.db.query<{ told: number; late: number }>(
        `select max(am.draw) filter (where not w.late) as told, min(am.draw) filter (where w.late) as late
           from notice_member as nm join wave as w on w.notice_id = nm.notice_id and w.wave_no = nm.wave_no
           join rollout as r on r.notice_id = nm.notice_id join audience_member as am on am.audience_id = r.audience_id and am.customer_id = nm.customer_id where nm.notice_id = $1`, [notice]);
      expect(border!.told).toBeLessThan(border!.late);
      for (const time of ['2026-07-01T12:30:00Z', '2026-07-01T13:00:00Z', '2026-07-01T13:30:00Z', '2026-07-02T11:59:59Z']) await at(time);
      expect(await claim(notice, 'email')).toHaveLength(90);
      const { waves: shown } = await parts.progress.of(notice);
      expect(shown.map((wave) => [wave.late, wave.openedAt !== null])).toEqual([[false, true], [false, true], [false, true], [true, false]]);
      await at('2026-07-02T12:00:00Z');
      expect(await claim(notice, 'email')).toHaveLength(10);
      expect(await parts.ledger.sum(notice)).toMatchObject({ members: 100, adds: true });
    });

    it('has a share in each group of zones, each told in its own morning', async () => {
      const notice = await begun(both(60, 30), MORNING, {}, { lateGroup: { percent: 10, afterHours: 14 } }); // 22:00 in New York, 19:00 in Los Angeles
      expect(await late(notice)).toEqual([{ stratum: 0, n: 6, at: '02T12:00' }, { stratum: 1, n: 3, at: '02T02:00' }]);
    });
  });
});
