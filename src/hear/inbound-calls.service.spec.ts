import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NORTHWIND, World } from '../../test/support/hear.builder.js';
import { BrandsOfTest, CopiesOfTest, IncidentsOfTest, settingsOfTest, silentLog, SPOKEN_OF_TEST, SURROUNDINGS_OF_TEST } from '../../test/support/hear-ports.js';
import { testDatabase, type TestDatabase } from '../../test/support/postgres.js';
import { EVERYTHING } from '../kernel/actor.js';
import type { CustomerId, IncidentId, NoticeId } from '../kernel/ids.js';
import { FixedClock } from '../platform/clock/clock.js';
import { CompanyVoice } from './company-voice.js';
import { InboundCallsService } from './inbound-calls.service.js';
import { DeskRepository } from './store/desk.repository.js';
import { InboundCallRepository } from './store/inbound-call.repository.js';
import { VoiceRepository } from './store/voice.repository.js';

const RING = new Date('2026-03-02T10:00:00Z');
const after = (seconds: number) => new Date(RING.getTime() + seconds * 1_000);

let database: TestDatabase;
let world: World;
let clock: FixedClock;
let service: InboundCallsService;
let copies: CopiesOfTest;
let customers: Record<'one' | 'first' | 'second', CustomerId>;
let next = 1;
const incidents = new IncidentsOfTest();

const EVERYBODYS = { caller: null, outcome: null, tag: null, from: null, until: null } as const;
const MEMBERS = { ...EVERYBODYS, caller: 'member' } as const;
const call = (from = '+12065550123') => ({ callSid: `CA${String(next++).padStart(32, '0')}`, from, to: '+12065550199' });
const rows = () =>
  database.db.query<Record<string, unknown>>(
    'select source, queue, offered_at, answered_at, ended_at, outcome, wait_seconds, talk_seconds, customer_id, match_method, sharing, simulated from inbound_call order by id',
  );

function serviceOf(brands = [NORTHWIND], more: NodeJS.ProcessEnv = {}): InboundCallsService {
  const voice = new CompanyVoice(new BrandsOfTest(brands), incidents, silentLog);
  copies = new CopiesOfTest();
  return new InboundCallsService(new InboundCallRepository(database.db), new VoiceRepository(database.db), voice, SPOKEN_OF_TEST, copies, incidents, clock, settingsOfTest(more), SURROUNDINGS_OF_TEST, silentLog);
}

beforeAll(async () => {
  database = await testDatabase();
  world = await World.begin(database);
  customers = {
    one: await world.customer('c1', { phone: '+12065550123', locale: 'es' }),
    first: await world.customer('c2', { phone: '+12065550124', locale: 'en' }),
    second: await world.customer('c3', { phone: '+12065550124' }),
  };
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.db.query('truncate inbound_call, inbound_call_also');
  clock = new FixedClock(RING);
  service = serviceOf();
});

describe('a call that rings', () => {
  it('is matched by its number, and answered in the customer\'s language with nothing about him', async () => {
    expect(await service.ring(call())).toEqual({ language: 'es-US', words: 'Gracias por llamar a Northwind. Un momento, por favor: le estamos comunicando.', then: { kind: 'dial', number: '+12065550100' } });
    expect(await rows()).toEqual([
      {
        source: 'twilio', queue: '+12065550199', offered_at: RING, answered_at: null, ended_at: null, outcome: 'offered', wait_seconds: null, talk_seconds: null,
        customer_id: customers.one, match_method: 'number', sharing: 1, simulated: false,
      },
    ]);
  });

  it('from a number that two have goes to the lower id, and says so', async () => {
    await service.ring(call('+12065550124'));
    expect((await rows())[0]).toMatchObject({ customer_id: customers.first, match_method: 'shared-number', sharing: 2 });
  });

  it.each(['anonymous', '', 'sip:bob@example.com', '+266696687', '+12065550999', '\'; drop table inbound_call; --'])('from %p is counted without a customer', async (from) => {
    await service.ring(call(from));
    expect((await rows())[0]).toMatchObject({ customer_id: null, match_method: 'none', sharing: 0 });
  });

  it('twice is one call', async () => {
    const ringing = call();
    await service.ring(ringing);
    clock.advance(3_000);
    await service.ring(ringing);
    expect(await rows()).toHaveLength(1);
    expect((await rows())[0]).toMatchObject({ offered_at: RING });
  });

  it('keeps no number', async () => {
    await service.ring(call());
    const [row] = await database.db.query<{ kept: string }>('select c::text as kept from inbound_call as c');
    expect(row!.kept).not.toContain('5550123');
  });

  it('is not sent to the number that it came in by', async () => {
    const greeting = await serviceOf([{ ...NORTHWIND, phone: '(206) 555-0199' }]).ring(call());
    expect(greeting?.then).toEqual({ kind: 'end' });
    expect((await serviceOf([NORTHWIND], { CONTACT_CENTRE_NUMBER: '+12065550198' }).ring(call()))?.then).toEqual({ kind: 'dial', number: '+12065550198' });
  });

  it('in a simulation says so', async () => {
    await serviceOf([NORTHWIND], { SIMULATION: 'true' }).ring(call());
    expect((await rows())[0]).toMatchObject({ simulated: true });
  });

  it('is answered when there is no brand yet, and when the database is away', async () => {
    expect(await serviceOf([]).ring(call())).toBeNull();
    const nothing = { query: () => Promise.reject(new Error('away')) } as never;
    const voice = new CompanyVoice(new BrandsOfTest([NORTHWIND]), incidents, silentLog);
    const alone = new InboundCallsService(new InboundCallRepository(nothing), new VoiceRepository(nothing), voice, SPOKEN_OF_TEST, copies, incidents, clock, settingsOfTest(), SURROUNDINGS_OF_TEST, silentLog);
    expect((await alone.ring(call()))?.language).toBe('en-US');
  });
});

describe('the end of a call', () => {
  it('sets outcome, end and length', async () => {
    const ringing = call();
    await service.ring(ringing);
    clock.set(after(95));
    await service.status(ringing, 'completed', 95);
    expect((await rows())[0]).toMatchObject({ outcome: 'answered', offered_at: RING, ended_at: after(95), talk_seconds: 95 });
  });

  it('makes the call where nobody heard it ring, and the late ring puts the start right', async () => {
    const missed = call();
    clock.set(after(100));
    await service.status(missed, 'completed', 95);
    expect((await rows())[0]).toMatchObject({ offered_at: after(5), ended_at: after(100), customer_id: customers.one, match_method: 'number' });
    clock.set(RING);
    await service.ring(missed);
    expect((await rows())[0]).toMatchObject({ offered_at: RING, outcome: 'answered' });
    expect(await rows()).toHaveLength(1);
  });

  it('without an end changes nothing', async () => {
    const ringing = call();
    await service.ring(ringing);
    await service.status(ringing, 'in-progress', null);
    await service.status(ringing, 'who-knows', null);
    expect((await rows())[0]).toMatchObject({ outcome: 'offered', ended_at: null });
  });

  it('is whatever the contact centre\'s leg says, in any order and however often', async () => {
    const ended = { outcome: 'abandoned', answered_at: null, talk_seconds: null, ended_at: after(40), offered_at: RING };
    const events = {
      ring: (c: ReturnType<typeof call>) => (clock.set(RING), service.ring(c)),
      dial: (c: ReturnType<typeof call>) => (clock.set(after(40)), service.dialled(c, 'no-answer', 0)),
      end: (c: ReturnType<typeof call>) => (clock.set(after(40)), service.status(c, 'completed', 40)),
    };
    const order = fc.shuffledSubarray(['ring', 'ring', 'dial', 'dial', 'end', 'end'] as const, { minLength: 6 });
    await fc.assert(
      fc.asyncProperty(order, async (names) => {
        await database.db.query('truncate inbound_call, inbound_call_also');
        const one = call();
        for (const name of names) await events[name](one);
        const [row] = await rows();
        expect(row).toMatchObject(ended);
      }),
      { numRuns: 60 },
    );
  });

  it('at the contact centre gives the wait and the talk', async () => {
    const ringing = call();
    await service.ring(ringing);
    clock.set(after(90));
    await service.dialled(ringing, 'completed', 70);
    await service.status(ringing, 'completed', 90);
    expect((await rows())[0]).toMatchObject({ outcome: 'answered', answered_at: after(20), wait_seconds: 20, talk_seconds: 70, ended_at: after(90) });
  });
});

describe('a caller whom a notice concerns', () => {
  let told: CustomerId;
  let notice: NoticeId;
  const ana = () => ({ ...call('+12065550130') });
  const outcome = async () => (await rows()).map(({ outcome: one, wait_seconds, talk_seconds }) => [one, wait_seconds, talk_seconds])[0];

  beforeAll(async () => {
    told = await world.customer('c4', { phone: '+12065550130', locale: 'es' });
    const late = await world.customer('c5', { phone: '+12065550131' });
    const incident = await world.incident('2026-03-02T08:00:00Z');
    notice = await world.notice(incident, await world.audience(incident, [told, late]));
    await world.rollout(notice, ['2026-03-02T09:00:00Z', null]); // the second wave has not gone
  });

  it('hears what it says in his language, told yet or in a late group, and nothing that is his', async () => {
    const greeting = await service.ring(ana());
    expect(greeting).toMatchObject({ language: 'es-US', then: { kind: 'keys', step: 'first' } });
    expect(greeting!.words).toContain('Gracias por llamar a Northwind. Le escribimos. Copiaron datos. Para recibir otra vez');
    expect((await service.ring(call('+12065550131')))?.words).toContain('We write to you. Data were copied.');
    expect(await rows()).toMatchObject([{ customer_id: told, match_method: 'number', outcome: 'offered' }, {}]);
  });

  it.each([['1', 'sms'], ['2', 'email']] as const)('gets it again by key %s as %s, once for a call, and helped himself', async (digit, channel) => {
    const ringing = ana();
    await service.ring(ringing);
    clock.set(after(20));
    const answer = await service.press(ringing, digit, 'first');
    expect(answer).toMatchObject({ then: { kind: 'keys', step: 'served' } });
    await service.press(ringing, digit, 'served');
    expect(new Set(copies.asked.map(({ key }) => key)).size).toBe(1);
    expect(copies.asked[0]).toMatchObject({ notice, customer: told, channel, elsewhere: null, by: { kind: 'customer', id: told } });
    expect(await service.press(ringing, '', 'served')).toMatchObject({ words: 'Gracias por llamar. Adiós.', then: { kind: 'end' } });
    clock.set(after(45));
    await service.status(ringing, 'completed', 45);
    expect(await outcome()).toEqual(['self-served', null, null]);
  });

  it.each([['0', 'first'], ['', 'first'], ['9', 'first'], ['0', 'served']] as const)('is put through with key %p at step %s, and waits from then on', async (digit, step) => {
    const ringing = ana();
    await service.ring(ringing);
    clock.set(after(30));
    expect(await service.press(ringing, digit, step)).toMatchObject({ then: { kind: 'dial', number: '+12065550100' } });
    clock.set(after(50));
    await service.leg(ringing, 'in-progress', null, after(50));
    clock.set(after(110));
    await service.dialled(ringing, 'completed', 60);
    expect(await outcome()).toEqual(['answered', 20, 60]);
    expect(copies.asked).toEqual([]);
  });

  it.each<[string, CopiesOfTest['answer']]>([
    ['can\'t be sent', () => ({ kind: 'refused', why: 'stopped' })],
    ['could not be asked for', () => {
      throw new Error('the database is away');
    }],
  ])('is put through where it %s', async (_, answer) => {
    copies.answer = answer;
    const ringing = ana();
    await service.ring(ringing);
    expect(await service.press(ringing, '1', 'first')).toMatchObject({ words: expect.stringContaining('Ahora no podemos enviarlo así'), then: { kind: 'dial' } });
    expect((await database.db.query('select served_at, queued_at from inbound_call'))[0]).toEqual({ served_at: null, queued_at: RING });
  });

  it('who hangs up while the words are said was not answered; who stayed longer than they last was, though we did not hear how', async () => {
    for (const [seconds, expected] of [[15, ['abandoned', null, null]], [90, ['answered', null, 90]]] as const) {
      await database.db.query('truncate inbound_call, inbound_call_also');
      const ringing = ana();
      clock.set(RING);
      await service.ring(ringing);
      clock.set(after(seconds));
      await service.status(ringing, 'completed', seconds);
      expect(await outcome()).toEqual(expected);
    }
  });

  it.each(['paused', 'cancelled'])('hears nothing of a notice that is %s, nor once the incident is closed', async (state) => {
    await database.db.query('update dispatch set state = $1', [state]);
    expect((await service.ring(ana()))?.then.kind).toBe('dial');
    await database.db.query(`update dispatch set state = 'running'`);
  });

  it.each(['incident', 'notice'] as const)('hears nothing of a notice while law enforcement has the %s held, though it has gone out, and hears it again afterwards', async (scope) => {
    const greeting = async () => (await service.ring(ana()))!.words;
    await database.db.query(`update dispatch set state = 'finished'`);
    const before = await greeting();
    await database.db.query(`insert into ${scope}_hold (${scope}_id, requested_by, reason, placed_by_kind, placed_by, placed_at) select ${scope === 'incident' ? 'n.incident_id' : 'n.id'}, 'FBI Seattle, letter 7', 'An arrest is prepared.', 'person', 'p', now() from notice as n where n.id = $1`, [notice]);
    const held = await greeting();
    await database.db.query(`update ${scope}_hold set ended_by_kind = 'person', ended_by = 'p', ended_at = now(), end_reason = 'Their letter.'`);
    expect([before, held, await greeting()]).toEqual([expect.stringContaining('Copiaron datos.'), expect.not.stringMatching(/Copiaron datos|Le escribimos/), before]);
    await database.db.query(`update dispatch set state = 'running'`);
  });

  it('comes to the same record in whatever order its turns are heard, and however often', async () => {
    type Turn = readonly [seconds: number, hear: (c: ReturnType<typeof ana>) => Promise<unknown>];
    const ringing: Turn = [0, (c) => service.ring(c)];
    const served: Turn = [20, (c) => service.press(c, '1', 'first')];
    const put: Turn = [30, (c) => service.press(c, '0', 'served')];
    const taken: Turn = [50, (c) => service.leg(c, 'in-progress', null, after(50))];
    const legEnd = (status: string, seconds: number): Turn => [110, (c) => service.leg(c, status, seconds, after(110))];
    const dialEnd = (status: string, seconds: number): Turn => [110, (c) => service.dialled(c, status, seconds)];
    const end: Turn = [111, (c) => service.status(c, 'completed', 111)];
    const stories: [Turn[], unknown][] = [
      [[ringing, served, put, taken, legEnd('completed', 60), dialEnd('completed', 60), end], { outcome: 'answered', answered_at: after(50), wait_seconds: 20, talk_seconds: 60 }],
      [[ringing, put, legEnd('no-answer', 0), dialEnd('no-answer', 0), end], { outcome: 'abandoned', answered_at: null, wait_seconds: 80, talk_seconds: null }],
      [[ringing, put, legEnd('busy', 0), dialEnd('busy', 0), end], { outcome: 'busy', answered_at: null, wait_seconds: 80, talk_seconds: null }],
      [[ringing, served, end], { outcome: 'self-served', answered_at: null, wait_seconds: null, talk_seconds: null }],
    ];
    for (const [turns, expected] of stories) {
      await fc.assert(
        fc.asyncProperty(fc.shuffledSubarray([...turns, ...turns].map((_, index) => index), { minLength: 2 * turns.length }), async (order) => {
          await database.db.query('truncate inbound_call, inbound_call_also');
          const one = ana();
          for (const index of order) {
            const [seconds, hear] = turns[index % turns.length]!;
            clock.set(after(seconds));
            await hear(one);
          }
          const all = await rows();
          expect(all).toHaveLength(1);
          expect(all[0]).toMatchObject({ offered_at: RING, ended_at: turns.length > 3 ? after(110) : after(111), customer_id: told, queue: '+12065550199', ...(expected as object) });
        }),
        { numRuns: 30, seed: 20_260_302 },
      );
    }
  });
});

it('lists every call since an incident was declared, narrowed by who called, how it ended, why, and when', async () => {
  const incident = await world.incident('2026-03-02T10:00:00Z');
  await world.audience(incident, [customers.one]);
  incidents.know(incident);
  for (const [seconds, from] of [[0, '+12065550123'], [60, '+12065550124'], [120, 'anonymous']] as const) {
    clock.set(after(seconds));
    await service.ring(call(from));
  }
  await database.db.query(`update inbound_call set outcome = 'answered', reason_tag = 'Breach' where offered_at = $1`, [after(120)]);
  const callers = async (narrowed: object, sight = EVERYTHING): Promise<string[]> => (await service.ofIncident(incident, { ...EVERYBODYS, ...narrowed }, { limit: 10 }, sight)).map(({ caller }) => caller);
  expect(await callers({})).toEqual(['unknown', 'other', 'member']);
  expect([await callers({ caller: 'other' }), await callers({ caller: 'unknown' }), await callers({ outcome: 'answered' }), await callers({ tag: 'breach' })]).toEqual([['other'], ['unknown'], ['unknown'], ['unknown']]);
  expect([await callers({ from: after(60) }), await callers({ until: after(60) })]).toEqual([['unknown', 'other'], ['member']]);
  // Who may see one brand alone sees the calls of its people, whatever he asks for.
  expect([await callers({}, { brands: ['northwind'], unseen: [] }), await callers({ caller: 'unknown' }, { brands: ['northwind'], unseen: [] })]).toEqual([['member'], ['member']]);
  await database.db.query('update inbound_call set incident_id = $1 where customer_id = $2', [incident, customers.one]);
  expect(await callers({}, { brands: null, unseen: [incident] })).toEqual(['unknown', 'other']);
  // Of a number that several have, one in the audience is enough.
  const later = await world.incident('2026-03-02T10:00:30Z');
  await world.audience(later, [customers.second]);
  incidents.know(later);
  expect((await service.ofIncident(later, MEMBERS, { limit: 10 }, EVERYTHING)).map(({ customerId }) => customerId)).toEqual([customers.first]);
});

it('lists the calls of an incident\'s members since its declaration, newest first, page by page', async () => {
  const incident = await world.incident('2026-03-02T10:00:00Z');
  await world.audience(incident, [customers.one, customers.first]);
  incidents.know(incident);
  for (const [seconds, from] of [[-60, '+12065550123'], [0, '+12065550123'], [60, '+12065550124'], [120, 'anonymous'], [180, '+12065550123']] as const) {
    clock.set(after(seconds));
    await service.ring(call(from));
  }
  const first = await service.ofIncident(incident, MEMBERS, { limit: 2 }, EVERYTHING);
  expect(first.map(({ offeredAt }) => offeredAt)).toEqual([after(180), after(60)]);
  const last = first[1]!;
  const second = await service.ofIncident(incident, MEMBERS, { limit: 2, before: { offeredAt: last.offeredAt, id: last.id } }, EVERYTHING);
  expect(second).toEqual([
    {
      id: expect.any(String), source: 'twilio', queue: '+12065550199', offeredAt: RING, answeredAt: null, endedAt: null, outcome: 'offered', waitSeconds: null,
      talkSeconds: null, customerId: customers.one, matchMethod: 'number', sharing: 1, reasonTag: null, tags: [], agent: null, simulated: false, caller: 'member', customerReference: expect.any(String),
    },
  ]);
  await expect(service.ofIncident('00000000-0000-4000-8000-000000000000' as IncidentId, MEMBERS, { limit: 2 }, EVERYTHING)).rejects.toMatchObject({ code: 'incident-not-found' });
  expect(await service.ofCustomer(customers.first, { limit: 10 }, EVERYTHING)).toHaveLength(1);
});

describe('a call that an agent logs', () => {
  const HOUR = 3_600;
  const logged = () => database.db.query(`select source, reason_tag as reason, incident_id as incident, note, log_key as key from inbound_call order by id`);
  const log = (key: string, reason: string, seconds: number, more: { incident?: IncidentId; note?: string } = {}) =>
    database.transactions.run((tx) => new DeskRepository(database.db).logCall(tx, {
      customer: customers.one, incident: more.incident ?? null, reason, note: more.note ?? null, key, by: 'person:1', at: after(seconds), since: after(seconds - HOUR), simulated: false,
    }));

  it('is the one that rang, and stays it however often and late the request comes again', async () => {
    await service.ring(call());
    const id = await log('a request', 'fraud', 60);
    expect(await log('a request', 'is-it-genuine', 61, { note: 'more' })).toBe(id);
    await database.db.query(`insert into inbound_call (source, call_id, offered_at, customer_id, match_method) values ('records', 'later', $1, $2, 'number')`, [after(120), customers.one]);
    expect(await log('a request', 'is-it-genuine', 2 * HOUR, { note: 'more' })).toBe(id);
    expect(await logged()).toEqual([
      { source: 'twilio', reason: 'is-it-genuine', incident: null, note: 'more', key: 'a request' },
      { source: 'records', reason: null, incident: null, note: null, key: null },
    ]);
  });

  it('and that nobody heard ring is a call of its own: one for each request', async () => {
    const incident = await world.incident();
    const id = await log('a request', 'fraud', 0);
    expect(await log('a request', 'fraud', 2 * HOUR, { incident })).toBe(id);
    expect(await log('another', 'other', 2 * HOUR)).not.toBe(id);
    expect(await logged()).toEqual([
      { source: 'desk', reason: 'fraud', incident, note: null, key: 'a request' },
      { source: 'desk', reason: 'other', incident: null, note: null, key: 'another' },
    ]);
  });

  it('at the same moment as others is each one\'s own', async () => {
    await service.ring(call());
    const ids = await Promise.all(['one', 'two', 'one', 'two', 'three'].map((key) => log(key, key, 60)));
    expect([new Set(ids).size, ids[0] === ids[2], ids[1] === ids[3]]).toEqual([3, true, true]);
    expect(await logged()).toHaveLength(3);
  });
});
