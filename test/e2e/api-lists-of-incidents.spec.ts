import { afterAll, beforeAll, describe } from '@jest/globals';
import { BrandService } from '../../src/declare/brand.service.js';
import { ROLES } from '../../src/kernel/actor.js';
import { type Client, testApp, type TestApp } from '../support/app.js';
import { aBrand } from '../support/declare.builder.js';
import { APPROVED_AT, DeliverBuilder } from '../support/deliver.builder.js';
import { type Row, walkApiLists, type WalkedList } from '../support/walked-api-lists.js';

const NAMES = [
  'incidents', 'notices of an incident', 'notices that wait', 'audiences', 'lists of an incident', 'holds of an incident', 'holds of a notice', 'broken glass', 'brands', 'gaps', 'reasons of calls', 'calendar', 'rules of law',
  'terms of law', 'terms of service', 'access requests', 'saved mappings', 'sender checks',
] as const;

const idOf = ({ id }: Row): unknown => id;
const isIn = (row: Row, name: string, value: string): boolean => (row[name] as readonly string[]).includes(value);
const reviewed = (row: Row): boolean => row['review'] !== null || row['reviewedBy'] !== null;

describe('lists of the API about incidents, and of what they go by', () => {
  let app: TestApp;
  let everybody: Client;
  let lists: Readonly<Record<(typeof NAMES)[number], WalkedList>>;
  const run = <Found>(sql: string, parameters: unknown[] = []): Promise<Found[]> => app.database.db.query<Found>(sql, parameters);
  const unguarded = (sql: string, parameters: unknown[] = []) => app.database.transactions.run(async (tx) => {
    await tx.query('set local session_replication_role = replica');
    await tx.query(sql, parameters);
  });

  beforeAll(async () => {
    app = await testApp({ now: APPROVED_AT });
    const person = await app.person(...ROLES);
    everybody = await app.browser(person);
    const notice = await new DeliverBuilder(app.database.db, app.database.transactions).notice({ members: 3, schedule: { waves: 1 } });
    const [{ incident } = { incident: '' }] = await run<{ incident: string }>('select n.incident_id as incident from notice as n where n.id = $1', [notice]);
    await filled(person, notice, incident);
    lists = walked(notice, incident);
  });
  afterAll(() => app?.close());

  /** A dozen of each: rows like those of the notice, and what else is kept. */
  async function filled(person: Awaited<ReturnType<TestApp['person']>>, notice: string, incident: string): Promise<void> {
    const { id, actor } = person;
    const copies = async (table: string, of: string, change: string): Promise<void> => unguarded(`insert into ${table} select (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid()) || ${change})).* from ${table} as t cross join generate_series(1, 12) as n where t.id = $1`, [of]);
    await copies('incident', incident, `jsonb_build_object('reference', 'INC-9' || lpad(n::text, 3, '0'), 'title', 'Outage no ' || n, 'severity', case when n % 3 = 0 then 'low' else 'critical' end, 'status', case when n % 4 = 0 then 'closed' else 'open' end, 'closed_at', case when n % 4 = 0 then now() end)`);
    await copies('notice', notice, `jsonb_build_object('number', n + 1, 'check_code', 'LISTS' || n, 'type', case when n % 2 = 0 then 'update' else 'initial' end, 'state', case when n % 4 = 0 then 'draft' else 'submitted' end) || case when n % 4 = 0 then '{"plan_hash": null, "submitted_by": null, "submitted_at": null, "approved_at": null, "expires_at": null}'::jsonb else '{}'::jsonb end`);
    const [{ audience } = { audience: '' }] = await run<{ audience: string }>('select n.audience_id as audience from notice as n where n.id = $1', [notice]);
    await copies('audience', audience, `jsonb_build_object('version', n + 1, 'state', case when n % 3 = 0 then 'draft' else 'frozen' end)`);
    await unguarded(`insert into audience_list (incident_id, name, total, found, created_by) select $1, 'Shops ' || n || '.csv', 10, 9, 'person:' || $2 from generate_series(1, 12) as n`, [incident, id]);
    for (const [table, of, at] of [['incident_hold', 'incident_id', incident], ['notice_hold', 'notice_id', notice]]) {
      await unguarded(`insert into ${table} (${of}, requested_by, reason, placed_by_kind, placed_by, placed_at, ended_by_kind, ended_by, ended_at, end_reason) select $1, 'An agency', 'case ' || n, 'person', $2, $3::timestamptz - n * interval '1 hour', e.kind, e.who, e.at, e.why
        from generate_series(1, 12) as n left join lateral (select 'person' as kind, $2 as who, $3::timestamptz as at, 'over' as why) as e on n > 1`, [at, id, APPROVED_AT]);
    }
    await unguarded(`insert into break_glass (notice_id, plan_hash, requested_by, reason, requested_at, expires_at) select $1, md5(n::text) || md5(n::text), $2, 'nobody is there', $3::timestamptz - n * interval '1 hour', $3::timestamptz - n * interval '1 hour' + interval '10 minutes' from generate_series(1, 12) as n`, [notice, id, APPROVED_AT]);
    for (let n = 1; n <= 8; n++) await app.app.get(BrandService).save(actor, { ...aBrand(), id: `shop-${n}`, name: `Shop of ${n}` });
    await run(`insert into call_gap (source, from_at, until_at, reason, state, set_by, set_at) select case when n % 2 = 0 then 'feed' else 'csv' end, $1::timestamptz - n * interval '2 hours', $1::timestamptz - n * interval '1 hour', 'Gap ' || n, case when n % 4 = 0 then 'proposed' else 'known' end, 'person:x', $1 from generate_series(1, 12) as n`, [APPROVED_AT]);
    await app.send('PUT', `/api/v1/incidents/${incident}/call-reasons`, everybody, { tags: Array.from({ length: 12 }, (_, n) => `reason ${n}`) });
    await run(`insert into call_calendar (day, kind, note, set_by, set_at) select date '2026-03-01' + n, case when n % 3 = 0 then 'closed' else 'set-aside' end, 'Day ' || n, 'person:x', $1 from generate_series(1, 12) as n`, [APPROVED_AT]);
    await run(`insert into access_request (kind, asked, state, requested_by, requested_at, expires_at, decided_at, decided_by, reason) select 'person-new', jsonb_build_object('name', 'Reader ' || n, 'email', 'r' || n || '@lists.test', 'roles', jsonb_build_array('agent')), 'refused', $1, now() - n * interval '1 minute', now(), now(), $1, 'no' from generate_series(1, 110) as n`, [id]);
    await run(`insert into import_mapping (kind, name, options, saved_by, saved_at) select case when n % 4 = 0 then 'calls' else 'customers' end, 'mapping ' || n, '{}', $1, $2 from generate_series(1, 12) as n`, [id, APPROVED_AT]);
    await run(`insert into sender_check (domain, findings, checked_at, checked_by) select 'shop-' || n || '.example', '[]', $1, 'person:x' from generate_series(1, 12) as n`, [APPROVED_AT]);
  }

  const walked = (notice: string, incident: string): typeof lists => ({
    incidents: { url: '/api/v1/incidents', keyOf: idOf, nothing: 'words=no-such-incident', filters: [['status=closed', ({ status }) => status === 'closed'], ['severity=low', ({ severity }) => severity === 'low'], ['kind=data-breach', ({ kind }) => kind === 'data-breach'], ['words=inc-9007', ({ reference }) => reference === 'INC-9007']] },
    'notices of an incident': { url: `/api/v1/incidents/${incident}/notices`, keyOf: idOf, nothing: 'state=withdrawn', filters: [['state=draft', ({ state }) => state === 'draft'], ['state=submitted&type=update', ({ state, type }) => state === 'submitted' && type === 'update']] },
    'notices that wait': { url: '/api/v1/notices', keyOf: idOf, nothing: 'state=withdrawn', filters: [['type=update', ({ type }) => type === 'update']] },
    audiences: { url: `/api/v1/incidents/${incident}/audiences`, keyOf: idOf, nothing: null, filters: [['state=draft', ({ state }) => state === 'draft'], ['state=frozen', ({ state }) => state === 'frozen']] },
    'lists of an incident': { url: `/api/v1/incidents/${incident}/lists`, keyOf: idOf, nothing: 'words=no-such-list', filters: [['words=shops%2012', ({ name }) => name === 'Shops 12.csv']] },
    'holds of an incident': { url: `/api/v1/incidents/${incident}/holds`, keyOf: idOf, nothing: null, filters: [['standing=true', ({ endedAt }) => endedAt === null], ['standing=false', ({ endedAt }) => endedAt !== null]] },
    'holds of a notice': { url: `/api/v1/notices/${notice}/holds`, keyOf: idOf, nothing: null, filters: [['standing=true', ({ endedAt }) => endedAt === null], ['standing=false', ({ endedAt }) => endedAt !== null]] },
    'broken glass': { url: `/api/v1/notices/${notice}/break-glass`, keyOf: idOf, nothing: null, filters: [] },
    brands: { url: '/api/v1/brands', keyOf: idOf, nothing: 'words=no-such-brand', filters: [['words=OF%207', ({ name }) => name === 'Shop of 7'], ['words=shop-3', ({ id }) => id === 'shop-3']] },
    gaps: { url: '/api/v1/call-gaps?from=2026-01-01&until=2027-01-01', keyOf: idOf, nothing: 'source=nobody', filters: [['state=proposed', ({ state }) => state === 'proposed'], ['source=csv', ({ source }) => source === 'csv']] },
    'reasons of calls': { url: `/api/v1/incidents/${incident}/call-reasons`, keyOf: ({ tag }) => tag, nothing: 'isIncident=false', filters: [['isIncident=true', (row) => row['isIncident'] === true]] },
    calendar: { url: '/api/v1/call-calendar', keyOf: ({ date }) => date, nothing: 'from=2030-01-01', filters: [['kind=closed', ({ kind }) => kind === 'closed'], ['from=2026-03-05&until=2026-03-08', ({ date }) => String(date) >= '2026-03-05' && String(date) < '2026-03-08']] },
    'rules of law': { url: '/api/v1/law/rules', keyOf: idOf, nothing: 'words=no-such-law', filters: [['kind=service-outage', ({ trigger }) => isIn(trigger as Row, 'kinds', 'service-outage')], ['reviewed=false', (row) => !reviewed(row)], ['words=us-ca', (row) => /us-ca/i.test(`${String(row['title'])} ${String(row['jurisdiction'])} ${String(row['id'])}`)]] },
    'terms of law': { url: '/api/v1/law/terms', keyOf: idOf, nothing: 'words=no-such-law', filters: [['kind=data-breach', (row) => isIn(row, 'kinds', 'data-breach')], ['reviewed=false', (row) => !reviewed(row)]] },
    'terms of service': { url: '/api/v1/law/service', keyOf: idOf, nothing: 'words=no-such-law', filters: [['kind=data-breach', (row) => isIn(row, 'kinds', 'data-breach')], ['reviewed=false', (row) => !reviewed(row)]] },
    'access requests': { url: '/api/v1/access-requests', keyOf: idOf, nothing: 'state=waiting', filters: [['state=refused', ({ state }) => state === 'refused'], ['kind=person-new', ({ kind }) => kind === 'person-new']] },
    'saved mappings': { url: '/api/v1/import-mappings', keyOf: idOf, nothing: 'words=no-such-mapping', filters: [['kind=calls', ({ kind }) => kind === 'calls'], ['words=MAPPING%2012', ({ name }) => name === 'mapping 12']] },
    'sender checks': { url: '/api/v1/sender-checks', keyOf: ({ domain }) => domain, nothing: 'domain=nobody.example', filters: [['domain=Shop-3.example', ({ domain }) => domain === 'shop-3.example']] },
  });

  walkApiLists(NAMES, () => ({ app, client: everybody, lists }));
});
