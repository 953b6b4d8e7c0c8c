import { isNoChance, type PersonalKind, personalLook } from '../../kernel/personal-look.js';
import { type Json } from './source-row.js';

/** A column that is not sealed and holds what should not lie readable. */
export interface LegibleColumn {
  /** The field, or `attributes.<name>`. */
  readonly column: string;
  readonly kind: PersonalKind;
  /** Rows in which it stood. */
  readonly rows: number;
  /** Lines of the first of them, five at most. Never their values. */
  readonly lines: readonly number[];
}

const LINES_KEPT = 5;
/** Characters of a column's name. */
const NAME_KEPT = 200;
/** A file has so many names at most, each with its own count. */
const MOST_COLUMNS = 1_000;
const DEPTH = 16;

interface Seen {
  rows: number;
  failed: number;
  readonly lines: number[];
}

/** Counts, while a file streams by, what of it will lie readable in the database and should not. In memory: a few numbers for each column. */
export class LegibleColumns {
  private readonly seen = new Map<string, Map<PersonalKind, Seen>>();

  /** @param values  Of one row: the column as it is kept, and its value. */
  look(line: number, values: Iterable<readonly [column: string, value: Json]>): void {
    for (const [column, value] of values) {
      const [is, nearly] = [new Set<PersonalKind>(), new Set<PersonalKind>()];
      for (const [name, text] of leaves(column.replace(/^attributes\./, ''), value, 0)) {
        const look = personalLook(name, text);
        look.is.forEach((kind) => is.add(kind));
        look.nearly.forEach((kind) => nearly.add(kind));
      }
      for (const kind of is) this.count(column, kind, line);
      for (const kind of nearly) if (!is.has(kind)) this.count(column, kind, null);
    }
  }

  /** By column, in the order in which they were met. */
  found(): readonly LegibleColumn[] {
    return [...this.seen].flatMap(([column, kinds]) =>
      [...kinds].filter(([, { rows, failed }]) => isNoChance(rows, failed)).map(([kind, { rows, lines }]) => ({ column: column.slice(0, NAME_KEPT), kind, rows, lines: [...lines] })));
  }

  private count(column: string, kind: PersonalKind, line: number | null): void {
    const kinds = this.seen.get(column) ?? new Map<PersonalKind, Seen>();
    if (!this.seen.has(column) && this.seen.size >= MOST_COLUMNS) return;
    this.seen.set(column, kinds);
    const seen = kinds.get(kind) ?? { rows: 0, failed: 0, lines: [] };
    kinds.set(kind, seen);
    if (line === null) {
      seen.failed++;
      return;
    }
    seen.rows++;
    if (seen.lines.length < LINES_KEPT) seen.lines.push(line);
  }
}

/** Texts and numbers of a value, each under the name that stands right before it. */
function leaves(name: string, value: Json, depth: number): readonly (readonly [string, string])[] {
  if (value === null || typeof value === 'boolean' || depth > DEPTH) return [];
  if (typeof value !== 'object') return [[name, String(value)]];
  return Array.isArray(value) ? value.flatMap((one: Json) => leaves(name, one, depth + 1)) : Object.entries(value).flatMap(([inner, one]) => leaves(inner, one, depth + 1));
}
