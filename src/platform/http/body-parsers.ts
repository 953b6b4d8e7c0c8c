import { pipeline, type Readable, Transform } from 'node:stream';
import formbody from '@fastify/formbody';
import multipart from '@fastify/multipart';
import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { DomainError } from '../../kernel/domain-error.js';
import { looksSealed } from '../../kernel/sealed-look.js';
import { HttpProblem } from './http-problem.js';

/** Bytes of a JSON or form body. */
export const BODY_LIMIT = 1024 * 1024;
/** Bytes of an upload: some forty million rows. It is streamed, so this guards the disk and not the memory. */
export const UPLOAD_LIMIT = 4 * 1024 ** 3;

const STREAMED = ['text/csv', 'application/x-ndjson'];

/**
 * JSON and forms are parsed (repeated keys of a form become a list, none is lost); CSV and NDJSON reach the route as the stream that
 * they are, and forms with files by `request.parts()`.
 */
export async function registerBodyParsers(instance: FastifyInstance): Promise<void> {
  parseJson(instance);
  refuseTexts(instance);
  instance.removeContentTypeParser('text/plain');
  // Amazon's notifications are JSON that says it is text.
  instance.addContentTypeParser<string>('text/plain', { parseAs: 'string', bodyLimit: BODY_LIMIT }, (request, body, done) => {
    if (isSignedText(request)) done(null, body);
    else done(new HttpProblem(415, 'media-type-unknown', 'A body of this Content-Type is not taken here.'));
  });
  await instance.register(formbody, { bodyLimit: BODY_LIMIT });
  await instance.register(multipart, { limits: { fileSize: UPLOAD_LIMIT, files: 4, fields: 50, fieldSize: BODY_LIMIT, parts: 60, headerPairs: 50 } });
  instance.addContentTypeParser(STREAMED, (request, payload, done) => {
    if (Number(request.headers['content-length'] ?? 0) > UPLOAD_LIMIT) done(tooLarge());
    else done(null, limited(payload, UPLOAD_LIMIT));
  });
}

/** What mail providers sign is the text as it came: their webhooks get it unread. */
const isSignedText = (request: FastifyRequest): boolean => request.url.startsWith('/webhooks/mail/');

/**
 * PostgreSQL keeps no NUL in a text and half of a character as another one, and no person writes either, or what steers a terminal; nor does anybody write what looks like a value that lies sealed there. All are refused here, once
 * for every field of every body and address. Webhooks say themselves which of their fields they read.
 */
function refuseTexts(instance: FastifyInstance): void {
  instance.addHook('preValidation', async (request) => {
    if (request.url.startsWith('/webhooks/')) return;
    const fault = [request.body, request.query, request.params].map(faultIn).find((one) => one !== null);
    if (fault) throw fault;
  });
}

/** Without recursion: how deep a body is, its sender decides. An upload is a stream, and its rows say themselves what they hold. */
function faultIn(given: unknown): DomainError | null {
  for (const open: unknown[] = [given]; open.length > 0; ) {
    const value = open.pop();
    const fault = typeof value === 'string' ? textFault(value) : null;
    if (fault) return fault;
    if (typeof value !== 'object' || value === null || isStream(value)) continue;
    for (const [name, inner] of Object.entries(value)) {
      const named = textFault(name);
      if (named) return named;
      open.push(inner);
    }
  }
  return null;
}

/** Control characters but for line ends (a pasted text has vertical ones too) and tabs. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const STEERS = /[\u0001-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f]/;

function textFault(text: string): DomainError | null {
  if (text.includes('\0')) return new DomainError('unprocessable', 'text-with-nul', 'A text in the body or the address holds the character U+0000, which can not be kept.');
  if (!text.isWellFormed() || STEERS.test(text)) return new DomainError('unprocessable', 'text-with-control', 'A text in the body or the address holds a control character, or half of a character: nobody reads those, and they can steer a terminal.');
  return looksSealed(text) ? new DomainError('unprocessable', 'text-like-sealed', 'A text in the body or the address looks like a value that is kept sealed here (e1.…), and can not be kept as it is.') : null;
}

/** By its method: a form may have a field of that name, and no field is a function. */
const isStream = (value: object): boolean => typeof (value as { pipe?: unknown }).pipe === 'function';

/** Fastify's own parser refuses an empty body that says it is JSON, which is what many clients send with DELETE. */
function parseJson(instance: FastifyInstance): void {
  const parse = instance.getDefaultJsonParser('error', 'error');
  instance.removeContentTypeParser('application/json');
  instance.addContentTypeParser<string>('application/json', { parseAs: 'string', bodyLimit: BODY_LIMIT }, (request, body, done) => {
    if (isSignedText(request)) return done(null, body);
    if (body === '') return done(null, undefined);
    void parse(request, body, (error, value) => (error ? done(new DomainError('invalid', 'body-not-json', 'The body is not JSON that can be read.')) : done(null, value)));
  });
}

const tooLarge = (): HttpProblem => new HttpProblem(413, 'body-too-large', 'The upload is larger than is taken here.');

/** Breaks off where more comes than was announced, or than is taken; an upload that is cut off breaks it too. */
function limited(payload: Readable, limit: number): Readable {
  let bytes = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > limit) done(tooLarge());
      else done(null, chunk);
    },
  });
  return pipeline(payload, counter, () => undefined); // its error reaches whoever reads the counter
}
