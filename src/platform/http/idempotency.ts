import { createHmac } from 'node:crypto';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { canonicalJson } from '../../kernel/canonical-json.js';
import { DomainError } from '../../kernel/domain-error.js';

/** Headers of an answer that belong to it when it is given again. */
export const KEPT_HEADERS = ['content-type', 'location', 'hx-redirect', 'hx-location'] as const;

/** An answer as it went out. */
export interface StoredReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** Thrown instead of running the request again; the filter sends it. */
export class ReplayedReply extends Error {
  override readonly name = 'ReplayedReply';
  constructor(private readonly stored: StoredReply) {
    super('An answer that was given before.');
  }

  answer(reply: FastifyReply): void {
    reply.status(this.stored.status).headers({ ...this.stored.headers, 'idempotent-replayed': 'true' }).send(this.stored.body ?? undefined);
  }
}

/** @throws DomainError invalid `idempotency-key-invalid` unless it is 1 to 200 visible ASCII characters. */
export function checkedKey(key: string | readonly string[]): string {
  if (typeof key === 'string' && /^[\x21-\x7e]{1,200}$/.test(key)) return key;
  throw new DomainError('invalid', 'idempotency-key-invalid', 'An Idempotency-Key has 1 to 200 visible ASCII characters; a UUID does well.');
}

/**
 * What makes two requests the same: method, address with query, media type and body.
 *
 * A parsed body counts by its value, so that white space and the order of keys don't matter. A body that is read as a stream (CSV,
 * NDJSON, a form with files) can't be hashed before it is read: it counts by its length, and by its `Content-Digest` (RFC 9530)
 * where the sender gives one. Two uploads of one length under one key and without a digest are therefore taken for the same.
 *
 * @param key  Keyed, because a body may hold a password, and a plain hash of one can be guessed.
 * @returns HMAC-SHA-256 in hexadecimal.
 */
export function fingerprint(request: FastifyRequest, key: Buffer): string {
  const mediaType = (request.headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase();
  const { body } = request;
  const streamed = mediaType === 'multipart/form-data' || (typeof body === 'object' && body !== null && 'pipe' in body);
  const content = streamed ? { length: request.headers['content-length'] ?? null, digest: request.headers['content-digest'] ?? null } : (body ?? null);
  return createHmac('sha256', key).update(canonicalJson([request.method, request.url, mediaType, content])).digest('hex');
}
