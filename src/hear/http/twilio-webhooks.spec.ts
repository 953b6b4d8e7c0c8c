import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hearApp, type HearApp } from '../../../test/support/hear.app.js';
import { SURROUNDINGS_OF_TEST, twilioSignature } from '../../../test/support/hear-ports.js';
import { World } from '../../../test/support/hear.builder.js';
import { ReceiptsService } from '../receipts.service.js';

const NOW = new Date('2026-03-02T09:00:00Z');
const SM = `SM${'a'.repeat(32)}`;
const CA = `CA${'b'.repeat(32)}`;
const STATUS = '/webhooks/twilio/status?m=41&a=1';
// Twilio sends more than it documents: all of it is signed, none of it may be in the way.
const more = { AccountSid: SURROUNDINGS_OF_TEST.twilio.accountSid, ApiVersion: '2010-04-01', SmsSid: SM, RawDlrDoneDate: '2603020900', NewNextYear: 'ü & =' };
const delivered = { MessageSid: SM, MessageStatus: 'delivered', To: '+12065550123', From: '+12065550199', ...more };

let test: HearApp;
const rows = async () => (await test.database.db.query<{ n: number }>('select (select count(*) from receipt)::int + (select count(*) from inbound_sms)::int + (select count(*) from inbound_call)::int as n'))[0]!.n;

beforeAll(async () => {
  test = await hearApp(NOW);
  const world = await World.begin(test.database);
  await world.customer('c1', { phone: '+12065550123' });
});
afterAll(() => test.close());
beforeEach(() => test.database.db.query('truncate receipt, inbound_sms, inbound_call, inbound_call_also'));

describe('a status callback', () => {
  it('is answered with nothing, and reaches the ledger with our id', async () => {
    const answer = await test.twilio(STATUS, delivered);
    expect([answer.statusCode, answer.body]).toEqual([204, '']);
    await test.app.get(ReceiptsService).settled();
    expect(test.ledger.events.at(-1)).toMatchObject({ messageId: '41', providerId: SM, status: 'delivered', occurredAt: NOW });
  });

  it.each([
    ['without a signature', null],
    ['signed with another token', twilioSignature(STATUS, delivered, 'another token')],
    ['signed for another address', twilioSignature('/webhooks/twilio/status?m=42&a=1', delivered)],
    ['signed with one parameter less', twilioSignature(STATUS, { MessageSid: SM, MessageStatus: 'delivered' })],
    ['signed with rubbish', 'ñ'],
  ])('%s is refused, and nothing is written', async (_, signature) => {
    const answer = await test.twilio(STATUS, delivered, signature);
    expect(answer.statusCode).toBe(403);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json()).toMatchObject({ code: 'webhook-signature-wrong' });
    expect(await rows()).toBe(0);
  });

  it('is signed for the public address, whatever host the request names', async () => {
    const answer = await test.app.inject({
      method: 'POST', url: STATUS, payload: new URLSearchParams(delivered).toString(),
      headers: { host: 'internal:3000', 'x-forwarded-host': 'evil.example', 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': twilioSignature(STATUS, delivered) },
    });
    expect(answer.statusCode).toBe(204);
  });

  it.each(['0', '-1', '9223372036854775808', 'x', '1;drop', ''])('with our id as %p is kept under the provider\'s', async (m) => {
    const path = `/webhooks/twilio/status?m=${encodeURIComponent(m)}`;
    expect((await test.twilio(path, delivered)).statusCode).toBe(204);
    expect(await test.database.db.query('select message_id, provider_id from receipt')).toEqual([{ message_id: null, provider_id: SM }]);
  });
});

describe('an inbound text', () => {
  const sms = (body: string, extra = {}) => ({ MessageSid: SM, From: '+12065550123', To: '+12065550199', Body: body, NumMedia: '0', ...more, ...extra });

  it('STOP is answered as TwiML, with its signs escaped', async () => {
    const answer = await test.twilio('/webhooks/twilio/sms', sms('Stop'));
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('text/xml; charset=utf-8');
    expect(answer.body).toBe('<?xml version="1.0" encoding="UTF-8"?><Response><Message>Northwind: you will get no more texts from us. Reply START to get them again.</Message></Response>');
    expect(test.suppressions.active.size).toBe(1);
  });

  it('that needs no answer gets none', async () => {
    expect((await test.twilio('/webhooks/twilio/sms', sms('why <me> & you?'))).body).toBe('<?xml version="1.0" encoding="UTF-8"?><Response/>');
    expect((await test.twilio('/webhooks/twilio/sms', sms('STOP', { MessageSid: `SM${'c'.repeat(32)}`, OptOutType: 'STOP' }))).body).toContain('<Response/>');
  });
});

describe('a call', () => {
  const call = { CallSid: CA, From: '+12065550123', To: '+12065550199', CallStatus: 'ringing', Direction: 'inbound', ...more };

  it('is greeted and put through', async () => {
    const answer = await test.twilio('/webhooks/twilio/voice', call);
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><Response><Say language="en-US">Thank you for calling Northwind. One moment please, we are connecting you.</Say>' +
        '<Dial action="https://firstword.northwind.example/webhooks/twilio/voice/dial" method="POST" timeout="30"><Number statusCallback="https://firstword.northwind.example/webhooks/twilio/voice/leg?to=%2B12065550199" statusCallbackMethod="POST" statusCallbackEvent="answered completed">+12065550100</Number></Dial></Response>',
    );
  });

  it('that was put through tells how it ended', async () => {
    await test.twilio('/webhooks/twilio/voice', call);
    test.clock.set(new Date('2026-03-02T09:01:00Z'));
    expect((await test.twilio('/webhooks/twilio/voice/dial', { ...call, DialCallStatus: 'completed', DialCallDuration: '45' })).body).toContain('<Hangup/>');
    expect((await test.twilio('/webhooks/twilio/voice/status', { ...call, CallStatus: 'completed', CallDuration: '60', SequenceNumber: '2' })).statusCode).toBe(204);
    test.clock.set(NOW);
    expect(await test.database.db.query('select outcome, wait_seconds, talk_seconds from inbound_call')).toEqual([{ outcome: 'answered', wait_seconds: 15, talk_seconds: 45 }]);
  });
});

describe('a call of somebody whom a notice concerns', () => {
  const call = { CallSid: CA, From: '+12065550140', To: '+12065550199', CallStatus: 'in-progress', Direction: 'inbound', ...more };

  beforeAll(async () => {
    const world = await World.begin(test.database, 'bo@northwind.example');
    const customer = await world.customer('c9', { phone: '+12065550140' });
    const incident = await world.incident('2026-03-02T08:00:00Z');
    const notice = await world.notice(incident, await world.audience(incident, [customer]));
    await world.rollout(notice, ['2026-03-02T08:40:00Z']);
  });

  it('offers keys, and goes on where none is pressed', async () => {
    const answer = await test.twilio('/webhooks/twilio/voice', call);
    expect(answer.body).toMatch(/<Gather action="https:\/\/firstword\.northwind\.example\/webhooks\/twilio\/voice\/menu\?step=first" method="POST" numDigits="1" timeout="6" input="dtmf"><Say language="en-US">Thank you for calling Northwind\. We write to you\. Data were copied\..*press 1\..*<\/Say><\/Gather><Redirect method="POST">/);
    expect((await test.twilio('/webhooks/twilio/voice/menu?step=first', { ...call, Digits: '1' })).body).toContain('menu?step=served');
    expect((await test.twilio('/webhooks/twilio/voice/menu?step=first', { ...call, msg: 'Gather End' })).body).toContain('<Dial');
    expect((await test.twilio('/webhooks/twilio/voice/menu?step=served', call)).body).toContain('<Hangup/>');
  });

  it('hears of the leg to the contact centre by the call that it belongs to', async () => {
    await test.twilio('/webhooks/twilio/voice', call);
    await test.twilio('/webhooks/twilio/voice/menu?step=first', { ...call, Digits: '0' });
    const leg = { ...call, CallSid: `CA${'d'.repeat(32)}`, ParentCallSid: CA, To: '+12065550100', CallStatus: 'in-progress', Timestamp: 'Mon, 02 Mar 2026 09:00:12 +0000' };
    test.clock.set(new Date('2026-03-02T09:00:12Z'));
    expect((await test.twilio('/webhooks/twilio/voice/leg?to=%2B12065550199', leg)).statusCode).toBe(204);
    test.clock.set(NOW);
    expect(await test.database.db.query('select call_id, queue, outcome, answered_at, wait_seconds from inbound_call')).toEqual([
      { call_id: CA, queue: '+12065550199', outcome: 'answered', answered_at: new Date('2026-03-02T09:00:12Z'), wait_seconds: 12 },
    ]);
  });

  it('is nobody\'s but Twilio\'s to tell of', async () => {
    for (const path of ['menu?step=first', 'leg?to=%2B12065550199']) expect((await test.twilio(`/webhooks/twilio/voice/${path}`, call, twilioSignature('/webhooks/twilio/voice/menu', call))).statusCode).toBe(403);
    expect(await rows()).toBe(0);
  });
});

describe('rubbish that is signed', () => {
  const name = fc.oneof(fc.constantFrom('MessageSid', 'MessageStatus', 'ErrorCode', 'From', 'To', 'Body', 'OptOutType', 'CallSid', 'CallStatus', 'CallDuration', 'SequenceNumber', 'DialCallStatus', 'DialCallDuration', 'Digits', 'ParentCallSid', 'Timestamp'), fc.string({ minLength: 1, maxLength: 8 }));
  const value = fc.oneof(fc.constantFrom(SM, CA, 'completed', 'delivered', '+12065550123', '', '-1', '1e309', '\0', '💥', 'a'.repeat(9_000)), fc.string({ unit: 'binary', maxLength: 40 }));
  const sound = { ...delivered, Body: 'hello', CallSid: CA, CallStatus: 'completed', CallDuration: '5', DialCallStatus: 'completed', DialCallDuration: '5', Digits: '1', ParentCallSid: CA, Timestamp: 'Mon, 02 Mar 2026 09:00:12 +0000' };
  const form = fc.tuple(fc.dictionary(name, value, { maxKeys: 4, noNullPrototype: true }), fc.subarray(Object.keys(sound), { minLength: 6 }))
    .map(([junk, kept]) => ({ ...Object.fromEntries(Object.entries(sound).filter(([key]) => kept.includes(key))), ...junk }));
  const path = fc.constantFrom('status?m=1', 'sms', 'voice', 'voice/menu?step=served', 'voice/leg?to=x', 'voice/dial', 'voice/status');

  it('never breaks anything: it is taken, or refused with a reason and nothing written', async () => {
    const seen = new Set<number>();
    await fc.assert(
      fc.asyncProperty(path, form, async (where, fields) => {
        const before = await rows();
        // As the form will arrive: what can't be written in UTF-8 is replaced on the way.
        const arrived = Object.fromEntries(new URLSearchParams(new URLSearchParams(fields).toString()));
        const answer = await test.twilio(`/webhooks/twilio/${where}`, fields, twilioSignature(`/webhooks/twilio/${where}`, arrived));
        seen.add(answer.statusCode);
        const refused = answer.statusCode === 400 || answer.statusCode === 403;
        expect(refused || answer.statusCode === 200 || answer.statusCode === 204).toBe(true);
        if (refused) {
          expect(answer.json()).toMatchObject({ code: expect.stringMatching(/^webhook-/), detail: expect.any(String) });
          expect(await rows()).toBe(before);
        }
      }),
      { numRuns: 400, seed: 20_260_302 },
    );
    expect([...seen].sort()).toEqual([200, 204, 400]);
  });

  it.each([
    ['text/csv', 'a,b\n1,2\n'],
    ['application/json', '{"MessageSid":["x",{"y":1}]}'],
    ['application/json', '[]'],
    ['multipart/form-data; boundary=x', '--x\r\n\r\n--x--'],
  ])('as %s is refused', async (type, payload) => {
    const answer = await test.app.inject({ method: 'POST', url: STATUS, payload, headers: { 'content-type': type, 'x-twilio-signature': 'x' } });
    expect(answer.statusCode).toBe(403);
    expect(await rows()).toBe(0);
  });
});
