import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import { DomainError, type DomainErrorKind } from '../../kernel/domain-error.js';
import { isDatabaseAway } from '../database/database-away.js';
import { HttpProblem } from './http-problem.js';

/** One thing that is wrong with what was sent. `path` leads to it: "facts.text.en.whatYouCanDo[0]". */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

/** RFC 9457, as application/problem+json. */
export interface Problem {
  /** `urn:firstword:problem:<code>`: names the kind of problem; it is no address. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** `urn:uuid:<request id>`: finds the request in the log. */
  readonly instance: string;
  readonly code: string;
  readonly errors?: readonly FieldError[];
  readonly details?: Readonly<Record<string, unknown>>;
}

const STATUS_OF: Readonly<Record<DomainErrorKind, number>> = { invalid: 400, forbidden: 403, 'not-found': 404, conflict: 409, unprocessable: 422 };

/** What Fastify refuses before a route sees the request. */
const FASTIFY: Readonly<Record<string, readonly [code: string, detail: string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['body-too-large', 'The body is larger than is taken here.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['media-type-unknown', 'A body of this Content-Type is not taken here.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['body-broken', 'The body has another length than its Content-Length says.'],
  FST_REQ_FILE_TOO_LARGE: ['body-too-large', 'A file is larger than is taken here.'],
  FST_FILES_LIMIT: ['too-many-files', 'The form has more files than are taken here.'],
  FST_PARTS_LIMIT: ['too-many-parts', 'The form has more parts than are taken here.'],
  FST_FIELDS_LIMIT: ['too-many-fields', 'The form has more fields than are taken here.'],
  FST_INVALID_MULTIPART_CONTENT_TYPE: ['media-type-unknown', 'Send a form with a file here (multipart/form-data).'],
  FST_ERR_BAD_URL: ['address-broken', 'The address is not one that can be read.'],
  FST_ERR_MAX_PARAM_LENGTH: ['address-broken', 'A part of the address is longer than is taken here.'],
};

interface Loose {
  readonly code?: unknown;
  readonly statusCode?: unknown;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const titleOf = (code: string): string => `${code.charAt(0).toUpperCase()}${code.slice(1).replaceAll('-', ' ')}`;
const kebab = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '');

/**
 * What the caller is told of an error. An error that nobody foresaw says nothing of itself: only the id under which it was logged.
 *
 * @param requestId  UUID of the request.
 */
export function problemOf(error: unknown, requestId: string): Problem {
  const { status, code, detail, ...rest } = partsOf(error);
  return { type: `urn:firstword:problem:${code}`, title: titleOf(code), status, detail, instance: `urn:uuid:${requestId}`, code, ...rest };
}

type Parts = Pick<Problem, 'status' | 'code' | 'detail' | 'errors' | 'details'>;

function partsOf(error: unknown): Parts {
  if (error instanceof DomainError) return partsOfDomainError(error);
  if (error instanceof HttpProblem) return { status: error.status, code: error.code, detail: error.message };
  if (error instanceof HttpException && error.getStatus() < 500) {
    const fastify = partsOfFastifyError(error.cause as Loose); // Nest wraps what Fastify refused
    if (fastify) return fastify;
    return { status: error.getStatus(), code: kebab(STATUS_CODES[error.getStatus()] ?? 'refused'), detail: error.message };
  }
  return partsOfFastifyError(error as Loose) ?? partsOfFault(error);
}

function partsOfDomainError({ kind, code, message, details }: DomainError): Parts {
  const { errors, ...rest } = details as { errors?: readonly FieldError[] };
  return { status: STATUS_OF[kind], code, detail: message, ...(errors ? { errors } : {}), ...(Object.keys(rest).length > 0 ? { details: rest } : {}) };
}

function partsOfFastifyError(error: Loose | null | undefined): Parts | null {
  const known = FASTIFY[textOf(error?.code)];
  const status = Number(error?.statusCode);
  if (known) return { status: status || 400, code: known[0], detail: known[1] };
  if (!textOf(error?.code).startsWith('FST_') || !(status >= 400 && status < 500)) return null;
  return { status, code: kebab(STATUS_CODES[status] ?? 'refused'), detail: 'The request could not be read.' };
}

function partsOfFault(error: unknown): Parts {
  // Errors of other connections (a relay, a provider) never reach the door.
  if (isDatabaseAway(error)) return { status: 503, code: 'database-unreachable', detail: 'The database can not be reached just now. Try again in a few seconds.' };
  return { status: 500, code: 'internal-error', detail: 'Something went wrong on our side. It is on record under the id of this answer (instance).' };
}
