import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { testApp, type TestApp } from '../../../test/support/app.js';
import { World } from '../../../test/support/hear.builder.js';
import type { CustomerId, IncidentId, MessageId, NoticeId } from '../../kernel/ids.js';
import { hashPhone } from '../../kernel/keyed-hash.js';
import { mailToken } from '../../kernel/mail-token.js';
import { parsePhone } from '../../kernel/phone.js';
import { mailTokenKey, unsubscribeKey } from '../../platform/http/seal.js';
import { ReceiptsService } from '../receipts.service.js';

// The ports of the steps before, for real: what is heard reaches the suppressions and the ledger.
let test: TestApp;
let customer: CustomerId;
let incident: IncidentId;
let notice: NoticeId;
let message: MessageId;

const PHONE = parsePhone('+12065550123', 'US')!;
const SM = `SM${'d'.repeat(32)}`;

beforeAll(async () => {
  test = await testApp({ now: new Date('2026-03-02T10:00:00Z') });
  const world = await World.begin(test.database);
  customer = await world.customer('c1', { phone: PHONE });
  await test.database.db.query('update customer set phone_hash = $2 where id = $1', [customer, hashPhone(test.surroundings.lookupKeys, PHONE)]);
  incident = await world.incident('2026-03-02T08:00:00Z');
  notice = await world.notice(incident, await world.audience(incident, [customer]), '2026-03-02T08:30:00Z');
  await world.rollout(notice, ['2026-03-02T09:00:00Z']);
  message = await world.message(notice, customer, 'sms', 'sent', { handedOverAt: '2026-03-02T09:00:00Z' });
});
afterAll(() => test.close());

function twilio(path: string, form: Record<string, string>) {
  const text = Object.keys(form).sort().reduce((so, name) => so + name + form[name], test.surroundings.publicUrl + path);
  return test.app.inject({
    method: 'POST', url: path, payload: new URLSearchParams(form).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': createHmac('sha1', test.surroundings.twilio.authToken).update(text).digest('base64') },
  });
}

it('a receipt makes the text delivered, once, whatever comes after', async () => {
  for (const status of ['delivered', 'sent', 'delivered']) {
    expect((await twilio(`/webhooks/twilio/status?m=${message}&a=1`, { MessageSid: SM, MessageStatus: status })).statusCode).toBe(204);
    await test.app.get(ReceiptsService).settled();
  }
  expect(await test.database.db.query('select state, delivered_at from message')).toEqual([{ state: 'delivered', delivered_at: new Date('2026-03-02T10:00:00Z') }]);
  expect(await test.database.db.query('select status, outcome from receipt order by id')).toEqual([{ status: 'delivered', outcome: 'applied' }, { status: 'sent', outcome: 'stale' }]);
});

it('STOP bars the number, START lets it back', async () => {
  const active = () => test.database.db.query('select channel, reason from suppression where lifted_at is null');
  const text = (n: number, body: string) => twilio('/webhooks/twilio/sms', { MessageSid: `SM${String(n).padStart(32, '0')}`, From: PHONE, To: '+12065550199', Body: body });
  expect((await text(1, 'STOP')).body).toContain('Northwind');
  expect(await active()).toEqual([{ channel: 'sms', reason: 'stop' }]);
  await text(2, 'start');
  expect(await active()).toEqual([]);
});

it('a call is matched, listed and measured', async () => {
  await twilio('/webhooks/twilio/voice', { CallSid: `CA${'e'.repeat(32)}`, From: PHONE, To: '+12065550199', CallStatus: 'ringing' });
  const ops = await test.key(await test.person('ops'));
  const calls = (await test.send('GET', `/api/v1/incidents/${incident}/calls`, ops)).json<{ items: unknown[] }>();
  expect(calls.items).toMatchObject([{ customerId: customer, matchMethod: 'number', outcome: 'offered' }]);
  test.clock.advance(60_000);
  const measured = (await test.send('GET', `/api/v1/notices/${notice}/measurement`, ops)).json();
  expect(measured).toMatchObject({ result: { members: 1, calls: { byMembers: 1 }, firstWord: { at: [{ calledFirst: { count: 0 } }, {}, {}] } } });
  expect((await test.send('GET', `/api/v1/incidents/${incident}/measurement`, ops)).statusCode).toBe(200);
});

it('one click of a mail program stops optional e-mails, a look does not, and the reader can undo it', async () => {
  const world = await test.database.db.query<{ id: CustomerId }>(`insert into customer (reference, email, email_hash) values ('c2', 'eva@mail.example', 'hash of eva') returning id`);
  const [mailed] = await test.database.db.query<{ id: MessageId }>(
    `insert into message (notice_id, customer_id, channel, wave_no, address, address_hash, state, due_at) values ($1, $2, 'email', 1, 'eva@mail.example', 'hash of eva', 'sent', now()) returning id`,
    [notice, world[0]!.id],
  );
  const link = `/u/${mailToken(unsubscribeKey(test.surroundings.secretKey), mailed!.id)}`;
  const active = () => test.database.db.query(`select channel, scope, reason from suppression where address_hash = 'hash of eva' and lifted_at is null`);
  const send = (method: 'GET' | 'POST', url: string, payload = 'List-Unsubscribe=One-Click') =>
    test.app.inject({ method, url, ...(method === 'POST' && { payload, headers: { 'content-type': 'application/x-www-form-urlencoded' } }) });
  expect([(await send('GET', link)).statusCode, await active()]).toEqual([200, []]);
  for (const _ of [1, 2]) expect((await send('POST', link)).statusCode).toBe(200);
  expect(await active()).toEqual([{ channel: 'email', scope: 'optional', reason: 'preference' }]);
  expect((await send('POST', `${link}/resume`)).body).toContain('You get optional e-mails again');
  expect(await active()).toEqual([]);
  // A token that bounces carry is not one for this.
  for (const token of ['0'.repeat(29), mailToken(mailTokenKey(test.surroundings.secretKey), mailed!.id)]) expect((await send('POST', `/u/${token}`)).statusCode).toBe(404);
  expect(await active()).toEqual([]);
});
