import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../../test/support/deliver-ports.js';
import { APPROVED_AT, DeliverBuilder } from '../../test/support/deliver.builder.js';
import { type DeliverParts, deliverParts } from '../../test/support/deliver.parts.js';
import { type TestDatabase, testDatabase } from '../../test/support/postgres.js';
import type { AudienceId, NoticeId } from '../kernel/ids.js';
import { FixedClock } from '../platform/clock/clock.js';
import { LARGE } from '../platform/figures/large.js';
import { peopleByDraws } from './model/wave-plan.js';
import { RolloutRepository } from './store/rollout.repository.js';
import type { Counted } from './store/ledger-count.repository.js';

const LARGE_HERE = 10;

describe('what a ledger adds up to', () => {
  let database: TestDatabase;
  let [one, two] = [] as unknown as [DeliverParts, DeliverParts];
  let build: DeliverBuilder;
  let notice: NoticeId;
  const clock = new FixedClock(APPROVED_AT);

  beforeAll(async () => {
    database = await testDatabase();
    build = new DeliverBuilder(database.db, database.transactions);
    [one, two] = ['a', 'b'].map((instance) => deliverParts({ ...database, clock, email: new EmailGatewayOfTest(), sms: new SmsGatewayOfTest(), instance })) as [DeliverParts, DeliverParts];
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    notice = await build.notice({ members: 12, policies: { channels: 'email' } });
    await one.begin();
  });

  const move = (to: string, many: number) => database.db.query(`update message set state = $2 where id in (select id from message where notice_id = $1 and state = 'pending' order by id limit $3)`, [notice, to, many]);
  const sent = ({ ledger, messages }: Counted): [number, number] => {
    const members = ledger.outcomes.filter(({ outcome }) => outcome === 'sent').reduce((sum, row) => sum + row.members, 0);
    return [members, messages.find(({ state }) => state === 'sent')?.messages ?? 0];
  };
  const total = ({ ledger }: Counted): number => ledger.outcomes.reduce((sum, { members }) => sum + members, 0);
  const asLarge = async (parts: DeliverParts, generation = 0) => parts.counts.of(notice, generation, LARGE_HERE);
  const older = (seconds: number) => database.db.query(`update ledger_count set counted_at = counted_at - $2 * interval '1 second' where notice_id = $1`, [notice, seconds]);

  it('is counted for whoever asks where it is small, and kept for nobody', async () => {
    expect(LARGE).toBeGreaterThan(12);
    await move('sent', 3);
    expect(sent(await one.counts.of(notice, 0))).toEqual([3, 3]);
    await move('sent', 2);
    expect(sent(await one.counts.of(notice, 0))).toEqual([5, 5]);
    expect(await database.db.query(`select from ledger_count where notice_id = $1`, [notice])).toEqual([]);
  });

  it('is what was counted last where it is large, by whichever instance, and says from when; asking makes it new', async () => {
    const first = await asLarge(one);
    expect([sent(first), first.at]).toEqual([[0, 0], clock.now()]);
    await older(-3_600); // as fresh as on a quick machine
    await move('sent', 3);
    clock.advance(60_000);
    expect(await asLarge(two)).toMatchObject({ at: first.at, ledger: { members: 12 } });
    await two.counts.settled();
    expect(sent(await asLarge(one))).toEqual([0, 0]);
    await older(3_700);
    expect(sent(await asLarge(two))).toEqual([0, 0]); // and is counted behind his back
    await two.counts.settled();
    const next = await asLarge(one);
    expect([sent(next), total(next), next.at]).toEqual([[3, 3], 12, clock.now()]);
  });

  it('is kept the longer, the longer it took', async () => {
    await asLarge(one);
    await database.db.query(`update ledger_count set took_ms = 2000000 where notice_id = $1`, [notice]);
    await move('sent', 1);
    await older(9_000);
    await asLarge(one);
    await one.counts.settled();
    expect(sent(await asLarge(one))).toEqual([0, 0]);
    await older(2_000);
    await asLarge(one);
    await one.counts.settled();
    expect(sent(await asLarge(one))).toEqual([1, 1]);
  });

  it('is counted anew once the dispatch has changed its state, and says until then that it is older', async () => {
    await asLarge(one);
    await move('sent', 12);
    expect(await asLarge(one, 1)).toMatchObject({ generation: 0 });
    await one.counts.settled();
    const after = await asLarge(two, 1);
    expect([sent(after), after.generation]).toEqual([[12, 12], 1]);
  });

  it('is counted by one instance at a time, whoever asks', async () => {
    const key = `select pg_advisory_xact_lock(hashtextextended('ledger-count:' || $1, 0))`;
    await asLarge(one);
    await move('sent', 4);
    await older(60);
    await database.transactions.run(async (tx) => {
      await tx.query(key, [notice]);
      await asLarge(one);
      await one.counts.settled();
      expect(sent(await asLarge(two))).toEqual([0, 0]);
      await two.counts.settled();
      expect(await database.db.query(`select took_ms from ledger_count where notice_id = $1 and counted_at > now() - interval '30 seconds'`, [notice])).toEqual([]);
    });
    await asLarge(two);
    await two.counts.settled();
    expect(sent(await asLarge(one))).toEqual([4, 4]);
  });

  it('is known from the start on, without a count, and makes the sum wave by wave', async () => {
    notice = await build.notice({ members: 12, schedule: { waves: 5 }, policies: { channels: 'email' } });
    await one.begin();
    const waves = await database.db.query<{ waveNo: number; drawFrom: number; drawUntil: number }>(`select wave_no as "waveNo", draw_from as "drawFrom", draw_until as "drawUntil" from wave where notice_id = $1`, [notice]);
    const planned = waves.map((wave) => ({ ...wave, stratum: 0, step: wave.waveNo, plannedAt: APPROVED_AT, late: false }));
    const begin = (large: number) => database.transactions.run((tx) => one.counts.begin(tx, notice, 12, peopleByDraws(planned, 12)!, large));
    await begin(13);
    expect(await database.db.query(`select from ledger_count where notice_id = $1`, [notice])).toEqual([]);
    await begin(LARGE_HERE);
    const byWave = async () => (await one.ledgerRows.count(notice)).outcomes;
    expect((await asLarge(one, 1)).ledger).toEqual({ members: 12, outcomes: await byWave() });
    expect((await byWave()).map(({ outcome }) => outcome)).toEqual(Array.from({ length: 5 }, () => 'pending'));
  });

  it('is known from the start on where people live in several zones too, whose waves share the draws', async () => {
    const [east, west] = [{ zones: ['America/New_York'] }, { zones: ['America/Los_Angeles'] }];
    const members = Array.from({ length: 30 }, (_, draw) => ({ ...(draw % 3 === 0 ? west : east), draw }));
    notice = await build.notice({ members, schedule: { waves: 3 }, policies: { channels: 'sms', quietHours: { from: '21:00', until: '08:00', channels: ['sms'], overrideReason: null } } });
    await one.begin();
    type Wave = { waveNo: number; stratum: number; drawFrom: number; drawUntil: number };
    const waves = await database.db.query<Wave>(`select wave_no as "waveNo", stratum, draw_from as "drawFrom", draw_until as "drawUntil" from wave where notice_id = $1`, [notice]);
    expect(peopleByDraws(waves, 30)).toBeNull();
    const strata = await database.db.query<{ zoneSets: number[] }>(`select coalesce(array_agg(z.zone_set) filter (where z.zone_set is not null), '{}') as "zoneSets" from rollout_stratum as s left join rollout_zone as z on z.notice_id = s.notice_id and z.stratum = s.stratum where s.notice_id = $1 group by s.stratum order by s.stratum`, [notice]);
    const [{ audience } = { audience: '' }] = await database.db.query<{ audience: string }>('select audience_id as audience from rollout where notice_id = $1', [notice]);
    expect(strata).toHaveLength(2);
    const people = await new RolloutRepository(database.db).peopleOf(audience as AudienceId, strata, waves);
    await database.transactions.run((tx) => one.counts.begin(tx, notice, 30, people, LARGE_HERE));
    expect((await asLarge(one, 1)).ledger).toEqual({ members: 30, outcomes: (await one.ledgerRows.count(notice)).outcomes });
    expect(people.reduce((sum, wave) => sum + wave.members, 0)).toBe(30);
  });

  it('is left to be counted where people of a wave are not known', async () => {
    await database.db.query('delete from ledger_count');
    await database.transactions.run((tx) => one.counts.begin(tx, notice, 12, [{ waveNo: 0, members: 11 }], LARGE_HERE));
    expect(await database.db.query(`select from ledger_count where notice_id = $1`, [notice])).toEqual([]);
  });

  it('is kept warm while it goes out and for a day after, so that whoever looks first waits for nothing; and not anew each time', async () => {
    await database.db.query(`delete from ledger_count`);
    const due = () => one.counts.keepWarm(LARGE_HERE);
    expect(await due()).toBeGreaterThan(0);
    expect(await due()).toBe(0);
    await move('sent', 3);
    await older(61);
    expect(await due()).toBe(1);
    expect(sent(await asLarge(two))).toEqual([3, 3]);
    await two.counts.settled();
    await one.dispatch.cancel(notice, 'test', 'enough');
    expect(await due()).toBe(1);
    await older(61);
    expect(await due()).toBe(0);
    await older(600);
    expect(await due()).toBe(1);
    clock.advance(25 * 3_600_000);
    await older(600);
    expect(await due()).toBe(0);
  });

  it('says of which moment it is in the progress, which knows of no change since', async () => {
    const progress = await one.progress.of(notice);
    expect(progress).toMatchObject({ countedAt: clock.now(), countedSinceChange: true, sum: { members: 12, adds: true } });
    await one.dispatch.pause(notice, 'test', 'look');
    expect(await one.progress.of(notice)).toMatchObject({ dispatch: { state: 'paused' }, countedSinceChange: true });
  });
});
