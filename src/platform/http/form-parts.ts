import { type FastifyRequest } from 'fastify';
import { DomainError } from '../../kernel/domain-error.js';

type Parts = ReturnType<FastifyRequest['parts']>;

/**
 * The parts of a form with files. The parser beneath says what is wrong with a form in an error without a code, which would look like
 * a fault of ours.
 *
 * @throws DomainError `form-broken`; Fastify's own errors for what is larger or more than is taken.
 */
export async function* formParts(request: FastifyRequest): Parts {
  try {
    yield* request.parts();
  } catch (error) {
    throw formError(error);
  }
}

/** The same for the bytes of a part. */
export function formError(error: unknown): unknown {
  const { code, message } = (error ?? {}) as { readonly code?: unknown; readonly message?: unknown };
  const isParsers = code === undefined && typeof message === 'string' && /multipart|part header|malformed/i.test(message);
  return isParsers ? new DomainError('invalid', 'form-broken', 'The form can not be read: it ends early, or is not one (multipart/form-data).') : error;
}
