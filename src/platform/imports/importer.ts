import { Inject, Injectable } from '@nestjs/common';
import { type Actor } from '../../kernel/actor.js';
import { DomainError } from '../../kernel/domain-error.js';
import { Audit } from '../audit/audit.js';
import { Transactions, type Tx } from '../database/transactions.js';
import { LOG, type Log } from '../logging/log.js';
import { ColumnPlan } from './column-plan.js';
import { type ImportDefinition } from './import-definition.js';
import { type BadRow, type ImportCounts, type ImportRun, ImportRuns } from './import-runs.js';
import { stageRows, type StreamCounts } from './import-stage.js';
import { LegibleColumns } from './legible-columns.js';
import { refuseUnsealed } from './refuse-unsealed.js';
import { readTabular, type TabularFormat } from './tabular.js';
import { watchedUpload } from './watched-upload.js';

export interface ImportSource {
  readonly stream: AsyncIterable<Buffer | string>;
  readonly format: TabularFormat;
  /** Name of the file, for people. */
  readonly name: string;
}

/** What an import came to: the run, its first hundred bad rows, and how many there are. */
export interface ImportReport extends ImportRun {
  readonly badRows: readonly BadRow[];
  readonly badRowsTotal: number;
}

const BAD_ROWS_SHOWN = 100;
const PROGRESS_EVERY_MS = 1_000;

/**
 * Runs imports of every kind: file → rows → staging table → merge, in one transaction and in constant memory. A bad row never
 * stops the rest; a broken file imports nothing.
 */
@Injectable()
export class Importer {
  constructor(
    private readonly transactions: Transactions,
    private readonly runs: ImportRuns,
    private readonly audit: Audit,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * @param onProgress  Called after each batch of some hundred rows with the rows read so far.
   * @throws DomainError invalid for a wrong mapping; unprocessable, with the import's id in its details, for a broken file and for one that is not to lie readable (`numbers-unsealed`; the run
   *   then stands as failed with the reason), and for a brand that is not there.
   */
  async run(definition: ImportDefinition, source: ImportSource, actor: Actor, onProgress: (rowsRead: number) => void = () => undefined): Promise<ImportReport> {
    const plan = new ColumnPlan(definition.plan);
    const id = await this.runs.begin(definition.kind, source.name, source.format, actor, { options: definition.asked, brand: definition.brand });
    const [progress, legible] = [new Progress(this.runs, id, onProgress), new LegibleColumns()];
    try {
      const counts = await this.transactions.run((tx) => this.work(tx, id, { definition, plan, legible }, source, actor, progress));
      this.log.info({ event: 'import.done', import: id, kind: definition.kind, ...counts });
    } catch (error) {
      await progress.settled();
      throw await this.failed(id, plan, legible, error);
    }
    return this.report(id);
  }

  /** @throws DomainError not-found `import-not-found` */
  async report(id: string): Promise<ImportReport> {
    const [run, badRows, badRowsTotal] = await Promise.all([this.runs.get(id), this.runs.badRows(id, BAD_ROWS_SHOWN), this.runs.badRowCount(id)]);
    return { ...run, badRows, badRowsTotal };
  }

  private async work(tx: Tx, id: string, { definition, plan, legible }: Reading, source: ImportSource, actor: Actor, progress: Progress): Promise<ImportCounts> {
    await this.runs.hold(tx, id);
    const rows = readTabular(watchedUpload(source.stream), source.format, plan, definition.needed);
    const streamed = await stageRows(tx, definition, rows, id, (counts) => progress.report(counts.rowsRead), legible);
    const warnings = legible.found();
    if (definition.unsealed === 'refuse') refuseUnsealed(warnings, plan.seen());
    // One merge of a kind at a time: two that touch the same rows in different order would wait for each other for ever.
    await tx.query(`select pg_advisory_xact_lock(hashtext('firstword.import-merge'), hashtext($1))`, [definition.kind]);
    const counts = together(streamed, await definition.merge(tx, id));
    await progress.settled(); // its row lock must be gone before this transaction wants the row
    await this.runs.finish(tx, id, counts, plan.seen(), { understood: plan.understood, options: plan.foundOptions, warnings });
    await this.audit.record(tx, actor, { action: `import.finished`, subject: { kind: 'import', id }, details: { kind: definition.kind, ...(definition.brand ? { brand: definition.brand } : {}), ...(warnings.length > 0 ? { warnings: warnings.length } : {}), ...counts } });
    return counts;
  }

  private async failed(id: string, plan: ColumnPlan, legible: LegibleColumns, error: unknown): Promise<unknown> {
    const known = error instanceof DomainError;
    const reason = known
      ? { code: error.code, message: error.message, ...('line' in error.details ? { line: error.details['line'] } : {}) }
      : { code: 'import-failed', message: 'The import failed for a reason that is in the log. Nothing was imported.' };
    // Where even this fails the database is gone: the sweeper marks the run once it is back.
    await this.runs.fail(id, reason, headerOf(plan), legible.found()).catch(() => undefined);
    this.log.warn({ event: 'import.failed', import: id, code: reason.code });
    return known ? new DomainError(error.kind, error.code, error.message, { ...error.details, importId: id }) : error;
  }
}

/** How a file is read, and what of it will lie readable. */
interface Reading {
  readonly definition: ImportDefinition;
  readonly plan: ColumnPlan;
  readonly legible: LegibleColumns;
}

/** A file without a header has people's data in its first row: that is not kept. It would make attributes of them, so those prove no header. */
function headerOf(plan: ColumnPlan): Readonly<Record<string, string | null>> {
  const seen = plan.seen();
  return Object.values(seen).some((use) => use !== null && !use.startsWith('attributes.')) ? seen : {};
}

function together(streamed: StreamCounts, merged: Omit<ImportCounts, 'rowsRead' | 'incomplete'>): ImportCounts {
  const counts = { ...merged, rowsRead: streamed.rowsRead, incomplete: streamed.incomplete, skipped: merged.skipped + streamed.skipped, rejected: merged.rejected + streamed.rejected };
  const sum = counts.inserted + counts.updated + counts.unchanged + counts.skipped + counts.rejected;
  if (sum !== counts.rowsRead) throw new Error(`An import lost count of its rows: ${sum} of ${counts.rowsRead} are accounted for.`);
  return counts;
}

/** Tells the caller at once, and the run's row about every second. */
class Progress {
  private writing: Promise<void> = Promise.resolve();
  private nextAt = 0;

  constructor(
    private readonly runs: ImportRuns,
    private readonly id: string,
    private readonly tell: (rowsRead: number) => void,
  ) {}

  report(rowsRead: number): void {
    this.tell(rowsRead);
    if (performance.now() < this.nextAt) return;
    this.nextAt = performance.now() + PROGRESS_EVERY_MS;
    this.writing = this.writing.then(() => this.runs.progress(this.id, rowsRead)).catch(() => undefined);
  }

  settled(): Promise<void> {
    return this.writing;
  }
}
