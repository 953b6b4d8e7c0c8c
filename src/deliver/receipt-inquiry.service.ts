import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock/clock.js';
import { SETTINGS } from '../platform/config/config.module.js';
import { type Settings } from '../platform/config/config.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { type AskedReceipt, type Asking, OverdueReceipts } from './contract.js';
import type { SmsGateway } from './model/gateways.js';
import { afterInquiry, type StatusAnswer } from './model/receipt-inquiry.js';
import { Providers } from './providers.js';
import { ReceiptInquiryRepository, type UnansweredText } from './store/receipt-inquiry.repository.js';

const BATCH = 100;
const AT_ONCE = 5;

/** Asks the provider what became of texts whose callbacks never came: they are lost where we were down. */
@Injectable()
export class ReceiptInquiryService extends OverdueReceipts {
  constructor(
    private readonly inquiries: ReceiptInquiryRepository,
    private readonly providers: Providers,
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'RECEIPT_OVERDUE_AFTER_MINUTES'>,
    @Inject(LOG) private readonly log: Log,
  ) {
    super();
  }

  /** Each account is asked for its own: one that can't be reached does not keep the other from it. */
  async ask(hear: (receipt: AskedReceipt) => Promise<void>): Promise<Asking> {
    let [asked, final] = [0, 0];
    for (const { gateway } of this.providers.sms) {
      const of = await this.askAccount(gateway, hear);
      [asked, final] = [asked + of.asked, final + of.final];
    }
    return { asked, final };
  }

  private async askAccount(sms: SmsGateway, hear: (receipt: AskedReceipt) => Promise<void>): Promise<Asking> {
    const due = await this.inquiries.due(sms.provider, this.clock.now(), this.settings.RECEIPT_OVERDUE_AFTER_MINUTES, BATCH);
    let [asked, final] = [0, 0];
    for (let from = 0; from < due.length; from += AT_ONCE) {
      const answers = await Promise.all(due.slice(from, from + AT_ONCE).map((text) => this.askOne(sms, text, hear)));
      asked += answers.filter(({ kind }) => kind !== 'unreached').length;
      final += answers.filter((answer) => answer.kind === 'status' && answer.final).length;
      // A provider that can't be reached is left alone until the next round.
      if (answers.some(({ kind }) => kind === 'unreached')) break;
    }
    if (asked > 0) this.log.info({ event: 'deliver.receipts-asked', provider: sms.provider, asked, final });
    return { asked, final };
  }

  /** What it says is heard before the question counts as asked: a crash between asks once more. */
  private async askOne(sms: SmsGateway, { id, providerId, asks }: UnansweredText, hear: (receipt: AskedReceipt) => Promise<void>): Promise<StatusAnswer> {
    const answer = await sms.statusOf(providerId);
    if (answer.kind === 'gone') this.log.warn({ event: 'deliver.text-gone', message: id });
    if (answer.kind === 'status') await hear({ provider: sms.provider, messageId: id, providerId, status: answer.status, code: answer.code });
    await this.inquiries.asked(id, afterInquiry(answer, asks));
    return answer;
  }
}
