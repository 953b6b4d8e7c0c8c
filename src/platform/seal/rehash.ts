import { hashedAnew, type LookupKeys } from '../../kernel/keyed-hash.js';
import { type Tx } from '../database/transactions.js';
import { HASHED_TABLES, type HashedTable, holdsHash } from './hashed-columns.js';
import { keepKeys, knownKeys, LookupKeysError } from './lookup-key.records.js';

const ROWS = 5_000;
/** Also changed by a caller: the hashes of frozen audiences. */
const BESIDES = ['audience'];
/** How long other transactions (a backup, an index that is made) are waited for. */
const LOCK_WITHIN = '20s';

/**
 * Shuts the database to everybody else until the transaction ends: connections that are there make it refuse, and new ones of the service wait at
 * the table of keys before they are used.
 *
 * @param ownName  The application's name of our own connections.
 * @returns False where all is by the newest key already.
 * @throws LookupKeysError where somebody is connected, or the keys are not the database's.
 */
export async function beginRehash(tx: Tx, keys: LookupKeys, ownName: string): Promise<boolean> {
  await tx.query(`set local lock_timeout = '${LOCK_WITHIN}'`);
  // Nobody waits for this one, so silence harms nobody; and rows are found by their places, in tables that no statistics describe while they grow.
  await tx.query('set local idle_in_transaction_session_timeout = 0; set local enable_hashjoin = off; set local enable_mergejoin = off');
  await tx.query('lock table lookup_key in access exclusive mode');
  const others = await tx.query<{ name: string }>(OTHERS, [ownName]);
  if (others.length > 0) throw new LookupKeysError(`Somebody is connected to this database: ${[...new Set(others.map(({ name }) => name || 'without a name'))].join(', ')}. Stop every instance, and whatever else reads it, and run this again.`);
  const known = await knownKeys(tx, keys);
  if (known.length === 1 + keys.over.length) return false;
  for (const table of changed()) {
    await tx.query(`lock table "${table}" in access exclusive mode`);
    // Frozen records refuse every change; nobody else is here, and all of it is undone with the transaction.
    await tx.query(`alter table "${table}" disable trigger user`);
  }
  return true;
}

/** Makes every hash anew by the newest key. @returns changed rows by table. @throws LookupKeysError for a hash that none of the keys made. */
export async function rehash(tx: Tx, keys: LookupKeys): Promise<Readonly<Record<string, number>>> {
  const rows: Record<string, number> = {};
  for (const table of HASHED_TABLES) rows[table.table] = await rehashTable(tx, table, keys);
  return rows;
}

export async function endRehash(tx: Tx, keys: LookupKeys): Promise<void> {
  for (const table of changed()) await tx.query(`alter table "${table}" enable trigger user`);
  await keepKeys(tx, keys, 1 + keys.over.length);
}

const changed = (): readonly string[] => [...HASHED_TABLES.map(({ table }) => table), ...BESIDES];

/** A cursor sees the table as it was when it was opened, so no row comes twice. */
async function rehashTable(tx: Tx, { table, columns }: HashedTable, keys: LookupKeys): Promise<number> {
  await tx.query(`declare hashes no scroll cursor for select t.ctid::text as place, ${columns.map((column) => `t.${column}`).join(', ')} from "${table}" as t where ${columns.map((column) => holdsHash(`t.${column}`)).join(' or ')}`);
  let count = 0;
  for (;;) {
    const rows = await tx.query<Readonly<Record<string, string | null>>>(`fetch ${ROWS} from hashes`);
    if (rows.length === 0) break;
    await tx.query(
      `update "${table}" as t set ${columns.map((column) => `${column} = n.${column}`).join(', ')} from unnest($1::tid[], ${columns.map((_, at) => `$${at + 2}::text[]`).join(', ')}) as n (place, ${columns.join(', ')}) where t.ctid = n.place`,
      [rows.map(({ place }) => place), ...columns.map((column) => rows.map((row) => anew(keys, row[column] ?? null, `${table}.${column}`)))],
    );
    count += rows.length;
  }
  await tx.query('close hashes');
  return count;
}

function anew(keys: LookupKeys, hash: string | null, where: string): string | null {
  if (hash === null || hash.startsWith('erased:')) return hash;
  const made = hashedAnew(keys, hash);
  if (made === null) throw new LookupKeysError(`${where} holds a hash that none of the look-up keys made. Nothing was changed.`);
  return made;
}

const OTHERS = `
  select a.application_name as name from pg_stat_activity as a
   where a.datname = current_database() and a.backend_type = 'client backend' and a.pid <> pg_backend_pid() and a.application_name is distinct from $1
   order by 1`;
