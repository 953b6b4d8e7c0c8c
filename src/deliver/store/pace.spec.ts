import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../../../test/support/deliver-ports.js';
import { DeliverBuilder, type DeliverMember } from '../../../test/support/deliver.builder.js';
import { type DeliverParts, deliverParts } from '../../../test/support/deliver.parts.js';
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js';
import type { PhonePace, Schedule } from '../../approve/contract.js';
import type { NoticeId } from '../../kernel/ids.js';
import { FixedClock } from '../../platform/clock/clock.js';
import type { Pace } from '../contract.js';

const START = new Date('2026-03-16T10:00:00Z');
const PHONES: PhonePace = { agents: 10, handleSeconds: 300, targetHoldSeconds: 30, limitHoldSeconds: 120, callsPerThousand: 30, tellWithinHours: null };
const FIGURES = { holdSeconds: 200, expectedHoldSeconds: 180, callsPerHour: 100, bearablePerHour: 90, callsPerThousand: 30, agents: 10 };
const pace = (state: Pace['state'], peoplePerMinute: number | null): Pace => ({ state, peoplePerMinute, reason: `It is ${state}.`, figures: FIGURES });

describe('waves that go by the phones', () => {
  let database: TestDatabase;
  let build: DeliverBuilder;
  let clock: FixedClock;
  let parts: DeliverParts;

  beforeAll(async () => {
    database = await testDatabase();
    build = new DeliverBuilder(database.db, database.transactions);
  });
  afterAll(() => database.drop());
  afterEach(() => database.db.query(`update dispatch set state = 'cancelled'`)); // the next one counts the waves of all notices
  beforeEach(() => {
    clock = new FixedClock(START);
    parts = instance('worker-1');
  });

  const instance = (name: string) => deliverParts({ ...database, clock, email: new EmailGatewayOfTest(), sms: new SmsGatewayOfTest(), instance: name });
  /** Four waves ten minutes apart, ten people each. */
  const begun = async (phones: Partial<PhonePace> | null = {}, schedule: Partial<Schedule> = {}, members: readonly DeliverMember[] | number = 40): Promise<NoticeId> => {
    const notice = await build.notice({ members, approvedAt: START, policies: { channels: 'email', ...(phones && { phones: { ...PHONES, ...phones } }) }, schedule: { waves: 4, waveIntervalMinutes: 10, ...schedule } });
    await parts.begin();
    return notice;
  };
  const opened = async (notice: NoticeId) => (await database.db.query<{ n: number }>('select count(opened_at)::int as n from wave where notice_id = $1', [notice]))[0]!.n;
  const after = async (minutes: number, by = parts): Promise<number> => {
    clock.set(new Date(START.getTime() + minutes * 60_000));
    return by.reconciler.openWaves();
  };
  /** As if three minutes of real time had gone by without a look. */
  const unlooked = (notice: NoticeId) => database.db.query(`update dispatch_pace set valid_until = now() - interval '1 second' where notice_id = $1`, [notice]);
  const audited = async (notice: NoticeId) => (await database.db.query<{ action: string }>(`select action from audit_event where subject_id = $1 and action like 'dispatch.pace%' order by id`, [notice])).map(({ action }) => action);
  const alerts = async (notice: NoticeId) => (await database.db.query<{ kind: string }>(`select kind from alert where subject = $1 and state = 'open' order by kind`, [`notice:${notice}`])).map(({ kind }) => kind);

  it('wait until somebody has looked at the phones, and open then', async () => {
    const notice = await begun();
    expect(await opened(notice)).toBe(0);
    expect((await parts.progress.of(notice)).phones).toMatchObject({ state: 'unseen', peoplePerMinute: 0 });
    expect(await parts.pace.paced()).toEqual([expect.objectContaining({ noticeId: notice, policy: PHONES, state: 'unseen', members: 40, waves: 4, opened: 0, plannedPerMinute: 1 })]);
    await parts.pace.set(notice, pace('planned', null));
    expect(await after(0)).toBe(1);
    expect(await after(10)).toBe(1);
    expect(await audited(notice)).toEqual(['dispatch.pace-planned']);
  });

  it('open as planned where the plan has none, and are in nobody’s list', async () => {
    const notice = await begun(null);
    expect(await opened(notice)).toBe(1);
    expect((await parts.progress.of(notice)).phones).toBeNull();
    expect((await parts.pace.paced()).some(({ noticeId }) => noticeId === notice)).toBe(false);
  });

  it('open when the people of the last one are spread over its minutes, and never before their time', async () => {
    const notice = await begun();
    await parts.pace.set(notice, pace('slowed', 0.5)); // ten people take twenty minutes
    expect(await after(0)).toBe(1);
    expect(await after(19)).toBe(0);
    expect(await after(20)).toBe(1);
    await parts.pace.set(notice, pace('slowed', 1_000));
    expect(await after(21)).toBe(0); // ten minutes lie between two waves, however quiet the phones are
    expect(await after(30)).toBe(1);
    expect(await after(39)).toBe(1); // nine tenths of the distance, as all waves that come late
  });

  it('stop as wholes, go on when the phones are free, and lose nobody', async () => {
    const notice = await begun();
    await parts.pace.set(notice, pace('planned', null));
    await after(0);
    await parts.pace.set(notice, pace('stopped', 0));
    expect(await after(10)).toBe(0);
    expect(await after(600)).toBe(0);
    expect(await alerts(notice)).toEqual(['pace.stopped']);
    expect((await parts.progress.of(notice)).phones).toMatchObject({ state: 'stopped', reason: 'It is stopped.', figures: FIGURES });
    expect((await parts.progress.of(notice)).sum).toMatchObject({ members: 40, adds: true, outcomes: { pending: 40 } });
    await parts.pace.set(notice, pace('planned', null));
    expect(await alerts(notice)).toEqual([]);
    expect(await after(601)).toBe(1);
    expect(await audited(notice)).toEqual(['dispatch.pace-planned', 'dispatch.pace-stopped', 'dispatch.pace-planned']);
    const [wave] = await database.db.query<{ openedAt: Date }>(`select opened_at as "openedAt" from wave where notice_id = $1 and wave_no = 1`, [notice]);
    expect(wave!.openedAt).toEqual(new Date(START.getTime() + 601 * 60_000)); // the time of its hand-over is the one that is measured by
  });

  it('open in time for the deadline whatever the phones say, and say so', async () => {
    const notice = await begun({ tellWithinHours: 2 });
    await parts.pace.set(notice, pace('stopped', 0));
    // The last of four waves opens five minutes before 12:00, and so the first at 11:25.
    expect(await after(84)).toBe(0);
    expect(await after(85)).toBe(1);
    expect(await alerts(notice)).toEqual(['pace.overridden', 'pace.stopped']);
    expect(await audited(notice)).toEqual(['dispatch.pace-stopped', 'dispatch.pace-overridden']);
    for (const minutes of [95, 105]) expect(await after(minutes)).toBe(1);
    expect((await parts.progress.of(notice)).phones?.latestAt).toEqual(new Date(START.getTime() + 115 * 60_000));
    expect(await after(115)).toBe(1);
    expect(await opened(notice)).toBe(4);
    await parts.pace.watch();
    expect(await alerts(notice)).toEqual([]);
  });

  it('are all told before the notice expires, where the plan names no time', async () => {
    const notice = await begun({}, { expiresAfterHours: 3 });
    await parts.pace.set(notice, pace('stopped', 0));
    expect(await after(144)).toBe(0);
    for (const minutes of [145, 155, 165, 175]) expect(await after(minutes)).toBe(1);
    await expect(parts.reconciler.openWaves()).resolves.toBe(0);
  });

  it('go as planned where nobody looks at the phones any more, which is told', async () => {
    const notice = await begun();
    await parts.pace.set(notice, pace('stopped', 0));
    await unlooked(notice);
    expect(await after(0)).toBe(1);
    await parts.pace.watch();
    expect(await alerts(notice)).toEqual(['pace.blind']);
    expect((await parts.progress.of(notice)).phones?.state).toBe('blind');
    await parts.pace.set(notice, pace('stopped', 0));
    await parts.pace.watch();
    expect(await alerts(notice)).toEqual([]); // one look later the phones set the pace again, and nothing new has happened to it
    expect(await after(10)).toBe(0);
  });

  it('open once, one at a time, with two instances that look at the same moment', async () => {
    const notice = await begun();
    const other = instance('worker-2');
    await parts.pace.set(notice, pace('slowed', 1));
    for (const minutes of [0, 10, 20, 30]) {
      clock.set(new Date(START.getTime() + minutes * 60_000));
      const [a, b] = await Promise.all([parts.reconciler.openWaves(), other.reconciler.openWaves()]);
      expect(a + b).toBe(1);
    }
    await Promise.all([parts.pace.set(notice, pace('stopped', 0)), other.pace.set(notice, pace('stopped', 0))]);
    expect(await audited(notice)).toEqual(['dispatch.pace-slowed', 'dispatch.pace-stopped']);
  });

  it('hold nobody whose notice was cancelled', async () => {
    const notice = await begun();
    await parts.pace.set(notice, pace('stopped', 0));
    await parts.dispatch.cancel(notice, 'test', 'enough');
    expect((await parts.pace.paced()).some(({ noticeId }) => noticeId === notice)).toBe(false);
    await parts.pace.watch();
    expect(await alerts(notice)).toEqual([]);
  });
});
