import { type Tx } from '../database/transactions.js';
import { STALLED_AFTER_MS } from './watched-upload.js';

/**
 * For a transaction that reads from an upload between its statements: the server ends one that is silent for some seconds, since its
 * process may have frozen, and a sender may take longer. Not for COPY, which is one statement.
 */
export async function bearSlowSender(tx: Tx): Promise<void> {
  await tx.query(`set local idle_in_transaction_session_timeout = ${2 * STALLED_AFTER_MS}`);
}
