import { type FastifyInstance } from 'fastify';
import { HttpProblem } from './http-problem.js';

/** A process with ROLE=worker listens so that its health and its figures can be asked, and for nothing else. */
export function onlyHealth(instance: FastifyInstance): void {
  instance.addHook('onRequest', async (request) => {
    if (!/^\/(health\/|metrics(\?|$))/.test(request.url)) throw new HttpProblem(404, 'not-served-here', 'This process sends messages and serves no pages.');
  });
}
