import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { audiencesOn, commander, customerImportsOn, incident } from '../../test/support/audience.builder.js';
import { asStream, opsPerson } from '../../test/support/imports.builder.js';
import { type TestDatabase, testDatabase } from '../../test/support/postgres.js';
import { type AudienceId, type CustomerId, type IncidentId, type NoticeId } from '../kernel/ids.js';
import { type Member } from './contract.js';
import { selection } from './model/selection.js';

let database: TestDatabase;
let carla: Awaited<ReturnType<typeof commander>>;
let breach: IncidentId;
// Frozen members are a record that nothing empties, so that each test has a database of its own.
beforeEach(async () => {
  database = await testDatabase();
  carla = await commander(database);
  breach = await incident(database, carla.id);
});
afterEach(() => database.drop());

const CUSTOMERS = [
  'reference,first_name,email,phone,locale,region',
  'C1,Ana,home@example.org,,es,WA',
  'C2,Bo,home@example.org,+12065550101,en,WA',
  'C3,Cy,,+12065550101,en,OR',
  'C4,Di,di@example.org,,en,',
  'C5,Ed,,,,WA',
  'C6,Fi,fi@example.org,+12065550106,es,OR',
].join('\n');
const PURCHASES = [
  'customer,kind,reference,occurred_at,label,store,paid_by',
  'C1,purchase,P1,2026-01-10T10:00:00Z,Harbour,3,card',
  'C1,purchase,P2,2026-01-11T10:00:00Z,Harbour,3,card',
  'C2,purchase,P3,2026-01-12T10:00:00Z,Hill,12,card',
  'C3,purchase,P4,2026-01-13T10:00:00Z,Hill,12,card',
  'C4,purchase,P5,2026-01-14T10:00:00Z,Hill,12,cash',
  'C5,purchase,P6,2026-01-15T10:00:00Z,Hill,12,card',
].join('\n');
const BREACH = { touchpoint: { kind: 'purchase', from: '2026-01-10T00:00:00Z', until: '2026-02-01T00:00:00Z', where: { store: [3, 12], paid_by: 'card' } }, data: ['card-number', 'name'] };

async function company(): Promise<void> {
  const imports = customerImportsOn(database);
  await imports.run('customers', { stream: asStream(`${CUSTOMERS}\n`), format: 'csv', name: 'c' }, {}, opsPerson);
  await imports.run('touchpoints', { stream: asStream(`${PURCHASES}\n`), format: 'csv', name: 'p' }, {}, opsPerson);
}
const listOf = async (text: string) => audiencesOn(database).lists.upload(breach, { stream: asStream(text), format: 'csv', name: 'from the lab' }, carla);
const everybody = (id: AudienceId): Promise<readonly Member[]> => audiencesOn(database).audiences.members(id, 0, 10_000);
const references = (members: readonly { reference: string }[]) => members.map((member) => member.reference).sort();

describe('a preview', () => {
  it('counts people, addresses and those who can\'t be reached, and shows why ten of them are in', async () => {
    await company();
    await database.db.query(`insert into suppression (channel, address_hash, reason, source, since) select 'sms', phone_hash, 'stop', 'test', now() from customer where reference = 'C3'`);
    const { counts, examples } = await audiencesOn(database).audiences.preview(breach, selection(BREACH, null));
    expect(counts).toEqual({ members: 4, email: 2, sms: 2, unreachable: 1, suppressed: 1, sharing: 3, byLocale: { en: 2, es: 1, unknown: 1 }, byRegion: { WA: 3, OR: 1 } });
    expect(examples.find((one) => one.reference === 'C1')).toMatchObject({
      firstName: 'Ana', locale: 'es', hasEmail: true, hasPhone: false,
      reasons: { data: ['card-number', 'name'], by: ['rule'], more: 0, touchpoints: [{ kind: 'purchase', label: 'Harbour', occurredAt: '2026-01-11T10:00:00.000Z' }, { occurredAt: '2026-01-10T10:00:00.000Z' }] },
    });
    expect(await database.db.query('select from audience')).toEqual([]);
  });

  it('takes a list alone, or together with a rule, or only who is in both', async () => {
    await company();
    const { audiences } = audiencesOn(database);
    const list = await listOf('reference\nC4\nC1\nX9\n');
    expect(list).toMatchObject({ name: 'from the lab', total: 3, found: 2, notFound: ['X9'], badLinesTotal: 0 });
    expect((await audiences.preview(breach, selection(null, list.id))).examples.map((one) => [one.reference, one.reasons]).sort()).toEqual(
      ['C1', 'C4'].map((reference) => [reference, { touchpoints: [], more: 0, data: ['card-number'], by: ['list'] }]),
    );
    const union = await audiences.preview(breach, selection(BREACH, list.id));
    expect(union.examples.map((one) => [one.reference, one.reasons.by, one.reasons.touchpoints.length]).sort()).toEqual([['C1', ['rule', 'list'], 2], ['C2', ['rule'], 1], ['C3', ['rule'], 1], ['C4', ['list'], 0], ['C5', ['rule'], 1]]);
    const both = await audiences.preview(breach, selection(BREACH, list.id, 'intersection'));
    expect(both.examples.map((one) => one.reference)).toEqual(['C1']);
    expect(both.counts.members).toBe(1);
    expect(union.counts.members).toBe(5);
  });

  it('finds by a list who was imported after it', async () => {
    const list = await listOf('C1\nC2\n');
    expect(list.found).toBe(0);
    await company();
    expect((await audiencesOn(database).audiences.preview(breach, selection(null, list.id))).counts.members).toBe(2);
  });

  it.each<[string, (list: string) => Promise<unknown>, string]>([
    ['an unknown incident', () => audiencesOn(database).audiences.preview('00000000-0000-4000-8000-000000000000' as IncidentId, selection(BREACH, null)), 'incident-not-found'],
    ['an unknown list', () => audiencesOn(database).audiences.preview(breach, selection(null, '00000000-0000-4000-8000-000000000000')), 'list-not-found'],
    ['the list of another incident', async (list) => audiencesOn(database).audiences.preview(await incident(database, carla.id), selection(null, list)), 'list-not-found'],
    ['neither rule nor list', async () => selection(null, null), 'audience-without-source'],
  ])('of %s is refused', async (_, ask, code) => {
    const list = await listOf('C1\n');
    await expect(ask(list.id)).rejects.toMatchObject({ code });
  });
});

describe('a frozen audience', () => {
  it('keeps its members as they were, with reasons, in an order that its seed makes again', async () => {
    await company();
    const { audiences, frozen } = audiencesOn(database);
    const audience = await audiences.build(breach, selection(BREACH, null), carla);
    expect(audience).toMatchObject({ version: 1, algorithm: 'sha256-household-v2', counts: { members: 4 }, frozenAt: new Date('2026-03-02T09:00:00Z'), builtBy: carla.id });
    expect(audience.seed).toMatch(/^[0-9a-f]{64}$/);
    await database.db.query(`update customer set email = 'new@example.org', email_hash = 'new', first_name = 'Changed'`);
    await database.db.query('delete from touchpoint');
    const members = await frozen.members(audience.id, 0, 10);
    expect(members.map((member) => member.position)).toEqual([0, 1, 2, 3]);
    expect(members.find((member) => member.reference === 'C2')).toMatchObject({ firstName: 'Bo', email: 'home@example.org', phone: '+12065550101', reasons: { data: ['card-number', 'name'], touchpoints: [{ label: 'Hill' }] } });
    const [first] = await database.db.query<{ id: CustomerId }>(`select id from customer where reference = 'C1'`);
    expect(await frozen.member(audience.id, first!.id)).toMatchObject({ reference: 'C1', emailHash: expect.stringMatching(/^[\w-]{43}$/) });
    await expect(frozen.member(audience.id, '999' as CustomerId)).rejects.toMatchObject({ code: 'member-not-found' });
    const households = await database.db.query<{ household: string; position: number }>('select household, position from audience_member order by position');
    const drawn = [...new Set(households.map((row) => row.household))];
    const key = (household: string) => createHash('sha256').update(`${audience.seed}:${household}`).digest('hex');
    expect(drawn).toEqual([...drawn].sort((a, b) => (key(a) < key(b) ? -1 : 1)));
  });

  it('keeps a household together, through an address to a number', async () => {
    await company();
    const { id } = await audiencesOn(database).audiences.build(breach, selection(BREACH, null), carla);
    const rows = await database.db.query<{ reference: string; draw: number; position: number; household: string; jk_group: number }>('select reference, draw, position, household, jk_group from audience_member where audience_id = $1 order by position', [id]);
    const family = rows.filter((row) => row.reference !== 'C5');
    expect(new Set(family.map((row) => [row.draw, row.household, row.jk_group].join())).size).toBe(1); // C1 and C2 share a mailbox, C2 and C3 a number
    expect(family.map((row) => row.position)).toEqual([0, 1, 2].map((n) => family[0]!.draw + n));
    const alone = rows.find((row) => row.reference === 'C5')!;
    expect(alone.draw).toBe(alone.position);
  });

  it('joins a chain of sharers to its end', async () => {
    const rows = Array.from({ length: 40 }, (_, n) => `K${n},m${Math.floor(n / 2)}@example.org,+1206555${String(1000 + Math.floor((n + 1) / 2))}`);
    await customerImportsOn(database).run('customers', { stream: asStream(`reference,email,phone\n${rows.join('\n')}\n`), format: 'csv', name: 'c' }, {}, opsPerson);
    const { counts } = await audiencesOn(database).audiences.build(breach, selection({ field: 'reference', op: 'starts-with', value: 'K' }, null), carla);
    expect(counts).toMatchObject({ members: 40, sharing: 40 });
    expect(await database.db.query('select distinct household, draw, jk_group from audience_member')).toHaveLength(1);
  });

  it('has a hash that is the same when it is computed again, and another one for another snapshot', async () => {
    await company();
    const { audiences } = audiencesOn(database);
    const one = await audiences.build(breach, selection(BREACH, null), carla);
    expect(await audiences.verify(one.id)).toEqual({ hash: one.hash, computed: one.hash, intact: true });
    const two = await audiences.build(breach, selection(BREACH, null), carla);
    expect([two.version, two.hash === one.hash, two.seed === one.seed]).toEqual([2, false, false]);
    await database.transactions.run(async (tx) => {
      await tx.query('set local session_replication_role = replica'); // as somebody with the keys of the database would
      await tx.query(`update audience_member set email = 'x@evil.example' where audience_id = $1 and position = 2`, [one.id]);
    });
    expect(await audiences.verify(one.id)).toMatchObject({ intact: false });
  });

  it.each([
    ['sha256-household-v1', 'f39e6dc5f3c9b4e15df424914c8e49d3e9aeb82cb72c89ceb35f7b7c1c279253'],
    ['sha256-household-v2', 'e815eecc5e5498f75ad153a90e91bcfe3d5da7e222fcf1211c7f955d29a58391'],
  ])('keeps the hash that %s gave it, whatever audiences are hashed by since', async (algorithm, hash) => {
    const id = '5f0c7a52-6c8e-4f1c-9a53-0d6f1c2b3a41' as AudienceId;
    await database.transactions.run(async (tx) => {
      await tx.query('set local session_replication_role = replica');
      await tx.query(`insert into audience (id, incident_id, version, rule, state, algorithm, seed, hash, members, counts, as_of, built_by, frozen_at)
                      values ($1, $2, 1, '{}', 'frozen', $3, 'ab12', $4, 2, '{}', '2026-03-02T09:00:00Z', $5, '2026-03-02T09:00:00Z')`, [id, breach, algorithm, hash, carla.id]);
      await tx.query(`insert into audience_member (audience_id, customer_id, position, draw, household, jk_group, reference, first_name, locale, region, email, email_hash, reasons, zone_set, place, email_changed_at)
                      values ($1, 7, 0, 0, '7', 3, 'C7', 'Zoë "Z"', 'es', 'WA', 'z@mail.example', 'h7', '{"by": ["rule"], "more": 0}', 2, 'US-WA', '2026-01-11T10:00:00.5Z'),
                             ($1, 8, 1, 1, '8', 4, 'C8', null, null, '', null, null, '{"by": ["list"]}', null, null, null)`, [id]);
    });
    expect(await audiencesOn(database).audiences.verify(id)).toEqual({ hash, computed: hash, intact: true });
  });

  it('is made once: a second freeze is refused, however close', async () => {
    await company();
    const { audiences } = audiencesOn(database);
    const draft = await audiences.draft(breach, selection(BREACH, null), carla);
    expect(draft).toMatchObject({ state: 'draft', version: 1, hash: null, rule: BREACH });
    await expect(audiences.getFrozen(draft.id)).rejects.toMatchObject({ code: 'audience-not-frozen' });
    const results = await Promise.allSettled([audiences.freeze(draft.id, carla), audiences.freeze(draft.id, carla)]);
    expect(results.map((result) => (result.status === 'fulfilled' ? 'frozen' : (result.reason as { code: string }).code)).sort()).toEqual(['audience-already-frozen', 'frozen']);
    expect(await everybody(draft.id)).toHaveLength(4);
  });

  it('is refused where nobody is affected, and leaves nothing behind', async () => {
    await company();
    const { audiences } = audiencesOn(database);
    const nobody = selection({ field: 'country', op: 'eq', value: 'FR' }, null);
    await expect(audiences.build(breach, nobody, carla)).rejects.toMatchObject({ kind: 'unprocessable', code: 'audience-empty' });
    expect(await audiences.list(breach)).toEqual([]);
    const draft = await audiences.draft(breach, nobody, carla);
    await expect(audiences.freeze(draft.id, carla)).rejects.toMatchObject({ code: 'audience-empty' });
    expect(await audiences.get(draft.id)).toMatchObject({ state: 'draft' });
  });

  it('is not made for an incident that is closed, nor by nobody', async () => {
    await company();
    const { audiences, lists } = audiencesOn(database);
    await expect(audiences.build(breach, selection(BREACH, null), { kind: 'system', id: 'x' })).rejects.toMatchObject({ code: 'person-needed' });
    const draft = await audiences.draft(breach, selection(BREACH, null), carla);
    await database.db.query(`update incident set status = 'closed', closed_at = now()`);
    for (const deed of [() => audiences.build(breach, selection(BREACH, null), carla), () => audiences.freeze(draft.id, carla), () => lists.upload(breach, { stream: asStream('C1\n'), format: 'csv', name: 'l' }, carla)]) {
      await expect(deed()).rejects.toMatchObject({ kind: 'conflict', code: 'incident-closed' });
    }
  });

  it('differs from the next one by who came and who went', async () => {
    await company();
    const { audiences } = audiencesOn(database);
    const one = await audiences.build(breach, selection(BREACH, null), carla);
    await database.db.query(`update customer set phone = '+12065550199', phone_hash = 'other' where reference = 'C2'`);
    const two = await audiences.build(breach, selection({ any: [{ all: [BREACH, { field: 'region', op: 'eq', value: 'WA' }] }, { field: 'reference', op: 'eq', value: 'C6' }] }, null), carla);
    expect(await audiences.diff(one.id, two.id)).toEqual({ added: 1, removed: 1, kept: 3, readdressed: 1, addedExamples: ['C6'], removedExamples: ['C3'] });
    const other = await audiences.build(await incident(database, carla.id), selection(BREACH, null), carla);
    await expect(audiences.diff(one.id, other.id)).rejects.toMatchObject({ code: 'audiences-unrelated' });
  });

  it('leaves out who is in an earlier one, when it is counted and when it is frozen, as a draft too', async () => {
    await company();
    const { audiences } = audiencesOn(database);
    const list = await listOf('reference\nC4\nC1\n');
    const first = await audiences.build(breach, selection(null, (await listOf('reference\nC1\nC2\n')).id), carla);
    const wanted = selection(BREACH, list.id, 'union', [first.id]);
    expect((await audiences.preview(breach, wanted)).counts.members).toBe(3);
    expect(references(await everybody((await audiences.build(breach, wanted, carla)).id))).toEqual(['C3', 'C4', 'C5']);
    const draft = await audiences.draft(breach, selection(null, list.id, 'union', [first.id]), carla);
    expect(draft.without).toEqual([first.id]);
    expect(references(await everybody((await audiences.freeze(draft.id, carla)).id))).toEqual(['C4']);
    await expect(audiences.build(breach, selection(null, list.id, 'union', [first.id, draft.id]), carla)).rejects.toMatchObject({ code: 'audience-empty' });
    const elsewhere = await incident(database, carla.id);
    await expect(audiences.build(elsewhere, selection(BREACH, null, 'union', [first.id]), carla)).rejects.toMatchObject({ kind: 'not-found', code: 'audience-not-found' });
    expect(() => selection(BREACH, null, 'union', ['x'])).toThrow('no such audience');
  });

  it('says of a representative\'s address since when it is known, which may be while the data lay open', async () => {
    await company();
    await database.db.query(`update customer set care = 'minor', representative_email = 'mum@example.org', representative_email_hash = 'mum', email_changed_at = '2025-01-01' where reference in ('C1', 'C3')`);
    await database.db.query(`insert into care_change (customer_id, changed_at) select c.id, '2026-02-12T00:00:00Z' from customer as c where c.reference = 'C1'`);
    const { id } = await audiencesOn(database).audiences.build(breach, selection(BREACH, null), carla);
    const rows = await database.db.query(`select m.reference, m.email_changed_at as at from audience_member as m where m.audience_id = $1 and m.reference in ('C1', 'C3') order by 1`, [id]);
    expect(rows).toEqual([{ reference: 'C1', at: new Date('2026-02-12T00:00:00Z') }, { reference: 'C3', at: null }]);
  });

  it('of those who were told keeps the reason for which they were in', async () => {
    await company();
    const { audiences, frozen } = audiencesOn(database);
    await audiences.build(breach, selection(BREACH, null), carla);
    const ids = await database.db.query<{ id: CustomerId }>(`select id from customer where reference in ('C1', 'C6') order by reference`);
    const told = await frozen.freezeTold(breach, '00000000-0000-4000-8000-0000000000b1' as NoticeId, ids.map((row) => row.id), carla.id);
    expect(told).toMatchObject({ version: 2, counts: { members: 2 } });
    const members = await everybody(told.id);
    expect(references(members)).toEqual(['C1', 'C6']);
    expect(members.find((member) => member.reference === 'C1')!.reasons).toMatchObject({ by: ['told-before'], data: ['card-number', 'name'], touchpoints: [{ label: 'Harbour' }, {}] });
    expect(members.find((member) => member.reference === 'C6')!.reasons).toEqual({ by: ['told-before'], data: ['card-number'], touchpoints: [], more: 0 });
  });

  it('stands in the record of the incident', async () => {
    await company();
    const { audiences } = audiencesOn(database);
    const { id, hash } = await audiences.build(breach, selection(BREACH, null), carla);
    expect(await database.db.query(`select action, subject_id, actor_id, details from audit_event where incident_id = $1 order by id`, [breach])).toEqual([
      { action: 'audience.drafted', subject_id: id, actor_id: carla.id, details: { version: 1, list: null, hasRule: true } },
      { action: 'audience.frozen', subject_id: id, actor_id: carla.id, details: { members: 4, hash, zonesIgnored: 0 } },
    ]);
  });
});

describe('a list', () => {
  it.each([
    ['one reference on each line', 'C1\nC2\n\nC1\n', 2, 0],
    ['a CSV among other columns', 'name;Customer ID\nAna;C1\nBo; C2 \nCy;\n', 2, 1],
    ['a CSV with a header alone', 'reference\nC1\nC2\n', 2, 0],
  ])('is read as %s', async (_, file, total, bad) => {
    await company();
    expect(await listOf(file)).toMatchObject({ total, found: total, badLinesTotal: bad });
  });

  it('is refused where it holds nothing, or no column of references', async () => {
    await expect(listOf('reference\n')).rejects.toMatchObject({ code: 'list-empty' });
    await expect(listOf('name,city\nAna,Rome\n')).rejects.toMatchObject({ code: 'column-missing' });
    expect(await database.db.query('select from audience_list')).toEqual([]);
  });

  it('tells, a page at a time, of whom nobody knows', async () => {
    await company();
    const list = await listOf(`C1\n${Array.from({ length: 250 }, (_, n) => `X${1000 + n}`).join('\n')}\n`);
    expect([list.total, list.found, list.notFound.length]).toEqual([251, 1, 100]);
    expect(await audiencesOn(database).lists.notFound(list.id, 100, 'X1199')).toHaveLength(50);
  });
});
