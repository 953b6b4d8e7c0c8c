import { Injectable } from '@nestjs/common';
import { type AudienceId } from '../../kernel/ids.js';
import { Database } from '../../platform/database/transactions.js';
import { type Member } from '../contract.js';
import { type MemberFilter } from '../model/member-filter.js';
import { SELECT_MEMBER } from './audience.repository.js';

/** Some members of a frozen audience, along their order. */
@Injectable()
export class MemberSearchRepository {
  constructor(private readonly db: Database) {}

  /** Those of the filter with position in (after, until], in order, at most `limit`. A number is looked up by its customer, wherever he stands; the rest is found along the order. */
  find(id: AudienceId, { reference = null, channel = null, place = null, by = null, data = null }: MemberFilter, after: number, until: number, limit: number): Promise<readonly Member[]> {
    return this.db.query<Member>(reference === null ? ALONG_THE_ORDER : BY_NUMBER, [id, after, until, channel, place, by, data, limit, ...(reference === null ? [] : [reference])]);
  }
}

const WANTED = `
   m.audience_id = $1 and m.position > $2 and m.position <= $3
     and ($4::text is null or case $4 when 'email' then m.email_hash is not null when 'sms' then m.phone_hash is not null else m.email_hash is null and m.phone_hash is null end)
     and ($5::text is null or coalesce(m.place, 'unknown') = $5)
     and ($6::text is null or m.reasons -> 'by' ? $6)
     and ($7::text is null or m.reasons -> 'data' ? $7)`;

const ALONG_THE_ORDER = `${SELECT_MEMBER} where ${WANTED} order by m.position limit $8`;

const BY_NUMBER = `${SELECT_MEMBER} where m.customer_id = (select c.id from customer as c where c.reference = $9) and ${WANTED} order by m.position limit $8`;
