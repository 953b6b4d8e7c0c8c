import { brokenFile } from './broken-file.js';

/** One line of the file that is not blank: an object, or what is wrong with it. */
export type JsonRecord =
  | { readonly line: number; readonly text: string; readonly value: Readonly<Record<string, unknown>> }
  | { readonly line: number; readonly text: string; readonly fault: string };

const MOST_LINE_CHARACTERS = 1_000_000;
const BATCH = 500;

/**
 * JSON objects, one a line.
 *
 * @param source  UTF-8 bytes without a byte order mark.
 * @throws DomainError `file-not-ndjson` where the first line is no object, `file-truncated` where the last is cut off, `file-empty`.
 */
export async function* jsonRecords(source: AsyncIterable<Buffer>): AsyncGenerator<readonly JsonRecord[]> {
  let batch: JsonRecord[] = [];
  let first = true;
  for await (const { line, text, whole, tooLong } of linesOf(source)) {
    if (text.trim() === '' && !tooLong) continue;
    const record = tooLong ? { line, text, fault: `The line is longer than ${MOST_LINE_CHARACTERS} characters.` } : parsed(line, text);
    if ('fault' in record && first) throw brokenFile('file-not-ndjson', `Line ${line} is no JSON object: the file must hold one JSON object on each line.`, { line });
    if ('fault' in record && !whole) throw brokenFile('file-truncated', `Line ${line}, the last one, is cut off: upload the file again.`, { line });
    first = false;
    batch.push(record);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (first) throw brokenFile('file-empty', 'The file holds nothing but empty lines.');
  if (batch.length > 0) yield batch;
}

function parsed(line: number, text: string): JsonRecord {
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return { line, text, value: value as Record<string, unknown> };
    return { line, text, fault: 'The line is JSON, but not an object.' };
  } catch {
    return { line, text, fault: 'The line is no JSON.' };
  }
}

interface Line {
  readonly line: number;
  readonly text: string;
  /** False for a last line without a line end. */
  readonly whole: boolean;
  readonly tooLong: boolean;
}

/** Lines in constant memory: of a line that is too long only the beginning is kept. */
async function* linesOf(source: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let rest = '';
  let tooLong = false;
  let line = 1;
  for await (const chunk of source) {
    const pieces = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = pieces.pop()!;
    for (const text of pieces) {
      yield { line: line++, text, whole: true, tooLong: tooLong || text.length > MOST_LINE_CHARACTERS };
      tooLong = false;
    }
    if (rest.length <= MOST_LINE_CHARACTERS) continue;
    tooLong = true;
    rest = rest.slice(0, 2_000);
  }
  if (rest !== '' || tooLong) yield { line, text: rest, whole: false, tooLong };
}
