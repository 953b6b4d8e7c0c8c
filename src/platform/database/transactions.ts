import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import type { PoolClient } from 'pg';
import { type Sealing } from '../seal/sealing.js';
import { type KeptPlans, keptPlansOf } from './kept-plans.js';
import { sealingOf } from './kept-sealing.js';

/** Rows of a statement, whatever it was: TypeORM answers UPDATE and DELETE … RETURNING with `[rows, count]`. */
function rowsOf<Row>(answer: unknown): Row[] {
  const withCount = Array.isArray(answer) && answer.length === 2 && Array.isArray(answer[0]) && (typeof answer[1] === 'number' || answer[1] === null);
  return (withCount ? (answer as unknown[])[0] : (answer ?? [])) as Row[];
}

/** Reads outside a transaction. Each call may see a newer state than the one before. */
@Injectable()
export class Database {
  constructor(private readonly dataSource: DataSource) {}

  /** Opens what is read already; by it names are searched for. */
  get sealing(): Sealing {
    return sealingOf(this.dataSource);
  }

  /** @param parameters  Passed as `$1`, `$2`, …; never paste a value into `sql`. */
  async query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return rowsOf<Row>(await this.dataSource.query(sql, [...parameters]));
  }
}

const onlyTransactions = Symbol('only Transactions.run makes a Tx');

/** A transaction that is open. Writes ask for one, so the compiler refuses a write outside a transaction. */
export class Tx {
  constructor(
    key: typeof onlyTransactions,
    private readonly runner: QueryRunner,
    private readonly dataSource: DataSource,
  ) {
    if (key !== onlyTransactions) throw new TypeError('A Tx comes from Transactions.run alone.');
  }

  /** Seals what names a person before it is written; what is read has been opened. */
  get sealing(): Sealing {
    return sealingOf(this.dataSource);
  }

  get manager(): EntityManager {
    return this.runner.manager;
  }

  async query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return rowsOf<Row>(await this.runner.query(sql, [...parameters]));
  }

  /** The pg client beneath, for what TypeORM can't say: COPY streams and cursors. It belongs to the transaction: don't end it. */
  async client(): Promise<PoolClient> {
    return (await this.runner.connect()) as PoolClient;
  }
}

/** A transaction of one statement: PostgreSQL begins and commits around it by itself. */
export class StatementTx {
  private spent = false;

  constructor(
    key: typeof onlyTransactions,
    private readonly plans: KeptPlans,
    private readonly dataSource: DataSource,
  ) {
    if (key !== onlyTransactions) throw new TypeError('A StatementTx comes from Transactions.single alone.');
  }

  /** As of a `Tx`. */
  get sealing(): Sealing {
    return sealingOf(this.dataSource);
  }

  async query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    if (this.spent) throw new TypeError('A second statement would be a second transaction: use Transactions.run.');
    this.spent = true;
    return this.plans.query<Row>(sql, parameters);
  }
}

/** What a write of one statement asks for: a transaction of its own will do. */
export type AnyTx = Tx | StatementTx;

@Injectable()
export class Transactions {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Runs one statement as a transaction of its own, for the paths that thousands of messages a second take: one way to the server and
   * back instead of three, and by a plan that is kept (`KeptPlans`): say in the statement by which index each row is found.
   *
   * @throws TypeError where `work` asks for a second statement; that error would come after the first was committed.
   */
  async single<Value>(work: (tx: AnyTx) => Promise<Value>): Promise<Value> {
    return work(new StatementTx(onlyTransactions, keptPlansOf(this.dataSource), this.dataSource));
  }

  /** Commits what `work` did, or nothing of it where `work` throws. Never call a provider inside. */
  async run<Value>(work: (tx: Tx) => Promise<Value>, isolation: 'READ COMMITTED' | 'REPEATABLE READ' | 'SERIALIZABLE' = 'READ COMMITTED'): Promise<Value> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.connect();
      await runner.startTransaction(isolation);
      const value = await work(new Tx(onlyTransactions, runner, this.dataSource));
      await runner.commitTransaction();
      return value;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
  }
}
