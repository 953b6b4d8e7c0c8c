/** A row of a file to those who read it: text by field, null where empty or absent. */
export interface FieldTexts {
  text(field: string): string | null;
}

/** What is wrong with one cell. */
export interface CellFault {
  readonly column: string;
  readonly reason: string;
}

/** A row that was read (perhaps without some of its values), one that can't be taken, or one that the options leave out. */
export type ReadRow<Row> =
  | { readonly kind: 'row'; readonly row: Row; readonly dropped: readonly CellFault[] }
  | { readonly kind: 'rejected'; readonly faults: readonly CellFault[] }
  | { readonly kind: 'skipped' };
