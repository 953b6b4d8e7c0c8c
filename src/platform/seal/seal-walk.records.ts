import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../database/transactions.js';
import { SEALED_TABLES, type SealedTable } from './sealed-columns.js';

/** How far the walk through one table is. */
export interface Walk {
  readonly table: string;
  readonly nextBlock: number;
  /** As many as the table had when the round began. */
  readonly blocks: number;
  /** Rows sealed in this round. */
  readonly sealed: number;
  readonly doneAt: Date | null;
}

/** A key by which something is, or was, sealed. */
export interface KnownDataKey {
  readonly id: string;
  readonly retiredAt: Date | null;
}

/** A row that is not sealed as it is to be. */
export interface UnsealedRow {
  readonly place: string;
  readonly whose: string;
  /** By column, behind a blank, so that the connection does not open them. */
  readonly values: Readonly<Record<string, string | null>>;
}

/** The column's new value, and the keys of a name. */
export interface SealedRow {
  readonly place: string;
  readonly values: Readonly<Record<string, string | null>>;
  readonly keys: Readonly<Record<string, readonly number[] | null>>;
}

const columnsOf = ({ texts, addresses }: SealedTable): readonly string[] => [...texts, ...addresses];

/** SQL over the row `t`: whether something of it is not sealed by key $1, or has no keys to be found by. */
const needed = (table: SealedTable): string =>
  [...columnsOf(table).map((column) => `(t.${column} <> '' and t.${column} not like 'e1.' || $1::text || '.%')`), ...table.searched.map((column) => `(t.${column} is not null and t.${column}_keys is null)`)].join(' or ');

@Injectable()
export class SealWalkRecords {
  constructor(private readonly db: Database) {}

  /** In the order of `SEALED_TABLES`. */
  async walks(key: string): Promise<readonly Walk[]> {
    const rows = await this.db.query<Walk>(`${WALK} where w.key_id = $1`, [key]);
    return SEALED_TABLES.flatMap(({ table }) => rows.filter((row) => row.table === table));
  }

  keys(): Promise<readonly KnownDataKey[]> {
    return this.db.query<KnownDataKey>(`select k.id, k.retired_at as "retiredAt" from data_key as k order by k.first_seen_at, k.id`);
  }

  /** A walk for each table; one that was for another key begins anew. */
  async begin(tx: Tx, key: string): Promise<void> {
    await tx.query(BEGIN, [SEALED_TABLES.map(({ table }) => table), key]);
  }

  /** Held until the transaction ends: of two instances one goes on. */
  async hold(tx: Tx, { table }: SealedTable, key: string): Promise<Walk | null> {
    return (await tx.query<Walk>(`${WALK} where w.table_name = $1 and w.key_id = $2 for update`, [table, key]))[0] ?? null;
  }

  async blocksOf(tx: Tx, { table }: SealedTable): Promise<number> {
    const [row] = await tx.query<{ blocks: number }>(`select ceil(pg_relation_size($1::regclass) / current_setting('block_size')::numeric)::float8 as blocks`, [table]);
    return row!.blocks;
  }

  /** Rows in [from, until) blocks that need it. What somebody holds just now is left for the next round. */
  rows(tx: Tx, table: SealedTable, key: string, from: number, until: number): Promise<readonly UnsealedRow[]> {
    const values = columnsOf(table).map((column) => `'${column}', ' ' || t.${column}`).join(', ');
    return tx.query<UnsealedRow>(
      `select t.ctid::text as place, ${table.whose} as whose, json_build_object(${values}) as values
         from "${table.table}" as t
        where t.ctid >= format('(%s,0)', $2::bigint)::tid and t.ctid < format('(%s,0)', $3::bigint)::tid and (${needed(table)})
          for update of t skip locked`,
      [key, from, until],
    );
  }

  async write(tx: Tx, table: SealedTable, rows: readonly SealedRow[]): Promise<void> {
    if (rows.length === 0) return;
    const [columns, searched] = [columnsOf(table), table.searched];
    const sets = [...columns.map((column) => `${column} = r.${column}`), ...searched.map((column) => `${column}_keys = r.${column}_keys`)];
    const types = ['place tid', ...columns.map((column) => `${column} text`), ...searched.map((column) => `${column}_keys int[]`)];
    const written = rows.map(({ place, values, keys }) => ({ place, ...values, ...Object.fromEntries(Object.entries(keys).map(([column, of]) => [`${column}_keys`, of])) }));
    await tx.query(`update "${table.table}" as t set ${sets.join(', ')} from jsonb_to_recordset($1::jsonb) as r (${types.join(', ')}) where t.ctid = r.place`, [JSON.stringify(written)]);
  }

  /** Looks through the whole table, and holds nothing. */
  async anyLeft(tx: Tx, table: SealedTable, key: string): Promise<boolean> {
    return (await tx.query(`select from "${table.table}" as t where ${needed(table)} limit 1`, [key])).length > 0;
  }

  async moveOn(tx: Tx, { table, nextBlock, blocks, sealed }: Omit<Walk, 'doneAt'>, done: boolean): Promise<void> {
    await tx.query(`update seal_walk set next_block = $2::bigint, blocks = $3::bigint, sealed = $4::bigint, rounds = rounds + ($2::bigint = 0)::int, done_at = case when $5::boolean then now() end where table_name = $1`, [table, nextBlock, blocks, sealed, done]);
  }

  /** Nothing is sealed by any other key. */
  async retireOthers(tx: Tx, key: string): Promise<readonly string[]> {
    return (await tx.query<{ id: string }>(`update data_key set retired_at = now() where id <> $1 and retired_at is null returning id`, [key])).map(({ id }) => id);
  }
}

const WALK = `select w.table_name as "table", w.next_block::float8 as "nextBlock", w.blocks::float8 as blocks, w.sealed::float8 as sealed, w.done_at as "doneAt" from seal_walk as w`;

const BEGIN = `
  insert into seal_walk as w (table_name, key_id)
  select t, $2 from unnest($1::text[]) as t
  on conflict (table_name) do update set key_id = excluded.key_id, next_block = 0, blocks = 0, sealed = 0, rounds = 0, done_at = null where w.key_id <> excluded.key_id`;
