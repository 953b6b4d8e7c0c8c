import { Inject, Injectable } from '@nestjs/common';
import { RELAYS } from '../deliver/contract.js';
import { mailTokensIn } from '../kernel/mail-token.js';
import { Clock } from '../platform/clock/clock.js';
import { type Settings } from '../platform/config/config.js';
import { SETTINGS, SURROUNDINGS, type Surroundings } from '../platform/config/config.module.js';
import { mailTokenKey } from '../platform/http/seal.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { namedBy } from './model/message-id.js';
import { ReceiptsService } from './receipts.service.js';
import type { NewReceipt } from './store/receipt.repository.js';
import type { MailEvent } from './webhook/mail-event.js';

/** What mail providers report of our mails. Their accounts send others' mails too: of those nothing is kept. */
@Injectable()
export class MailEventsService {
  private readonly key: Buffer;

  constructor(
    private readonly receipts: ReceiptsService,
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'EMAIL_PROVIDER' | 'EMAIL_PROVIDER_2'>,
    @Inject(SURROUNDINGS) surroundings: Surroundings,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.key = mailTokenKey(surroundings.secretKey);
  }

  /** All of them are on record when this resolves, or none. @returns how many were new. */
  async hear(who: Settings['EMAIL_PROVIDER'], events: readonly MailEvent[]): Promise<number> {
    const provider = who !== this.settings.EMAIL_PROVIDER && who === this.settings.EMAIL_PROVIDER_2 ? RELAYS.second : RELAYS.first;
    const ours = events.flatMap((event): NewReceipt[] => {
      const [messageId = null] = event.traces.flatMap((trace) => mailTokensIn(this.key, trace));
      const providerId = event.messageIds.find((id) => namedBy(id) !== null) ?? null;
      if (messageId === null && providerId === null) return [];
      return [{ provider, eventId: event.eventId, messageId, providerId, status: event.status, code: event.code, occurredAt: this.clock.now() }];
    });
    const fresh = ours.length > 0 ? await this.receipts.hearMail(ours) : 0;
    this.log.debug({ event: 'mail.events', provider, who, events: events.length, ours: ours.length, fresh });
    return fresh;
  }
}
