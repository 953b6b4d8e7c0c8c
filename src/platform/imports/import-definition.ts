import { type Sealing } from '../seal/sealing.js';
import { type Tx } from '../database/transactions.js';
import { type PlanOptions } from './column-plan.js';
import { type StageValue } from './copy-text.js';
import { type Json, type SourceRow } from './source-row.js';

export const IMPORT_KINDS = ['customers', 'touchpoints', 'calls', 'volumes', 'agents'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** `warn`: the file comes in, and its record says which columns those are. `refuse`: nothing of it comes in. */
export const UNSEALED = ['warn', 'refuse'] as const;
export type Unsealed = (typeof UNSEALED)[number];

/** What is wrong with a cell; `column` is the name of the field, or empty where the row as a whole is meant. */
export interface Fault {
  readonly column: string;
  readonly reason: string;
}

/**
 * What a row of the file comes to: values for the staging table in the order of `stage` (and what had to be left out of them),
 * a refusal of the whole row, or a row that the options say to leave out.
 */
export type StagedRow =
  | { readonly kind: 'row'; readonly values: readonly StageValue[]; readonly dropped?: readonly Fault[] }
  | { readonly kind: 'rejected'; readonly faults: readonly Fault[] }
  | { readonly kind: 'skipped' };

/** What the merge did. Every staged row is in exactly one of them. */
export interface MergeCounts {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly skipped: number;
  readonly rejected: number;
}

/** One kind of import: what its file looks like, where its rows are staged, and the SQL that merges them. */
export interface ImportDefinition {
  readonly kind: ImportKind;
  /** Options as they were asked for, for the record and for the next file. */
  readonly asked?: Readonly<Record<string, string>>;
  /** For whose customers it is; absent or null: for all of the company's. */
  readonly brand?: string | null;
  readonly plan: PlanOptions;
  /** Columns of the file that the options name, and without which a CSV file is refused. */
  readonly needed?: readonly string[];
  /** Columns of the temporary table `import_stage`, after its own `line bigint` and `raw text`: name and type. Never from input. */
  readonly stage: readonly { readonly name: string; readonly type: string }[];
  /** Keep every row's text in `import_stage.raw`, for faults that only the merge can find. */
  readonly keepRaw?: boolean;
  /** Where numbers are kept as hashes only, the text of a bad row must not keep them either: all but their last two digits are hidden. */
  readonly hidePhones?: boolean;
  /** What of a row is kept as it stands, readable to whoever reads the database: each column with its value. It is looked over for what should not lie so. */
  readonly legible?: (row: SourceRow) => Iterable<readonly [column: string, value: Json]>;
  /** What becomes of the file where a column of those holds card, government or account numbers; `warn` where nothing is said. */
  readonly unsealed?: Unsealed | undefined;
  /** @param sealing  Seals what names a person: staging tables lie on the disk too. */
  toStage(row: SourceRow, sealing: Sealing): StagedRow;
  /** Moves `import_stage` into its home, in the import's own transaction. Faults that it finds go to `import_bad_row`. */
  merge(tx: Tx, importId: string): Promise<MergeCounts>;
}
