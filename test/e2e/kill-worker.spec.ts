import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Capture } from '../../src/capture/capture.js';
import { isFinal } from '../../src/capture/disk/sms.js';
import { smtpPolicyOf } from '../../src/capture/smtp/smtp.policy.js';
import { twilioPolicyOf } from '../../src/capture/twilio/twilio.policy.js';
import type { ReceiptEvent } from '../../src/deliver/contract.js';
import type { MessageId, NoticeId } from '../../src/kernel/ids.js';
import { RealClock } from '../../src/platform/clock/clock.js';
import { AT_ONCE, cleanUpCaptures, eventually, listenForForms, startTestCapture } from '../support/capture-fixture.js';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../support/deliver-ports.js';
import type { WorkerOrders } from '../support/deliver-worker.js';
import { DeliverBuilder } from '../support/deliver.builder.js';
import { type DeliverParts, deliverParts } from '../support/deliver.parts.js';
import { type TestDatabase, testDatabase } from '../support/postgres.js';

/** Everyone gets an e-mail and a text. KILL_MEMBERS=20000 KILLS=40 makes an evening of it. */
const MEMBERS = Number(process.env['KILL_MEMBERS'] ?? 600);
const KILLS = Number(process.env['KILLS'] ?? 6);
const SEED = Number(process.env['KILL_SEED'] ?? 20_260_316);
const WORKERS = 3;
/** Slow enough that all the kills fall into the sending. */
const MEMBERS_PER_SECOND = Math.max(20, Math.ceil(MEMBERS / (1.2 * KILLS)));
/** What one worker can have begun and not recorded: the slices in its connections, and a batch on its way into the ledger, on each of two channels. */
const IN_FLIGHT = 2 * (20 + 25 + 50);

const RECEIPTS: Readonly<Record<string, ReceiptEvent['status']>> = { queued: 'accepted', sent: 'sent', delivered: 'delivered', undelivered: 'bounced', failed: 'failed' };

describe('workers killed in the middle of sending', () => {
  let database: TestDatabase;
  let capture: Capture;
  let parts: DeliverParts;
  let notice: NoticeId;
  let publicUrl: string;
  const workers: (ChildProcess | null)[] = Array.from({ length: WORKERS }, () => null);
  let started = 0;
  const heard: ReceiptEvent[] = [];
  let hearing = true;
  let listener: Promise<void>;

  /** One batch after the other, as the receipts' own step does it. */
  async function listen(): Promise<void> {
    while (hearing) {
      await parts.receipts.apply(heard.splice(0, 200));
      await sleep(20);
    }
  }

  beforeAll(async () => {
    database = await testDatabase(12);
    capture = await startTestCapture();
    // A third is taken at once and answered late: a kill in between is the one that nobody can see from here.
    capture.setSmtpPolicy(smtpPolicyOf([{ share: 0.33, fault: { kind: 'delay', ms: 150, at: 'data' } }]));
    capture.setTwilioPolicy(twilioPolicyOf([{ share: 0.33, fault: { kind: 'late', ms: 150 } }]), AT_ONCE);
    const { db, transactions } = database;
    parts = deliverParts({ db, transactions, clock: new RealClock(), email: new EmailGatewayOfTest(), sms: new SmsGatewayOfTest(), instance: 'observer' });
    // Half of the texts give no receipt of their hand-over: of those, only the provider's list can tell.
    const hears = await listenForForms((form) => {
      const query = new URL(form.url).searchParams;
      const status = RECEIPTS[form.params['MessageStatus'] ?? ''];
      if (!status || Number(query.get('m')) % 2 === 0) return { status: 204 };
      heard.push({
        provider: 'twilio', messageId: query.get('m') as MessageId, providerId: form.params['MessageSid'] ?? null, status,
        code: null, reason: null, occurredAt: new Date(),
      });
      return { status: 204 };
    });
    publicUrl = hears.url;
    listener = listen();
    notice = await new DeliverBuilder(db, transactions).notice({ members: MEMBERS, schedule: { waves: 1 }, policies: { channels: 'both', unknownEmail: 'resend' }, approvedAt: new Date(Date.now() - 1_000) });
  });
  afterAll(async () => {
    for (const worker of workers) worker?.kill('SIGKILL');
    hearing = false;
    await listener;
    await cleanUpCaptures();
    await database.drop();
  });

  function start(place: number): ChildProcess {
    started += 1;
    const orders: WorkerOrders = {
      instance: `worker-${place}-life-${started}`, databaseUrl: database.url, smtpUrl: `smtp://127.0.0.1:${capture.smtpPort}`, twilioUrl: capture.baseUrl, publicUrl,
      leaseSeconds: 2, absentAfterSeconds: 4, emailPerSecond: MEMBERS_PER_SECOND, smsPerSecond: 3 * MEMBERS_PER_SECOND,
    };
    const worker = spawn(process.execPath, ['dist/test/support/deliver-worker.js', JSON.stringify(orders)], { stdio: ['pipe', 'pipe', 'inherit'] });
    workers[place] = worker;
    return worker;
  }

  const told = async (): Promise<number> => {
    const { outcomes } = await parts.ledger.sum(notice);
    return outcomes.sent + outcomes.delivered;
  };
  const messages = (where: string) => database.db.query<{ id: string; address: string; resent: number }>(`select id, address, resent_in_doubt as resent from message where notice_id = $1 and ${where}`, [notice]);

  it('lose nobody, and tell nobody twice but where the ledger says so', async () => {
    const random = xoroshiro128plus(SEED);
    await Promise.all(workers.map((_, place) => once(start(place).stdout!, 'data')));
    await eventually(told, (count) => count > 0);
    let kills = 0;
    for (; kills < KILLS && (await messages(`state in ('pending','sending')`)).length > 0; kills += 1) {
      await sleep(uniformInt(random, 200, 1_400));
      const place = uniformInt(random, 0, WORKERS - 1);
      const victim = workers[place]!;
      victim.kill('SIGKILL');
      await once(victim, 'exit');
      expect(await parts.ledger.sum(notice)).toMatchObject({ members: MEMBERS, adds: true });
      start(place);
    }
    await eventually(async () => (await database.db.query<{ state: string }>(`select state from dispatch where notice_id = $1`, [notice]))[0]?.state, (state) => state === 'finished');

    const sum = await parts.ledger.sum(notice);
    expect(sum).toMatchObject({ members: MEMBERS, adds: true });
    expect(sum.outcomes.sent + sum.outcomes.delivered).toBe(MEMBERS);
    expect(await messages(`state not in ('sent','delivered')`)).toEqual([]);

    const mail = capture.store.mail.counts();
    const texts = capture.store.sms.counts();
    expect(mail.recipients).toBe(MEMBERS);
    expect(texts).toMatchObject({ recipients: MEMBERS, repeatedBody: 0, total: MEMBERS });

    const again = new Set((await messages('resent_in_doubt > 0')).map(({ address }) => address));
    const twice = (await capture.store.mail.repeated(MEMBERS)).map(({ to }) => to);
    expect(twice.filter((to) => !again.has(to))).toEqual([]);
    expect(mail.messageIds).toBe(MEMBERS);
    const doubted = await database.db.query<{ id: string }>(`select distinct a.message_id as id from attempt as a join message as m on m.id = a.message_id where m.notice_id = $1 and a.state in ('unanswered','found','absent')`, [notice]);
    expect(doubted.length).toBeLessThanOrEqual(kills * IN_FLIGHT);
    expect(kills).toBeGreaterThan(0);
    console.log(`${MEMBERS} members, ${kills} kills: ${doubted.length} messages were in doubt, ${again.size} e-mails were sent again, ${twice.length} of them arrived twice.`);
  }, 600_000);

  it('end of their own accord when asked to, with nothing left open', async () => {
    await Promise.all(workers.map(async (worker) => {
      worker!.stdin!.end();
      const [code] = (await once(worker!, 'exit')) as [number];
      expect(code).toBe(0);
    }));
    await capture.callbacksIdle();
    expect(await database.db.query(`select state, count(*)::int as n from attempt where state in ('claimed','begun') group by state`)).toEqual([]);
    const { records } = await capture.store.sms.list({ limit: 1 });
    expect(isFinal(records[0]!.history.at(-1)!.status)).toBe(true);
  });
});
