import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LOOKUP_KEYS, NORTHWIND, World } from '../../test/support/hear.builder.js';
import { ApprovedOfTest, BrandsOfTest, CodesOfTest, IncidentsOfTest, MisdirectedOfTest, READERS_OF_TEST, settingsOfTest, silentLog, SuppressionsOfTest, SURROUNDINGS_OF_TEST, TEXTS_OF_TEST } from '../../test/support/hear-ports.js';
import { testDatabase, type TestDatabase } from '../../test/support/postgres.js';
import { EVERYTHING } from '../kernel/actor.js';
import type { CustomerId, IncidentId } from '../kernel/ids.js';
import { hashPhone } from '../kernel/keyed-hash.js';
import { parsePhone } from '../kernel/phone.js';
import { Audit } from '../platform/audit/audit.js';
import { FixedClock } from '../platform/clock/clock.js';
import { CompanyVoice } from './company-voice.js';
import { InboundSmsService } from './inbound-sms.service.js';
import { PersonalPagesService } from './personal-pages.service.js';
import { DeskRepository } from './store/desk.repository.js';
import { PersonalPageRepository } from './store/personal-page.repository.js';
import { TextedFeedback } from './texted-feedback.service.js';
import { InboundSmsRepository } from './store/inbound-sms.repository.js';

const NOW = new Date('2026-03-02T10:00:00Z');
const PHONE = '+12065550123';
const HASH = hashPhone(LOOKUP_KEYS, parsePhone(PHONE, 'US')!);

let database: TestDatabase;
let world: World;
let customer: CustomerId;
let incident: IncidentId;
let suppressions: SuppressionsOfTest;
let misdirected: MisdirectedOfTest;
let approved: ApprovedOfTest;
let service: InboundSmsService;
let next = 1;

const text = (body: string, more: { from?: string; sid?: string; optOutType?: string } = {}) => ({
  messageSid: more.sid ?? `SM${String(next++).padStart(32, '0')}`, from: more.from ?? PHONE, to: '+12065550199', body, optOutType: more.optOutType ?? null,
});
const kept = () => database.db.query<{ keyword: string; body: string | null; customer_id: string | null }>('select keyword, body, customer_id from inbound_sms order by id');

beforeAll(async () => {
  database = await testDatabase();
  world = await World.begin(database);
  customer = await world.customer('c1', { phone: PHONE, locale: 'es-US' });
  await world.customer('c2', { phone: '+12065550124' });
  incident = await world.incident();
  const notice = await world.notice(incident, await world.audience(incident, [customer]));
  await world.rollout(notice, ['2026-03-02T09:00:00Z']);
  await world.message(notice, customer, 'sms', 'sent');
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.db.query('truncate inbound_sms');
  suppressions = new SuppressionsOfTest();
  approved = new ApprovedOfTest();
  service = serviceOf();
});

function serviceOf(surroundings = SURROUNDINGS_OF_TEST): InboundSmsService {
  misdirected = new MisdirectedOfTest();
  const clock = new FixedClock(NOW);
  const other = { ...NORTHWIND, id: 'other', name: 'Other' };
  const voice = new CompanyVoice(new BrandsOfTest([other, NORTHWIND]), new IncidentsOfTest(), silentLog);
  const audit = new Audit(database.db, clock);
  const pages = new PersonalPagesService(new PersonalPageRepository(database.db), new CodesOfTest(), database.transactions, audit, clock, settingsOfTest(), surroundings, silentLog);
  const feedback = new TextedFeedback(approved, pages, READERS_OF_TEST, TEXTS_OF_TEST);
  return new InboundSmsService(
    new InboundSmsRepository(database.db), suppressions, misdirected, voice, database.transactions, new Audit(database.db, clock), clock, settingsOfTest(), surroundings, silentLog, feedback,
  );
}

describe('STOP', () => {
  it('suppresses the number at once, is answered once in the customer\'s language under the brand that wrote, and is audited', async () => {
    const sent = text('Stop.');
    expect(await service.hear(sent)).toBe('Northwind: no recibirás más mensajes nuestros. Responde START para volver a recibirlos.');
    expect([...suppressions.active]).toEqual([[`sms ${HASH}`, { reason: 'stop', source: `twilio:${sent.messageSid}`, since: NOW }]]);
    expect(await kept()).toEqual([{ keyword: 'stop', body: null, customer_id: customer }]);
    const events = await database.db.query(`select actor_kind, actor_id, action, incident_id, details from audit_event order by id desc limit 1`);
    expect(events).toEqual([{ actor_kind: 'customer', actor_id: HASH.slice(0, 12), action: 'texts.stopped', incident_id: incident, details: { changed: 1 } }]);
  });

  it('from somebody nobody knows is obeyed as well', async () => {
    expect(await service.hear(text('STOP', { from: '+12065550177' }))).toContain('no more texts');
    expect(suppressions.active.size).toBe(1);
    expect((await kept())[0]).toMatchObject({ keyword: 'stop', customer_id: null });
  });

  it('is not answered where Twilio\'s own opt-out has answered', async () => {
    expect(await service.hear(text('BASTA', { optOutType: 'STOP' }))).toBeNull();
    expect(suppressions.active.size).toBe(1);
  });

  it('is confirmed once: by Twilio where it answers itself, else by us', async () => {
    const real = serviceOf({ ...SURROUNDINGS_OF_TEST, smsIsCaptured: false });
    expect(await real.hear(text('STOP'))).toBeNull();
    expect(await real.hear(text('START'))).toBeNull();
    expect(await real.hear(text('ALTO'))).toContain('no recibirás');
    expect(await real.hear(text('HELP'))).toContain('northwind.example/check');
    expect(suppressions.active.size).toBe(1);
  });

  it('played again after START does not stop again', async () => {
    const stop = text('STOP');
    await service.hear(stop);
    await service.hear(text('START'));
    await service.hear(stop);
    expect(suppressions.active.size).toBe(0);
    expect(await kept()).toHaveLength(2);
  });
});

it('START lifts a STOP and no other bar', async () => {
  await suppressions.suppress([{ channel: 'sms', addressHash: HASH, reason: 'dead-number', source: 'test', since: NOW }]);
  expect(await service.hear(text('start'))).toContain('volverás a recibir');
  expect(suppressions.active.size).toBe(1);
});

it('"wrong number" bars the number for good, and what reached it told nobody', async () => {
  expect(await service.hear(text('Wrong number'))).toBe('Northwind: sorry to have troubled you. This number gets no more texts from us.');
  expect([...suppressions.active.values()]).toMatchObject([{ reason: 'not-me' }]);
  expect(misdirected.reported).toEqual([['sms', HASH, 'sms']]);
  expect(await kept()).toEqual([{ keyword: 'not-me', body: null, customer_id: customer }]);
  await service.hear(text('START'));
  expect(suppressions.active.size).toBe(1);
  expect(await database.db.query(`select action from audit_event order by id desc limit 2`)).toEqual([{ action: 'texts.resumed' }, { action: 'number.disowned' }]);
});

it('HELP says who we are', async () => {
  expect(await service.hear(text('HELP', { from: '+12065550124' }))).toContain('Other: we text you'); // never written to: the first brand
  expect(await service.hear(text('ayuda'))).toContain('Northwind: te escribimos');
  expect(suppressions.active.size).toBe(0);
});

it('an ordinary text is kept for a person to read, and changes nothing', async () => {
  expect(await service.hear(text('please don\'t stop'))).toBeNull();
  expect(await kept()).toEqual([{ keyword: 'other', body: 'please don\'t stop', customer_id: customer }]);
  expect(suppressions.active.size).toBe(0);
  expect(await service.list({ limit: 10, sight: EVERYTHING })).toMatchObject([{ keyword: 'other', body: 'please don\'t stop', customerId: customer, receivedAt: NOW }]);
});

it('a text from no phone number is kept without a sender', async () => {
  await service.hear(text('STOP', { from: 'NORTHBANK' }));
  expect(suppressions.active.size).toBe(0);
  expect(await database.db.query('select keyword, from_hash from inbound_sms')).toEqual([{ keyword: 'stop', from_hash: null }]);
});

it('pages go backwards from the newest', async () => {
  for (const body of ['one', 'two', 'three']) await service.hear(text(body));
  const first = await service.list({ limit: 2, sight: EVERYTHING });
  const second = await service.list({ limit: 2, before: first[1]!.id, sight: EVERYTHING });
  expect([...first, ...second].map(({ body }) => body)).toEqual(['three', 'two', 'one']);
});

describe('an answer to the question in the last text', () => {
  const answers = () => database.db.query<Record<string, unknown>>('select customer_id, channel, answer, score from feedback order by id');
  const waiting = () => new DeskRepository(database.db).countOpen(100, EVERYTHING);
  beforeEach(async () => {
    await database.db.query('truncate feedback, reply_state');
    approved.sms = 'Did this help? Reply 1 (no) to 5 (yes). Reply STOP to end texts.';
  });

  it('is kept once for each person, and answered by nobody', async () => {
    expect(await service.hear(text('5'))).toBeNull();
    expect(await service.hear(text('1'))).toBeNull();
    expect(await answers()).toEqual([{ customer_id: customer, channel: 'sms', answer: null, score: 5 }]);
    expect(await kept()).toMatchObject([{ keyword: 'other', body: '5' }, { keyword: 'other', body: '1' }]);
    expect(await waiting()).toBe(0);
  });

  it.each([['Sí', 'yes'], ['no', 'no'], ['Yes!', 'yes']])('may be "%s"', async (body, answer) => {
    expect(await service.hear(text(body))).toBeNull();
    expect(await answers()).toMatchObject([{ answer, score: null }]);
  });

  it('waits for nobody, while what somebody says besides does', async () => {
    for (const body of ['no', 'partly', 'No. What of my card?', 'no, thank you for nothing']) await service.hear(text(body));
    expect(await waiting()).toBe(2);
  });

  it('is none where "yes" lifts a STOP: then that was meant, also when it is played again', async () => {
    await service.hear(text('STOP'));
    const yes = text('yes');
    expect(await service.hear(yes)).toContain('volverás a recibir');
    await service.hear(yes);
    expect([suppressions.active.size, await answers()]).toEqual([0, []]);
  });

  it.each(['STOP', 'alto', 'cancel', 'help', 'wrong number', 'no more', '7'])('is none where it says "%s"', async (body) => {
    await service.hear(text(body));
    expect(await answers()).toEqual([]);
  });

  it('is none where the last text asked nothing, the sender is nobody we wrote to, or Twilio has read it', async () => {
    await service.hear(text('5', { from: '+12065550124' }));
    await service.hear(text('5', { from: '+12065550177' }));
    await service.hear(text('yes', { optOutType: 'START' }));
    approved.read = 'Your page: northwind.example/n/2b4dk7. Reply STOP to end texts.'; // it asks those alone whom it leads to no page
    await service.hear(text('5'));
    approved.read = null;
    approved.sms = 'Your data was part of a breach. Reply STOP to end texts.';
    await service.hear(text('5'));
    expect(await answers()).toEqual([]);
  });
});
