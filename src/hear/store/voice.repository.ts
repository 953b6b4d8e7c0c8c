import { Injectable } from '@nestjs/common';
import type { CustomerId, NoticeId } from '../../kernel/ids.js';
import type { KeyedHash } from '../../kernel/keyed-hash.js';
import { Database } from '../../platform/database/transactions.js';

/** Who rings, as far as the number tells, and the newest notice that concerns him. */
export interface KnownCaller {
  readonly customerId: CustomerId;
  readonly locale: string | null;
  /** Null where none that may be spoken of concerns him. */
  readonly noticeId: NoticeId | null;
  readonly brandId: string | null;
  /** Where those live who have the number and whom the notice concerns, as laws count it; null where it is not known of one. Whoever answers may be any of them. */
  readonly places: readonly (string | null)[];
}

@Injectable()
export class VoiceRepository {
  constructor(private readonly db: Database) {}

  /** Of several who have the number, one whom a notice concerns. His wave, and whether he was told, do not matter. */
  async caller(hash: KeyedHash): Promise<KnownCaller | null> {
    return (await this.db.query<KnownCaller>(CALLER, [hash]))[0] ?? null;
  }
}

const CALLER = `
  select c.id as "customerId", c.locale, n.notice_id as "noticeId", n.brand_id as "brandId",
         array(select distinct m.place from published.customer as h join published.audience_member as m on m.customer_id = h.id and m.audience_id = n.audience_id where h.phone_hash = $1) as places
    from published.customer as c
    left join lateral (
           select s.notice_id, s.audience_id, s.created_at, i.brand_id
             from published.audience_member as m
             join published.speaking_notice as s on s.audience_id = m.audience_id
             join published.incident as i on i.id = s.incident_id and i.status = 'open'
            where m.customer_id = c.id
            order by s.created_at desc
            limit 1
         ) as n on true
   where c.phone_hash = $1
   order by n.created_at desc nulls last, c.id
   limit 1`;
