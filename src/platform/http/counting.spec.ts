import { expect, it } from '@jest/globals';
import type { FastifyReply } from 'fastify';
import { orCounting } from './counting.js';

function aReply() {
  const said: unknown[] = [];
  const reply = { status: (status: number) => (said.push(status), reply), header: (...header: string[]) => (said.push(header), reply) };
  return { said, reply: reply as unknown as FastifyReply };
}

it('gives figures as they are', () => {
  const { said, reply } = aReply();
  expect([orCounting(reply, { asOf: '2026-03-16T10:00:00Z' }), said]).toEqual([{ asOf: '2026-03-16T10:00:00Z' }, []]);
});

it('says that there are none yet, and when to ask again', () => {
  const { said, reply } = aReply();
  expect([orCounting(reply, null), said]).toEqual([{ kind: 'counting', asOf: null, detail: expect.stringContaining('Ask again in 2 seconds') }, [202, ['retry-after', '2']]]);
});
