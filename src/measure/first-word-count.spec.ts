import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { IncidentsOfTest, silentLog } from '../../test/support/hear-ports.js';
import { World } from '../../test/support/hear.builder.js';
import { testDatabase, type TestDatabase } from '../../test/support/postgres.js';
import type { IncidentId, NoticeId } from '../kernel/ids.js';
import { Audit } from '../platform/audit/audit.js';
import { FixedClock } from '../platform/clock/clock.js';
import { type SizeRepository } from '../platform/figures/size.repository.js';
import { FirstWordCount } from './first-word-count.service.js';
import { MeasureService } from './measure.service.js';
import { MeasureRepository } from './store/measure.repository.js';
import { MeasurementRepository } from './store/measurement.repository.js';

const at = (minutes: number) => new Date(Date.parse('2026-03-02T08:00:00Z') + minutes * 60_000);
const iso = (minutes: number) => at(minutes).toISOString();

/** An incident that is taken for large, or for none; a service that says how often it counted who heard first. */
describe('who heard first', () => {
  let database: TestDatabase;
  let world: World;
  let clock: FixedClock;
  let incidents: IncidentsOfTest;
  let incident: IncidentId;
  let notice: NoticeId;
  let counts: MeasureRepository;
  let counted: (NoticeId | null)[];

  beforeEach(async () => {
    database = await testDatabase();
    world = await World.begin(database);
    clock = new FixedClock(at(60));
    incidents = new IncidentsOfTest();
    incident = await world.incident(iso(0));
    incidents.know(incident);
    notice = await sendTo(3, 0);
    counts = new MeasureRepository(database.db);
    counted = [];
    const count = counts.firstWord.bind(counts);
    counts.firstWord = (tx, of, whose, now) => (counted.push(whose), count(tx, of, whose, now));
  });
  afterEach(() => database.drop());

  async function sendTo(people: number, minutes: number): Promise<NoticeId> {
    const members = await Promise.all(Array.from({ length: people }, (_, n) => world.customer(`told-at-${minutes}-${n}`)));
    const id = await world.notice(incident, await world.audience(incident, members), iso(minutes));
    await world.rollout(id, [iso(minutes)]);
    return id;
  }

  const service = (isLarge: boolean): MeasureService => {
    const words = new FirstWordCount(counts, { isLarge: () => Promise.resolve(isLarge) } as unknown as SizeRepository, incidents, database.transactions, clock);
    return new MeasureService(counts, new MeasurementRepository(database.db), incidents, database.transactions, new Audit(database.db, clock), clock, words, silentLog);
  };
  /** As the pages do: the room, those of the notice, the report. */
  const all = (measures: MeasureService) => Promise.all([measures.ofIncident(incident), measures.shown(notice), measures.current(notice), measures.measureIncident(incident)]);

  it('is counted once for the room, the notice and the report of a large incident, each with its instant', async () => {
    const measures = service(true);
    const first = await all(measures);
    clock.set(at(61));
    const second = await all(measures);
    expect(counted).toEqual([null]);
    for (const { takenAt } of [...first, ...second]) expect(takenAt).toEqual(at(60));
    const [room, shown, current, report] = first;
    const word = room.firstWord;
    expect(word).toMatchObject({ kind: 'first-word', members: 3 });
    expect([shown.result.firstWord, current.result.firstWord, report.firstWord]).toEqual([word, word, word]);
  });

  it('is counted for each of a small one', async () => {
    await all(service(false));
    expect(counted.length).toBeGreaterThan(3);
    expect(counted).toContain(notice);
  });

  it('is the same as one counted for itself', async () => {
    const [shared, own] = await Promise.all([service(true).shown(notice), service(false).measure(notice)]);
    expect(shared.result).toEqual(own.result);
  });

  it('is counted anew for what goes on record', async () => {
    const measures = service(true);
    await measures.shown(notice);
    clock.set(at(61));
    expect([(await measures.measureIncident(incident, true)).takenAt, (await measures.take(notice, 'asked', null)).takenAt]).toEqual([at(61), at(61)]);
    expect(counted).toEqual([null, null, notice]);
  });

  it('is counted anew once something else has gone out, for the people of each notice and for all', async () => {
    const measures = service(true);
    await measures.shown(notice);
    const second = await sendTo(2, 30);
    await Promise.all([measures.shown(notice), measures.shown(second), measures.measureIncident(incident)]);
    expect(counted).toHaveLength(4);
    expect(new Set(counted)).toEqual(new Set([null, notice, second]));
  });

  it('is counted anew once the incident is another revision, or closed', async () => {
    const measures = service(true);
    await measures.measureIncident(incident);
    for (const more of [{ revision: 2 }, { revision: 2, status: 'closed' as const }]) {
      incidents.know(incident, more);
      await measures.measureIncident(incident);
    }
    expect(counted).toEqual([null, null, null]);
  });
});
