import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { World } from '../../../test/support/hear.builder.js';
import { callImportsOf } from '../../../test/support/hear-imports.js';
import { testDatabase, type TestDatabase } from '../../../test/support/postgres.js';
import type { CustomerId, IncidentId, NoticeId } from '../../kernel/ids.js';
import { MeasureRepository } from './measure.repository.js';

const ORIGIN = new Date('2026-03-02T08:00:00Z');
const UNTIL = new Date('2026-03-02T14:00:00Z');

let database: TestDatabase;
let world: World;
let incident: IncidentId;
let notice: NoticeId;
let members: Record<'alone' | 'wife' | 'son', CustomerId>;

beforeAll(async () => {
  database = await testDatabase();
  world = await World.begin(database);
  await world.customer('husband', { phone: '+12065550124' }); // has the number as well, and nothing to do with the incident
  members = {
    alone: await world.customer('alone', { phone: '+12065550123' }),
    wife: await world.customer('wife', { phone: '+12065550124' }),
    son: await world.customer('son', { phone: '+12065550124' }),
  };
  incident = await world.incident('2026-03-02T08:00:00Z');
  notice = await world.notice(incident, await world.audience(incident, [members.alone, members.wife, members.son]));
  await world.rollout(notice, ['2026-03-02T10:00:00Z']);
});
afterAll(() => database.drop());
beforeEach(() => database.db.query('truncate inbound_call, import_run cascade'));

/** Lines of call_id, time of the day, end, outcome, phone, customer. */
async function calls(...rows: readonly string[]) {
  const lines = rows.map((row) => row.split(' ')).map(([id, at, end, outcome, phone = '', customer = '']) =>
    [id, `2026-03-02T${at!}Z`, end === '-' ? '' : `2026-03-02T${end!}Z`, outcome, phone === '-' ? '' : phone, customer].join(','));
  const stream = (async function* () { yield ['call_id,offered_at,ended_at,outcome,phone,customer', ...lines, ''].join('\n'); })();
  return callImportsOf(database).importCalls({ stream, format: 'csv', name: 'test' }, {}, { kind: 'system', id: 'test' });
}
const frame = { origin: ORIGIN, binMinutes: 30, observedUntil: UNTIL, observedMinutes: 360, horizonMinutes: 4_320, order: 'random' as const };
const counted = () => database.transactions.run(async (tx) => {
  const repository = new MeasureRepository(database.db);
  const { calls: all, contacts } = await repository.grouped(tx, notice, frame);
  const sum = (rows: typeof all) => rows.reduce((so, { waiting, notified }) => so + waiting + notified.reduce((a, b) => a + b, 0), 0);
  const { offered, identified, contacts: ofAll, shared } = await repository.callTotals(tx, frame);
  return { members: sum(all), contacts: sum(contacts), totals: { offered, identified, contacts: ofAll, shared } };
});
const redials = async () => (await database.db.query<{ id: string }>(`select k.call_id as id from redials($1, $2) as r (id) join inbound_call as k on k.id = r.id order by 1`, [ORIGIN, UNTIL])).map(({ id }) => id);

describe('calls as contacts', () => {
  it('join who gives up and rings again within ten minutes, as often as he does', async () => {
    await calls('a 09:00:00 09:02:00 abandoned +12065550123', 'b 09:11:59 09:13:00 abandoned +12065550123', 'c 09:20:00 09:25:00 answered +12065550123', 'd 09:26:00 09:30:00 answered +12065550123');
    expect(await redials()).toEqual(['b', 'c']);
    expect(await counted()).toEqual({ members: 4, contacts: 2, totals: { offered: 4, identified: 4, contacts: 2, shared: 0 } });
  });

  it('begin anew after ten minutes, for another caller, and where the caller is not known', async () => {
    await calls('a 09:00:00 09:02:00 abandoned +12065550123', 'b 09:12:01 - answered +12065550123', 'c 09:03:00 - answered +12065550199', 'd 09:04:00 - abandoned -', 'e 09:05:00 - abandoned -');
    expect(await redials()).toEqual([]);
    expect((await counted()).totals).toEqual({ offered: 5, identified: 2, contacts: 5, shared: 0 });
  });

  it('know a caller by his reference where there is no number', async () => {
    await calls('a 09:00:00 - abandoned - alone', 'b 09:09:00 - answered - alone', 'c 09:09:30 - answered - wife');
    expect(await redials()).toEqual(['b']);
  });
});

describe('a number that several have', () => {
  it('counts once, for the household of those whom the notice is about', async () => {
    const report = await calls('a 09:00:00 - answered +12065550124', 'b 11:00:00 - answered +12065550124', 'c 11:30:00 - answered +12065550123');
    expect(report.matches).toMatchObject({ number: 1, 'shared-number': 2 });
    expect(await counted()).toEqual({ members: 3, contacts: 3, totals: { offered: 3, identified: 3, contacts: 3, shared: 2 } });
  });

  it('is not his who got it after the call', async () => {
    await database.db.query(`update customer set phone_changed_at = '2026-03-02T10:00:00Z' where id = any ($1::bigint[])`, [[members.wife, members.son]]);
    await calls('a 09:00:00 - answered +12065550124', 'b 11:00:00 - answered +12065550124');
    expect((await counted()).members).toBe(1);
    await database.db.query(`update customer set phone_changed_at = null where id = any ($1::bigint[])`, [[members.wife, members.son]]);
  });
});

it('finds the same callers whatever the ledger says of them', async () => {
  const rows = (prefix: string) => [`${prefix}1 09:00:00 - answered +12065550123`, `${prefix}2 09:01:00 - answered +12065550124`, `${prefix}3 09:02:00 - answered - wife`, `${prefix}4 09:03:00 - answered +12065550111`];
  const found = () => database.db.query(`select substr(call_id, 2) as id, customer_id, match_method, sharing from inbound_call where call_id like $1 order by 1`, ['x%']);
  await calls(...rows('x'));
  const before = await found();
  await database.db.query('truncate inbound_call cascade');
  await world.message(notice, members.alone, 'sms', 'delivered', { handedOverAt: '2026-03-02T08:30:00Z', deliveredAt: '2026-03-02T08:31:00Z' });
  await world.message(notice, members.wife, 'sms', 'bounced', { handedOverAt: '2026-03-02T08:30:00Z' });
  await database.db.query(`insert into suppression (channel, address_hash, reason, source, since) select 'sms', c.phone_hash, 'stop', 'test', now() from customer as c where c.phone_hash is not null group by c.phone_hash`);
  await calls(...rows('x'));
  expect(await found()).toEqual(before);
});

describe('the experiment', () => {
  it.each([
    `update rollout set seed = 'another'`, `delete from rollout`, `update wave set planned_at = planned_at + interval '1 hour'`, `update wave set draw_until = draw_until + 1`, `delete from wave`,
    `insert into wave (notice_id, wave_no, step, draw_from, draw_until, planned_at) select notice_id, 9, 9, 7, 9, planned_at from wave limit 1`,
    `insert into rollout_stratum (notice_id, stratum, zones, local_zone, members, allowed) select notice_id, 7, '{}', 'UTC', 1, '{(,)}' from rollout limit 1`,
    `update rollout_stratum set members = 0`, `update audience_member set jk_group = 0`, `update audience_member set household = 'x', draw = 0`, `delete from audience_member`, `truncate audience_member cascade`,
    `update audience set seed = 'x' where state = 'frozen'`, `insert into rollout_zone (notice_id, zone_set, stratum) select notice_id, 1, 0 from rollout limit 1`,
  ])('on record refuses: %s', async (statement) => {
    await expect(database.db.query(statement)).rejects.toThrow(/record|never change|frozen|not added to/);
  });
});
