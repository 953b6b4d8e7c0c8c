import { Injectable } from '@nestjs/common';
import type { CustomerId, MessageId } from '../../kernel/ids.js';
import { Database } from '../../platform/database/transactions.js';
import type { InboundMail } from '../contract.js';

/** A message of ours that a mail may be about. */
export interface MailedMessage {
  readonly id: MessageId;
  readonly customerId: CustomerId;
  readonly addressHash: string;
  /** Who took it; null where nobody has yet. */
  readonly provider: string | null;
}

export type NewInboundMail = Omit<InboundMail, 'id'> & { readonly digest: string; readonly senderHash: string | null };

export interface InboundMailFilter {
  readonly kind?: InboundMail['kind'] | undefined;
  readonly customerId?: CustomerId | undefined;
  /** Ids below this one: pages go backwards in time. */
  readonly before?: string | undefined;
  readonly limit: number;
}

@Injectable()
export class InboundMailRepository {
  constructor(private readonly db: Database) {}

  async isKnown(digest: string): Promise<boolean> {
    return (await this.db.query(`select from inbound_mail as i where i.digest = $1`, [digest])).length > 0;
  }

  /** The e-mails among these ids. */
  messages(ids: readonly MessageId[]): Promise<readonly MailedMessage[]> {
    return this.db.query<MailedMessage>(MESSAGES, [[...ids]]);
  }

  /** Who has the address; the lowest id where several have. */
  async customerOf(emailHash: string): Promise<CustomerId | null> {
    const [row] = await this.db.query<{ id: CustomerId }>(`select c.id from published.customer as c where c.email_hash = $1 order by c.id limit 1`, [emailHash]);
    return row?.id ?? null;
  }

  /** One statement. @returns The new row's id, or null where the same mail is kept already. */
  async keep({ digest, kind, messageId, senderHash, customerId, status, subject, text, receivedAt }: NewInboundMail): Promise<string | null> {
    const sealed = (words: string | null): string | null => (words === null ? null : this.db.sealing.text(words, digest));
    const [row] = await this.db.query<{ id: string }>(KEEP, [digest, kind, messageId, senderHash, customerId, status, sealed(subject), sealed(text), receivedAt]);
    return row?.id ?? null;
  }

  /** Newest first. */
  list({ kind, customerId, before, limit }: InboundMailFilter): Promise<InboundMail[]> {
    return this.db.query<InboundMail>(LIST, [kind ?? null, customerId ?? null, before ?? null, limit]);
  }
}

const MESSAGES = `
  select m.id, m.customer_id as "customerId", m.address_hash as "addressHash", m.provider
    from published.actual_message as m
   where m.id = any ($1::bigint[]) and m.channel = 'email'`;

const KEEP = `
  insert into inbound_mail (digest, kind, message_id, sender_hash, customer_id, status, subject, body, received_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  on conflict on constraint inbound_mail_once do nothing
  returning id`;

const LIST = `
  select i.id, i.kind, i.message_id as "messageId", i.customer_id as "customerId", i.status, i.subject, i.body as text, i.received_at as "receivedAt"
    from inbound_mail as i
   where ($1::text is null or i.kind = $1) and ($2::bigint is null or i.customer_id = $2) and ($3::bigint is null or i.id < $3)
   order by i.id desc
   limit $4`;
