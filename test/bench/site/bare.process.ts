import fastify from 'fastify';
import type { AddressInfo } from 'node:net';
import { answer, ordersOf } from '../send/child.js';

/** The yardstick: a Fastify route that sends the same page from memory. No headers of ours, no log, nothing that looks whether it changed. */
const { page } = ordersOf<{ page: string }>();
const body = Buffer.from(page);
const app = fastify();
app.get('/page', (_request, reply) => reply.type('text/html; charset=utf-8').send(body));
await app.listen({ port: 0, host: '127.0.0.1' });

answer({ port: () => ({ port: (app.server.address() as AddressInfo).port }) }, () => app.close());
