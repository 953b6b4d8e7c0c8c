import { setTimeout as sleep } from 'node:timers/promises';
import type { ReceiptEvent } from '../../src/deliver/contract.js';
import type { MessageId } from '../../src/kernel/ids.js';
import { listenForForms } from '../support/capture-fixture.js';
import type { DeliverParts } from '../support/deliver.parts.js';

const STATUSES: Readonly<Record<string, ReceiptEvent['status']>> = { queued: 'accepted', sent: 'sent', delivered: 'delivered', undelivered: 'bounced', failed: 'failed' };
const BATCH = 200;

/** The door for status callbacks: what is heard goes into the ledger in batches, and again where the database was away. */
export class ReceiptDoor {
  private readonly heard: ReceiptEvent[] = [];
  private open = true;
  private applying: Promise<void> = Promise.resolve();

  private constructor(
    private readonly parts: DeliverParts,
    readonly url: string,
  ) {}

  /** @param lost  Whether no receipt of a message is to arrive: of such texts, only the provider's list can tell. */
  static async open(parts: DeliverParts, lost: (message: number) => boolean): Promise<ReceiptDoor> {
    const door: { hear?: (event: ReceiptEvent) => void } = {};
    const { url } = await listenForForms(({ url: posted, params }) => {
      const message = new URL(posted).searchParams.get('m');
      const status = STATUSES[params['MessageStatus'] ?? ''];
      if (message === null || status === undefined || lost(Number(message))) return { status: 204 };
      door.hear?.({
        provider: 'twilio', messageId: message as MessageId, providerId: params['MessageSid'] ?? null, status,
        code: params['ErrorCode'] ?? null, reason: null, occurredAt: new Date(),
      });
      return { status: 204 };
    });
    const opened = new ReceiptDoor(parts, url);
    door.hear = (event) => opened.heard.push(event);
    opened.applying = opened.apply();
    return opened;
  }

  async close(): Promise<void> {
    this.open = false;
    await this.applying;
  }

  private async apply(): Promise<void> {
    while (this.open || this.heard.length > 0) {
      const batch = this.heard.slice(0, BATCH);
      try {
        await this.parts.receipts.apply(batch);
        this.heard.splice(0, batch.length);
      } catch {
        await sleep(200); // the database is away
      }
      await sleep(20);
    }
  }
}
