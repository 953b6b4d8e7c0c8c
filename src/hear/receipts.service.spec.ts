import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LedgerOfTest, silentLog } from '../../test/support/hear-ports.js';
import { testDatabase, type TestDatabase } from '../../test/support/postgres.js';
import type { MessageId } from '../kernel/ids.js';
import { FixedClock } from '../platform/clock/clock.js';
import { ReceiptsService } from './receipts.service.js';
import { ReceiptRepository } from './store/receipt.repository.js';

const NOW = new Date('2026-03-02T09:00:00Z');
const sid = (n: number) => `SM${String(n).padStart(32, '0')}`;
const message = '41' as MessageId;

let database: TestDatabase;
let ledger: LedgerOfTest;
let service: ReceiptsService;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.db.query('truncate receipt');
  ledger = new LedgerOfTest();
  service = new ReceiptsService(new ReceiptRepository(database.db), ledger, new FixedClock(NOW), { raise: async () => undefined }, silentLog);
});

const rows = () => database.db.query<{ status: string; outcome: string; event_id: string }>('select status, outcome, event_id from receipt order by id');
const callback = (n: number, status: string, errorCode: string | null = null) => ({ messageSid: sid(n), messageStatus: status, errorCode, messageId: message });

describe('a status callback', () => {
  it('reaches the ledger in the product\'s words, at business time', async () => {
    await service.hear(callback(1, 'undelivered', '30005'));
    await service.settled();
    expect(ledger.events).toEqual([
      { provider: 'twilio', messageId: '41', providerId: sid(1), status: 'bounced', code: '30005', reason: 'The number is unknown or no longer in use.', occurredAt: NOW },
    ]);
    expect(await rows()).toEqual([{ status: 'undelivered', outcome: 'applied', event_id: `${sid(1)}:undelivered:30005` }]);
  });

  it('that comes twice, also at the same moment, is heard once', async () => {
    const answers = await Promise.all([service.hear(callback(1, 'sent')), service.hear(callback(1, 'sent')), service.hear(callback(1, 'sent'))]);
    expect([...answers].sort()).toEqual(['recorded', 'repeated', 'repeated']);
    expect(await service.hear(callback(1, 'sent'))).toBe('repeated');
    await service.settled();
    expect(ledger.events).toHaveLength(1);
  });

  it('that the provider gives when asked is in the ledger at once, and on record as if it had come by itself', async () => {
    const asked = (status: string, code: string | null = null) => service.hearAsked({ provider: 'twilio', messageId: message, providerId: sid(1), status, code });
    await asked('delivered');
    expect(ledger.events[0]).toMatchObject({ messageId: '41', providerId: sid(1), status: 'delivered', occurredAt: NOW });
    expect(await service.hear(callback(1, 'delivered'))).toBe('repeated');
    expect(await rows()).toEqual([{ status: 'delivered', outcome: 'applied', event_id: `${sid(1)}:delivered` }]);
  });

  it('that a second account gives when asked stands under the name of that account', async () => {
    await service.hearAsked({ provider: 'twilio-2', messageId: message, providerId: sid(1), status: 'delivered', code: null });
    expect(await database.db.query('select provider, outcome from receipt')).toEqual([{ provider: 'twilio-2', outcome: 'applied' }]);
    expect(ledger.events.map(({ provider }) => provider)).toEqual(['twilio-2', 'twilio-2']);
  });

  it('that came before its message was known is applied when the provider repeats it', async () => {
    ledger.answer = () => 'unknown-message';
    await service.hear(callback(1, 'delivered'));
    await service.settled();
    ledger.answer = () => 'applied';
    const before = ledger.events.length;
    await service.hearAsked({ provider: 'twilio', messageId: message, providerId: sid(1), status: 'delivered', code: null });
    expect(ledger.events.slice(before)).toMatchObject([{ status: 'delivered' }]);
  });

  it('that the ledger can not take is no answer', async () => {
    ledger.broken = () => true;
    await expect(service.hearAsked({ provider: 'twilio', messageId: message, providerId: sid(1), status: 'sent', code: null })).rejects.toThrow('the ledger is away');
  });

  it('keeps what the ledger made of it', async () => {
    ledger.answer = ({ status }) => (status === 'sent' ? 'stale' : 'unknown-message');
    await service.hear(callback(1, 'sent'));
    await service.hear(callback(2, 'delivered'));
    await service.settled();
    expect((await rows()).map(({ outcome }) => outcome)).toEqual(['stale', 'unknown-message']);
  });

  it('with a status that is not known is recorded, and the ledger is told nothing', async () => {
    await service.hear(callback(1, 'partially_delivered'));
    await service.settled();
    expect(ledger.events).toEqual([]);
    expect((await rows())[0]).toMatchObject({ status: 'partially_delivered', outcome: 'unknown-status' });
  });

  it('waits on record while the ledger is away, and the sweep brings it in', async () => {
    ledger.broken = () => true;
    await service.hear(callback(1, 'sent'));
    await service.settled();
    expect((await rows())[0]).toMatchObject({ outcome: 'heard' });
    ledger.broken = null;
    expect(await service.sweep()).toBe(0); // too fresh: whoever heard it may still be at it
    await database.db.query(`update receipt set received_at = now() - interval '1 minute'`);
    expect(await service.sweep()).toBe(1);
    expect((await rows())[0]).toMatchObject({ outcome: 'applied' });
    expect(await service.sweep()).toBe(0);
  });

  it('that can\'t be applied does not hold up the others', async () => {
    ledger.broken = ({ providerId }) => providerId === sid(7);
    await Promise.all(Array.from({ length: 20 }, (_, n) => service.hear(callback(n, 'delivered'))));
    await service.settled();
    expect(ledger.events).toHaveLength(19);
    expect((await rows()).filter(({ outcome }) => outcome === 'heard')).toHaveLength(1);
  });
});
