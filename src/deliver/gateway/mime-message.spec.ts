import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import PostalMime from 'postal-mime';
import type { OutgoingEmail } from '../model/gateways.js';
import { isPlainAddress, mimeMessage, wholeMessage } from './mime-message.js';
import { quotedPrintable } from './quoted-printable.js';

const DATE = new Date('2026-03-16T10:00:00Z');
const mail = (more: Partial<OutgoingEmail> = {}): OutgoingEmail => ({
  messageId: '<m.17@northwind.example>', from: { name: 'Northwind Customer Care', address: 'care@northwind.example' }, to: 'ana@mail.example', replyTo: 'answers@northwind.example',
  subject: 'About your card', html: '<p style="color:#123">Hello</p>\n', text: 'Hello\n', headers: { 'Auto-Submitted': 'auto-generated' }, ...more,
});
const written = (more: Partial<OutgoingEmail> = {}): string => wholeMessage(mimeMessage(mail(more), DATE)).toString('latin1');
/** The reader adds a line end to each part. */
const read = async (more: Partial<OutgoingEmail> = {}) => {
  const parsed = await PostalMime.parse(wholeMessage(mimeMessage(mail(more), DATE)));
  return { ...parsed, text: parsed.text?.replace(/\n$/, ''), html: parsed.html?.replace(/\n$/, '') };
};
const seeded = { seed: 20260316, numRuns: 300 };

describe('a message written out', () => {
  it('is read back as it was meant', async () => {
    const parsed = await read({ headers: { 'Auto-Submitted': 'auto-generated', 'X-Firstword-Notice': 'n-1' } });
    expect(parsed).toMatchObject({
      messageId: '<m.17@northwind.example>', subject: 'About your card', date: '2026-03-16T10:00:00.000Z', text: 'Hello\n', html: '<p style="color:#123">Hello</p>\n',
      from: { name: 'Northwind Customer Care', address: 'care@northwind.example' }, to: [{ address: 'ana@mail.example' }], replyTo: [{ address: 'answers@northwind.example' }],
    });
    expect(parsed.headers.map(({ key }) => key)).toEqual(expect.arrayContaining(['auto-submitted', 'x-firstword-notice', 'mime-version', 'content-type']));
  });

  it('has CRLF alone, lines of 998 characters at most, and nothing beyond ASCII', () => {
    const raw = written({ text: `a\nb\r\nc\rd ${'x'.repeat(5_000)}`, html: '<p>é—日本</p>\n\n.\n', subject: 'Qué pasó con su tarjeta, y qué puede hacer usted ahora mismo para protegerse de ello' });
    expect(raw.replaceAll('\r\n', '')).toMatch(/^[\t\x20-\x7e]*$/);
    expect(Math.max(...raw.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
  });

  it.each([
    ['plain', 'Update on INC-0001'],
    ['long', 'Northwind: what happened at our stores in Seattle and Tacoma between the first and the fourteenth of March, and what you can do now'],
    ['without a space', 'x'.repeat(200)],
    ['Spanish', 'Qué pasó con los datos de su tarjeta — y qué puede hacer'],
    ['an emoji at every cut', '🚨'.repeat(60)],
    ['what looks like an encoded word', '=?utf-8?B?SGk=?='],
  ])('keeps a subject that is %s', async (_, subject) => {
    expect((await read({ subject })).subject).toBe(subject);
  });

  it.each(['Northwind', 'Northwind, Inc.', 'The "Northwind" \\ Company', 'Compañía Northwind', ''])('keeps the sender\'s name %j', async (name) => {
    expect((await read({ from: { name, address: 'care@northwind.example' } })).from).toEqual({ name, address: 'care@northwind.example' });
  });

  it.each([
    ['subject', { subject: 'Hi\r\nBcc: all@mail.example' }],
    ['name', { from: { name: 'A\nB', address: 'a@b.example' } }],
    ['header', { headers: { 'X-Notice': 'a\r\nBcc: all@mail.example' } }],
  ] as const)('lets no %s begin a header of its own', (_, more) => {
    expect(() => written(more)).toThrow(RangeError);
  });

  it('keeps any text and HTML', async () => {
    const parts = fc.tuple(fc.string({ unit: 'binary', maxLength: 400 }), fc.string({ maxLength: 400 }));
    await fc.assert(
      fc.asyncProperty(parts, async ([text, html]) => {
        const [plain, rich] = [text, html].map((part) => `${part.replace(/[\r\n\0]/g, ' ')}.\n`) as [string, string];
        const parsed = await read({ text: plain, html: rich });
        expect([parsed.text, parsed.html]).toEqual([plain, rich]);
      }),
      seeded,
    );
  });
});

describe('quoted-printable', () => {
  const decoded = (text: string): string => Buffer.from(text.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))), 'latin1').toString('utf8');

  it.each([
    ['a=b', 'a=3Db'],
    ['line end \r\nnext\t', 'line end=20\r\nnext=09'],
    ['é', '=C3=A9'],
    ['x'.repeat(76), 'x'.repeat(76)],
    ['x'.repeat(77), `${'x'.repeat(75)}=\r\nxx`],
  ])('of %j', (text, encoded) => {
    expect(quotedPrintable(text)).toBe(encoded);
  });

  it('gives back every text, in lines of 76 characters at most', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 200 }), { maxLength: 6 }), (lines) => {
        const text = lines.map((line) => line.replace(/[\r\n]/g, '')).join('\r\n');
        const encoded = quotedPrintable(text);
        expect(decoded(encoded)).toBe(Buffer.from(text, 'utf8').toString('utf8'));
        for (const line of encoded.split('\r\n')) expect(line.length).toBeLessThanOrEqual(76);
        expect(encoded).toMatch(/^[\t\r\n\x20-\x7e]*$/);
      }),
      seeded,
    );
  });
});

describe('an address', () => {
  it.each([['ana@mail.example', true], ['ana+x@mail.example', true], ['aña@mail.example', false], ['ana@maíl.example', false], ['a b@mail.example', false], ['a>@mail.example', false], ['', false]])('%s is plain: %s', (address, plain) => {
    expect(isPlainAddress(address)).toBe(plain);
  });
});
