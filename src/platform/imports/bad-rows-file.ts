import { csvCell } from '../../kernel/csv.js';
import { type BadRow, type ImportRuns } from './import-runs.js';

const PAGE = 1_000;

const line = (row: BadRow): string => `${row.line},${csvCell(row.column)},${row.effect},${csvCell(row.reason)},${csvCell(row.raw)}\r\n`;

/** All bad rows of an import as CSV (UTF-8 with a byte order mark, for spreadsheets), a page at a time. */
export async function* badRowsCsv(runs: ImportRuns, id: string): AsyncGenerator<string> {
  yield '\ufeffline,column,effect,reason,row\r\n';
  let after = { line: -1, column: '' };
  for (;;) {
    const rows = await runs.badRows(id, PAGE, after);
    if (rows.length > 0) yield rows.map(line).join('');
    if (rows.length < PAGE) return;
    const last = rows[rows.length - 1]!;
    after = { line: last.line, column: last.column };
  }
}
