import { Injectable } from '@nestjs/common';
import { Aside } from '../../platform/database/aside.js';
import { type SampledValues } from '../model/vocabulary.js';

export interface SampledTouchpoint extends SampledValues {
  readonly kind: string;
}

/** Real milliseconds for each read: what can't be had in that time is not suggested. */
const LIMITS = { timeoutMs: 10_000 };
const CUSTOMERS = 1_000;
const TOUCHPOINTS_OF_A_KIND = 500;
/** Of the touchpoints of one customer: a machine's thousands must not stand for everybody's. */
const TOUCHPOINTS_OF_ONE = 10;

/** Samples of what is known, for whoever writes a rule. Fields by which a person is known at once, such as names, are not among them. */
@Injectable()
export class VocabularyRepository {
  constructor(private readonly aside: Aside) {}

  customers(): Promise<readonly (SampledValues & { readonly fields: SampledValues['attributes'] })[]> {
    return this.aside.read(CUSTOMERS_SQL, [CUSTOMERS], LIMITS);
  }

  /** Those of the sampled customers, and the newest of each kind, since an incident is mostly about those. */
  touchpoints(kinds: readonly string[]): Promise<readonly SampledTouchpoint[]> {
    return this.aside.read(TOUCHPOINTS_SQL, [CUSTOMERS, TOUCHPOINTS_OF_ONE, kinds, TOUCHPOINTS_OF_A_KIND], LIMITS);
  }

  /** First and last time of each kind: two looks into the index for each. */
  spans(kinds: readonly string[]): Promise<readonly { readonly kind: string; readonly from: Date | null; readonly until: Date | null }[]> {
    return this.aside.read(SPANS_SQL, [kinds], LIMITS);
  }
}

const SAMPLE = `select c.id, c.locale, c.country, c.region, c.time_zone, c.preferred_channel, c.attributes from customer as c order by hashint8extended(c.id, 0), c.id limit $1`;

const CUSTOMERS_SQL = `
  select s.id::text as "customerId", s.attributes,
         jsonb_build_object('locale', s.locale, 'country', s.country, 'region', s.region, 'time_zone', s.time_zone, 'preferred_channel', s.preferred_channel) as fields
    from (${SAMPLE}) as s`;

const TOUCHPOINTS_SQL = `
  select t.customer_id::text as "customerId", t.kind, t.attributes
    from (${SAMPLE}) as s
   cross join lateral (select t.customer_id, t.kind, t.attributes from touchpoint as t where t.customer_id = s.id and t.kind = any ($3) limit $2) as t
  union all
  select n.customer_id::text, n.kind, n.attributes
    from unnest($3::text[]) as k (kind)
   cross join lateral (select t.customer_id, t.kind, t.attributes from touchpoint as t where t.kind = k.kind order by t.occurred_at desc limit $4) as n`;

const SPANS_SQL = `
  select k.kind, (select min(t.occurred_at) from touchpoint as t where t.kind = k.kind) as "from", (select max(t.occurred_at) from touchpoint as t where t.kind = k.kind) as "until"
    from unnest($1::text[]) as k (kind)`;
