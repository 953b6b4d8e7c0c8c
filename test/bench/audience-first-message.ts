import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { SMTPServer } from 'smtp-server';
import type { Actor } from '../../src/kernel/actor.js';
import type { AudienceId, IncidentId, NoticeId, PersonId } from '../../src/kernel/ids.js';
import { DeliverBuilder } from '../support/deliver.builder.js';
import type { WorkerOrders } from '../support/deliver-worker.js';
import type { TestDatabase } from '../support/postgres.js';

export interface FirstMessage {
  /** Real seconds from the approval's commit until the far side had the whole of a message. */
  readonly afterSeconds: number;
  /** Members in the ledger at that moment. */
  readonly written: number;
}

/** A worker that has just started first looks whether the database was put back, and whether its accounts answer. */
const WARM_MS = 10_000;
const LONGEST_MS = 60_000;

/** A mail server that takes everything, and tells of each message that it has whole. */
async function sink(took: () => void): Promise<{ url: string; close(): void }> {
  const server = new SMTPServer({
    authOptional: true, hideSTARTTLS: true, disabledCommands: ['AUTH', 'STARTTLS'], logger: false,
    onData(stream, _session, done) {
      stream.resume().on('end', () => {
        took();
        done();
      });
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  return { url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`, close: () => server.close() };
}

/**
 * Approves `times` notices, one after the other, to the newest frozen audience, before a worker in a process of its own (timers, lanes,
 * gateways over a socket), and measures until the first message is there. Each is cancelled then. No more than three
 * to one audience: the storm brake would hold the next.
 */
export async function firstMessages(database: TestDatabase, times: number): Promise<readonly FirstMessage[]> {
  let heard: () => void = () => undefined;
  const mail = await sink(() => heard());
  const orders: WorkerOrders = {
    instance: 'bench', databaseUrl: database.url, smtpUrl: mail.url, twilioUrl: 'http://127.0.0.1:1', publicUrl: 'https://firstword.example',
    leaseSeconds: 30, absentAfterSeconds: 600, emailPerSecond: 2_000, smsPerSecond: 1,
  };
  await endWhatRuns(database);
  const worker = spawn(process.execPath, [fileURLToPath(new URL('../support/deliver-worker.js', import.meta.url)), JSON.stringify(orders)], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    await once(worker.stdout, 'data');
    await sleep(WARM_MS);
    const firsts: FirstMessage[] = [];
    for (let time = 0; time < times; time++) {
      const notice = await prepared(database);
      const first = new Promise<void>((resolve) => (heard = resolve));
      const approvedAt = await approve(database, notice);
      await Promise.race([first, silence(), once(worker, 'exit').then(() => Promise.reject(new Error('The worker has ended.')))]);
      const afterSeconds = (performance.now() - approvedAt) / 1_000;
      const [row] = await database.db.query<{ written: number }>('select d.written_until as written from dispatch as d where d.notice_id = $1', [notice]);
      firsts.push({ afterSeconds, written: row!.written });
      await endWhatRuns(database);
    }
    return firsts;
  } finally {
    worker.stdin.end();
    const late = setTimeout(() => worker.kill('SIGKILL'), 20_000);
    if (worker.exitCode === null) await once(worker, 'exit');
    clearTimeout(late);
    mail.close();
  }
}

async function silence(): Promise<never> {
  await sleep(LONGEST_MS, undefined, { ref: false });
  throw new Error(`No message came within ${LONGEST_MS / 1_000} s.`);
}

async function endWhatRuns({ db }: TestDatabase): Promise<void> {
  await db.query(`update dispatch set state = 'cancelled', reason = 'measured', changed_at = now() where state in ('running','paused')`);
}

/** Approved from tomorrow on, so that nothing of it begins yet. */
async function prepared({ db, transactions }: TestDatabase): Promise<NoticeId> {
  const [audience] = await db.query<{ id: AudienceId; incidentId: IncidentId; builtBy: PersonId }>(
    `select a.id, a.incident_id as "incidentId", a.built_by as "builtBy" from audience as a where a.state = 'frozen' order by a.frozen_at desc limit 1`);
  const { id, incidentId, builtBy } = audience!;
  const carla: Actor = { kind: 'person', id: builtBy, name: 'Carla', roles: ['commander'] };
  return new DeliverBuilder(db, transactions).noticeTo(incidentId, id, carla, { approvedAt: new Date(Date.now() + 86_400_000), schedule: { waves: 4 }, policies: { channels: 'email' } });
}

/** The signature comes into force, and the database says so as it does for one that is given by a person. @returns when. */
async function approve({ transactions }: TestDatabase, notice: NoticeId): Promise<number> {
  await transactions.run(async (tx) => {
    await tx.query('set local session_replication_role = replica');
    await tx.query('update notice set approved_at = $2 where id = $1', [notice, new Date()]);
    await tx.query(`select pg_notify('firstword', 'notice.approved')`);
  });
  return performance.now();
}
