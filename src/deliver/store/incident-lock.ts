import type { IncidentId } from '../../kernel/ids.js';
import { type Tx } from '../../platform/database/transactions.js';

/** Whoever counts what an incident has sent, and acts on it, does so one after the other until the transaction ends. */
export async function lockIncident(tx: Tx, incident: IncidentId): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('firstword.storm-brake'), hashtext($1))`, [incident]);
}
