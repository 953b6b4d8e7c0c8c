import type { FilledText } from '../../compose/contract.js';
import { relaxedLines } from './dkim-relaxed.js';
import { encoded, quotedPrintable, wrapped } from './quoted-printable.js';

/** A text of a message as it goes over the wire. */
export interface MimeText {
  readonly transfer: '7bit' | 'quoted-printable';
  /** ASCII, with a CRLF at its end that is not the text's own. */
  readonly body: string;
  /** The same in the form that DKIM hashes; null where nobody knows it yet. */
  readonly relaxed: string | null;
}

/** Within what a relay passes on untouched: RFC 5321 allows 998. */
const LONGEST_LINE = 900;
const PLAIN_TEXT = /^(?:[\t\x20-\x7e]{0,900}(?:\r\n|$))*$/;
const PLAIN_LINE = /^[\t\x20-\x7e]*$/;
/** Not empty: else two pieces would touch, and could be more together than apart. */
const PLAIN_VALUE = /^[\t\x20-\x7e]+$/;
const ONE_LINE = /^[^\r\n]+$/;
/** How every boundary begins. It can't occur in quoted-printable; text that is sent as it is gets looked through. */
export const BOUNDARY_START = '=_';

/** @param boundary  That must not occur in it. */
export function mimeText(text: string, filled: FilledText | null, boundary: string): MimeText {
  return (filled && filledText(filled)) ?? wholeText(text, boundary);
}

function wholeText(text: string, boundary: string): MimeText {
  const lines = withCrlf(text);
  if (PLAIN_TEXT.test(lines) && !lines.includes(boundary)) return { transfer: '7bit', body: `${lines}\r\n`, relaxed: null };
  return { transfer: 'quoted-printable', body: `${quotedPrintable(lines)}\r\n`, relaxed: null };
}

const withCrlf = (text: string): string => text.replace(/\r\n?|\n/g, '\r\n');

/** The lines of a text of which others only differ in the values: those without a value are encoded once. */
interface EncodedForm {
  readonly transfer: MimeText['transfer'];
  /** Before, between and after the lines that hold values: whole lines. */
  readonly fixed: readonly string[];
  readonly relaxed: readonly string[];
  /** Pieces of the lines that hold values, one more than they hold; encoded, without their CRLF. */
  readonly open: readonly (readonly string[])[];
}

/** What is known of a list of pieces. */
interface Known {
  /** Null where they are not to be sent as they are, whatever the values. */
  readonly plain: EncodedForm | null;
  /** Made when the first needs it. */
  quoted: EncodedForm | null;
  /** Whether the pieces alone may hold a boundary: then each text has to be looked through. */
  readonly doubtful: boolean;
}

const forms = new WeakMap<readonly string[], Known>();

/** @returns The same as of the whole text; null where that has to be looked at. */
function filledText({ pieces, values }: FilledText): MimeText | null {
  const known = knownOf(pieces);
  if (known.plain !== null && values.every((value) => PLAIN_VALUE.test(value))) return known.doubtful ? null : putTogether(known.plain, values);
  if (!values.every((value) => ONE_LINE.test(value) && value.isWellFormed())) return null;
  return putTogether((known.quoted ??= encodedForm(linesOf(pieces), 'quoted-printable')), values);
}

function knownOf(pieces: readonly string[]): Known {
  const found = forms.get(pieces);
  if (found !== undefined) return found;
  const lines = linesOf(pieces);
  const isPlain = lines.every((line) => line.every((piece) => PLAIN_LINE.test(piece)) && line.join('').length <= LONGEST_LINE);
  const made = { plain: isPlain ? encodedForm(lines, '7bit') : null, quoted: null, doubtful: pieces.some((piece) => piece.includes(BOUNDARY_START)) };
  forms.set(pieces, made);
  return made;
}

/** Each line as its pieces: one where it holds no value, two where it holds one. */
function linesOf(pieces: readonly string[]): string[][] {
  const lines: string[][] = [[]];
  for (const piece of pieces) {
    const [first = '', ...rest] = withCrlf(piece).split('\r\n');
    lines.at(-1)!.push(first);
    lines.push(...rest.map((line) => [line]));
  }
  return lines;
}

function encodedForm(lines: readonly (readonly string[])[], transfer: MimeText['transfer']): EncodedForm {
  const quote = transfer === 'quoted-printable';
  const [fixed, open]: [string[], string[][]] = [[''], []];
  for (const line of lines) {
    const shown = quote ? line.map((piece, index) => encoded(piece, index === line.length - 1)) : [...line];
    if (shown.length > 1) {
      open.push(shown);
      fixed.push('');
    } else {
      fixed.push(`${fixed.pop()!}${quote ? wrapped(shown[0]!) : shown[0]!}\r\n`);
    }
  }
  return { transfer, fixed, relaxed: fixed.map(relaxedLines), open };
}

function putTogether({ transfer, fixed, relaxed, open }: EncodedForm, values: readonly string[]): MimeText | null {
  let body = fixed[0]!;
  let inRelaxed = relaxed[0]!;
  let next = 0;
  for (const [index, pieces] of open.entries()) {
    const own = values.slice(next, (next += pieces.length - 1));
    const line = transfer === '7bit' ? plainLine(pieces, own) : quotedLine(pieces, own);
    if (line === null) return null;
    body += line + fixed[index + 1]!;
    inRelaxed += relaxedLines(line) + relaxed[index + 1]!;
  }
  return { transfer, body, relaxed: inRelaxed };
}

/** Null where it may be too long, or hold a boundary, with these values. */
function plainLine(pieces: readonly string[], values: readonly string[]): string | null {
  const line = values.reduce((sofar, value, index) => sofar + value + pieces[index + 1]!, pieces[0]!);
  return line.length > LONGEST_LINE || line.includes(BOUNDARY_START) ? null : `${line}\r\n`;
}

function quotedLine(pieces: readonly string[], values: readonly string[]): string {
  const last = values.length - 1;
  return `${wrapped(values.reduce((sofar, value, index) => sofar + encoded(value, index === last && pieces[index + 1] === '') + pieces[index + 1]!, pieces[0]!))}\r\n`;
}
