import { Column, SearchTexts } from './columns.js';
import { keyOf, KeyCounts, KeyTable } from './key-table.js';
import { plainAddress, type MailCounts, type MailQuery, type MailSummary } from './mail.js';
import type { Extent } from './replay-lines.js';

const NO_NOTICE = -1;

/** Finds and counts mails without holding them: under 500 bytes a mail, nearly all outside the heap. */
export class MailIndex {
  private readonly offsets = new Column(Float64Array);
  private readonly lengths = new Column(Uint32Array);
  private readonly messageKeys = new Column(Float64Array);
  private readonly texts = new SearchTexts();
  private readonly rowOfId = new KeyTable();
  // A mail has a row above and, for each of its recipients, a row here.
  private readonly recipientKeys = new Column(Float64Array);
  private readonly noticeKeys = new Column(Float64Array); // recipient and notice
  private readonly mailRows = new Column(Uint32Array);
  private readonly recipients = new KeyCounts();
  private readonly messageIds = new KeyCounts();
  private readonly forNotice = new KeyCounts();

  add(mail: MailSummary, extent: Extent): void {
    const row = this.offsets.push(extent.offset);
    this.lengths.push(extent.length);
    const messageKey = keyOf(mail.messageId);
    this.messageKeys.push(messageKey);
    if (mail.messageId) this.messageIds.add(messageKey);
    this.texts.push([...mail.to, mail.subject, mail.messageId, mail.notice].join('\n'));
    this.rowOfId.set(keyOf(mail.id), row);
    for (const address of mail.to) this.addRecipient(plainAddress(address), mail.notice, row);
  }

  rowOf(id: string): number | undefined {
    return this.rowOfId.get(keyOf(id));
  }

  extentAt(row: number): Extent {
    return { offset: this.offsets.at(row), length: this.lengths.at(row) };
  }

  /** Rows that fit, newest first. */
  *find(query: MailQuery): Generator<number> {
    const messageKey = query.messageId === undefined ? undefined : keyOf(query.messageId);
    const part = query.q === undefined ? undefined : Buffer.from(query.q.toLowerCase(), 'utf8');
    for (const row of this.candidates(query)) {
      if (messageKey !== undefined && this.messageKeys.at(row) !== messageKey) continue;
      if (part === undefined || this.texts.includes(row, part)) yield row;
    }
  }

  /** For each recipient and notice with more than one mail, its key and those mails' rows, oldest first. */
  repeated(limit: number): Map<number, number[]> {
    const groups = new Map<number, number[]>();
    for (let index = 0; index < this.noticeKeys.length; index += 1) {
      const key = this.noticeKeys.at(index);
      if (key === NO_NOTICE || this.forNotice.of(key) < 2) continue;
      const group = groups.get(key);
      if (group) group.push(this.mailRows.at(index));
      else if (groups.size < limit) groups.set(key, [this.mailRows.at(index)]);
    }
    return groups;
  }

  counts(): Omit<MailCounts, 'bytes'> {
    return {
      total: this.offsets.length,
      recipients: this.recipients.distinct,
      messageIds: this.messageIds.distinct,
      repeatedForNotice: this.forNotice.repeated,
    };
  }

  clear(): void {
    for (const part of [this.offsets, this.lengths, this.messageKeys, this.texts, this.rowOfId]) part.clear();
    for (const part of [this.recipientKeys, this.noticeKeys, this.mailRows]) part.clear();
    for (const part of [this.recipients, this.messageIds, this.forNotice]) part.clear();
  }

  private addRecipient(address: string, notice: string, row: number): void {
    const recipientKey = keyOf(address);
    this.recipientKeys.push(recipientKey);
    this.mailRows.push(row);
    this.recipients.add(recipientKey);
    const noticeKey = notice ? noticeKeyOf(address, notice) : NO_NOTICE;
    this.noticeKeys.push(noticeKey);
    if (notice) this.forNotice.add(noticeKey);
  }

  private *candidates(query: MailQuery): Generator<number> {
    const before = query.before === undefined ? this.offsets.length : (this.rowOf(query.before) ?? 0);
    if (query.to === undefined) {
      for (let row = before - 1; row >= 0; row -= 1) yield row;
      return;
    }
    for (const index of this.recipientKeys.backwards(keyOf(plainAddress(query.to)))) {
      if (this.mailRows.at(index) < before) yield this.mailRows.at(index);
    }
  }
}

/** What tells one recipient's mails of one notice from all others. */
export function noticeKeyOf(address: string, notice: string): number {
  return keyOf(plainAddress(address), notice);
}
