import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { AppendLog, type Extent } from './append-log.js';
import { Column, SearchTexts } from './columns.js';
import { keyOf, KeyCounts, KeyTable } from './key-table.js';
import { readMailHeaders, type MailHeaders } from './mail-headers.js';

export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
  readonly smtpUtf8: boolean;
  /** `7bit` or `8bitmime`. */
  readonly bodyType: string;
}

/** What is known of a mail without its text. */
export interface MailSummary extends Envelope, MailHeaders {
  readonly id: string;
  /** Business time, ISO. */
  readonly at: string;
  /** Real time, ISO. */
  readonly receivedAt: string;
  /** Bytes of the message as it arrived. */
  readonly size: number;
}

export interface MailQuery {
  readonly to?: string | undefined;
  readonly messageId?: string | undefined;
  /** A part of a recipient, the subject, the Message-ID or the notice, in any case. */
  readonly q?: string | undefined;
  readonly limit: number;
  /** The id of a mail; only older ones are given. */
  readonly before?: string | undefined;
}

export interface MailCounts {
  readonly total: number;
  readonly recipients: number;
  readonly messageIds: number;
  /** Pairs of recipient and notice that got more than one mail. */
  readonly repeatedForNotice: number;
  readonly bytes: number;
}

export interface RepeatedMail {
  readonly to: string;
  readonly notice: string;
  readonly mails: readonly MailSummary[];
}

const RAW = ',"raw":';
const HEAD_BYTES = 2048;

/**
 * The mails that arrived, on disk; in memory only where each lies and what to find it by (about 200 bytes a mail).
 * A line of the file is a JSON object whose last member, `raw`, is the message byte for byte as Latin-1.
 */
export class MailStore {
  private log!: AppendLog;
  private readonly offsets = new Column(Float64Array);
  private readonly lengths = new Column(Uint32Array);
  private readonly messageKeys = new Column(Float64Array);
  private readonly texts = new SearchTexts();
  private readonly rowOfId = new KeyTable();
  // A mail has a row above and, for each of its recipients, a row here.
  private readonly recipientKeys = new Column(Float64Array);
  private readonly noticeKeys = new Column(Float64Array); // recipient and notice; -1 without a notice
  private readonly mailRows = new Column(Uint32Array);
  private readonly recipients = new KeyCounts();
  private readonly messageIds = new KeyCounts();
  private readonly forNotice = new KeyCounts();
  /** Lines that could not be read when the file was opened. */
  damaged = 0;

  static async open(folder: string): Promise<MailStore> {
    const store = new MailStore();
    store.log = await AppendLog.open(join(folder, 'mail.ndjson'), (line, extent) => store.replay(line, extent));
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
    await this.log.append(line, (extent) => this.index(summary, extent));
    return summary.id;
  }

  /** Newest first. `next` goes into `before` for the page after this one. */
  async list(query: MailQuery): Promise<{ mails: MailSummary[]; next: string | null }> {
    const rows: number[] = [];
    for (const row of this.candidates(query)) {
      if (!this.fits(row, query)) continue;
      rows.push(row);
      if (rows.length > query.limit) break;
    }
    const mails = await Promise.all(rows.slice(0, query.limit).map((row) => this.summaryAt(row)));
    return { mails, next: rows.length > query.limit ? mails.at(-1)!.id : null };
  }

  async get(id: string): Promise<{ summary: MailSummary; raw: Buffer } | undefined> {
    const row = this.rowOfId.get(keyOf(id));
    if (row === undefined) return undefined;
    const line = await this.log.read(this.extentOf(row));
    const { raw, ...summary } = JSON.parse(line.toString('utf8')) as MailSummary & { raw: string };
    return summary.id === id ? { summary, raw: Buffer.from(raw, 'latin1') } : undefined;
  }

  counts(): MailCounts {
    return {
      total: this.offsets.length,
      recipients: this.recipients.distinct,
      messageIds: this.messageIds.distinct,
      repeatedForNotice: this.forNotice.repeated,
      bytes: this.log.bytes,
    };
  }

  /** Who got more than one mail of one notice, at most `limit` of them. */
  async repeated(limit: number): Promise<RepeatedMail[]> {
    const rowsOf = new Map<number, number[]>();
    for (let index = 0; index < this.noticeKeys.length; index += 1) {
      const key = this.noticeKeys.at(index);
      if (key === -1 || this.forNotice.of(key) < 2 || (rowsOf.size >= limit && !rowsOf.has(key))) continue;
      rowsOf.set(key, [...(rowsOf.get(key) ?? []), index]);
    }
    return Promise.all(
      [...rowsOf].map(async ([key, indices]) => {
        const mails = await Promise.all(indices.map((index) => this.summaryAt(this.mailRows.at(index))));
        const notice = mails[0]!.notice;
        const to = mails[0]!.to.find((address) => keyOf(plain(address), notice) === key) ?? '';
        return { to, notice, mails };
      }),
    );
  }

  wipe(): Promise<void> {
    return this.log.wipe(() => {
      for (const part of [this.offsets, this.lengths, this.messageKeys, this.texts, this.rowOfId]) part.clear();
      for (const part of [this.recipientKeys, this.noticeKeys, this.mailRows]) part.clear();
      for (const part of [this.recipients, this.messageIds, this.forNotice]) part.clear();
    });
  }

  close(): Promise<void> {
    return this.log.close();
  }

  private replay(line: Buffer, extent: Extent): void {
    try {
      this.index(headOf(line), extent);
    } catch {
      this.damaged += 1;
    }
  }

  private index(mail: MailSummary, extent: Extent): void {
    const row = this.offsets.push(extent.offset);
    this.lengths.push(extent.length);
    const messageKey = keyOf(mail.messageId);
    this.messageKeys.push(messageKey);
    if (mail.messageId) this.messageIds.add(messageKey);
    this.texts.push([...mail.to, mail.subject, mail.messageId, mail.notice].join('\n'));
    this.rowOfId.set(keyOf(mail.id), row);
    for (const address of mail.to) this.indexRecipient(plain(address), mail.notice, row);
  }

  private indexRecipient(address: string, notice: string, row: number): void {
    const recipientKey = keyOf(address);
    const noticeKey = notice ? keyOf(address, notice) : -1;
    this.recipientKeys.push(recipientKey);
    this.noticeKeys.push(noticeKey);
    this.mailRows.push(row);
    this.recipients.add(recipientKey);
    if (notice) this.forNotice.add(noticeKey);
  }

  private *candidates(query: MailQuery): Generator<number> {
    const before = query.before === undefined ? this.offsets.length : (this.rowOfId.get(keyOf(query.before)) ?? 0);
    if (query.to === undefined) {
      for (let row = before - 1; row >= 0; row -= 1) yield row;
      return;
    }
    for (const index of this.recipientKeys.backwards(keyOf(plain(query.to)))) {
      if (this.mailRows.at(index) < before) yield this.mailRows.at(index);
    }
  }

  private fits(row: number, query: MailQuery): boolean {
    if (query.messageId !== undefined && this.messageKeys.at(row) !== keyOf(query.messageId)) return false;
    return query.q === undefined || this.texts.includes(row, Buffer.from(query.q.toLowerCase(), 'utf8'));
  }

  private extentOf(row: number): Extent {
    return { offset: this.offsets.at(row), length: this.lengths.at(row) };
  }

  private async summaryAt(row: number): Promise<MailSummary> {
    const extent = this.extentOf(row);
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

/** How an address is compared: no mailbox in use tells capitals apart. */
function plain(address: string): string {
  return address.trim().toLowerCase();
}
