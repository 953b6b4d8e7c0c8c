import { Injectable } from '@nestjs/common';
import { OverdueReceipts } from '../deliver/contract.js';
import { Alerts } from '../platform/alerts/alerts.js';
import { ReceiptsService } from './receipts.service.js';

/** One lost callback happens; so many in one round mean that they don't get through. */
const MANY = 10;

/** Fetches the receipts that never came. */
@Injectable()
export class OverdueReceiptsService {
  constructor(
    private readonly overdue: OverdueReceipts,
    private readonly receipts: ReceiptsService,
    private readonly alerts: Alerts,
  ) {}

  /** @returns texts that the provider was asked about. */
  async ask(): Promise<number> {
    const { asked, final } = await this.overdue.ask((receipt) => this.receipts.hearAsked(receipt));
    if (final >= MANY) {
      await this.alerts.raise({
        kind: 'receipts.lost', subject: 'provider:twilio', lasting: false,
        message: `The provider had final receipts of ${final} texts whose callbacks never came. They were fetched from it.`,
        remedy: 'Check that PUBLIC_URL can be reached from outside, and that no callback is refused there.',
      });
    }
    return asked;
  }
}
