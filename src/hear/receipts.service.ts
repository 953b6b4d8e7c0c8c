import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type MessageId } from '../kernel/ids.js';
import { type AskedReceipt, type ReceiptEvent, Receipts, TWILIO_PROVIDERS } from '../deliver/contract.js';
import { Clock } from '../platform/clock/clock.js';
import { Alerts } from '../platform/alerts/alerts.js';
import { isDatabaseAway } from '../platform/database/database-away.js';
import { Together } from '../platform/database/together.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { heardEvent } from './model/heard-event.js';
import { type HeardReceipt, type NewReceipt, type NotedReceipt, ReceiptRepository } from './store/receipt.repository.js';

/** One status callback of Twilio. */
export interface StatusCallback {
  /** The account that speaks, by its name in the ledger; absent is the first. */
  readonly provider?: string;
  readonly messageSid: string;
  readonly messageStatus: string;
  readonly errorCode: string | null;
  /** Ours, from the callback's address. */
  readonly messageId: MessageId | null;
}

const BATCH = 200;
/** Three callbacks for each text make commits dear: those that come at once share one. */
const INTAKE = { most: BATCH, atOnce: 1 };
/** What more is heard than the ledger can take stays on record alone, and the sweep brings it in: memory has an end. */
const MOST_WAITING = 50_000;
/** Longer than any batch takes: what is older was left behind by a process that died or lost its database. */
const LEFT_BEHIND_SECONDS = 15;

/**
 * Hears what became of texts and mails. A callback is answered once it is on record; the ledger learns it right after, in batches that grow
 * with the load. What a crash leaves between the two, the sweep brings in: applying twice does nothing.
 */
@Injectable()
export class ReceiptsService implements OnApplicationShutdown {
  private readonly intake: Together<NotedReceipt, string | null>;
  private readonly waiting: HeardReceipt[] = [];
  private draining: Promise<void> = Promise.resolve();
  private busy = false;

  constructor(
    private readonly receipts: ReceiptRepository,
    private readonly ledger: Receipts,
    private readonly clock: Clock,
    @Inject(Alerts) private readonly alerts: Pick<Alerts, 'raise'>,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.intake = new Together((batch) => this.receipts.record(batch), INTAKE);
  }

  /**
   * @returns 'recorded', or 'repeated' where this event was heard before.
   *
   * The time is when we heard of it. Twilio's RawDlrDoneDate is the carrier's, and real: it would stand years beside the business
   * time of a demo, and it has no zone.
   */
  async hear(callback: StatusCallback): Promise<'recorded' | 'repeated'> {
    const { provider = TWILIO_PROVIDERS.first, messageSid, messageStatus, errorCode, messageId } = callback;
    const receipt = { provider, messageId, providerId: messageSid, status: messageStatus, code: errorCode, occurredAt: this.clock.now() };
    const eventId = [messageSid, messageStatus, ...(errorCode ? [errorCode] : [])].join(':');
    const known = heardEvent(messageStatus, errorCode) !== null;
    const id = await this.intake.do({ ...receipt, eventId, outcome: known ? 'heard' : 'unknown-status' });
    if (id === null) return 'repeated';
    if (known) this.enqueue({ ...receipt, id });
    else this.log.warn({ event: 'receipt.unknown-status', receipt: id, status: messageStatus });
    return 'recorded';
  }

  /**
   * Hears what came back of e-mails, in one statement: all of it is on record when this resolves, or nothing.
   *
   * @param receipts  Their status begins with who says it: `dsn:failed`, `ses:Bounce/Permanent/General`.
   * @returns how many were not heard before.
   */
  async hearMail(receipts: readonly NewReceipt[]): Promise<number> {
    const read = receipts.map((receipt) => ({ receipt, heard: heardEvent(receipt.status, receipt.code) }));
    const ids = await this.receipts.record(read.map(({ receipt, heard }) => ({ ...receipt, outcome: heard ? 'heard' : 'unknown-status' })));
    for (const [index, { receipt, heard }] of read.entries()) {
      const id = ids[index];
      if (!id) continue;
      if (heard) this.enqueue({ ...receipt, id });
      if (!heard || heard.unknownCode) await this.notUnderstood(receipt, id);
    }
    return ids.filter((id) => id !== null).length;
  }

  private async notUnderstood({ status, code }: NewReceipt, id: string): Promise<void> {
    this.log.warn({ event: 'receipt.unknown-status', receipt: id, status, code });
    await this.alerts.raise({
      kind: 'receipt.unknown-code', subject: `receipt:${status}${code === null ? '' : `:${code}`}`, lasting: false,
      message: `What came back of an e-mail says "${status}"${code === null ? '' : ` with the code ${code}`}, which is in no table. It is on record, and no address was stopped for it.`,
      remedy: 'Look at the mail or the event with its provider. Where the code is of use, it belongs into the tables (src/hear/model).',
    });
  }

  /**
   * Hears what the provider says when it is asked. It stands on record as the callback would, which may still come; and the ledger has
   * it when this resolves, also where it was on record already and the ledger had not known what to do with it.
   *
   * @throws Error where the ledger can't take it now.
   */
  async hearAsked({ provider, messageId, providerId, status, code }: AskedReceipt): Promise<void> {
    await this.hear({ provider, messageSid: providerId, messageStatus: status, errorCode: code, messageId });
    await this.settled();
    const heard = heardEvent(status, code);
    if (heard) await this.ledger.apply([{ provider, messageId, providerId, ...heard, code, occurredAt: this.clock.now() }]);
  }

  /** Applies what was recorded and left. Safe to run beside the callbacks. @returns how many. */
  async sweep(): Promise<number> {
    let [swept, after] = [0, '0'];
    for (;;) {
      const left = await this.receipts.leftOver(LEFT_BEHIND_SECONDS, after, BATCH);
      if (left.length === 0) break;
      await this.apply(left);
      swept += left.length;
      after = left.at(-1)!.id;
    }
    if (swept > 0) this.log.warn({ event: 'receipt.swept', count: swept });
    return swept;
  }

  /** Resolves once everything heard so far by this process has been tried. */
  settled(): Promise<void> {
    return this.draining;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.settled();
  }

  private enqueue(receipt: HeardReceipt): void {
    if (this.waiting.length >= MOST_WAITING) return;
    this.waiting.push(receipt);
    if (!this.busy) this.draining = this.drain();
  }

  private async drain(): Promise<void> {
    this.busy = true;
    while (this.waiting.length > 0) await this.apply(this.waiting.splice(0, BATCH));
    this.busy = false;
  }

  /** Never throws: what fails stays on record as heard, and the sweep tries it again. */
  private async apply(batch: readonly HeardReceipt[]): Promise<void> {
    try {
      const outcomes = await this.ledger.apply(batch.map(eventOf));
      await this.receipts.settle(batch.map(({ id }, index) => ({ id, outcome: outcomes[index]! })));
      outcomes.forEach((outcome, index) => {
        if (outcome === 'unknown-message') this.log.warn({ event: 'receipt.unknown-message', receipt: batch[index]!.id });
      });
    } catch (error) {
      if (isDatabaseAway(error)) return this.log.warn({ event: 'receipt.waits', receipts: batch.length, error });
      if (batch.length === 1) return this.log.error({ event: 'receipt.not-applied', receipt: batch[0]!.id, error });
      // One event that can't be applied must not hold up the others.
      for (const receipt of batch) await this.apply([receipt]);
    }
  }
}

function eventOf({ provider, messageId, providerId, status, code, occurredAt }: HeardReceipt): ReceiptEvent {
  const heard = heardEvent(status, code);
  if (!heard) throw new Error(`Receipt with status ${status} was recorded as one that is known.`);
  const { status: said, reason, mark } = heard;
  return { provider, messageId, providerId, status: said, reason, ...(mark && { mark }), code, occurredAt };
}
