import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../../kernel/domain-error.js';
import { type ImportSource } from '../../platform/imports/importer.js';
import { readUpload } from '../../platform/imports/upload.js';
import { jsonCalls, MOST_JSON_CALLS } from './call-imports.schema.js';

/** A JSON array goes the same way as a file: as the lines that it would be. @param what  What each of its objects is. */
export async function fileOf(request: FastifyRequest, what = 'call'): Promise<{ source: ImportSource; options: Readonly<Record<string, string>> }> {
  if (!Array.isArray(request.body)) return readUpload(request);
  const rows = jsonCalls.safeParse(request.body);
  if (!rows.success) throw new DomainError('unprocessable', 'request-invalid', `The body must be a list of 1 to ${MOST_JSON_CALLS} objects, one for each ${what}.`);
  const lines = rows.data.map((row) => `${JSON.stringify(row)}\n`);
  return { source: { stream: Readable.from(lines), format: 'ndjson', name: 'request' }, options: (request.query ?? {}) as Record<string, string> };
}
