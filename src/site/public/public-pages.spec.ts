import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type HttpAdapterHost } from '@nestjs/core';
import { fastify } from 'fastify';
import { testApp, type TestApp } from '../../../test/support/app.js';
import { DeliverBuilder, type NoticeSeed } from '../../../test/support/deliver.builder.js';
import { deliverParts } from '../../../test/support/deliver.parts.js';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../../../test/support/deliver-ports.js';
import { type NoticeId } from '../../kernel/ids.js';
import { Transactions } from '../../platform/database/transactions.js';
import { ReadyAnswers } from '../../platform/http/ready-answers.js';
import { PublicFiles } from './public-files.js';
import { PublicPublisher } from './public-publisher.js';

const SAID = 'someone copied card data at the tills';
let test: TestApp;
let folder: string;
let builder: DeliverBuilder;
let begin: () => Promise<unknown>;

const rows = <Row>(sql: string, parameters: readonly unknown[] = []) => test.database.db.query<Row>(sql, [...parameters]);
const look = () => test.app.get(PublicPublisher).look();
const get = (path: string, headers: Record<string, string> = {}) => test.send('GET', path, null, undefined, headers);
/** Approved, and told from then on. */
async function told(openedAt: string, seed: Partial<NoticeSeed> = {}): Promise<NoticeId> {
  const id = await builder.notice({ members: 1, approvedAt: new Date('2026-03-16T10:00:00Z'), ...seed, policies: { publicPage: true, ...seed.policies } });
  await begin();
  await rows('update wave set opened_at = $2 where notice_id = $1', [id, openedAt]);
  return id;
}
const referenceOf = async (id: NoticeId): Promise<string> => (await rows<{ reference: string }>(`select incident->>'reference' as reference from notice where id = $1`, [id]))[0]!.reference;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'firstword-public-'));
  test = await testApp({ now: new Date('2026-03-16T10:00:00Z'), environment: { FIRSTWORD_HOME: folder } });
  const transactions = new Transactions(test.database.dataSource);
  builder = new DeliverBuilder(test.database.db, transactions);
  const parts = deliverParts({ db: test.database.db, transactions, clock: test.clock, email: new EmailGatewayOfTest(), sms: new SmsGatewayOfTest() });
  begin = () => parts.begin();
});
afterAll(async () => {
  await test.close();
  await rm(folder, { recursive: true, force: true });
});

describe('the public pages', () => {
  it('say that there is nothing while there is nothing, in each language', async () => {
    await look();
    expect((await get('/status')).body).toContain('There is nothing to read here at the moment.');
    expect((await get('/status/es/')).body).toContain('Ahora no hay nada que leer aquí.');
    expect((await get('/status/en/feed.atom')).headers['content-type']).toBe('application/atom+xml; charset=utf-8');
    for (const path of ['/status/fr/', '/status/en/INC-9999.html', '/status/../public', '/status/%2e%2e/%2e%2e/etc/passwd']) expect([path, (await get(path)).statusCode]).toEqual([path, 404]);
  });

  it('show what was signed, once the first of the people are told and not before, and only where the plan says so', async () => {
    const quiet = await told('2026-03-16T10:05:00Z', { policies: { publicPage: false } });
    const open = await builder.notice({ members: 1, policies: { publicPage: true }, approvedAt: new Date('2026-03-16T10:00:00Z') });
    await begin();
    const page = `/status/en/${await referenceOf(open)}.html`;
    await rows('update wave set opened_at = null where notice_id = $1', [open]);
    await look();
    expect((await get(page)).statusCode).toBe(404);
    await rows(`update wave set opened_at = '2026-03-16T10:10:00Z' where notice_id = $1`, [open]);
    await look();
    const shown = await get(page);
    expect([shown.statusCode, shown.headers['cache-control'], shown.headers['set-cookie']]).toEqual([200, expect.stringContaining('public, max-age=30'), undefined]);
    expect(shown.body).toContain(SAID);
    expect((await get(page, { 'if-none-match': shown.headers.etag as string })).statusCode).toBe(304);
    expect((await get('/status/en')).body).toContain(page);
    expect((await get('/status/en/feed.atom')).body).toContain(`<id>urn:uuid:${open}</id>`);
    expect((await get(`/status/en/${await referenceOf(quiet)}.html`)).statusCode).toBe(404);
    // On the disk it is the same, byte for byte.
    expect(await readFile(join(folder, 'public', page), 'utf8')).toBe(shown.body);
  });

  it('tell the newest word first, and no more what was stopped for good', async () => {
    const first = await told('2026-03-16T11:00:00Z');
    const page = `/status/en/${await referenceOf(first)}.html`;
    await told('2026-03-16T12:00:00Z', { after: first, type: 'update' });
    await look();
    const two = (await get(page)).body;
    expect(two.split(SAID).length - 1).toBe(2);
    expect(two).toMatch(/News, March 16, 2026[\s\S]*Our first message, March 16, 2026, 4:00\u00A0AM PDT/);
    // Who went first was told before the wave opened for all.
    await rows(`update wave set opened_at = '2026-03-16T11:20:00Z', handed_over_at = '2026-03-16T10:57:00Z', last_handed_over_at = '2026-03-16T11:21:00Z' where notice_id = $1`, [first]);
    await look();
    expect((await get(page)).body).toMatch(/Our first message, March 16, 2026, 3:57\u00A0AM PDT/);
    const last = await told('2026-03-16T13:00:00Z', { after: first, type: 'resolution' });
    await look();
    expect((await get(page)).body).toContain('This matter is settled.');
    await rows(`update dispatch set state = 'cancelled' where notice_id = $1`, [last]);
    await look();
    expect((await get(page)).body).not.toContain('This matter is settled.');
  });

  it('leave out what is stored and was not signed', async () => {
    const forged = await told('2026-03-16T14:00:00Z');
    await builder.tamper(forged, 'Another subject');
    await look();
    expect((await get(`/status/en/${await referenceOf(forged)}.html`)).statusCode).toBe(404);
  });

  it('stay as they are while sending is shut, since the database may know of less than was told', async () => {
    const before = (await get('/status/en')).body;
    await rows(`update database_epoch set identity = 'another server'`);
    await rows(`update dispatch set state = 'cancelled'`);
    await look();
    expect((await get('/status/en')).body).toBe(before);
    await rows('update database_epoch set identity = server_identity()');
    await look();
    expect((await get('/status/en')).body).toContain('There is nothing to read here at the moment.');
    expect((await readdir(join(folder, 'public', 'status', 'en'))).sort()).toEqual(['feed.atom', 'index.html']);
  });

  it('are served from the disk by a process that reaches no database', async () => {
    const other = fastify();
    await new PublicFiles({ FIRSTWORD_HOME: folder }, { httpAdapter: { getInstance: () => other } } as unknown as HttpAdapterHost, new ReadyAnswers()).onModuleInit();
    const answer = await other.inject('/status/en/');
    expect([answer.statusCode, answer.body]).toEqual([200, (await get('/status/en/')).body]);
    await other.close();
    await test.database.dataSource.destroy();
    expect((await get('/status/es/')).statusCode).toBe(200);
    await test.database.dataSource.initialize();
  });
});
