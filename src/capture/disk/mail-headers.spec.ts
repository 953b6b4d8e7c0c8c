import { describe, expect, it } from '@jest/globals';
import { readMailHeaders } from './mail-headers.js';

const mail = (head: string, body = 'Subject: not this one\r\n') => Buffer.from(`${head}\r\n\r\n${body}`, 'utf8');

describe('readMailHeaders', () => {
  it.each([
    ['Subject: Plain', 'Plain'],
    ['subject:no blank', 'no blank'],
    ['Subject: folded\r\n over two lines', 'folded over two lines'],
    ['Subject: =?UTF-8?Q?Aviso_importante=3A_a=C3=B1o?=', 'Aviso importante: año'],
    ['Subject: =?UTF-8?B?w6Q=?=\r\n =?UTF-8?B?w7Y=?=', 'äö'],
    ['Subject: raw ñ under SMTPUTF8', 'raw ñ under SMTPUTF8'],
    ['X-Subject: other', ''],
  ])('reads the subject of %j', (line, subject) => {
    expect(readMailHeaders(mail(`From: a@example.com\r\n${line}\r\nTo: b@example.com`)).subject).toBe(subject);
  });

  it('reads the Message-ID and the notice wherever they stand', () => {
    const head = 'Message-Id: <m.1@example.com>\r\nTo: a@example.com\r\nX-FIRSTWORD-NOTICE: n-7';
    expect(readMailHeaders(mail(head))).toEqual({ subject: '', messageId: '<m.1@example.com>', notice: 'n-7' });
  });

  it('does not mind a mail without a body or headers', () => {
    expect(readMailHeaders(Buffer.from('Subject: all there is'))).toMatchObject({ subject: 'all there is' });
    expect(readMailHeaders(Buffer.alloc(0))).toEqual({ subject: '', messageId: '', notice: '' });
  });
});
