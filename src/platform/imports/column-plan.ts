import { plainName } from '../../kernel/column-name.js';
import { DomainError } from '../../kernel/domain-error.js';
import { brokenFile } from './broken-file.js';

/** A field that an import knows. Header names are compared without case, spaces and punctuation: "E-Mail" is `email`. */
export interface FieldDefinition {
  readonly name: string;
  /** A file without a column for it is refused. */
  readonly required?: boolean;
  /** Other names by which files call it. */
  readonly synonyms?: readonly string[];
}

/** What becomes of a column: a field, an attribute (columns that the import doesn't know), or nothing. */
export type ColumnUse = { readonly field: string } | { readonly attribute: string } | null;

/** What a first record was found to be. */
export interface HeaderReading {
  /** Names of the columns where the file has no header; null where the record is one. */
  readonly columns: readonly string[] | null;
  /** Fields by column: of the columns that are not in it, none is guessed at. What the caller's mapping says goes before it. */
  readonly mapping: Readonly<Record<string, string>>;
  /** A sentence for people: as whose file it is read, and why. */
  readonly understood: string;
  /** Options that would have said the same. */
  readonly options: Readonly<Record<string, string>>;
}

export interface PlanOptions {
  readonly fields: readonly FieldDefinition[];
  /** By the caller, over all guessing: column of the file → field, `attributes.<name>`, or null to leave it out. */
  readonly mapping?: Readonly<Record<string, string | null>>;
  readonly unknownColumns: 'attributes' | 'ignore';
  /** Looks at the first record of a CSV file before its columns are decided; null leaves them to their names. May throw a DomainError. */
  readonly readHeader?: (first: readonly string[]) => HeaderReading | null;
}

const MOST_NAME_CHARACTERS = 100;

/** Decides what each column of a file is. */
export class ColumnPlan {
  private readonly fieldByName = new Map<string, string>();
  private readonly mapped = new Map<string, string | null>();
  private readonly uses = new Map<string, ColumnUse>();
  private reading: HeaderReading | null = null;

  /** @throws DomainError invalid `mapping-unknown-field` */
  constructor(private readonly options: PlanOptions) {
    for (const field of options.fields) for (const name of [field.name, ...(field.synonyms ?? [])]) this.fieldByName.set(plainName(name), field.name);
    for (const [column, target] of Object.entries(options.mapping ?? {})) {
      if (target !== null && !target.startsWith('attributes.') && !options.fields.some((field) => field.name === target)) {
        const known = options.fields.map((field) => field.name).join(', ');
        throw new DomainError('invalid', 'mapping-unknown-field', `The mapping sends the column "${column}" to "${target}", which is no field: use one of ${known}, attributes.<name>, or null.`);
      }
      this.mapped.set(plainName(column), target);
    }
  }

  /** Looks at the first record of a CSV file. @returns The names of its columns, and whether the record is a row itself. */
  begin(first: readonly string[]): { readonly header: readonly string[]; readonly isRow: boolean } {
    this.reading = this.options.readHeader?.(first) ?? null;
    for (const [column, field] of Object.entries(this.reading?.mapping ?? {})) if (!this.mapped.has(plainName(column))) this.mapped.set(plainName(column), field);
    return { header: this.reading?.columns ?? first, isRow: this.reading !== null && this.reading.columns !== null };
  }

  /** As whose file it is read, and why; null where columns are known by their names alone. */
  get understood(): string | null {
    return this.reading?.understood ?? null;
  }

  /** Options that would have said what was found out. */
  get foundOptions(): Readonly<Record<string, string>> {
    return this.reading?.options ?? {};
  }

  /** @returns What the column is; the same answer every time. */
  useOf(column: string): ColumnUse {
    const known = this.uses.get(column);
    if (known !== undefined) return known;
    const use = this.decide(column.trim());
    if (this.uses.size < 10_000) this.uses.set(column, use);
    return use;
  }

  private decide(column: string): ColumnUse {
    const target = this.mapped.get(plainName(column));
    if (target !== undefined) return target === null ? null : target.startsWith('attributes.') ? attribute(target.slice(11)) : { field: target };
    if (this.reading !== null) return null;
    const prefixed = /^attributes\.(.+)$/i.exec(column);
    if (prefixed) return this.options.unknownColumns === 'attributes' ? attribute(prefixed[1]!) : null;
    const field = this.fieldByName.get(plainName(column));
    if (field !== undefined) return { field };
    return this.options.unknownColumns === 'attributes' ? attribute(column) : null;
  }

  /** Every column that has been met with what became of it, for the answer. */
  seen(): Readonly<Record<string, string | null>> {
    return Object.fromEntries([...this.uses].map(([column, use]) => [column, use === null ? null : 'field' in use ? use.field : `attributes.${use.attribute}`]));
  }

  /**
   * Checks the header of a CSV file.
   *
   * @throws DomainError `file-without-header`, `column-missing`, `column-twice`, `mapping-unknown-column`.
   */
  check(header: readonly string[], line: number, alsoNeeded: readonly string[] = []): void {
    const uses = header.map((column) => this.useOf(column));
    if (!uses.some((use) => use !== null && 'field' in use)) {
      throw brokenFile('file-without-header', `Line ${line} is no header: none of its columns is one of ${this.fieldNames()}. Add a header line, or say by a mapping what each column is.`, { line });
    }
    this.refuseTwice(header, uses, line);
    for (const field of this.options.fields) {
      if (field.required && !uses.some((use) => use !== null && 'field' in use && use.field === field.name)) {
        throw brokenFile('column-missing', `The header in line ${line} has no column "${field.name}". Rename the column, or name it in the mapping.`, { line, column: field.name });
      }
    }
    const present = new Set(header.map(plainName));
    for (const column of [...Object.keys(this.options.mapping ?? {}), ...alsoNeeded]) {
      if (!present.has(plainName(column))) throw brokenFile('mapping-unknown-column', `The options name the column "${column}", which the header in line ${line} does not have.`, { line, column });
    }
  }

  private refuseTwice(header: readonly string[], uses: readonly ColumnUse[], line: number): void {
    const first = new Map<string, string>();
    uses.forEach((use, index) => {
      if (use === null) return;
      const target = 'field' in use ? use.field : `attributes.${use.attribute}`;
      const other = first.get(target);
      if (other !== undefined) {
        throw brokenFile('column-twice', `In line ${line} the columns "${other}" and "${header[index]}" both mean ${target}. Rename one, or say by a mapping which to take.`, { line, column: header[index] });
      }
      first.set(target, header[index]!);
    });
  }

  private fieldNames(): string {
    return this.options.fields.map((field) => field.name).join(', ');
  }
}

/** Dots would read as a path in a rule. */
function attribute(name: string): ColumnUse {
  const clean = name.trim().replaceAll('.', '_').slice(0, MOST_NAME_CHARACTERS);
  return clean === '' ? null : { attribute: clean };
}
