import { type OpenAPIObject } from '@nestjs/swagger';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const UNSAFE = ['post', 'put', 'patch', 'delete'] as const;
const METHODS = ['get', ...UNSAFE] as const;

const text = { type: 'string' } as const;

const PROBLEM = {
  type: 'object',
  description: 'RFC 9457. Programs branch on `code`, people read `detail`, and `instance` finds the request in the log.',
  required: ['type', 'title', 'status', 'detail', 'instance', 'code'],
  properties: {
    type: { ...text, example: 'urn:firstword:problem:request-invalid' },
    title: { ...text, example: 'Request invalid' },
    status: { type: 'integer', example: 422 },
    detail: { ...text, example: 'title must not be empty.' },
    instance: { ...text, example: 'urn:uuid:0b7c8a52-6f0e-4d5e-9a63-1a8d0f3f2a11' },
    code: { ...text, example: 'request-invalid' },
    errors: {
      type: 'array',
      items: { type: 'object', required: ['path', 'message'], properties: { path: { ...text, example: 'title' }, message: { ...text, example: 'must not be empty' } } },
    },
    details: { type: 'object', additionalProperties: true },
  },
} as const;

const PROBLEM_ANSWER = {
  description: 'What is wrong: 400 can\'t be read, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present state, 422 does not fit the schema or the rules.',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'For 24 hours the same request under this key runs once and is answered the same (`Idempotent-Replayed: true`). Another request under it: 422. Still running: 409.',
  schema: { type: 'string', minLength: 1, maxLength: 200 },
} as const;

/** Adds what every operation has in common and no route says for itself: the problem it may answer, and the key it takes. */
export function completed(document: OpenAPIObject): OpenAPIObject {
  document.components = { ...document.components, schemas: { ...document.components?.schemas, Problem: PROBLEM as unknown as NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string] } };
  for (const item of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation: Operation | undefined = item[method];
      if (!operation) continue;
      operation.responses = { ...operation.responses, default: PROBLEM_ANSWER };
      if (UNSAFE.includes(method as (typeof UNSAFE)[number])) operation.parameters = [...(operation.parameters ?? []), IDEMPOTENCY_KEY];
    }
  }
  return document;
}
