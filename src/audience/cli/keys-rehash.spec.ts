import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AUDIENCE_KEY, audiencesOn, commander, customerImportsOn, incident, settings, surroundingsBy } from '../../../test/support/audience.builder.js';
import { LOOKUP_KEYS, World } from '../../../test/support/hear.builder.js';
import { asStream, opsPerson } from '../../../test/support/imports.builder.js';
import { testDatabase, type TestDatabase } from '../../../test/support/postgres.js';
import { sealingBy } from '../../../test/support/test-sealing.js';
import { EVERYTHING } from '../../kernel/actor.js';
import { type AudienceId, type CustomerId, type NoticeId } from '../../kernel/ids.js';
import { hashEmail, hashPhone, type KeyedHash, type LookupKeys } from '../../kernel/keyed-hash.js';
import { type Email } from '../../kernel/email.js';
import { type Phone } from '../../kernel/phone.js';
import { connect } from '../../platform/database/data-source.js';
import { HASHED_TABLES } from '../../platform/seal/hashed-columns.js';
import { checkLookupKeys, LookupGuard } from '../../platform/seal/lookup-key.records.js';
import { commands } from '../../platform/start/cli/commands.js';
import { runCommand } from '../../platform/start/cli/run-command.js';
import { CustomersService } from '../customers.service.js';
import { selection } from '../model/selection.js';
import { CustomerRepository } from '../store/customer.repository.js';

const [L1, L2] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const setting = (id: string, bytes: Buffer) => `${id}:${bytes.toString('base64')}`;
const FIRST: LookupKeys = { secret: AUDIENCE_KEY, over: [] };
const SECOND: LookupKeys = { secret: AUDIENCE_KEY, over: [{ id: 'l1', bytes: L1 }] };
const THIRD: LookupKeys = { secret: AUDIENCE_KEY, over: [{ id: 'l1', bytes: L1 }, { id: 'l2', bytes: L2 }] };
const CUSTOMERS = 'reference,first_name,email,phone\nC1,Ana,home@example.org,\nC2,Bo,home@example.org,+12065550101\nC3,Cy,,+12065550101\nC4,Di,di@example.org,\n';
/** Whose profile is gone, or who never had one. */
const GONE = '+12065550199' as Phone;
const EVERYBODY = { field: 'reference', op: 'in', value: ['C1', 'C2', 'C3', 'C4'] };

/** A database in which every kind of row holds hashes. The tests are one story, in their order. */
describe('other look-up keys', () => {
  let test: TestDatabase;
  let audience: AudienceId;
  let notice: NoticeId;
  beforeAll(async () => {
    test = await testDatabase();
    await fill();
  });
  afterAll(() => test.drop());

  async function fill(): Promise<void> {
    const { db } = test;
    const carla = await commander(test);
    const breach = await incident(test, carla.id);
    await imported(FIRST);
    audience = (await audiencesOn(test).audiences.build(breach, selection(EVERYBODY, null), carla)).id;
    const world = await World.begin(test, 'eve@northwind.example');
    notice = await world.notice(breach, audience);
    await world.rollout(notice, ['2026-03-02T09:00:00Z']);
    const [bo, di] = await db.query<{ id: CustomerId }>(`select id from customer where reference in ('C2', 'C4') order by reference`);
    await world.message(notice, bo!.id, 'sms', 'delivered');
    await world.message(notice, di!.id, 'email', 'sent');
    const hash = hashPhone(FIRST, GONE);
    await db.query(`insert into suppression (channel, address_hash, reason, source, since) values ('sms', $1, 'stop', 'test', now()), ('email', $2, 'complaint', 'test', now())`, [hash, hashEmail(FIRST, 'di@example.org' as Email)]);
    await db.query(`insert into soft_bounce (address_hash, message_id, occurred_at) select m.address_hash, m.id, now() from message as m where m.channel = 'email'`);
    await db.query(`insert into inbound_call (source, call_id, offered_at, caller_hash, match_method, sharing) values ('test', '1', now(), $1, 'none', 1), ('test', '2', now(), 'erased:7:1', 'none', 1), ('test', '3', now(), null, 'none', 1)`, [hash]);
    await db.query(`insert into inbound_sms (provider_id, to_number, keyword, body, received_at, from_hash) values ('SM1', '+12065550100', 'stop', null, now(), $1)`, [hash]);
    await db.query(`insert into inbound_mail (digest, kind, received_at, sender_hash) values (repeat('a', 64), 'reply', now(), $1)`, [hashEmail(FIRST, 'di@example.org' as Email)]);
    await db.query(`update customer set care = 'represented', representative_email = 'guardian@example.org', representative_email_hash = $1 where reference = 'C3'`, [hashEmail(FIRST, 'guardian@example.org' as Email)]);
  }

  const imported = (keys: LookupKeys) => customerImportsOn(test, undefined, keys).run('customers', { stream: asStream(CUSTOMERS), format: 'csv', name: 'c' }, {}, opsPerson);
  /** With every connection of this test closed, as the service's are. */
  async function alone<Value>(work: () => Promise<Value>): Promise<Value> {
    await test.dataSource.destroy();
    return work().finally(() => test.dataSource.initialize());
  }
  const run = async (lookupKeys?: string, name = ['keys', 'rehash']) => {
    const said: string[] = [];
    const environment = { DATABASE_URL: test.url, SECRET_KEY: AUDIENCE_KEY, ...(lookupKeys && { LOOKUP_KEYS: lookupKeys }) };
    const code = await runCommand(commands, name, { environment, input: Readable.from([]), print: (text) => void said.push(text), complain: (text) => void said.push(text) });
    return { code, said: said.join('\n') };
  };
  /** Every hash with the place where it stands. */
  const hashes = async (): Promise<ReadonlyMap<string, string>> => {
    const all = new Map<string, string>();
    for (const { table, columns } of HASHED_TABLES) {
      const rows = await test.db.query<Record<string, string | null>>(`select ${columns.join(', ')} from ${table} as t order by t::text collate "C"`);
      rows.forEach((row, at) => columns.forEach((column) => row[column] && all.set(`${table} ${at} ${column} ${row[column].slice(0, 2)}`, row[column])));
    }
    return all;
  };
  const counts = async () => Object.fromEntries(await Promise.all(HASHED_TABLES.map(async ({ table, columns }) =>
    [table, (await test.db.query<object>(`select ${columns.map((column) => `count(${column})::int as ${column}, count(*) filter (where ${column} like 'l%')::int as by_ours_${column}, count(distinct ${column})::int as different_${column}`).join(', ')} from ${table}`))[0]] as const)));
  const found = async (keys: LookupKeys, text: string) => (await new CustomersService(new CustomerRepository(test.db), settings, surroundingsBy(keys)).search(EVERYTHING, text)).map(({ reference }) => reference).sort();
  const stops = (hash: KeyedHash) => test.db.query(`select reason from suppression where address_hash = $1`, [hash]);
  const joined = () => test.db.query(`
    select c.reference, count(distinct m.customer_id)::int as members, count(distinct x.id)::int as messages, count(distinct s.id)::int as stops, count(distinct i.id)::int as mails
      from customer as c
      left join audience_member as m on m.email_hash = c.email_hash or m.phone_hash = c.phone_hash
      left join message as x on x.address_hash in (c.email_hash, c.phone_hash)
      left join suppression as s on s.address_hash in (c.email_hash, c.phone_hash)
      left join inbound_mail as i on i.sender_hash = c.email_hash
     group by 1 order by 1`);

  it('are asked for by name at every place that finds addresses', async () => {
    const columns = await test.db.query<{ name: string }>(`select c.table_name || '.' || c.column_name as name from information_schema.columns as c where c.table_schema = 'public' and c.column_name ~ '(^|_)(address|email|phone|caller|sender|from)_hash$'`);
    const views = await test.db.query<{ name: string }>(`select v.table_name as name from information_schema.views as v where v.table_schema = 'public'`);
    expect(columns.map(({ name }) => name).filter((name) => !views.some((view) => name.startsWith(`${view.name}.`))).sort()).toEqual(HASHED_TABLES.flatMap(({ table, columns: of }) => of.map((column) => `${table}.${column}`)).sort());
    const filled = await counts();
    for (const { table, columns: of } of HASHED_TABLES) for (const column of of) expect([table, column, Number((filled[table] as Record<string, number>)[column]) > 0]).toEqual([table, column, true]);
  });

  it('let nobody start before all hashes are made anew, and nothing is made anew beside somebody', async () => {
    expect((await run(undefined, ['migrate'])).said).toBe('The database is up to date.');
    expect(await run(setting('l1', L1), ['migrate'])).toEqual({ code: 1, said: expect.stringContaining('LOOKUP_KEYS begins with "l1", by which no address in this database is found yet. Stop every instance') });
    expect(await run(setting('l1', L1))).toEqual({ code: 1, said: expect.stringContaining('Somebody is connected to this database: firstword-test. Stop every instance') });
    expect([...(await hashes()).values()].some((hash) => hash.startsWith('l1.'))).toBe(false);
  });

  it('change nothing at all where it ends in the middle', async () => {
    const before = await hashes();
    await test.db.query(`update inbound_call set caller_hash = 'by no key of ours' where call_id = '1'`);
    expect(await alone(() => run(setting('l1', L1)))).toEqual({ code: 1, said: expect.stringContaining('inbound_call.caller_hash holds a hash that none of the look-up keys made. Nothing was changed.') });
    await test.db.query(`update inbound_call set caller_hash = $1 where call_id = '1'`, [hashPhone(FIRST, GONE)]);
    expect(await hashes()).toEqual(before);
    await expect(test.db.query(`update audience_member set phone_hash = 'x'`)).rejects.toThrow('its rows are a record');
  });

  it.each([
    ['the first', setting('l1', L1), SECOND],
    ['the next', `${setting('l2', L2)},${setting('l1', L1)}`, THIRD],
  ])('find whom the keys before found, also where no address is kept (%s)', async (_, configured, keys) => {
    const [before, links] = [await counts(), await joined()];
    expect((await audiencesOn(test).audiences.verify(audience)).intact).toBe(true);
    expect(await alone(() => run(configured))).toEqual({ code: 0, said: expect.stringMatching(/^customer: 4 rows\naudience_member: 4 rows\nsuppression: 2 rows[^]*inbound_call: 1 rows$/) });
    const after = await counts();
    for (const { table, columns } of HASHED_TABLES) {
      for (const column of columns) {
        const [was, is] = [before[table], after[table]] as Record<string, number>[];
        expect([table, column, is![column], is![`different_${column}`], is![`by_ours_${column}`]]).toEqual([table, column, was![column], was![`different_${column}`], was![column]! - Number(column === 'caller_hash')]);
      }
    }
    expect(await joined()).toEqual(links);
    expect([await found(keys, 'home@example.org'), await found(keys, '(206) 555-0101'), await found(FIRST, 'home@example.org')]).toEqual([['C1', 'C2'], ['C2', 'C3'], []]);
    expect([await stops(hashPhone(keys, GONE)), await stops(hashPhone(FIRST, GONE))]).toEqual([[{ reason: 'stop' }], []]);
    // An import of the same file changes nothing, and what was frozen is what was signed.
    expect(await imported(keys)).toMatchObject({ counts: { inserted: 0, updated: 0, unchanged: 4 } });
    expect(await audiencesOn(test).audiences.verify(audience)).toMatchObject({ intact: true });
    expect((await alone(() => run(configured))).said).toBe('All addresses are found by the newest key already.');
    expect(await test.db.query(`select distinct details ->> 'audiences' as audiences from audit_event where action = 'lookup-keys.changed'`)).toEqual([{ audiences: '1' }]);
  });

  it('let nobody be told twice', async () => {
    const again = (column: string) => test.db.query(`
      insert into message (notice_id, customer_id, channel, wave_no, address, address_hash, state, due_at)
      select m.notice_id, c.id, m.channel, m.wave_no, '', c.${column}, 'pending', now() from message as m join customer as c on c.reference = 'C3' where m.channel = 'sms'`);
    await expect(again('phone_hash')).rejects.toThrow('message_once_for_address');
    await expect(test.db.query(`update audience_member set phone_hash = 'x'`)).rejects.toThrow('its rows are a record');
  });

  it('stop a process that was not stopped', async () => {
    const [guard, current] = [new LookupGuard(), new LookupGuard()];
    guard.arm(SECOND);
    current.arm(THIRD);
    await expect(connect(test.url, 2, 'left-behind', undefined, sealingBy(AUDIENCE_KEY), guard)).rejects.toThrow('Addresses in this database are found by the look-up key "l2" by now. Stop this process');
    const source = await connect(test.url, 2, 'up-to-date', undefined, sealingBy(AUDIENCE_KEY), current);
    await source.query('select 1');
    await source.destroy();
  });

  it.each([
    [undefined, 'are found by the look-up key "l1", which LOOKUP_KEYS of this process does not name in its place'],
    [setting('l2', L2), 'are found by the look-up key "l1", which LOOKUP_KEYS of this process does not name in its place'],
    [`${setting('l2', L1)},${setting('l1', L1)}`, 'by another key than the one that LOOKUP_KEYS calls "l2"'],
  ])('are refused where they are not those of the database (%#)', async (configured, words) => {
    for (const name of [['keys', 'rehash'], ['migrate']]) expect(await alone(() => run(configured, name))).toEqual({ code: 1, said: expect.stringContaining(words) });
  });

  it('are refused with another secret, and taken at once by a database that knows nobody', async () => {
    await expect(checkLookupKeys(test.dataSource, { ...THIRD, secret: LOOKUP_KEYS.secret })).rejects.toThrow('by another SECRET_KEY than this process has');
    const empty = await testDatabase(2);
    try {
      await checkLookupKeys(empty.dataSource, SECOND);
      await checkLookupKeys(empty.dataSource, SECOND);
      expect(await empty.db.query('select id from lookup_key order by position')).toEqual([{ id: 's' }, { id: 'l1' }]);
    } finally {
      await empty.drop();
    }
  });
});
