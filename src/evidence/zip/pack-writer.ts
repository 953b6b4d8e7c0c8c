import { createHash, type Hash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable, Transform, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { Manifest } from '../model/pack.js';

/** A file of a pack: its text, piece by piece, asked for when the zip comes to it. */
export interface PackFile {
  readonly name: string;
  readonly text: () => AsyncIterable<string>;
}

type Listed = Manifest['files'][number];

/** A file that tells of all others, and is written after them. */
export interface LastFile {
  readonly name: string;
  readonly text: (listed: readonly Listed[]) => string;
}

/**
 * Writes a zip as its files are read, one after the other; none of them is ever in memory.
 *
 * @returns SHA-256 (hex) of the zip itself.
 */
export async function writePack(path: string, files: readonly PackFile[], last: readonly LastFile[], mtime: Date): Promise<string> {
  const zip = new ZipFile();
  const listed: Listed[] = [];
  const options = { mtime, mode: 0o100644 };
  const failing = new AbortController();
  zip.on('error', (error: Error) => failing.abort(error));
  for (const file of files) zip.addReadStreamLazy(file.name, options, (cb) => cb(null, counted(file, (entry) => listed.push(entry))));
  for (const { name, text } of last) zip.addReadStreamLazy(name, options, (cb) => cb(null, Readable.from([Buffer.from(text(listed), 'utf8')])));
  zip.end();
  const whole = createHash('sha256');
  try {
    await pipeline(zip.outputStream as Readable, passing(whole), createWriteStream(path, { mode: 0o600 }), { signal: failing.signal });
  } catch (error) {
    throw failing.signal.aborted ? failing.signal.reason : error;
  }
  return whole.digest('hex');
}

const passing = (hash: Hash): Transform =>
  new Transform({
    transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
      hash.update(chunk);
      done(null, chunk);
    },
  });

function counted({ name, text }: PackFile, known: (entry: Listed) => void): Readable {
  async function* bytes(): AsyncGenerator<Buffer> {
    const hash = createHash('sha256');
    let [size, lines] = [0, 0];
    for await (const piece of text()) {
      const chunk = Buffer.from(piece, 'utf8');
      hash.update(chunk);
      size += chunk.length;
      for (const byte of chunk) if (byte === 10) lines += 1;
      yield chunk;
    }
    known({ name, bytes: size, sha256: hash.digest('hex'), lines });
  }
  return Readable.from(bytes());
}
