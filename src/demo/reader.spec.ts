import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Caller } from './callers.js';
import { Chance } from './company/chance.js';
import { answerOf, drawReader, type Reader } from './reader.js';
import { Visits } from './visits.js';

const HOUR = 3_600_000;
const caller = (change: Partial<Caller> = {}): Caller => ({ phone: '+12025550101', affected: true, toldAt: 1_000, calledAt: null, ...change });
const reader = (change: Partial<Reader> = {}): Reader => ({ caller: caller(), readsAfterHours: 1, steps: [0, 2], answers: true, mood: 0.5, ...change });

describe('what a simulated reader answers', () => {
  it.each([
    ['told first', reader(), 'yes'],
    ['called before he was told', reader({ caller: caller({ calledAt: 500 }) }), 'partly'],
    ['called afterwards', reader({ caller: caller({ calledAt: 2_000 }) }), 'yes'],
    ['in the worst mood', reader({ mood: 0.99 }), 'no'],
    ['says nothing', reader({ answers: false }), null],
  ])('who is %s', (_, who, answer) => expect(answerOf(who)).toBe(answer));

  it('is drawn alike in every run', () => {
    const drawn = () => Array.from({ length: 50 }, (() => { const chance = new Chance(5); return () => drawReader(caller(), chance); })());
    expect(drawn()).toEqual(drawn());
    expect(new Set(drawn().map((one) => answerOf(one)))).toEqual(new Set(['yes', 'partly', 'no', null]));
  });
});

describe('visits', () => {
  let server: Server;
  afterEach(() => new Promise((closed) => server.close(closed)));

  const token = 'b'.repeat(27);
  /** Service and capture in one, which keep what they are asked. */
  const doors = async (): Promise<{ visits: Visits; asked: string[] }> => {
    const asked: string[] = [];
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk))).on('end', () => {
        asked.push(`${request.method} ${request.url} ${body}`.trim());
        response.writeHead(request.url!.startsWith('/n/') && request.method === 'POST' ? 303 : 200, { location: '/' }).end(JSON.stringify({ text: `Look at https://shop.example/n/${token}\n` }));
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return { asked, visits: new Visits({ captureUrl: url, serviceUrl: url, number: '+12065550100' }) };
  };

  it('open the page of a mail when its reader comes to it, once, and tick and answer there', async () => {
    const { visits, asked } = await doors();
    const one = reader();
    visits.expect(one, { id: 'm1', to: 'a@mail.example', text: null }, 0);
    visits.expect(one, { id: 'm2', to: 'a@mail.example', text: null }, 0);
    await visits.upTo(HOUR - 1);
    expect(asked).toEqual([]);
    await visits.upTo(HOUR);
    await visits.upTo(2 * HOUR);
    expect(asked).toEqual(['GET /captured/mail/m1', `GET /n/${token}`, `POST /n/${token}/seen`, `POST /n/${token}/steps step=0&step=2`, `POST /n/${token}/answer answer=yes`]);
    expect([visits.opened, visits.failed]).toEqual([1, 0]);
  });

  it('answer a text that asks by text, from the number that it went to', async () => {
    const { visits, asked } = await doors();
    visits.expect(reader(), { id: 's1', to: '+12025550101', text: 'Did this help? Reply YES, PARTLY or NO.' }, 0);
    visits.expect(reader(), { id: 's2', to: '+12025550102', text: 'Nothing is asked here.' }, 0);
    await visits.upTo(HOUR);
    expect(asked).toEqual([expect.stringContaining('POST /control/inbound-sms')]);
    expect(JSON.parse(asked[0]!.slice(asked[0]!.indexOf('{')))).toMatchObject({ from: '+12025550101', to: '+12065550100', body: 'yes' });
    expect([visits.opened, visits.texted]).toEqual([0, 1]);
  });
});
