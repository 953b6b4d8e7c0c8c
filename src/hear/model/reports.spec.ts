import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bounceCode } from '../../kernel/mail-code.js';
import { codeInText, deliveryReport } from './delivery-report.js';
import { heardEvent } from './heard-event.js';
import { mailKept } from './mail-kept.js';
import { reportGroups } from './report-fields.js';

describe('a code', () => {
  it.each([
    ['5.1.1', 'hard'], ['5.1.2', 'hard'], ['5.1.10', 'hard'], ['5.2.1', 'hard'], ['5.7.17', 'hard'],
    ['5.2.2', 'soft'], ['4.2.2', 'soft'], ['4.1.1', 'soft'], ['4.4.7', 'soft'], ['5.3.0', 'soft'], ['550', 'soft'], ['552', 'soft'],
    ['5.7.1', 'blocked'], ['4.7.1', 'blocked'], ['5.7.26', 'blocked'], ['5.3.4', 'blocked'], ['554', 'blocked'],
  ])('%s is %s', (code, kind) => expect(bounceCode(code)?.class).toBe(kind));

  it.each(['5.0.0', '5.99.1', '9.1.1', '1.1', '2.1.5', '571', '', null])('%p is in no table', (code) => expect(bounceCode(code)).toBeNull());
});

describe('a delivery report', () => {
  const report = (...recipients: string[]) => deliveryReport(reportGroups(['Reporting-MTA: dns; mx.example\nOriginal-Envelope-Id: t17', ...recipients].join('\n\n')));

  it('is read with its recipient and the code that says most', () => {
    expect(report('Final-Recipient: rfc822; ana@mail.example\r\nAction: Failed\r\nStatus: 5.1.1 (no such user)\r\nDiagnostic-Code: smtp; 550-5.1.1 No\r\n 550 such user')).toEqual({
      action: 'failed', code: '5.1.1', recipient: 'ana@mail.example', envelopeId: 't17',
    });
  });

  it.each([
    ['5.0.0', 'smtp; 550 5.1.10 RESOLVER.ADR.RecipNotFound', '5.1.10'],
    ['5.0.0', 'smtp; 550 mailbox unavailable', '550'],
    ['5.0.0', 'x-unix; it did not work', '5.0.0'],
    ['', 'smtp; 552-5.2.2 over quota', '5.2.2'],
    ['', 'smtp; host 192.0.2.5.1.1 is away', null],
    ['4.4.7', 'smtp; 550 5.1.1 gone', '4.4.7'],
  ])('with the status %p and the words %p has the code %p', (status, words, code) => {
    expect(report(`Action: failed\nFinal-Recipient: rfc822;a@b.example\nStatus: ${status}\nDiagnostic-Code: ${words}`)?.code).toBe(code);
  });

  it('about several recipients is about the worst', () => {
    expect(report('Action: delivered\nStatus: 2.0.0', 'Action: failed\nStatus: 5.2.2', 'Action: delayed\nStatus: 4.2.2')).toMatchObject({ action: 'failed', code: '5.2.2' });
  });

  it.each(['', 'Status: 5.1.1', 'Action: vanished\nStatus: 5.1.1'])('that does not say what was done is none: %p', (recipient) => expect(report(recipient)).toBeNull());
});

it.each([
  ['#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##', '5.1.1'],
  ['Remote host said: 550 5.7.1 Not you', '5.7.1'],
  ['Sorry, no mailbox here by that name. (#5.1.1)', '5.1.1'],
  ['Our version is 5.1.1 and our address 10.5.1.1', null],
  ['said: 550 No such user', null],
])('the words %p hold the code %p', (text, code) => expect(codeInText(text)).toBe(code));

describe('what is on record', () => {
  it.each([
    ['dsn:failed', '5.1.1', { status: 'bounced', mark: 'hard-bounce' }],
    ['dsn:failed', '4.4.7', { status: 'bounced', mark: 'soft-bounce' }],
    ['dsn:failed', '5.7.1', { status: 'failed', mark: 'none' }],
    ['dsn:failed', '5.99.1', { status: 'failed', mark: 'none', unknownCode: true }],
    ['dsn:failed', null, { status: 'failed', mark: 'none', unknownCode: true }],
    ['dsn-unproved:failed', '5.1.1', { status: 'bounced', mark: 'none' }],
    ['dsn:delivered', '2.0.0', { status: 'delivered', mark: 'none' }],
    ['dsn:relayed', '2.0.0', { status: 'sent' }],
    ['arf:abuse', null, { status: 'delivered', mark: 'complaint' }],
    ['arf-unproved:abuse', null, { status: 'delivered', mark: 'none' }],
    ['arf:not-spam', null, { status: 'delivered', mark: 'none' }],
    ['ses:Bounce/Permanent/General', '5.1.1', { status: 'bounced', mark: 'hard-bounce' }],
    ['ses:Bounce/Transient/General', '5.7.1', { status: 'failed', mark: 'none' }],
    ['ses:Bounce/Undetermined/Undetermined', null, { status: 'failed', unknownCode: true }],
    ['sendgrid:bounce/Unclassified', '5.1.1', { status: 'bounced', mark: 'hard-bounce' }],
    ['sendgrid:dropped/Spam Reporting Address', null, { status: 'failed', mark: 'complaint' }],
    ['postmark:Bounce/AutoResponder', null, { status: 'delivered', mark: 'none' }],
    ['mailgun:failed/temporary', '4.2.2', { status: 'accepted' }],
    ['mailgun:failed/permanent/bounce', '552', { status: 'bounced', mark: 'soft-bounce' }],
    ['undelivered', '30005', { status: 'bounced' }],
  ])('as %s with %p', (status, code, heard) => expect(heardEvent(status, code)).toMatchObject(heard));

  it.each(['dsn:unreadable', 'dsn:vanished', 'arf:strange', 'ses:Bounce/Odd/Thing', 'ses:constructor', 'nobody:Delivery', 'vanished'])('as %s is not guessed at', (status) => {
    expect(heardEvent(status, '5.1.1')).toBeNull();
  });
});

it.each([
  [{ kind: 'plain-report', code: '5.1.1' }, { kind: 'bounce', receipt: { status: 'dsn:failed', code: '5.1.1' } }],
  [{ kind: 'plain-report', code: '4.4.1' }, { kind: 'bounce', receipt: { status: 'dsn:unreadable', code: '4.4.1' } }],
  [{ kind: 'plain-report', code: null }, { kind: 'bounce', receipt: { status: 'dsn:unreadable', code: null } }],
  [{ kind: 'delivery-report', action: 'delayed', code: '4.4.1' }, { kind: 'delay', receipt: null }],
  [{ kind: 'delay' }, { kind: 'delay', receipt: null }],
  [{ kind: 'reply', sender: 'a@b.example', subject: 'Re', text: 'a\0b' }, { kind: 'reply', text: 'ab', receipt: null }],
  [null, { kind: 'unreadable', receipt: null }],
] as const)('of %j is kept %j', (mail, kept) => expect(mailKept(mail, true)).toMatchObject(kept));

it('nothing in the fields of a report breaks the reading', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
    deliveryReport(reportGroups(text));
    codeInText(text);
  }));
});
