import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import { type CustomerId } from '../../kernel/ids.js';
import { Database } from '../../platform/database/transactions.js';
import { nameWords } from '../../platform/seal/name-keys.js';
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
  /** Words of a name, as `nameWords` has them. */
  readonly words: readonly string[];
}

interface Named {
  readonly id: CustomerId;
  readonly firstName: string | null;
  readonly lastName: string | null;
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
  async search(query: CustomerQuery, limit: number): Promise<readonly Customer[]> {
    const named = await this.named(query.words, limit);
    return this.db.query<Customer>(SEARCH, [query.reference, query.emailHash, query.phoneHash, limit, named]);
  }

  /** Those of whom each of the words begins a word of the name; whose last name begins so, first. */
  private async named(words: readonly string[], limit: number): Promise<readonly CustomerId[]> {
    const { names } = this.db.sealing;
    const beginnings = words.map((word) => names.beginning(word)).filter((key) => key !== null);
    const keys = beginnings.length > 0 ? beginnings : words.map((word) => names.whole(word));
    if (keys.length === 0) return [];
    const like = await this.db.query<Named>(NAMED, [keys, MOST_LIKE]);
    const [first] = words;
    const begins = (name: string | null, word: string): boolean => nameWords(name ?? '').some((own) => own.startsWith(word));
    const found = like.filter(({ firstName, lastName }) => words.every((word) => begins(firstName, word) || begins(lastName, word)));
    const byLast = found.filter(({ lastName }) => begins(lastName, first!));
    return [...byLast, ...found.filter((one) => !byLast.includes(one))].slice(0, limit).map(({ id }) => id);
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
    select n.id, 2 + n.place from unnest($5::bigint[]) with ordinality as n (id, place)
  ),
  best as (
    select f.id, min(f.rank) as rank from found as f group by f.id order by 2, 1 limit $4
  )
  ${SELECT}
  join best as b on b.id = c.id
  order by b.rank, c.id`;

/** As many as share a key are opened and compared; who types more of the name is not among fewer. */
const MOST_LIKE = 3_000;

const NAMED = `
  select c.id, c.first_name as "firstName", c.last_name as "lastName"
    from customer as c
   where (c.first_name_keys || c.last_name_keys) @> $1::int[] and c.erased_at is null
   order by c.id
   limit $2`;

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
