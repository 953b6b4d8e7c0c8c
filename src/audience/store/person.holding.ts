import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { CustomerId } from '../../kernel/ids.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import { type HeldSection, type Holding, Holdings, PLACE, type Traces } from '../../platform/privacy/holdings.js';

type Row = Readonly<Record<string, unknown>>;

/** What customers' own rows and frozen audiences hold of a person. */
@Injectable()
export class PersonHolding implements Holding, OnModuleInit {
  constructor(
    private readonly holdings: Holdings,
    private readonly db: Database,
  ) {}

  onModuleInit(): void {
    this.holdings.add(this, PLACE.audience);
  }

  async referenceOf(customer: CustomerId): Promise<string | null> {
    const [row] = await this.db.query<{ reference: string }>('select c.reference from customer as c where c.id = $1 and c.erased_at is null', [customer]);
    return row?.reference ?? null;
  }

  async held(customer: CustomerId, limit: number): Promise<readonly HeldSection[]> {
    const read = (sql: string): Promise<readonly Row[]> => this.db.query<Row>(sql, [customer, limit]);
    const [profile, touchpoints, audiences, stops] = await Promise.all([read(PROFILE), read(TOUCHPOINTS), read(AUDIENCES), read(STOPS)]);
    return [
      { key: 'profile', title: 'Who they are', rows: profile },
      { key: 'touchpoints', title: 'What they bought and did', rows: touchpoints },
      { key: 'audiences', title: 'Incidents that affect them', note: 'Names and addresses as they were when the audience was frozen.', rows: audiences },
      { key: 'stops', title: 'Addresses that are stopped', note: 'Kept scrambled, so that nobody writes there again.', rows: stops },
    ];
  }

  async traces(tx: Tx, customer: CustomerId): Promise<Traces> {
    const [found] = await tx.query<Traces & { readonly names: readonly (readonly [string, string])[] }>(TRACES, [customer]);
    const { values, hashes, names } = found!;
    // Sealed names can't be put together before they are opened, and one text may have been sealed in several ways.
    return { values: [...new Set([...values, ...names.map((name) => name.join(' '))])], hashes };
  }

  async alsoOfOthers(tx: Tx, customer: CustomerId, hashes: readonly string[]): Promise<readonly string[]> {
    return (await tx.query<{ hash: string }>(ALSO_OF_OTHERS, [customer, hashes])).map(({ hash }) => hash);
  }

  async forget(tx: Tx, customer: CustomerId, { hashes }: Traces): Promise<Readonly<Record<string, number>>> {
    const count = async (sql: string, ...parameters: unknown[]): Promise<number> => (await tx.query(sql, [customer, ...parameters])).length;
    return {
      'bounces that pass': (await tx.query('delete from soft_bounce where address_hash = any ($1::text[]) returning 1', [hashes])).length,
      'places in lists': await count(FORGET_LISTED),
      'places in audiences': await count(FORGET_MEMBER),
      'changes of who is written to': await count('delete from care_change where customer_id = $1 returning 1'),
      touchpoints: await count('delete from touchpoint where customer_id = $1 returning 1'),
      customers: await count(FORGET_CUSTOMER),
      'times of consent': await count(FORGET_CONSENT),
    };
  }
}

const PROFILE = `
  select c.reference, c.first_name as "firstName", c.last_name as "lastName", c.email as "emailAddress", c.phone as "phoneNumber", c.preferred_channel as "preferredChannel",
         c.address_line1 as "addressLine1", c.address_line2 as "addressLine2", c.city, c.postal_code as "postalCode", c.region, c.country, c.time_zone as "timeZone", c.locale as "language",
         c.attributes, c.care, c.representative_email as "representativeEmailAddress", c.esign_consent as "agreedToElectronicNotices", to_char(c.esign_consent_on, 'YYYY-MM-DD') as "saidSoOn", c.esign_consent_words as "inTheseWords", c.email_changed_at as "emailAddressChangedAt", c.phone_changed_at as "phoneNumberChangedAt", c.created_at as "knownSince", c.updated_at as "lastChangedAt"
    from customer as c
   where c.id = $1
   limit $2`;

const TOUCHPOINTS = `
  select t.occurred_at as "at", t.kind, t.reference, t.label, t.attributes from touchpoint as t where t.customer_id = $1 order by t.occurred_at desc, t.id desc limit $2`;

const AUDIENCES = `
  select case when i.exercise then i.reference || ' (exercise)' else i.reference end as "incident", i.title, a.frozen_at as "frozenAt", m.reference, m.first_name as "firstName", m.last_name as "lastName", m.email as "emailAddress", m.phone as "phoneNumber",
         m.locale as "language", m.country, m.region, m.time_zone as "timeZone", m.reasons as "why"
    from audience_member as m
    join audience as a on a.id = m.audience_id
    join published.incident as i on i.id = a.incident_id
   where m.customer_id = $1
   order by a.frozen_at desc nulls first
   limit $2`;

const STOPS = `
  select s.channel, s.reason, s.scope, s.since, s.until, s.lifted_at as "liftedAt"
    from customer as c
    join suppression as s on (s.channel = 'email' and s.address_hash = c.email_hash) or (s.channel = 'sms' and s.address_hash = c.phone_hash)
   where c.id = $1
   order by s.since desc
   limit $2`;

/** Under every name and address that he has, or had when an audience was frozen. */
const TRACES = `
  with known as (
    select c.reference, c.first_name, c.last_name, c.email, c.email_hash, c.phone, c.phone_hash, c.address_line1 from customer as c where c.id = $1 and c.erased_at is null
    union all
    select null, null, null, c.representative_email, c.representative_email_hash, null, null, null from customer as c where c.id = $1 and c.erased_at is null
    union all
    select m.reference, m.first_name, m.last_name, m.email, m.email_hash, m.phone, m.phone_hash, null from audience_member as m where m.customer_id = $1
  )
  select array(select distinct v.value
                 from known as k
                cross join lateral (values (k.reference), (k.first_name), (k.last_name), (k.email), (k.phone), (k.address_line1)) as v (value)
                where v.value is not null and v.value not like 'erased:%') as values,
         coalesce((select jsonb_agg(distinct jsonb_build_array(k.first_name, k.last_name)) from known as k where k.first_name is not null and k.last_name is not null), '[]') as names,
         array(select distinct v.hash from known as k cross join lateral (values (k.email_hash), (k.phone_hash)) as v (hash) where v.hash is not null) as hashes`;

const ALSO_OF_OTHERS = `
  select h.hash
    from unnest($2::text[]) as h (hash)
   where exists (select from customer as c where c.email_hash = h.hash and c.id <> $1)
      or exists (select from customer as c where c.phone_hash = h.hash and c.id <> $1)`;

const FORGET_LISTED = `
  update audience_list_item as i
     set reference = 'erased:' || $1::bigint
   where i.reference in (select c.reference from customer as c where c.id = $1 union select m.reference from audience_member as m where m.customer_id = $1)
     and i.reference not like 'erased:%'
  returning 1`;

/** What of the incident's data was his stays: the counts that a regulator asks for are made of it. */
const FORGET_MEMBER = `
  update audience_member as m
     set reference = 'erased:' || m.customer_id, first_name = null, last_name = null, email = null, email_hash = null, phone = null, phone_hash = null,
         reasons = m.reasons || jsonb_build_object('touchpoints', '[]'::jsonb, 'more', coalesce((m.reasons ->> 'more')::int, 0) + jsonb_array_length(coalesce(m.reasons -> 'touchpoints', '[]')))
   where m.customer_id = $1 and m.reference not like 'erased:%'
  returning 1`;

/** Of whoever is in an audience the time in which it stood shows whether what he was told was his notice: a number that names nobody any more. */
const FORGET_CONSENT = `
  delete from esign_past as p where p.customer_id = $1 and not exists (select from audience_member as m where m.customer_id = $1) returning 1`;

const FORGET_CUSTOMER = `
  update customer as c
     set reference = 'erased:' || c.id, first_name = null, first_name_keys = null, last_name = null, last_name_keys = null, locale = null, country = null, region = null, postal_code = null, time_zone = null, email = null, email_hash = null,
         phone = null, phone_hash = null, preferred_channel = null, care = null, representative_email = null, representative_email_hash = null, esign_consent = null, esign_consent_on = null, esign_consent_words = null, esign_noted_at = null, attributes = '{}', email_changed_at = null, phone_changed_at = null, address_line1 = null, address_line2 = null, city = null,
         erased_at = now(), updated_at = now()
   where c.id = $1 and c.erased_at is null
  returning 1`;
