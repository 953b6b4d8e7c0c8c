import { BYTE_ORDER_MARK, csvCell } from '../../kernel/csv.js';
import { opened, pages } from '../../kernel/pages.js';
import { type BadRow, type ImportRuns } from './import-runs.js';

const PAGE = 1_000;
type Place = Pick<BadRow, 'line' | 'column'>;
const BEFORE_ALL: Place = { line: -1, column: '' };

/** All bad rows of an import as CSV (UTF-8 with a byte order mark, for spreadsheets), a page at a time; the first is read when this resolves. */
export async function badRowsCsv(runs: ImportRuns, id: string): Promise<AsyncGenerator<string>> {
  return linesOf(await opened(pages(BEFORE_ALL, ({ line, column }: BadRow): Place => ({ line, column }), PAGE, (after, limit) => runs.badRows(id, limit, after))));
}

async function* linesOf(found: AsyncIterable<readonly BadRow[]>): AsyncGenerator<string> {
  yield `${BYTE_ORDER_MARK}line,column,effect,reason,row\r\n`;
  for await (const rows of found) yield rows.map(line).join('');
}

const line = (row: BadRow): string => `${row.line},${csvCell(row.column)},${row.effect},${csvCell(row.reason)},${csvCell(row.raw)}\r\n`;
