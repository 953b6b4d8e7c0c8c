import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UsageError } from '../../platform/start/cli/command.js';
import { type components } from '../api.types.js';
import { type ClientCommand, EXIT } from '../client-command.js';
import { type Desk } from '../desk.js';
import { type Api } from '../connection.js';

type Report = components['schemas']['ImportReport'];
type Sent = { readonly query: Record<string, string>; readonly headers: Record<string, string>; readonly body: never };

/** The addresses differ; what is sent and answered does not. The description says nothing of a body that is a stream. */
const KINDS: Readonly<Record<string, (api: Api, sent: Sent) => Promise<{ data?: unknown; error?: unknown; response: Response }>>> = {
  customers: (api, sent) => api.POST('/api/v1/imports/customers', streamed(sent)),
  touchpoints: (api, sent) => api.POST('/api/v1/imports/touchpoints', streamed(sent)),
  calls: (api, sent) => api.POST('/api/v1/calls', streamed(sent)),
  'call-volumes': (api, sent) => api.POST('/api/v1/call-volumes', streamed(sent)),
  'agents-on-duty': (api, sent) => api.POST('/api/v1/agents-on-duty', streamed(sent)),
};

const streamed = ({ query, headers, body }: Sent) => ({ params: { query: query as never }, headers, body, bodySerializer: (stream: unknown) => stream, duplex: 'half' }) as never;

export const importFile: ClientCommand = {
  name: 'import',
  usage: `${Object.keys(KINDS).join('|')} <file.csv|file.ndjson> [--set name=value …] [--saved name] [--bad-rows file.csv]`,
  summary: 'Bring a file in: customers, what they bought, calls.',
  details: '--set gives an option of the API, such as timeZone or mapping; --saved takes those of a saved mapping. --bad-rows keeps the list of what was wrong. It ends with 0\nwhere the file came in, bad rows and all; a file that can\'t be read brings nothing in.',
  options: { set: { type: 'string', multiple: true }, saved: { type: 'string' }, 'bad-rows': { type: 'string' } },
  changes: true,
  async run(given, desk) {
    const [kind = '', path, ...more] = given.words;
    const send = KINDS[kind];
    if (!send) throw new UsageError(kind ? `There is no import of "${kind}".` : 'Say what the file holds.');
    if (!path || more.length > 0) throw new UsageError('Name one file.');
    const size = (await stat(path).catch(() => null))?.size;
    if (size === undefined) throw new UsageError(`There is no file ${path}.`);
    const query = { ...optionsIn(given.all('set')), ...(given.text('saved') ? { saved: given.text('saved')! } : {}), sourceName: basename(path) };
    const headers = { 'content-type': /\.(ndjson|jsonl)$/i.test(path) ? 'application/x-ndjson' : 'text/csv', 'content-digest': await digestOf(path) };
    const report = (await desk.deed((api) => send(api, { query, headers, body: bodyOf(path, size, desk) as never }))) as Report;
    desk.progress('');
    const badRows = given.text('bad-rows');
    if (badRows) await keepBadRows(desk, report.id, badRows);
    desk.tell(report, () => reportLines(report, badRows));
    return EXIT.done;
  },
};

function optionsIn(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new UsageError(`--set ${pair} is not name=value.`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

/** RFC 9530: by it the service knows a file that comes again under the same idempotency key. */
async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return `sha-256=:${hash.digest('base64')}:`;
}

/** The service reads no faster than its database takes the rows, so what was sent is how far it is. */
function bodyOf(path: string, size: number, desk: Desk): ReadableStream {
  let [sent, shown] = [0, -1];
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sent += chunk.length;
      const percent = Math.floor((100 * sent) / Math.max(1, size));
      if (percent !== shown) desk.progress(`${(shown = percent)} % of ${basename(path)} taken in`);
      done(null, chunk);
    },
  });
  const file = createReadStream(path);
  file.on('error', (error) => counted.destroy(error));
  counted.on('close', () => file.destroy());
  return Readable.toWeb(file.pipe(counted)) as ReadableStream;
}

async function keepBadRows(desk: Desk, id: string, file: string): Promise<void> {
  const rows = (await desk.answer((api) => api.GET('/api/v1/imports/{id}/bad-rows.csv', { params: { path: { id } }, parseAs: 'stream' }))) as ReadableStream;
  await pipeline(Readable.fromWeb(rows as never), createWriteStream(file));
}

function reportLines({ counts, badRows, badRowsTotal, understood, warnings }: Report, kept: string | undefined): string[] {
  return [
    ...(understood ? [understood] : []),
    Object.entries(counts).map(([name, count]) => `${name} ${count}`).join(', '),
    ...warnings.map(({ column, kind, rows, lines }) => `${column} lies readable, and looks like ${kind} in ${rows} of them, such as line ${lines[0]}`),
    ...badRows.map(({ line, column, reason }) => `line ${line}, ${column}: ${reason}`),
    ...(badRowsTotal > badRows.length ? [`… and ${badRowsTotal - badRows.length} more${kept ? '' : '; --bad-rows bad.csv keeps all of them'}`] : []),
  ];
}
