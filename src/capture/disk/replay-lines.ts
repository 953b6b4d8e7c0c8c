import type { FileHandle } from 'node:fs/promises';

/** Where a line lies in the file, in bytes; `length` is without its newline. */
export interface Extent {
  readonly offset: number;
  readonly length: number;
}

const CHUNK_BYTES = 4 * 1024 * 1024;
const NEWLINE = 0x0a;

/**
 * Reads a file of lines from its start in constant memory (a chunk, or the longest line where that is longer).
 *
 * @param onLine  Gets each finished line; the buffer is only valid during the call.
 * @returns where the last finished line ends: bytes beyond it belong to a line that was never finished.
 */
export async function replayLines(
  file: FileHandle,
  onLine: (line: Buffer, extent: Extent) => void,
): Promise<number> {
  let buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  let held = 0; // bytes at the buffer's start that belong to a line begun earlier
  let position = 0;
  let finished = 0;
  for (;;) {
    if (held === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2);
    const { bytesRead } = await file.read(buffer, held, buffer.length - held, position);
    if (bytesRead === 0) return finished;
    position += bytesRead;
    const full = held + bytesRead;
    let start = 0;
    for (let end = buffer.indexOf(NEWLINE); end !== -1 && end < full; end = buffer.indexOf(NEWLINE, start)) {
      onLine(buffer.subarray(start, end), { offset: finished, length: end - start });
      finished += end - start + 1;
      start = end + 1;
    }
    buffer.copy(buffer, 0, start, full);
    held = full - start;
  }
}
