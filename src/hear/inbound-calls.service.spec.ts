import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NORTHWIND, World } from '../../test/support/hear.builder.js';
import { BrandsOfTest, IncidentsOfTest, settingsOfTest, silentLog, SURROUNDINGS_OF_TEST } from '../../test/support/hear-ports.js';
import { testDatabase, type TestDatabase } from '../../test/support/postgres.js';
import type { CustomerId, IncidentId } from '../kernel/ids.js';
import { FixedClock } from '../platform/clock/clock.js';
import { CompanyVoice } from './company-voice.js';
import { InboundCallsService } from './inbound-calls.service.js';
import { InboundCallRepository } from './store/inbound-call.repository.js';

const RING = new Date('2026-03-02T10:00:00Z');
const after = (seconds: number) => new Date(RING.getTime() + seconds * 1_000);

let database: TestDatabase;
let world: World;
let clock: FixedClock;
let service: InboundCallsService;
let customers: Record<'one' | 'first' | 'second', CustomerId>;
let next = 1;
const incidents = new IncidentsOfTest();

const call = (from = '+12065550123') => ({ callSid: `CA${String(next++).padStart(32, '0')}`, from, to: '+12065550199' });
const rows = () =>
  database.db.query<Record<string, unknown>>(
    'select source, queue, offered_at, answered_at, ended_at, outcome, wait_seconds, talk_seconds, customer_id, match_method, sharing, simulated from inbound_call order by id',
  );

function serviceOf(brands = [NORTHWIND], more: NodeJS.ProcessEnv = {}): InboundCallsService {
  const voice = new CompanyVoice(new BrandsOfTest(brands), incidents, silentLog);
  return new InboundCallsService(new InboundCallRepository(database.db), voice, incidents, clock, settingsOfTest(more), SURROUNDINGS_OF_TEST, silentLog);
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
  await database.db.query('truncate inbound_call');
  clock = new FixedClock(RING);
  service = serviceOf();
});

describe('a call that rings', () => {
  it('is matched by its number, and answered in the customer\'s language with nothing about him', async () => {
    expect(await service.ring(call())).toEqual({ language: 'es-US', words: 'Gracias por llamar a Northwind. Un momento, por favor: le estamos comunicando.', dial: '+12065550100' });
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
    expect(greeting?.dial).toBeNull();
  });

  it('in a simulation says so', async () => {
    await serviceOf([NORTHWIND], { SIMULATION: 'true' }).ring(call());
    expect((await rows())[0]).toMatchObject({ simulated: true });
  });

  it('is answered when there is no brand yet, and when the database is away', async () => {
    expect(await serviceOf([]).ring(call())).toBeNull();
    const away = new InboundCallRepository({ query: () => Promise.reject(new Error('away')) } as never);
    const voice = new CompanyVoice(new BrandsOfTest([NORTHWIND]), incidents, silentLog);
    const alone = new InboundCallsService(away, voice, incidents, clock, settingsOfTest(), SURROUNDINGS_OF_TEST, silentLog);
    expect((await alone.ring(call()))?.language).toBe('en-US');
  });
});

describe('the end of a call', () => {
  it('sets outcome, end and length', async () => {
    const ringing = call();
    await service.ring(ringing);
    clock.set(after(95));
    await service.status(ringing, 'completed', 95, 2);
    expect((await rows())[0]).toMatchObject({ outcome: 'answered', offered_at: RING, ended_at: after(95), talk_seconds: 95 });
  });

  it('makes the call where nobody heard it ring, and the late ring puts the start right', async () => {
    const missed = call();
    clock.set(after(100));
    await service.status(missed, 'completed', 95, 2);
    expect((await rows())[0]).toMatchObject({ offered_at: after(5), ended_at: after(100), customer_id: customers.one, match_method: 'number' });
    clock.set(RING);
    await service.ring(missed);
    expect((await rows())[0]).toMatchObject({ offered_at: RING, outcome: 'answered' });
    expect(await rows()).toHaveLength(1);
  });

  it('without an end changes nothing', async () => {
    const ringing = call();
    await service.ring(ringing);
    await service.status(ringing, 'in-progress', null, 1);
    await service.status(ringing, 'who-knows', null, 1);
    expect((await rows())[0]).toMatchObject({ outcome: 'offered', ended_at: null });
  });

  it('is whatever the contact centre\'s leg says, in any order and however often', async () => {
    const ended = { outcome: 'abandoned', answered_at: null, talk_seconds: null, ended_at: after(40), offered_at: RING };
    const events = {
      ring: (c: ReturnType<typeof call>) => (clock.set(RING), service.ring(c)),
      dial: (c: ReturnType<typeof call>) => (clock.set(after(40)), service.dialled(c, 'no-answer', 0)),
      end: (c: ReturnType<typeof call>) => (clock.set(after(40)), service.status(c, 'completed', 40, 3)),
    };
    const order = fc.shuffledSubarray(['ring', 'ring', 'dial', 'dial', 'end', 'end'] as const, { minLength: 6 });
    await fc.assert(
      fc.asyncProperty(order, async (names) => {
        await database.db.query('truncate inbound_call');
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
    await service.status(ringing, 'completed', 90, 2);
    expect((await rows())[0]).toMatchObject({ outcome: 'answered', answered_at: after(20), wait_seconds: 20, talk_seconds: 70, ended_at: after(90) });
  });
});

it('lists the calls of an incident\'s members since its declaration, newest first, page by page', async () => {
  const incident = await world.incident('2026-03-02T10:00:00Z');
  await world.audience(incident, [customers.one, customers.first]);
  incidents.know(incident);
  for (const [seconds, from] of [[-60, '+12065550123'], [0, '+12065550123'], [60, '+12065550124'], [120, 'anonymous'], [180, '+12065550123']] as const) {
    clock.set(after(seconds));
    await service.ring(call(from));
  }
  const first = await service.ofIncident(incident, { limit: 2 });
  expect(first.map(({ offeredAt }) => offeredAt)).toEqual([after(180), after(60)]);
  const last = first[1]!;
  const second = await service.ofIncident(incident, { limit: 2, before: { offeredAt: last.offeredAt, id: last.id } });
  expect(second).toEqual([
    {
      id: expect.any(String), source: 'twilio', queue: '+12065550199', offeredAt: RING, answeredAt: null, endedAt: null, outcome: 'offered', waitSeconds: null,
      talkSeconds: null, customerId: customers.one, matchMethod: 'number', sharing: 1, reasonTag: null, tags: [], agent: null, simulated: false,
    },
  ]);
  await expect(service.ofIncident('00000000-0000-4000-8000-000000000000' as IncidentId, { limit: 2 })).rejects.toMatchObject({ code: 'incident-not-found' });
  expect(await service.ofCustomer(customers.first, { limit: 10 })).toHaveLength(1);
});
