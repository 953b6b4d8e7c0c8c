import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { inBatches } from '../batches.js';
import { type ReceiptEvent, Receipts } from '../contract.js';
import { ExerciseReceiptRepository, type MadeUpReceipt } from '../store/exercise-receipt.repository.js';

const BATCH = 1_000;

/** Brings the receipts of exercises into the ledger, on the way of every other. Safe to repeat: a state only moves forward. */
@Injectable()
export class ExerciseReceiptsService {
  constructor(
    private readonly receipts: Receipts,
    private readonly due: ExerciseReceiptRepository,
    private readonly clock: Clock,
  ) {}

  /** @returns how many were due. */
  bring(): Promise<number> {
    const now = this.clock.now();
    return inBatches(BATCH, async () => {
      const due = await this.due.due(now, BATCH);
      if (due.length > 0) await this.receipts.apply(due.map(eventOf));
      return due.length;
    });
  }
}

const eventOf = ({ id, provider, providerId, bounced, occurredAt }: MadeUpReceipt): ReceiptEvent => ({
  provider, messageId: id, providerId, occurredAt,
  ...(bounced ? { status: 'bounced', code: '5.1.1', reason: 'Exercise: it came back.', mark: 'none' } : { status: 'delivered', code: null, reason: null }),
});
