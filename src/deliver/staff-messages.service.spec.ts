import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../../test/support/deliver-ports.js';
import { silentLog } from '../../test/support/deliver.builder.js';
import { type TestDatabase, testDatabase } from '../../test/support/postgres.js';
import { Brands } from '../declare/contract.js';
import { BrandRepository } from '../declare/store/brand.repository.js';
import { Audit } from '../platform/audit/audit.js';
import { FixedClock } from '../platform/clock/clock.js';
import { StaffMessageRecords } from '../platform/staff-messages/staff-message.records.js';
import type { StaffMessage } from '../platform/staff-messages/staff-message.js';
import { StaffMessages } from '../platform/staff-messages/staff-messages.js';
import { type Answer, deferred, failed, unanswered, unreached } from './model/answer.js';
import { Providers } from './providers.js';
import { StaffMessagesService } from './staff-messages.service.js';
import { EpochRepository } from './store/epoch.repository.js';

describe('messages to the company\'s own people', () => {
  let database: TestDatabase;
  let email: EmailGatewayOfTest;
  let second: EmailGatewayOfTest;
  let sms: SmsGatewayOfTest;
  let messages: StaffMessages;
  const brands: Pick<Brands, 'list'> = { list: async () => [] };

  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await database.db.query('delete from staff_message');
    await database.db.query(`update database_epoch set state = 'open'`);
    [email, second, sms] = [new EmailGatewayOfTest(), new EmailGatewayOfTest('smtp:second'), new SmsGatewayOfTest()];
    messages = new StaffMessages(new StaffMessageRecords(database.db), { secretKey: 'a secret for tests alone' });
  });

  const worker = (instance = 'worker-1') => {
    const providers = new Providers(
      [{ gateway: email, connections: 2, perSecond: 10 }, { gateway: second, connections: 2, perSecond: 10 }],
      [{ gateway: sms, connections: 2, perSecond: 10, from: '+12025550100' }],
    );
    const audit = new Audit(database.db, new FixedClock(new Date('2026-03-16T10:00:00Z')));
    return new StaffMessagesService(
      new StaffMessageRecords(database.db), messages, providers, new EpochRepository(database.db), brands as BrandRepository, database.transactions, audit,
      { STAFF_MAIL_FROM: 'alerts@company.example' }, { instance, publicUrl: 'https://firstword.example' }, silentLog,
    );
  };
  const mail = (key: string, more: Partial<StaffMessage> = {}): StaffMessage =>
    ({ purpose: 'alert', channel: 'email', to: { address: 'ana@company.example' }, subject: 'Look', text: 'Something stands still.', key, ...more });
  const text = (key: string): StaffMessage => ({ purpose: 'alert', channel: 'sms', to: { address: '+12065550123' }, text: 'Look.', key });
  const save = (message: StaffMessage) => database.transactions.run((tx) => messages.send(tx, message));
  const standing = async (id: string) => (await messages.standing([id]))[0]!;
  const due = (id: string) => database.db.query(`update staff_message set due_at = now() - interval '1 second' where id = $1`, [id]);

  it('leave once, by e-mail and by text, and what they said is forgotten with that', async () => {
    const ids = [await save(mail('a')), await save(text('b'))];
    const waiting = await database.db.query<{ content: string }>('select content from staff_message');
    expect(waiting.map(({ content }) => /company|stands still|2065550123/.test(content))).toEqual([false, false]);
    await Promise.all([worker('one').sendWaiting(), worker('two').sendWaiting()]);
    await worker().sendWaiting();
    expect(email.sent).toEqual([expect.objectContaining({ to: 'ana@company.example', subject: 'Look', text: 'Something stands still.', from: { name: 'Firstword', address: 'alerts@company.example' }, messageId: `<staff.${ids[0]}@company.example>` })]);
    expect(sms.sent).toEqual([expect.objectContaining({ to: '+12065550123', from: '+12025550100', body: 'Look.', statusCallback: null })]);
    for (const id of ids) expect(await standing(id)).toMatchObject({ state: 'sent', attempts: 1, settledAt: expect.any(Date) });
    expect(await database.db.query(`select count(*)::int as n from staff_message where content is not null`)).toEqual([{ n: 0 }]);
    expect(await database.db.query(`select action, details from audit_event where subject_kind = 'staff-message' and subject_id = $1`, [ids[1]])).toEqual([{ action: 'staff-message.sent', details: { purpose: 'alert', channel: 'sms', provider: 'twilio' } }]);
  });

  it('with a key that was used are the same message, and one that was never committed is none', async () => {
    const id = await save(mail('a'));
    expect(await save(mail('a', { text: 'Other words.' }))).toBe(id);
    await database.transactions.run(async (tx) => {
      await messages.send(tx, mail('b'));
      throw new Error('on purpose');
    }).catch(() => undefined);
    await worker().sendWaiting();
    expect(email.sent.map((one) => one.text)).toEqual(['Something stands still.']);
  });

  it('take the second provider where the first can\'t be spoken to, and wait where neither can', async () => {
    email.answer = () => unreached('ECONNREFUSED', 'The relay can\'t be reached.');
    const id = await save(mail('a'));
    await worker().sendWaiting();
    expect([second.sent.length, (await standing(id)).state]).toEqual([1, 'sent']);
    second.answer = () => unreached('ECONNREFUSED', 'Nor can the other.');
    const waits = await save(mail('b'));
    await worker().sendWaiting();
    expect(await standing(waits)).toMatchObject({ state: 'pending', reason: 'Nor can the other.' });
    email.answer = () => ({ kind: 'accepted', providerId: 'x', code: '250' });
    await due(waits);
    await worker().sendWaiting();
    expect(await standing(waits)).toMatchObject({ state: 'sent', attempts: 2 });
  });

  it.each<[string, Answer, string]>([
    ['refused', failed('550', 'No such mailbox.'), 'failed'],
    ['left without an answer', unanswered('ETIMEDOUT', 'The relay went silent.'), 'unknown'],
    ['put off', deferred('451', 'Try later.'), 'pending'],
  ])('that are %s are never guessed about', async (_, answer, state) => {
    email.answer = () => answer;
    const id = await save(mail('a'));
    await worker().sendWaiting();
    expect(await standing(id)).toMatchObject({ state, attempts: 1 });
    expect(second.sent).toEqual([]);
  });

  it('that a dead worker had in hand are unknown, and what it still says does not count', async () => {
    let answerNow = (): void => undefined;
    email.answer = () => new Promise((resolve) => (answerNow = () => resolve({ kind: 'accepted', providerId: 'x', code: '250' })));
    const id = await save(mail('a'));
    const hung = worker('dead').sendWaiting();
    while (email.sent.length === 0) await new Promise(setImmediate);
    await database.db.query(`update staff_message set lease_until = now() - interval '1 second'`);
    await worker('alive').sendWaiting();
    expect(await standing(id)).toMatchObject({ state: 'unknown', code: 'lease-ended' });
    answerNow();
    await hung;
    expect(await standing(id)).toMatchObject({ state: 'unknown' });
    expect(email.sent).toHaveLength(1);
  });

  it('go out while sending is shut where they are alerts, and otherwise wait until it is open or they are of no use', async () => {
    await database.db.query(`update database_epoch set state = 'shut'`);
    const [alert, test, late] = [await save(mail('a')), await save(mail('b', { purpose: 'test' })), await save(mail('c', { purpose: 'code' }))];
    await database.db.query(`update staff_message set expires_at = now() - interval '1 second' where id = $1`, [late]);
    await worker().sendWaiting();
    expect(await Promise.all([alert, test, late].map(async (id) => (await standing(id)).state))).toEqual(['sent', 'pending', 'cancelled']);
    await database.db.query(`update database_epoch set state = 'open'`);
    await worker().sendWaiting();
    expect((await standing(test)).state).toBe('sent');
  });

  it('go to a person at his own address, and to nobody who may not sign in any more', async () => {
    const [person] = await database.db.query<{ id: never }>(`insert into person (email, name, password_hash, roles) values ('ops@company.example', 'Ops', 'none', '{ops}') returning id`);
    await save(mail('a', { to: { person: person!.id } }));
    await worker().sendWaiting();
    expect(email.sent.map(({ to }) => to)).toEqual(['ops@company.example']);
    await database.db.query(`update person set disabled_at = now() where id = $1`, [person!.id]);
    await expect(save(mail('b', { to: { person: person!.id } }))).rejects.toMatchObject({ code: 'person-not-found' });
  });
});
