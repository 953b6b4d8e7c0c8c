import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { World } from '../../test/support/hear.builder.js';
import { IncidentsOfTest, silentLog } from '../../test/support/hear-ports.js';
import { rolloutTable } from '../../test/support/measure-people.js';
import { simulate } from '../../test/support/measure-simulator.js';
import { testDatabase, type TestDatabase } from '../../test/support/postgres.js';
import type { Actor } from '../kernel/actor.js';
import type { CustomerId, IncidentId, NoticeId } from '../kernel/ids.js';
import { Audit } from '../platform/audit/audit.js';
import { FixedClock } from '../platform/clock/clock.js';
import { SizeRepository } from '../platform/figures/size.repository.js';
import { FirstWordCount } from './first-word-count.service.js';
import { MeasureService } from './measure.service.js';
import { avoidedCalls } from './model/avoided-calls.js';
import { avoidedOverTime } from './model/avoided-over-time.js';
import { balance } from './model/balance.js';
import { rateRatioByExposure } from './model/exposure.js';
import { hourlyCalls } from './model/hourly.js';
import { type IdentifiedCalls, matchShare } from './model/match-share.js';
import { type ContactRate, ContactRateRepository } from './store/contact-rate.repository.js';
import { MeasureRepository } from './store/measure.repository.js';
import { MeasurementRepository } from './store/measurement.repository.js';

const ORIGIN = new Date('2026-03-02T08:00:00Z');
const minute = (minutes: number) => new Date(ORIGIN.getTime() + Math.round(minutes * 60) * 1_000); // whole seconds
const iso = (minutes: number) => minute(minutes).toISOString();
const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const ACTOR: Actor = { kind: 'system', id: 'test' };

let database: TestDatabase;
let world: World;
let clock: FixedClock;
let incidents: IncidentsOfTest;
let service: MeasureService;

beforeEach(async () => {
  database = await testDatabase();
  world = await World.begin(database);
  clock = new FixedClock(minute(0));
  incidents = new IncidentsOfTest();
  service = new MeasureService(new MeasureRepository(database.db), new MeasurementRepository(database.db), incidents, database.transactions, new Audit(database.db, clock), clock, wordsOf(new MeasureRepository(database.db)), silentLog);
});
afterEach(() => database.drop());

const wordsOf = (counts: MeasureRepository) => new FirstWordCount(counts, new SizeRepository(database.db), incidents, database.transactions, clock);

interface Sent {
  readonly incident: IncidentId;
  readonly notice: NoticeId;
  readonly members: readonly CustomerId[];
}

/** An incident declared at minute 0, and its notice handed over in equal waves at these minutes. */
async function sent(members: readonly CustomerId[], waves: readonly (number | null)[], more: Parameters<World['incident']>[1] = {}): Promise<Sent> {
  const incident = await world.incident(iso(0), more);
  incidents.know(incident);
  const notice = await world.notice(incident, await world.audience(incident, members), iso(0));
  await world.rollout(notice, waves.map((minutes) => (minutes === null ? null : iso(minutes))));
  return { incident, notice, members };
}

const repeat = (count: number, customers: readonly (CustomerId | null)[], from: number, every: number) =>
  Array.from({ length: count }, (_, index) => ({ customer: customers[index % customers.length] ?? null, at: minute(from + index * every) }));

describe('the hand-worked example: three waves of a hundred, told at 0, 1 and 2 hours', () => {
  beforeEach(async () => {
    const people = await world.customers(300);
    const [first, second, third] = [people.slice(0, 100), people.slice(100, 200), people.slice(200)];
    await sent(people, [0, 60, 120]);
    await world.calls([
      ...repeat(4, first, 1, 3), ...repeat(16, [...second, ...third], 2, 3), // the first hour: 4 by the told, 16 by the waiting
      ...repeat(9, [...first, ...second], 61, 3), ...repeat(8, third, 62, 3), // the second: 9 and 8
      { customer: null, at: minute(180) },
    ]);
    clock.set(minute(181));
  });

  const measured = async () => {
    const [notice] = await database.db.query<{ id: NoticeId }>('select id from notice');
    return (await service.measure(notice!.id)).result;
  };

  it('gives the hours their calls and person-hours', async () => {
    const { hourly, members, calls } = await measured();
    expect(members).toBe(300);
    expect(hourly.slice(0, 2).map(({ from, notified, waiting }) => [from, notified.calls, notified.personHours, waiting.calls, waiting.personHours])).toEqual([
      [iso(0), 4, 100, 16, 200],
      [iso(60), 9, 200, 8, 100],
    ]);
    expect(calls).toEqual({ offered: 38, identified: 37, byMembers: 37, contacts: 38, shared: 0 });
  });

  it('leaves out what a gap of the feed touches, and says so', async () => {
    await database.db.query(`insert into call_gap (from_at, until_at, reason, state, set_by, set_at) values ($1, $2, 'cut', 'known', 'test', now()), ($2, $3, 'cut', 'proposed', 'test', now())`, [minute(-5), minute(10), minute(20)]);
    const { avoided, hourly, gaps } = await measured();
    expect(gaps).toEqual([{ from: iso(-5), until: iso(10) }]);
    expect(avoided).toMatchObject({ window: { from: iso(10), until: iso(120) }, personHours: { notified: expect.closeTo(300 - 100 / 6, 6), waiting: expect.closeTo(300 - 200 / 6, 6) } });
    expect(hourly[0]!.notified.per1000).toBeNull();
  });

  it('is too small for a figure, and says by how much', async () => {
    const { avoided, overTime, exposure } = await measured();
    expect(avoided).toMatchObject({
      kind: 'not-enough-data',
      reasons: [{ code: 'few-waiting-calls', have: 24, need: 250 }, { code: 'few-notified-calls', have: 13, need: 100 }],
      calls: { notified: 13, waiting: 24 }, personHours: { notified: expect.closeTo(300, 6), waiting: expect.closeTo(300, 6) }, window: { from: iso(0), until: iso(120) },
    });
    expect([overTime.kind, exposure.kind]).toEqual(['not-enough-data', 'not-enough-data']);
  });
});

it('measures an incident that is large enough, as the model does from the same people and calls', async () => {
  const incident = simulate({ people: 6_000, rolloutMinutes: 480, waves: 12, callsEach: 0.4, kept: 0.4, provoked: 0.02 }, 7);
  const order = [...incident.people].sort((a, b) => a.toldMinute! - b.toldMinute!);
  const everybody = await world.customers(order.length + 500);
  const [customers, strangers] = [everybody.slice(0, order.length), everybody.slice(order.length)]; // to the last nobody writes
  const told = [...new Set(order.map(({ toldMinute }) => toldMinute))];
  const { notice } = await sent(customers, told);
  const place = new Map(order.map(({ id }, index) => [id, index]));
  await world.calls(incident.calls.map(({ person, minute: at }) => ({ customer: customers[place.get(person)!]!, at: minute(at) })));
  const before = customers.filter((_, index) => index % 7 === 0).map((customer, index) => ({ customer, at: minute(-60 * (index % 400) - 1) }));
  await world.calls(before);
  await world.calls([...repeat(1_800, strangers, 0, 0.5), ...repeat(300, [null], 130, 0.9)]);
  const lastCall = Math.max(...incident.calls.map(({ minute: at }) => at));
  clock.set(minute(lastCall + 30));

  const { result } = await service.measure(notice);

  const people = order.map((person, index) => ({ ...person, id: index, group: index % 50, toldMinute: Math.round(person.toldMinute! * 60) / 60, priority: '0' }));
  const calls = incident.calls.map(({ person, minute: at }) => ({ person: place.get(person)!, minute: Math.round(at * 60) / 60 }));
  const observedMinutes = (minute(lastCall).getTime() + 1 - ORIGIN.getTime()) / 60_000;
  // Whoever called before anybody was told: in the weeks before, and since the declaration.
  const known = [...before.map(({ at }, index) => ({ person: index * 7, minute: (at.getTime() - ORIGIN.getTime()) / 60_000 })), ...calls.filter((call) => call.minute < told[0]!)];
  const callsBefore = new Map([...Map.groupBy(known, ({ person }) => person)].map(([person, own]) => [person, own.length]));
  const callers = [...callsBefore].map(([person, count]) => ({ group: person % 50, priority: '0', wave: told.indexOf(order[person]!.toldMinute) + 1, calls: count, callsSquared: count ** 2 }));
  const again = calls.filter(({ person, minute: at }) => callsBefore.has(person) && at < observedMinutes).map(({ person, minute: at }) => ({ group: person % 50, priority: '0', bin: Math.floor(at / 30), calls: callsBefore.get(person)! }));
  const hours = Array.from({ length: 24 }, (_, hour) => known.filter(({ minute: at }) => ((Math.floor(at / 60) % 24) + 24) % 24 === hour).length);
  const counted = rolloutTable(people, calls.filter(({ minute: at }) => at < observedMinutes), { origin: ORIGIN, binMinutes: 30, observedMinutes, horizonMinutes: 72 * 60, order: 'random' });
  const table = { ...counted, earlier: { rows: callers, again, hours } };
  const rows = told.map((_, wave) => {
    const own = callers.filter((row) => row.wave === wave + 1);
    const members = people.filter((person) => person.toldMinute === Math.round(told[wave]! * 60) / 60).length;
    return { priority: '0', wave: wave + 1, members, calls: own.reduce((sum, row) => sum + row.calls, 0), callsSquared: own.reduce((sum, row) => sum + row.callsSquared, 0) };
  });
  const options = { balance: balance(rows) };
  expect(options.balance).not.toBeNull();
  expect(result.avoided.kind).toBe('estimate');
  expect(result.avoided).toEqual(json(avoidedCalls(table, options)));
  expect(result.avoided).toMatchObject({ unadjusted: { avoided: expect.not.closeTo((result.avoided as { avoided: number }).avoided, 3) } });
  expect(result.overTime).toEqual(json(avoidedOverTime(table, options)));
  expect(result.exposure).toEqual(json(rateRatioByExposure(table, options)));
  expect(result.hourly).toEqual(json(hourlyCalls(table)));
  expect(result.simulated).toBe(false);

  // Whoever called in the 24 hours before counts no second time.
  const onceADay = [...Map.groupBy([...calls, ...before.map(({ at }, index) => ({ person: index * 7, minute: (at.getTime() - ORIGIN.getTime()) / 60_000 }))], ({ person }) => person).values()].flatMap((own) => {
    const sorted = own.toSorted((a, b) => a.minute - b.minute);
    return sorted.filter((call, index) => call.minute >= 0 && (index === 0 || call.minute - sorted[index - 1]!.minute >= 24 * 60));
  });
  const { checks } = result;
  const peopleOnly = avoidedCalls({ ...counted, calls: rolloutTable(people, onceADay.filter(({ minute: at }) => at < observedMinutes), table).calls }, options);
  expect(peopleOnly.kind).toBe('estimate');
  expect(checks?.callers).toEqual(json(peopleOnly));
  // In the measured window, and in its hours a week before and so on: every call, and those of them with a customer.
  const { from, until } = (result.avoided as { window: { from: string; until: string } }).window;
  const weekly = [];
  for (let back = 0; back <= 4; back += 1) {
    const hours = [from, until].map((at) => new Date(Date.parse(at) - back * 7 * 86_400_000));
    weekly.push(...(await database.db.query<IdentifiedCalls>(`select count(*)::int as offered, count(customer_id)::int as identified from inbound_call where offered_at >= $1 and offered_at < $2`, hours)));
  }
  const [window, ...usual] = weekly;
  expect(usual.filter(({ offered }) => offered > 0).length).toBeGreaterThan(0);
  expect(checks?.scaled?.match).toEqual({ ...matchShare({ offered: 0, identified: 0 }, window!, usual.filter(({ offered }) => offered > 0)), basis: 'excess' });
  // Where people say which reasons are the incident's, those calls alone are looked at.
  await database.db.query(`insert into incident_call_tag (incident_id, tag, set_by, set_at) select id, 'breach', 'test', now() from incident`);
  await database.db.query(`update inbound_call set tags = '{breach}' where offered_at >= $1 and offered_at < $2 and id % 2 = 0`, [from, until]);
  const [tagged] = await database.db.query<IdentifiedCalls>(`select count(*)::int as offered, count(customer_id)::int as identified from inbound_call where 'breach' = any (tags)`);
  expect((await service.measure(notice)).result.checks?.scaled?.match).toEqual({ share: tagged!.identified / tagged!.offered, calls: tagged!.offered, basis: 'tagged' });
  // The others were dealt into the same waves, each once, and by chance in equal parts; their calls came evenly, so nothing was avoided.
  const unaffected = await database.transactions.run((tx) => new MeasureRepository(database.db).unaffected(tx, notice, { ...table, observedUntil: minute(observedMinutes) }));
  expect(unaffected.members.reduce((sum, row) => sum + row.members, 0)).toBe(500);
  expect(unaffected.waves.map(({ handedOverMinute }) => handedOverMinute)).toEqual(told.map((at) => expect.closeTo(at!, 1)));
  expect(Math.min(...told.map((_, wave) => unaffected.members.filter((row) => row.wave === wave + 1).reduce((sum, row) => sum + row.members, 0)))).toBeGreaterThan(20);
  expect(unaffected.calls.reduce((sum, { waiting, notified }) => sum + waiting + notified.reduce((so, n) => so + n, 0), 0)).toBe(Math.min(1_800, Math.ceil(observedMinutes * 2)));
  // Dealt by the notice's id, which is another each time: one time in twenty the interval leaves nothing out by chance, four errors away it never is.
  const control = checks?.placebo.result;
  if (control?.kind !== 'estimate') throw new Error('no placebo');
  expect(Math.abs(control.avoided)).toBeLessThan(4 * control.se);
});

describe('who heard from us first', () => {
  it('is told, called or neither, each member once, at one, four and 24 hours', async () => {
    const everyone = await world.customers(12);
    const [people, stranger] = [everyone.slice(0, 10), everyone[10]];
    const { notice, incident } = await sent(people, [10], { pressReportedAt: iso(45) });
    const [a, b, c, d, e, f, g] = people as [CustomerId, CustomerId, CustomerId, CustomerId, CustomerId, CustomerId, CustomerId];
    await world.message(notice, a, 'email', 'sent', { handedOverAt: iso(30) }); // plain SMTP: taken counts as told
    await world.message(notice, b, 'sms', 'delivered', { handedOverAt: iso(31), deliveredAt: iso(40) });
    await world.message(notice, c, 'sms', 'sent', { handedOverAt: iso(31) }); // a text without a receipt is no word
    await world.message(notice, d, 'email', 'bounced', { handedOverAt: iso(30) });
    await world.message(notice, e, 'email', 'sent', { handedOverAt: iso(30) });
    await world.message(notice, f, 'email', 'sent', { handedOverAt: iso(120) });
    await world.message(notice, g, 'sms', 'delivered', { handedOverAt: iso(200), deliveredAt: iso(300) });
    await world.calls([
      { customer: b, at: minute(100) }, // told an hour before
      { customer: e, at: minute(30) }, // to the second: a call first
      { customer: f, at: minute(90) }, // called first, told later
      { customer: d, at: minute(-5) }, // before the declaration: not about it
      { customer: d, at: minute(230) },
      { customer: stranger!, at: minute(-1) },
      { customer: stranger!, at: minute(20) }, // he calls, and has nothing to do with it
      { customer: null, at: minute(25 * 60) },
    ]);
    clock.set(minute(25 * 60));

    const { result } = await service.measure(notice);

    const first = result.firstWord;
    if (first.kind !== 'first-word') throw new Error(first.kind);
    expect(first.members).toBe(10);
    expect(first.at.map(({ hours, complete, toldFirst, calledFirst, neither }) => [hours, complete, toldFirst.count, calledFirst.count, neither.count])).toEqual([
      [1, true, 2, 1, 7],
      [4, true, 2, 3, 5],
      [24, true, 3, 3, 4],
    ]);
    // Told at 30, 30, 40, 120, 300 minutes; five never.
    expect(first.median).toEqual({ kind: 'reached', minutes: 300 });
    expect(first.p95).toEqual({ kind: 'not-reached' });
    expect(result.sinceApproval.median).toEqual({ kind: 'reached', minutes: 300 });
    expect(result.beforePress).toMatchObject({ count: 3, of: 10 });
    expect(result.pressHeadStart).toEqual({ firstMinutes: 15, halfMinutes: -255 });
    // Of the six calls since the declaration five were recognised; of the two other customers one called.
    expect(first.at[0]).toMatchObject({ calledFirstCorrected: { share: expect.closeTo(0.1 * 6 / 5, 10), matched: expect.closeTo(5 / 6, 10) }, unaffectedCalled: { count: 1, of: 2 } });
    const course = new Map(first.series!.map(({ minutes, toldFirst, calledFirst }) => [minutes, [toldFirst, calledFirst]]));
    expect([15, 30, 45, 90, 240, 300, 1_440].map((minutes) => course.get(minutes))).toEqual([[0, 0], [1, 1], [2, 1], [2, 2], [2, 3], [3, 3], [3, 3]]);
    expect(result.medianHeadStartMinutes).toBe(60);

    const whole = await service.ofIncident(incident);
    expect(whole.firstWord).toEqual(first);
    expect(whole.notices).toHaveLength(1);
  });

  it('starts the clock of those found later when they were found, and counts what any notice told', async () => {
    const people = await world.customers(4);
    const { incident, notice } = await sent(people.slice(0, 2), [10]);
    await world.message(notice, people[0]!, 'email', 'sent', { handedOverAt: iso(10) });
    const late = await world.notice(incident, await world.audience(incident, people.slice(1)), iso(600));
    await world.rollout(late, [iso(605)]);
    for (const person of people.slice(1)) await world.message(late, person, 'email', 'sent', { handedOverAt: iso(620) });
    await world.calls([{ customer: null, at: minute(2_000) }, { customer: people[3]!, at: minute(300) }]); // before he was found
    clock.set(minute(2_000));

    const { result } = await service.measure(late);
    const first = result.firstWord;
    if (first.kind !== 'first-word') throw new Error(first.kind);
    // One was a member from the start and waited 620 minutes; two were found at 600.
    expect(first.at.map(({ toldFirst, calledFirst }) => [toldFirst.count, calledFirst.count])).toEqual([[2, 0], [2, 0], [3, 0]]);
    expect(first.median).toEqual({ kind: 'reached', minutes: 20 });
    const whole = await service.ofIncident(incident);
    expect(whole.members).toBe(4);
    expect(whole.notices.map(({ result: { notice: { number } } }) => number)).toEqual([1, 2]);
  });
});

describe('a rollout', () => {
  it('in no random order is not measurable, however many call', async () => {
    const incident = await world.incident(iso(0));
    const people = await world.customers(100);
    const notice = await world.notice(incident, await world.audience(incident, people), iso(0));
    await world.rollout(notice, [iso(0), iso(60), iso(120)], 'running', 'by-region');
    await world.calls(repeat(2_000, people, 1, 0.05));
    clock.set(minute(200));
    expect((await service.measure(notice)).result.avoided).toMatchObject({ kind: 'not-measurable', reason: { code: 'order-not-random' } });
  });

  it('whose waves are under way is not judged early', async () => {
    const people = await world.customers(100);
    const { notice } = await sent(people, [0, 60, 120, null]);
    await world.calls(repeat(3_000, people, 1, 0.05));
    clock.set(minute(151));
    expect((await service.measure(notice)).result.avoided).toMatchObject({ kind: 'not-enough-data', reasons: [{ code: 'window-open' }] });
  });

  it('with a late group is compared until that is told, and says so', async () => {
    const people = await world.customers(500);
    const { notice } = await sent(people, [0, 60, 120, 180, 240, 300, 360, 420, 480, 1_440]); // a tenth each
    await database.transactions.run(async (tx) => {
      await tx.query(`set local session_replication_role = replica`);
      await tx.query(`update rollout set late_percent = 10 where notice_id = $1`, [notice]);
      await tx.query(`update wave set late = true where notice_id = $1 and wave_no = 10`, [notice]);
    });
    await world.calls(repeat(3_000, people, 0.25, 0.5));
    clock.set(minute(1_500));
    const { avoided } = (await service.measure(notice)).result;
    expect(avoided).toMatchObject({ kind: 'estimate', window: { from: iso(0), until: iso(1_440) }, method: expect.stringContaining('late group of 10 %') });
    expect(avoided).toMatchObject({ personHours: { waiting: expect.closeTo(50 * (36 + 24), 6), notified: expect.closeTo(500 * 24 - 50 * (36 + 24), 6) } }); // 0, 1, … 8 and 24 hours each
  });

  it('with one simulated call anywhere is simulated', async () => {
    const people = await world.customers(10);
    const { notice } = await sent(people, [0]);
    await world.calls(repeat(5, people, 1, 1));
    clock.set(minute(60));
    expect((await service.measure(notice)).result.simulated).toBe(false);
    await world.calls([{ customer: null, at: minute(2) }], true);
    expect((await service.measure(notice)).result.simulated).toBe(true);
  });

  it('that has not begun can\'t be measured', async () => {
    const incident = await world.incident(iso(0));
    const notice = await world.notice(incident, await world.audience(incident, await world.customers(1)), iso(0));
    await expect(service.measure(notice)).rejects.toMatchObject({ code: 'notice-not-sent' });
    incidents.know(incident);
    expect(await service.ofIncident(incident)).toMatchObject({ members: 0, notices: [], firstWord: { kind: 'not-enough-data' } });
  });
});

describe('snapshots', () => {
  it('are kept once for the same inputs, and again when something is new', async () => {
    const people = await world.customers(10);
    const { notice } = await sent(people, [0]);
    await world.calls(repeat(5, people, 1, 1));
    clock.set(minute(60));
    const first = await service.take(notice, 'asked', ACTOR);
    clock.set(minute(90));
    expect((await service.take(notice, 'asked', ACTOR)).id).toBe(first.id);
    expect((await service.current(notice)).id).toBe(first.id);
    await world.calls([{ customer: people[0]!, at: minute(80) }]);
    const second = await service.take(notice, 'asked', ACTOR);
    expect(second.id).not.toBe(first.id);
    const history = await service.history(notice, { limit: 10 });
    expect(history).toEqual([second, first]);
    expect(await service.history(notice, { limit: 10, before: second.id! })).toEqual([first]);
    expect(second.result.takenAt).toBe(iso(90));
    expect(await database.db.query(`select count(*)::int as n from audit_event where action = 'measurement.taken'`)).toEqual([{ n: 2 }]);
  });

  it('are taken by the timer once an hour while calls come, and once more at the close', async () => {
    const people = await world.customers(10);
    const { notice, incident } = await sent(people, [0]);
    const kept = () => service.history(notice, { limit: 10 });
    await world.calls(repeat(5, people, 1, 1));
    clock.set(minute(60));
    expect(await service.takeDue()).toBe(1);
    expect(await service.takeDue()).toBe(0); // within the hour
    clock.set(minute(125));
    expect(await service.takeDue()).toBe(1); // looked at; nothing new, nothing kept
    expect(await service.takeDue()).toBe(0);
    expect(await kept()).toHaveLength(1);
    await world.calls([{ customer: people[0]!, at: minute(130) }]);
    clock.set(minute(190));
    expect(await service.takeDue()).toBe(1);
    expect((await kept()).map(({ trigger }) => trigger)).toEqual(['scheduled', 'scheduled']);
    await database.db.query(`update incident set status = 'closed', closed_at = $1`, [minute(200)]);
    clock.set(minute(210));
    expect(await service.takeDue()).toBe(1);
    expect(await service.takeDue()).toBe(0);
    expect((await kept()).map(({ trigger }) => trigger)).toEqual(['closed', 'scheduled', 'scheduled']);
    expect(incident).toBeDefined();
  });

  it('are taken of the others where one can’t be', async () => {
    const [bad, good] = [await sent(await world.customers(2), [0]), await sent([await world.customer('x1'), await world.customer('x2')], [0])];
    const counts = new MeasureRepository(database.db);
    const grouped = counts.grouped.bind(counts);
    counts.grouped = (tx, notice, frame) => (notice === bad.notice ? Promise.reject(new Error('counts that contradict each other')) : grouped(tx, notice, frame));
    const failing = new MeasureService(counts, new MeasurementRepository(database.db), incidents, database.transactions, new Audit(database.db, clock), clock, wordsOf(counts), silentLog);
    clock.set(minute(60));
    expect(await failing.takeDue()).toBe(2);
    expect([(await failing.history(bad.notice, { limit: 1 })).length, (await failing.history(good.notice, { limit: 1 })).length]).toEqual([0, 1]);
  });

  it('end two weeks after the last wave', async () => {
    const { notice } = await sent(await world.customers(1), [0]);
    clock.set(minute(15 * 24 * 60));
    expect(await service.takeDue()).toBe(0);
    expect(await service.history(notice, { limit: 1 })).toEqual([]);
  });
});

describe('two groups of zones with waves of their own', () => {
  it('are two classes, in which every member counts once, in his own wave', async () => {
    const people = await world.customers(200);
    const { notice } = await sent(people, [0, 60]); // draws 0 to 99, and 100 to 199
    await database.transactions.run(async (tx) => {
      await tx.query(`set local session_replication_role = replica`);
      await tx.query(`insert into zone_set (zones) values ('{America/Los_Angeles}') on conflict do nothing`);
      await tx.query(`update audience_member set zone_set = (select id from zone_set where zones = '{America/Los_Angeles}') where draw % 4 = 0`);
      await tx.query(`insert into rollout_stratum (notice_id, stratum, zones, local_zone, members, allowed) values ($1, 1, '{America/Los_Angeles}', 'America/Los_Angeles', 50, '{(,)}')`, [notice]);
      await tx.query(`insert into rollout_zone (notice_id, zone_set, stratum) select $1, id, 1 from zone_set where zones = '{America/Los_Angeles}'`, [notice]);
      await tx.query(
        `insert into wave (notice_id, wave_no, stratum, step, draw_from, draw_until, planned_at, opened_at, handed_over_at)
         select $1::uuid, 3 + n, 1, n, n * 40, case n when 0 then 40 else 200 end, $2::timestamptz + n * interval '1 hour', $2::timestamptz + n * interval '1 hour', $2::timestamptz + n * interval '1 hour' from generate_series(0, 1) as n`,
        [notice, minute(180)],
      );
    });
    clock.set(minute(400));
    await world.calls(repeat(20, people, 1, 19));
    const rollout = await database.transactions.run((tx) => new MeasureRepository(database.db).grouped(tx, notice, { origin: ORIGIN, binMinutes: 30, observedMinutes: 400, observedUntil: minute(400), horizonMinutes: 400, order: 'random' }));
    const members = (priority: string, wave: number) => rollout.members.filter((row) => row.priority === priority && row.wave === wave).reduce((sum, row) => sum + row.members, 0);
    expect([members('0', 1), members('0', 2), members('0.1', 3), members('0.1', 4)]).toEqual([75, 75, 10, 40]);
    expect(rollout.calls.reduce((sum, { waiting, notified }) => sum + waiting + notified.reduce((so, n) => so + n, 0), 0)).toBe(20);
  });
});

describe('what an incident brought to the phones', () => {
  const past = (incident: IncidentId) => new ContactRateRepository(database.db).past(incident);
  const kept = async (incident: IncidentId, more: Partial<ContactRate> = {}) => {
    const rate: ContactRate = { kind: 'data-breach', waitingCalls: 1, waitingPersonHours: 1, toldCalls: 9, toldPersonHours: 900, afterTold: { calls: 7, personHours: 400 }, matchedShare: 0.5, simulated: false, ...more };
    await database.transactions.run((tx) => new ContactRateRepository(database.db).keep(tx, incident, rate, minute(0)));
  };

  it('is there for the next one, told apart by kind and brand, and never its own', async () => {
    const [first, next, drill] = [await world.incident(), await world.incident(), await world.incident(undefined, { simulated: true })];
    await database.db.query(`insert into brand select (jsonb_populate_record(b, '{"id":"other"}')).* from brand as b where b.id = 'northwind'`);
    await database.db.query(
      `insert into incident (reference, kind, title, severity, brand_id, facts, declared_at, commander_id)
       values ('INC-A', 'service-outage', 'No light', 'high', 'northwind', '{}', now(), $1), ('INC-B', 'data-breach', 'Cards copied', 'high', 'other', '{}', now(), $1)`, [world.person]);
    const [outage, elsewhere] = (await database.db.query<{ id: IncidentId }>(`select id from incident where reference in ('INC-A', 'INC-B') order by reference`)).map(({ id }) => id);
    await kept(first);
    await kept(next, { afterTold: { calls: 99, personHours: 1 } });
    await kept(drill, { simulated: true });
    await kept(outage!, { matchedShare: null });
    await kept(elsewhere!, { afterTold: null });
    expect(await past(next)).toEqual([{ sameKind: true, sameBrand: true, calls: 7, personHours: 400, matchedShare: 0.5 }]);
    await kept(outage!, { kind: 'service-outage' });
    await kept(elsewhere!, { matchedShare: 1 });
    const rows = (await past(next)).map(({ sameKind, sameBrand, matchedShare }) => `${sameKind} ${sameBrand} ${matchedShare}`);
    expect(rows.sort()).toEqual(['false true 0.5', 'true false 1', 'true true 0.5']);
    expect(await past(drill)).toEqual([]);
  });
});
