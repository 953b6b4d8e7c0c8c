import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testApp, type TestApp } from '../../../test/support/app.js';
import type { Actor } from '../../kernel/actor.js';
import { Alerts } from '../alerts/alerts.js';
import { AuditChain } from '../audit/audit-chain.js';
import { retryMs, toldOf } from './webhook-event.js';
import { Webhooks } from './webhooks.js';

interface Heard {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

describe('events that other programs hear', () => {
  let app: TestApp;
  let webhooks: Webhooks;
  let admin: Actor;
  let server: Server;
  let url = '';
  const heard: Heard[] = [];
  let answer: { status: number; headers?: Record<string, string>; hang?: boolean } = { status: 204 };

  beforeAll(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        heard.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
        response.writeHead(answer.status, answer.headers).end(answer.status === 200 ? 'x'.repeat(100_000) : undefined);
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    url = `http://${host}/hooks`;
    app = await testApp({ environment: { WEBHOOK_INNER_HOSTS: host } });
    [webhooks, admin] = [app.app.get(Webhooks), (await app.person('admin')).actor];
  });
  afterAll(async () => {
    await app.close();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  beforeEach(async () => {
    await tell();
    await app.database.db.query('truncate webhook_endpoint, webhook_event, webhook_delivery, alert cascade');
    heard.length = 0;
    answer = { status: 204 };
  });

  /** As the jobs do it: what was done is linked first. */
  const tell = async (): Promise<number> => {
    await app.app.get(AuditChain).seal();
    return webhooks.tell();
  };
  const raise = (subject: string) => app.app.get(Alerts).raise({ kind: 'test.odd', subject, message: 'Ana Lopez is odd.', remedy: 'Look.', lasting: true });
  const again = () => app.database.db.query(`update webhook_delivery set next_at = now() - interval '1 second' where state = 'pending'`);
  const signatureOf = (secret: string, { headers, body }: Heard): string =>
    `v1,${createHmac('sha256', Buffer.from(secret.slice(6), 'base64')).update(`${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`).digest('base64')}`;

  it('are signed, come in order, and say nothing of anybody', async () => {
    const { secret } = await webhooks.add(admin, { url, description: 'status page', events: ['alert.raised', 'alert.closed'] });
    await raise('one');
    await app.app.get(Alerts).clear('test.odd', 'one');
    await tell();
    expect(heard.map(({ body }) => (JSON.parse(body) as { type: string }).type).sort()).toEqual(['alert.closed', 'alert.raised']);
    const raised = heard.find(({ body }) => body.includes('alert.raised'))!;
    expect(raised.headers['webhook-signature']).toBe(signatureOf(secret, raised));
    expect(JSON.parse(raised.body)).toEqual({ type: 'alert.raised', timestamp: expect.any(String), sequence: expect.any(Number), data: { alertId: expect.any(String), incidentId: null, kind: 'test.odd', about: 'one', severity: 'warning' } });
    const order = heard.map(({ body }) => JSON.parse(body) as { type: string; sequence: number }).sort((one, other) => one.sequence - other.sequence);
    expect(order.map(({ type }) => type)).toEqual(['alert.raised', 'alert.closed']);
    await tell();
    expect(heard).toHaveLength(2);
  });

  it('are only those that were asked for', async () => {
    await webhooks.add(admin, { url, description: 'x', events: ['incident.declared'] });
    await raise('one');
    await tell();
    expect(heard).toEqual([]);
  });

  it('come again under the same id until they are taken, and are given up after a day; then by hand', async () => {
    const { id } = await webhooks.add(admin, { url, description: 'x', events: ['alert.raised'] });
    answer = { status: 503 };
    await raise('one');
    await tell();
    await tell(); // its wait is not over
    expect(heard).toHaveLength(1);
    await again();
    await tell();
    expect(new Set(heard.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    await app.database.db.query(`update webhook_delivery set try_until = now()`);
    await again();
    await tell();
    const [dead] = await webhooks.deliveries(id, { state: 'dead' }, null, 10);
    expect(dead).toMatchObject({ attempts: 3, status: 503, error: 'It answered 503.' });
    answer = { status: 200 };
    await webhooks.deliverAgain(admin, id, dead!.eventId);
    await tell();
    expect(await webhooks.deliveries(id, { state: 'delivered' }, null, 10)).toHaveLength(1);
    expect((await webhooks.list())[0]).toMatchObject({ failingSince: null, waiting: 0, dead: 0 });
  });

  it('follow no pointer elsewhere', async () => {
    const { id } = await webhooks.add(admin, { url, description: 'x', events: ['alert.raised'] });
    answer = { status: 302, headers: { location: url } };
    await raise('one');
    await tell();
    expect([heard.length, (await webhooks.deliveries(id, {}, null, 1))[0]!.error]).toEqual([1, 'It points elsewhere, and that is not followed.']);
  });

  it('go nowhere inside the network, whatever was saved before', async () => {
    const { id } = await webhooks.add(admin, { url, description: 'x', events: ['alert.raised'] });
    await app.database.db.query(`update webhook_endpoint set url = 'http://127.0.0.1:1/x'`);
    await raise('one');
    await tell();
    expect((await webhooks.deliveries(id, {}, null, 1))[0]).toMatchObject({ status: null, error: 'The address must begin with https://.' });
    await expect(webhooks.add(admin, { url: 'https://169.254.169.254/', description: 'x', events: ['alert.raised'] })).rejects.toMatchObject({ code: 'webhook-invalid' });
  });

  it('are signed by both secrets while one is changed', async () => {
    const { id, secret: old } = await webhooks.add(admin, { url, description: 'x', events: ['alert.raised'] });
    const { secret } = await webhooks.rotate(admin, id);
    await raise('one');
    await tell();
    expect(heard[0]!.headers['webhook-signature']).toBe(`${signatureOf(secret, heard[0]!)} ${signatureOf(old, heard[0]!)}`);
    expect((await app.database.db.query<{ secret: string }>('select secret from webhook_endpoint'))[0]!.secret).not.toContain(secret.slice(6));
  });

  it.each([
    ['says that it is gone', 410, '0 days', /gone for good/],
    ['has failed for three days', 500, '4 days', /3 days/],
  ])('end with an alert where the receiver %s, and go on when it is switched on', async (_, status, since, why) => {
    const { id } = await webhooks.add(admin, { url, description: 'x', events: ['notice.approved'] });
    await webhooks.test(admin, id);
    await app.database.db.query(`update webhook_endpoint set failing_since = now() - $1::interval`, [since]);
    answer = { status };
    await tell();
    expect((await webhooks.list())[0]).toMatchObject({ disabledWhy: expect.stringMatching(why) });
    expect(await app.app.get(Alerts).isLive('webhook.disabled', `webhook:${id}`)).toBe(true);
    await again();
    await tell();
    expect(heard).toHaveLength(1);
    answer = { status: 204 };
    await webhooks.enable(admin, id);
    await again();
    await tell();
    expect([heard.length, await app.app.get(Alerts).isLive('webhook.disabled', `webhook:${id}`)]).toEqual([2, false]);
  });

  it('are decided on by an administrator alone, and not by his key', async () => {
    const [boss, ops] = [await app.person('admin'), await app.person('ops')];
    const body = { url, description: 'x', events: ['alert.raised'] };
    expect((await app.send('POST', '/api/v1/webhooks', await app.browser(ops), body)).statusCode).toBe(403);
    expect((await app.send('POST', '/api/v1/webhooks', await app.key(boss), body)).statusCode).toBe(403);
    const made = await app.send('POST', '/api/v1/webhooks', await app.browser(boss), body);
    expect([made.statusCode, made.json<{ secret: string }>().secret]).toEqual([201, expect.stringMatching(/^whsec_/)]);
    expect((await app.send('GET', '/api/v1/webhooks', await app.browser(boss))).body).not.toContain('whsec_');
  });
});

describe('what is told', () => {
  it('leaves out what people typed', () => {
    expect(toldOf({ action: 'dispatch.paused', subjectId: 'n', incidentId: 'i', details: { number: 2, type: 'update', reason: 'Ana Lopez called' } })).toEqual({ type: 'notice.paused', data: { noticeId: 'n', incidentId: 'i', number: 2, type: 'update' } });
    expect(toldOf({ action: 'session.started', subjectId: 's', incidentId: null, details: {} })).toBeNull();
  });

  it.each([[1, 0, 5_000], [1, 0.999, 2_502], [4, 0, 40_000], [30, 0, 7_200_000]])('waits after try %i with %d of chance: %i ms', (attempts, random, ms) => {
    expect(Math.abs(retryMs(attempts, random) - ms)).toBeLessThanOrEqual(2);
  });
});
