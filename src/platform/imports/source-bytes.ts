import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { brokenFile } from './broken-file.js';

const NEWLINE = 0x0a;
/** More than any honest file; stops a gzip bomb before the disk of the database is full. */
const MOST_BYTES = 16 * 2 ** 30;

/**
 * The bytes of an uploaded file, sure to be UTF-8 text: gunzipped where they were gzipped, without a byte order mark.
 *
 * @throws DomainError `file-empty`, `file-not-utf8` (with the line), `file-not-text`, `file-truncated` (gzip that ends early), `file-too-large`.
 */
export async function* textBytes(source: AsyncIterable<Buffer | string>, mostBytes = MOST_BYTES): AsyncGenerator<Buffer> {
  const check = new Utf8Check();
  let total = 0;
  let start = true;
  for await (const chunk of gunzipped(buffers(source))) {
    total += chunk.length;
    if (total > mostBytes) throw brokenFile('file-too-large', `The file is larger than ${mostBytes} bytes: split it.`);
    if (start) refuseForeign(chunk);
    check.next(chunk);
    const text = start ? withoutMark(chunk) : chunk;
    start = false;
    if (text.length > 0) yield text;
  }
  check.end();
  if (total === 0) throw brokenFile('file-empty', 'The file is empty.');
}

/** Strings become bytes, and the first chunk has at least four, so that marks at the start can be told. */
async function* buffers(source: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer> {
  let head: Buffer | null = Buffer.alloc(0);
  for await (const piece of source) {
    const chunk = typeof piece === 'string' ? Buffer.from(piece) : piece;
    if (head === null) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < 4) continue;
    yield head;
    head = null;
  }
  if (head && head.length > 0) yield head;
}

async function* gunzipped(source: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const first = await source.next();
  if (first.done) return;
  if (first.value[0] !== 0x1f || first.value[1] !== 0x8b) {
    yield first.value;
    yield* source;
    return;
  }
  const gunzip = createGunzip();
  // The error of a broken pipeline also ends the loop below, which reports it.
  void pipeline(Readable.from(again(first.value, source)), gunzip).catch(() => undefined);
  try {
    for await (const chunk of gunzip) yield chunk as Buffer;
  } catch (error) {
    if (!String((error as NodeJS.ErrnoException).code).startsWith('Z_')) throw error;
    throw brokenFile('file-truncated', 'The gzip file ends early or is damaged: upload it again.');
  }
}

export async function* again<Value>(first: Value, rest: AsyncIterable<Value>): AsyncGenerator<Value> {
  yield first;
  yield* rest;
}

const startsWith = (chunk: Buffer, ...bytes: number[]): boolean => bytes.every((byte, index) => chunk[index] === byte);

function refuseForeign(chunk: Buffer): void {
  const head = chunk.subarray(0, 64);
  const utf16 = startsWith(chunk, 0xff, 0xfe) || startsWith(chunk, 0xfe, 0xff) || head.filter((byte) => byte === 0).length > head.length / 4;
  if (utf16) throw brokenFile('file-not-utf8', 'The file is UTF-16, not UTF-8: save it as "CSV UTF-8".', { line: 1 });
  if (startsWith(chunk, 0x50, 0x4b, 0x03, 0x04)) throw brokenFile('file-not-text', 'The file is a workbook or a zip archive: save the sheet as "CSV UTF-8".');
  if (startsWith(chunk, 0x25, 0x50, 0x44, 0x46)) throw brokenFile('file-not-text', 'The file is a PDF, not CSV or NDJSON.');
}

const withoutMark = (chunk: Buffer): Buffer => (startsWith(chunk, 0xef, 0xbb, 0xbf) ? chunk.subarray(3) : chunk);

/** Strict: a character that is cut by the end of a chunk is waited for, anything else that is no UTF-8 stops the import at its line. */
class Utf8Check {
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });
  private line = 1;

  next(chunk: Buffer): void {
    this.decode(() => this.decoder.decode(chunk, { stream: true }), chunk);
    this.line += countNewlines(chunk);
  }

  end(): void {
    this.decode(() => this.decoder.decode(), Buffer.alloc(0));
  }

  private decode(work: () => unknown, chunk: Buffer): void {
    try {
      work();
    } catch {
      const line = this.line + linesBeforeFault(chunk);
      throw brokenFile('file-not-utf8', `Line ${line} is not UTF-8: save the file as "CSV UTF-8" (it may be Windows-1252 or Latin-1).`, { line });
    }
  }
}

export function countNewlines(chunk: Buffer): number {
  let count = 0;
  for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) count++;
  return count;
}

function linesBeforeFault(chunk: Buffer): number {
  let lines = 0;
  let from = 0;
  // A character that began in the chunk before is whole only together with it: its tail does not count as a fault here.
  while (from < chunk.length && from < 3 && (chunk[from]! & 0xc0) === 0x80) from++;
  for (let at = chunk.indexOf(NEWLINE, from); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
    if (!isUtf8(chunk.subarray(from, at))) return lines;
    lines++;
    from = at + 1;
  }
  return lines;
}
