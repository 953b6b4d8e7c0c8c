import { type DataSource } from 'typeorm';
import { Transactions } from '../database/transactions.js';
import { type Sealing, SECRET_KEY_ID, UnsealError } from './sealing.js';

/** The keys of this process don't fit what lies in the database. Its message says what to do. */
export class DataKeysError extends Error {
  override readonly name = 'DataKeysError';
}

interface KnownKey {
  readonly id: string;
  readonly proof: string;
}

const PROOF = 'sealed by this key';
const CALLED = 'proof';

/**
 * Refuses a database of which something is sealed by a key that this process lacks, or that is another one by the same name, before anything
 * is read; and makes the key that writes known, so that the next process is asked for it.
 *
 * @throws DataKeysError
 */
export async function checkDataKeys(dataSource: DataSource, sealing: Sealing): Promise<void> {
  await new Transactions(dataSource).run(async (tx) => {
    // The proof is read in a form that the connection does not open.
    const known = await tx.query<KnownKey>(`select k.id, ' ' || k.proof as proof from data_key as k where k.retired_at is null order by k.first_seen_at`);
    for (const key of known) refuseUnfit(key, sealing);
    await tx.query(
      `insert into data_key (id, proof) values ($1, $2) on conflict (id) do update set retired_at = null, proof = excluded.proof where data_key.retired_at is not null`,
      [sealing.writingKey, sealing.text(PROOF, CALLED)],
    );
  });
}

function refuseUnfit({ id, proof }: KnownKey, sealing: Sealing): void {
  const named = id === SECRET_KEY_ID ? 'the key made of SECRET_KEY' : `the key "${id}" of DATA_KEYS`;
  if (!sealing.keyIds.includes(id)) {
    throw new DataKeysError(`Names and addresses in this database are sealed by ${named}, which this process was not given. Add it to DATA_KEYS, behind the key that is to seal from now on: nothing can be read without it.`);
  }
  try {
    if (sealing.open(proof.trim()) === PROOF) return;
  } catch (error) {
    if (!(error instanceof UnsealError)) throw error;
  }
  throw new DataKeysError(
    id === SECRET_KEY_ID
      ? 'Names and addresses in this database are sealed by a key made of another SECRET_KEY than this process has. Set SECRET_KEY to the one that the database was filled with (unset: the file "secret" in the FIRSTWORD_HOME of that installation).'
      : `Names and addresses in this database are sealed by another key than the one that DATA_KEYS calls "${id}". Give back the key that was called so, and the new one a name of its own.`,
  );
}
