import { afterEach, describe, expect, it } from '@jest/globals';
import twilio from 'twilio';
import { askCapture, cleanUpCaptures, eventually, listenForForms, startTestCapture, temporaryFolder } from '../../../test/support/capture-fixture.js';
import type { Capture } from '../capture.js';

afterEach(cleanUpCaptures);

const OURS = '+12025550100';
const THEIRS = '+12025550111';
const NOW = new Date('2026-03-01T08:00:00Z');

interface Played {
  sid: string;
  answer: { reached: boolean; status?: number; body?: string; contentType?: string };
  ended?: Played['answer'] | null;
}

async function play(capture: Capture, path: string, body: object): Promise<Played> {
  const answer = await fetch(`${capture.baseUrl}/control/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Played;
}

describe('a text that comes in', () => {
  it('reaches the service as a signed form, is kept, and the answer comes back', async () => {
    const capture = await startTestCapture({ now: () => NOW });
    const service = await listenForForms(() => ({ status: 200, body: '<Response/>', contentType: 'text/xml' }));
    const url = `${service.url}/twilio/sms`;
    const played = await play(capture, 'inbound-sms', { url, from: THEIRS, to: OURS, body: 'Is this genuine? 👍' });
    expect(played.answer).toEqual({ reached: true, status: 200, contentType: 'text/xml', body: '<Response/>' });
    const [form] = service.forms;
    expect(form!.params).toEqual({
      ...{ MessageSid: played.sid, SmsSid: played.sid, SmsMessageSid: played.sid, SmsStatus: 'received' },
      ...{ AccountSid: capture.accountSid, From: THEIRS, To: OURS, Body: 'Is this genuine? 👍', NumMedia: '0', NumSegments: '1' },
      ApiVersion: '2010-04-01',
    });
    expect(twilio.validateRequest(capture.authToken, form!.signature, url, form!.params)).toBe(true);
    expect(await askCapture(capture, '/captured/sms?direction=inbound')).toMatchObject({ sms: [{ sid: played.sid, from: THEIRS, direction: 'inbound' }] });
    expect(await askCapture(capture, '/captured/sms')).toMatchObject({ sms: [] });
  });

  it('of STOP blocks that number from then on, a restart included, until START', async () => {
    const dir = await temporaryFolder();
    const service = await listenForForms();
    let capture = await startTestCapture({ dir });
    const send = (from = OURS) => {
      const client = twilio(capture.accountSid, capture.authToken);
      client.api.baseUrl = capture.baseUrl;
      return client.messages.create({ to: THEIRS, from, body: 'x' });
    };
    const text = (body: string) => play(capture, 'inbound-sms', { url: service.url, from: THEIRS, to: OURS, body });
    await text("Don't stop");
    await send();
    await text(' stop ');
    await expect(send()).rejects.toMatchObject({ status: 400, code: 21610 });
    await send('+12025550199'); // another number was not told to stop
    await capture.stop();
    capture = await startTestCapture({ dir });
    await expect(send()).rejects.toMatchObject({ code: 21610 });
    await text('START');
    await send();
  });

  it('that comes twice is kept once, and says so when nobody is there', async () => {
    const capture = await startTestCapture();
    const service = await listenForForms();
    const messageSid = `SM${'b'.repeat(32)}`;
    const sms = { url: service.url, from: THEIRS, to: OURS, body: 'STOP', messagingServiceSid: `MG${'a'.repeat(32)}`, messageSid };
    await play(capture, 'inbound-sms', sms);
    await play(capture, 'inbound-sms', sms);
    expect(service.forms.map(({ params }) => [params['MessageSid'], params['OptOutType']])).toEqual([[messageSid, 'STOP'], [messageSid, 'STOP']]);
    expect(await askCapture(capture, '/captured/counts')).toMatchObject({ sms: { inbound: 1, total: 0 } });
    expect((await play(capture, 'inbound-sms', { ...sms, url: 'http://127.0.0.1:9/' })).answer).toEqual({ reached: false, reason: 'ECONNREFUSED' });
  });
});

describe('a call that comes in', () => {
  it('rings, is answered, and its end is told with its length', async () => {
    const capture = await startTestCapture({ now: () => NOW });
    const service = await listenForForms(({ url }) => (url.endsWith('/voice') ? { status: 200, body: '<Response/>' } : { status: 204 }));
    const call = { url: `${service.url}/voice`, statusUrl: `${service.url}/ended`, from: THEIRS, to: OURS, durationSeconds: 200 };
    const played = await play(capture, 'inbound-call', call);
    expect(played).toMatchObject({ sid: expect.stringMatching(/^CA[0-9a-f]{32}$/), answer: { body: '<Response/>' }, ended: { status: 204 } });
    const common = {
      ...{ CallSid: played.sid, AccountSid: capture.accountSid, From: THEIRS, To: OURS, Caller: THEIRS, Called: OURS },
      ...{ ApiVersion: '2010-04-01', Direction: 'inbound' },
    };
    expect(service.forms.map(({ params }) => params)).toEqual([
      { ...common, CallStatus: 'ringing' },
      {
        ...{ ...common, CallStatus: 'completed', CallDuration: '200', Duration: '4', CallbackSource: 'call-progress-events' },
        ...{ SequenceNumber: '0', Timestamp: 'Sun, 01 Mar 2026 08:03:20 +0000' },
      },
    ]);
    for (const form of service.forms) expect(twilio.validateRequest(capture.authToken, form.signature, form.url, form.params)).toBe(true);
  });

  it('does not keep the caller waiting for an end that comes later', async () => {
    const capture = await startTestCapture();
    const service = await listenForForms();
    const call = { url: `${service.url}/voice`, statusUrl: `${service.url}/ended`, from: THEIRS, to: OURS, endAfterMs: 20, finalStatus: 'no-answer' };
    expect((await play(capture, 'inbound-call', call)).ended).toBeNull();
    await eventually(() => service.forms.length === 2);
    expect(service.forms[1]!.params).toMatchObject({ CallStatus: 'no-answer', CallDuration: '0' });
  });

  it('comes by the hundred over kept connections', async () => {
    const capture = await startTestCapture();
    const service = await listenForForms(() => ({ status: 200, body: '<Response/>' }));
    let connections = 0;
    service.server.on('connection', () => (connections += 1));
    const call = { url: `${service.url}/voice`, from: THEIRS, to: OURS };
    const played = await Promise.all(Array.from({ length: 300 }, () => play(capture, 'inbound-call', call)));
    expect(new Set(played.map(({ sid }) => sid)).size).toBe(300);
    expect(connections).toBeLessThanOrEqual(64);
  });
});
