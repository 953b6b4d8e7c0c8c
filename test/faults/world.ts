import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import type { Capture } from '../../src/capture/capture.js';
import { type SmtpFault, type SmtpRule, smtpPolicyOf } from '../../src/capture/smtp/smtp.policy.js';
import { type TwilioFault, type TwilioRule, twilioPolicyOf } from '../../src/capture/twilio/twilio.policy.js';
import type { NoticeId } from '../../src/kernel/ids.js';
import { RealClock } from '../../src/platform/clock/clock.js';
import { connect, migrate } from '../../src/platform/database/data-source.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/database/embedded-postgres.js';
import { Database, Transactions } from '../../src/platform/database/transactions.js';
import { keepAlive } from '../../src/platform/start/keep-alive.js';
import { AT_ONCE, cleanUpCaptures, startTestCapture } from '../support/capture-fixture.js';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../support/deliver-ports.js';
import { DeliverBuilder, silentLog } from '../support/deliver.builder.js';
import { type DeliverParts, deliverParts } from '../support/deliver.parts.js';
import { type CuttableWay, cuttableWayTo } from './cuttable.js';
import { ReceiptDoor } from './receipts.js';
import { patiently } from '../support/patiently.js';
import { rulesFor, type Scenario } from './scenarios.js';
import { Workers } from './workers.js';
import { TEST_SEALING } from '../support/test-sealing.js';

const WORKERS = 3;
export const LEASE_SECONDS = 5;
/** Longer than a request may take, lease and all. */
const ABSENT_AFTER_SECONDS = 5;
const SILENCE_MS = 2_500;

/** A PostgreSQL of the faults' own, durable and looked after as the service does it, with the schema to copy from. */
export interface FaultyPostgres {
  readonly server: EmbeddedPostgres;
  postmaster(): Promise<number>;
  stop(): Promise<void>;
}

export async function startFaultyPostgres(folder: string): Promise<FaultyPostgres> {
  const server = await startEmbeddedPostgres(folder);
  await statement(server.url, 'create database template_of_faults');
  const template = await connect(urlOf(server, 'template_of_faults'), 2);
  await migrate(template);
  await template.destroy();
  const stopKeeping = keepAlive({ name: 'postgres', isUp: () => server.isUp(), revive: () => server.revive() }, silentLog);
  return {
    server,
    postmaster: async () => Number((await readFile(join(folder, 'cluster', 'postmaster.pid'), 'utf8')).split('\n')[0]),
    async stop() {
      await stopKeeping();
      await server.stop();
    },
  };
}

/** Everything that one scenario has to itself: a database, a far side, ways to it that can be cut, three workers, a notice under way. */
export interface World {
  readonly postgres: FaultyPostgres;
  readonly db: Database;
  readonly parts: DeliverParts;
  readonly build: DeliverBuilder;
  readonly capture: Capture;
  readonly ways: { readonly smtp: CuttableWay; readonly http: CuttableWay };
  readonly workers: Workers;
  readonly notice: NoticeId;
  /** How often the far side has done something after which nobody here can know whether it took a message. */
  doubtsMade(): number;
  close(): Promise<void>;
}

export interface WorldSize {
  readonly members: number;
  readonly perSecond: number;
}

export async function openWorld(postgres: FaultyPostgres, { no, smtp, twilio, unknownEmail }: Scenario, { members, perSecond }: WorldSize): Promise<World> {
  const name = `faults_${no}`;
  await statement(postgres.server.url, `create database ${name} template template_of_faults`);
  const databaseUrl = urlOf(postgres.server, name);
  const dataSource: DataSource = await connect(databaseUrl, 6, 'observer', undefined, TEST_SEALING);
  const [db, transactions] = [new Database(dataSource), new Transactions(dataSource)];
  const capture = await startTestCapture();
  let doubts = 0;
  const [mailPolicy, textPolicy] = [smtpPolicyOf(rulesFor<SmtpRule>(smtp, members)), twilioPolicyOf(rulesFor<TwilioRule>(twilio, members))];
  capture.setSmtpPolicy((moment) => counting(mailPolicy(moment), () => (doubts += 1)));
  capture.setTwilioPolicy((moment) => counting(textPolicy(moment), () => (doubts += 1)), AT_ONCE);
  const ways = { smtp: await cuttableWayTo(capture.smtpPort), http: await cuttableWayTo(capture.httpPort) };
  const parts = deliverParts({ db, transactions, clock: new RealClock(), email: new EmailGatewayOfTest(), sms: new SmsGatewayOfTest(), instance: 'observer' });
  const door = await ReceiptDoor.open(parts, (message) => message % 3 === 0);
  const build = new DeliverBuilder(db, transactions);
  const workers = new Workers(WORKERS, {
    databaseUrl, smtpUrl: `smtp://127.0.0.1:${ways.smtp.port}`, twilioUrl: `http://127.0.0.1:${ways.http.port}`, publicUrl: door.url,
    leaseSeconds: LEASE_SECONDS, absentAfterSeconds: ABSENT_AFTER_SECONDS, silenceMs: SILENCE_MS, logLevel: 'info', emailPerSecond: perSecond, smsPerSecond: 3 * perSecond,
  });
  await workers.start();
  const notice = await build.notice({ members, schedule: { waves: 1 }, policies: { channels: 'both', unknownEmail }, approvedAt: new Date(Date.now() - 1_000) });
  return {
    postgres, db, parts, build, capture, ways, workers, notice,
    doubtsMade: () => doubts,
    async close() {
      workers.killAll();
      await door.close();
      await Promise.all([ways.smtp.close(), ways.http.close()]);
      await cleanUpCaptures();
      await dataSource.destroy();
      await patiently(() => statement(postgres.server.url, `drop database ${name} with (force)`));
    },
  };
}

function counting<Fault extends SmtpFault | TwilioFault>(fault: Fault | undefined, count: () => void): Fault | undefined {
  const silent = fault !== undefined && (['silent', 'drop-after-dot', 'drop-mid-data', 'close-before', 'close-after'].includes(fault.kind)
    || (fault.kind === 'late' && fault.ms > SILENCE_MS) || (fault.kind === 'answer' && fault.status >= 500));
  if (silent) count();
  return fault;
}

const urlOf = ({ url }: EmbeddedPostgres, name: string): string => Object.assign(new URL(url), { pathname: `/${name}` }).href;

async function statement(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
