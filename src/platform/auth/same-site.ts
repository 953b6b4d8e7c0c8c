import { type FastifyRequest } from 'fastify';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

export const isUnsafe = (method: string): boolean => !SAFE.has(method);

/**
 * False where a browser says that another site made it send this. Programs send neither header and pass: they carry no cookie.
 *
 * @param publicUrl  Our own address. The Host header counts as ours too: a page is used under a second name, or behind a proxy.
 */
export function isFromUs(request: FastifyRequest, publicUrl: string): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false; // "null": a sandboxed frame, or a page that hides where it is from
  return origin === new URL(publicUrl).origin || new URL(origin).host === host;
}
