import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../../../test/support/deliver-ports.js';
import { APPROVED_AT, DeliverBuilder } from '../../../test/support/deliver.builder.js';
import { type DeliverParts, deliverParts } from '../../../test/support/deliver.parts.js';
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js';
import { accepted } from '../../deliver/model/answer.js';
import { changeAfter } from '../../deliver/model/after-answer.js';
import { type IncidentId, type NoticeId } from '../../kernel/ids.js';
import { FixedClock } from '../../platform/clock/clock.js';
import { BriefingRepository } from '../../approve/store/briefing.repository.js';
import { ExerciseRepository } from './exercise.repository.js';
import { ReportRepository } from './report.repository.js';

const MINUTE = 60_000;

describe('when sending began', () => {
  let database: TestDatabase;
  let parts: DeliverParts;
  let build: DeliverBuilder;
  const clock = new FixedClock(APPROVED_AT);

  beforeAll(async () => {
    database = await testDatabase();
    build = new DeliverBuilder(database.db, database.transactions);
    parts = deliverParts({ ...database, clock, email: new EmailGatewayOfTest(), sms: new SmsGatewayOfTest(), settings: {}, instance: 'worker-1' });
  });
  afterAll(() => database.drop());

  /** @returns how many went. */
  async function send(notice: NoticeId, exercise = false): Promise<number> {
    const [owner, provider] = exercise ? ['exercise:a', 'exercise-email'] : ['a', 'smtp'];
    const { messages } = await database.transactions.run((tx) => parts.claims.claim(tx, { notice, channel: 'email', limit: 5_000, owner, leaseSeconds: 30, now: clock.now() }));
    await database.transactions.run((tx) => parts.claims.begin(tx, messages, owner, provider, clock.now()));
    const results = messages.map((one) => ({ id: one.id, no: one.no, bodyHash: 'h', at: clock.now(), ...changeAfter(accepted('id', '250'), 'email', one.no, 0.5) }));
    await database.transactions.run((tx) => parts.results.record(tx, results, owner, provider));
    return messages.length;
  }
  const incidentOf = async (notice: NoticeId) => (await database.db.query<{ incident: IncidentId }>(`select incident_id as incident from notice where id = $1`, [notice]))[0]!.incident;
  const reported = async (notice: NoticeId) => {
    return (await new ReportRepository(database.db).notices(await incidentOf(notice))).find(({ id }) => id === notice)!;
  };

  it('is when the first people were written to, and they are told apart from the others', async () => {
    const notice = await build.notice({ approvedAt: clock.now(), policies: { channels: 'email' }, members: 600, schedule: { waves: 3, waveIntervalMinutes: 10, canary: 100 } });
    await parts.begin();
    const first = clock.now();
    expect(await send(notice)).toBe(100);
    expect(await reported(notice)).toMatchObject({ firstHandOverAt: first, aheadPeople: 0 });
    clock.advance(23 * MINUTE);
    await database.db.query(`update attempt set ended_at = now() - interval '5 minutes'`);
    expect(await parts.brake.look()).toBe(1);
    const others = clock.now();
    expect(await send(notice)).toBe(100);
    expect(await reported(notice)).toMatchObject({ firstHandOverAt: first, aheadPeople: 100, wavesFrom: others });
  });

  it.each([false, true])('is said alike by report, desk, progress and score (exercise: %s)', async (exercise) => {
    const notice = await build.notice({ approvedAt: clock.now(), policies: { channels: 'email' }, members: 600, schedule: { waves: 3, waveIntervalMinutes: 10, canary: 100 }, exercise });
    await parts.begin();
    const said = async () => ({
      report: (await reported(notice)).firstHandOverAt,
      desk: (await new BriefingRepository().standing(database.db, { brands: null, unseen: [] })).find(({ noticeId }) => noticeId === notice)!.toldSince,
      progress: (await parts.ledgerRows.handOver(notice)).firstAt,
      ...(exercise ? { score: (await new ExerciseRepository(database.db).find(await incidentOf(notice)))!.firstWordAt } : {}),
    });
    const all = (at: Date | null) => ({ report: at, desk: at, progress: at, ...(exercise ? { score: at } : {}) });
    expect(await said()).toEqual(all(null));
    clock.advance(MINUTE);
    const first = clock.now();
    expect(await send(notice, exercise)).toBe(100);
    expect(await said()).toEqual(all(first));
    clock.advance(23 * MINUTE);
    await database.db.query(`update attempt set ended_at = now() - interval '5 minutes'`);
    expect(await parts.brake.look()).toBe(1);
    expect(await said()).toEqual(all(first));
    await send(notice, exercise);
    expect(await said()).toEqual(all(first));
    expect(await parts.ledgerRows.handOver(notice)).toEqual({ firstAt: first, wavesFrom: clock.now(), lastAt: clock.now() });
  });
});
