import { brokenFile } from './broken-file.js';

export const STALLED_AFTER_MS = 120_000;
const CUT_OFF = new Set(['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE']);

/**
 * The same chunks; a sender who goes silent does not hold a transaction open for ever, and one who hangs up is told so in words.
 *
 * @throws DomainError `upload-stalled`, `upload-cut-off`
 */
export async function* watchedUpload<Chunk>(source: AsyncIterable<Chunk>, stalledAfterMs = STALLED_AFTER_MS): AsyncGenerator<Chunk> {
  const chunks = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await withinTime(chunks.next(), stalledAfterMs);
      if (next.done) return;
      yield next.value;
    }
  } catch (error) {
    if (!CUT_OFF.has(String((error as NodeJS.ErrnoException).code))) throw error;
    throw brokenFile('upload-cut-off', 'The connection ended before the file did: upload it again.');
  } finally {
    // Not awaited: a source that is stuck would never answer.
    void Promise.resolve(chunks.return?.()).catch(() => undefined);
  }
}

async function withinTime<Value>(work: Promise<Value>, limitMs: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const stalled = new Promise<never>((_, refuse) => {
    timer = setTimeout(() => refuse(brokenFile('upload-stalled', `Nothing arrived for ${limitMs / 1000} seconds: upload the file again.`)), limitMs);
  });
  try {
    return await Promise.race([work, stalled]);
  } finally {
    clearTimeout(timer);
  }
}
