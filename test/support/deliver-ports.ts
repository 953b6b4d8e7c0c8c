import { type Channel, type SuppressionReason, Suppressions } from '../../src/audience/contract.js';
import { EmailGateway, type OutgoingEmail, type OutgoingSms, SmsGateway } from '../../src/deliver/model/gateways.js';
import { accepted, type Answer } from '../../src/deliver/model/answer.js';
import type { StatusAnswer } from '../../src/deliver/model/receipt-inquiry.js';
import type { ListedSms } from '../../src/deliver/model/sms-lookup.js';
import type { Database } from '../../src/platform/database/transactions.js';

/** Suppressions straight in their table. */
export class TableSuppressions extends Suppressions {
  constructor(private readonly db: Database) {
    super();
  }

  async suppress(addresses: readonly { channel: Channel; addressHash: string; reason: SuppressionReason; source: string; since: Date }[]): Promise<number> {
    let added = 0;
    for (const { channel, addressHash, reason, source, since } of addresses) {
      added += (await this.db.query(
        `insert into suppression (channel, address_hash, reason, source, since) values ($1, $2, $3, $4, $5)
         on conflict (channel, address_hash, scope) where lifted_at is null do nothing returning id`,
        [channel, addressHash, reason, source, since],
      )).length;
    }
    return added;
  }

  readonly soft: Parameters<Suppressions['softBounced']>[0][number][] = [];
  readonly arrivals: string[] = [];

  async softBounced(bounces: Parameters<Suppressions['softBounced']>[0]): Promise<number> {
    this.soft.push(...bounces);
    return 0;
  }

  async arrived(addressHashes: readonly string[]): Promise<void> {
    this.arrivals.push(...addressHashes);
  }

  async lift(): Promise<number> {
    throw new Error('Not asked of this stand-in.');
  }
}

/** Takes every e-mail, or answers what the test says. */
export class EmailGatewayOfTest extends EmailGateway {
  readonly sent: OutgoingEmail[] = [];
  fault: string | null = null;
  answer: (mail: OutgoingEmail) => Answer | Promise<Answer> = (mail) => accepted(mail.messageId, '250');
  /** While not null, a look at the account waits for it: a relay that says nothing. */
  silence: Promise<void> | null = null;

  constructor(readonly provider = 'smtp') {
    super();
  }

  async selfCheck(): Promise<string | null> {
    await this.silence;
    return this.fault;
  }
  async send(mail: OutgoingEmail): Promise<Answer> {
    this.sent.push(mail);
    return this.answer(mail);
  }
  async close(): Promise<void> {}
}

export class SmsGatewayOfTest extends SmsGateway {
  readonly sent: OutgoingSms[] = [];
  readonly asked: string[] = [];
  fault: string | null = null;
  answer: (sms: OutgoingSms) => Answer | Promise<Answer> = () => accepted(`SM${this.sent.length}`, 'queued');
  listed: (number: string) => readonly ListedSms[] | null = () => [];
  status: (providerId: string) => Promise<StatusAnswer> = () => Promise.resolve({ kind: 'unreached' });

  constructor(readonly provider = 'twilio') {
    super();
  }

  async selfCheck(): Promise<string | null> {
    return this.fault;
  }
  async send(sms: OutgoingSms): Promise<Answer> {
    this.sent.push(sms);
    return this.answer(sms);
  }
  async sentTo(number: string): Promise<readonly ListedSms[] | null> {
    this.asked.push(number);
    return this.listed(number);
  }
  statusOf(providerId: string): Promise<StatusAnswer> {
    return this.status(providerId);
  }
  async close(): Promise<void> {}
}

