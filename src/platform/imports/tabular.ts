import { ColumnPlan } from './column-plan.js';
import { csvRows } from './csv-rows.js';
import { ndjsonRows } from './ndjson-rows.js';
import { textBytes } from './source-bytes.js';
import { type SourceRow, type UnreadableRow } from './source-row.js';

export const TABULAR_FORMATS = ['csv', 'ndjson'] as const;
export type TabularFormat = (typeof TABULAR_FORMATS)[number];

/**
 * Reads a file of rows in constant memory, in batches of about 500.
 *
 * @param source  The bytes as they arrive; gzip is recognised.
 * @param needed  Columns that the caller's options name: a CSV file without them is refused.
 * @throws DomainError unprocessable, for a file that is broken as a whole.
 */
export function readTabular(source: AsyncIterable<Buffer | string>, format: TabularFormat, plan: ColumnPlan, needed: readonly string[] = []): AsyncGenerator<readonly (SourceRow | UnreadableRow)[]> {
  const bytes = textBytes(source);
  return format === 'csv' ? csvRows(bytes, plan, needed) : ndjsonRows(bytes, plan);
}
