import { request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Client, testApp, type TestApp } from '../../../test/support/app.js';
import { TEST_SEALING } from '../../../test/support/test-sealing.js';
import { AllowRoles, Public } from '../auth/access.js';

const order = z.object({ title: z.string().min(1), lines: z.array(z.object({ count: z.int().min(1) })).min(1) });
const page = z.object({ limit: z.coerce.number().int().min(1).max(100).default(50) });

/** Somebody's address, as it lies in a copy of the database. */
const SEALED = TEST_SEALING.address('jo@shop.example', 'C1').replace(/@.*/, '');

@Controller()
class ProbeController {
  @Public()
  @Post('probe/order')
  order(@Body({ schema: order }) body: z.output<typeof order>) {
    return { lines: body.lines.length };
  }

  @Public()
  @Get('probe/list')
  list(@Query({ schema: page }) { limit }: z.output<typeof page>) {
    return { limit };
  }

  @Public()
  @Get('probe/one/:id')
  one(@Param('id', { schema: z.uuid() }) id: string) {
    return { id };
  }

  @Public()
  @Get('probe/fault')
  fault(): never {
    throw new Error('card 4111 of jo@shop.example');
  }

  @Public()
  @Post('probe/stream')
  async stream(@Req() request: FastifyRequest) {
    return { text: await text(request.body as NodeJS.ReadableStream) };
  }

  @Public()
  @Post('probe/form')
  form(@Body() body: unknown) {
    return body;
  }

  @Public()
  @Post('probe/files')
  async files(@Req() request: FastifyRequest) {
    const found: unknown[] = [];
    for await (const part of request.parts()) {
      found.push(part.type === 'file' ? [part.fieldname, part.filename, await text(part.file)] : [part.fieldname, part.value]);
    }
    return found;
  }

  @AllowRoles('approver')
  @Get('probe/approvers')
  approvers() {
    return {};
  }

  @Get('probe/page')
  page() {
    return '<p>hello</p>';
  }
}

describe('answers', () => {
  const logLines: string[] = [];
  let test: TestApp;
  let agent: Client;
  beforeAll(async () => {
    test = await testApp({ controllers: [ProbeController], logLines });
    agent = await test.key(await test.person('agent'));
  });
  afterAll(() => test.close());

  it('name each thing that is wrong with a body, with its path', async () => {
    const answer = await test.send('POST', '/probe/order', null, { title: '', lines: [{ count: 1 }, { count: 0 }] });
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.json()).toMatchObject({
      status: 422, code: 'request-invalid', detail: 'title must not be empty. lines[1].count must be at least 1.',
      errors: [{ path: 'title', message: 'must not be empty' }, { path: 'lines[1].count', message: 'must be at least 1' }],
    });
    expect(answer.json<{ instance: string }>().instance).toBe(`urn:uuid:${String(answer.headers['x-request-id'])}`);
  });

  it.each([
    ['a body that is no JSON', { payload: '{"title":', headers: { 'content-type': 'application/json' } }, 400, 'body-not-json'],
    ['a body that would change prototypes', { payload: '{"__proto__":{"x":1}}', headers: { 'content-type': 'application/json' } }, 400, 'body-not-json'],
    ['a body of an unknown kind', { payload: 'x', headers: { 'content-type': 'text/plain' } }, 415, 'media-type-unknown'],
    ['a body over 1 MiB', { payload: { title: 'x'.repeat(1024 * 1024) } }, 413, 'body-too-large'],
    ['no body at all', {}, 422, 'request-invalid'],
  ])('to %s', async (_, options, status, code) => {
    const answer = await test.app.inject({ method: 'POST', url: '/probe/order', ...options });
    expect(answer.json()).toMatchObject({ status, code });
    expect(answer.statusCode).toBe(status);
  });

  it.each([
    ['a body', { method: 'POST', url: '/probe/order', payload: { title: ` ${SEALED}`, lines: [] } }],
    ['a name in a body', { method: 'POST', url: '/probe/order', payload: { title: 'x', lines: [{ [SEALED]: 1 }] } }],
    ['a form', { method: 'POST', url: '/probe/form', payload: `words=one%0A${SEALED.toUpperCase()}`, headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
    ['a query', { method: 'GET', url: `/probe/list?limit=${SEALED}` }],
    ['a path', { method: 'GET', url: `/probe/one/${SEALED}` }],
  ] as const)('refuse %s in which something looks like a value that is kept sealed', async (_, request) => {
    expect((await test.app.inject(request)).json()).toMatchObject({ status: 422, code: 'text-like-sealed' });
  });

  it.each([
    ['a sign that steers a terminal', '\u001b[2J', 422],
    ['half of a sign', '\ud800', 422],
    ['lines and tabs', 'one\r\n\ttwo\v\fthree', 201],
    ['a sign of two halves, and joined ones', '\ud83d\ude00 👩\u200d👩 \u200f', 201],
  ] as const)('of a body with %s', async (_, title, status) => {
    const answer = await test.send('POST', '/probe/order', null, { title, lines: [{ count: 1 }] });
    expect([answer.statusCode, answer.json<{ code?: string }>().code]).toEqual([status, status === 422 ? 'text-with-control' : undefined]);
  });

  it.each([
    ['GET', '/probe/list?limit=1000', 422, 'request-invalid'],
    ['GET', '/probe/one/not-an-id', 404, 'not-found'],
    ['GET', '/no/such/page', 404, 'not-found'],
    ['PUT', '/probe/order', 405, 'method-not-allowed'],
    ['GET', '/probe/approvers', 403, 'role-missing'],
    ['GET', '/probe/list?limit=%E0%A4%A', 422, 'request-invalid'],
    ['GET', '/probe/one/%E0%A4%A', 400, 'address-broken'],
    ['GET', `/probe/one/${'x'.repeat(501)}`, 414, 'address-broken'],
  ] as const)('%s %s: %i %s', async (method, url, status, code) => {
    expect((await test.send(method, url, agent)).json()).toMatchObject({ status, code });
  });

  it('of a wrong method name the right ones', async () => {
    expect((await test.send('PUT', '/probe/order', agent)).headers['allow']).toBe('POST');
  });

  it('of a fault say nothing but its id, under which the log has it once, without addresses', async () => {
    const answer = await test.send('GET', '/probe/fault', null);
    const { instance } = answer.json<{ instance: string }>();
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toMatch(/4111|jo@/);
    const logged = logLines.filter((line) => line.includes('http.failed') && line.includes(instance.replace('urn:uuid:', '')));
    expect(logged).toHaveLength(1);
    expect(JSON.parse(logged[0]!)).toMatchObject({ level: 50, route: '/probe/fault', error: { message: 'card 4111 of [address]' } });
  });

  it('of problems are pages to a browser, and a way to the sign-in page where it must sign in', async () => {
    const accept = { accept: 'text/html,application/xhtml+xml' };
    const lost = await test.send('GET', '/no/such/page?x=<script>', null, undefined, accept);
    expect([lost.statusCode, lost.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
    const shut = await test.send('GET', '/probe/page?a=1&b=2', null, undefined, accept);
    expect([shut.statusCode, shut.headers['location']]).toEqual([303, '/sign-in?next=%2Fprobe%2Fpage%3Fa%3D1%26b%3D2']);
    const api = await test.send('GET', '/api/v1/me', null, undefined, accept);
    expect([api.statusCode, api.headers['www-authenticate']]).toEqual([401, 'Bearer realm="firstword"']);
  });

  it('let nothing run in a page but what we serve as a file', async () => {
    const { headers } = await test.send('GET', '/health/live', null);
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(headers['strict-transport-security']).toBeUndefined();
    expect(headers['x-content-type-options']).toBe('nosniff');
  });
});

describe('bodies', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await testApp({ controllers: [ProbeController], surroundings: { publicUrl: 'https://firstword.test' } });
  });
  afterAll(() => test.close());

  it.each(['text/csv', 'text/csv; charset=utf-8', 'application/x-ndjson'])('of %s arrive as the stream that they are', async (type) => {
    const answer = await test.app.inject({ method: 'POST', url: '/probe/stream', headers: { 'content-type': type }, payload: 'a,b\n1,2\n' });
    expect(answer.json()).toEqual({ text: 'a,b\n1,2\n' });
  });

  it('that are cut off while they are read break the reading, and leave the service alive', async () => {
    const url = new URL('/probe/stream', await test.url());
    await new Promise<void>((done) => {
      const upload = httpRequest(url, { method: 'POST', headers: { 'content-type': 'text/csv', 'content-length': '1000' } });
      upload.on('error', () => done());
      upload.write('a,b\n');
      setTimeout(() => upload.destroy(), 50);
    });
    expect((await fetch(new URL('/health/ready', url))).status).toBe(200);
  });

  it('of forms keep every value of a repeated key', async () => {
    const answer = await test.app.inject({ method: 'POST', url: '/probe/form', headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: 'a=1&b=2&a=3&empty=&plus=a+b' });
    expect(answer.json()).toEqual({ a: ['1', '3'], b: '2', empty: '', plus: 'a b' });
  });

  it('of forms with files give each part', async () => {
    const form = new FormData();
    form.append('name', 'list');
    form.append('file', new Blob(['ref\nA1\n'], { type: 'text/csv' }), 'list.csv');
    const answer = await fetch(new URL('/probe/files', await test.url()), { method: 'POST', body: form });
    expect(await answer.json()).toEqual([['name', 'list'], ['file', 'list.csv', 'ref\nA1\n']]);
  });

  it('are refused beyond their limits: an upload before a byte of it is read, a form for its files, its fields or the length of one', async () => {
    const url = new URL('/probe/stream', await test.url());
    const refused = await new Promise<number | undefined>((answered, failed) => {
      const upload = httpRequest(url, { method: 'POST', headers: { 'content-type': 'text/csv', 'content-length': String(5 * 1024 ** 3) } }, ({ statusCode }) => (upload.destroy(), answered(statusCode)));
      upload.on('error', failed).flushHeaders();
    });
    expect(refused).toBe(413);
    const form = (fill: (form: FormData) => void) => {
      const data = new FormData();
      fill(data);
      return fetch(new URL('/probe/files', url), { method: 'POST', body: data });
    };
    const many = [
      await form((data) => Array.from({ length: 5 }, (_, no) => data.append(`file${no}`, new Blob(['x']), `${no}.csv`))),
      await form((data) => Array.from({ length: 51 }, (_, no) => data.append(`field${no}`, 'x'))),
    ];
    expect(await Promise.all(many.map(async (answer) => [answer.status, ((await answer.json()) as { code: string }).code]))).toEqual([[413, 'too-many-files'], [413, 'too-many-fields']]);
  });

  it('may be empty where they say that they are JSON', async () => {
    const answer = await test.app.inject({ method: 'POST', url: '/probe/form', headers: { 'content-type': 'application/json' }, payload: '' });
    expect(answer.statusCode).toBe(201);
  });

  it('are answered with a year of https where the service is reached by https', async () => {
    const { headers } = await test.send('GET', '/health/live', null);
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
    expect(headers['content-security-policy']).toContain('upgrade-insecure-requests');
  });
});

describe('a worker', () => {
  it('answers for its health and for nothing else', async () => {
    const test = await testApp({ environment: { ROLE: 'worker' } });
    const status = async (url: string) => (await test.send('GET', url, null)).statusCode;
    expect([await status('/health/ready'), await status('/api/openapi.json'), await status('/api/v1/me')]).toEqual([200, 404, 404]);
    await test.close();
  });
});
