import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Body, Controller, Header, HttpCode, Post, Req, Res, StreamableFile } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { DomainError } from '../../kernel/domain-error.js';
import { Public } from '../auth/access.js';
import { type Client, testApp, type TestApp } from '../../../test/support/app.js';
import { IdempotencyRecords } from './idempotency.records.js';

let runs = 0;
let release = (): void => undefined;
let begun = (): void => undefined;

@Controller('probe')
class ProbeController {
  @Post('create')
  @Header('location', '/probe/1')
  create(@Body() body: { note?: string }) {
    return { run: ++runs, note: body?.note ?? null };
  }

  @Post('slow')
  async slow() {
    begun();
    await new Promise<void>((go) => (release = go));
    return { run: ++runs };
  }

  @Post('refuse')
  refuse() {
    throw new DomainError('conflict', 'busy', `Run ${++runs}.`);
  }

  @Post('fail')
  fail() {
    throw new Error(`run ${++runs}`);
  }

  @Post('empty')
  @HttpCode(204)
  empty() {
    runs++;
  }

  @Post('form')
  form(@Res() reply: FastifyReply) {
    runs++;
    reply.redirect('/probe/done', 303);
  }

  @Post('upload')
  async upload(@Req() request: FastifyRequest) {
    runs++;
    return { length: (await text(request.body as NodeJS.ReadableStream)).length };
  }

  @Post('download')
  download() {
    return new StreamableFile(Buffer.from(`run ${++runs}`));
  }

  @Public()
  @Post('open')
  open() {
    return { run: ++runs };
  }
}

describe('a request with an Idempotency-Key', () => {
  const logLines: string[] = [];
  let test: TestApp;
  let client: Client;
  let other: Client;
  beforeAll(async () => {
    test = await testApp({ controllers: [ProbeController], logLines });
    const person = await test.person('author');
    [client, other] = await Promise.all([test.key(person), test.key(person)]);
  });
  afterAll(() => test.close());
  beforeEach(() => {
    runs = 0;
  });

  const post = (url: string, key: string, body: unknown = {}, as = client) => test.send('POST', url, as, body, { 'idempotency-key': key });
  const kept = async (key: string) => (await test.database.db.query('select 1 from idempotency_record where key = $1', [key])).length;

  it('runs once and is answered the same, headers included', async () => {
    const key = randomUUID();
    const [first, second] = [await post('/probe/create', key, { note: 'a' }), await post('/probe/create', key, { note: 'a' })];
    expect([first.statusCode, first.json(), first.headers['location'], first.headers['idempotent-replayed']]).toEqual([201, { run: 1, note: 'a' }, '/probe/1', undefined]);
    expect([second.statusCode, second.body, second.headers['location'], second.headers['idempotent-replayed'], second.headers['content-type']]).toEqual([201, first.body, '/probe/1', 'true', first.headers['content-type']]);
    expect(logLines.filter((line) => line.includes('http.failed'))).toEqual([]);
  });

  it('leaves nothing to read of what was asked and answered', async () => {
    const key = randomUUID();
    await post('/probe/create', key, { note: 'a secret' });
    const [row] = await test.database.db.query('select * from idempotency_record where key = $1', [key]);
    expect(JSON.stringify(row)).not.toContain('secret');
    expect((await post('/probe/create', key, { note: 'a secret' })).json()).toMatchObject({ note: 'a secret' });
  });

  it('runs in one of ten that come at once; the others hear that it runs, or its answer', async () => {
    const key = randomUUID();
    const waiting = new Promise<void>((told) => (begun = told));
    const answers = Array.from({ length: 10 }, () => post('/probe/slow', key));
    await waiting;
    const early = await post('/probe/slow', key);
    expect(early.json()).toMatchObject({ status: 409, code: 'request-running' });
    release();
    const statuses = (await Promise.all(answers)).map((answer) => (answer.headers['idempotent-replayed'] ? 'replayed' : answer.statusCode));
    expect(runs).toBe(1);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.every((status) => status === 201 || status === 409 || status === 'replayed')).toBe(true);
    expect((await post('/probe/slow', key)).json()).toEqual({ run: 1 });
  });

  it('is refused where the key was for something else', async () => {
    const key = randomUUID();
    await post('/probe/create', key, { note: 'a' });
    for (const [url, body] of [['/probe/create', { note: 'b' }], ['/probe/create?x=1', { note: 'a' }], ['/probe/empty', { note: 'a' }]] as const) {
      expect((await post(url, key, body)).json()).toMatchObject({ status: 422, code: 'idempotency-key-reused' });
    }
    expect(runs).toBe(1);
  });

  it('is the same whatever the order of the keys in its body', async () => {
    const key = randomUUID();
    await post('/probe/create', key, { note: 'a', b: 1 });
    expect((await post('/probe/create', key, { b: 1, note: 'a' })).headers['idempotent-replayed']).toBe('true');
  });

  it('is another one when someone else sends it', async () => {
    const key = randomUUID();
    await post('/probe/create', key);
    expect((await post('/probe/create', key, {}, other)).json()).toMatchObject({ run: 2 });
  });

  it('is refused again where it was refused, and tried again where we failed', async () => {
    const [refused, failed] = [randomUUID(), randomUUID()];
    const [first, second] = [await post('/probe/refuse', refused), await post('/probe/refuse', refused)];
    expect([first.statusCode, second.body]).toEqual([409, first.body]);
    await post('/probe/fail', failed);
    expect(await kept(failed)).toBe(0);
    expect((await post('/probe/fail', failed)).statusCode).toBe(500);
    expect(runs).toBe(3);
  });

  it.each([['/probe/empty', 204], ['/probe/form', 303]])('%s is answered again though it has no body', async (url, status) => {
    const key = randomUUID();
    const [first, second] = [await post(url, key), await post(url, key)];
    expect([first.statusCode, second.statusCode, second.headers['location'], second.body]).toEqual([status, status, first.headers['location'], '']);
    expect(runs).toBe(1);
  });

  it('that uploads a stream is known by its length, and by its digest where it has one', async () => {
    const key = randomUUID();
    const upload = (payload: string, headers = {}) =>
      test.app.inject({ method: 'POST', url: '/probe/upload', payload, headers: { ...client.headers, 'content-type': 'text/csv', 'idempotency-key': key, ...headers } });
    expect((await upload('a,b\n')).json()).toEqual({ length: 4 });
    expect((await upload('a,b\n')).headers['idempotent-replayed']).toBe('true');
    expect((await upload('a,b\n1,2\n')).json()).toMatchObject({ code: 'idempotency-key-reused' });
    expect((await upload('a,b\n', { 'content-digest': 'sha-256=:x:' })).json()).toMatchObject({ code: 'idempotency-key-reused' });
    expect(runs).toBe(1);
  });

  it('whose answer is a stream is not kept', async () => {
    const key = randomUUID();
    expect([(await post('/probe/download', key)).body, (await post('/probe/download', key)).body]).toEqual(['run 1', 'run 2']);
  });

  it('runs each time on an open door: there is nobody whose key it is', async () => {
    const key = randomUUID();
    expect([(await post('/probe/open', key, {}, { headers: {} })).json(), (await post('/probe/open', key, {}, { headers: {} })).json()]).toEqual([{ run: 1 }, { run: 2 }]);
  });

  it.each([['', 400], ['has a space', 400], ['x'.repeat(201), 400]])('with the key "%s" is %i', async (key, status) => {
    expect((await post('/probe/create', key)).statusCode).toBe(status);
    expect(runs).toBe(0);
  });

  it('is forgotten after 24 hours, swept or not', async () => {
    const [swept, old] = [randomUUID(), randomUUID()];
    await post('/probe/create', swept);
    await post('/probe/create', old);
    const age = (key: string) => test.database.db.query(`update idempotency_record set created_at = now() - interval '25 hours' where key = $1`, [key]);
    await age(old);
    expect((await post('/probe/create', old, { note: 'new' })).json()).toMatchObject({ run: 3, note: 'new' });
    await age(swept);
    expect(await test.app.get(IdempotencyRecords).expire()).toBe(1);
    expect([await kept(swept), await kept(old)]).toEqual([0, 1]);
  });
});
