import { join } from 'node:path';
import { AppendLog } from './append-log.js';
import type { Extent } from './replay-lines.js';
import { SmsIndex } from './sms.index.js';
import type { RepeatedSms, Sms, SmsCounts, SmsEvent, SmsQuery, SmsRecord, SmsStatus } from './sms.js';

type EventLine = SmsEvent & { readonly sid: string };

/** The messages that were taken and every step of their lives, in two files; in memory only what finds them. */
export class SmsStore {
  private messages!: AppendLog;
  private events!: AppendLog;
  private readonly index = new SmsIndex();
  /** Lines that could not be read when the files were opened. */
  damaged = 0;

  /** @param onMessage  Called for each message that was taken in an earlier life, oldest first. */
  static async open(folder: string, onMessage: (sms: Sms) => void = () => undefined): Promise<SmsStore> {
    const store = new SmsStore();
    store.messages = await AppendLog.open(join(folder, 'sms.ndjson'), (line, extent) =>
      store.replay(() => {
        const sms = JSON.parse(line.toString('utf8')) as Sms;
        store.index.add(sms, extent);
        onMessage(sms);
      }),
    );
    store.events = await AppendLog.open(join(folder, 'sms-status.ndjson'), (line) =>
      store.replay(() => {
        const event = JSON.parse(line.toString('utf8')) as EventLine;
        store.index.apply(event.sid, event);
      }),
    );
    return store;
  }

  get cutBytes(): number {
    return this.messages.cutBytes + this.events.cutBytes;
  }

  /** Resolves once the message is on disk. */
  add(sms: Sms): Promise<void> {
    return this.messages.append(JSON.stringify(sms), (extent) => this.index.add(sms, extent));
  }

  /** Resolves once the step is on disk. A step of an unknown message is kept and changes nothing. */
  record(sid: string, event: SmsEvent): Promise<void> {
    return this.events.append(JSON.stringify({ sid, ...event } satisfies EventLine), () => this.index.apply(sid, event));
  }

  async get(sid: string): Promise<SmsRecord | undefined> {
    const row = this.index.rowOf(sid);
    return row === undefined ? undefined : this.recordAt(row);
  }

  /** Undefined for a message that is not there (any more). */
  statusOf(sid: string): SmsStatus | undefined {
    const row = this.index.rowOf(sid);
    return row === undefined ? undefined : this.index.statusAt(row);
  }

  /** Newest first. `next` goes into `before` for the page after this one. */
  async list(query: SmsQuery): Promise<{ records: SmsRecord[]; next: string | null }> {
    const rows: number[] = [];
    for (const row of this.index.find(query)) {
      rows.push(row);
      if (rows.length > query.limit) break;
    }
    const records = await Promise.all(rows.slice(0, query.limit).map((row) => this.recordAt(row)));
    return { records, next: rows.length > query.limit ? records.at(-1)!.sms.sid : null };
  }

  /** Messages whose life is not over, oldest first: what a restart has to go on with. */
  async *unfinished(): AsyncGenerator<SmsRecord> {
    for (const row of this.index.unfinished()) yield this.recordAt(row);
  }

  counts(): SmsCounts {
    return this.index.counts();
  }

  /** Bodies that one recipient was sent more than once, at most `limit` of them. */
  async repeated(limit: number): Promise<RepeatedSms[]> {
    return Promise.all(
      this.index.repeated(limit).map(async (rows) => {
        const records = await Promise.all(rows.map((row) => this.recordAt(row)));
        const { to, body } = records[0]!.sms;
        return { to, body, messages: records.map(({ sms }) => ({ sid: sms.sid, at: sms.at })) };
      }),
    );
  }

  async wipe(): Promise<void> {
    await this.events.wipe(() => undefined);
    await this.messages.wipe(() => this.index.clear());
  }

  async close(): Promise<void> {
    await Promise.all([this.messages.close(), this.events.close()]);
  }

  private replay(read: () => void): void {
    try {
      read();
    } catch {
      this.damaged += 1;
    }
  }

  private async recordAt(row: number): Promise<SmsRecord> {
    const extent: Extent = this.index.extentAt(row);
    const history = this.index.historyAt(row);
    const sms = JSON.parse((await this.messages.read(extent)).toString('utf8')) as Sms;
    const first: SmsEvent = { status: sms.status, at: sms.at, errorCode: null, from: sms.from };
    return { sms, history: [first, ...history] };
  }
}

