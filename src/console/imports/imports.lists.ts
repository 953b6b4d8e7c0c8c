import { type ImportMapping } from '../../platform/imports/import-mappings.js';
import { type ImportFilter, type BadRow, type ImportRun } from '../../platform/imports/import-runs.js';
import { saysIn } from '../../kernel/says-in.js';
import { type Columns } from '../list/list-files.js';

export const importFilter = ({ kind, state }: Readonly<Record<'kind' | 'state', string>>): ImportFilter => ({ kind: (kind || null) as ImportRun['kind'] | null, state: (state || null) as ImportRun['state'] | null });
export const effectOf = ({ effect }: Readonly<Record<'effect', string>>): BadRow['effect'] | null => (effect || null) as BadRow['effect'] | null;

export const mappingsAsked = (mappings: readonly ImportMapping[], { words, kind }: Readonly<Record<'words' | 'kind', string>>): readonly ImportMapping[] =>
  mappings.filter((mapping) => saysIn(words, mapping.name) && (kind === '' || mapping.kind === kind));

export const runColumns: Columns<ImportRun> = {
  file: ({ sourceName }) => sourceName, what: ({ kind }) => kind, brand: ({ brandId }) => brandId, started_at: ({ startedAt }) => startedAt, finished_at: ({ finishedAt }) => finishedAt, state: ({ state }) => state,
  rows: ({ counts }) => counts.rowsRead, new: ({ counts }) => counts.inserted, changed: ({ counts }) => counts.updated, as_before: ({ counts }) => counts.unchanged, passed_over: ({ counts }) => counts.skipped,
  left_out: ({ counts }) => counts.rejected, incomplete: ({ counts }) => counts.incomplete, error: ({ error }) => error?.message,
};

export const mappingColumns: Columns<ImportMapping> = {
  name: ({ name }) => name, for: ({ kind }) => kind, brand: ({ brandId }) => brandId, says: ({ options }) => JSON.stringify(options), saved_at: ({ savedAt }) => savedAt,
};

export const badRowColumns: Columns<BadRow> = { line: ({ line }) => line, column: ({ column }) => column, effect: ({ effect }) => effect, reason: ({ reason }) => reason, row: ({ raw }) => raw };

/** A row can have several faults, one for each column: "12 email". */
export const badRowPlace = ({ line, column }: BadRow): string => `${line} ${column}`;

export function badRowPlaceOf(text: string | null): { readonly line: number; readonly column: string } | undefined {
  const [, line, column] = /^(\d{1,12}) (.*)$/.exec(text ?? '') ?? [];
  return line === undefined ? undefined : { line: Number(line), column: column ?? '' };
}
