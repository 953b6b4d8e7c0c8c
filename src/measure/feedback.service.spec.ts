import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { World } from '../../test/support/hear.builder.js';
import { testDatabase, type TestDatabase } from '../../test/support/postgres.js';
import type { CustomerId, NoticeId } from '../kernel/ids.js';
import { FixedClock } from '../platform/clock/clock.js';
import { FeedbackService } from './feedback.service.js';
import { FeedbackRepository } from './store/feedback.repository.js';

const at = (minutes: number) => new Date(Date.parse('2026-03-02T08:00:00Z') + minutes * 60_000);
const iso = (minutes: number) => at(minutes).toISOString();

let database: TestDatabase;
let world: World;
let clock: FixedClock;
let service: FeedbackService;
let notice: NoticeId;
let people: CustomerId[];

/** 200 people in four waves, at 10, 70, 130 and 190 minutes; one in ten was not reached. */
beforeAll(async () => {
  database = await testDatabase();
  world = await World.begin(database);
  clock = new FixedClock(at(0));
  service = new FeedbackService(new FeedbackRepository(database.db), clock);
  people = await world.customers(200);
  const incident = await world.incident(iso(0));
  notice = await world.notice(incident, await world.audience(incident, people), iso(5));
  await world.rollout(notice, [10, 70, 130, 190].map(iso));
  for (const [index, person] of people.entries()) {
    const told = 10 + Math.floor(index / 50) * 60;
    await world.message(notice, person, 'email', index % 10 === 9 ? 'bounced' : 'sent', index % 10 === 9 ? {} : { handedOverAt: iso(told) });
  }
  // Forty of the last wave call before they are told.
  await world.calls(people.slice(150, 200).filter((_, index) => index % 10 < 8).map((customer) => ({ customer, at: at(100) })));
}, 60_000);
afterAll(() => database.drop());
beforeEach(() => database.db.query('truncate feedback'));

const says = (who: readonly CustomerId[], what: { answer?: string; score?: number; recommend?: number; channel?: string }, minutes = 300) =>
  database.db.query(
    `insert into feedback (notice_id, customer_id, channel, answer, score, recommend, answered_at) select $1, c, $2, $3, $4, $5, $6 from unnest($7::bigint[]) as c`,
    [notice, what.channel ?? 'page', what.answer ?? null, what.score ?? null, what.recommend ?? null, at(minutes), who],
  );
const reached = () => people.filter((_, index) => index % 10 !== 9);

describe('feedback', () => {
  it('counts those who were told as asked, each once, and marks by text beside answers on the page', async () => {
    const told = reached();
    await says(told.slice(0, 30), { answer: 'yes', recommend: 9 });
    await says(told.slice(30, 50), { answer: 'no', recommend: 3 });
    await says(told.slice(50, 55), { answer: 'partly' });
    await says(told.slice(55, 65), { score: 5, channel: 'sms' });
    await says(told.slice(65, 70), { score: 3, channel: 'sms' });
    await says([people[9]!], { answer: 'no' }); // not reached: he can't have been asked
    clock.set(at(400));
    const got = await service.of(notice);
    expect(got.served).toMatchObject({ kind: 'share', served: { count: 40, of: 70 }, response: { count: 70, of: 180 } });
    expect(got.answers).toEqual({ yes: 40, partly: 10, no: 20, byText: 15 });
    expect(got.recommend).toMatchObject({ kind: 'score', score: expect.closeTo(20, 10), answers: 50 });
    expect(got.earlier).toBeNull(); // its hours are not over
  });

  it('is apart for those who called first', async () => {
    await says(reached().slice(0, 100), { answer: 'yes' });
    await says(reached().slice(135), { answer: 'no' });
    clock.set(at(400));
    const got = await service.of(notice);
    expect(got.toldFirst).toMatchObject({ served: { count: 100, of: 105 }, response: { of: 140 } });
    expect(got.calledFirst).toMatchObject({ served: { count: 0, of: 40 }, response: { count: 40, of: 40 } });
  });

  it('says what being told earlier changed by answers of the same hours alone', async () => {
    const [early, late] = [reached().slice(0, 90), reached().slice(90)];
    await says(early.slice(0, 40), { answer: 'yes' }, 100); // before the last were told: it counts for neither
    await says(early.slice(40, 80), { answer: 'yes' }, 190);
    await says(late.slice(0, 30), { answer: 'yes' }, 191);
    await says(late.slice(30, 60), { answer: 'no' }, 190 + 72 * 60 - 1);
    await says(late.slice(60, 70), { answer: 'no' }, 190 + 72 * 60);
    clock.set(at(190 + 72 * 60 + 10));
    expect((await service.of(notice)).earlier).toMatchObject({ kind: 'difference', difference: 0.5, hours: 72, early: { served: { count: 40, of: 40 }, response: { of: 90 } }, late: { served: { count: 30, of: 60 } } });
  });

  it('can not be asked of a notice that nobody got', async () => {
    const incident = await world.incident(iso(0));
    const other = await world.notice(incident, await world.audience(incident, [people[0]!]), iso(5));
    await expect(service.of(other)).rejects.toMatchObject({ code: 'notice-not-sent' });
  });
});
