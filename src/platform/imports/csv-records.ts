import { CsvError, Parser } from 'csv-parse';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { brokenFile } from './broken-file.js';
import { again } from './source-bytes.js';

/** One record as it stands in the file; `line` is the line of an editor in which it begins, the first being 1. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

const MOST_HEADER_BYTES = 256 * 1024;
/** A record beyond this is a quote that nobody closed. */
const MOST_RECORD_CHARACTERS = 1_000_000;
const BATCH = 500;
const DELIMITERS = [',', ';', '\t'];

/**
 * RFC 4180, read as generously as can be done without guessing: `,`, `;` or tab (whichever the header has most of), any line end,
 * quotes inside an unquoted cell taken as they are. Empty lines are left out. The first record is the header.
 *
 * @param source  UTF-8 bytes without a byte order mark.
 * @returns Records in batches; the last one of a file without a line end at the end comes as any other: see `CsvEnd`.
 * @throws DomainError `file-truncated` (a quote is open at the end, with the line where it was opened), `file-record-too-long`, `file-without-header`.
 */
export async function* csvRecords(source: AsyncIterable<Buffer>, end: CsvEnd = new CsvEnd()): AsyncGenerator<readonly CsvRecord[]> {
  const chunks = end.watch(source)[Symbol.asyncIterator]();
  const { head, delimiter } = await readHead(chunks);
  const parser = new LineParser(delimiter);
  // What breaks the pipeline breaks the loop below too, and is thrown there.
  const piped = pipeline(Readable.from(again(head, { [Symbol.asyncIterator]: () => chunks }), { objectMode: true, highWaterMark: 1 }), parser).catch(() => undefined);
  try {
    let batch: CsvRecord[] = [];
    for await (const record of parser as AsyncIterable<CsvRecord>) {
      if (record.cells.length === 1 && record.cells[0]!.trim() === '') continue; // an empty line
      if (batch.length >= BATCH) {
        yield batch;
        batch = [];
      }
      batch.push(record);
    }
    if (batch.length > 0) yield batch;
    await piped;
  } catch (error) {
    throw error instanceof CsvError ? asBrokenFile(error, parser.nextLine) : error;
  } finally {
    parser.destroy();
  }
}

/** Whether the file ended in the middle of a line; known once all records have been read. */
export class CsvEnd {
  private last = 0;

  async *watch(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      if (chunk.length > 0) this.last = chunk[chunk.length - 1]!;
      yield chunk;
    }
  }

  get withoutLineEnd(): boolean {
    return this.last !== 0x0a && this.last !== 0x0d;
  }
}

/** Counts lines itself: the library counts a CR LF inside quotes twice. */
class LineParser extends Parser {
  nextLine = 1;

  constructor(delimiter: string) {
    super({ delimiter, relax_quotes: true, relax_column_count: true, record_delimiter: ['\r\n', '\n', '\r'], max_record_size: MOST_RECORD_CHARACTERS });
  }

  override push(cells: unknown): boolean {
    if (!Array.isArray(cells)) return super.push(cells);
    const line = this.nextLine;
    this.nextLine += 1 + (cells as string[]).reduce((sum, cell) => sum + (cell.includes('\n') ? cell.split('\n').length - 1 : 0), 0);
    return super.push({ line, cells } satisfies CsvRecord);
  }
}

function asBrokenFile(error: CsvError, line: number): Error {
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') {
    return brokenFile('file-truncated', `The file ends inside a quoted cell of the row that begins at line ${line}: it is cut off, or a quote there is not closed.`, { line });
  }
  if (error.code === 'CSV_MAX_RECORD_SIZE') {
    return brokenFile('file-record-too-long', `The row that begins at line ${line} is longer than ${MOST_RECORD_CHARACTERS} characters: a quote there is probably not closed.`, { line });
  }
  return brokenFile('file-not-csv', `Line ${line} can't be read as CSV (${error.code}).`, { line });
}

/** Reads until the header is whole, so that its delimiter can be told. Empty lines before it stay, to be counted. */
async function readHead(chunks: AsyncIterator<Buffer>): Promise<{ head: Buffer; delimiter: string }> {
  let head = Buffer.alloc(0);
  for (;;) {
    const next = await chunks.next();
    if (!next.done) head = Buffer.concat([head, next.value]);
    const header = headerLine(head.toString('utf8'), next.done === true);
    if (header !== null) return { head, delimiter: delimiterOf(header) };
    if (next.done) throw brokenFile('file-empty', 'The file holds nothing but empty lines.');
    if (head.length > MOST_HEADER_BYTES) throw brokenFile('file-without-header', 'The first line is too long to be a header: the file is no CSV, or has no line ends.', { line: 1 });
  }
}

/** @returns The first line with something in it; null where its end has not been read yet. Quoted line ends belong to it. */
function headerLine(text: string, isAll: boolean): string | null {
  let quoted = false;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (quoted && char === '"' && text[at + 1] === '"') at++; // a quote inside quotes
    else if (char === '"' && (quoted || at === from || DELIMITERS.includes(text[at - 1]!))) quoted = !quoted;
    if (quoted || (char !== '\n' && char !== '\r')) continue;
    const line = text.slice(from, at);
    if (line.trim() !== '') return line;
    from = at + 1;
  }
  const rest = text.slice(from);
  return isAll && rest.trim() !== '' ? rest : null;
}

function delimiterOf(header: string): string {
  const bare = header.replace(/"(?:[^"]|"")*"/g, '');
  const counts = DELIMITERS.map((delimiter) => ({ delimiter, count: bare.split(delimiter).length - 1 }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).delimiter;
}

/** The record as CSV again, for people to see and to repair. */
export const csvText = (cells: readonly string[]): string => cells.map((cell) => (/[",;\t\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');
