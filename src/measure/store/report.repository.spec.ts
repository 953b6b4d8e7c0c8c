import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../../../test/support/deliver-ports.js';
import { APPROVED_AT, DeliverBuilder } from '../../../test/support/deliver.builder.js';
import { type DeliverParts, deliverParts } from '../../../test/support/deliver.parts.js';
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js';
import { accepted } from '../../deliver/model/answer.js';
import { changeAfter } from '../../deliver/model/after-answer.js';
import { type IncidentId, type NoticeId } from '../../kernel/ids.js';
import { FixedClock } from '../../platform/clock/clock.js';
import { ReportRepository } from './report.repository.js';

const MINUTE = 60_000;

describe('when sending began, in the report', () => {
  let database: TestDatabase;
  let parts: DeliverParts;
  const clock = new FixedClock(APPROVED_AT);

  beforeAll(async () => {
    database = await testDatabase();
    parts = deliverParts({ ...database, clock, email: new EmailGatewayOfTest(), sms: new SmsGatewayOfTest(), settings: {}, instance: 'worker-1' });
  });
  afterAll(() => database.drop());

  /** @returns how many went. */
  async function send(notice: NoticeId): Promise<number> {
    const { messages } = await database.transactions.run((tx) => parts.claims.claim(tx, { notice, channel: 'email', limit: 5_000, owner: 'a', leaseSeconds: 30, now: clock.now() }));
    await database.transactions.run((tx) => parts.claims.begin(tx, messages, 'a', 'smtp', clock.now()));
    const results = messages.map((one) => ({ id: one.id, no: one.no, bodyHash: 'h', at: clock.now(), ...changeAfter(accepted('id', '250'), 'email', one.no, 0.5) }));
    await database.transactions.run((tx) => parts.results.record(tx, results, 'a', 'smtp'));
    return messages.length;
  }
  const reported = async (notice: NoticeId) => {
    const [{ incident } = { incident: '' as IncidentId }] = await database.db.query<{ incident: IncidentId }>(`select incident_id as incident from notice where id = $1`, [notice]);
    return (await new ReportRepository(database.db).notices(incident)).find(({ id }) => id === notice)!;
  };

  it('is when the first people were written to, and they are told apart from the others', async () => {
    const notice = await new DeliverBuilder(database.db, database.transactions).notice({ approvedAt: clock.now(), policies: { channels: 'email' }, members: 600, schedule: { waves: 3, waveIntervalMinutes: 10, canary: 100 } });
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
});
