import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { RELAYS } from '../deliver/contract.js';
import { parseEmail } from '../kernel/email.js';
import type { MessageId } from '../kernel/ids.js';
import { hashEmail } from '../kernel/keyed-hash.js';
import { mailTokensIn } from '../kernel/mail-token.js';
import { Clock } from '../platform/clock/clock.js';
import { SURROUNDINGS, type Surroundings } from '../platform/config/config.module.js';
import { mailTokenKey } from '../platform/http/seal.js';
import { LOG, type Log } from '../platform/logging/log.js';
import type { InboundMail } from './contract.js';
import { type ReadMail, readMail } from './mailbox/read-mail.js';
import { type MailKept, mailKept } from './model/mail-kept.js';
import { namedBy } from './model/message-id.js';
import { ReceiptsService } from './receipts.service.js';
import { type InboundMailFilter, InboundMailRepository, type MailedMessage } from './store/inbound-mail.repository.js';

/** The message that a mail is about; `proved` where only who had it, or the way back, can have named it. */
interface Meant {
  readonly message: MailedMessage;
  readonly proved: boolean;
}

/** Hears what comes back by mail: bounces and complaints reach the ledger, answers reach people. */
@Injectable()
export class InboundMailService {
  private readonly key: Buffer;

  constructor(
    private readonly mails: InboundMailRepository,
    private readonly receipts: ReceiptsService,
    private readonly clock: Clock,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.key = mailTokenKey(surroundings.secretKey);
  }

  /**
   * Hears one mail, once however often it is handed in. The receipt goes on record before the mail counts as kept: after a crash
   * between the two, the mail is heard again and the receipt is known.
   *
   * @param raw  The mail as it lies in the mailbox, or its beginning where it is very large.
   * @throws Error where the database can't take it now; then the mail must be handed in again.
   */
  async hear(raw: Buffer): Promise<'kept' | 'repeated'> {
    const digest = createHash('sha256').update(raw).digest('hex');
    if (await this.mails.isKnown(digest)) return 'repeated';
    const mail = await readMail(raw).catch((error: unknown) => {
      this.log.warn({ event: 'mail.unreadable', digest: digest.slice(0, 12), error: (error as Error).name });
      return null;
    });
    const meant = mail && (await this.meant(mail));
    const kept = mailKept(mail, meant?.proved ?? false);
    if (kept.receipt && meant) await this.report(digest, kept.receipt, meant.message);
    const senderHash = this.hashOf(kept.sender);
    const customerId = meant?.message.customerId ?? (senderHash === null ? null : await this.mails.customerOf(senderHash));
    const id = await this.mails.keep({
      digest, kind: kept.kind, messageId: meant?.message.id ?? null, senderHash, customerId, status: kept.status, subject: kept.subject, text: kept.text, receivedAt: this.clock.now(),
    });
    if (id === null) return 'repeated';
    this.log.info({ event: 'mail.heard', kind: kept.kind, named: meant !== null, proved: meant?.proved ?? false });
    return 'kept';
  }

  /** Newest first, without the sender's address. */
  list(filter: InboundMailFilter): Promise<InboundMail[]> {
    return this.mails.list(filter);
  }

  private async report(digest: string, { status, code }: NonNullable<MailKept['receipt']>, { id, provider }: MailedMessage): Promise<void> {
    await this.receipts.hearMail([{ provider: provider ?? RELAYS.first, eventId: `mail:${digest}`, messageId: id, providerId: null, status, code, occurredAt: this.clock.now() }]);
  }

  /**
   * A token can't be made up, so it names its message whatever else the mail says. A Message-ID can: whoever got one of our mails
   * could write others'. It counts only beside the address that the message went to, and marks no address as dead.
   */
  private async meant(mail: ReadMail): Promise<Meant | null> {
    const named = mail.traces.flatMap((trace) => mailTokensIn(this.key, trace).slice(0, 1));
    const surest = firstOf(named, await this.messages(named));
    if (surest) return { message: surest, proved: true };
    const address = this.hashOf('sender' in mail ? mail.sender : 'recipient' in mail ? mail.recipient : null);
    if (address === null) return null;
    const messages = await this.messages(mail.messageIds.flatMap((id) => namedBy(id) ?? []));
    const message = messages.find(({ addressHash }) => addressHash === address);
    return message ? { message, proved: false } : null;
  }

  private async messages(ids: readonly MessageId[]): Promise<readonly MailedMessage[]> {
    return ids.length === 0 ? [] : this.mails.messages(ids);
  }

  private hashOf(address: string | null): string | null {
    const email = address === null ? null : parseEmail(address);
    return email && hashEmail(this.surroundings.lookupKeys, email);
  }
}

/** Of the messages that are there, the one that is named first. */
function firstOf(ids: readonly MessageId[], messages: readonly MailedMessage[]): MailedMessage | undefined {
  const byId = new Map(messages.map((message) => [message.id, message]));
  return ids.map((id) => byId.get(id)).find((message) => message !== undefined);
}
