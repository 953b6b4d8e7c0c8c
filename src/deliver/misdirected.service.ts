import { Inject, Injectable } from '@nestjs/common';
import { type Channel } from '../audience/contract.js';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { Transactions } from '../platform/database/transactions.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { Misdirected } from './contract.js';
import { DispatchRepository } from './store/dispatch.repository.js';
import { MisdirectedRepository } from './store/misdirected.repository.js';

/** Takes back that somebody was told, where the address turns out to be another's. */
@Injectable()
export class MisdirectedService extends Misdirected {
  constructor(
    private readonly messages: MisdirectedRepository,
    private readonly dispatches: DispatchRepository,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly clock: Clock,
    @Inject(LOG) private readonly log: Log,
  ) {
    super();
  }

  async report(channel: Channel, addressHash: string, by: string): Promise<number> {
    let failed = 0;
    for (const notice of await this.messages.noticesAt(channel, addressHash)) {
      await this.transactions.run(async (tx) => {
        const now = this.clock.now();
        // The dispatch before its message, as the ledger's writer takes them.
        const dispatch = await this.dispatches.lock(tx, notice);
        const messages = dispatch ? await this.messages.fail(tx, notice, channel, addressHash, now) : [];
        if (!dispatch || messages.length === 0) return;
        failed += messages.length;
        const goesOn = dispatch.state === 'finished' && dispatch.noReceiptMinutes !== null && dispatch.expiresAt > now;
        if (goesOn) await this.dispatches.change(tx, notice, (await this.dispatches.isHeld(tx, notice)) ? 'paused' : 'running', 'system', 'somebody else had the address', now);
        await this.audit.record(tx, { kind: 'customer', id: addressHash.slice(0, 12) }, {
          action: 'message.misdirected', subject: { kind: 'message', id: messages[0]! }, incidentId: dispatch.incidentId,
          details: { number: dispatch.number, type: dispatch.type, channel, by },
        });
      });
    }
    if (failed > 0) this.log.info({ event: 'deliver.misdirected', channel, messages: failed });
    return failed;
  }
}
