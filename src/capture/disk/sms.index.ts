import type { Extent } from './replay-lines.js';
import { Column } from './columns.js';
import { keyOf, KeyCounts, KeyTable } from './key-table.js';
import { isFinal, SMS_STATUSES, type Sms, type SmsCounts, type SmsEvent, type SmsQuery, type SmsStatus } from './sms.js';

const NONE = -1;
const INBOUND = 1;

/** Finds and counts messages without holding them: flat columns, about 120 bytes a message with two later steps. */
export class SmsIndex {
  private readonly offsets = new Column(Float64Array);
  private readonly lengths = new Column(Uint32Array);
  private readonly inbound = new Column(Uint8Array);
  private readonly toKeys = new Column(Float64Array);
  private readonly fromKeys = new Column(Float64Array);
  private readonly bodyKeys = new Column(Float64Array);
  private readonly statuses = new Column(Uint8Array);
  private readonly sentMs = new Column(Float64Array); // NaN until sent
  private readonly lastEvents = new Column(Int32Array);
  // A message's steps are a chain: each knows the one before it.
  private readonly eventStatuses = new Column(Uint8Array);
  private readonly eventMs = new Column(Float64Array);
  private readonly eventErrors = new Column(Uint32Array);
  private readonly eventSenders = new Column(Int32Array);
  private readonly eventBefore = new Column(Int32Array);
  private readonly senders: string[] = [];
  private readonly rows = new KeyTable();
  private readonly recipients = new KeyCounts();
  private readonly bodies = new KeyCounts();
  private readonly perStatus = new Array<number>(SMS_STATUSES.length).fill(0);
  private segments = 0;
  private inboundTotal = 0;

  add(sms: Sms, extent: Extent): void {
    const inbound = sms.direction === 'inbound';
    const row = this.offsets.push(extent.offset);
    const bodyKey = keyOf(sms.to, sms.body);
    const toKey = keyOf(sms.to);
    this.lengths.push(extent.length);
    this.inbound.push(inbound ? INBOUND : 0);
    this.toKeys.push(toKey);
    this.fromKeys.push(sms.from === null ? NONE : keyOf(sms.from));
    this.bodyKeys.push(bodyKey);
    this.statuses.push(SMS_STATUSES.indexOf(sms.status));
    this.sentMs.push(inbound ? Date.parse(sms.at) : NaN);
    this.lastEvents.push(NONE);
    this.rows.set(keyOf(sms.sid), row);
    if (inbound) {
      this.inboundTotal += 1;
      return;
    }
    this.recipients.add(toKey);
    this.bodies.add(bodyKey);
    this.segments += sms.segments;
    this.perStatus[this.statuses.at(row)]! += 1;
  }

  apply(sid: string, event: SmsEvent): void {
    const row = this.rowOf(sid);
    if (row === undefined) return;
    const status = SMS_STATUSES.indexOf(event.status);
    const at = Date.parse(event.at);
    this.eventStatuses.push(status);
    this.eventMs.push(at);
    this.eventErrors.push(event.errorCode ?? 0);
    this.eventSenders.push(this.senderIndex(event.from));
    this.lastEvents.set(row, this.eventBefore.push(this.lastEvents.at(row)));
    this.perStatus[this.statuses.at(row)]! -= 1;
    this.perStatus[status]! += 1;
    this.statuses.set(row, status);
    if (event.status === 'sent') this.sentMs.set(row, at);
    if (event.from !== null) this.fromKeys.set(row, keyOf(event.from));
  }

  rowOf(sid: string): number | undefined {
    return this.rows.get(keyOf(sid));
  }

  statusAt(row: number): SmsStatus {
    return SMS_STATUSES[this.statuses.at(row)]!;
  }

  extentAt(row: number): Extent {
    return { offset: this.offsets.at(row), length: this.lengths.at(row) };
  }

  /** The steps after the first, oldest first. */
  historyAt(row: number): SmsEvent[] {
    const steps: SmsEvent[] = [];
    for (let event = this.lastEvents.at(row); event !== NONE; event = this.eventBefore.at(event)) {
      steps.unshift({
        status: SMS_STATUSES[this.eventStatuses.at(event)]!,
        at: new Date(this.eventMs.at(event)).toISOString(),
        errorCode: this.eventErrors.at(event) || null,
        from: this.senders[this.eventSenders.at(event)] ?? null,
      });
    }
    return steps;
  }

  /** Rows that fit, newest first. */
  *find(query: SmsQuery): Generator<number> {
    const before = query.before === undefined ? this.offsets.length : (this.rowOf(query.before) ?? 0);
    const rows = query.to === undefined ? downFrom(before) : this.toKeys.backwards(keyOf(query.to), before);
    const fromKey = query.from === undefined ? undefined : keyOf(query.from);
    for (const row of rows) {
      if (fromKey !== undefined && this.fromKeys.at(row) !== fromKey) continue;
      if (query.direction && (this.inbound.at(row) === INBOUND) !== (query.direction === 'inbound')) continue;
      if (query.sentFromMs !== undefined && !(this.sentMs.at(row) >= query.sentFromMs)) continue;
      if (query.sentUntilMs !== undefined && !(this.sentMs.at(row) <= query.sentUntilMs)) continue;
      yield row;
    }
  }

  *unfinished(): Generator<number> {
    for (let row = 0; row < this.offsets.length; row += 1) if (!isFinal(this.statusAt(row))) yield row;
  }

  /** Groups of rows with one recipient and body. */
  repeated(limit: number): number[][] {
    const groups = new Map<number, number[]>();
    for (let row = 0; row < this.bodyKeys.length; row += 1) {
      const key = this.bodyKeys.at(row);
      if (this.inbound.at(row) === INBOUND || this.bodies.of(key) < 2) continue;
      const group = groups.get(key);
      if (group) group.push(row);
      else if (groups.size < limit) groups.set(key, [row]);
    }
    return [...groups.values()];
  }

  counts(): SmsCounts {
    const byStatus = Object.fromEntries(SMS_STATUSES.map((status, index) => [status, this.perStatus[index]!]));
    return {
      total: this.offsets.length - this.inboundTotal,
      recipients: this.recipients.distinct,
      repeatedBody: this.bodies.repeated,
      segments: this.segments,
      byStatus: Object.fromEntries(Object.entries(byStatus).filter(([, count]) => count > 0)),
      inbound: this.inboundTotal,
    };
  }

  clear(): void {
    for (const part of [this.offsets, this.lengths, this.inbound, this.toKeys, this.fromKeys, this.bodyKeys]) part.clear();
    for (const part of [this.statuses, this.sentMs, this.lastEvents, this.eventStatuses, this.eventMs]) part.clear();
    for (const part of [this.eventErrors, this.eventSenders, this.eventBefore]) part.clear();
    for (const part of [this.rows, this.recipients, this.bodies]) part.clear();
    this.perStatus.fill(0);
    this.segments = 0;
    this.inboundTotal = 0;
  }

  private senderIndex(sender: string | null): number {
    if (sender === null) return NONE;
    const known = this.senders.indexOf(sender);
    return known === -1 ? this.senders.push(sender) - 1 : known;
  }
}

function* downFrom(row: number): Generator<number> {
  for (let next = row - 1; next >= 0; next -= 1) yield next;
}
