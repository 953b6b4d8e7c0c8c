import type { OutgoingEmail } from '../model/gateways.js';
import { quotedPrintable } from './quoted-printable.js';

const LONGEST_LINE = 78;
/** Bytes of UTF-8 in one encoded word: 60 characters of base64, and its frame stays within 75 (RFC 2047, 2). */
const WORD_BYTES = 45;
const PRINTABLE = /^[\x20-\x7e]*$/;
/** Lines a relay passes on untouched as 7-bit: printable or tab, and well within RFC 5321's 998. */
const PLAIN_TEXT = /^(?:[\t\x20-\x7e]{0,900}(?:\r\n|$))*$/;

/** A message in the two parts that a signature treats apart. */
export interface MimeMessage {
  /** Each whole, folded where it is long, without its last CRLF. */
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/** As it goes over the wire. @param first  A header that comes before all others, with its CRLF. */
export const wholeMessage = ({ headers, body }: MimeMessage, first = ''): Buffer => Buffer.concat([Buffer.from(`${first}${headers.join('\r\n')}\r\n\r\n`, 'latin1'), body]);

/** @param raw  A whole message with CRLF line ends. */
export function partsOf(raw: Buffer): MimeMessage {
  const end = raw.indexOf('\r\n\r\n');
  return { headers: raw.toString('latin1', 0, end).split(/\r\n(?![ \t])/), body: raw.subarray(end + 4) };
}

/**
 * The message as it goes over the wire: text and HTML as alternatives, CRLF throughout.
 *
 * Written out here, since the mail library's own composer takes four times as long as everything else that a message costs; the
 * library's part is the conversation with the relay. Addresses must be ASCII: `isPlainAddress`.
 *
 * @throws RangeError where a header would hold a control character: it could begin a header of its own.
 * @source RFC 5322, 2045, 2046, 2047.
 */
export function mimeMessage(mail: OutgoingEmail, date: Date): MimeMessage {
  const boundary = boundaryOf(mail.messageId);
  const headers = [
    `From: ${mailbox(mail.from.name, mail.from.address)}`,
    `To: <${printable('To', mail.to)}>`,
    `Reply-To: <${printable('Reply-To', mail.replyTo)}>`,
    unstructured('Subject', mail.subject),
    `Message-ID: ${printable('Message-ID', mail.messageId)}`,
    `Date: ${date.toUTCString().replace('GMT', '+0000')}`,
    'MIME-Version: 1.0',
    ...Object.entries(mail.headers).map(([name, value]) => `${name}: ${printable(name, value)}`),
    `Content-Type: multipart/alternative;\r\n boundary="${boundary}"`,
  ];
  const parts = [textPart('plain', mail.text, boundary), textPart('html', mail.html, boundary)].map((part) => `--${boundary}\r\n${part}\r\n`);
  return { headers, body: Buffer.from(`${parts.join('')}--${boundary}--\r\n`, 'latin1') };
}

/** Whether an address can stand in a header and an envelope as it is. */
export const isPlainAddress = (address: string): boolean => /^[\x21-\x7e]+$/.test(address) && !/[<>\\"]/.test(address);

/** `=_` can't occur in quoted-printable text; text that is sent as it is gets looked through. */
const boundaryOf = (messageId: string): string => `=_${messageId.replace(/[^A-Za-z0-9.]/g, '').slice(0, 60)}`;

function textPart(subtype: string, text: string, boundary: string): string {
  const lines = text.replace(/\r\n?|\n/g, '\r\n');
  const type = `Content-Type: text/${subtype}; charset=utf-8\r\n`;
  if (PLAIN_TEXT.test(lines) && !lines.includes(boundary)) return `${type}Content-Transfer-Encoding: 7bit\r\n\r\n${lines}`;
  return `${type}Content-Transfer-Encoding: quoted-printable\r\n\r\n${quotedPrintable(lines)}`;
}

function mailbox(name: string, address: string): string {
  const plain = printable('From', address);
  if (name === '') return `<${plain}>`;
  if (/\p{Cc}/u.test(name)) throw new RangeError('The name in From has a control character.');
  const shown = isShownAsItIs(name) ? `"${name.replace(/[\\"]/g, '\\$&')}"` : encodedWords(name);
  return `${shown}\r\n <${plain}>`;
}

function unstructured(name: string, value: string): string {
  if (/\p{Cc}/u.test(value)) throw new RangeError(`The header ${name} has a control character.`);
  if (!isShownAsItIs(value)) return `${name}: ${encodedWords(value)}`;
  return fold(`${name}: ${value}`);
}

/** What looks like an encoded word would be read as one, by many readers even between quotes. */
const isShownAsItIs = (text: string): boolean => PRINTABLE.test(text) && !text.includes('=?');

function printable(name: string, value: string): string {
  if (!PRINTABLE.test(value)) throw new RangeError(`The header ${name} may hold printable ASCII only.`);
  return value;
}

/** Breaks before a space, where there is one (RFC 5322, 2.2.3). */
function fold(line: string): string {
  const lines: string[] = [];
  let rest = line;
  while (rest.length > LONGEST_LINE) {
    const at = rest.lastIndexOf(' ', LONGEST_LINE);
    const cut = at > 1 && rest.slice(1, at).trim() !== '' ? at : rest.indexOf(' ', LONGEST_LINE);
    // A line of nothing but space would end the headers in some readers.
    if (cut < 0 || rest.slice(cut).trim() === '') break;
    lines.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  return [...lines, rest].join('\r\n');
}

function encodedWords(text: string): string {
  const words: string[] = [];
  let chunk = '';
  let bytes = 0;
  for (const character of text) {
    const size = Buffer.byteLength(character);
    if (bytes + size > WORD_BYTES) {
      words.push(chunk);
      [chunk, bytes] = ['', 0];
    }
    chunk += character;
    bytes += size;
  }
  return [...words, chunk].map((word) => `=?utf-8?B?${Buffer.from(word).toString('base64')}?=`).join('\r\n ');
}
