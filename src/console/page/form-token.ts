import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { formParts } from '../../platform/http/form-parts.js';

/**
 * A form with a file can't be read whole before the guard asks for its token, and a browser sends no header with it. So its first
 * field, `_csrf`, is read ahead and laid where the guard looks; the file is still on its way then. Only for pages: a program that
 * uploads to the API sends the header itself.
 */
export function readTokensOfUploads(instance: FastifyInstance): void {
  instance.addHook('preHandler', async (request) => {
    if (request.url.startsWith('/api/') || !request.isMultipart() || request.headers['x-csrf-token'] !== undefined) return;
    const parts = formParts(request);
    const first = await parts.next();
    if (!first.done && first.value.type === 'field' && first.value.fieldname === '_csrf') {
      request.headers['x-csrf-token'] = String(first.value.value);
      request.parts = () => parts;
    } else {
      request.parts = () => resumed(first, parts);
    }
  });
}

type Parts = ReturnType<FastifyRequest['parts']>;

async function* resumed(first: Awaited<ReturnType<Parts['next']>>, rest: Parts): Parts {
  if (first.done) return;
  yield first.value;
  yield* rest;
}
