import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AS_COUNTED } from '../../test/support/as-counted.js';
import { hearApp, type HearApp } from '../../test/support/hear.app.js';
import { World } from '../../test/support/hear.builder.js';
import { FeedGaps } from '../hear/contract.js';
import type { IncidentId } from '../kernel/ids.js';
import { Alerts } from '../platform/alerts/alerts.js';
import { ExpectedCallsService, type ForecastOfDay } from './expected-calls.service.js';
import { ExpectedCallsController } from './http/expected-calls.controller.js';
import { FeedWatchService } from './feed-watch.service.js';
import { ExpectedCallsRepository } from './store/expected-calls.repository.js';
import { FeedRepository } from './store/feed.repository.js';

/** Monday, 08:10 in UTC, which is the centre's zone here; the clock stands at 10:45. */
const DECLARED = '2026-03-16T08:10:00Z';
const NOW = new Date('2026-03-16T10:45:00Z');

let test: HearApp;
let ops: Record<string, string>;
let agent: Record<string, string>;
let service: ExpectedCallsService;
let incident: IncidentId;
let world: World;

/** Half-hours from 07:00 to 20:00 on every weekday of twelve weeks: 20 calls each, 30 on Mondays; and today's, three times as many from 08:30 on. */
const VOLUMES = `
  insert into call_volume (queue, interval_start, interval_seconds, offered, source, simulated)
  select 'main', slot, 1800,
         case when extract(isodow from slot) = 1 then 30 else 20 end * case when slot >= '2026-03-16T08:30:00Z' then 3 else 1 end,
         'csv', false
    from generate_series('2025-12-22T00:00:00Z'::timestamptz, '2026-03-16T10:00:00Z', interval '30 minutes') as s (slot)
   where extract(isodow from slot) < 6 and extract(hour from slot at time zone 'UTC') between 7 and 19`;

beforeAll(async () => {
  test = await hearApp(NOW, { controllers: [ExpectedCallsController], providers: [ExpectedCallsService, ExpectedCallsRepository, FeedRepository, FeedWatchService, AS_COUNTED] });
  [ops, agent] = [await test.key('ops'), await test.key('agent')];
  service = test.app.get(ExpectedCallsService);
  await test.database.db.query(VOLUMES);
  world = await World.begin(test.database);
  incident = await world.incident(DECLARED);
  test.incidents.know(incident, { declaredAt: new Date(DECLARED) });
});
afterAll(() => test.close());

const forecast = async (): Promise<ForecastOfDay> => {
  const answer = await service.ofIncident(incident);
  if (answer.kind !== 'forecast') throw new Error(JSON.stringify(answer));
  return answer;
};
const put = (date: string, payload: unknown, headers = ops) => test.app.inject({ method: 'PUT', url: `/api/v1/call-calendar/${date}`, headers: { ...headers, 'content-type': 'application/json' }, payload: JSON.stringify(payload) });

describe('calls of an ordinary day', () => {
  it('are those of the weekday, from the moment the incident began', async () => {
    const got = await forecast();
    expect(got).toMatchObject({ zone: 'UTC', slotMinutes: 30, frozenAt: new Date('2026-03-16T08:00:00Z'), days: 60, setAside: 0 });
    expect(got.slots).toHaveLength(24); // 08:00 to 20:00
    expect(got.slots[0]).toMatchObject({ from: new Date('2026-03-16T08:00:00Z'), offered: 30, expected: expect.closeTo(30, 0) });
    expect(got.expected).toBeCloseTo(24 * 30, -1);
    expect(got.low!).toBeLessThanOrEqual(got.expected);
    expect(got.pastError!.share).toBeLessThan(0.02);
  });

  it('take nothing over of what came after it, and compare only slots that are over', async () => {
    const got = await forecast();
    expect(got.slots.filter(({ offered }) => offered !== null).map(({ offered }) => offered)).toEqual([30, 90, 90, 90, 90]);
    expect(got.offered).toBe(390);
    expect(got.comparedUntil).toEqual(new Date('2026-03-16T10:30:00Z'));
    expect(got.expectedSoFar).toBeCloseTo(150, -1);
  });

  it('do not count a day on which nobody could call, nor one that was set aside', async () => {
    await test.database.db.query(`update call_volume set offered = 5 * offered where (interval_start at time zone 'UTC')::date in ('2026-03-09', '2026-03-12')`);
    const misled = await forecast();
    expect((await put('2026-03-12', { kind: 'set-aside', note: 'a campaign' })).statusCode).toBe(204);
    expect((await put('2026-03-09', { kind: 'set-aside', note: 'the web shop was down' })).statusCode).toBe(204);
    const got = await forecast();
    expect(got.expected).toBeCloseTo(24 * 30, -1);
    expect(got).toMatchObject({ days: 58, setAside: 2 });
    // The morning had shown that the two days told nothing, but the interval had to answer for them.
    expect(misled.high! - misled.low!).toBeGreaterThan(10 * (got.high! - got.low!));
    const audited = await test.database.db.query(`select action, subject_id as day from audit_event where action like 'call-calendar%' order by id`);
    expect(audited).toEqual([{ action: 'call-calendar.day-set', day: '2026-03-12' }, { action: 'call-calendar.day-set', day: '2026-03-09' }]);
  });

  it('set days of another incident aside by themselves', async () => {
    await world.incident('2026-02-10T09:00:00Z', { closedAt: '2026-02-12T15:00:00Z' });
    expect(await forecast()).toMatchObject({ days: 55, setAside: 5 });
  });

  it('take a day without any row for a gap, not for silence', async () => {
    const before = await forecast();
    await test.database.db.query(`delete from call_volume where (interval_start at time zone 'UTC')::date = '2026-03-05'`);
    const got = await forecast();
    expect(got.days).toBe(before.days - 1);
    expect(got.expected / before.expected).toBeCloseTo(1, 1);
  });

  it('count single calls where a queue has no volumes, and never both', async () => {
    const before = await forecast();
    await test.database.db.query(
      `insert into inbound_call (source, call_id, queue, offered_at, outcome, match_method, sharing, simulated)
       select 'test', 'x' || n, case when n <= 40 then 'main' else 'second' end, '2026-03-16T09:10:00Z', 'answered', 'none', 0, false from generate_series(1, 70) as n`,
    );
    expect((await forecast()).offered).toBe(before.offered + 30);
  });

  it('have no forecast where too little is known', async () => {
    await test.database.db.query(`delete from call_volume where interval_start < '2026-02-20'`);
    expect(await service.ofIncident(incident)).toMatchObject({ kind: 'short-history', need: 30 });
    await test.database.db.query(`delete from inbound_call`);
    await test.database.db.query(`delete from call_volume`);
    expect(await service.ofIncident(incident)).toEqual({ kind: 'no-forecast', incidentId: incident, reason: 'no-calls-known' });
  });
});

describe('the calendar of calls', () => {
  it('is kept by ops, and read by all who look at figures', async () => {
    expect((await put('2026-12-25', { kind: 'closed', note: 'Christmas' })).statusCode).toBe(204);
    expect((await put('2026-12-25', { kind: 'closed', note: 'Christmas Day' })).statusCode).toBe(204);
    const list = await test.app.inject({ method: 'GET', url: '/api/v1/call-calendar', headers: ops });
    expect(list.json<{ items: { date: string; note: string }[] }>().items.find(({ date }) => date === '2026-12-25')).toMatchObject({ kind: 'closed', note: 'Christmas Day' });
    expect((await put('2026-12-26', { kind: 'closed', note: 'x' }, agent)).statusCode).toBe(403);
    expect((await test.app.inject({ method: 'DELETE', url: '/api/v1/call-calendar/2026-12-25', headers: ops })).statusCode).toBe(204);
    expect((await test.app.inject({ method: 'DELETE', url: '/api/v1/call-calendar/2026-12-25', headers: ops })).statusCode).toBe(404);
  });

  it.each([['2026-13-01', { kind: 'closed', note: 'x' }, 404], ['2026-12-01', { kind: 'open', note: 'x' }, 422], ['2026-12-01', { kind: 'closed', note: ' ' }, 422]])('refuses %s %j', async (date, payload, status) => {
    expect((await put(date, payload)).statusCode).toBe(status);
  });
});

describe('a gap of the feed', () => {
  beforeAll(async () => {
    await test.database.db.query('truncate call_volume, inbound_call, inbound_call_also, call_calendar');
    await test.database.db.query(VOLUMES);
  });

  const gaps = () => test.app.inject({ method: 'GET', url: '/api/v1/call-gaps?from=2026-03-01T00:00:00Z&until=2026-04-01T00:00:00Z', headers: agent }).then((answer) => answer.json<{ items: Record<string, unknown>[] }>().items);
  const decide = (id: unknown, payload: object, headers = ops) => test.app.inject({ method: 'POST', url: `/api/v1/call-gaps/${String(id)}/decision`, payload, headers });
  const alerts = () => test.database.db.query<{ message: string; state: string }>(`select message, state from alert where kind = 'calls.silent' order by first_at`);
  const lost = `interval_start >= '2026-03-11T10:00:00Z' and interval_start < '2026-03-11T12:00:00Z'`;

  it('is found where other weeks had calls, proposed with an alert, once, and taken back when the calls come after all', async () => {
    await test.database.db.query(`create table put_by as select * from call_volume where ${lost}`);
    await test.database.db.query(`delete from call_volume where ${lost}`);
    const watch = test.app.get(FeedWatchService);
    expect([await watch.look(), await watch.look()]).toEqual([1, 1]);
    expect(await gaps()).toMatchObject([{ source: 'csv', queue: null, from: '2026-03-11T10:00:00.000Z', until: '2026-03-11T12:00:00.000Z', state: 'proposed', expected: expect.closeTo(80, 0) }]);
    expect(await alerts()).toMatchObject([{ state: 'open', message: expect.stringContaining('from 11 Mar 2026, 10:00 until 12:00 UTC, where about 80 were to be expected') }]);
    await test.database.db.query(`insert into call_volume select * from put_by`);
    expect(await watch.look()).toBe(0);
    expect(await gaps()).toEqual([]);
    expect(await alerts()).toMatchObject([{ state: 'resolved' }]);
    await test.database.db.query(`delete from call_volume where ${lost}`);
    await watch.look();
  });

  it('that a person knows of leaves its day out of the forecast; one that was none does not', async () => {
    const before = (await forecast()).setAside;
    const [gap] = await gaps();
    expect((await decide(gap!['id'], { state: 'known', reason: 'the recorder was down' }, agent)).statusCode).toBe(403);
    expect((await decide(gap!['id'], { state: 'known', reason: 'the recorder was down' })).json()).toMatchObject({ state: 'known', reason: 'the recorder was down' });
    expect((await forecast()).setAside).toBe(before + 1);
    expect(await test.app.get(FeedWatchService).look()).toBe(0);
    await decide(gap!['id'], { state: 'dismissed' });
    expect((await forecast()).setAside).toBe(before);
    await test.app.get(FeedWatchService).look();
    expect(await gaps()).toMatchObject([{ state: 'dismissed' }]);
    expect((await alerts()).filter(({ state }) => state !== 'resolved')).toEqual([]);
  });

  it('on the day itself freezes the forecast where it begins, and no slot in it counts as silent', async () => {
    const add = (payload: object) => test.app.inject({ method: 'POST', url: '/api/v1/call-gaps', payload, headers: ops });
    const gap = { from: '2026-03-16T09:10:00Z', until: '2026-03-16T09:40:00Z', reason: 'a line was cut' };
    expect((await add({ ...gap, until: gap.from })).statusCode).toBe(422);
    expect((await add(gap)).statusCode).toBe(201);
    expect((await add(gap)).statusCode).toBe(409);
    expect((await forecast()).slots.slice(0, 5).map(({ offered }) => offered)).toEqual([30, 90, null, null, 90]);
    expect((await add({ ...gap, from: '2026-03-16T07:30:00Z', until: '2026-03-16T07:45:00Z' })).statusCode).toBe(201);
    expect((await forecast()).frozenAt).toEqual(new Date('2026-03-16T07:30:00Z'));
  });

  it('that was proposed never leaves its alert behind: taken back with it or not at all, and over with it where a person enters the gap', async () => {
    const then = `interval_start >= '2026-03-12T10:00:00Z' and interval_start < '2026-03-12T12:00:00Z'`;
    const live = async () => (await alerts()).filter(({ state }) => state !== 'resolved').length;
    const proposed = async () => (await gaps()).filter(({ state }) => state === 'proposed').map(({ id }) => id);
    await test.database.db.query(`create table put_by_later as select * from call_volume where ${then}`);
    await test.database.db.query(`delete from call_volume where ${then}`);
    await test.app.get(FeedWatchService).look();
    const [id, ...others] = await proposed();
    expect([others, await live()]).toEqual([[], 1]);
    await test.database.db.query(`insert into call_volume select * from put_by_later`);
    const dying = jest.spyOn(test.app.get(Alerts), 'clear').mockRejectedValue(new Error('killed'));
    await expect(test.app.get(FeedGaps).found([])).rejects.toThrow('killed');
    dying.mockRestore();
    expect([await proposed(), await live()]).toEqual([[id], 1]);
    const entered = await test.app.inject({ method: 'POST', url: '/api/v1/call-gaps', headers: ops, payload: { source: 'csv', from: '2026-03-12T10:00:00Z', until: '2026-03-12T12:00:00Z', reason: 'the recorder was down' } });
    expect(entered.json()).toMatchObject({ id, state: 'known' });
    expect([await proposed(), await live()]).toEqual([[], 0]);
  });
});
