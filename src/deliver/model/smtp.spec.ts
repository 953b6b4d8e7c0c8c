import { describe, expect, it } from '@jest/globals';
import { smtpAnswer, type SmtpError } from './smtp-error.js';
import { enhancedCode, smtpRefusal, type SmtpStage } from './smtp-reply.js';

describe('an SMTP reply', () => {
  it.each<[number, string | null, SmtpStage, object]>([
    // dead addresses
    [550, '5.1.1', 'recipient', { kind: 'refused', state: 'bounced', suppress: 'hard-bounce' }],
    [550, '5.1.2', 'recipient', { kind: 'refused', state: 'bounced', suppress: 'hard-bounce' }],
    [553, '5.1.3', 'recipient', { kind: 'refused', state: 'bounced', suppress: 'hard-bounce' }],
    [551, '5.1.6', 'recipient', { kind: 'refused', state: 'bounced', suppress: 'hard-bounce' }],
    [550, '5.1.10', 'message', { kind: 'refused', state: 'bounced', suppress: 'hard-bounce' }],
    [550, '5.2.1', 'recipient', { kind: 'refused', state: 'bounced', suppress: 'hard-bounce' }],
    [550, null, 'recipient', { kind: 'refused', state: 'bounced', suppress: 'hard-bounce' }],
    // not the address's fault, or not for ever
    [552, '5.2.2', 'recipient', { kind: 'refused', state: 'bounced', suppress: 'soft-bounce' }],
    [552, null, 'message', { kind: 'refused', state: 'bounced', suppress: 'soft-bounce' }],
    [550, '5.1.0', 'recipient', { kind: 'refused', state: 'bounced', suppress: 'soft-bounce' }],
    [553, '5.1.8', 'recipient', { kind: 'refused', state: 'bounced', suppress: null }],
    [554, '5.3.0', 'recipient', { kind: 'refused', state: 'bounced', suppress: null }],
    [550, null, 'message', { kind: 'refused', state: 'failed', suppress: null }],
    [550, '5.7.1', 'recipient', { kind: 'refused', state: 'failed', suppress: null }],
    [550, '5.7.26', 'message', { kind: 'refused', state: 'failed', suppress: null }],
    [554, null, 'message', { kind: 'refused', state: 'failed', suppress: null }],
    [552, '5.3.4', 'message', { kind: 'refused', state: 'failed', suppress: null }],
    [554, '5.6.0', 'message', { kind: 'refused', state: 'failed', suppress: null }],
    // later
    [450, '4.2.0', 'recipient', { kind: 'deferred', slowDown: false, soft: true }],
    [450, '4.1.1', 'recipient', { kind: 'deferred', slowDown: false, soft: true }],
    [450, null, 'recipient', { kind: 'deferred', slowDown: false, soft: true }],
    [451, '4.7.1', 'message', { kind: 'deferred', slowDown: false, soft: false }],
    [451, null, 'recipient', { kind: 'deferred', slowDown: false, soft: false }],
    [452, '4.2.2', 'recipient', { kind: 'deferred', slowDown: false, soft: true, reason: 'The mailbox is full.' }],
    [503, '5.5.1', 'message', { kind: 'deferred' }],
    [421, '4.7.0', 'message', { kind: 'deferred', slowDown: true }],
    [454, '4.7.0', 'message', { kind: 'deferred', slowDown: true, scope: 'account', retryAfterMs: null }],
    [452, '4.3.1', 'message', { kind: 'deferred', slowDown: true, scope: 'account', soft: false }],
    [452, null, 'sender', { kind: 'deferred', slowDown: true, scope: 'account', soft: false }],
    [421, '4.7.28', 'message', { kind: 'deferred', slowDown: true, scope: 'domain' }],
    [451, '4.7.650', 'recipient', { kind: 'deferred', slowDown: true, scope: 'domain' }],
    // ours to mend
    [530, '5.7.0', 'sender', { kind: 'misconfigured', scope: 'channel' }],
    [535, '5.7.8', 'session', { kind: 'misconfigured', scope: 'channel' }],
    [554, null, 'session', { kind: 'misconfigured', scope: 'channel' }],
    [553, '5.7.1', 'sender', { kind: 'misconfigured', scope: 'sender' }],
    [552, '5.3.4', 'sender', { kind: 'refused', state: 'failed' }],
  ])('%i %s about the %3$s is %4$j', (code, enhanced, stage, answer) => {
    expect(smtpRefusal({ code, enhanced, stage })).toMatchObject(answer);
  });

  it.each<[string, SmtpStage, object]>([
    ['421 Too many messages from your address, try again later', 'recipient', { slowDown: true, scope: 'domain' }],
    ['450 4.7.1 Rate limit exceeded for this network', 'recipient', { slowDown: true, scope: 'domain' }],
    ['452 4.5.3 too many recipients this hour', 'recipient', { slowDown: true, scope: 'domain' }],
    ['451 4.7.0 throttled', 'message', { slowDown: true, scope: 'account' }],
    ['450 4.7.1 too much mail from 192.0.2.1', 'sender', { slowDown: true, scope: 'account' }],
    ['454 Throttling failure: Maximum sending rate exceeded.', 'message', { slowDown: true, scope: 'account' }],
    ['421 4.3.2 shutting down', 'recipient', { slowDown: true, scope: 'account' }],
    // greylisting, and what one mailbox says of itself
    ['450 4.7.1 Greylisted, come back in 300 seconds', 'recipient', { slowDown: false }],
    ['451 4.7.1 try again later', 'recipient', { slowDown: false }],
    ['450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages', 'recipient', { slowDown: false }],
    ['452 mailbox full', 'recipient', { slowDown: false }],
  ])('"%s" about the %s says %j of our rate', (text, stage, answer) => {
    expect(smtpRefusal({ code: Number(text.slice(0, 3)), enhanced: enhancedCode(text), stage, text })).toMatchObject({ kind: 'deferred', ...answer });
  });

  it.each([
    ['550 5.1.1 No such user', '5.1.1'],
    ['550-5.7.26 two lines', '5.7.26'],
    ['550 No such user 5.1.1', null],
    ['451 try later', null],
  ])('"%s" has the enhanced code %s', (text, code) => {
    expect(enhancedCode(text)).toBe(code);
  });
});

describe('an error of the mail library', () => {
  it.each<[string, SmtpError, string]>([
    ['refused connection', { code: 'ESOCKET', originalCode: 'ECONNREFUSED', syscall: 'connect', command: 'CONN' }, 'unreached'],
    ['no such host', { code: 'EDNS', command: 'CONN' }, 'unreached'],
    ['nobody answers', { code: 'ETIMEDOUT', timeoutType: 'CONNECT_TIMEOUT', command: 'CONN' }, 'unreached'],
    ['no greeting', { code: 'ETIMEDOUT', timeoutType: 'GREETING_TIMEOUT', command: 'CONN' }, 'unreached'],
    ['closed before the greeting, again and again', { code: 'ECONNECTION' }, 'unreached'],
    ['no TLS', { code: 'ETLS', command: 'STARTTLS' }, 'unreached'],
    ['wrong password', { code: 'EAUTH', responseCode: 535, response: '535 5.7.8 no', command: 'AUTH PLAIN' }, 'misconfigured'],
    ['password can\'t be checked now', { code: 'EAUTH', responseCode: 454, response: '454 4.7.0 later', command: 'AUTH PLAIN' }, 'unreached'],
    ['refused recipient', { code: 'EENVELOPE', responseCode: 550, response: '550 5.1.1 gone', command: 'RCPT TO' }, 'refused'],
    ['refused message', { code: 'EMESSAGE', responseCode: 554, response: '554 spam', command: 'DATA' }, 'refused'],
    ['asked to come back', { code: 'EMESSAGE', responseCode: 451, response: '451 4.3.0 later', command: 'DATA' }, 'deferred'],
    ['greeted with a refusal', { code: 'EPROTOCOL', responseCode: 554, response: '554 no service', command: 'CONN' }, 'misconfigured'],
    ['lost somewhere after the greeting', { code: 'ECONNECTION', command: 'CONN' }, 'unanswered'],
    ['reset somewhere after the greeting', { code: 'ESOCKET', originalCode: 'ECONNRESET', syscall: 'read', command: 'CONN' }, 'unanswered'],
    ['silence', { code: 'ETIMEDOUT', timeoutType: 'SOCKET_TIMEOUT', command: 'CONN' }, 'unanswered'],
    ['given up by us', { code: 'EABORT' }, 'unanswered'],
    ['an answer that makes no sense', { code: 'EPROTOCOL', responseCode: 250, response: '250 ok', command: 'CONN' }, 'unanswered'],
    ['something new', {}, 'unanswered'],
    ['a connection that was closed already', { code: 'ECONNECTION', command: 'API' }, 'deferred'],
    ['an impossible address', { code: 'EENVELOPE', command: 'API' }, 'refused'],
  ])('%s', (_, error, kind) => {
    expect(smtpAnswer(error).kind).toBe(kind);
  });
});
