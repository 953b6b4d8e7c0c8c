import { type DataSource } from 'typeorm';
import { type LookupKeys, proofOf } from '../../kernel/keyed-hash.js';
import { Transactions, type Tx } from '../database/transactions.js';
import { HASHED_TABLES, holdsHash } from './hashed-columns.js';
import { SECRET_KEY_ID } from './sealing.js';

/** The look-up keys of this process are not those of the database. Its message says what to do. */
export class LookupKeysError extends Error {
  override readonly name = 'LookupKeysError';
}

interface KnownKey {
  readonly id: string;
  readonly proof: string;
}

/** The ids of a chain: that of SECRET_KEY, then those laid over it. */
const idsOf = ({ over }: LookupKeys): readonly string[] => [SECRET_KEY_ID, ...over.map(({ id }) => id)];
export const newestOf = (keys: LookupKeys): string => idsOf(keys).at(-1)!;

/**
 * Refuses a database whose addresses are found by other keys than this process has: it would find nobody's STOP. A database in which no address
 * is known yet takes the keys that are given.
 *
 * @throws LookupKeysError
 */
export async function checkLookupKeys(dataSource: DataSource, keys: LookupKeys): Promise<void> {
  await new Transactions(dataSource).run(async (tx) => {
    const known = await knownKeys(tx, keys);
    if (known.length === idsOf(keys).length) return;
    // Before there was a record of them, all was hashed by the secret alone.
    const since = (await anythingHashed(tx)) ? Math.max(1, known.length) : idsOf(keys).length;
    await keepKeys(tx, keys, since);
    if (since < idsOf(keys).length) {
      throw new LookupKeysError(`LOOKUP_KEYS begins with "${newestOf(keys)}", by which no address in this database is found yet. Stop every instance, run "npm run cli -- keys rehash" with these settings, and start again.`);
    }
  });
}

/** Those of the database, which this process has too. @throws LookupKeysError where it has not, or others by the same name. */
export async function knownKeys(tx: Tx, keys: LookupKeys): Promise<readonly KnownKey[]> {
  const known = await tx.query<KnownKey>('select k.id, k.proof from lookup_key as k order by k.position');
  known.forEach(({ id, proof }, position) => {
    if (idsOf(keys)[position] !== id) {
      throw new LookupKeysError(`Addresses in this database are found by the look-up key "${id}", which LOOKUP_KEYS of this process does not name in its place. Give it all keys that were ever first there, the newest first.`);
    }
    if (proof === proofOf({ ...keys, over: keys.over.slice(0, position) })) return;
    throw new LookupKeysError(
      id === SECRET_KEY_ID
        ? 'Addresses in this database are found by another SECRET_KEY than this process has, so nobody\'s STOP would be found. Set SECRET_KEY to the one that the database was filled with (unset: the file "secret" in the FIRSTWORD_HOME of that installation).'
        : `Addresses in this database are found by another key than the one that LOOKUP_KEYS calls "${id}". Give back the key that was called so.`,
    );
  });
  return known;
}

/** The first `count` of the chain, as far as they are not on record. */
export async function keepKeys(tx: Tx, keys: LookupKeys, count: number): Promise<void> {
  for (const [position, id] of idsOf(keys).slice(0, count).entries()) {
    await tx.query('insert into lookup_key (position, id, proof) values ($1, $2, $3) on conflict do nothing', [position, id, proofOf({ ...keys, over: keys.over.slice(0, position) })]);
  }
}

async function anythingHashed(tx: Tx): Promise<boolean> {
  const any = HASHED_TABLES.map(({ table, columns }) => `exists (select from "${table}" as t where ${columns.map((column) => holdsHash(`t.${column}`)).join(' or ')})`);
  const [row] = await tx.query<{ any: boolean }>(`select ${any.join(' or ')} as any`);
  return row!.any;
}

/** What a connection is asked before it is used. */
interface NewConnection {
  query(sql: string): Promise<{ readonly rows: readonly { readonly id: string }[] }>;
}

/**
 * Lets no connection in once the database has gone over to another key than this process hashes by: one that was cut off while all hashes were made
 * anew would find nobody, and write what nobody finds.
 */
export class LookupGuard {
  private newest: string | null = null;

  /** From now on. Before, connections are let in unasked: the table of keys may not be there. */
  arm(keys: LookupKeys): void {
    this.newest = newestOf(keys);
  }

  /** @throws LookupKeysError */
  async admit(connection: NewConnection): Promise<void> {
    if (this.newest === null) return;
    const { rows } = await connection.query('select k.id from lookup_key as k order by k.position desc limit 1');
    if (rows[0]?.id !== this.newest) throw new LookupKeysError(`Addresses in this database are found by the look-up key "${rows[0]?.id ?? ''}" by now. Stop this process, and start it with the LOOKUP_KEYS of the others.`);
  }
}
