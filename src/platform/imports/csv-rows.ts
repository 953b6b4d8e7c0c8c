import { sameColumn } from '../../kernel/column-name.js';
import { brokenFile } from './broken-file.js';
import { ColumnPlan, type ColumnUse } from './column-plan.js';
import { CsvEnd, type CsvRecord, csvRecords, csvText } from './csv-records.js';
import { looksSealed } from '../../kernel/sealed-look.js';
import { cellFault, type Json, type SourceRow, type UnreadableRow } from './source-row.js';

/** Where the cells of a file go, worked out once from its header. */
interface Layout {
  readonly header: readonly string[];
  readonly columnOf: ReadonlyMap<string, number>;
  readonly attributes: readonly { readonly name: string; readonly column: number }[];
  /** Columns by the names under which somebody asked for them. */
  readonly asked: Map<string, number>;
}

const NO_NAMES: readonly string[] = [];
/** So many rows are read before a file is refused because most of them do not fit its header. */
const ENOUGH_TO_JUDGE = 200;

/**
 * Rows of a CSV file.
 *
 * @param needed  Columns that the options name and that must be there.
 * @throws DomainError for a file that is broken as a whole: see `csvRecords` and `ColumnPlan.check`; `file-truncated` where the last
 *   row ends early, and `rows-do-not-fit-header` where most rows have more columns than the header or fewer.
 */
export async function* csvRows(source: AsyncIterable<Buffer>, plan: ColumnPlan, needed: readonly string[]): AsyncGenerator<readonly (SourceRow | UnreadableRow)[]> {
  const end = new CsvEnd();
  const misfits = new Misfits();
  let layout: Layout | null = null;
  let last: { record: CsvRecord; layout: Layout } | null = null;
  for await (const records of csvRecords(source, end)) {
    let rows = records;
    if (layout === null) {
      const { header, isRow } = plan.begin(textCells(records[0]!));
      layout = layoutOf(isRow ? header : trimmed(header), records[0]!.line, plan, needed);
      if (!isRow) rows = records.slice(1);
    }
    const known: Layout = layout;
    if (rows.length > 0) last = { record: rows[rows.length - 1]!, layout: known };
    misfits.count(rows, known);
    yield rows.map((record) => toRow(record, known));
  }
  if (last && end.withoutLineEnd && last.record.cells.length < last.layout.header.length) {
    throw brokenFile('file-truncated', `Line ${last.record.line}, the last one, ends early: the file is cut off. Upload it again.`, { line: last.record.line });
  }
  misfits.judge();
}

function textCells({ cells, line }: CsvRecord): readonly string[] {
  if (cells.some((name) => name.includes('\0'))) throw brokenFile('file-not-text', `Line ${line} holds NUL characters: the file is no text.`, { line });
  if (cells.some(looksSealed)) throw brokenFile('file-not-text', `Line ${line} holds a name that looks like a value that is kept sealed here (e1.…).`, { line });
  return cells;
}

function trimmed(cells: readonly string[]): readonly string[] {
  const header = [...cells];
  while (header.length > 1 && header[header.length - 1]!.trim() === '') header.pop();
  return header;
}

function layoutOf(header: readonly string[], line: number, plan: ColumnPlan, needed: readonly string[]): Layout {
  plan.check(header, line, needed);
  const uses: ColumnUse[] = header.map((name) => plan.useOf(name));
  return {
    header,
    columnOf: new Map(uses.flatMap((use, column) => (use !== null && 'field' in use ? [[use.field, column] as const] : []))),
    attributes: uses.flatMap((use, column) => (use !== null && 'attribute' in use ? [{ name: use.attribute, column }] : [])),
    asked: new Map(),
  };
}

function fits(record: CsvRecord, layout: Layout): boolean {
  if (record.cells.length <= layout.header.length) return record.cells.length === layout.header.length;
  // Spreadsheets leave empty cells behind the last column.
  for (let index = layout.header.length; index < record.cells.length; index++) if (record.cells[index]!.trim() !== '') return false;
  return true;
}

function toRow(record: CsvRecord, layout: Layout): SourceRow | UnreadableRow {
  if (!fits(record, layout)) {
    const fault = `The row has ${record.cells.length} columns and the header ${layout.header.length}: perhaps a quote or a delimiter is missing or too many.`;
    return { line: record.line, column: '', fault, raw: () => csvText(record.cells) };
  }
  for (let index = 0; index < layout.header.length; index++) {
    const fault = cellFault(record.cells[index]!);
    if (fault !== null) return { line: record.line, column: layout.header[index]!, fault, raw: () => csvText(record.cells) };
  }
  return new CsvRow(record, layout);
}

class CsvRow implements SourceRow {
  readonly attributes: Readonly<Record<string, Json>> | null;
  readonly emptyAttributes: readonly string[];

  constructor(
    private readonly record: CsvRecord,
    private readonly layout: Layout,
  ) {
    let attributes: Record<string, Json> | null = null;
    let empty: string[] | null = null;
    for (const { name, column } of layout.attributes) {
      const text = record.cells[column]!.trim();
      if (text === '') (empty ??= []).push(name);
      else (attributes ??= Object.create(null) as Record<string, Json>)[name] = text;
    }
    this.attributes = attributes;
    this.emptyAttributes = empty ?? NO_NAMES;
  }

  get line(): number {
    return this.record.line;
  }

  text(field: string): string | null {
    const column = this.layout.columnOf.get(field);
    return column === undefined ? null : this.record.cells[column]!.trim() || null;
  }

  isEmpty(field: string): boolean {
    return this.layout.columnOf.has(field) && this.text(field) === null;
  }

  cell(name: string): string | null {
    let column = this.layout.asked.get(name);
    if (column === undefined) {
      column = this.layout.header.findIndex((other) => sameColumn(other, name));
      this.layout.asked.set(name, column);
    }
    return column === -1 ? null : this.record.cells[column]!.trim() || null;
  }

  raw(): string {
    return csvText(this.record.cells);
  }
}

/** A header with too few or too many columns, or the wrong delimiter, shows in most rows, not in some. */
class Misfits {
  private rows = 0;
  private misfits = 0;
  private firstLine = 0;

  count(records: readonly CsvRecord[], layout: Layout): void {
    for (const record of records) {
      this.rows++;
      if (fits(record, layout)) continue;
      this.misfits++;
      this.firstLine ||= record.line;
    }
    if (this.rows >= ENOUGH_TO_JUDGE) this.judge();
  }

  judge(): void {
    if (this.misfits * 2 <= this.rows) return;
    throw brokenFile('rows-do-not-fit-header', `Most rows have more columns than the header or fewer, line ${this.firstLine} first: the header or the delimiter is wrong.`, { line: this.firstLine });
  }
}
