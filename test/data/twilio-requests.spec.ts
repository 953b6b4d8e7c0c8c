import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Capture } from '../../src/capture/capture.js';
import { TwilioGateway } from '../../src/deliver/gateway/twilio.gateway.js';
import { cleanUpCaptures, startTestCapture } from '../support/capture-fixture.js';
import { onData } from '../support/data-files.js';
import { TWILIO_SPEC, TwilioContract, type WireRequest } from '../support/twilio-contract.js';

const SMS = { from: '+12025550100', to: '+12025550111', body: 'Hello ’ & = + there', statusCallback: 'https://firstword.example/webhooks/twilio/status?m=41&a=1', validitySeconds: 36_000 };

/** Stands between the gateway and the stand-in, and keeps what passes. */
async function listenBetween(target: string, seen: WireRequest[]): Promise<Server> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      const [body, { method = '', url = '', headers }] = [Buffer.concat(chunks).toString(), request];
      seen.push({ method, url, headers: headers as WireRequest['headers'], body });
      const onwards = { method, headers: { authorization: headers.authorization ?? '', 'content-type': headers['content-type'] ?? 'application/x-www-form-urlencoded' } };
      void fetch(target + url, { ...onwards, ...(body !== '' && { body }) }).then(async (answer) => response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text()));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return server;
}

onData("what is asked of Twilio, by Twilio's OpenAPI", [TWILIO_SPEC], () => {
  const seen: WireRequest[] = [];
  let [contract, capture, server, gateway]: [TwilioContract, Capture, Server, TwilioGateway] = [] as never;
  beforeAll(async () => {
    contract = await TwilioContract.read();
    capture = await startTestCapture();
    server = await listenBetween(capture.baseUrl, seen);
    const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    gateway = new TwilioGateway({ accountSid: capture.accountSid, authToken: capture.authToken, apiUrl, concurrency: 2 });
  });
  afterAll(async () => {
    await gateway.close();
    server.close();
    server.closeAllConnections();
    await cleanUpCaptures();
  });

  /** Does it, and judges each request that it makes. */
  async function judged<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    seen.length = 0;
    const answer = await work();
    expect(seen.length).toBeGreaterThan(0);
    for (const request of seen) expect({ request: `${request.method} ${request.url}`, faults: contract.request(request) }).toEqual({ request: expect.any(String), faults: [] });
    return answer;
  }

  it.each([
    ['from a number', SMS],
    ['from a Messaging Service, without a callback', { ...SMS, from: `MG${'a'.repeat(32)}`, statusCallback: null }],
    ['valid for a second', { ...SMS, validitySeconds: 1 }],
    ['with an empty line, an emoji and 1,600 characters', { ...SMS, body: `\n\n🙂${'x'.repeat(1_595)}` }],
  ])('a text %s', async (_what, sms) => {
    expect(await judged(() => gateway.send(sms))).toMatchObject({ kind: 'accepted' });
    expect(new URLSearchParams(seen[0]!.body).get('Body')).toBe(sms.body);
  });

  it('what was sent to a number, page by page', async () => {
    expect(await judged(() => gateway.sentTo(SMS.to))).toHaveLength(4);
  });

  it('what became of a text, and of one that is not there', async () => {
    const { providerId } = (await gateway.send(SMS)) as { providerId: string };
    expect(await judged(() => gateway.statusOf(providerId))).toMatchObject({ kind: 'status' });
    expect(await judged(() => gateway.statusOf(`SM${'0'.repeat(32)}`))).toEqual({ kind: 'gone' });
  });

  it('the account, before the first text', async () => {
    expect(await judged(() => gateway.selfCheck())).toBeNull();
  });

  it('is judged: what is not described is a fault', async () => {
    await gateway.send(SMS);
    const good = seen.at(-1)!;
    const form = (change: (form: URLSearchParams) => void): WireRequest => {
      const params = new URLSearchParams(good.body);
      change(params);
      return { ...good, body: params.toString() };
    };
    const wrong: WireRequest[] = [
      form((params) => params.delete('To')), form((params) => params.set('ValidityPeriod', 'soon')), form((params) => params.set('ValidityPeriod', '36001')),
      form((params) => params.set('SmartEncoded', 'maybe')), form((params) => params.set('MessagingServiceSid', 'MG1')), form((params) => params.set('IdempotencyKey', 'x')),
      { ...good, method: 'PUT' }, { ...good, url: good.url.replace('Messages', 'Texts') }, { ...good, url: good.url.replace(/AC[0-9a-f]+/, 'AC1') },
      { ...good, headers: {} }, { ...good, headers: { ...good.headers, 'content-type': 'application/json' } }, { ...good, method: 'GET', url: `${good.url}?Status=sent`, body: '' },
    ];
    expect(contract.request(good)).toEqual([]);
    for (const request of wrong) expect(contract.request(request)).not.toEqual([]);
  });
});
