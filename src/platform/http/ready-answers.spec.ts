import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, Header } from '@nestjs/common';
import { testApp, type TestApp } from '../../../test/support/app.js';
import { eventually } from '../../../test/support/capture-fixture.js';
import { Public } from '../auth/access.js';
import { isKnown, type ReadyAnswer, ReadyAnswers } from './ready-answers.js';
import { InFlight } from './in-flight.js';

const SAID = '<!doctype html><p>Qué pasó: someone copied card data</p>';
const ETAG = `"${createHash('sha256').update(SAID).digest('base64url')}"`;
const HEADERS = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'public, max-age=30', etag: ETAG };

/** What the route would say, for whoever gets that far. */
@Public()
@Controller('probe')
class ProbeController {
  @Get('page')
  @Header('content-type', HEADERS['content-type'])
  @Header('cache-control', HEADERS['cache-control'])
  @Header('etag', HEADERS.etag)
  page(): string {
    return SAID;
  }
}

const lines: string[] = [];
let test: TestApp;
let url: string;
let answers: number;

beforeAll(async () => {
  test = await testApp({ controllers: [ProbeController], logLines: lines });
  const ready: ReadyAnswer = { body: Buffer.from(SAID), headers: HEADERS };
  answers = 0;
  test.app.get(ReadyAnswers).offer('/probe/page', (asked) => (asked.split('?', 1)[0] === '/probe/page' ? ((answers += 1), ready) : undefined));
  url = await test.url();
});
afterAll(() => test.close());

async function answerOf(path: string, init: RequestInit = {}) {
  const before = answers;
  const answer = await fetch(`${url}${path}`, init);
  return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text(), withoutRoute: answers > before };
}
const ownOf = ({ date: _date, 'x-request-id': _id, ...others }: Record<string, unknown>) => others;

describe('an answer that is ready', () => {
  it('is what the route says, header for header', async () => {
    const [ready, routed] = [await answerOf('/probe/page'), await test.send('GET', '/probe/page', null)];
    expect([ready.status, ready.body, ready.withoutRoute]).toEqual([200, SAID, true]);
    expect([routed.statusCode, routed.body]).toEqual([200, SAID]);
    const { connection: _connection, 'keep-alive': _keep, ...headers } = ownOf(ready.headers);
    const { connection: _other, ...said } = ownOf(routed.headers);
    expect(headers).toEqual({ ...said, 'content-length': String(Buffer.byteLength(SAID)) });
    expect(headers['content-security-policy']).toContain(`default-src 'none'`);
  });

  it('has an id, which its line in the log has too', async () => {
    const { headers } = await answerOf('/probe/page?lang=es');
    const line = await eventually(() => lines.map((one) => JSON.parse(one) as Record<string, unknown>).find(({ request }) => request === headers['x-request-id']), (found) => found !== undefined);
    expect(line).toMatchObject({ event: 'http.answered', method: 'GET', route: '/probe/page', status: 200, ms: expect.any(Number) });
    expect((await answerOf('/probe/page')).headers['x-request-id']).not.toBe(headers['x-request-id']);
  });

  it('is not sent again to whoever has it', async () => {
    const known = await answerOf('/probe/page', { headers: { 'if-none-match': `W/${ETAG}` } });
    expect([known.status, known.body, known.headers['etag'], known.headers['content-length']]).toEqual([304, '', ETAG, undefined]);
    expect((await answerOf('/probe/page', { headers: { 'if-none-match': '"another"' } })).status).toBe(200);
  });

  it('stands aside for every other method and address', async () => {
    expect(await answerOf('/probe/page', { method: 'HEAD' })).toMatchObject({ status: 200, body: '', withoutRoute: false });
    expect(await answerOf('/probe/page', { method: 'DELETE' })).toMatchObject({ status: 405, withoutRoute: false });
    expect(await answerOf('/probe/pages')).toMatchObject({ status: 404, withoutRoute: false });
  });

  it('goes to everybody who asks at once, in the order in which one connection asked', async () => {
    const asked = `GET /probe/page HTTP/1.1\r\nHost: x\r\n\r\n`;
    const sockets = await Promise.all(Array.from({ length: 20 }, () => dialled()));
    const all = await Promise.all(sockets.map((socket) => heard(socket, asked + asked.replace('page', 'none') + asked, 3)));
    for (const statuses of all) expect(statuses).toEqual([200, 404, 200]);
    for (const socket of sockets) socket.destroy();
  });

  it('that its reader does not fetch is under way as any other, until he is gone', async () => {
    const other = await testApp();
    const body = Buffer.alloc(64 * 1024 * 1024, 'x');
    other.app.get(ReadyAnswers).offer('/probe/large', (asked) => (asked === '/probe/large' ? { body, headers: HEADERS } : undefined));
    const socket = await dialled(await other.url());
    socket.pause();
    socket.write('GET /probe/large HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(socket, 'readable');
    expect(await other.app.get(InFlight).drained(100)).toBe(1);
    socket.destroy();
    expect(await other.app.get(InFlight).drained(30_000)).toBe(0);
    await other.close();
  });
});

it('a process that only sends serves none', async () => {
  const worker = await testApp({ environment: { ROLE: 'worker' } });
  worker.app.get(ReadyAnswers).offer('/probe/page', () => ({ body: Buffer.from(SAID), headers: HEADERS }));
  expect((await fetch(`${await worker.url()}/probe/page`)).status).toBe(404);
  await worker.close();
});

it.each([
  [undefined, false], ['"a"', true], ['W/"a"', true], ['"b", W/"a"', true], ['*', true], ['"b"', false], ['a', false], ['', false],
])('who says %p has "a": %p', (seen, known) => {
  expect(isKnown(seen, '"a"')).toBe(known);
});

async function dialled(to = url): Promise<Socket> {
  const socket = connect(Number(new URL(to).port), '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

/** @returns the statuses of as many answers. */
async function heard(socket: Socket, asked: string, count: number): Promise<number[]> {
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  socket.write(asked);
  return eventually(() => [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status)), (statuses) => statuses.length >= count);
}
