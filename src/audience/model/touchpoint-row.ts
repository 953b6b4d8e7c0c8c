import { canonicalJson } from '../../kernel/canonical-json.js';
import { parseInstant } from '../../kernel/instant.js';
import { sha256Hex } from '../../kernel/sha256.js';
import type { CellFault, ReadRow } from '../../kernel/row.js';
import { attributesText, type Cells, nameFault } from './cells.js';

/** Fields of a touchpoint. Columns that are none of these become attributes. */
export const TOUCHPOINT_FIELDS = [
  { name: 'customer', required: true, synonyms: ['customer reference', 'customer id', 'customer number', 'customer no', 'client id', 'account number'] },
  { name: 'kind', synonyms: ['type', 'event'] },
  { name: 'reference', synonyms: ['id', 'touchpoint id', 'event id'] },
  { name: 'occurred_at', required: true, synonyms: ['at', 'date', 'time', 'timestamp', 'datetime', 'occurred', 'purchased_at', 'bought_at', 'ordered_at', 'purchase date', 'order date', 'created_at'] },
  { name: 'label', synonyms: ['description', 'name'] },
] as const;

export interface TouchpointRow {
  readonly customer: string;
  readonly kind: string;
  /** Of the file, or made of what the row says; rows of one file that say the same are then numbered. */
  readonly reference: string;
  readonly referenceIsMade: boolean;
  readonly occurredAt: Date;
  readonly label: string | null;
  readonly attributes: string;
}

/** Rows whose column is (or begins with) the text are left out: cancelled lines, say. Case counts. */
export type SkipWhen = { readonly column: string; readonly startsWith: string } | { readonly column: string; readonly equals: string };

export interface TouchpointReading {
  /** Kind of rows that name none. */
  readonly kind: string | null;
  readonly timeZone: string | null;
  readonly skipWhen: readonly SkipWhen[];
}

/** "Web Login" → "web-login". */
export const touchpointKind = (text: string): string | null => {
  const kind = text.toLowerCase().replace(/[\s_]+/g, '-');
  return /^[a-z][a-z0-9-]{0,39}$/.test(kind) ? kind : null;
};

/** Reads one row. A touchpoint without its customer, kind or time says nothing, so such a row is refused as a whole. */
export function readTouchpoint(cells: Cells, reading: TouchpointReading): ReadRow<TouchpointRow> {
  if (reading.skipWhen.some((skip) => isSkipped(cells, skip))) return { kind: 'skipped' };
  const faults: CellFault[] = [];
  const customer = cells.text('customer') === null ? refuse(faults, 'customer', 'It is empty.') : checked(cells, 'customer', 200, faults);
  const kind = readKind(cells, reading, faults);
  const occurredAt = readTime(cells, reading, faults);
  const reference = checked(cells, 'reference', 200, faults);
  const attributes = attributesText(cells);
  if (attributes !== null && typeof attributes === 'object') faults.push(attributes);
  if (customer === null || kind === null || occurredAt === null || faults.length > 0) return { kind: 'rejected', faults };
  const dropped: CellFault[] = [];
  const label = checked(cells, 'label', 500, dropped);
  const row = { customer, kind, occurredAt, label, attributes: (attributes as string | null) ?? '{}' };
  return { kind: 'row', row: { ...row, reference: reference ?? madeReference(row, cells), referenceIsMade: reference === null }, dropped };
}

function isSkipped(cells: Cells, skip: SkipWhen): boolean {
  const text = cells.cell(skip.column) ?? '';
  return 'equals' in skip ? text === skip.equals : text.startsWith(skip.startsWith);
}

function readKind(cells: Cells, reading: TouchpointReading, faults: CellFault[]): string | null {
  const text = cells.text('kind') ?? reading.kind;
  if (text === null) return refuse(faults, 'kind', 'There is none: add a column kind, or the option kind.');
  return touchpointKind(text) ?? refuse(faults, 'kind', 'It must be a short word of letters, digits and hyphens, such as purchase.');
}

function readTime(cells: Cells, reading: TouchpointReading, faults: CellFault[]): Date | null {
  const text = cells.text('occurred_at');
  if (text === null) return refuse(faults, 'occurred_at', 'It is empty.');
  const instant = parseInstant(text, reading.timeZone);
  if (instant === 'not-a-time') return refuse(faults, 'occurred_at', 'It is no time in ISO 8601, such as 2026-03-02T09:15:00Z.');
  return instant === 'needs-time-zone' ? refuse(faults, 'occurred_at', 'It has no offset from UTC: say by the option timeZone where the clock stood.') : instant;
}

function checked(cells: Cells, field: string, most: number, faults: CellFault[]): string | null {
  const text = cells.text(field);
  const fault = text === null ? null : nameFault(text, most);
  return fault === null ? text : refuse(faults, field, fault);
}

function refuse(faults: CellFault[], column: string, reason: string): null {
  faults.push({ column, reason });
  return null;
}

/** What the row says, whatever the order of its columns: the same row in another file is the same touchpoint. */
const madeReference = (row: Pick<TouchpointRow, 'customer' | 'kind' | 'occurredAt' | 'label'>, cells: Cells): string =>
  `made-${sha256Hex(canonicalJson([row.customer, row.kind, row.occurredAt, row.label, cells.attributes ?? {}])).slice(0, 32)}`;
