import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { changeAfter } from '../model/after-answer.js';
import { doorAfter, OPEN } from '../model/door.js';
import { TwilioGateway } from './twilio.gateway.js';

/** From the header to the time at which the message may be tried again: each text is answered 429 with the header in its body. */
describe('Retry-After', () => {
  let server: Server;
  let twilio: TwilioGateway;
  beforeAll(async () => {
    server = createServer((request, reply) => {
      let form = '';
      request.on('data', (chunk) => (form += chunk));
      request.on('end', () => reply.writeHead(429, { 'content-type': 'application/json', 'retry-after': new URLSearchParams(form).get('Body')! }).end('{"code":20429,"message":"slow down","status":429}'));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    twilio = new TwilioGateway({ accountSid: `AC${'0'.repeat(32)}`, authToken: 'token', apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, concurrency: 1 });
  });
  afterAll(async () => {
    await twilio.close();
    server.close();
  });
  const waitMs = async (header: string): Promise<number | null> => {
    const answer = await twilio.send({ from: '+12025550100', to: '+12065550100', body: header, statusCallback: null, validitySeconds: 60 });
    expect(answer).toMatchObject({ kind: 'deferred', slowDown: true, scope: 'account' });
    return changeAfter(answer, 'sms', 1, 0).retryMs;
  };

  it('in seconds is kept', async () => {
    expect(await waitMs('120')).toBe(120_000);
  });

  it('as a date far away is kept until then', async () => {
    const wait = (await waitMs(new Date(Date.now() + 3_600_000).toUTCString()))!;
    expect(wait).toBeGreaterThan(3_500_000);
    expect(wait).toBeLessThanOrEqual(3_600_000);
  });

  it.each(['99999999999999999999', '9'.repeat(400), 'Fri, 31 Dec 9999 23:59:59 GMT'])('%.30s is no time that anybody means: a day, and the door opens a crack within an hour', async (header) => {
    expect(await waitMs(header)).toBe(24 * 3_600_000);
    const answer = await twilio.send({ from: '+12025550100', to: '+12065550100', body: header, statusCallback: null, validitySeconds: 60 });
    expect(doorAfter(OPEN, answer, 0, 0)).toMatchObject({ state: 'shut', until: 3_600_000 });
  });

  it.each(['Thu, 01 Jan 2015 00:00:00 GMT', 'soon'])('%s asks for no time: the usual wait, and never a tight loop', async (header) => {
    expect(await waitMs(header)).toBeGreaterThanOrEqual(1_000);
  });
});
