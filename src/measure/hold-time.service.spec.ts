import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AS_COUNTED } from '../../test/support/as-counted.js';
import { hearApp, type HearApp } from '../../test/support/hear.app.js';
import { World } from '../../test/support/hear.builder.js';
import type { IncidentId, NoticeId } from '../kernel/ids.js';
import { HoldTimeService } from './hold-time.service.js';
import { HoldTimeController } from './http/hold-time.controller.js';
import { FirstWordCount } from './first-word-count.service.js';
import { MeasureService } from './measure.service.js';
import { queueOverTime } from './model/queue-over-time.js';
import { PhoneFiguresService } from './phone-figures.service.js';
import { QueueFitService } from './queue-fit.service.js';
import { MeasureRepository } from './store/measure.repository.js';
import { MeasurementRepository } from './store/measurement.repository.js';
import { PhoneFiguresRepository } from './store/phone-figures.repository.js';
import { QueueRepository } from './store/queue.repository.js';

/** Monday; the centre's zone is UTC here. Eight waves half an hour apart begin at the declaration. */
const DECLARED = '2026-03-16T08:00:00Z';
const WAVES = Array.from({ length: 8 }, (_, wave) => new Date(Date.parse(DECLARED) + wave * 1_800_000).toISOString());
const NOW = new Date('2026-03-16T13:00:00Z');
const CALLS = [40, 70, 100, 110, 90, 70, 60, 50];
const AGENTS = [12, 16, 18, 18, 18, 16, 14, 12];
const TRUTH = { intervalSeconds: 1_800, handleSeconds: 240, patienceSeconds: 300 };

let test: HearApp;
let world: World;
let service: HoldTimeService;
let fits: QueueFitService;
let incident: IncidentId;
let notice: NoticeId;
let ops: Record<string, string>;
let agent: Record<string, string>;

beforeAll(async () => {
  test = await hearApp(NOW, {
    controllers: [HoldTimeController],
    providers: [HoldTimeService, QueueFitService, PhoneFiguresService, PhoneFiguresRepository, QueueRepository, FirstWordCount, MeasureService, MeasureRepository, MeasurementRepository, AS_COUNTED],
  });
  [ops, agent] = [await test.key('ops'), await test.key('agent')];
  [service, fits] = [test.app.get(HoldTimeService), test.app.get(QueueFitService)];
  world = await World.begin(test.database);
  await twoWeeksBefore();
  incident = await world.incident(DECLARED);
  test.incidents.know(incident, { declaredAt: new Date(DECLARED) });
  const members = await world.customers(2_000);
  notice = await world.notice(incident, await world.audience(incident, members), DECLARED);
  await world.rollout(notice, WAVES);
  await callsOfTheDay();
});
afterAll(() => test.close());

/** Ten working days of mornings, as the model has them where 80 of 100 on duty are there for calls. */
async function twoWeeksBefore(): Promise<void> {
  const served = queueOverTime(CALLS.map((calls, place) => ({ calls, agents: AGENTS[place]! * 0.8 })), TRUTH);
  const days = Array.from({ length: 14 }, (_, day) => new Date(Date.parse('2026-03-02T08:00:00Z') + day * 86_400_000)).filter((day) => day.getUTCDay() % 6 !== 0);
  for (const [place, { waitSeconds, abandoned }] of served.entries()) {
    await test.database.db.query(
      `insert into inbound_call (source, call_id, offered_at, outcome, wait_seconds, talk_seconds, match_method)
       select 'before', gen_random_uuid(), d + $2 * interval '30 minutes' + n * interval '10 seconds',
              case when n <= $4 then 'abandoned' else 'answered' end, $5, case when n > $4 then 240 end, 'none'
         from unnest($1::timestamptz[]) as d cross join generate_series(1, $3::int) as n`,
      [days, place, CALLS[place], Math.round(abandoned), waitSeconds],
    );
  }
  await test.database.db.query(
    `insert into agents_on_duty (queue, interval_start, interval_seconds, agents, source)
     select q.queue, d + a.place * interval '30 minutes', 1800, a.agents / 2.0, 'roster'
       from unnest($1::timestamptz[]) as d cross join unnest($2::int[]) with ordinality as x (agents, n)
      cross join lateral (select x.n - 1 as place, x.agents) as a cross join (values ('first'), ('second')) as q (queue)`,
    [days, AGENTS],
  );
}

/** Each half-hour some 15 of 100 who wait call, and 7 of those who were told, chosen by a hash; and 60 others. */
const callsOfTheDay = () => test.database.db.query(
  `insert into inbound_call (source, call_id, offered_at, outcome, wait_seconds, talk_seconds, customer_id, match_method)
   select 'day', gen_random_uuid(), $2::timestamptz + b * interval '30 minutes' + h.second * interval '1 second', 'answered', 20, 240, m.customer_id, 'number'
     from rollout as r
     join audience_member as m on m.audience_id = r.audience_id
    cross join generate_series(0, 8) as b
    cross join lateral (select ('x' || substr(md5(m.customer_id || '-' || b), 1, 7))::bit(28)::int as hash) as x
    cross join lateral (select x.hash % 1800 as second, (x.hash / 1800) % 1000 as chance) as h
     join wave as w on w.notice_id = r.notice_id and m.draw >= w.draw_from and m.draw < w.draw_until
    where r.notice_id = $1
      and h.chance < case when $2::timestamptz + b * interval '30 minutes' + h.second * interval '1 second' < w.handed_over_at then 150 else 70 end
   union all
   select 'day', gen_random_uuid(), $2::timestamptz + b * interval '30 minutes' + n * interval '30 seconds', 'answered', 20, 240, null, 'none'
     from generate_series(-4, 8) as b cross join generate_series(0, 59) as n`,
  [notice, DECLARED],
);
const duty = (agents: number) => test.database.db.query(
  `insert into agents_on_duty (queue, interval_start, interval_seconds, agents, source) select '', s, 900, $1, 'roster'
     from generate_series('2026-03-16T06:00:00Z'::timestamptz, '2026-03-16T12:45:00Z', interval '15 minutes') as s`, [agents]);
const get = (path: string, headers = ops) => test.app.inject({ method: 'GET', url: `/api/v1/${path}`, headers });
const fitRows = async () => (await test.database.db.query<{ n: number }>('select count(*)::int as n from queue_fit'))[0]!.n;

describe('the fit of the weeks before', () => {
  it('finds what the weeks were made with, and is kept once for the same calls and agents', async () => {
    const [first, second] = await Promise.all([fits.before(new Date(DECLARED)), fits.before(new Date('2026-03-16T23:00:00Z'))]);
    if (first.result.kind !== 'fit') throw new Error(JSON.stringify(first.result));
    expect(second.id).toBe(first.id);
    expect(first.fittedUntil).toEqual(new Date('2026-03-16T00:00:00Z'));
    expect(first.result).toMatchObject({ days: 10, from: '2026-03-02', until: '2026-03-13', calls: 5_900, handleSeconds: expect.closeTo(240, 6) });
    expect(first.result.availability).toBeGreaterThan(0.78);
    expect(first.result.availability).toBeLessThan(0.82);
    expect(first.result.patienceSeconds).toBeGreaterThan(280);
    expect(first.result.patienceSeconds).toBeLessThan(320);
    expect(await fitRows()).toBe(1);
  });

  it('is refused with the reason where no agents are known', async () => {
    expect((await fits.before(new Date('2026-03-01T12:00:00Z'))).result).toEqual({ kind: 'no-fit', reason: 'no-agents-known' });
  });
});

describe('hold time with and without the notice', () => {
  it('is not told while nobody knows who was on duty in the window', async () => {
    expect(await service.of(notice)).toEqual({ kind: 'no-hold-time', noticeId: notice, reason: 'no-agents-in-window' });
  });

  it('is longer without it, by the calls that it spared, with both ends of their interval', async () => {
    await duty(36);
    const answer = await service.of(notice);
    if (answer.kind !== 'hold-time') throw new Error(JSON.stringify(answer));
    const { withNotice, without, avoided, avoidedOfAll, matchedShare, agentHours, intervals } = answer;
    expect(avoided.low).toBeGreaterThan(0);
    expect(matchedShare).toBeGreaterThan(0.7);
    expect(matchedShare).toBeLessThan(1);
    expect(avoidedOfAll.value).toBeCloseTo(avoided.value / matchedShare, 9);
    expect(without.value.calls - withNotice.calls).toBeCloseTo(avoidedOfAll.value, 6);
    expect(without.low.waitSeconds).toBeLessThan(without.value.waitSeconds);
    expect(without.value.waitSeconds).toBeLessThan(without.high.waitSeconds);
    expect(withNotice.waitSeconds).toBeLessThan(without.value.waitSeconds);
    expect(agentHours.value).toBeGreaterThan(0);
    expect(answer.actual).toEqual({ waitSeconds: 20, abandonShare: 0 });
    expect(intervals.every(({ agents }) => agents === 36)).toBe(true);
    expect(intervals.reduce((sum, { calls }) => sum + calls, 0)).toBe(withNotice.calls);
    expect(new Date(answer.window.from) >= new Date(DECLARED)).toBe(true);
    expect(answer).toMatchObject({ label: 'modelled', saved: { currency: null, byAgentHours: null, byCalls: null } });
    expect(await service.of(notice)).toEqual(answer);
  });

  it('costs what the company says that an hour and a call cost, and nothing before it says so', async () => {
    const figures = { currency: 'USD', agentHourCost: 30.5, callCost: 2.25, thresholdSeconds: 30, targetShare: 0.9, callsPerThousand: 45 };
    const put = (payload: object, headers = ops) => test.app.inject({ method: 'PUT', url: '/api/v1/phone-figures', headers: { ...headers, 'content-type': 'application/json' }, payload: JSON.stringify(payload) });
    expect((await put({ ...figures, currency: null })).statusCode).toBe(422);
    expect((await put(figures, agent)).statusCode).toBe(403);
    expect((await put(figures)).json()).toEqual(figures);
    const answer = (await get(`notices/${notice}/hold-time`)).json<{ saved: Record<string, { value: number; low: number }>; agentHours: { value: number }; avoidedOfAll: { low: number }; target: object }>();
    expect(answer.target).toEqual({ thresholdSeconds: 30, targetShare: 0.9 });
    expect(answer.saved['byAgentHours']!.value).toBeCloseTo(answer.agentHours.value * 30.5, 6);
    expect(answer.saved['byCalls']!.low).toBeCloseTo(answer.avoidedOfAll.low * 2.25, 6);
    expect(await test.database.db.query(`select details from audit_event where action = 'phone-figures.set'`)).toEqual([{ details: figures }]);
  });

  it('is nothing where avoided calls are not known', async () => {
    const other = await world.notice(incident, await world.audience(incident, await moreCustomers()), DECLARED);
    await world.rollout(other, [DECLARED]);
    expect((await get(`notices/${other}/hold-time`)).json()).toEqual({ kind: 'no-hold-time', noticeId: other, reason: 'no-estimate' });
  });

  it('shows the fit of the last four weeks to those who may see it', async () => {
    expect((await get('queue-fit')).json()).toMatchObject({ result: { kind: 'fit' } });
    expect((await get('queue-fit', agent)).statusCode).toBe(403);
  });
});

const moreCustomers = () => test.database.db.query<{ id: never }>(`insert into customer (reference) values ('late-1'), ('late-2') returning id`).then((rows) => rows.map(({ id }) => id));
