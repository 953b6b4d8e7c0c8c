import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../../test/support/deliver-ports.js';
import { APPROVED_AT, DeliverBuilder } from '../../test/support/deliver.builder.js';
import { deliverParts } from '../../test/support/deliver.parts.js';
import { silentLog } from '../../test/support/hear-ports.js';
import { type TestDatabase, testDatabase } from '../../test/support/postgres.js';
import type { NoticeId } from '../kernel/ids.js';
import { FixedClock } from '../platform/clock/clock.js';
import type { AskedReceipt } from './contract.js';
import type { StatusAnswer } from './model/receipt-inquiry.js';
import { Providers } from './providers.js';
import { ReceiptInquiryService } from './receipt-inquiry.service.js';
import { ReceiptInquiryRepository } from './store/receipt-inquiry.repository.js';

describe('receipts that are overdue', () => {
  let database: TestDatabase;
  let build: DeliverBuilder;
  let clock: FixedClock;
  let sms: SmsGatewayOfTest;
  let service: ReceiptInquiryService;
  let notice: NoticeId;
  let asked: string[];
  let heard: AskedReceipt[];

  beforeAll(async () => {
    database = await testDatabase();
    build = new DeliverBuilder(database.db, database.transactions);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await database.db.query(`update dispatch set state = 'cancelled'`);
    await database.db.query(`update message set state = 'cancelled'`);
    clock = new FixedClock(APPROVED_AT);
    sms = new SmsGatewayOfTest();
    [asked, heard] = [[], []];
    service = new ReceiptInquiryService(new ReceiptInquiryRepository(database.db), new Providers([{ gateway: new EmailGatewayOfTest(), connections: 1, perSecond: 1 }], [{ gateway: sms, connections: 1, perSecond: 1, from: '' }]), clock, { RECEIPT_OVERDUE_AFTER_MINUTES: 10 }, silentLog);
  });

  /** Texts that were handed over at the approval, with the ids SM1, SM2, … */
  const handedOver = async (members: number, noReceiptMinutes: number | null = null): Promise<void> => {
    notice = await build.notice({ members, policies: noReceiptMinutes === null ? { channels: 'sms' } : { channels: 'preferred', ladder: { noReceiptMinutes } } });
    await deliverParts({ ...database, clock, email: new EmailGatewayOfTest(), sms }).begin();
    await database.db.query(
      `with numbered as (select m.id, row_number() over (order by m.id) as no from message as m where m.notice_id = $1)
       update message as m set state = 'sent', channel = 'sms', provider = 'twilio', provider_id = 'SM' || n.no, handed_over_at = $2 from numbered as n where n.id = m.id`,
      [notice, APPROVED_AT],
    );
  };
  const answers = (answer: (providerId: string) => StatusAnswer) => {
    sms.status = async (providerId) => {
      asked.push(providerId);
      return answer(providerId);
    };
  };
  const ask = () => service.ask(async (receipt) => void heard.push(receipt));
  const kept = () => database.db.query<{ asks: number; wait: number | null }>(
    `select receipt_asks as asks, case when receipt_ask_at < 'infinity' then round(extract(epoch from receipt_ask_at - now()) / 60)::int end as wait from message where notice_id = $1 order by id`,
    [notice],
  );
  const sent: StatusAnswer = { kind: 'status', status: 'sent', code: null, final: false };

  it('are asked for once they are overdue, and not again before their time', async () => {
    await handedOver(2);
    answers(() => sent);
    clock.advance(9 * 60_000);
    expect(await ask()).toEqual({ asked: 0, final: 0 });
    clock.advance(60_000);
    expect(await ask()).toEqual({ asked: 2, final: 0 });
    expect([asked.sort(), await kept(), await ask()]).toEqual([['SM1', 'SM2'], [{ asks: 1, wait: 1 }, { asks: 1, wait: 1 }], { asked: 0, final: 0 }]);
    await database.db.query(`update message set receipt_ask_at = now() where notice_id = $1 and provider_id = 'SM1'`, [notice]);
    await ask();
    expect(await kept()).toEqual([{ asks: 2, wait: 4 }, { asks: 1, wait: 1 }]);
  });

  it('are asked for at half of the ladder\'s time', async () => {
    await handedOver(1, 8);
    answers(() => sent);
    clock.advance(4 * 60_000);
    expect((await ask()).asked).toBe(1);
  });

  it('are heard in the provider\'s words; the final one counts as asked only once the ledger has it', async () => {
    await handedOver(2);
    answers((id) => (id === 'SM1' ? { kind: 'status', status: 'undelivered', code: '30005', final: true } : sent));
    clock.advance(10 * 60_000);
    expect(await ask()).toEqual({ asked: 2, final: 1 });
    expect(heard.map(({ provider, providerId, status, code }) => [provider, providerId, status, code]).sort()).toEqual([['twilio', 'SM1', 'undelivered', '30005'], ['twilio', 'SM2', 'sent', null]]);
    expect((await kept())[0]).toEqual({ asks: 0, wait: 1 });
  });

  it('are asked for again where what was said could not be heard', async () => {
    await handedOver(1);
    answers(() => sent);
    clock.advance(10 * 60_000);
    await expect(service.ask(() => Promise.reject(new Error('the ledger is away')))).rejects.toThrow('the ledger is away');
    expect([(await ask()).asked, await kept()]).toEqual([1, [{ asks: 1, wait: 1 }]]);
  });

  it('leave a provider alone that can\'t be reached, and a text that it knows no more', async () => {
    await handedOver(7);
    answers((id) => (id === 'SM1' ? { kind: 'gone' } : { kind: 'unreached' }));
    clock.advance(10 * 60_000);
    expect((await ask()).asked).toBe(1);
    expect(asked).toHaveLength(5);
    expect((await kept())[0]).toEqual({ asks: 1, wait: null });
    expect((await kept())[1]).toEqual({ asks: 0, wait: 1 });
  });

  it('are asked for a few at a time, oldest first', async () => {
    await handedOver(130);
    let [atOnce, most] = [0, 0];
    sms.status = async (providerId) => {
      asked.push(providerId);
      most = Math.max(most, (atOnce += 1));
      await new Promise((resolve) => setImmediate(resolve));
      atOnce -= 1;
      return sent;
    };
    clock.advance(10 * 60_000);
    expect([(await ask()).asked, most, (await ask()).asked]).toEqual([100, 5, 30]);
    expect(new Set(asked).size).toBe(130);
  });
});
