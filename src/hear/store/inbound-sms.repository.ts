import { Injectable } from '@nestjs/common';
import type { Sight } from '../../kernel/actor.js';
import type { CustomerId, IncidentId, NoticeId } from '../../kernel/ids.js';
import type { KeyedHash } from '../../kernel/keyed-hash.js';
import { heardInSight } from './heard-in-sight.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import type { InboundSms } from '../contract.js';

/** Whose number it is, and what we last texted to that person; all null where nobody has it. */
export interface Texter {
  readonly customerId: CustomerId | null;
  readonly locale: string | null;
  readonly incidentId: IncidentId | null;
  readonly noticeId: NoticeId | null;
  readonly brandId: string | null;
}

export interface NewInboundSms {
  readonly providerId: string;
  /** null where the sender is no phone number (a short code, a name). */
  readonly fromHash: KeyedHash | null;
  readonly to: string;
  readonly keyword: InboundSms['keyword'];
  readonly body: string | null;
  readonly customerId: CustomerId | null;
  readonly receivedAt: Date;
}

export interface InboundSmsFilter {
  readonly customerId?: CustomerId | undefined;
  /** Ids below this one: pages go backwards in time. */
  readonly before?: string | undefined;
  readonly limit: number;
  readonly sight: Sight;
}

@Injectable()
export class InboundSmsRepository {
  constructor(private readonly db: Database) {}

  async isKnown(providerId: string): Promise<boolean> {
    return (await this.db.query(`select from inbound_sms as s where s.provider_id = $1`, [providerId])).length > 0;
  }

  /** Of several people with the number, the one whom we texted last, else the lowest id. */
  async texter(fromHash: KeyedHash): Promise<Texter> {
    const [texter] = await this.db.query<Texter>(TEXTER, [fromHash]);
    return texter ?? NOBODY;
  }

  /** @returns The new row's id, or null where another process kept the same text first. */
  async keep(tx: Tx, sms: NewInboundSms): Promise<string | null> {
    const [row] = await tx.query<{ id: string }>(KEEP, [sms.providerId, sms.fromHash, sms.to, sms.keyword, sms.body === null ? null : tx.sealing.text(sms.body, sms.providerId), sms.customerId, sms.receivedAt]);
    return row?.id ?? null;
  }

  /** Of a bare answer to our question: it is kept with the answers, and stands in no agent's way. @param at  Business time. */
  async needsNobody(tx: Tx, id: string, at: Date): Promise<void> {
    await tx.query(NEEDS_NOBODY, [id, FEEDBACK, at]);
  }

  /** Newest first. */
  list({ customerId, before, limit, sight: { brands, unseen } }: InboundSmsFilter): Promise<InboundSms[]> {
    return this.db.query<InboundSms>(LIST, [customerId ?? null, before ?? null, limit, brands, unseen]);
  }
}

export const NOBODY: Texter = { customerId: null, locale: null, incidentId: null, noticeId: null, brandId: null };

/** By what a reply was closed that answers our question, and no more. */
export const FEEDBACK = 'system:feedback';

const NEEDS_NOBODY = `
  insert into reply_state (kind, reply_id, state, changed_by, changed_at)
  values ('sms', $1::bigint, 'closed', $2, $3)
  on conflict (kind, reply_id) do nothing`;

const TEXTER = `
  select c.id as "customerId", c.locale, i.id as "incidentId", n.id as "noticeId", i.brand_id as "brandId"
    from published.customer as c
    left join lateral (
      select m.id, m.notice_id from published.actual_message as m where m.customer_id = c.id and m.channel = 'sms' order by m.id desc limit 1
    ) as last on true
    left join published.notice as n on n.id = last.notice_id
    left join published.incident as i on i.id = n.incident_id
   where c.phone_hash = $1
   order by last.id desc nulls last, c.id
   limit 1`;

const KEEP = `
  insert into inbound_sms (provider_id, from_hash, to_number, keyword, body, customer_id, received_at)
  values ($1, $2, $3, $4, $5, $6, $7)
  on conflict (provider_id) do nothing
  returning id`;

const LIST = `
  select s.id, s.keyword, s.body, s.customer_id as "customerId", s.received_at as "receivedAt"
    from (select i.id, i.keyword, i.body, i.customer_id, i.received_at, 'sms' as kind, null::bigint as message_id from inbound_sms as i) as s
   where ($1::bigint is null or s.customer_id = $1)
     and ($2::bigint is null or s.id < $2) and ${heardInSight('s', 4)}
   order by s.id desc
   limit $3`;
