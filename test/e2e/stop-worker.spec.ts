import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Capture } from '../../src/capture/capture.js';
import type { NoticeId } from '../../src/kernel/ids.js';
import { AT_ONCE, cleanUpCaptures, askCapture, eventually, startTestCapture } from '../support/capture-fixture.js';
import { DeliverBuilder } from '../support/deliver.builder.js';
import { type TestDatabase, testDatabase } from '../support/postgres.js';
import { arrivals } from '../support/thread.capture.js';

const MEMBERS = 400;

/** The service as it is deployed, `ROLE=worker`, told to end in the middle of a notice; with its relay and provider in the capture. */
describe('a worker process that is asked to stop', () => {
  const children: ChildProcess[] = [];
  let database: TestDatabase;
  let build: DeliverBuilder;
  let folder: string;
  let capture: Capture;
  let notice: NoticeId;

  beforeAll(async () => {
    [database, folder, capture] = await Promise.all([testDatabase(), mkdtemp(join(tmpdir(), 'firstword-stop-')), startTestCapture()]);
    capture.setTwilioPolicy(() => undefined, AT_ONCE);
    build = new DeliverBuilder(database.db, database.transactions);
    notice = await build.notice({ members: MEMBERS, policies: { channels: 'both' }, approvedAt: new Date(Date.now() - 1_000) });
  });
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await cleanUpCaptures();
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  function worker(name: string, more: NodeJS.ProcessEnv = {}): ChildProcess {
    const environment = {
      PATH: process.env['PATH'], TZ: 'UTC', ROLE: 'worker', PORT: '0', FIRSTWORD_HOME: join(folder, name), DATABASE_URL: database.url, SECRET_KEY: 'x'.repeat(32), LOG_LEVEL: 'error',
      SMTP_URL: `smtp://127.0.0.1:${capture.smtpPort}`, TWILIO_API_URL: capture.baseUrl, TWILIO_ACCOUNT_SID: capture.accountSid, TWILIO_AUTH_TOKEN: capture.authToken, TWILIO_FROM: '+12025550100',
      EMAIL_PER_SECOND: '100', SMS_PER_SECOND: '200', SMS_SENDER_LIMITS: '+12025550100=200', LEASE_SECONDS: '60', ...more,
    };
    const child = spawn(process.execPath, [join(process.cwd(), 'dist/src/main.js')], { env: environment, stdio: ['ignore', 'ignore', 'inherit'] });
    children.push(child);
    return child;
  }
  async function stopped(child: ChildProcess): Promise<number | null> {
    child.kill('SIGTERM');
    return ((await once(child, 'exit')) as [number | null])[0];
  }
  const states = async () =>
    Object.fromEntries((await database.db.query<{ state: string; messages: number; leased: number }>(
      `select state, count(*)::int as messages, count(lease_owner)::int as leased from message where notice_id = $1 group by state`, [notice],
    )).map(({ state, messages, leased }) => [state, { messages, leased }]));

  it('ends well, and hands back what it had not begun; nothing is in doubt', async () => {
    const first = worker('first');
    await eventually(() => arrivals(capture), (count) => count >= 60);
    expect(await stopped(first)).toBe(0);
    const arrived = await arrivals(capture);
    expect(arrived).toBeLessThan(2 * MEMBERS);
    expect(await states()).toEqual({ sent: { messages: arrived, leased: 0 }, pending: { messages: 2 * MEMBERS - arrived, leased: 0 } });
    expect(await database.db.query(`select state from attempt where state in ('claimed','begun')`)).toEqual([]);
  });

  it('leaves the rest to another, long before its leases would have ended, and nobody is told twice', async () => {
    const second = worker('second');
    await eventually(states, ({ sent }) => sent?.messages === 2 * MEMBERS);
    expect(await stopped(second)).toBe(0);
    expect(await arrivals(capture)).toBe(2 * MEMBERS);
    expect(await askCapture(capture, '/captured/duplicates')).toEqual({ mail: [], sms: [] });
  });

  it('killed in the middle of an exercise, it leaves everybody with one outcome, and nobody was told', async () => {
    const arrived = await arrivals(capture);
    notice = await build.notice({ members: MEMBERS, policies: { channels: 'both', ladder: null }, approvedAt: new Date(Date.now() - 1_000), exercise: true });
    const short = { LEASE_SECONDS: '5', EXERCISE_CALL_MS: '50', EXERCISE_REFUSED: '0', EXERCISE_UNANSWERED: '0', UNKNOWN_SMS_ABSENT_AFTER_SECONDS: '1' };
    const handedOver = async () => (await database.db.query<{ n: number }>('select count(*)::int as n from message where notice_id = $1 and handed_over_at is not null', [notice]))[0]!.n;
    const first = worker('killed', short);
    await eventually(handedOver, (count) => count >= 60);
    first.kill('SIGKILL');
    await once(first, 'exit');
    expect(await handedOver()).toBeLessThan(2 * MEMBERS);
    const second = worker('after', short);
    const under = ({ pending, sending, unknown }: Awaited<ReturnType<typeof states>>) => (pending?.messages ?? 0) + (sending?.messages ?? 0) + (unknown?.messages ?? 0);
    const ended = await eventually(states, (now) => Object.keys(now).length > 0 && under(now) === 0);
    expect(Object.values(ended).reduce((sum, { messages }) => sum + messages, 0)).toBe(2 * MEMBERS);
    expect(await stopped(second)).toBe(0);
    expect(await database.db.query(`select distinct a.provider from attempt as a join message as m on m.id = a.message_id where m.notice_id = $1 and a.provider not like 'exercise-%'`, [notice])).toEqual([]);
    expect(await arrivals(capture)).toBe(arrived);
  });
});
