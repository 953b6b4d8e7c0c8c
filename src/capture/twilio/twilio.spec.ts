import { afterEach, describe, expect, it } from '@jest/globals';
import twilio from 'twilio';
import {
  askCapture,
  AT_ONCE,
  cleanUpCaptures,
  eventually,
  listenForForms,
  startTestCapture,
  temporaryFolder,
  type PostedForm,
} from '../../../test/support/capture-fixture.js';
import type { Capture } from '../capture.js';
import type { TwilioFault } from './twilio.policy.js';

afterEach(cleanUpCaptures);

const FROM = '+12025550100';
const TO = '+12025550111';
const SERVICE = `MG${'a'.repeat(32)}`;
const NOW = new Date('2026-03-01T08:00:00Z');

function clientOf(capture: Capture, authToken = capture.authToken) {
  const client = twilio(capture.accountSid, authToken);
  client.api.baseUrl = capture.baseUrl;
  return client;
}

function always(fault: TwilioFault) {
  const kind = fault.kind === 'outcome' || fault.kind === 'callbacks' ? fault.kind : 'request';
  return ({ stage }: { stage: string }) => (stage === kind ? fault : undefined);
}

const ended = (capture: Capture, sid: string, status = 'delivered') =>
  eventually(() => clientOf(capture).messages(sid).fetch(), (message) => message.status === status);

const isSigned = (capture: Capture, form: PostedForm): boolean =>
  twilio.validateRequest(capture.authToken, form.signature, form.url, form.params);

describe('messages', () => {
  it('are taken, fetched and in the end delivered', async () => {
    const capture = await startTestCapture({ now: () => NOW });
    const client = clientOf(capture);
    const body = 'Hello, something happened.';
    const created = await client.messages.create({ to: TO, from: FROM, body });
    expect(created).toMatchObject({
      ...{ to: TO, from: FROM, body, status: 'queued', numSegments: '1', numMedia: '0', direction: 'outbound-api' },
      ...{ accountSid: capture.accountSid, messagingServiceSid: null, errorCode: null, dateCreated: NOW, dateSent: null },
      uri: `/2010-04-01/Accounts/${capture.accountSid}/Messages/${created.sid}.json`,
    });
    expect(created.sid).toMatch(/^SM[0-9a-f]{32}$/);
    expect(await ended(capture, created.sid)).toMatchObject({ status: 'delivered', dateSent: NOW, body });
  });

  it('of a Messaging Service have no sender and no segments until they are sent', async () => {
    const capture = await startTestCapture();
    const created = await clientOf(capture).messages.create({ to: TO, messagingServiceSid: SERVICE, body: 'ç'.repeat(71) });
    expect(created).toMatchObject({ status: 'accepted', from: null, numSegments: '0', messagingServiceSid: SERVICE });
    expect(await ended(capture, created.sid)).toMatchObject({ from: FROM, numSegments: '2' });
  });

  it('are listed newest first by number and sender, page by page, none twice while more come in', async () => {
    const capture = await startTestCapture();
    const client = clientOf(capture);
    const send = (to: string, n: number) => client.messages.create({ to, from: FROM, body: `Body ${n}` });
    for (let n = 0; n < 5; n += 1) await send(TO, n);
    await send('+12025550122', 9);
    const first = await client.messages.page({ to: TO, from: FROM, pageSize: 2 });
    await send(TO, 5);
    const second = await first.nextPage();
    const third = await second!.nextPage();
    expect([first, second!, third!].map((page) => page.instances.map(({ body }) => body))).toEqual([
      ['Body 4', 'Body 3'],
      ['Body 2', 'Body 1'],
      ['Body 0'],
    ]);
    expect(await third!.nextPage()).toBeUndefined();
    expect(await client.messages.list({ to: TO, from: '+12025550199' })).toEqual([]);
    expect((await client.messages.list({ limit: 3 })).map(({ body }) => body)).toEqual(['Body 5', 'Body 9', 'Body 4']);
  });

  it('are listed by when they were sent, and only once they were', async () => {
    const times = ['2026-03-01T23:59:59Z', '2026-03-02T00:00:00Z'];
    let now = new Date(times[0]!);
    const capture = await startTestCapture({ now: () => now });
    const client = clientOf(capture);
    for (const time of times) {
      now = new Date(time);
      await ended(capture, (await client.messages.create({ to: TO, from: FROM, body: time })).sid);
    }
    capture.setTwilioPolicy(() => undefined, { sentMs: [600_000, 600_000], finalMs: [0, 0] });
    await client.messages.create({ to: TO, from: FROM, body: 'not sent yet' });
    const bodies = async (query: object) => (await client.messages.list(query)).map(({ body }) => body);
    expect(await bodies({ dateSent: new Date('2026-03-01T12:00:00Z') })).toEqual([times[0]]);
    expect(await bodies({ dateSentAfter: new Date(times[1]!) })).toEqual([times[1]]);
    expect(await bodies({ dateSentBefore: new Date(times[1]!) })).toEqual([times[1], times[0]]);
    expect(await bodies({})).toHaveLength(3);
  });

  it('are cancelled while they are scheduled, sent when their time comes, and not cancelled after that', async () => {
    let now = NOW;
    const capture = await startTestCapture({ now: () => now });
    const client = clientOf(capture);
    const later = { to: TO, messagingServiceSid: SERVICE, scheduleType: 'fixed' as const, sendAt: new Date('2026-03-01T09:00:00Z') };
    const [one, two] = [await client.messages.create({ ...later, body: 'One' }), await client.messages.create({ ...later, body: 'Two' })];
    expect(one.status).toBe('scheduled');
    expect((await client.messages(one.sid).update({ status: 'canceled' })).status).toBe('canceled');
    now = new Date('2026-03-01T09:00:00Z');
    await ended(capture, two.sid);
    expect((await client.messages(one.sid).fetch()).status).toBe('canceled');
    await expect(client.messages(two.sid).update({ status: 'canceled' })).rejects.toMatchObject({ status: 409, code: 30409 });
  });

  it('show in the query for what arrived, with segments, encoding and every step', async () => {
    const capture = await startTestCapture({ now: () => NOW });
    const body = `We’re sorry. ${'a'.repeat(130)}`;
    const { sid } = await clientOf(capture).messages.create({ to: TO, from: FROM, body });
    await ended(capture, sid);
    const at = NOW.toISOString();
    expect(await askCapture(capture, `/captured/sms?to=${encodeURIComponent(TO)}`)).toMatchObject({
      sms: [{ sid, to: TO, from: FROM, body, segments: 3, encoding: 'UCS-2', status: 'delivered', at, history: ['queued', 'sent', 'delivered'].map((status) => ({ status, at, errorCode: null })) }],
      next: null,
    });
    await clientOf(capture).messages.create({ to: TO, from: FROM, body });
    expect(await askCapture(capture, '/captured/counts')).toMatchObject({ sms: { total: 2, recipients: 1, repeatedBody: 1, segments: 6 } });
    expect(await askCapture(capture, '/captured/duplicates')).toMatchObject({ sms: [{ to: TO, body, messages: [{ sid }, {}] }] });
  });
});

describe('refusals', () => {
  it.each([
    ['a number that is none', { to: '+1', from: FROM, body: 'x' }, 400, 21211],
    ['no number', { to: '', from: FROM, body: 'x' }, 400, 21604],
    ['no sender', { to: TO, body: 'x' }, 400, 21603],
  ])('%s', async (_what, message, status, code) => {
    const capture = await startTestCapture();
    await expect(clientOf(capture).messages.create(message)).rejects.toMatchObject({
      ...{ status, code, moreInfo: `https://www.twilio.com/docs/errors/${code}` },
    });
  });

  it('turns away a wrong token and an unknown message', async () => {
    const capture = await startTestCapture();
    await expect(clientOf(capture, 'wrong').messages.list()).rejects.toMatchObject({ status: 401, code: 20003 });
    await expect(clientOf(capture).messages(`SM${'0'.repeat(32)}`).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
    expect((await clientOf(capture).api.v2010.accounts(capture.accountSid).fetch()).status).toBe('active');
  });

  it.each<[string, TwilioFault, { status?: number; code?: number | string }, number]>([
    ['too many requests', { kind: 'answer', status: 429, code: 20429, message: 'Too Many Requests' }, { status: 429, code: 20429 }, 0],
    ['an inner error', { kind: 'answer', status: 500, code: 20500, message: 'Internal' }, { status: 500 }, 0],
    ['a service that is away', { kind: 'answer', status: 503, code: 20503, message: 'Away' }, { status: 503 }, 0],
    ['a connection that is closed before it is taken', { kind: 'close-before' }, { code: 'ECONNRESET' }, 0],
    ['a connection that is closed after it was taken', { kind: 'close-after' }, { code: 'ECONNRESET' }, 1],
  ])('plays %s', async (_what, fault, error, kept) => {
    const capture = await startTestCapture();
    capture.setTwilioPolicy(always(fault), AT_ONCE);
    await expect(clientOf(capture).messages.create({ to: TO, from: FROM, body: 'x' })).rejects.toMatchObject(error);
    capture.setTwilioPolicy(() => undefined, AT_ONCE);
    expect(await clientOf(capture).messages.list({ to: TO })).toHaveLength(kept);
  });

  it('says when to come back, by rules over HTTP', async () => {
    const capture = await startTestCapture();
    const rules = [{ to: '0111$', times: 1, fault: { kind: 'answer', status: 429, code: 20429, retryAfterSeconds: 7 } }];
    const put = await fetch(`${capture.baseUrl}/control/twilio-policy`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ rules, delays: AT_ONCE }),
    });
    expect(put.status).toBe(204);
    const post = () =>
      fetch(`${capture.baseUrl}/2010-04-01/Accounts/${capture.accountSid}/Messages.json`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${capture.accountSid}:${capture.authToken}`)}` },
        body: new URLSearchParams({ To: TO, From: FROM, Body: 'x' }),
      });
    const [refused, taken] = [await post(), await post()];
    expect([refused.status, refused.headers.get('retry-after'), taken.status]).toEqual([429, '7', 201]);
    expect(Number(taken.headers.get('twilio-concurrent-requests'))).toBeGreaterThanOrEqual(1);
  });

  it('answers late, and the message is there all the same', async () => {
    const capture = await startTestCapture();
    capture.setTwilioPolicy(always({ kind: 'late', ms: 60_000 }), AT_ONCE);
    const client = twilio(capture.accountSid, capture.authToken, { timeout: 200 });
    client.api.baseUrl = capture.baseUrl;
    await expect(client.messages.create({ to: TO, from: FROM, body: 'x' })).rejects.toThrow('timeout');
    expect(await clientOf(capture).messages.list({ to: TO })).toHaveLength(1);
  });
});

describe('status callbacks', () => {
  it('are signed forms, one for sent and one for delivered', async () => {
    const capture = await startTestCapture({ now: () => NOW });
    const service = await listenForForms();
    const statusCallback = `${service.url}/twilio/status?d=42&a=1`;
    const { sid } = await clientOf(capture).messages.create({ to: TO, from: FROM, body: 'x', statusCallback: `${statusCallback}#rc=2` });
    await eventually(() => service.forms.length === 2);
    const common = {
      ...{ SmsSid: sid, MessageSid: sid, AccountSid: capture.accountSid, From: FROM, To: TO, ApiVersion: '2010-04-01' },
    };
    const byStatus = new Map(service.forms.map(({ params }) => [params['MessageStatus'], params]));
    expect(Object.fromEntries(byStatus)).toEqual({
      sent: { ...common, SmsStatus: 'sent', MessageStatus: 'sent' },
      delivered: { ...common, SmsStatus: 'delivered', MessageStatus: 'delivered', RawDlrDoneDate: '2603010800' },
    });
    for (const form of service.forms) {
      expect(form.url).toBe(statusCallback);
      expect(isSigned(capture, form)).toBe(true);
      expect(isSigned(capture, { ...form, params: { ...form.params, MessageStatus: 'failed' } })).toBe(false);
    }
    await capture.callbacksIdle();
    expect(await askCapture(capture, '/captured/counts')).toMatchObject({ callbacks: { waiting: 0, taken: 2, refused: 0, lost: 0 } });
  });

  it.each<[string, TwilioFault, string[], string[]]>([
    ['undelivered', { kind: 'outcome', status: 'undelivered', errorCode: 30005 }, ['sent', 'undelivered'], ['', '30005']],
    ['failed', { kind: 'outcome', status: 'failed', errorCode: 30034 }, ['failed'], ['30034']],
    ['no receipt', { kind: 'outcome', status: null, errorCode: 30003 }, ['sent'], ['']],
    ['the last first', { kind: 'callbacks', order: 'reversed', copies: 1, drop: [] }, ['delivered', 'sent'], ['', '']],
    ['everything twice', { kind: 'callbacks', order: 'natural', copies: 2, drop: [] }, ['sent', 'sent', 'delivered', 'delivered'], ['', '', '', '']],
    ['the receipt alone', { kind: 'callbacks', order: 'natural', copies: 1, drop: ['sent'] }, ['delivered'], ['']],
  ])('play %s', async (_what, fault, statuses, errors) => {
    const capture = await startTestCapture();
    const service = await listenForForms();
    capture.setTwilioPolicy(always(fault), AT_ONCE);
    const { sid } = await clientOf(capture).messages.create({ to: TO, from: FROM, body: 'x', statusCallback: service.url });
    await eventually(() => service.forms.length >= statuses.length);
    await capture.callbacksIdle();
    const told = service.forms.map(({ params }) => params['MessageStatus']);
    // Callbacks of different steps may overtake each other, as Twilio's do; reversed ones wait for each other.
    const ordered = fault.kind === 'callbacks' && fault.order === 'reversed';
    expect(ordered ? told : told.toSorted()).toEqual(ordered ? statuses : statuses.toSorted());
    expect(service.forms.map(({ params }) => params['ErrorCode'] ?? '').sort()).toEqual([...errors].sort());
    if (fault.kind === 'outcome' && fault.status) {
      expect(await ended(capture, sid, fault.status)).toMatchObject({ errorCode: fault.errorCode, errorMessage: expect.any(String) });
    }
  });

  it('are tried once more where no connection came about, and only then', async () => {
    const capture = await startTestCapture();
    capture.setTwilioPolicy(always({ kind: 'outcome', status: null, errorCode: 30003 }), AT_ONCE);
    const answers: ({ status: number } | 'hang up')[] = ['hang up', { status: 204 }, { status: 500 }];
    const service = await listenForForms(() => answers.shift()!);
    const send = () => clientOf(capture).messages.create({ to: TO, from: FROM, body: 'x', statusCallback: service.url });
    await send();
    await eventually(() => service.forms.length === 2); // the connection broke, and the second try was taken
    await send();
    await eventually(() => service.forms.length === 3); // an answer of 500 is an answer
    await eventually(() => askCapture<{ callbacks: object }>(capture, '/captured/counts'), ({ callbacks }) => JSON.stringify(callbacks).includes('"refused":1'));
    expect(service.forms[0]!.headers['i-twilio-idempotency-token']).toBe(service.forms[1]!.headers['i-twilio-idempotency-token']);
    await new Promise((resolve) => service.server.close(resolve).closeAllConnections());
    await send();
    await eventually(() => askCapture<{ callbacks: object }>(capture, '/captured/counts'), ({ callbacks }) => JSON.stringify(callbacks).includes('"lost":1'));
    expect(service.forms).toHaveLength(3);
  });

  it('go on after a restart where they were', async () => {
    const dir = await temporaryFolder();
    const service = await listenForForms();
    const first = await startTestCapture({ dir });
    first.setTwilioPolicy(() => undefined, { sentMs: [0, 0], finalMs: [600_000, 600_000] });
    const { sid } = await clientOf(first).messages.create({ to: TO, from: FROM, body: 'x', statusCallback: service.url });
    await eventually(() => service.forms.length === 1);
    await first.callbacksIdle();
    await first.stop();
    const second = await startTestCapture({ dir });
    await eventually(() => service.forms.length === 2);
    expect(service.forms.map(({ params }) => [params['MessageSid'], params['MessageStatus']])).toEqual([[sid, 'sent'], [sid, 'delivered']]);
    await second.callbacksIdle();
  });
});
