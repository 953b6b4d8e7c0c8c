import { describe, expect, it } from '@jest/globals';
import { emailHeaders, messageIdFor } from './mail-headers.js';

const FACTS = { noticeId: '0b6c2a52-4b6f-4c0e-9f0a-3a4c1b7d9e11', incidentReference: 'INC-2026-0007', locale: 'es' };

describe('messageIdFor', () => {
  it('is the same for every attempt at a message', () => {
    expect(messageIdFor('1042', 'Notices.Northwind.example')).toBe('<m.1042@notices.northwind.example>');
    expect(messageIdFor('1042', 'northwind.example')).toBe(messageIdFor('1042', 'northwind.example'));
  });
  it.each([['10 42', 'a.example'], ['1>\r\nBcc: x', 'a.example'], ['1', 'a.example\r\nBcc: x'], ['1', 'a@b'], ['', 'a.example'], ['1', '']])('refuses %j at %j', (id, domain) => {
    expect(() => messageIdFor(id, domain)).toThrow(RangeError);
  });
});

describe('emailHeaders', () => {
  it('marks a notice as sent by a program', () => {
    expect(emailHeaders(FACTS)).toEqual({
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'OOF, AutoReply',
      'Content-Language': 'es',
      'X-Firstword-Notice': FACTS.noticeId,
      'X-Firstword-Incident': 'INC-2026-0007',
    });
  });
  it.each([{ incidentReference: 'INC\r\nBcc: all@x.example' }, { locale: 'ü' }])('refuses %j', (change) => {
    expect(() => emailHeaders({ ...FACTS, ...change })).toThrow(RangeError);
  });
});
