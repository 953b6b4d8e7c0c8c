import { WHOLE_NUMBER_KINDS } from '../../kernel/personal-look.js';
import { PERSONAL_WORDS } from '../../kernel/personal-words.js';
import { brokenFile } from './broken-file.js';
import { type LegibleColumn } from './legible-columns.js';

/**
 * Refuses a file of which card, government or account numbers would lie readable.
 *
 * @param columns  Each column of the file with what it was taken for.
 * @throws DomainError unprocessable `numbers-unsealed`: names columns and lines, never a value
 */
export function refuseUnsealed(warnings: readonly LegibleColumn[], columns: Readonly<Record<string, string | null>>): void {
  const bad = warnings.filter(({ kind }) => WHOLE_NUMBER_KINDS.includes(kind));
  if (bad.length === 0) return;
  const said = bad.map(({ column, kind, rows, lines }) => `"${nameInFile(column, columns)}" holds what looks like ${PERSONAL_WORDS[kind]} (${rows === 1 ? `line ${lines[0]}` : `${rows} rows, such as line ${lines[0]}`})`);
  throw brokenFile('numbers-unsealed', `They would lie readable in the database: ${said.join('; ')}. Leave these columns out by a mapping, or say that they are to come in all the same.`, { columns: bad.map(({ column }) => column) });
}

/** As the file calls a column that is kept as `kept`. */
export const nameInFile = (kept: string, columns: Readonly<Record<string, string | null>>): string => Object.entries(columns).find(([, use]) => use === kept)?.[0] ?? kept;
