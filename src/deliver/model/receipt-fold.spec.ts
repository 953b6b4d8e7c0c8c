import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ReceiptEvent } from '../contract.js';
import { foldReceipts } from './receipt-fold.js';

const at = (second: number) => new Date(Date.UTC(2026, 2, 16, 10, 0, second));
const event = (status: ReceiptEvent['status'], second = 1): ReceiptEvent => ({
  provider: 'twilio', messageId: null, providerId: 'SM1', status, code: status === 'failed' ? '30003' : null, reason: null, occurredAt: at(second),
});

describe('receipts of one message', () => {
  it('take the furthest, and prove the hand-over by the earliest', () => {
    const { change, outcomes } = foldReceipts({ channel: 'sms', state: 'sending', rank: 0, providerId: null }, [event('sent', 5), event('delivered', 9), event('accepted', 1)]);
    expect(outcomes).toEqual(['applied', 'applied', 'stale']);
    expect(change).toMatchObject({ state: 'delivered', rank: 3, occurredAt: at(9), provedAt: at(5) });
  });

  it('keep the first final word', () => {
    const { change, outcomes } = foldReceipts({ channel: 'sms', state: 'sent', rank: 2, providerId: 'SM1' }, [event('failed'), event('delivered')]);
    expect(outcomes).toEqual(['applied', 'stale']);
    expect(change).toMatchObject({ state: 'failed', code: '30003' });
  });

  it.each<[string, ReceiptEvent['status'][], string | null]>([
    ['failed', ['failed'], null],
    ['arrived', ['sent', 'delivered'], 'delivered'],
  ])('of an earlier copy that %s say of the one that was sent again in doubt what they can', (_, statuses, state) => {
    const again = { channel: 'sms', state: 'sent', rank: 2, providerId: 'SM2' } as const;
    expect(foldReceipts(again, statuses.map((status) => event(status))).change?.state ?? null).toBe(state);
  });

  it('say that the person was told where any copy arrived, whichever is heard first', () => {
    const [early, late] = [event('failed'), { ...event('delivered', 9), providerId: 'SM2' }];
    for (const known of ['SM1', 'SM2', null]) {
      for (const events of [[early, late], [late, early]]) {
        expect(foldReceipts({ channel: 'sms', state: 'sending', rank: 0, providerId: known }, events).change).toMatchObject({ state: 'delivered', rank: 3 });
      }
    }
    expect(foldReceipts({ channel: 'sms', state: 'failed', rank: 3, providerId: 'SM1' }, [late]).change).toMatchObject({ state: 'delivered', code: null });
    expect(foldReceipts({ channel: 'sms', state: 'failed', rank: 3, providerId: 'SM1' }, [{ ...late, status: 'sent' }]).change).toBeNull();
  });

  it('of an e-mail say that it came back, whichever is heard first', () => {
    const email = { channel: 'email' as const, state: 'sent' as const, rank: 0, providerId: null };
    for (const events of [[event('delivered'), event('bounced', 9)], [event('bounced', 9), event('delivered')]]) {
      expect(foldReceipts(email, events).change).toMatchObject({ state: 'bounced', rank: 4, occurredAt: at(9) });
    }
    expect(foldReceipts({ ...email, state: 'delivered', rank: 3 }, [event('bounced')]).change).toMatchObject({ state: 'bounced' });
  });

  it('that are known already change nothing', () => {
    expect(foldReceipts({ channel: 'sms', state: 'delivered', rank: 3, providerId: 'SM1' }, [event('delivered'), event('sent')])).toEqual({ outcomes: ['stale', 'stale'], change: null });
  });

  it('that only say what our own hand-over said change nothing', () => {
    const sent = { channel: 'sms', state: 'sent', rank: 0, providerId: 'SM1' } as const;
    expect(foldReceipts(sent, [event('accepted'), event('sent')])).toEqual({ outcomes: ['stale', 'stale'], change: null });
    expect(foldReceipts({ ...sent, providerId: null }, [event('sent')]).change).toMatchObject({ state: 'sent', providerId: 'SM1' });
    expect(foldReceipts(sent, [event('sent'), event('delivered')])).toMatchObject({ outcomes: ['stale', 'applied'], change: { state: 'delivered' } });
  });

  it('end at the same rank in whatever order they come, as one batch or one by one', () => {
    const statuses = fc.array(fc.constantFrom<ReceiptEvent['status'][]>('accepted', 'sent', 'delivered'), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(statuses, (order) => {
        const together = foldReceipts({ channel: 'sms', state: 'sending', rank: 0, providerId: null }, order.map((status) => event(status)));
        let rank = 0;
        for (const status of order) rank = foldReceipts({ channel: 'sms', state: 'sending', rank, providerId: null }, [event(status)]).change?.rank ?? rank;
        expect(together.change?.rank).toBe(rank);
        expect(rank).toBe(Math.max(...order.map((status) => ['accepted', 'sent', 'delivered'].indexOf(status) + 1)));
      }),
      { seed: 20260316, numRuns: 200 },
    );
  });
});
