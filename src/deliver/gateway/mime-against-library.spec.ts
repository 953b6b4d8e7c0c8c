import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import PostalMime from 'postal-mime';
import type { OutgoingEmail } from '../model/gateways.js';
import { mimeMessage, wholeMessage } from './mime-message.js';

const DATE = new Date('2026-03-16T10:00:00Z');
const plain: OutgoingEmail = {
  messageId: '<m.17@northwind.example>', from: { name: 'Northwind', address: 'care@northwind.example' }, to: 'ana@mail.example', replyTo: 'answers@northwind.example',
  subject: 'About your card', html: '<p>Hello</p>\n', text: 'Hello\n', headers: { 'Auto-Submitted': 'auto-generated' },
};

/** What a reader of mail sees; line ends at the end of a part are the parser's own. */
async function seen(raw: Buffer) {
  const { from, to, replyTo, subject, messageId, date, text = '', html = '' } = await PostalMime.parse(raw);
  return { from, to, replyTo, subject, messageId, date, text: text.trimEnd(), html: html.trimEnd() };
}

const ours = (mail: OutgoingEmail) => seen(wholeMessage(mimeMessage(mail, DATE)));
const theLibrarys = async (mail: OutgoingEmail) => seen(await new MailComposer({ ...mail, headers: { ...mail.headers }, date: DATE }).compile().build());

/** Both are read alike, and as they were meant. */
async function expectAlike(more: Partial<OutgoingEmail>): Promise<void> {
  const mail = { ...plain, ...more };
  const got = await ours(mail);
  expect(got).toEqual(await theLibrarys(mail));
  expect(got).toMatchObject({ from: { name: mail.from.name, address: mail.from.address }, subject: mail.subject, text: mail.text.trimEnd(), html: mail.html.trimEnd() });
}

describe('a message, beside the one that the mail library composes', () => {
  it.each([
    ["O'Brien & Sons, Ltd."], ['"Quoted" \\ slashed'], ['Ana (Madrid) López'], ['José <not@an.address>'], ['a;b:c@d'], ['שירות לקוחות'], ['خدمة العملاء'], ['お客様センター'], ['👩‍👩‍👧‍👦 Family'],
    ['Ångström é e\u0301'], ['x'.repeat(90)], [`${'Müller '.repeat(20)}GmbH`],
  ])('has the sender %j', async (name) => {
    await expectAlike({ from: { name, address: 'care@northwind.example' } });
  });

  it.each([
    ['right to left', 'הודעה חשובה על הכרטיס שלך INC-0001'], ['emoji', '🚨 Your card 🚨'], ['a family of emoji at each cut', '👩‍👩‍👧‍👦'.repeat(20)], ['long', `${'Your card and what to do now '.repeat(8)}now`],
    ['with tags and quotes', 'Re: "a" <b> & c; d=e'],
  ])('has a subject that is %s', async (_, subject) => {
    await expectAlike({ subject });
  });

  it.each([
    ['leading dots', '.\n..\n.hidden\nend.'], ['a line of 5,000', `a ${'b'.repeat(5_000)} c`], ['5,000 emoji in a line', '🚨'.repeat(5_000)], ['right to left', 'שלום אנה,\nהכרטיס שלך 1234\u200f.'],
    ['spaces and tabs at line ends', 'one \ntwo\t\nthree'], ['equals signs', 'a=3D b==\nc='], ['From at the start of a line', 'From here on\n>From there'], ['a boundary of its own', '--=_m.17northwind.example\nx\n--=_m.17northwind.example--'],
    ['accents, composed or not', 'é e\u0301 ﬁ'], ['empty lines', 'a\n\n\nb'],
  ])('has a text with %s', async (_, text) => {
    await expectAlike({ text, html: `<p dir="auto">${text.replaceAll('<', '&lt;')}</p>` });
  });

  it('keeps what looks like an encoded word, which the library lets be read as one', async () => {
    const word = 'Code =?utf-8?B?SGk=?= stays';
    const mail = { ...plain, from: { name: word, address: plain.from.address }, subject: word };
    expect(await ours(mail)).toMatchObject({ from: { name: word }, subject: word });
    expect(await theLibrarys(mail)).toMatchObject({ from: { name: 'Code Hi stays' }, subject: 'Code Hi stays' });
  });

  it('is read alike whatever the words', async () => {
    const words = fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).map((word) => word.replace(/[\p{Cc}\s]/gu, 'x')), { minLength: 1, maxLength: 30 }).map((each) => each.join(' '));
    const lines = fc.array(words, { minLength: 1, maxLength: 5 }).map((each) => `${each.join('\n')}.`);
    await fc.assert(
      fc.asyncProperty(words, words, lines, async (name, subject, text) => expectAlike({ from: { name, address: plain.from.address }, subject, text, html: `<pre>${text}</pre>` })),
      { seed: 20260316, numRuns: 100 },
    );
  });
});
