import { Readable } from 'node:stream';
import { Injectable, StreamableFile } from '@nestjs/common';
import { Incidents } from '../../declare/contract.js';
import { csvFile, csvLine } from '../../kernel/csv.js';
import { fileAbout } from '../../kernel/file-name.js';
import { type IncidentId } from '../../kernel/ids.js';
import { opened, pages } from '../../kernel/pages.js';
import { Audit } from '../../platform/audit/audit.js';
import { Transactions } from '../../platform/database/transactions.js';
import { type Viewer } from '../page/viewer.js';
import { type Asked, type ConsoleList, type ListField } from './console-list.js';

type Cell = string | number | boolean | Date | null | undefined;

/** Heads of the columns with what stands below them. Times are written as instants of UTC. */
export type Columns<Row> = Readonly<Record<string, (row: Row) => Cell>>;

export interface ListFile<Row> {
  readonly columns: Columns<Row>;
  /** All of it, or page after page: the file is written while it is read, whatever its length. */
  readonly rows: readonly Row[] | AsyncIterable<readonly Row[]>;
  readonly incident?: IncidentId;
}

const ROWS_AT_ONCE = 1_000;

/** Lists of the console as files. That somebody took one is on the record, with what it was narrowed to but without words that he typed. */
@Injectable()
export class ListFiles {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly incidents: Incidents,
  ) {}

  /** What refuses the first page refuses the file: once its first line has left, nothing but a torn one could say so. */
  async take<Name extends string, Row>({ actor }: Viewer, list: ConsoleList<Name>, { values }: Asked<Name>, { columns, rows, incident }: ListFile<Row>): Promise<StreamableFile> {
    const used = list.fields.filter(({ name }) => values[name] !== '');
    const chosen = used.filter((field) => !isTyped(field)).map(({ name }) => [name, values[name]]);
    const isSearched = used.some(isTyped);
    const pages = await opened('length' in rows ? [rows] : rows);
    const about = incident === undefined ? {} : await this.incidents.get(incident);
    await this.transactions.run((tx) => this.audit.record(tx, actor, {
      action: 'list.exported', subject: { kind: 'list', id: list.key }, ...(incident && { incidentId: incident }), details: { list: list.noun, ...Object.fromEntries(chosen), ...(isSearched && { searched: true }) },
    }));
    return new StreamableFile(Readable.from(linesOf(columns, pages)), { type: 'text/csv; charset=utf-8', disposition: `attachment; filename="${fileAbout(about, `${list.key}.csv`)}"` });
  }
}

/** Page after page of what is read by its key. @param read  At most `limit` rows behind the key; null is before all. */
export function everyPage<Row>(keyOf: (row: Row) => string, read: (after: string | null, limit: number) => Promise<readonly Row[]>): AsyncIterable<readonly Row[]> {
  return pages<Row, string | null>(null, keyOf, ROWS_AT_ONCE, read);
}

const isTyped = ({ choices, isTime }: ListField<string>): boolean => choices === undefined && !isTime;

function linesOf<Row>(columns: Columns<Row>, rows: AsyncIterable<readonly Row[]>): AsyncGenerator<string> {
  const cells = Object.values(columns);
  return csvFile(Object.keys(columns), rows, (row) => csvLine(cells.map((cell) => cellOf(cell(row)))));
}

function cellOf(value: Cell): string | number | null {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return value ?? null;
}
