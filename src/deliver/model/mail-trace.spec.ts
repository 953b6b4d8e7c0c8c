import { describe, expect, it } from '@jest/globals';
import { EMAIL_PROVIDERS, mailTrace } from './mail-trace.js';
import { unsubscribeHeaders } from './unsubscribe-headers.js';

describe('the trace of a message', () => {
  it.each(EMAIL_PROVIDERS)('through %s is in its own header, and asks it to count nobody', (provider) => {
    const { returnPath, envelopeId, headers } = mailTrace('t17', 'bounces@mail.example', provider);
    expect([returnPath, envelopeId, headers['X-Firstword-Message']]).toEqual(['bounces+t17@mail.example', 't17', 't17']);
    expect(Object.keys(headers)).toHaveLength(provider === 'smtp' ? 1 : { ses: 2, sendgrid: 2, postmark: 4, mailgun: 3 }[provider]);
    for (const [name, value] of Object.entries(headers)) expect(`${name}: ${value}`).toMatch(/^[\x20-\x7e]{1,900}$/);
  });

  it('in a header that is JSON can be read back', () => {
    expect(JSON.parse(mailTrace('t17', null, 'sendgrid').headers['X-SMTPAPI']!)).toMatchObject({ unique_args: { firstword: 't17' }, filters: { opentrack: { settings: { enable: 0 } } } });
    expect(mailTrace('t17', null, 'mailgun')).toMatchObject({ returnPath: null, headers: { 'X-Mailgun-Variables': '{"firstword":"t17"}' } });
  });
});

describe('the headers for unsubscribing', () => {
  it('are both there, or neither', () => {
    expect(unsubscribeHeaders('https://northwind.example/u/abc')).toEqual({ 'List-Unsubscribe': '<https://northwind.example/u/abc>', 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' });
    expect(unsubscribeHeaders(null)).toEqual({});
  });
  it.each(['http://x.example', 'https://a>\r\nX: y', 'https://a,b'])('refuse %p', (url) => expect(() => unsubscribeHeaders(url)).toThrow(RangeError));
});
