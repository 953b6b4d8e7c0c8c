import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Broken } from '../model/broken.js';

/** Longer than any line that a pack has: a report with all its figures is below 1 MB. */
const LONGEST_LINE = 32 * 1024 * 1024;

/**
 * Reads a file to its end and counts its hash, whatever its lines say: a line that is wrong is told before the hash that says only that something is.
 *
 * @param line  Gets each line without its "\n", and its number from 1.
 * @returns SHA-256 (hex), bytes, the number of "\n", and the first fault of its lines.
 */
export async function readLines(file: string, stream: Readable, line: (text: string, no: number) => void): Promise<{ readonly sha256: string; readonly bytes: number; readonly lines: number; readonly fault: Broken | null }> {
  const [hash, decoder] = [createHash('sha256'), new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })];
  let [bytes, no, rest] = [0, 0, ''];
  let fault: Broken | null = null;
  const attempt = (work: () => void): void => {
    if (fault) return;
    try {
      work();
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      fault = error;
    }
  };
  const decoded = (chunk?: Buffer): string => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      throw new Broken(`${file}, line ${no + 1}`, 'it is no UTF-8');
    }
  };
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
    attempt(() => {
      const whole = (rest + decoded(chunk)).split('\n');
      rest = whole.pop()!;
      if (rest.length > LONGEST_LINE) throw new Broken(`${file}, line ${no + whole.length + 1}`, 'it is longer than any line that a pack has');
      for (const text of whole) line(text, (no += 1));
    });
  }
  attempt(() => {
    rest += decoded();
    if (rest !== '') line(rest, no + 1);
  });
  return { sha256: hash.digest('hex'), bytes, lines: no, fault };
}
