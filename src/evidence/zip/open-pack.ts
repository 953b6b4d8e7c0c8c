import type { Readable } from 'node:stream';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { Broken } from '../model/broken.js';

/** More than any incident has notices and plans. */
const MOST_ENTRIES = 20_000;
/** Names that mean the same on every system, and lead nowhere. */
const NAME = /^(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._-]{0,120}(\/[A-Za-z0-9][A-Za-z0-9._-]{0,120}){0,3}$/;

export interface OpenPack {
  /** By name, uncompressed bytes as the zip says. */
  readonly sizes: ReadonlyMap<string, number>;
  /** Never more bytes than the zip said: the stream fails at the first one too many. */
  open(name: string): Promise<Readable>;
  close(): void;
}

/**
 * Opens a zip that anybody may have made: nothing in it is believed before it was counted, and nothing is written anywhere.
 *
 * @throws Broken where it is no zip, or none that this product writes
 */
export async function openPack(path: string): Promise<OpenPack> {
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false, validateEntrySizes: true, strictFileNames: true }).catch(unreadable);
  try {
    const entries = await entriesOf(zip);
    return {
      sizes: new Map([...entries].map(([name, { uncompressedSize }]) => [name, uncompressedSize])),
      open: (name) => zip.openReadStreamPromise(entries.get(name)!).catch(unreadable),
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function entriesOf(zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  if (zip.entryCount > MOST_ENTRIES) throw new Broken('the zip', `it says that it holds ${zip.entryCount} files; no pack has more than ${MOST_ENTRIES}`);
  const entries = new Map<string, Entry>();
  let compressed = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      checkEntry(entry, entries);
      entries.set(entry.fileName, entry);
      compressed += entry.compressedSize;
    }
  } catch (error) {
    throw error instanceof Broken ? error : unreadable(error);
  }
  // Files that lie over each other multiply what a small zip unpacks to.
  if (compressed > zip.fileSize) throw new Broken('the zip', 'its files lie over each other');
  return entries;
}

function checkEntry(entry: Entry, before: ReadonlyMap<string, Entry>): void {
  const shown = JSON.stringify(entry.fileName.slice(0, 80));
  if (!NAME.test(entry.fileName)) throw new Broken('the zip', `the name ${shown} is none that a pack has`);
  if (before.has(entry.fileName)) throw new Broken('the zip', `${shown} is in it twice`);
  if (entry.isEncrypted() || !entry.canDecodeFileData()) throw new Broken('the zip', `${shown} is written in a way that no pack is`);
}

/** Whatever the library stumbled over, in its words. */
export function unreadable(error: unknown): never {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new Broken('the zip', 'there is no such file');
  throw new Broken('the zip', `it can't be read as one: ${error instanceof Error ? error.message.replace(/\.$/, '') : String(error)}`);
}
