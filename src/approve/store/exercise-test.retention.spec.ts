import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { approveFixture, type ApproveFixture } from '../../../test/support/approve.fixture.js';
import type { IncidentId, NoticeId } from '../../kernel/ids.js';
import { Audit } from '../../platform/audit/audit.js';
import { KeptKinds } from '../../platform/privacy/kept-kinds.js';
import { Retention } from '../../platform/privacy/retention.js';
import { RetentionRecords } from '../../platform/privacy/retention.records.js';
import { ExerciseTests } from '../exercise-tests.js';
import { ExerciseTestRepository } from './exercise-test.repository.js';
import { ExerciseTestRetention } from './exercise-test.retention.js';

const DAY_MS = 86_400_000;
const TEST = { reader: 'Lena', channel: 'email', subject: 'Exercise', text: 'Exercise. Card numbers were copied.' } as const;

/** The fixture's clock stands at 16 March 2026; tests are kept for 30 days. */
describe('tests of an exercise', () => {
  let f: ApproveFixture;
  let tests: ExerciseTests;
  let retention: Retention;
  let notice: NoticeId;
  let incident: IncidentId;
  const inDays = (days: number): void => f.clock.set(new Date(f.clock.now().getTime() + days * DAY_MS));
  const left = async (): Promise<number> => (await tests.of(notice)).length;

  beforeAll(async () => {
    f = await approveFixture();
    tests = new ExerciseTests(new ExerciseTestRepository(f.db), f.clock, f.surroundings);
    const [kinds, audit] = [new KeptKinds(), new Audit(f.db, f.clock)];
    new ExerciseTestRetention(kinds, f.db).onModuleInit();
    retention = new Retention(kinds, new RetentionRecords(f.db), f.transactions, audit, f.clock, f.settings);
    const drafted = await f.draft(undefined, { exercise: true });
    [notice, incident] = [drafted.notice.id, drafted.incident];
  });
  afterAll(() => f.close());

  it('go with the hour in which their time is over, without another test, and on the record', async () => {
    await f.transactions.run((tx) => tests.keep(tx, notice, [TEST, { ...TEST, channel: 'sms', subject: null }]));
    expect((await tests.of(notice))[0]!.sentAt).toEqual(f.clock.now());
    inDays(29);
    await f.transactions.run((tx) => tests.keep(tx, notice, [TEST]));
    expect(await retention.purgeDue()).toBe(0);
    inDays(2);
    expect((await retention.plan()).kinds).toMatchObject([{ key: 'exercise-tests', days: 30, due: 2, nextAt: new Date('2026-05-14T10:00:00Z') }]);
    expect(await retention.purgeDue()).toBe(2);
    expect(await left()).toBe(1);
    expect(await f.db.query(`select e.details from audit_event as e where e.action = 'retention.purged'`)).toEqual([{ details: { days: 30, rows: 2 } }]);
  });

  it('stay while their incident is held, and the plan says so', async () => {
    inDays(40);
    await retention.hold(f.people.legal, incident, 'claim 12');
    expect(await retention.purgeDue()).toBe(0);
    const [planned] = (await retention.plan()).kinds;
    expect(planned).toMatchObject({ due: 0, heldIncidents: 1 });
    await retention.lift(f.people.legal, (await retention.plan()).holds[0]!.id);
    expect([await retention.purgeDue(), await left()]).toEqual([1, 0]);
  });
});
