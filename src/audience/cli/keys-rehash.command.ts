import { randomUUID } from 'node:crypto';
import { Audit } from '../../platform/audit/audit.js';
import { RealClock } from '../../platform/clock/clock.js';
import { Database, Transactions } from '../../platform/database/transactions.js';
import { newestOf } from '../../platform/seal/lookup-key.records.js';
import { beginRehash, endRehash, rehash } from '../../platform/seal/rehash.js';
import { type Command, optionsOf } from '../../platform/start/cli/command.js';
import { withDatabase } from '../../platform/start/cli/with-service.js';
import { type OpenDatabase, openDatabase } from '../../platform/start/open-database.js';
import { FreezeRepository } from '../store/freeze.repository.js';

/** Stands here, since the hashes of frozen audiences go over their members' addresses. */
export const keysRehash: Command = {
  name: 'keys rehash',
  usage: '',
  summary: 'With every instance stopped: makes all hashes by which addresses are found anew, by the first of LOOKUP_KEYS. All of them or, where it ends early, none.',
  async run(args, terminal) {
    optionsOf(args, {});
    const ownName = `firstword-rehash-${randomUUID().slice(0, 8)}`;
    const rows = await withDatabase(terminal.environment, (database) => overToNewest(database, ownName), (settings) => openDatabase(settings, ownName, true));
    terminal.print(rows === null ? 'All addresses are found by the newest key already.' : Object.entries(rows).map(([table, count]) => `${table}: ${count} rows`).join('\n'));
    return 0;
  },
};

/** One transaction: a crash leaves everything as it was. */
function overToNewest({ dataSource, lookupKeys }: OpenDatabase, ownName: string): Promise<Readonly<Record<string, number>> | null> {
  const [audit, freezing] = [new Audit(new Database(dataSource), new RealClock()), new FreezeRepository()];
  return new Transactions(dataSource).run(async (tx) => {
    if (!(await beginRehash(tx, lookupKeys, ownName))) return null;
    const intact = await freezing.intact(tx);
    const rows = await rehash(tx, lookupKeys);
    await freezing.keepRehashed(tx, intact);
    await endRehash(tx, lookupKeys);
    const key = newestOf(lookupKeys);
    await audit.record(tx, { kind: 'system', id: 'cli' }, { action: 'lookup-keys.changed', subject: { kind: 'lookup-key', id: key }, details: { rows, audiences: intact.length } });
    return rows;
  });
}
