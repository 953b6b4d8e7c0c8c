import { looksSealed } from '../../kernel/sealed-look.js';

/** JSON as it can be stored. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** One row of a file, by field. Texts are trimmed; an empty cell, JSON's null and an absent key are null. */
export interface SourceRow {
  /** Of the file, the first being 1; where the row has line ends in quotes, the line in which it begins. */
  readonly line: number;
  text(field: string): string | null;
  /** The column is there and its cell is empty. */
  isEmpty(field: string): boolean;
  /** Columns that are no field, by name; text in CSV, as written in NDJSON. Null where the row has none. */
  readonly attributes: Readonly<Record<string, Json>> | null;
  /** Names of attributes whose cell is empty. */
  readonly emptyAttributes: readonly string[];
  /** The text in a column of the file, whatever it was mapped to; null where it is empty or absent. */
  cell(column: string): string | null;
  /** The row as it stood in the file. */
  raw(): string;
}

/** A row that can't be read at all. */
export interface UnreadableRow {
  readonly line: number;
  readonly fault: string;
  readonly column: string;
  raw(): string;
}

/** Why a text can't be kept, of what a file of any kind may hold; null where it can. */
export function cellFault(text: string): string | null {
  if (text.includes('\0')) return 'It holds a NUL character.';
  return looksSealed(text) ? 'It looks like a value that is kept sealed here (e1.…).' : null;
}

/**
 * @returns Why PostgreSQL could not keep it as text or jsonb, or null where it can: a NUL, half of a surrogate pair, what looks sealed, numbers that
 *   JavaScript has already rounded, or nesting beyond 16 levels.
 */
export function unstorable(value: unknown, depth = 0): string | null {
  if (typeof value === 'string') {
    return cellFault(value) ?? (value.isWellFormed() ? null : 'It holds half of a surrogate pair.');
  }
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) return 'A number in it is too long to be exact: write it as text, in quotes.';
  if (value === null || typeof value !== 'object') return null;
  if (depth >= 16) return 'It is nested too deeply.';
  for (const [key, member] of Object.entries(value)) {
    const fault = unstorable(key) ?? unstorable(member, depth + 1);
    if (fault !== null) return fault;
  }
  return null;
}
