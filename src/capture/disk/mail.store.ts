import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { AppendLog } from './append-log.js';
import { readMailHeaders } from './mail-headers.js';
import { MailIndex, noticeKeyOf } from './mail.index.js';
import type { Envelope, MailCounts, MailQuery, MailSummary, RepeatedMail } from './mail.js';

const RAW = ',"raw":';
const HEAD_BYTES = 2048;

/**
 * The mails that arrived, on disk; in memory only what finds them. A line of the file is a JSON object whose last member,
 * `raw`, is the message byte for byte as Latin-1, so that a line can be read without it.
 */
export class MailStore {
  private log!: AppendLog;
  private readonly index = new MailIndex();
  /** Lines that could not be read when the file was opened. */
  damaged = 0;

  static async open(folder: string): Promise<MailStore> {
    const store = new MailStore();
    store.log = await AppendLog.open(join(folder, 'mail.ndjson'), (line, extent) => {
      try {
        store.index.add(headOf(line), extent);
      } catch {
        store.damaged += 1;
      }
    });
    return store;
  }

  get cutBytes(): number {
    return this.log.cutBytes;
  }

  /** @returns the mail's id, once the mail is on disk. */
  async add(envelope: Envelope, raw: Buffer, at: Date, receivedAt: Date): Promise<string> {
    const summary: MailSummary = {
      id: randomBytes(8).toString('hex'),
      at: at.toISOString(),
      receivedAt: receivedAt.toISOString(),
      ...envelope,
      ...readMailHeaders(raw),
      size: raw.length,
    };
    const line = `${JSON.stringify(summary).slice(0, -1)}${RAW}${JSON.stringify(raw.toString('latin1'))}}`;
    await this.log.append(line, (extent) => this.index.add(summary, extent));
    return summary.id;
  }

  /** Newest first. `next` goes into `before` for the page after this one. */
  async list(query: MailQuery): Promise<{ mails: MailSummary[]; next: string | null }> {
    const rows: number[] = [];
    for (const row of this.index.find(query)) {
      rows.push(row);
      if (rows.length > query.limit) break;
    }
    const mails = await Promise.all(rows.slice(0, query.limit).map((row) => this.summaryAt(row)));
    return { mails, next: rows.length > query.limit ? mails.at(-1)!.id : null };
  }

  async get(id: string): Promise<{ summary: MailSummary; raw: Buffer } | undefined> {
    const row = this.index.rowOf(id);
    if (row === undefined) return undefined;
    const line = await this.log.read(this.index.extentAt(row));
    const { raw, ...summary } = JSON.parse(line.toString('utf8')) as MailSummary & { raw: string };
    return { summary, raw: Buffer.from(raw, 'latin1') };
  }

  counts(): MailCounts {
    return { ...this.index.counts(), bytes: this.log.bytes };
  }

  /** Who got more than one mail of one notice, at most `limit` of them. */
  async repeated(limit: number): Promise<RepeatedMail[]> {
    return Promise.all(
      [...this.index.repeated(limit)].map(async ([key, rows]) => {
        const mails = await Promise.all(rows.map((row) => this.summaryAt(row)));
        const { notice, to } = mails[0]!;
        return { to: to.find((address) => noticeKeyOf(address, notice) === key) ?? '', notice, mails };
      }),
    );
  }

  wipe(): Promise<void> {
    return this.log.wipe(() => this.index.clear());
  }

  close(): Promise<void> {
    return this.log.close();
  }

  private async summaryAt(row: number): Promise<MailSummary> {
    const extent = this.index.extentAt(row);
    const start = await this.log.read({ offset: extent.offset, length: Math.min(extent.length, HEAD_BYTES) });
    return headOf(start.includes(RAW) ? start : await this.log.read(extent));
  }
}

/** The members before `raw`. Inside a JSON string a quote is escaped, so the mark can only be the member itself. */
function headOf(line: Buffer): MailSummary {
  const end = line.indexOf(RAW);
  if (end === -1) throw new SyntaxError('a line of mail.ndjson has no raw message');
  return JSON.parse(`${line.toString('utf8', 0, end)}}`) as MailSummary;
}
