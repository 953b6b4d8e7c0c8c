import { Injectable } from '@nestjs/common';
import { type Actor } from '../../kernel/actor.js';
import { DomainError } from '../../kernel/domain-error.js';
import { Clock } from '../clock/clock.js';
import { Database, Transactions, type Tx } from '../database/transactions.js';
import { type ImportKind, type MergeCounts } from './import-definition.js';
import { type LegibleColumn } from './legible-columns.js';
import { type TabularFormat } from './tabular.js';

export interface ImportCounts extends MergeCounts {
  /** Rows of the file, without header and empty lines: the sum of inserted, updated, unchanged, skipped and rejected. */
  readonly rowsRead: number;
  /** Of those that came in: rows that had to leave out one of their values. */
  readonly incomplete: number;
}

export interface ImportRun {
  readonly id: string;
  readonly kind: ImportKind;
  readonly sourceName: string;
  readonly format: TabularFormat;
  readonly state: 'running' | 'done' | 'failed';
  readonly actor: { readonly kind: string; readonly id: string };
  /** For whose customers it was; null: for all of the company's. */
  readonly brandId: string | null;
  /** Business time, as its end. */
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly counts: ImportCounts;
  /** Each column of the file with the field it was taken for, `attributes.<name>`, or null where it was left out. */
  readonly columns: Readonly<Record<string, string | null>>;
  /** As whose export the file was read, and why; null where its columns were known by their names. */
  readonly understood: string | null;
  /** As they were asked for, and what was found out from the file. */
  readonly options: Readonly<Record<string, string>>;
  /** Columns that lie readable in the database, and hold what should not. Of a file that was refused: that would have lain so. */
  readonly warnings: readonly LegibleColumn[];
  readonly error: { readonly code: string; readonly message: string; readonly line?: number } | null;
}

/** null, or absent, narrows nothing. */
export interface ImportFilter {
  readonly kind?: ImportKind | null | undefined;
  readonly state?: ImportRun['state'] | null | undefined;
  /** Those for one of these brands alone. */
  readonly brands?: readonly string[] | null | undefined;
}

export interface BadRow {
  readonly line: number;
  readonly column: string;
  /** `rejected`: nothing of the row came in. `dropped`: the row came in without this value. `skipped`: another row of the file stands for it. */
  readonly effect: 'rejected' | 'dropped' | 'skipped';
  readonly reason: string;
  readonly raw: string;
}

/** The record of imports: a run is there before its first row is read, and says how it ended even where the process did not live to. */
@Injectable()
export class ImportRuns {
  constructor(
    private readonly db: Database,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError unprocessable `brand-not-found` */
  async begin(kind: ImportKind, sourceName: string, format: TabularFormat, actor: Actor, { options = {}, brand = null }: { readonly options?: Readonly<Record<string, string>> | undefined; readonly brand?: string | null | undefined } = {}): Promise<string> {
    const [run] = await this.transactions.run((tx) => tx.query<{ id: string }>(BEGIN, [kind, sourceName.slice(0, 200), format, actor.kind, actor.id, JSON.stringify(options), brand, this.clock.now()]));
    if (!run) throw brandNotFound(brand ?? '');
    return run.id;
  }

  /** Shows to other instances, as long as the transaction lives, that somebody works on the run. */
  async hold(tx: Tx, id: string): Promise<void> {
    await tx.query(`select pg_advisory_xact_lock(hashtext('firstword.import'), hashtext($1))`, [id]);
  }

  async progress(id: string, rowsRead: number): Promise<void> {
    await this.transactions.run((tx) => tx.query(`update import_run set rows_read = $2 where id = $1 and state = 'running'`, [id, rowsRead]));
  }

  async finish(tx: Tx, id: string, counts: ImportCounts, columns: Readonly<Record<string, string | null>>, found: { readonly understood: string | null; readonly options: Readonly<Record<string, string>>; readonly warnings: readonly LegibleColumn[] }): Promise<void> {
    await tx.query(FINISH, [id, counts.rowsRead, counts.inserted, counts.updated, counts.unchanged, counts.skipped, counts.rejected, counts.incomplete, JSON.stringify(columns), found.understood, JSON.stringify(found.options), JSON.stringify(found.warnings), this.clock.now()]);
  }

  async fail(id: string, error: { readonly code: string; readonly message: string; readonly line?: unknown }, columns: Readonly<Record<string, string | null>> = {}, warnings: readonly LegibleColumn[] = []): Promise<void> {
    await this.transactions.run((tx) => tx.query(FAIL, [id, JSON.stringify(error), JSON.stringify(columns), JSON.stringify(warnings), this.clock.now()]));
  }

  /**
   * Marks as failed what a process left behind when it died: runs that nobody holds. What they had read was rolled back.
   *
   * @returns How many there were.
   */
  async failAbandoned(olderThanSeconds = 30): Promise<number> {
    const abandoned = await this.transactions.run((tx) => tx.query<{ id: string }>(FAIL_ABANDONED, [olderThanSeconds, JSON.stringify(CUT_OFF), this.clock.now()]));
    return abandoned.length;
  }

  /** @throws DomainError not-found `import-not-found` */
  async get(id: string): Promise<ImportRun> {
    const [run] = await this.db.query<ImportRun>(`${SELECT_RUN} where r.id = $1`, [id]);
    if (!run) throw new DomainError('not-found', 'import-not-found', `There is no import ${id}.`);
    return run;
  }

  /** Newest first. @param after  The id of the last one seen. */
  list(limit: number, after: string | null = null, { kind = null, state = null, brands = null }: ImportFilter = {}): Promise<readonly ImportRun[]> {
    return this.db.query<ImportRun>(LIST, [limit, after, kind, state, brands]);
  }

  async badRowCount(id: string): Promise<number> {
    const [row] = await this.db.query<{ count: number }>('select count(*)::int as count from import_bad_row as b where b.import_id = $1', [id]);
    return row!.count;
  }

  /** By line. @param after  Line and column of the last one seen. */
  badRows(id: string, limit: number, after: { readonly line: number; readonly column: string } = { line: -1, column: '' }, effect: BadRow['effect'] | null = null): Promise<readonly BadRow[]> {
    return this.db.query<BadRow>(BAD_ROWS, [id, limit, after.line, after.column, effect]);
  }
}

export const brandNotFound = (brand: string): DomainError => new DomainError('unprocessable', 'brand-not-found', `There is no brand "${brand}".`);

const CUT_OFF = { code: 'import-cut-off', message: 'The process ended before the import did. Nothing was imported: upload the file again.' };

const BEGIN = `
  insert into import_run (kind, source_name, format, state, actor_kind, actor_id, options, brand_id, started_at)
  select $1, $2, $3, 'running', $4, $5, $6::jsonb, $7::text, $8::timestamptz where $7::text is null or exists (select from brand as b where b.id = $7)
  returning id`;

const FINISH = `
  update import_run
     set state = 'done', finished_at = $13, rows_read = $2, inserted = $3, updated = $4, unchanged = $5, skipped = $6, rejected = $7, incomplete = $8, columns = $9, understood = $10, options = $11::jsonb || options, warnings = $12
   where id = $1`;

const FAIL = `update import_run set state = 'failed', finished_at = $5, error = $2, columns = $3, warnings = $4 where id = $1 and state = 'running'`;

const FAIL_ABANDONED = `
  with old as materialized (
    select r.id from import_run as r where r.state = 'running' and r.begun_at < now() - make_interval(secs => $1)
  ),
  free as materialized (   -- whoever works on a run holds this lock
    select o.id from old as o where pg_try_advisory_xact_lock(hashtext('firstword.import'), hashtext(o.id::text))
  )
  update import_run as r
     set state = 'failed', finished_at = $3, error = $2
    from free as f
   where r.id = f.id and r.state = 'running'
  returning r.id`;

const SELECT_RUN = `
  select r.id, r.kind, r.source_name as "sourceName", r.format, r.state, json_build_object('kind', r.actor_kind, 'id', r.actor_id) as actor, r.brand_id as "brandId",
         r.started_at as "startedAt", r.finished_at as "finishedAt",
         json_build_object('rowsRead', r.rows_read, 'inserted', r.inserted, 'updated', r.updated, 'unchanged', r.unchanged,
                           'skipped', r.skipped, 'rejected', r.rejected, 'incomplete', r.incomplete) as counts,
         r.columns, r.understood, r.options, r.warnings, r.error
    from import_run as r`;

const LIST = `
  ${SELECT_RUN}
   where ($2::uuid is null or (r.started_at, r.begun_at, r.id) < (select l.started_at, l.begun_at, l.id from import_run as l where l.id = $2))
     and ($3::text is null or r.kind = $3) and ($4::text is null or r.state = $4) and ($5::text[] is null or r.brand_id = any ($5))
   order by r.started_at desc, r.begun_at desc, r.id desc
   limit $1`;

const BAD_ROWS = `
  select b.line::float8 as line, b.column_name as column, b.effect, b.reason, b.raw
    from import_bad_row as b
   where b.import_id = $1 and (b.line, b.column_name) > ($3, $4) and ($5::text is null or b.effect = $5)
   order by b.line, b.column_name
   limit $2`;
