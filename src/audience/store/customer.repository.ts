import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import { type CustomerId } from '../../kernel/ids.js';
import { Database } from '../../platform/database/transactions.js';
import { type Care, type Channel, Customers } from '../contract.js';

/** A customer as he is now, for people of the company. */
export interface Customer {
  readonly id: CustomerId;
  readonly reference: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly locale: string | null;
  readonly addressLine1: string | null;
  readonly addressLine2: string | null;
  readonly city: string | null;
  readonly country: string | null;
  readonly region: string | null;
  readonly postalCode: string | null;
  readonly timeZone: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly preferredChannel: Channel | null;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly care: Care | null;
  /** Who is written to in his place. */
  readonly representativeEmail: string | null;
  readonly emailChangedAt: Date | null;
  readonly phoneChangedAt: Date | null;
  /** Channels on which his address must not be used, with the reason. */
  readonly suppressed: readonly { readonly channel: Channel; readonly reason: string; readonly since: string }[];
}

export interface CustomerTouchpoint {
  readonly id: string;
  readonly kind: string;
  readonly reference: string;
  readonly occurredAt: Date;
  readonly label: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What a search is for; each is looked up by its own index. */
export interface CustomerQuery {
  readonly reference: string;
  readonly emailHash: string | null;
  readonly phoneHash: string | null;
  /** Words of a name, in lower case. */
  readonly words: readonly string[];
}

@Injectable()
export class CustomerRepository extends Customers {
  constructor(private readonly db: Database) {
    super();
  }

  async byPhoneHashes(hashes: readonly string[]): Promise<ReadonlyMap<string, readonly CustomerId[]>> {
    const rows = await this.db.query<{ hash: string; ids: CustomerId[] }>(BY_PHONE, [hashes]);
    return new Map(rows.map((row) => [row.hash, row.ids]));
  }

  async byReferences(references: readonly string[]): Promise<ReadonlyMap<string, CustomerId>> {
    const rows = await this.db.query<{ reference: string; id: CustomerId }>('select c.reference, c.id from customer as c where c.reference = any($1)', [references]);
    return new Map(rows.map((row) => [row.reference, row.id]));
  }

  /** @throws DomainError not-found `customer-not-found` */
  async get(id: CustomerId): Promise<Customer> {
    const [customer] = await this.db.query<Customer>(`${SELECT} where c.id = $1 and c.erased_at is null`, [id]);
    if (!customer) throw new DomainError('not-found', 'customer-not-found', `There is no customer ${id}.`);
    return customer;
  }

  /** Best matches first: by reference, by address, by name. */
  search(query: CustomerQuery, limit: number): Promise<readonly Customer[]> {
    const [first = '', ...rest] = query.words;
    const like = (text: string): string => `${text.replace(/[\\%_]/g, '\\$&')}%`;
    const second = rest.join(' ');
    return this.db.query<Customer>(SEARCH, [query.reference, query.emailHash, query.phoneHash, limit, first && like(query.words.join(' ')), second && like(first), second && like(second)]);
  }

  /** Newest first. */
  touchpoints(id: CustomerId, limit: number): Promise<readonly CustomerTouchpoint[]> {
    return this.db.query<CustomerTouchpoint>(TOUCHPOINTS, [id, limit]);
  }

  /** Every kind of touchpoint that there is, for those who write rules. Skips from kind to kind along the index. */
  async touchpointKinds(): Promise<readonly string[]> {
    const rows = await this.db.query<{ kind: string }>(KINDS);
    return rows.map((row) => row.kind);
  }
}

const BY_PHONE = `
  select c.phone_hash as hash, array_agg(c.id::text order by c.id) as ids from customer as c where c.phone_hash = any($1) group by c.phone_hash`;

const SELECT = `
  select c.id, c.reference, c.first_name as "firstName", c.last_name as "lastName", c.locale,
         c.address_line1 as "addressLine1", c.address_line2 as "addressLine2", c.city, c.country, c.region, c.postal_code as "postalCode",
         c.time_zone as "timeZone", c.email, c.phone, c.preferred_channel as "preferredChannel", c.care, c.representative_email as "representativeEmail", c.attributes,
         c.email_changed_at as "emailChangedAt", c.phone_changed_at as "phoneChangedAt",
         coalesce((
           select json_agg(json_build_object('channel', s.channel, 'reason', s.reason, 'since', to_char(s.since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by s.since)
             from suppression as s
            where s.lifted_at is null and ((s.channel = 'email' and s.address_hash = c.email_hash) or (s.channel = 'sms' and s.address_hash = c.phone_hash))
         ), '[]') as suppressed
    from customer as c`;

const SEARCH = `
  with found as (
    select c.id, 1 as rank from customer as c where c.reference = $1 and c.erased_at is null
    union all
    (select c.id, 2 from customer as c where c.email_hash = $2 order by c.id limit $4)
    union all
    (select c.id, 2 from customer as c where c.phone_hash = $3 order by c.id limit $4)
    union all
    (select c.id, 3 from customer as c where $5 <> '' and lower(c.last_name) like $5 order by c.id limit $4)
    union all
    (select c.id, 3 from customer as c where $6 <> '' and lower(c.last_name) like $7 and lower(c.first_name) like $6 order by c.id limit $4)
    union all
    (select c.id, 4 from customer as c where $6 <> '' and lower(c.last_name) like $6 and lower(c.first_name) like $7 order by c.id limit $4)
  ),
  best as (
    select f.id, min(f.rank) as rank from found as f group by f.id order by 2, 1 limit $4
  )
  ${SELECT}
  join best as b on b.id = c.id
  order by b.rank, c.id`;

const TOUCHPOINTS = `
  select t.id, t.kind, t.reference, t.occurred_at as "occurredAt", t.label, t.attributes
    from touchpoint as t
   where t.customer_id = $1
   order by t.occurred_at desc, t.id desc
   limit $2`;

const KINDS = `
  with recursive kinds as (
    (select t.kind from touchpoint as t order by t.kind limit 1)
    union all
    select (select t.kind from touchpoint as t where t.kind > k.kind order by t.kind limit 1) from kinds as k where k.kind is not null
  )
  select k.kind from kinds as k where k.kind is not null limit 200`;
