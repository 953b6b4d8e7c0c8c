import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { DomainError } from '../../kernel/domain-error.js';
import { looksSealed } from '../../kernel/sealed-look.js';
import { formError, formParts } from '../http/form-parts.js';
import { brokenFile } from './broken-file.js';
import { type ImportSource } from './importer.js';
import { type TabularFormat } from './tabular.js';

export interface Upload {
  readonly source: ImportSource;
  /** Options: the query, and the fields of a form that come before its file. */
  readonly options: Readonly<Record<string, string>>;
}

const FORMATS: Readonly<Record<string, TabularFormat>> = {
  'text/csv': 'csv',
  'application/csv': 'csv',
  'application/vnd.ms-excel': 'csv', // what browsers on Windows call a .csv
  'application/x-ndjson': 'ndjson',
  'application/ndjson': 'ndjson',
  'application/jsonl': 'ndjson',
};

/**
 * The file in a request: as its body (`text/csv`, `application/x-ndjson`), or as the first file of a multipart form.
 *
 * @throws DomainError invalid `upload-without-file`, `upload-format-unknown`
 */
export async function readUpload(request: FastifyRequest): Promise<Upload> {
  const query = strings(request.query);
  if (request.isMultipart()) return fromForm(request, query);
  const type = mediaType(request.headers['content-type']);
  const format = FORMATS[type];
  const stream = request.body as Readable | undefined;
  if (!format) throw unknownFormat(type);
  if (!stream || typeof stream[Symbol.asyncIterator] !== 'function') throw new DomainError('invalid', 'upload-without-file', 'The request has no body: send the file as it.');
  return { source: { stream, format, name: query['sourceName'] ?? 'upload' }, options: query };
}

async function fromForm(request: FastifyRequest, query: Readonly<Record<string, string>>): Promise<Upload> {
  const fields: Record<string, string> = {};
  for await (const part of formParts(request)) {
    if (part.type === 'field') {
      if (typeof part.value === 'string') fields[part.fieldname] = part.value;
      continue;
    }
    const options = { ...query, ...fields };
    if ([part.filename, ...Object.entries(fields).flat()].some(looksSealed)) throw new DomainError('unprocessable', 'text-like-sealed', 'The name of the file, or a field of the form, looks like a value that is kept sealed here (e1.…).');
    return { source: { stream: wholeFile(part), format: formatOf(part, options['format']), name: part.filename || 'upload' }, options };
  }
  throw new DomainError('invalid', 'upload-without-file', 'The form has no file.');
}

function formatOf(part: MultipartFile, asked: string | undefined): TabularFormat {
  if (asked === 'csv' || asked === 'ndjson') return asked;
  if (/\.(csv|tsv|txt)(\.gz)?$/i.test(part.filename)) return 'csv';
  if (/\.(ndjson|jsonl)(\.gz)?$/i.test(part.filename)) return 'ndjson';
  const format = FORMATS[mediaType(part.mimetype)];
  if (!format) throw unknownFormat(part.mimetype);
  return format;
}

const mediaType = (header: string | undefined): string => (header ?? '').split(';')[0]!.trim().toLowerCase();

const unknownFormat = (type: string): DomainError =>
  new DomainError('invalid', 'upload-format-unknown', `"${type}" is neither CSV nor NDJSON: send text/csv or application/x-ndjson, or a form with a .csv or .ndjson file.`);

/** A form's file over the server's limit is cut without a word; here it is an error. */
async function* wholeFile(part: MultipartFile): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of part.file) yield chunk as Buffer;
  } catch (error) {
    throw formError(error);
  }
  if (part.file.truncated) throw brokenFile('file-too-large', 'The file is larger than a form may carry: send it as the body of the request.');
}

function strings(query: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries((query ?? {}) as Record<string, unknown>).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
