import { sameColumn } from '../../kernel/column-name.js';
import { ColumnPlan } from './column-plan.js';
import { brokenFile } from './broken-file.js';
import { type JsonRecord, jsonRecords } from './ndjson-records.js';
import { type Json, type SourceRow, type UnreadableRow, unstorable } from './source-row.js';

/**
 * Rows of an NDJSON file. Keys are matched like the header of a CSV file; an object under the key `attributes` gives attributes as
 * they are written.
 *
 * @throws DomainError for a file that is broken as a whole: see `jsonRecords`, and `file-without-header` where the first object has
 *   no key that is a field.
 */
export async function* ndjsonRows(source: AsyncIterable<Buffer>, plan: ColumnPlan): AsyncGenerator<readonly (SourceRow | UnreadableRow)[]> {
  let first = true;
  for await (const records of jsonRecords(source)) {
    if (first) refuseForeign(records[0]!, plan);
    first = false;
    yield records.map((record) => toRow(record, plan));
  }
}

function refuseForeign(record: JsonRecord, plan: ColumnPlan): void {
  if ('fault' in record || Object.keys(record.value).some((key) => isField(plan, key))) return;
  throw brokenFile('file-without-header', `Line ${record.line} has none of the keys that are wanted here: is it the right file? A mapping can say what each key is.`, { line: record.line });
}

function isField(plan: ColumnPlan, key: string): boolean {
  const use = plan.useOf(key);
  return use !== null && 'field' in use;
}

function toRow(record: JsonRecord, plan: ColumnPlan): SourceRow | UnreadableRow {
  const raw = () => record.text;
  if ('fault' in record) return { line: record.line, column: '', fault: record.fault, raw };
  const texts = new Map<string, string | null>();
  const attributes = new Attributes();
  for (const [key, value] of Object.entries(record.value)) {
    const fault = unstorable(key) ?? unstorable(value);
    if (fault !== null) return { line: record.line, column: printable(key), fault, raw };
    if (key === 'attributes' && value !== null && typeof value === 'object' && !Array.isArray(value)) {
      attributes.addAll(value as Record<string, Json>);
      continue;
    }
    const use = plan.useOf(key);
    if (use === null) continue;
    if ('attribute' in use) {
      attributes.add(use.attribute, value as Json);
      continue;
    }
    if (value !== null && typeof value === 'object') return { line: record.line, column: key, fault: 'It must be text, not a list or an object.', raw };
    texts.set(use.field, textOf(value as Scalar));
  }
  return new JsonRow(record.line, texts, attributes, record.value, record.text);
}

type Scalar = string | number | boolean | null;
const textOf = (value: Scalar): string | null => (value === null ? null : String(value).trim() || null);

const printable = (key: string): string => key.replaceAll('\0', '').toWellFormed().slice(0, 100);

class Attributes {
  values: Record<string, Json> | null = null;
  readonly empty: string[] = [];

  add(name: string, value: Json): void {
    const kept = typeof value === 'string' ? value.trim() : value;
    if (kept === null || kept === '') this.empty.push(name);
    else (this.values ??= Object.create(null) as Record<string, Json>)[name] = kept;
  }

  addAll(values: Readonly<Record<string, Json>>): void {
    for (const [name, value] of Object.entries(values)) this.add(name.replaceAll('.', '_'), value);
  }
}

class JsonRow implements SourceRow {
  constructor(
    readonly line: number,
    private readonly texts: ReadonlyMap<string, string | null>,
    private readonly more: Attributes,
    private readonly source: Readonly<Record<string, unknown>>,
    private readonly written: string,
  ) {}

  get attributes(): Readonly<Record<string, Json>> | null {
    return this.more.values;
  }

  get emptyAttributes(): readonly string[] {
    return this.more.empty;
  }

  text(field: string): string | null {
    return this.texts.get(field) ?? null;
  }

  isEmpty(field: string): boolean {
    return this.texts.has(field) && this.texts.get(field) === null;
  }

  cell(column: string): string | null {
    const key = Object.keys(this.source).find((other) => sameColumn(other, column));
    const value = key === undefined ? null : this.source[key];
    return value === undefined || (value !== null && typeof value === 'object') ? null : textOf(value as Scalar);
  }

  raw(): string {
    return this.written;
  }
}
