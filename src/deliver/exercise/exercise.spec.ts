import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../test/support/capture-fixture.js';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../../../test/support/deliver-ports.js';
import { APPROVED_AT, DeliverBuilder } from '../../../test/support/deliver.builder.js';
import type { DeliverParts, DeliverWorld } from '../../../test/support/deliver.parts.js';
import { TestWorkers } from '../../../test/support/deliver.workers.js';
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js';
import type { NoticeId } from '../../kernel/ids.js';
import { FixedClock } from '../../platform/clock/clock.js';
import { EXERCISE_PROVIDERS, type LedgerSum } from '../contract.js';
import { fateOf } from '../model/exercise-fate.js';
import { ExerciseSmsGateway } from './exercise.gateway.js';

const ODDS = { refused: 0, unanswered: 0, bouncedLater: 0, withoutReceipt: 0, receiptSeconds: 10 };
const digits = (...draws: readonly string[]): string => draws.map((draw) => draw.padEnd(8, '0')).join('').padEnd(64, '5');

describe('what becomes of a message of an exercise', () => {
  it.each([
    ['is taken, and arrives after twice its share of the middle time', {}, ['f', 'f', '4'], { kind: 'accepted' }, /^exercise:d:5:/],
    ['is refused', { refused: 1 }, ['0'], { kind: 'refused', suppress: null }, null],
    ['comes back', { bouncedLater: 10 }, ['f', '0'], { kind: 'accepted' }, /^exercise:b:/],
    ['is never heard of', { bouncedLater: 10, withoutReceipt: 10 }, ['f', '03'], { kind: 'accepted' }, /^exercise:n:/],
    ['is taken in silence', { unanswered: 1_000 }, ['f', 'f', 'f', '0', '0'], { kind: 'unanswered' }, /^exercise:d:28:/],
    ['is lost in silence', { unanswered: 1_000 }, ['f', 'f', 'f', '0', 'f'], { kind: 'unanswered' }, null],
  ])('%s', (_what, odds, draws, answer, providerId) => {
    const fate = fateOf('sms', digits(...draws), { ...ODDS, ...odds });
    expect(fate.answer).toMatchObject(answer);
    if (providerId === null) expect(fate.providerId).toBeNull();
    else expect(fate.providerId).toMatch(providerId);
  });

  it('can be looked up where it was taken in silence, and is answered when it is sent once more', async () => {
    const gateway = new ExerciseSmsGateway({ seed: 's', odds: { ...ODDS, unanswered: 1_000 }, callMs: 0 }, () => APPROVED_AT);
    const texts = Array.from({ length: 40 }, (_, n) => ({ from: 'x', to: `+1206555${1_000 + n}`, body: 'EXERCISE', statusCallback: null, validitySeconds: 60 }));
    for (const text of texts) expect(await gateway.send(text)).toMatchObject({ kind: 'unanswered' });
    const listed = await Promise.all(texts.map(async ({ to }) => (await gateway.sentTo(to)).length));
    expect(new Set(listed)).toEqual(new Set([0, 1]));
    expect(await gateway.send(texts[0]!)).toMatchObject({ kind: 'accepted' });
  });
});

describe('an exercise', () => {
  let database: TestDatabase;
  let build: DeliverBuilder;
  let workers: TestWorkers;
  let clock: FixedClock;
  let email: EmailGatewayOfTest;
  let sms: SmsGatewayOfTest;

  beforeAll(async () => {
    database = await testDatabase(16);
    workers = new TestWorkers(database, () => ({ clock, email, sms }));
    ({ build } = workers);
  });
  afterAll(() => database.drop());
  beforeEach(() => {
    clock = new FixedClock(APPROVED_AT);
    email = new EmailGatewayOfTest();
    sms = new SmsGatewayOfTest();
  });
  afterEach(async () => {
    await workers.end();
  });

  const world = (more: Partial<DeliverWorld> = {}): DeliverParts => workers.world(more);
  const sumOf = (parts: DeliverParts, notice: NoticeId, holds: (outcomes: LedgerSum['outcomes']) => boolean): Promise<LedgerSum> => eventually(() => parts.ledger.sum(notice), ({ outcomes }) => holds(outcomes));
  const start = async (parts: DeliverParts): Promise<void> => {
    await parts.dispatcher.start();
    parts.exercises.start();
  };
  const one = async <Row>(sql: string, values: readonly unknown[] = []): Promise<Row> => (await database.db.query<Row>(sql, values))[0]!;
  /** All that could bar somebody, or be counted of him, as text. */
  const known = async (): Promise<string> => JSON.stringify([
    await database.db.query('select * from suppression'), await database.db.query('select * from soft_bounce'), await database.db.query('select * from suppression_bypass'),
    await database.db.query('select * from provider_health where provider like \'exercise%\''), await database.db.query('select * from inbound_call'), await database.db.query('select to_jsonb(c) from customer as c where c.id <= 400'),
  ]);

  it('goes the whole way and no gateway is called for it; an actual one after it goes out as ever', async () => {
    const parts = world();
    const exercise = await build.notice({ members: 300, policies: { channels: 'both' }, exercise: true });
    const before = await known();
    await parts.begin();
    await start(parts);
    const told = await sumOf(parts, exercise, ({ pending, sending }) => pending + sending === 0);
    expect(told).toMatchObject({ adds: true, members: 300 });
    // Who was told by one channel is told; the other may be under way yet.
    await eventually(async () => (await one<{ count: number }>(`select count(*)::int as count from message where notice_id = $1 and state in ('pending', 'sending')`, [exercise])).count === 0);
    clock.advance(60_000);
    await parts.exerciseReceipts.bring();
    const sum = await sumOf(parts, exercise, ({ delivered }) => delivered > 250);
    expect(sum).toMatchObject({ adds: true, members: 300 });
    const states = await database.db.query<{ state: string }>('select distinct state from message where notice_id = $1 order by state', [exercise]);
    expect(states.map(({ state }) => state)).toEqual(['bounced', 'delivered', 'failed', 'sent']);
    expect(await parts.exerciseReceipts.bring()).toBe(0);
    expect([email.sent, sms.sent]).toEqual([[], []]);
    expect(await known()).toBe(before);
    expect(await parts.brake.look()).toBe(0);
    expect(await one(`select coalesce(sum(tried) filter (where not exercise), 0)::int as real, coalesce(sum(tried) filter (where exercise), 0)::int > 500 as made_up from send_tally where notice_id = $1`, [exercise])).toEqual({ real: 0, made_up: true });
    const actual = await build.notice({ members: 50, policies: { channels: 'email' } });
    await parts.begin();
    await sumOf(parts, actual, ({ sent }) => sent === 50);
    expect(email.sent).toHaveLength(50);
  });

  // Fewer than ten: after ten silences in a row the provider's door shuts, as an actual one's would, and lets one at a time through, ever more seldom.
  it('looks up its texts in doubt with the made-up provider alone, until each is settled', async () => {
    const parts = world({ settings: { EXERCISE_UNANSWERED: 1_000, EXERCISE_REFUSED: 0, UNKNOWN_SMS_ABSENT_AFTER_SECONDS: 1 } });
    const exercise = await build.notice({ members: 9, policies: { channels: 'sms' }, exercise: true });
    await parts.begin();
    await start(parts);
    await sumOf(parts, exercise, ({ unknown }) => unknown === 9);
    // Found where it was taken in silence; else surely absent, sent once more, and answered then.
    await eventually(() => parts.reconciler.lookUpTexts().then(() => parts.ledger.sum(exercise)), ({ outcomes }) => outcomes.sent === 9, 50);
    expect(sms.asked).toEqual([]);
    expect(sms.sent).toEqual([]);
  });

  it('can\'t be taken by the lanes of actual notices, nor they by its own', async () => {
    const parts = world();
    const [exercise, actual] = [await build.notice({ members: 5, policies: { channels: 'email' }, exercise: true }), await build.notice({ members: 5, policies: { channels: 'email' } })];
    await parts.begin();
    const claim = (notice: NoticeId, owner: string) => database.transactions.run((tx) => parts.claims.claim(tx, { notice, channel: 'email', limit: 10, owner, leaseSeconds: 30, now: clock.now() }));
    const asked = (notice: NoticeId, owner: string) => database.transactions.run((tx) => parts.claims.claimAsked(tx, { notice, channel: 'email', limit: 10, owner, leaseSeconds: 30, now: clock.now() }));
    await database.db.query(`update message set asked_at = $1 where notice_id = any ($2)`, [clock.now(), [exercise, actual]]);
    for (const take of [claim, asked]) {
      expect((await take(exercise, 'w1')).messages).toEqual([]);
      expect((await take(actual, 'exercise:w1')).messages).toEqual([]);
    }
    expect((await parts.claims.running(clock.now())).map(({ noticeId }) => noticeId)).toEqual([actual]);
    expect((await parts.claims.running(clock.now(), true)).map(({ noticeId }) => noticeId)).toEqual([exercise]);
    const { messages } = await asked(exercise, 'exercise:w1');
    expect(messages).toHaveLength(5);
    const begin = (owner: string, provider: string) => database.transactions.run((tx) => parts.claims.begin(tx, messages, owner, provider, clock.now()));
    // By the name of the other kind nothing is held, and by another kind's provider nothing begins.
    expect(await begin('w1', 'smtp')).toEqual(new Set());
    await expect(begin('exercise:w1', 'smtp')).rejects.toMatchObject({ constraint: 'attempt_by_its_kind' });
    expect((await begin('exercise:w1', EXERCISE_PROVIDERS.email)).size).toBe(5);
  });

  it('is held apart by the database itself', async () => {
    const parts = world();
    const exercise = await build.notice({ members: 2, policies: { channels: 'email' }, exercise: true });
    await parts.begin();
    const refused = (sql: string, constraint: string) => expect(database.db.query(sql, [exercise])).rejects.toMatchObject({ constraint });
    await refused(`update message set exercise = false where notice_id = $1`, 'message_of_its_kind');
    await refused(`update dispatch set exercise = false where notice_id = $1`, 'message_of_its_kind').catch(() => refused(`update dispatch set exercise = false where notice_id = $1`, 'dispatch_of_its_kind'));
    await refused(`update message set state = 'sending', lease_owner = 'w1', lease_until = now() where notice_id = $1`, 'message_held_by_its_kind');
    await refused(`update message set provider = 'twilio' where notice_id = $1`, 'message_sent_by_its_kind');
    await refused(`update incident set exercise = false where id = (select n.incident_id from notice as n where n.id = $1)`, 'incident_exercise_stays');
    await refused(`insert into postal_file (id, notice_id) values (gen_random_uuid(), $1)`, 'exercise_without_letters');
    const actual = await one<{ id: string }>(`select id from incident where not exercise limit 1`);
    await expect(database.db.query('update incident set exercise = true where id = $1', [actual.id])).rejects.toMatchObject({ constraint: 'incident_exercise_stays' });
  });

  it('hears nothing from a real provider, even about a number of its own', async () => {
    const parts = world();
    const exercise = await build.notice({ members: 1, policies: { channels: 'sms' }, exercise: true });
    await parts.begin();
    const { id } = await one<{ id: string }>('select id from message where notice_id = $1', [exercise]);
    const receipt = { provider: 'twilio', messageId: id as never, providerId: 'SM1', status: 'failed' as const, code: '30006', reason: null, occurredAt: clock.now() };
    expect(await parts.receipts.apply([receipt])).toEqual(['unknown-message']);
  });
});

describe('the transport of exercises', () => {
  it('imports nothing that could open a connection', () => {
    const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'));
    expect(files.length).toBeGreaterThan(3);
    const imports = files.flatMap((name) => [...readFileSync(join(import.meta.dirname, name), 'utf8').matchAll(/from '([^']+)'|import\('([^']+)'\)/g)].map((found) => found[1] ?? found[2]));
    expect(imports.filter((from) => /nodemailer|twilio|undici|\/gateway\/|^(node:)?(net|tls|http|https|http2|dgram|dns|child_process)$/.test(from!))).toEqual([]);
    expect(files.some((name) => /\bfetch\(|WebSocket|process\.env/.test(readFileSync(join(import.meta.dirname, name), 'utf8')))).toBe(false);
  });
});
