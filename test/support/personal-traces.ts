import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../../src/platform/database/transactions.js';

/** The forms in which a value can stand in a text: as it is, in an address, in a mail's encodings, in JSON, in HTML, in another case. */
export function formsOf(value: string): readonly string[] {
  const bytes = Buffer.from(value, 'utf8');
  const quotedPrintable = [...bytes].map((byte) => (byte > 126 || byte === 61 ? `=${byte.toString(16).toUpperCase().padStart(2, '0')}` : String.fromCharCode(byte))).join('');
  const html = value.replaceAll('&', '&amp;').replaceAll("'", '&#39;').replaceAll('<', '&lt;');
  const digits = value.startsWith('+') ? [value.slice(1), value.slice(-10)] : [];
  // Base64 of a value inside of a longer text has three faces, of which the outer letters depend on the neighbours.
  const base64 = [0, 1, 2].map((shift) => Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64').slice(shift === 0 ? 0 : shift + 1).replace(/=+$/, '').slice(0, -2));
  return [...new Set([value, encodeURIComponent(value), encodeURI(value), quotedPrintable, html, JSON.stringify(value).slice(1, -1), ...digits, ...base64])].filter((form) => form.length >= 5);
}

export interface Trace {
  readonly where: string;
  readonly form: string;
}

/** Where any of the values stands, in any form. Base64 is looked for in its own case, everything else in any. */
export function tracesIn(where: string, text: string, values: readonly string[]): readonly Trace[] {
  const lower = text.toLowerCase();
  return values.flatMap((value) => formsOf(value).filter((form) => text.includes(form) || (/[@+\s.]|%/.test(form) && lower.includes(form.toLowerCase()))).map((form) => ({ where, form })));
}

/** Every row of every table as text, table by table, as a dump of the database has them: names and addresses lie sealed in it. */
export async function dumpOf(db: Database, except: readonly string[] = []): Promise<ReadonlyMap<string, string>> {
  const tables = await db.query<{ name: string }>(`select c.relname as name from pg_class as c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace order by 1`);
  const dump = new Map<string, string>();
  for (const { name } of tables.filter((one) => !except.includes(one.name))) {
    const rows = await db.query<{ row: string }>(`select t::text as row from public."${name}" as t`);
    dump.set(name, rows.map(({ row }) => row).join('\n'));
  }
  return dump;
}

const SEALED = /e1\.[a-z0-9]{1,8}\.[A-Za-z0-9_-]{38,}(?:@[A-Za-z0-9.-]*|\+\d*)?/g;

/** The same to whoever has the keys. */
export async function openedDumpOf(db: Database, except: readonly string[] = []): Promise<ReadonlyMap<string, string>> {
  const dump = await dumpOf(db, except);
  return new Map([...dump].map(([table, text]) => [table, text.replace(SEALED, (sealed) => db.sealing.open(sealed))]));
}

/** Every file below a folder, as text. */
export async function filesBelow(folder: string): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) files.set(join(entry.parentPath, entry.name), await readFile(join(entry.parentPath, entry.name), 'utf8'));
  }
  return files;
}
