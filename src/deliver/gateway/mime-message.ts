import type { OutgoingEmail } from '../model/gateways.js';
import { BOUNDARY_START, mimeText, type MimeText } from './mime-text.js';

const LONGEST_LINE = 78;
/** Bytes of UTF-8 in one encoded word: 60 characters of base64, and its frame stays within 75 (RFC 2047, 2). */
const WORD_BYTES = 45;
const PRINTABLE = /^[\x20-\x7e]*$/;

/** A message in the two parts that a signature treats apart. */
export interface MimeMessage {
  /** Each whole, folded where it is long, without its last CRLF. */
  readonly headers: readonly string[];
  /** Bytes (latin1), with CRLF line ends. */
  readonly body: string;
  /** The body in the form that DKIM hashes, ASCII; null where it has to be made. */
  readonly relaxed: string | null;
}

/** As it goes over the wire. @param first  A header that comes before all others, with its CRLF. */
export const wholeMessage = ({ headers, body }: Omit<MimeMessage, 'relaxed'>, first = ''): Buffer => Buffer.from(`${first}${headers.join('\r\n')}\r\n\r\n${body}`, 'latin1');

/** @param raw  A whole message with CRLF line ends. */
export function partsOf(raw: Buffer): MimeMessage {
  const end = raw.indexOf('\r\n\r\n');
  return { headers: raw.toString('latin1', 0, end).split(/\r\n(?![ \t])/), body: raw.toString('latin1', end + 4), relaxed: null };
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
  const text = mimeText(mail.text, mail.filled?.text ?? null, boundary);
  const html = mimeText(mail.html, mail.filled?.html ?? null, boundary);
  // Added and not joined: the strings share their parts' memory until the whole is written out.
  const together = (plain: string, rich: string): string =>
    `${partHead('plain', text, boundary)}${plain}${partHead('html', html, boundary)}${rich}--${boundary}--\r\n`;
  return { headers, body: together(text.body, html.body), relaxed: text.relaxed === null || html.relaxed === null ? null : together(text.relaxed, html.relaxed) };
}

const partHead = (subtype: string, { transfer }: MimeText, boundary: string): string =>
  `--${boundary}\r\nContent-Type: text/${subtype}; charset=utf-8\r\nContent-Transfer-Encoding: ${transfer}\r\n\r\n`;

/** Whether an address can stand in a header and an envelope as it is. */
export const isPlainAddress = (address: string): boolean => /^[\x21-\x7e]+$/.test(address) && !/[<>\\"]/.test(address);

const boundaryOf = (messageId: string): string => `${BOUNDARY_START}${messageId.replace(/[^A-Za-z0-9.]/g, '').slice(0, 60)}`;

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
