import { describe, expect, it } from '@jest/globals';
import { condemned } from './condemned.js';
import { twilioFailure, twilioRefusal } from './twilio-answer.js';

describe('what Twilio says instead of taking a text', () => {
  it.each<[number, number | null, object]>([
    [429, 20429, { kind: 'deferred', slowDown: true, scope: 'account' }],
    [429, null, { kind: 'deferred', slowDown: true }],
    [400, 21611, { kind: 'deferred', slowDown: true, scope: 'sender' }],
    [400, 30022, { kind: 'deferred', slowDown: true, scope: 'sender' }],
    [400, 30023, { kind: 'deferred', retryAfterMs: 3_600_000 }],
    [400, 21408, { kind: 'deferred', slowDown: false }],
    [500, 20500, { kind: 'unanswered' }],
    [503, null, { kind: 'unanswered' }],
    [408, null, { kind: 'unanswered' }],
    [301, null, { kind: 'unanswered' }],
    [401, 20003, { kind: 'misconfigured', scope: 'channel' }],
    [403, null, { kind: 'misconfigured', scope: 'channel' }],
    [404, 20404, { kind: 'misconfigured', scope: 'channel' }],
    [400, 21606, { kind: 'misconfigured', scope: 'sender' }],
    [400, 30034, { kind: 'misconfigured', scope: 'sender' }],
    [400, 21211, { kind: 'refused', state: 'bounced', suppress: 'dead-number' }],
    [400, 21614, { kind: 'refused', state: 'bounced', suppress: 'dead-number' }],
    [400, 21610, { kind: 'refused', state: 'bounced', suppress: 'stop' }],
    [400, 30004, { kind: 'refused', state: 'bounced', suppress: null }],
    [400, 30007, { kind: 'refused', state: 'failed', suppress: null }],
    [400, 21617, { kind: 'refused', state: 'failed' }],
    [400, 99999, { kind: 'refused', state: 'failed', code: '99999' }],
    [400, null, { kind: 'deferred', slowDown: true, code: '400' }], // a firewall's page: no person is given up for it
    [407, null, { kind: 'deferred', slowDown: true }],
    [413, null, { kind: 'deferred' }],
  ])('HTTP %i with %s is %j', (status, code, answer) => {
    expect(twilioRefusal({ status, code, retryAfterSeconds: null })).toMatchObject(answer);
  });

  it('keeps the wait that Twilio asks for', () => {
    expect(twilioRefusal({ status: 429, code: 20429, retryAfterSeconds: 7 })).toMatchObject({ kind: 'deferred', retryAfterMs: 7_000 });
  });

  it.each<[string, object, string]>([
    ['refused connection', { code: 'ECONNREFUSED', syscall: 'connect' }, 'unreached'],
    ['no such host', { code: 'ENOTFOUND', syscall: 'getaddrinfo' }, 'unreached'],
    ['nobody answers', { code: 'UND_ERR_CONNECT_TIMEOUT' }, 'unreached'],
    ['bad certificate', { code: 'CERT_HAS_EXPIRED' }, 'unreached'],
    ['closed under way', { code: 'UND_ERR_SOCKET' }, 'unanswered'],
    ['reset under way', { code: 'ECONNRESET', syscall: 'read' }, 'unanswered'],
    ['silence', { code: 'UND_ERR_HEADERS_TIMEOUT' }, 'unanswered'],
    ['something new', {}, 'unanswered'],
  ])('%s', (_, failure, kind) => {
    expect(twilioFailure(failure).kind).toBe(kind);
  });
});

describe('a receipt', () => {
  it.each([
    ['sms', 'bounced', '30005', 'dead-number'],
    ['sms', 'bounced', '21610', 'stop'],
    ['sms', 'failed', '30003', null],
    ['sms', 'failed', null, null],
    ['sms', 'delivered', '30005', null],
    ['email', 'bounced', '5.1.1', 'hard-bounce'],
    ['email', 'bounced', '5.2.2', null],
    ['email', 'bounced', '30005', null],
  ] as const)('by %s, %s with %s condemns the address as %s', (channel, status, code, reason) => {
    expect(condemned(channel, { status, code })).toBe(reason);
  });
});
