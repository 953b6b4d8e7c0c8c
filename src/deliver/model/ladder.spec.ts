import { describe, expect, it } from '@jest/globals';
import type { CustomerId, MessageId } from '../../kernel/ids.js';
import { type FollowReason, type LadderMessage, nextMessages, type NextRung, whyNext } from './ladder.js';

const NOW = new Date('2026-03-16T12:00:00Z');
const ago = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);
const email = (state: LadderMessage['state'], handedOverAt: Date | null = null): LadderMessage => ({ id: '1' as MessageId, channel: 'email', state, handedOverAt, receiptAsks: 0, settled: false });
const sms = (state: LadderMessage['state'], minutes: number, receiptAsks = 0): LadderMessage => ({ id: '1' as MessageId, channel: 'sms', state, handedOverAt: ago(minutes), receiptAsks, settled: false });

describe('the next channel', () => {
  it.each([
    ['bounced'], ['failed'], ['suppressed'],
  ] as const)('comes after a message that is %s, whatever its channel', (state) => {
    expect([whyNext(email(state), 30, NOW), whyNext(sms(state, 0), 30, NOW)]).toEqual([state, state]);
  });

  it.each(['pending', 'sending', 'unknown', 'delivered', 'cancelled'] as const)('never comes after one that is %s', (state) => {
    expect([whyNext(email(state, ago(10_000)), 30, NOW), whyNext(sms(state, 10_000, 3), 30, NOW)]).toEqual([null, null]);
  });

  it.each([
    ['an e-mail that was handed over counts as told', email('sent', ago(10_000)), null],
    ['a text may take its time', sms('sent', 29.9, 2), null],
    ['a text has had its time, and the provider knows no more', sms('sent', 30, 1), 'no-receipt'],
    ['nobody has asked the provider yet', sms('sent', 30, 0), null],
    ['a person took it for told', { ...sms('sent', 600, 1), settled: true }, null],
    ['the provider can\'t be asked', sms('sent', 60, 0), 'no-receipt'],
  ] as const)('%s', (_, message, why) => {
    expect(whyNext(message, 30, NOW)).toBe(why);
  });
});

describe('the messages of the next channel', () => {
  const rung = (fallen: string, customer: string, change: Partial<NextRung> = {}): NextRung => ({
    fallenId: fallen as MessageId, customerId: customer as CustomerId, draw: Number(customer), waveNo: 0, channel: 'sms', address: `+${customer}`, addressHash: `h${customer}`, barred: false, ...change,
  });
  const why = new Map<MessageId, FollowReason>([['1' as MessageId, 'bounced'], ['2' as MessageId, 'no-receipt']]);

  it('are one for each member that has another address which may be used', () => {
    const got = nextMessages(why, [rung('1', '10'), rung('1', '11', { barred: true }), rung('2', '12', { channel: 'email', waveNo: 3 }), rung('3', '13')]);
    expect(got.map(({ customerId, channel, waveNo, followsId, why: because }) => [customerId, channel, waveNo, followsId, because])).toEqual([['10', 'sms', 0, '1', 'bounced'], ['12', 'email', 3, '2', 'no-receipt']]);
  });

  it('are one for an address that several share: the first in the draw stands for all, in the earliest wave', () => {
    const shared = { addressHash: 'same' };
    const [got, ...more] = nextMessages(why, [rung('2', '12', { ...shared, draw: 7, waveNo: 1 }), rung('1', '11', { ...shared, draw: 5, waveNo: 2 }), rung('1', '9', { ...shared, draw: 5, waveNo: 2 }), rung('1', '10', { channel: 'email', ...shared })]);
    expect(got).toMatchObject({ customerId: '9', waveNo: 1, followsId: '1', why: 'bounced', members: ['12', '11', '9'] });
    expect(more.map(({ channel, members }) => [channel, members])).toEqual([['email', ['10']]]);
  });
});
