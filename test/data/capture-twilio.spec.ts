import { afterEach, expect, it } from '@jest/globals';
import type { Capture } from '../../src/capture/capture.js';
import { AT_ONCE, cleanUpCaptures, eventually, listenForForms, startTestCapture } from '../support/capture-fixture.js';
import { onData } from '../support/data-files.js';
import { type Json, TWILIO_SPEC, TwilioContract } from '../support/twilio-contract.js';

afterEach(cleanUpCaptures);

async function contract() {
  const twilio = await TwilioContract.read();
  return (path: string, method: string, status: number) => {
    const faults = twilio.answer(path, method, status);
    return (answer: Json): void => expect(faults(answer)).toEqual([]);
  };
}

async function ask(capture: Capture, path: string, form?: Record<string, string>): Promise<{ status: number; body: Json }> {
  const answer = await fetch(path.startsWith('http') ? path : `${capture.baseUrl}${path}`, {
    method: form ? 'POST' : 'GET',
    headers: { authorization: `Basic ${btoa(`${capture.accountSid}:${capture.authToken}`)}` },
    ...(form && { body: new URLSearchParams(form) }),
  });
  return { status: answer.status, body: (await answer.json()) as Json };
}

const MESSAGES = '/2010-04-01/Accounts/{AccountSid}/Messages.json';
const MESSAGE = '/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json';
const ACCOUNT = '/2010-04-01/Accounts/{Sid}.json';
const TO = '+12025550111';
const plain = { To: TO, From: '+12025550100', Body: 'Hello' };
const service = { To: TO, MessagingServiceSid: `MG${'a'.repeat(32)}`, Body: 'Hello ’ there' };

onData("the stand-in's answers, by Twilio's OpenAPI", [TWILIO_SPEC], () => {
  it.each([
    ['a plain message', plain],
    ['a message of a service', service],
    ['a scheduled message', { ...service, ScheduleType: 'fixed', SendAt: '2999-01-01T00:00:00Z' }],
  ])('create and fetch %s', async (_what, form) => {
    const check = await contract();
    const capture = await startTestCapture();
    const created = await ask(capture, `/2010-04-01/Accounts/${capture.accountSid}/Messages.json`, form);
    expect(created.status).toBe(201);
    check(MESSAGES, 'post', 201)(created.body);
    const fetched = await ask(capture, String(created.body['uri']));
    expect(fetched.status).toBe(200);
    check(MESSAGE, 'get', 200)(fetched.body);
  });

  it.each(['delivered', 'undelivered', 'failed'] as const)('fetch and list a message that ended %s', async (status) => {
    const check = await contract();
    const capture = await startTestCapture();
    const fault = status === 'delivered' ? undefined : ({ kind: 'outcome', status, errorCode: 30005 } as const);
    capture.setTwilioPolicy(({ stage }) => (stage === 'outcome' ? fault : undefined), AT_ONCE);
    const messages = `/2010-04-01/Accounts/${capture.accountSid}/Messages.json`;
    const { body } = await ask(capture, messages, service);
    const ended = await eventually(() => ask(capture, String(body['uri'])), ({ body: now }) => now['status'] === status);
    check(MESSAGE, 'get', 200)(ended.body);
    await ask(capture, messages, plain);
    await ask(capture, messages, plain);
    const list = check(MESSAGES, 'get', 200);
    const seen: unknown[] = [];
    for (let uri: string | null = `${messages}?To=${encodeURIComponent(TO)}&PageSize=2`; uri; ) {
      const page: { status: number; body: Json } = await ask(capture, uri);
      expect(page.status).toBe(200);
      list(page.body);
      seen.push(...(page.body['messages'] as unknown[]));
      uri = page.body['next_page_uri'] as string | null;
    }
    expect(seen).toHaveLength(3);
    list((await ask(capture, `${messages}?To=%2B12025550999`)).body);
  });

  it('cancel a scheduled message', async () => {
    const check = await contract();
    const capture = await startTestCapture();
    const form = { ...service, ScheduleType: 'fixed', SendAt: '2999-01-01T00:00:00Z' };
    const { body } = await ask(capture, `/2010-04-01/Accounts/${capture.accountSid}/Messages.json`, form);
    const cancelled = await ask(capture, String(body['uri']), { Status: 'canceled' });
    expect(cancelled).toMatchObject({ status: 200, body: { status: 'canceled' } });
    check(MESSAGE, 'post', 200)(cancelled.body);
  });

  it('fetch a message that came in', async () => {
    const check = await contract();
    const capture = await startTestCapture();
    const { url } = await listenForForms();
    const played = await fetch(`${capture.baseUrl}/control/inbound-sms`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ url, from: TO, to: '+12025550100', body: 'STOP' }),
    });
    const { sid } = (await played.json()) as { sid: string };
    const { body } = await ask(capture, `/2010-04-01/Accounts/${capture.accountSid}/Messages/${sid}.json`);
    check(MESSAGE, 'get', 200)(body);
    expect(body).toMatchObject({ direction: 'inbound', status: 'received' });
  });

  it('are judged: an answer with a status, a number or a name that is not described fails', async () => {
    const check = (await contract())(MESSAGES, 'post', 201);
    const capture = await startTestCapture();
    const { body } = await ask(capture, `/2010-04-01/Accounts/${capture.accountSid}/Messages.json`, plain);
    for (const wrong of [{ status: 'gone' }, { num_segments: 1 }, { sid: 'SM1' }, { extra: 1 }, { error_code: '30005' }]) {
      expect(() => check({ ...body, ...wrong })).toThrow();
    }
  });

  it('fetch the account', async () => {
    const check = await contract();
    const capture = await startTestCapture();
    const { status, body } = await ask(capture, `/2010-04-01/Accounts/${capture.accountSid}.json`);
    expect(status).toBe(200);
    check(ACCOUNT, 'get', 200)(body);
  });
});
