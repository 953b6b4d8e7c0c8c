import { Injectable } from '@nestjs/common';
import type { Sight } from '../../kernel/actor.js';
import type { CustomerId } from '../../kernel/ids.js';
import { customerInSight } from '../../platform/auth/in-sight.js';
import { Database } from '../../platform/database/transactions.js';
import type { Channel, Reach } from '../contract.js';

/** A customer on a line. */
export interface ListedCustomer {
  readonly id: CustomerId;
  readonly reference: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly locale: string | null;
  readonly region: string | null;
  readonly country: string | null;
  readonly preferredChannel: Channel | null;
  readonly createdAt: Date;
}

/** Customers by when they came in; each page is found along an index, however many there are. */
@Injectable()
export class CustomerListRepository {
  constructor(private readonly db: Database) {}

  /** Newest first. @param before  The last customer of the page above. */
  list(reach: Reach, before: CustomerId | null, limit: number, { brands, unseen }: Sight): Promise<readonly ListedCustomer[]> {
    return this.db.query<ListedCustomer>(reach === 'all' && brands !== null ? OF_BRANDS : LISTS[reach], [brands, unseen, before, limit]);
  }

  /** Roughly how many there are: the planner's number. */
  async roughly(): Promise<number> {
    const [row] = await this.db.query<{ count: number }>(`select greatest(c.reltuples, 0)::float8 as count from pg_class as c where c.oid = 'customer'::regclass`);
    return row!.count;
  }
}

const COLUMNS = `c.id, c.reference, c.first_name as "firstName", c.last_name as "lastName", c.email, c.phone, c.locale, c.region, c.country, c.preferred_channel as "preferredChannel", c.created_at as "createdAt"`;
const PAGE = `c.erased_at is null and ($3::bigint is null or c.id < $3) and ${customerInSight('c.id', 1)}`;
const ORDER = `order by c.id desc limit $4`;

/** From the stopped addresses, which are few, one look-up each: whoever is erased has no address, and so is not among them. */
const STOPPED = `
  with stopped as materialized (
    select distinct x.id
      from suppression as s
     cross join lateral (
             select c.id from customer as c where s.channel = 'email' and c.email_hash = s.address_hash
             union all
             select c.id from customer as c where s.channel = 'sms' and c.phone_hash = s.address_hash
           ) as x
     where s.lifted_at is null and ($3::bigint is null or x.id < $3) and ${customerInSight('x.id', 1)}
     order by x.id desc
     limit $4
  )
  select ${COLUMNS} from stopped as x join customer as c on c.id = x.id order by c.id desc`;

const newestOf = (table: 'customer_brand' | 'audience_member', source: string): string => `
   cross join lateral (
           select x.customer_id as id
             from ${table} as x
             join customer as c on c.id = x.customer_id and c.erased_at is null
            where ${source} and ($3::bigint is null or x.customer_id < $3)
            order by x.customer_id desc
            limit $4
         ) as n`;

/** The newest of each brand's imports and of each of its audiences, along their keys: however many others there are, none of them is looked at. */
const OF_BRANDS = `
  with found as (
    select n.id from unnest($1::text[]) as b (id) ${newestOf('customer_brand', 'x.brand_id = b.id')}
    union
    select n.id
      from audience as a
      join published.incident as i on i.id = a.incident_id and not i.exercise and i.brand_id = any ($1::text[]) and i.id::text <> all ($2::text[])
     ${newestOf('audience_member', 'x.audience_id = a.id')}
  )
  select ${COLUMNS} from found as f join customer as c on c.id = f.id order by c.id desc limit $4`;

const LISTS: Readonly<Record<Reach, string>> = {
  all: `select ${COLUMNS} from customer as c where ${PAGE} ${ORDER}`,
  unreachable: `select ${COLUMNS} from customer as c where c.email_hash is null and c.phone_hash is null and ${PAGE} ${ORDER}`,
  stopped: STOPPED,
};
