import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { audiencesOn, commander, incident } from '../../test/support/audience.builder.js';
import { eventually } from '../../test/support/capture-fixture.js';
import { type TestDatabase, testDatabase } from '../../test/support/postgres.js';
import { type IncidentId, type PersonId } from '../kernel/ids.js';
import { FixedClock } from '../platform/clock/clock.js';
import { asideOf, wasCalledOff } from '../platform/database/aside.js';
import { createLog } from '../platform/logging/log.js';
import { selection, selectionHash } from './model/selection.js';
import { RuleCounts } from './rule-counts.service.js';
import { RuleEstimates } from './rule-estimates.service.js';
import { CustomerRepository } from './store/customer.repository.js';
import { RuleCountRepository } from './store/rule-count.repository.js';
import { SampleRepository } from './store/sample.repository.js';
import { VocabularyRepository } from './store/vocabulary.repository.js';
import { VocabularyService } from './vocabulary.service.js';

const NOW = new Date('2026-03-02T09:00:00Z');
/** More than are looked at: what is said of them is an estimate. */
const MANY = 24_000;
const BOUGHT = { touchpoint: { kind: 'purchase', from: '2026-01-10T00:00:00Z', until: '2026-01-20T00:00:00Z', where: { store: '3' } } };

let database: TestDatabase;
let counts: RuleCounts;
let person: PersonId;
let breach: IncidentId;
beforeAll(async () => {
  database = await testDatabase();
  // Ids with wide gaps, as imports leave them; of each store's customers every fourth paid cash and every tenth came too late.
  await database.db.query(`insert into customer (id, reference, locale, region, email, email_hash, phone, phone_hash, attributes) overriding system value
    select case when n > 12000 then 5000000 else 0 end + n * 7, 'C' || n, case when n % 5 = 0 then 'es' else 'en' end, (array['WA', 'OR', 'CA'])[1 + n % 3], case when n % 2 = 0 then 'c' || n || '@x.example' end, case when n % 2 = 0 then 'e' || n end,
           case when n % 3 = 0 then '+1206555' || n end, case when n % 3 = 0 then 'p' || n end, jsonb_build_object('tier', (array['gold', 'blue'])[1 + n % 2], 'card', 'K' || n)
      from generate_series(1, ${MANY}) as n`);
  await database.db.query(`insert into touchpoint (customer_id, kind, reference, occurred_at, label, attributes)
    select c.id, 'purchase', 'P' || n, case when n % 10 = 9 then timestamptz '2026-01-25T00:00:00Z' else timestamptz '2026-01-15T00:00:00Z' end, 'Store ' || n % 8, jsonb_build_object('store', (n % 8)::text, 'paid_by', case when n % 4 = 0 then 'cash' else 'card' end)
      from generate_series(1, ${MANY}) as n join customer as c on c.reference = 'C' || n`);
  await database.db.query('analyze customer, touchpoint');
  const carla = await commander(database);
  person = carla.id;
  breach = await incident(database, person);
});
afterAll(() => database.drop());
beforeEach(() => {
  counts = countsOn();
});

const countsOn = () => new RuleCounts(new RuleCountRepository(database.db, asideOf(database.dataSource)), database.transactions, new FixedClock(NOW), createLog('silent', 'test'));
const estimates = () => new RuleEstimates(new SampleRepository(asideOf(database.dataSource)));

/** A list of the incident with these references. */
async function list(references: readonly string[]): Promise<string> {
  const [row] = await database.db.query<{ id: string }>(`insert into audience_list (incident_id, name, total, found, created_by) values ($1, 'l.csv', $2, $2, $3) returning id`, [breach, references.length, person]);
  await database.db.query('insert into audience_list_item (list_id, reference) select $1, unnest($2::text[])', [row!.id, references]);
  return row!.id;
}

describe('an estimate', () => {
  it('holds the true number in its interval, of a random sample', async () => {
    const truth = (await audiencesOn(database).audiences.preview(breach, selection(BOUGHT, null))).counts.members;
    const got = (await estimates().estimate(selection(BOUGHT, null)))!;
    expect(got).toMatchObject({ of: MANY });
    expect(got.looked).toBeGreaterThanOrEqual(200);
    expect([got.low <= truth, truth <= got.high, got.low <= got.members, got.members <= got.high]).toEqual([true, true, true, true]);
    expect(Math.abs(got.members / truth - 1)).toBeLessThan(0.5);
  });

  it('says of nobody in the sample that there may be some', async () => {
    const got = (await estimates().estimate(selection({ field: 'reference', op: 'eq', value: 'nobody' }, null)))!;
    expect(got).toMatchObject({ members: 0, low: 0 });
    expect(got.high).toBeLessThanOrEqual(MANY - got.looked);
  });

  it('counts who is on a list, and estimates whom the rule adds', async () => {
    const onList = await list(['C3', 'C11', 'C8', 'not-known']);
    expect(await estimates().estimate(selection(null, onList))).toMatchObject({ members: 3, low: 3, high: 3 });
    // Of the list, 3 and 11 bought at store 3; that is known of everybody on it.
    expect(await estimates().estimate(selection(BOUGHT, onList, 'intersection'))).toEqual({ members: 2, low: 2, high: 2, looked: 3, of: 3 });
    const truth = (await audiencesOn(database).audiences.preview(breach, selection(BOUGHT, onList))).counts.members;
    const got = (await estimates().estimate(selection(BOUGHT, onList)))!;
    expect([got.low <= truth, truth <= got.high]).toEqual([true, true]);
  });

  it('shows a few with the reason, and a few whom one thing keeps out', async () => {
    const { members, nearly } = await estimates().people(selection({ ...BOUGHT, data: ['card-number'] }, null), []);
    expect(await estimates().example(selection({ ...BOUGHT, data: ['card-number'] }, null), [])).toEqual(members[0]!.reasons);
    expect(members).toHaveLength(5);
    for (const { reasons } of members) expect(reasons).toMatchObject({ by: ['rule'], data: ['card-number'], touchpoints: [{ kind: 'purchase', label: 'Store 3' }] });
    expect(nearly.map(({ lack }) => [lack.part, lack.attribute])).toEqual([['time', null], ['time', null], ['where', 'store'], ['where', 'store']]);
    expect(nearly[0]!.reasons.touchpoints[0]).toMatchObject({ label: 'Store 3', occurredAt: '2026-01-25T00:00:00.000Z' });
    expect(nearly[2]!.reasons.touchpoints[0]!.label).not.toBe('Store 3');
    const met = new Set(members.map(({ customerId }) => customerId));
    expect(nearly.some(({ customerId }) => met.has(customerId))).toBe(false);
  });

  it('knows what rules can be written of, and no value that names a person', async () => {
    const known = (await new VocabularyService(new CustomerRepository(database.db), new VocabularyRepository(asideOf(database.dataSource))).known(60_000))!;
    expect(known.fields.find(({ name }) => name === 'region')!.values.map(({ value }) => value).sort()).toEqual(['CA', 'OR', 'WA']);
    expect(known.attributes.map(({ name, values }) => [name, values.length])).toEqual(expect.arrayContaining([['tier', 2], ['card', 0]]));
    expect(known.touchpoints).toMatchObject([{ kind: 'purchase', from: '2026-01-15T00:00:00.000Z', until: '2026-01-25T00:00:00.000Z' }]);
    expect(known.touchpoints[0]!.attributes.find(({ name }) => name === 'store')!.values).toHaveLength(8);
  });
});

describe('an exact count', () => {
  const counted = async (rule: unknown, service = counts) => {
    await eventually(async () => (await service.standing(person, selectionHash(selection(rule, null)))).state === 'counted');
    const standing = await service.standing(person, selectionHash(selection(rule, null)));
    return standing.state === 'counted' ? standing : null;
  };

  it('follows by itself, and says what freezing would', async () => {
    await counts.ask(person, selection(BOUGHT, null));
    const standing = await counted(BOUGHT);
    const { counts: preview } = await audiencesOn(database).audiences.preview(breach, selection(BOUGHT, null));
    const { members, email, sms, unreachable, suppressed, byLocale } = preview;
    expect(standing).toEqual({ state: 'counted', counts: { members, email, sms, unreachable, suppressed, byLocale, numbers: [{ locale: 'en', country: 'US', people: 600 }, { locale: 'es', country: 'US', people: 200 }], homes: ['CA', 'OR', 'WA'].map((region) => ({ country: null, region, people: 800 })) }, countedAt: NOW });
  });

  it('is not made twice for the same question', async () => {
    await counts.ask(person, selection(BOUGHT, null));
    await counted(BOUGHT);
    await database.db.query(`update rule_count set counts = jsonb_set(counts, '{members}', '7')`);
    expect(await counts.ask(person, selection(BOUGHT, null))).toMatchObject({ state: 'counted', counts: { members: 7 } });
  });

  it('gives way to the next question of the same person, on whatever instance he asks it', async () => {
    await counts.ask(person, selection({ field: 'region', op: 'eq', value: 'CA' }, null));
    const other = countsOn();
    const everybody = { field: 'reference', op: 'exists' };
    await other.ask(person, selection(everybody, null));
    expect((await counted(everybody, other))!.counts.members).toBe(MANY);
    expect(await counts.standing(person, selectionHash(selection({ field: 'region', op: 'eq', value: 'CA' }, null)))).toEqual({ state: 'none' });
  });

  it('that died with its instance is made anew where it is asked for again', async () => {
    await database.db.query(`update rule_count set counts = null, counted_at = null, runner = gen_random_uuid(), selection_hash = 'x'`);
    await counts.ask(person, selection(BOUGHT, null));
    await counted(BOUGHT);
    await database.db.query(`update rule_count set counts = null, counted_at = null, runner = gen_random_uuid(), leased_until = now() - interval '1 second'`);
    expect(await counts.standing(person, selectionHash(selection(BOUGHT, null)))).toEqual({ state: 'failed' });
    expect(await counts.ask(person, selection(BOUGHT, null))).toEqual({ state: 'counting' });
    expect((await counted(BOUGHT))!.counts.members).toBeGreaterThan(0);
  });
});

describe('a read aside', () => {
  it('is ended by the server in time, or by whoever began it, and leaves the connection usable', async () => {
    const aside = asideOf(database.dataSource);
    const long = () => aside.read('select pg_sleep(60)', [], { timeoutMs: 20 });
    expect(wasCalledOff(await long().catch((error: unknown) => error))).toBe(true);
    const stop = new AbortController();
    const called = aside.read('select pg_sleep(60)', [], { timeoutMs: 60_000, signal: stop.signal }).catch((error: unknown) => error);
    await eventually(async () => (await database.db.query(`select 1 from pg_stat_activity where application_name like '%-aside' and query like 'select pg_sleep%' and state = 'active' and datname = current_database()`)).length === 1);
    stop.abort();
    expect(wasCalledOff(await called)).toBe(true);
    expect(await aside.read('select 1 as one', [], { timeoutMs: 5_000 })).toEqual([{ one: 1 }]);
  });

  it('can write nothing', async () => {
    await expect(asideOf(database.dataSource).read('delete from customer', [], { timeoutMs: 5_000 })).rejects.toMatchObject({ code: '25006' });
  });
});
