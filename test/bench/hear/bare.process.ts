import formbody from '@fastify/formbody';
import fastify from 'fastify';
import type { AddressInfo } from 'node:net';
import { Pool } from 'pg';
import { answer, ordersOf } from '../send/child.js';

/** The yardstick: a Fastify route that reads the form and inserts one row. It checks no signature, knows no repeats, moves no message. */
const { databaseUrl, connections } = ordersOf<{ databaseUrl: string; connections: number }>();
const pool = new Pool({ connectionString: databaseUrl, max: connections });
const app = fastify();
await app.register(formbody);
app.post<{ Querystring: { m: string }; Body: Record<string, string> }>('/webhooks/twilio/status', async ({ query, body }, reply) => {
  await pool.query('insert into bench_receipt (message_id, provider_id, status, code) values ($1, $2, $3, $4)', [query.m, body['MessageSid'], body['MessageStatus'], body['ErrorCode'] ?? null]);
  return reply.code(204).send();
});
await app.listen({ port: 0, host: '127.0.0.1' });

answer({ port: () => ({ port: (app.server.address() as AddressInfo).port }) }, async () => {
  await app.close();
  await pool.end();
});
