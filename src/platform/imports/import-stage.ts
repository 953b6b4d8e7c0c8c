import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import { type Tx } from '../database/transactions.js';
import { type Sealing } from '../seal/sealing.js';
import { copyLine, type StageValue } from './copy-text.js';
import { type Fault, type ImportDefinition } from './import-definition.js';
import { type LegibleColumns } from './legible-columns.js';
import { type SourceRow, type UnreadableRow } from './source-row.js';

const MOST_RAW_CHARACTERS = 4_000;

/** Counted while the rows stream by; the merge counts the rest. */
export interface StreamCounts {
  rowsRead: number;
  rejected: number;
  skipped: number;
  /** Rows that came in without one of their values. */
  incomplete: number;
}

/**
 * Streams rows into the temporary table `import_stage` by COPY, in constant memory: the database's pace holds back the file.
 * Bad rows travel the same way, since a connection has one COPY at a time, and are set aside once all are there.
 *
 * @param onBatch  Called after each batch with the counts so far.
 * @param legible  Looks over what of the rows will lie readable.
 */
export async function stageRows(
  tx: Tx,
  definition: ImportDefinition,
  batches: AsyncIterable<readonly (SourceRow | UnreadableRow)[]>,
  importId: string,
  onBatch: (counts: StreamCounts) => void,
  legible: LegibleColumns,
): Promise<StreamCounts> {
  // Statistics of what is joined and sorted by; those of documents would take longer than the merge.
  const narrow = definition.stage.filter((column) => !/^jsonb$|\[\]$/.test(column.type)).map((column) => column.name);
  const counts: StreamCounts = { rowsRead: 0, rejected: 0, skipped: 0, incomplete: 0 };
  const columns = definition.stage.map((column) => `${column.name} ${column.type}`);
  await tx.query(`create temporary table import_stage (line bigint not null, raw text, bad_column text, bad_reason text, bad_effect text, ${columns.join(', ')}) on commit drop`);
  const names = ['line', 'raw', 'bad_column', 'bad_reason', 'bad_effect', ...definition.stage.map((column) => column.name)];
  const client = await tx.client();
  const copy = client.query(copyFrom(`copy import_stage (${names.join(', ')}) from stdin`));
  await pipeline(copyText({ definition, sealing: tx.sealing, importId, legible }, batches, counts, onBatch), copy);
  await tx.query(SET_BAD_ROWS_ASIDE, [importId]);
  await tx.query(`delete from import_stage as s where s.bad_reason is not null`);
  await tx.query(`analyze import_stage (${['line', ...narrow].join(', ')})`);
  return counts;
}

const SET_BAD_ROWS_ASIDE = `
  insert into import_bad_row (import_id, line, column_name, effect, reason, raw)
  select $1, s.line, s.bad_column, s.bad_effect, s.bad_reason, s.raw
    from import_stage as s
   where s.bad_reason is not null
  on conflict do nothing`;

/** How a row becomes a staged one. */
interface Staging {
  readonly definition: ImportDefinition;
  readonly sealing: Sealing;
  readonly importId: string;
  readonly legible: LegibleColumns;
}

async function* copyText(
  staging: Staging,
  batches: AsyncIterable<readonly (SourceRow | UnreadableRow)[]>,
  counts: StreamCounts,
  onBatch: (counts: StreamCounts) => void,
): AsyncGenerator<Buffer> {
  const nothing: readonly null[] = staging.definition.stage.map(() => null);
  for await (const rows of batches) {
    let text = '';
    for (const row of rows) text += stagedText(staging, row, nothing, counts);
    if (text !== '') yield Buffer.from(text);
    onBatch(counts);
  }
}

function stagedText({ definition, sealing, importId, legible }: Staging, row: SourceRow | UnreadableRow, nothing: readonly null[], counts: StreamCounts): string {
  counts.rowsRead++;
  const rawOf = (): string => sealing.text(rawText(row.raw(), definition), importId);
  const bad = (faults: readonly Fault[], effect: 'rejected' | 'dropped') =>
    faults.map((fault) => copyLine([row.line, rawOf(), printable(fault.column), fault.reason, effect, ...nothing])).join('');
  if ('fault' in row) {
    counts.rejected++;
    return bad([{ column: row.column, reason: row.fault }], 'rejected');
  }
  const staged = definition.toStage(row, sealing);
  if (staged.kind === 'skipped') {
    counts.skipped++;
    return '';
  }
  if (staged.kind === 'rejected') {
    counts.rejected++;
    return bad(staged.faults, 'rejected');
  }
  if (definition.legible) legible.look(row.line, definition.legible(row));
  const own: readonly StageValue[] = [row.line, definition.keepRaw ? rawOf() : null, null, null, null];
  const line = copyLine([...own, ...staged.values]);
  if (!staged.dropped?.length) return line;
  counts.incomplete++;
  return line + bad(staged.dropped, 'dropped');
}

const printable = (text: string): string => text.slice(0, MOST_RAW_CHARACTERS).replaceAll('\0', '\u2400').toWellFormed();

const rawText = (raw: string, definition: ImportDefinition): string => printable(definition.hidePhones ? withoutPhones(raw) : raw);

// Seven digits or more with what people write between them; a date and time is such a run too, and stays.
const DIGITS = /\+?\d(?:[\s()./-]{0,3}\d){6,}/g;
const DATE = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2})?$/;

export function withoutPhones(text: string): string {
  return text.replace(DIGITS, (run) => (DATE.test(run) ? run : run.slice(0, -2).replace(/\d/g, '\u2022') + run.slice(-2)));
}
