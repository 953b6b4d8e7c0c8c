import { z } from 'zod';
import { PERSONAL_KINDS } from '../../kernel/personal-look.js';
import type { JsonOf } from '../../kernel/json-of.js';
import { count, instant, uuid } from '../http/answer.schema.js';
import { IMPORT_KINDS } from './import-definition.js';
import type { BadRow, ImportRun } from './import-runs.js';
import { TABULAR_FORMATS } from './tabular.js';

const counts = z
  .object({
    rowsRead: count.describe('The sum of inserted, updated, unchanged, skipped and rejected.'),
    inserted: count,
    updated: count,
    unchanged: count,
    skipped: count,
    rejected: count,
    incomplete: count.describe('Rows that came in without one of their values.'),
  })
  .meta({ id: 'ImportCounts' });

export const importRunAnswer = z
  .object({
    id: uuid,
    kind: z.enum(IMPORT_KINDS),
    sourceName: z.string(),
    format: z.enum(TABULAR_FORMATS),
    state: z.enum(['running', 'done', 'failed']),
    actor: z.object({ kind: z.string(), id: z.string() }),
    brandId: z.string().nullable().describe('For whose customers it was; null: for all of the company’s.'),
    startedAt: instant,
    finishedAt: instant.nullable(),
    counts,
    columns: z.record(z.string(), z.string().nullable()).describe('Each column of the file with the field it was taken for; null where it was left out.'),
    understood: z.string().nullable().describe('As whose export the file was read, and why; null where its columns were known by their names.'),
    options: z.record(z.string(), z.string()).describe('As they were asked for, and what was found out from the file.'),
    warnings: z
      .array(z.object({
        column: z.string().describe('The field, or attributes.<name>.'),
        kind: z.enum(PERSONAL_KINDS),
        rows: count.describe('Rows in which it stood.'),
        lines: z.array(count).describe('Lines of the first of them, five at most; never their values.'),
      }))
      .describe('Columns that lie readable in the database and look as if they held what should not; of an import that failed: that would have.'),
    error: z.object({ code: z.string(), message: z.string(), line: z.int().optional() }).nullable(),
  })
  .meta({ id: 'ImportRun' }) satisfies z.ZodType<JsonOf<ImportRun>>;

const badRow = z
  .object({
    line: count,
    column: z.string(),
    effect: z.enum(['rejected', 'dropped', 'skipped']).describe('rejected: nothing of the row came in; dropped: it came in without this value; skipped: another row stands for it.'),
    reason: z.string(),
    raw: z.string(),
  })
  .meta({ id: 'BadRow' }) satisfies z.ZodType<JsonOf<BadRow>>;

/** One import with the beginning of its bad rows. */
export const importReportAnswer = z
  .object({ ...importRunAnswer.shape, badRows: z.array(badRow).describe('The first hundred.'), badRowsTotal: count, badRowsFile: z.string().describe('Path of all of them as CSV.') })
  .meta({ id: 'ImportReport' });
