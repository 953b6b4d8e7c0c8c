import { setTimeout as sleep } from 'node:timers/promises';
import { CAPTURE_ACCOUNT_SID, CAPTURE_AUTH_TOKEN } from '../../src/capture/identity.js';
import { NodemailerGateway } from '../../src/deliver/gateway/nodemailer.gateway.js';
import { TwilioGateway } from '../../src/deliver/gateway/twilio.gateway.js';
import { DeliverJobs } from '../../src/deliver/jobs/deliver.jobs.js';
import { RealClock } from '../../src/platform/clock/clock.js';
import { connect } from '../../src/platform/database/data-source.js';
import { Database, Transactions } from '../../src/platform/database/transactions.js';
import { ExclusiveJobs } from '../../src/platform/jobs/exclusive-jobs.js';
import { Nudges } from '../../src/platform/jobs/nudges.js';
import { createLog } from '../../src/platform/logging/log.js';
import type { Surroundings } from '../../src/platform/config/config.module.js';
import { deliverParts } from './deliver.parts.js';
import { patiently } from './patiently.js';
import { TEST_SEALING } from './test-sealing.js';

/** A worker as a process of its own, to be killed: the lanes, the timers, real gateways. It ends when its input does. */
export interface WorkerOrders {
  readonly instance: string;
  readonly databaseUrl: string;
  readonly smtpUrl: string;
  readonly twilioUrl: string;
  readonly publicUrl: string;
  readonly leaseSeconds: number;
  readonly absentAfterSeconds: number;
  readonly emailPerSecond: number;
  readonly smsPerSecond: number;
  /** How long relay and provider may say nothing; absent is what the gateways themselves say. */
  readonly silenceMs?: number;
  readonly logLevel?: string;
}

const orders = JSON.parse(process.argv[2] ?? '{}') as WorkerOrders;
const { instance, databaseUrl, smtpUrl, twilioUrl, publicUrl } = orders;
const log = createLog(orders.logLevel ?? 'fatal', instance);
// Started while the database is away it would end, and whoever watches over processes would start it again.
const dataSource = await patiently(() => connect(databaseUrl, 8, instance, undefined, TEST_SEALING));
const [db, transactions, clock] = [new Database(dataSource), new Transactions(dataSource), new RealClock()];
const parts = deliverParts({
  db, transactions, clock, instance, publicUrl, log,
  email: new NodemailerGateway({ url: smtpUrl, connections: 20, signer: null, ...(orders.silenceMs ? { silenceMs: orders.silenceMs } : {}) }),
  sms: new TwilioGateway({ accountSid: CAPTURE_ACCOUNT_SID, authToken: CAPTURE_AUTH_TOKEN, apiUrl: twilioUrl, concurrency: 20, ...(orders.silenceMs ? { timeoutMs: orders.silenceMs } : {}) }),
  settings: {
    LEASE_SECONDS: orders.leaseSeconds, UNKNOWN_SMS_ABSENT_AFTER_SECONDS: orders.absentAfterSeconds,
    EMAIL_PER_SECOND: orders.emailPerSecond, SMS_PER_SECOND: orders.smsPerSecond,
  },
});
const nudges = new Nudges({ ROLE: 'worker' }, { databaseUrl }, log);
const jobs = new DeliverJobs(new ExclusiveJobs(dataSource, { instance } as Surroundings, log), parts.rollouts, parts.writer, parts.reconciler, parts.ladder, parts.epoch, parts.brake, parts.pace, parts.preferences, parts.exerciseReceipts, parts.counts, parts.withholding, nudges);
await parts.dispatcher.start();
parts.exercises.start();
nudges.onApplicationBootstrap();
process.stdout.write('started\n');

let ending = false;
process.stdin.on('end', () => (ending = true)).resume();
const every = async (ms: number, tick: () => Promise<unknown>): Promise<void> => {
  while (!ending) {
    await tick();
    await sleep(ms);
  }
};
await Promise.all([every(300, () => jobs.start()), every(300, () => jobs.write()), every(300, () => jobs.verify()), every(1_000, () => jobs.watchEpoch()), every(300, () => jobs.leases()), every(300, () => jobs.reconcile()), every(300, () => jobs.brake()), every(500, () => jobs.lookUp()), every(300, () => jobs.climb()), every(300, () => jobs.makeUpReceipts())]);
await nudges.beforeApplicationShutdown();
await Promise.all([parts.dispatcher.stop(), parts.exercises.stop()]);
await dataSource.destroy();
