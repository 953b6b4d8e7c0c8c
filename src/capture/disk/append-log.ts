import { open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { replayLines, type Extent } from './replay-lines.js';

interface Waiting {
  readonly line: Buffer;
  readonly durable: (extent: Extent) => void;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}
interface Wipe {
  readonly wiped: () => void;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

// A batch beyond this gains nothing in syncs for each byte and makes the first in it wait longer.
const BATCH_BYTES = 8 * 1024 * 1024;

/**
 * A file of lines that only grows. What is appended while a write is under way shares the next write and its one
 * fdatasync, so the cost of a sync is divided among all who wait for it.
 */
export class AppendLog {
  private queue: (Waiting | Wipe)[] = [];
  private running: Promise<void> | undefined;
  private failure: Error | undefined;

  private constructor(
    private readonly file: FileHandle,
    private size: number,
    /** Bytes of an unfinished last line that were cut away when the file was opened. */
    readonly cutBytes: number,
  ) {}

  /**
   * Opens or creates the file and hands over every finished line, oldest first. An unfinished last line is what a kill
   * leaves: nobody was told that it arrived, so it is cut.
   */
  static async open(path: string, onLine: (line: Buffer, extent: Extent) => void): Promise<AppendLog> {
    const file = await open(path, 'a+');
    await file.chmod(0o600);
    const { size: before } = await file.stat();
    const size = await replayLines(file, onLine);
    if (size < before) {
      await file.truncate(size);
      await file.datasync();
    }
    // The file's name must survive a power cut too, and that is the folder's to remember.
    const folder = await open(dirname(path), 'r');
    await folder.sync().finally(() => folder.close());
    return new AppendLog(file, size, before - size);
  }

  /** Bytes on disk. */
  get bytes(): number {
    return this.size;
  }

  /**
   * @param line  Must hold no newline.
   * @param durable  Called once it is on disk, in the order of the file and before the promise resolves.
   * @returns resolves once it is on disk; rejects if that failed, and then the line is not in the file.
   */
  append(line: string, durable: (extent: Extent) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.enqueue({ line: Buffer.from(`${line}\n`, 'utf8'), durable, resolve, reject });
    });
  }

  /** Empties the file, after what was appended before and ahead of what comes later. */
  wipe(wiped: () => void): Promise<void> {
    return new Promise((resolve, reject) => this.enqueue({ wiped, resolve, reject }));
  }

  async read(extent: Extent): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(extent.length);
    const { bytesRead } = await this.file.read(buffer, 0, extent.length, extent.offset);
    return buffer.subarray(0, bytesRead);
  }

  /** Waits for what is queued, then closes. */
  async close(): Promise<void> {
    await this.running;
    this.failure ??= new Error('the capture file is closed');
    await this.file.close();
  }

  private enqueue(entry: Waiting | Wipe): void {
    if (this.failure) return entry.reject(this.failure);
    this.queue.push(entry);
    this.running ??= this.run();
  }

  private async run(): Promise<void> {
    await nextTurn(); // all that the sockets deliver in this turn of the loop goes into one batch
    while (this.queue.length > 0) {
      if (this.failure) this.refuseAll(this.failure);
      else if ('wiped' in this.queue[0]!) await this.runWipe(this.queue.shift() as Wipe);
      else await this.runBatch(this.takeBatch());
    }
    this.running = undefined; // with no await since the queue was seen empty, so that nothing is left waiting in it
  }

  private refuseAll(failure: Error): void {
    for (const entry of this.queue.splice(0)) entry.reject(failure);
  }

  private takeBatch(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const entry of this.queue) {
      if ('wiped' in entry || (count > 0 && bytes + entry.line.length > BATCH_BYTES)) break;
      bytes += entry.line.length;
      count += 1;
    }
    return this.queue.splice(0, count) as Waiting[];
  }

  private async runBatch(batch: Waiting[]): Promise<void> {
    const start = this.size;
    try {
      await this.write(Buffer.concat(batch.map((entry) => entry.line)));
      await this.sync();
    } catch (error) {
      await this.takeBack(start);
      for (const entry of batch) entry.reject(error as Error);
      return;
    }
    for (const entry of batch) {
      entry.durable({ offset: this.size, length: entry.line.length - 1 });
      this.size += entry.line.length;
    }
    for (const entry of batch) entry.resolve();
  }

  private async runWipe(wipe: Wipe): Promise<void> {
    try {
      await this.file.truncate(0);
      await this.sync();
    } catch (error) {
      return wipe.reject(error as Error);
    }
    this.size = 0;
    wipe.wiped();
    wipe.resolve();
  }

  private async write(bytes: Buffer): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await this.file.write(bytes, done, bytes.length - done);
      done += bytesWritten;
    }
  }

  private async sync(): Promise<void> {
    try {
      await this.file.datasync();
    } catch (error) {
      // After a failed sync the kernel may have dropped the pages and forgotten it: nothing later can be trusted.
      this.failure = error as Error;
      throw error;
    }
  }

  /** A full disk leaves half a batch behind; with it gone the file is whole, and the next batch may fit. */
  private async takeBack(size: number): Promise<void> {
    await this.file.truncate(size).catch((error: Error) => (this.failure = error));
  }
}
