import { describe, expect, it } from '@jest/globals';
import { heardStatus } from './message-status.js';

describe('a status callback', () => {
  it.each([
    ['queued', null, 'accepted'],
    ['accepted', null, 'accepted'],
    ['scheduled', null, 'accepted'],
    ['sending', null, 'accepted'],
    ['sent', null, 'sent'],
    ['delivered', null, 'delivered'],
    ['read', null, 'delivered'],
    ['undelivered', '30003', 'failed'],
    ['undelivered', '30004', 'bounced'],
    ['undelivered', '30005', 'bounced'],
    ['undelivered', '30006', 'bounced'],
    ['undelivered', '30007', 'failed'],
    ['undelivered', '30034', 'failed'],
    ['undelivered', null, 'failed'],
    ['failed', '30005', 'failed'],
    ['failed', null, 'failed'],
    ['canceled', null, 'failed'],
  ])('%s with error %s is %s', (status, code, expected) => {
    expect(heardStatus(status, code)?.status).toBe(expected);
  });

  it('that failed says why in words, also for a code nobody has listed', () => {
    expect(heardStatus('undelivered', '30005')?.reason).toBe('The number is unknown or no longer in use.');
    expect(heardStatus('undelivered', '39999')).toEqual({ status: 'failed', reason: 'Twilio gave error 39999.' });
  });

  it.each(['partially_delivered', 'receiving', 'received', 'DELIVERED', '', 'toString'])('%p is not guessed at', (status) => {
    expect(heardStatus(status, null)).toBeNull();
  });
});
