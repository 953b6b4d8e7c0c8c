import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.js';
import { Database, Transactions, type Tx } from '../database/transactions.js';
import { LOG, type Log } from '../logging/log.js';
import { type SealedRow, type UnsealedRow, type Walk, SealWalkRecords } from './seal-walk.records.js';
import { SEALED_TABLES, type SealedTable } from './sealed-columns.js';
import { isSealed, type Sealing, SECRET_KEY_ID } from './sealing.js';

/** Of a table at once: some 400 kB, a fraction of a second. */
const BLOCKS = 50;
/** Transactions that had copied values before they were sealed here, and instances that are restarted one after the other, are over by then. */
const SETTLED_MS = 600_000;

/** How much is sealed by the key that writes. */
export interface SealProgress {
  readonly writingKey: string;
  /** Of what has to be looked through, in this round: 0 to 1. */
  readonly share: number;
  readonly done: boolean;
  /** Older keys by which something may still be sealed. */
  readonly neededKeys: readonly string[];
  /** Older keys that are still among the settings, though nothing is sealed by them. */
  readonly spareKeys: readonly string[];
}

/**
 * Seals what is not sealed yet, or by an older key, slice by slice through each table along its blocks, in rounds until one finds nothing. Values
 * keep their nonce, so frozen records take the change, and know that it is no other.
 */
@Injectable()
export class SealWalk {
  constructor(
    private readonly records: SealWalkRecords,
    private readonly db: Database,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    @Inject(LOG) private readonly log: Log,
  ) {}

  async progress(): Promise<SealProgress> {
    const { writingKey, keyIds } = this.db.sealing;
    const [walks, keys] = await Promise.all([this.records.walks(writingKey), this.records.keys()]);
    const parts = SEALED_TABLES.map(({ table }) => walks.find((walk) => walk.table === table)).map((walk) => (walk === undefined ? 0 : walk.doneAt ? 1 : Math.min(1, walk.nextBlock / Math.max(1, walk.blocks))));
    const others = keys.filter(({ id }) => id !== writingKey);
    return {
      writingKey,
      share: parts.reduce((sum, part) => sum + part, 0) / parts.length,
      done: walks.length === SEALED_TABLES.length && walks.every(({ doneAt }) => doneAt !== null),
      neededKeys: others.filter(({ retiredAt }) => retiredAt === null).map(({ id }) => id),
      spareKeys: others.filter(({ id, retiredAt }) => retiredAt !== null && keyIds.includes(id) && id !== SECRET_KEY_ID).map(({ id }) => id),
    };
  }

  /**
   * Works for `forMs` or until all is done. Safe to run twice and side by side: a walk belongs to one transaction at a time.
   *
   * @param settledMs  How long after the last change a table is looked through once more before older keys are let go. Real time.
   * @returns rows that were sealed.
   */
  async goOn(forMs: number, settledMs = SETTLED_MS): Promise<number> {
    const until = performance.now() + forMs;
    const key = this.db.sealing.writingKey;
    if ((await this.records.walks(key)).length < SEALED_TABLES.length) await this.transactions.run((tx) => this.records.begin(tx, key));
    let rows = 0;
    for (const table of SEALED_TABLES) {
      for (;;) {
        const step = await this.transactions.run((tx) => this.step(tx, table, key));
        rows += step.rows;
        if (step.done) break;
        if (performance.now() >= until) return rows;
      }
    }
    await this.retire(key, settledMs);
    return rows;
  }

  private async step(tx: Tx, table: SealedTable, key: string): Promise<{ readonly rows: number; readonly done: boolean }> {
    const walk = await this.records.hold(tx, table, key);
    if (walk === null || walk.doneAt !== null) return { rows: 0, done: true };
    const blocks = walk.nextBlock === 0 ? await this.records.blocksOf(tx, table) : walk.blocks;
    const until = Math.min(blocks, walk.nextBlock + BLOCKS);
    const rows = await this.records.rows(tx, table, key, walk.nextBlock, until);
    await this.records.write(tx, table, rows.map((row) => sealedRow(row, table, tx.sealing)));
    const sealed = walk.sealed + rows.length;
    if (until < blocks) await this.records.moveOn(tx, { table: table.table, nextBlock: until, blocks, sealed }, false);
    else return { rows: rows.length, done: await this.endRound(tx, table, key, { ...walk, blocks, sealed }) };
    return { rows: rows.length, done: false };
  }

  /** A round that found nothing ends the walk, unless something was held by somebody while it went by. */
  private async endRound(tx: Tx, table: SealedTable, key: string, walk: Walk): Promise<boolean> {
    const done = walk.sealed === 0 && !(await this.records.anyLeft(tx, table, key));
    await this.records.moveOn(tx, { table: table.table, nextBlock: 0, blocks: walk.blocks, sealed: 0 }, done);
    if (done) this.log.info({ event: 'seal.table-done', table: table.table, key });
    return done;
  }

  /** Lets older keys go once a last look finds nothing sealed by them; where it does, that table is walked through again. */
  private async retire(key: string, settledMs: number): Promise<void> {
    const walks = await this.records.walks(key);
    const older = (await this.records.keys()).some(({ id, retiredAt }) => id !== key && retiredAt === null);
    if (!older || !walks.every(({ doneAt }) => doneAt !== null && Date.now() - doneAt.getTime() >= settledMs)) return;
    await this.transactions.run(async (tx) => {
      let left = false;
      for (const table of SEALED_TABLES) {
        if (!(await this.records.anyLeft(tx, table, key))) continue;
        left = true;
        await this.records.moveOn(tx, { table: table.table, nextBlock: 0, blocks: 0, sealed: 0 }, false);
      }
      const retired = left ? [] : await this.records.retireOthers(tx, key);
      if (retired.length > 0) await this.audit.record(tx, { kind: 'system', id: 'platform.seal' }, { action: 'data-keys.retired', subject: { kind: 'data-key', id: key }, details: { retired } });
    });
  }
}

function sealedRow({ place, whose, values }: UnsealedRow, { addresses, searched }: SealedTable, sealing: Sealing): SealedRow {
  const lying = Object.entries(values).map(([column, value]) => [column, value === null ? null : value.slice(1)] as const);
  const anew = (column: string, value: string): string =>
    isSealed(value) ? sealing.anew(value) : addresses.includes(column) ? sealing.address(value, whose) : sealing.text(value, whose);
  const open = (value: string | null): string | null => (value === null ? null : sealing.open(value));
  return {
    place,
    values: Object.fromEntries(lying.map(([column, value]) => [column, value === null ? null : anew(column, value)])),
    keys: Object.fromEntries(searched.map((column) => [column, sealing.names.of(open(lying.find(([name]) => name === column)?.[1] ?? null))])),
  };
}
