import { DomainError } from '../kernel/domain-error.js';
import { type ColumnPlan } from '../platform/imports/column-plan.js';
import { csvRecords } from '../platform/imports/csv-records.js';
import { readTabular } from '../platform/imports/tabular.js';
import { textBytes } from '../platform/imports/source-bytes.js';
import { CUSTOMER_FIELDS } from './model/customer-row.js';

export interface ListedReference {
  readonly line: number;
  readonly reference: string;
}

const NAMES = new Set(CUSTOMER_FIELDS.filter((field) => field.name === 'reference').flatMap((field) => [field.name, ...field.synonyms]).map(plain));

function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/**
 * References in a file: one on each line, or a CSV with a column for them.
 *
 * @throws DomainError unprocessable where the file is broken as a whole, or has several columns of which none is a reference.
 */
export async function* csvReferences(source: AsyncIterable<Buffer | string>): AsyncGenerator<readonly ListedReference[]> {
  let column = -1;
  for await (const records of csvRecords(textBytes(source))) {
    let rows = records;
    if (column === -1) {
      const header = records[0]!;
      column = header.cells.findIndex((cell) => NAMES.has(plain(cell)));
      if (column !== -1) rows = records.slice(1);
      else if (header.cells.filter((cell) => cell.trim() !== '').length > 1) throw new DomainError('unprocessable', 'column-missing', `The header in line ${header.line} has no column "reference", and the file has more than one column. Nothing was imported.`);
      else column = 0;
    }
    yield rows.map((record) => ({ line: record.line, reference: (record.cells[column] ?? '').trim() }));
  }
}

/** References in NDJSON: objects with a key for them. Lines that can't be read have an empty reference. */
export async function* ndjsonReferences(source: AsyncIterable<Buffer | string>, plan: ColumnPlan): AsyncGenerator<readonly ListedReference[]> {
  for await (const rows of readTabular(source, 'ndjson', plan)) yield rows.map((row) => ({ line: row.line, reference: 'fault' in row ? '' : (row.text('reference') ?? '') }));
}
