/** A cell that a spreadsheet would run as a formula gets an apostrophe before it. @source OWASP, "CSV Injection". */
const safe = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

/** One cell of RFC 4180, always in quotes. A number is none that a spreadsheet would run, below zero either. */
export const csvCell = (value: string | number | null): string => `"${typeof value === 'number' ? value : safe(value ?? '').replaceAll('"', '""')}"`;
export const csvLine = (cells: readonly (string | number | null)[]): string => `${cells.map(csvCell).join(',')}\r\n`;
/** A file, written while it is read: its head, then page after page. */
export async function* csvFile<Row>(heads: readonly string[], pages: AsyncIterable<readonly Row[]>, lineOf: (row: Row) => string): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvLine(heads);
  for await (const page of pages) yield page.map(lineOf).join('');
}

/** Stands first in a file, so that spreadsheets read it as UTF-8. */
export const BYTE_ORDER_MARK = '\ufeff';
