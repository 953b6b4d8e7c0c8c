import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dumpOf } from '../../../test/support/personal-traces.js';
import { testDatabase, type TestDatabase } from '../../../test/support/postgres.js';
import { TEST_SECRET_KEY } from '../../../test/support/test-sealing.js';
import { silentLog } from '../../../test/support/deliver.builder.js';
import { Audit } from '../audit/audit.js';
import { RealClock } from '../clock/clock.js';
import { connect } from '../database/data-source.js';
import { Database, Transactions } from '../database/transactions.js';
import { checkDataKeys, DataKeysError } from './data-key.records.js';
import { dataKeysOf } from './data-keys.js';
import { SealWalkRecords } from './seal-walk.records.js';
import { SealWalk } from './seal-walk.js';
import { Sealing } from './sealing.js';

const key = (id: string, byte: number): string => `${id}:${Buffer.alloc(32, byte).toString('base64')}`;
const [K1, K2] = [key('k1', 1), key('k2', 2)];
const NAMES = ['Wilhelmina', 'Quackenbush', '17 Larkspur Crescent', 'wilhelmina.q@mail.example', '+13055550177', 'Seattle', 'for her sister', 'guardian.q@mail.example'];

/** A process with its own keys on one database. */
interface Instance {
  readonly database: Database;
  readonly transactions: Transactions;
  readonly walk: SealWalk;
  checkKeys(): Promise<void>;
}

describe('the walk that seals', () => {
  let test: TestDatabase;
  const open: { destroy(): Promise<void> }[] = [];
  beforeAll(async () => {
    test = await testDatabase();
    await fill();
  });
  afterAll(async () => {
    for (const source of open) await source.destroy();
    await test.drop();
  });

  async function instance(keys?: string): Promise<Instance> {
    const sealing = new Sealing(dataKeysOf(keys, TEST_SECRET_KEY), TEST_SECRET_KEY);
    const source = await connect(test.url, 2, 'firstword-seal-spec', undefined, sealing);
    open.push(source);
    const [database, transactions] = [new Database(source), new Transactions(source)];
    const walk = new SealWalk(new SealWalkRecords(database), database, transactions, new Audit(database, new RealClock()), silentLog);
    return { database, transactions, walk, checkKeys: () => checkDataKeys(source, sealing) };
  }

  /** As a database from before names were sealed; 300 others, so that a table has some blocks. */
  async function fill(): Promise<void> {
    const { db } = test;
    await db.query(`insert into customer (reference, first_name, last_name, email, email_hash, phone, phone_hash, address_line1, city, care, representative_email, representative_email_hash)
                    values ('WQ-1', 'Wilhelmina', 'Quackenbush', 'wilhelmina.q@mail.example', 'h1', '+13055550177', 'h2', '17 Larkspur Crescent', 'Seattle', 'represented', 'guardian.q@mail.example', 'h3')`);
    await db.query(`insert into customer (reference, first_name, last_name, email, email_hash) select 'C' || n, 'First' || n, null, 'c' || n || '@mail.example', 'hash of ' || n from generate_series(1, 300) as n`);
    const [run] = await db.query<{ id: string }>(`insert into import_run (kind, source_name, format, state, actor_kind, actor_id) values ('customers', 'a file', 'csv', 'failed', 'person', 'x') returning id`);
    await db.query(`insert into import_bad_row (import_id, line, column_name, effect, reason, raw) values ($1, 1, 'phone', 'rejected', 'no number', 'Wilhelmina,Quackenbush,+13055550177')`, [run!.id]);
    await db.query(`insert into inbound_sms (provider_id, to_number, keyword, body, received_at) values ('SM1', '+12065550100', 'other', 'Wilhelmina here', now())`);
    await db.query(`insert into inbound_mail (digest, kind, subject, body, received_at) values (repeat('a', 64), 'reply', 'for her sister', null, now())`);
    await db.query(`insert into page_revocation (customer_id, until, reason, revoked_by) select c.id, now(), 'Wilhelmina asked', 'test' from customer as c where c.reference = 'WQ-1'`);
  }

  const finish = async ({ walk }: Instance): Promise<void> => {
    for (let round = 0; round < 50 && (!(await walk.progress()).done || (await walk.progress()).neededKeys.length > 0); round++) await walk.goOn(60_000, 0);
  };
  const lying = async (): Promise<string> => [...(await dumpOf(test.db, ['data_key']))].map(([, text]) => text).join('\n');
  const sealedBy = async (id: string): Promise<boolean> => (await lying()).includes(`e1.${id}.`);
  const person = ({ database }: Instance) => database.query(`select first_name, last_name, email, phone, address_line1, city, representative_email, email_hash from customer where reference = 'WQ-1'`);
  const HER = [{ first_name: 'Wilhelmina', last_name: 'Quackenbush', email: 'wilhelmina.q@mail.example', phone: '+13055550177', address_line1: '17 Larkspur Crescent', city: 'Seattle', representative_email: 'guardian.q@mail.example', email_hash: 'h1' }];

  it('seals what was there before, says how far it is, and lets names be found', async () => {
    const one = await instance();
    await one.checkKeys();
    const before = await lying();
    expect(NAMES.filter((name) => !before.includes(name))).toEqual([]); // the search finds what is there
    expect(await one.walk.progress()).toMatchObject({ writingKey: 's', share: 0, done: false, neededKeys: [] });
    await finish(one);
    const after = await lying();
    expect(NAMES.filter((name) => after.includes(name))).toEqual([]);
    expect(await person(one)).toEqual(HER);
    expect(await one.walk.progress()).toEqual({ writingKey: 's', share: 1, done: true, neededKeys: [], spareKeys: [] });
    const { names } = one.database.sealing;
    expect(await one.database.query(`select reference from customer where (first_name_keys || last_name_keys) @> $1::int[]`, [[names.beginning('quack')]])).toEqual([{ reference: 'WQ-1' }]);
    expect(await one.walk.goOn(60_000, 0)).toBe(0);
  });

  it('goes over to a new key beside an instance that only reads it yet, and says when the old one may go', async () => {
    const [still, next] = [await instance(K1), await instance(`${K2},${K1}`)];
    await still.checkKeys();
    await finish(still);
    expect([await sealedBy('s'), await sealedBy('k1'), await person(still)]).toEqual([false, true, HER]);
    await next.checkKeys();
    await next.walk.goOn(60_000, 3_600_000);
    while (!(await next.walk.progress()).done) await next.walk.goOn(60_000, 3_600_000);
    // All is sealed anew, and a last look is due: somebody may still have written by the old key.
    expect(await next.walk.progress()).toMatchObject({ writingKey: 'k2', done: true, neededKeys: ['k1'] });
    await still.transactions.run((tx) => tx.query(`update customer set city = $1 where reference = 'C7'`, [tx.sealing.text('Tacoma', 'C7')]));
    expect(await sealedBy('k1')).toBe(true);
    await finish(next);
    expect([await next.walk.progress(), await next.database.query(`select city from customer where reference = 'C7'`)]).toEqual([
      { writingKey: 'k2', share: 1, done: true, neededKeys: [], spareKeys: ['k1'] }, [{ city: 'Tacoma' }],
    ]);
    expect([...(await dumpOf(test.db, ['data_key']))].filter(([, text]) => text.includes('e1.k1.')).map(([table]) => table)).toEqual([]);
    const alone = await instance(K2);
    await alone.checkKeys();
    expect(await person(alone)).toEqual(HER);
  });

  it.each([
    [undefined, 'sealed by the key "k2" of DATA_KEYS, which this process was not given'],
    [K1, 'sealed by the key "k2" of DATA_KEYS, which this process was not given'],
    [key('k2', 9), 'sealed by another key than the one that DATA_KEYS calls "k2"'],
  ])('refuses a start with keys that do not fit (%#)', async (keys, words) => {
    const wrong = await instance(keys);
    await expect(wrong.checkKeys()).rejects.toThrow(DataKeysError);
    await expect(wrong.checkKeys()).rejects.toThrow(words);
    await expect(person(wrong)).rejects.toThrow(/sealed by/); // and nobody reads a sealed name as if it were one
  });

  it('does each slice once where two instances are at it', async () => {
    const [one, other] = [await instance(`${key('k3', 3)},${K2}`), await instance(`${key('k3', 3)},${K2}`)];
    await one.checkKeys();
    const sealed = await Promise.all([one.walk.goOn(60_000), other.walk.goOn(60_000)]);
    await finish(one);
    // 301 customers, a bad row, a text, a mail and a reason
    expect([sealed[0] + sealed[1], await person(other)]).toEqual([305, HER]);
  });
});
