import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Channel } from '../../audience/contract.js';
import type { MessageId } from '../../kernel/ids.js';
import type { BegunMark, Whereabouts } from '../model/epoch.js';
import type { Held } from '../store/claim.repository.js';

const LINE_BYTES = 256;
const LINES: Readonly<Record<Channel, number>> = { email: 0, sms: 1 };
/** Files of processes that ended; older ones say nothing that these don't. */
const MOST_FILES = 50;

const stored = z.object({
  lineage: z.string(), databaseOid: z.number(), epoch: z.number(), owner: z.string(), messageId: z.string().transform((id) => id as MessageId), no: z.number(),
});

/**
 * The last try of each channel that this process has on record as begun, kept outside the database, before the provider is called: what
 * a database that was put back can't forget along with it. Written in place, 256 bytes a slice; a crash of the process keeps it.
 */
export class BegunMarks {
  private readonly last = new Map<Channel, BegunMark>();
  private where: Whereabouts | null = null;
  private file: number | null = null;

  /** @param folder  Null where they are only kept in memory. */
  constructor(
    private readonly owner: string,
    private readonly folder: string | null,
  ) {}

  /** From now on marks speak of this database. What was marked in an epoch before binds nobody any more. */
  at(where: Whereabouts): void {
    this.where = where;
    for (const [channel, mark] of this.last) if (mark.epoch < where.epoch) this.last.delete(channel);
  }

  keep(channel: Channel, { id, no }: Held): void {
    if (this.where === null) return;
    const mark: BegunMark = { lineage: this.where.lineage, databaseOid: this.where.databaseOid, epoch: this.where.epoch, owner: this.owner, messageId: id, no };
    this.last.set(channel, mark);
    this.write(channel, mark);
  }

  of(channel: Channel): BegunMark | null {
    return this.last.get(channel) ?? null;
  }

  mine(): readonly BegunMark[] {
    return [...this.last.values()];
  }

  /** Those of processes before this one. Reads files; only for the start. */
  left(): readonly BegunMark[] {
    if (this.folder === null) return [];
    return filesIn(this.folder).flatMap((file) => marksIn(file));
  }

  close(): void {
    if (this.file !== null) closeSync(this.file);
    this.file = null;
  }

  private write(channel: Channel, mark: BegunMark): void {
    if (this.folder === null) return;
    this.file ??= this.open(this.folder);
    writeSync(this.file, `${JSON.stringify(mark).padEnd(LINE_BYTES - 1)}\n`, LINES[channel] * LINE_BYTES);
  }

  private open(folder: string): number {
    mkdirSync(folder, { recursive: true });
    for (const file of filesIn(folder).slice(MOST_FILES)) rmSync(file, { force: true });
    const file = openSync(join(folder, `${this.owner.replaceAll(/[^A-Za-z0-9.-]/g, '_')}.jsonl`), 'w', 0o600);
    writeSync(file, `${' '.repeat(LINE_BYTES - 1)}\n`.repeat(2), 0);
    return file;
  }
}

/** Newest first. */
function filesIn(folder: string): string[] {
  try {
    const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl')).map((name) => join(folder, name));
    return files.map((file) => ({ file, at: statSync(file).mtimeMs })).sort((a, b) => b.at - a.at).map(({ file }) => file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** A line that was being written when the machine stopped can't be read: the one of the other channel still can. */
function marksIn(file: string): BegunMark[] {
  return readFileSync(file, 'utf8').split('\n').flatMap((line) => {
    if (line.trim() === '') return [];
    try {
      const read = stored.safeParse(JSON.parse(line));
      return read.success ? [read.data] : [];
    } catch {
      return [];
    }
  });
}
