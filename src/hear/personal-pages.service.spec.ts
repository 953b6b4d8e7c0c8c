import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SECRET_KEY, World } from '../../test/support/hear.builder.js';
import { CodesOfTest, settingsOfTest, silentLog } from '../../test/support/hear-ports.js';
import { testDatabase, type TestDatabase } from '../../test/support/postgres.js';
import { PAGE_TOKENS } from '../compose/contract.js';
import type { Actor } from '../kernel/actor.js';
import type { CustomerId, IncidentId, NoticeId } from '../kernel/ids.js';
import { PageTokens } from '../kernel/page-token.js';
import { Audit } from '../platform/audit/audit.js';
import { FixedClock } from '../platform/clock/clock.js';
import { derivedKey } from '../platform/http/seal.js';
import { FeedbackList } from './feedback-list.service.js';
import { type OpenPage, PersonalPagesService } from './personal-pages.service.js';
import { FeedbackListRepository } from './store/feedback-list.repository.js';
import { PersonalPageRepository } from './store/personal-page.repository.js';

const CODE = 'K7QF-2M9D';
const tokens = new PageTokens(derivedKey(SECRET_KEY, PAGE_TOKENS));
const AGENT: Actor = { kind: 'system', id: 'test' };

let database: TestDatabase;
let world: World;
let clock: FixedClock;
let codes: CodesOfTest;
let service: PersonalPagesService;
let incident: IncidentId;
let first: NoticeId;
let [ana, ben, eve]: CustomerId[] = [];
const token = (customer: CustomerId) => tokens.of({ checkCode: CODE, customerId: customer });
async function open(customer: CustomerId): Promise<OpenPage> {
  const page = await service.find(token(customer));
  if (page?.kind !== 'open') throw new Error(`the page is ${page?.kind ?? 'not there'}`);
  return page;
}

beforeAll(async () => {
  database = await testDatabase();
  world = await World.begin(database);
});
afterAll(() => database.drop());

let run = 0;
beforeEach(async () => {
  run += 1;
  [ana, ben, eve] = [await world.customer(`ana${run}`, { phone: `+1206555${1000 + run}` }), await world.customer(`ben${run}`, { email: `ben${run}@example.org` }), await world.customer(`eve${run}`)];
  await database.db.query(`update customer set postal_code = '98101-1234' where id = $1`, [ana]);
  incident = await world.incident();
  first = await world.notice(incident, await world.audience(incident, [ana, ben, eve]));
  await world.rollout(first, ['2026-03-02T09:00:00Z']);
  await world.message(first, ana, 'sms', 'delivered', { handedOverAt: '2026-03-02T09:00:00Z' });
  await world.message(first, ben, 'email', 'unknown');
  await world.message(first, eve, 'email', 'pending');
  codes = new CodesOfTest();
  codes.known.set(CODE, { noticeId: first, incidentId: incident });
  clock = new FixedClock(new Date('2026-03-03T10:00:00Z'));
  service = new PersonalPagesService(new PersonalPageRepository(database.db), codes, database.transactions, new Audit(database.db, clock), clock, settingsOfTest(), { secretKey: SECRET_KEY }, silentLog);
});

describe('an address', () => {
  it('opens the page of whoever was told, and of whoever may have been', async () => {
    expect(await open(ana!)).toMatchObject({ customerId: ana, notice: { noticeId: first, number: 1 }, earlier: [], proof: 'postal-code', steps: [], answered: false });
    expect(await open(ben!)).toMatchObject({ customerId: ben, proof: null });
  });

  it('opens nothing where nothing left, no such customer was in it, or we did not make it', async () => {
    const stranger = await world.customer(`stranger${run}`);
    expect(await Promise.all([token(eve!), token(stranger), 'nonsense', 'b'.repeat(27), token(ana!).slice(1)].map((address) => service.find(address)))).toEqual([null, null, null, null, null]);
  });

  it('opens the newest that this reader was told, and lists what came before', async () => {
    const second = await world.notice(incident, await world.audience(incident, [ana!, ben!]), '2026-03-02T12:00:00Z');
    await world.rollout(second, ['2026-03-02T12:00:00Z']);
    await world.message(second, ana!, 'sms', 'delivered', { handedOverAt: '2026-03-02T12:01:00Z' });
    await world.message(second, ben!, 'email', 'bounced');
    expect(await open(ana!)).toMatchObject({ notice: { noticeId: second, number: 2 }, earlier: [{ noticeId: first }] });
    expect(await open(ben!)).toMatchObject({ notice: { noticeId: first }, earlier: [] });
  });

  it('is closed after its days, and for whoever had it shut, but not for what he is told later', async () => {
    await service.revoke(AGENT, ana!, 'not his');
    expect([await service.find(token(ana!)), (await service.find(token(ben!)))?.kind]).toMatchObject([{ kind: 'closed', sender: { name: 'Northwind' } }, 'open']);
    const later = await world.notice(incident, await world.audience(incident, [ana!]), '2026-03-04T08:00:00Z');
    await world.rollout(later, ['2026-03-04T08:00:00Z']);
    await world.message(later, ana!, 'sms', 'sent');
    expect(await open(ana!)).toMatchObject({ notice: { noticeId: later } });
    clock.set(new Date('2026-05-31T08:29:00Z'));
    expect((await service.find(token(ben!)))?.kind).toBe('open');
    clock.set(new Date('2026-05-31T08:30:00Z'));
    expect((await service.find(token(ben!)))?.kind).toBe('closed');
    await expect(service.revoke(AGENT, ana!, ' ')).rejects.toMatchObject({ code: 'reason-missing' });
  });

  it('leaves nothing behind that was only looked at', async () => {
    await open(ana!);
    expect(await database.db.query('select from personal_page as p where p.notice_id = $1', [first])).toHaveLength(0);
  });
});

describe('a reader', () => {
  it('ticks steps, which are the same whoever of his devices asks', async () => {
    await service.tick(await open(ana!), [2, 0, 2]);
    expect((await open(ana!)).steps).toEqual([0, 2]);
    await service.tick(await open(ana!), []);
    expect((await open(ana!)).steps).toEqual([]);
  });

  it('is seen once', async () => {
    await service.see(await open(ana!));
    clock.set(new Date('2026-03-05T10:00:00Z'));
    await service.see(await open(ana!));
    expect(await database.db.query('select v.seen_at from published.page_visit as v where v.notice_id = $1', [first])).toEqual([{ seen_at: new Date('2026-03-03T10:00:00Z') }]);
  });

  it('answers once', async () => {
    const answer = { channel: 'page', answer: 'partly', score: null, recommend: 7, words: 'Which shop was it?' } as const;
    expect(await service.answer(first, ana!, answer)).toBe(true);
    expect(await service.answer(first, ana!, { ...answer, answer: 'no' })).toBe(false);
    expect((await open(ana!)).answered).toBe(true);
    const given = new FeedbackList(new FeedbackListRepository(database.db));
    const everything = { said: null, locale: null, wave: null, hasWords: null } as const;
    const shown = await given.of(first, everything, null, 10);
    expect(shown).toEqual([{ id: expect.any(String), channel: 'page', answer: 'partly', score: null, said: 'partly', recommend: 7, words: 'Which shop was it?', answeredAt: clock.now(), locale: null, wave: 1 }]);
    expect(await given.of(first, everything, shown[0]!.id, 10)).toEqual([]);
    for (const [narrowed, left] of [[{ said: 'partly' }, 1], [{ said: 'no' }, 0], [{ locale: 'en' }, 0], [{ hasWords: true }, 1], [{ hasWords: false }, 0], [{ wave: 1 }, 1], [{ wave: 7 }, 0]] as const) {
      expect([narrowed, (await given.of(first, { ...everything, ...narrowed }, null, 10)).length]).toEqual([narrowed, left]);
    }
  });
});

describe('a proof', () => {
  it('opens what is his, and forgets the slips before it', async () => {
    const page = await open(ana!);
    expect(await service.prove(page, '98102')).toEqual({ kind: 'wrong', left: 4 });
    expect(await service.prove(page, '98101')).toEqual({ kind: 'proved' });
    expect(await open(ana!)).toMatchObject({ wrong: 0, locked: false });
  });

  it('is locked for a day after five wrong ones, also for the right one, however many ask at once', async () => {
    const page = await open(ana!);
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => service.prove(page, '00000')));
    expect(outcomes.filter(({ kind }) => kind === 'wrong')).toHaveLength(4);
    expect(outcomes.filter(({ kind }) => kind === 'locked')).toHaveLength(8);
    expect(await service.prove(page, '98101')).toEqual({ kind: 'locked' });
    expect(await open(ana!)).toMatchObject({ locked: true, wrong: 5 });
  });

  it('is shut for good after fifteen', async () => {
    const page = await open(ana!);
    const unlock = () => database.db.query(`update personal_page set locked_until = now() - interval '1 second' where notice_id = $1`, [first]);
    for (let wrong = 0; wrong < 14; wrong++) {
      expect(['wrong', 'locked']).toContain((await service.prove(page, 'x')).kind);
      await unlock();
    }
    expect(await service.prove(page, 'x')).toEqual({ kind: 'shut' });
    expect(await service.prove(page, '98101')).toEqual({ kind: 'shut' });
    expect(await open(ana!)).toMatchObject({ shut: true });
  });

  it('is impossible where nothing is on file', async () => {
    expect(await service.prove(await open(ben!), '')).toMatchObject({ kind: 'wrong' });
  });
});
