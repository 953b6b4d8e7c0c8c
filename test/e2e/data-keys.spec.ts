import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { accepted } from '../../src/deliver/model/answer.js';
import type { NoticeId } from '../../src/kernel/ids.js';
import { Audit } from '../../src/platform/audit/audit.js';
import { FixedClock } from '../../src/platform/clock/clock.js';
import { connect } from '../../src/platform/database/data-source.js';
import { Database, Transactions } from '../../src/platform/database/transactions.js';
import { checkDataKeys } from '../../src/platform/seal/data-key.records.js';
import { dataKeysOf } from '../../src/platform/seal/data-keys.js';
import { SealWalkRecords } from '../../src/platform/seal/seal-walk.records.js';
import { SealWalk } from '../../src/platform/seal/seal-walk.js';
import { Sealing } from '../../src/platform/seal/sealing.js';
import { eventually } from '../support/capture-fixture.js';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../support/deliver-ports.js';
import { APPROVED_AT, DeliverBuilder, silentLog } from '../support/deliver.builder.js';
import { type DeliverParts, deliverParts } from '../support/deliver.parts.js';
import { dumpOf, tracesIn } from '../support/personal-traces.js';
import { testDatabase, type TestDatabase } from '../support/postgres.js';
import { TEST_SECRET_KEY } from '../support/test-sealing.js';

const key = (id: string, byte: number): string => `${id}:${Buffer.alloc(32, byte).toString('base64')}`;
const [K1, K2] = [key('k1', 1), key('k2', 2)];
const MEMBERS = 30;

/** A notice goes out in three waves: the first from a database in which nothing is sealed, the second under a key, the third under the next one. */
describe('keys that change while a notice goes out', () => {
  const clock = new FixedClock(APPROVED_AT);
  const [email, sms] = [new EmailGatewayOfTest(), new SmsGatewayOfTest()];
  const texts: string[] = [];
  let test: TestDatabase;
  let source: DataSource;
  let parts: DeliverParts;
  let walk: SealWalk;
  let notice: NoticeId;
  let addresses: readonly string[];
  let life = 0;

  async function wake(keys?: string): Promise<void> {
    const sealing = new Sealing(dataKeysOf(keys, TEST_SECRET_KEY), TEST_SECRET_KEY);
    source = await connect(test.url, 8, 'firstword-data-keys', undefined, sealing);
    await checkDataKeys(source, sealing);
    const [db, transactions] = [new Database(source), new Transactions(source)];
    walk = new SealWalk(new SealWalkRecords(db), db, transactions, new Audit(db, clock), silentLog);
    life += 1;
    parts = deliverParts({ db, transactions, clock, email, sms, instance: `life-${life}` });
    await parts.dispatcher.start();
  }
  async function sleep(): Promise<void> {
    if (!source.isInitialized) return;
    await parts.dispatcher.stop();
    await source.destroy();
  }
  const left = (): readonly string[] => [...email.sent.map(({ to }) => to), ...texts];
  const finish = async (): Promise<void> => {
    await eventually(async () => {
      await walk.goOn(60_000, 0);
      const { done, neededKeys } = await walk.progress();
      return done && neededKeys.length === 0;
    });
  };
  /** The next wave, while the walk seals what the workers read and write. */
  async function nextWave(told: number): Promise<void> {
    clock.advance(11 * 60_000);
    await parts.begin();
    await Promise.all([finish(), eventually(() => left().length === told)]);
    await eventually(() => parts.ledger.sum(notice), ({ outcomes: { sent } }) => sent === told / 2);
    // What was copied and written meanwhile.
    await finish();
  }
  const sealedBy = async (id: string): Promise<readonly string[]> => [...(await dumpOf(test.db, ['data_key']))].filter(([, text]) => text.includes(`e1.${id}.`)).map(([table]) => table);

  beforeAll(async () => {
    test = await testDatabase();
    sms.answer = ({ to }) => {
      texts.push(to);
      return accepted(`SM${texts.length}`, 'queued');
    };
    notice = await new DeliverBuilder(test.db, test.transactions).notice({ members: MEMBERS, policies: { channels: 'both', unknownEmail: 'resend' }, schedule: { waves: 3, waveIntervalMinutes: 10 } });
    addresses = (await test.db.query<{ address: string }>(`select m.email as address from audience_member as m union select m.phone from audience_member as m`)).map(({ address }) => address);
    await wake();
    await parts.begin();
    await eventually(() => left().length === 20);
    await eventually(() => parts.ledger.sum(notice), ({ outcomes: { sent } }) => sent === 10);
    await sleep();
  });
  afterAll(async () => {
    await sleep();
    await test.drop();
  });

  it('lose nobody and tell nobody twice, and leave no address that is not sealed by the newest', async () => {
    await wake(K1);
    await nextWave(40);
    await sleep();
    expect([await sealedBy('k1'), await sealedBy('s')]).toEqual([['audience_member', 'customer', 'message'], []]);
    await wake(`${K2},${K1}`);
    await nextWave(60);
    await sleep();
    expect([await sealedBy('k2'), await sealedBy('k1')]).toEqual([['audience_member', 'customer', 'message'], []]);
    await wake(K2);
    expect([addresses.length, left().toSorted()]).toEqual([60, addresses.toSorted()]);
    const sum = await parts.ledger.sum(notice);
    expect([sum.adds, sum.outcomes.sent]).toEqual([true, MEMBERS]);
    // What stands for a keyed hash in this test says of what it is one.
    expect([...(await dumpOf(test.db))].flatMap(([table, text]) => tracesIn(table, text.replaceAll(/hash of [^"]+/g, ''), addresses))).toEqual([]);
    const known = await parts.messages.unknown(notice, undefined, 10);
    expect(known.items).toEqual([]);
  });

  it('leave a frozen record as it was: another address under the same key is refused, and so is a sealed one in the place of another', async () => {
    const change = (sql: string) => test.db.query(`update audience_member set ${sql} where customer_id = (select min(m.customer_id) from audience_member as m)`);
    const other = new Sealing(dataKeysOf(key('k3', 3), TEST_SECRET_KEY), TEST_SECRET_KEY).address('somebody.else@mail.example', 'C-1');
    await expect(change(`email = 'somebody.else@mail.example'`)).rejects.toThrow('its rows are a record and never change');
    await expect(change(`email = '${other}'`)).rejects.toThrow('its rows are a record and never change');
  });
});
