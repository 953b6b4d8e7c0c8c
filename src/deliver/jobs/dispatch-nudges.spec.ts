import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../../../test/support/deliver-ports.js';
import { APPROVED_AT, silentLog } from '../../../test/support/deliver.builder.js';
import type { DeliverParts } from '../../../test/support/deliver.parts.js';
import { TestWorkers } from '../../../test/support/deliver.workers.js';
import { eventually } from '../../../test/support/capture-fixture.js';
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js';
import { FixedClock } from '../../platform/clock/clock.js';
import { Nudges } from '../../platform/jobs/nudges.js';
import type { Dispatcher } from '../worker/dispatcher.js';
import type { ExerciseDispatcher } from '../exercise/exercise-dispatcher.js';
import { DispatchNudges } from './dispatch-nudges.js';

/** The database's own words, heard over its real connection. */
describe('a change of what goes out', () => {
  let database: TestDatabase;
  let workers: TestWorkers;
  let parts: DeliverParts;
  let nudges: Nudges;
  let marks: number;
  let told: { lanes: number; exercises: number };

  beforeAll(async () => {
    database = await testDatabase(8);
    workers = new TestWorkers(database, () => ({ clock: new FixedClock(APPROVED_AT), email: new EmailGatewayOfTest(), sms: new SmsGatewayOfTest() }));
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    parts = workers.world();
    told = { lanes: 0, exercises: 0 };
    nudges = new Nudges({ ROLE: 'worker' }, { databaseUrl: database.url }, silentLog);
    new DispatchNudges(nudges, { lookAgain: () => void (told.lanes += 1) } as Dispatcher, { lookAgain: () => void (told.exercises += 1) } as ExerciseDispatcher);
    nudges.on('staff-message.waiting', () => (marks += 1));
    await nudges.listen();
    await heardAll();
    told = { lanes: 0, exercises: 0 };
  });
  afterEach(async () => {
    await nudges.beforeApplicationShutdown();
    await workers.end();
  });

  /** All that was said before this has been heard: words come in the order of their commits. */
  const heardAll = async (): Promise<void> => {
    marks = 0;
    await database.db.query(`select pg_notify('firstword', 'staff-message.waiting')`);
    await eventually(() => marks > 0);
  };

  it('is said when a notice begins, and when its waves open', async () => {
    await workers.begun(parts, { members: 10 });
    await heardAll();
    expect(told.lanes).toBeGreaterThan(0);
    expect(told.exercises).toBe(told.lanes);
  });

  it.each([['running', 'paused'], ['paused', 'running'], ['running', 'cancelled']] as const)('is said when it was %s and is %s', async (before, after) => {
    const notice = await workers.begun(parts, { members: 10 });
    const become = (state: string) => database.db.query('update dispatch set state = $2 where notice_id = $1', [notice, state]);
    await become(before);
    await heardAll();
    told = { lanes: 0, exercises: 0 };
    await become(before); // says nothing
    await become(after);
    await heardAll();
    expect(told).toEqual({ lanes: 1, exercises: 1 });
  });
});
