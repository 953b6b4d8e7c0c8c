import { Injectable } from '@nestjs/common';
import type { Sight } from '../../kernel/actor.js';
import { DomainError } from '../../kernel/domain-error.js';
import { type CustomerId } from '../../kernel/ids.js';
import { customerInSight, sharedBeyond } from '../../platform/auth/in-sight.js';
import { Database } from '../../platform/database/transactions.js';
import { nameWords } from '../../platform/seal/name-keys.js';
import { type Care, type Channel, Customers, type EsignAnswer } from '../contract.js';

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
  /** What he said to getting notices by electronic means; null: nobody knows. */
  readonly esignConsent: EsignAnswer | null;
  /** "2024-05-01"; null where the day is not known. */
  readonly esignConsentOn: string | null;
  readonly esignConsentWords: string | null;
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
  async get(id: CustomerId, { brands, unseen }: Sight): Promise<Customer> {
    const [customer] = await this.db.query<Customer>(`${SELECT} where c.id = $3 and c.erased_at is null and ${customerInSight('c.id', 1)}`, [brands, unseen, id]);
    if (!customer) throw new DomainError('not-found', 'customer-not-found', `There is no customer ${id}.`);
    return customer;
  }

  /** Best matches first: by reference, by address, by name. */
  async search(query: CustomerQuery, limit: number, sight: Sight): Promise<readonly Customer[]> {
    const named = await this.named(query.words, limit, sight);
    return this.db.query<Customer>(SEARCH, [sight.brands, sight.unseen, query.reference, query.emailHash, query.phoneHash, limit, named]);
  }

  /** Those of whom each of the words begins a word of the name; whose last name begins so, first. */
  private async named(words: readonly string[], limit: number, { brands, unseen }: Sight): Promise<readonly CustomerId[]> {
    const { names } = this.db.sealing;
    const beginnings = words.map((word) => names.beginning(word)).filter((key) => key !== null);
    const keys = beginnings.length > 0 ? beginnings : words.map((word) => names.whole(word));
    if (keys.length === 0) return [];
    const like = await this.db.query<Named>(NAMED, [brands, unseen, keys, MOST_LIKE]);
    const [first] = words;
    const begins = (name: string | null, word: string): boolean => nameWords(name ?? '').some((own) => own.startsWith(word));
    const found = like.filter(({ firstName, lastName }) => words.every((word) => begins(firstName, word) || begins(lastName, word)));
    const byLast = found.filter(({ lastName }) => begins(lastName, first!));
    return [...byLast, ...found.filter((one) => !byLast.includes(one))].slice(0, limit).map(({ id }) => id);
  }

  /** Newest first; none where the customer is also one of a brand that may not be seen, since nothing says of which they are. */
  touchpoints(id: CustomerId, limit: number, { brands }: Sight): Promise<readonly CustomerTouchpoint[]> {
    return this.db.query<CustomerTouchpoint>(TOUCHPOINTS, [brands, id, limit]);
  }

  /** Every kind of touchpoint that there is, for those who write rules. Skips from kind to kind along the index. */
  async touchpointKinds(): Promise<readonly string[]> {
    const rows = await this.db.query<{ kind: string }>(KINDS);
    return rows.map((row) => row.kind);
  }
}

const BY_PHONE = `
  select c.phone_hash as hash, array_agg(c.id::text order by c.id) as ids from customer as c where c.phone_hash = any($1) group by c.phone_hash`;

/** $1, $2: what may be seen. */
const SELECT = `
  select c.id, c.reference, c.first_name as "firstName", c.last_name as "lastName", c.locale,
         c.address_line1 as "addressLine1", c.address_line2 as "addressLine2", c.city, c.country, c.region, c.postal_code as "postalCode",
         c.time_zone as "timeZone", c.email, c.phone, c.preferred_channel as "preferredChannel", c.care, c.representative_email as "representativeEmail",
         c.esign_consent as "esignConsent", to_char(c.esign_consent_on, 'YYYY-MM-DD') as "esignConsentOn", c.esign_consent_words as "esignConsentWords",
         case when ${sharedBeyond('c.id', 1)} then '{}' else c.attributes end as attributes,
         c.email_changed_at as "emailChangedAt", c.phone_changed_at as "phoneChangedAt",
         coalesce((
           select json_agg(json_build_object('channel', s.channel, 'reason', s.reason, 'since', to_char(s.since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by s.since)
             from suppression as s
            where s.lifted_at is null and ((s.channel = 'email' and s.address_hash = c.email_hash) or (s.channel = 'sms' and s.address_hash = c.phone_hash))
         ), '[]') as suppressed
    from customer as c`;

const SEARCH = `
  with found as (
    select c.id, 1 as rank from customer as c where c.reference = $3 and c.erased_at is null and ${customerInSight('c.id', 1)}
    union all
    (select c.id, 2 from customer as c where c.email_hash = $4 and ${customerInSight('c.id', 1)} order by c.id limit $6)
    union all
    (select c.id, 2 from customer as c where c.phone_hash = $5 and ${customerInSight('c.id', 1)} order by c.id limit $6)
    union all
    select n.id, 2 + n.place from unnest($7::bigint[]) with ordinality as n (id, place)
  ),
  best as (
    select f.id, min(f.rank) as rank from found as f group by f.id order by 2, 1 limit $6
  )
  ${SELECT}
  join best as b on b.id = c.id
  order by b.rank, c.id`;

/** As many as share a key are opened and compared; who types more of the name is not among fewer. */
const MOST_LIKE = 3_000;

const NAMED = `
  select c.id, c.first_name as "firstName", c.last_name as "lastName"
    from customer as c
   where (c.first_name_keys || c.last_name_keys) @> $3::int[] and c.erased_at is null and ${customerInSight('c.id', 1)}
   order by c.id
   limit $4`;

const TOUCHPOINTS = `
  select t.id, t.kind, t.reference, t.occurred_at as "occurredAt", t.label, t.attributes
    from touchpoint as t
   where t.customer_id = $2 and not ${sharedBeyond('$2::bigint', 1)}
   order by t.occurred_at desc, t.id desc
   limit $3`;

const KINDS = `
  with recursive kinds as (
    (select t.kind from touchpoint as t order by t.kind limit 1)
    union all
    select (select t.kind from touchpoint as t where t.kind > k.kind order by t.kind limit 1) from kinds as k where k.kind is not null
  )
  select k.kind from kinds as k where k.kind is not null limit 200`;
