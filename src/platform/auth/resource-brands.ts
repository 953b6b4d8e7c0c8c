import { Injectable } from '@nestjs/common';
import { Database } from '../database/transactions.js';

/** Roles by brand of the person `p`, as an object. */
export const BRAND_ROLES = `coalesce((select jsonb_object_agg(b.brand_id, to_jsonb(b.roles)) from person_brand_role as b where b.person_id = p.id), '{}')`;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const NUMBER = /^\d{1,18}$/;

/** To which brand a thing belongs, and whether to an exercise. */
@Injectable()
export class ResourceBrands {
  constructor(private readonly db: Database) {}

  /** @param kind  One that `published.brand_of` knows. @returns null where there is no such thing, or `id` can't be one. */
  async of(kind: string, id: string): Promise<string | null> {
    if (kind !== 'brands' && !(kind === 'messages' ? NUMBER : UUID).test(id)) return null;
    const [row] = await this.db.query<{ brand: string | null }>('select published.brand_of($1, $2) as brand', [kind, id]);
    return row?.brand ?? null;
  }

  /** Of which of the brands somebody is a customer. @returns none where he is of none of them, or `id` can't be a customer's. */
  async ofCustomer(id: string, brands: readonly string[], unseen: readonly string[]): Promise<readonly string[]> {
    if (!NUMBER.test(id)) return [];
    return (await this.db.query<{ brand: string }>(OF_CUSTOMER, [brands, unseen, id])).map(({ brand }) => brand);
  }

  /** @returns The reference of the exercise to which a thing belongs; null where it belongs to none. */
  async exerciseOf(kind: string, id: string): Promise<string | null> {
    if (kind === 'brands' || kind === 'postal-files' || !(kind === 'messages' ? NUMBER : UUID).test(id)) return null;
    const [row] = await this.db.query<{ exercise: string | null }>('select published.exercise_of($1, $2) as exercise', [kind, id]);
    return row?.exercise ?? null;
  }

  /** @param kind  One that `published.incident_of` knows. @returns null where there is no such thing, it is of no incident, or `id` can't be one. */
  async incidentOf(kind: string, id: string): Promise<string | null> {
    if (!(kind === 'messages' ? NUMBER : UUID).test(id)) return null;
    const [row] = await this.db.query<{ incident: string | null }>('select published.incident_of($1, $2) as incident', [kind, id]);
    return row?.incident ?? null;
  }
}

const OF_CUSTOMER = `
  select b.id as brand
    from brand as b
   where b.id = any ($1::text[]) and exists (select from published.customer_brand as s where s.customer_id = $3 and s.brand_id = b.id and (s.incident_id is null or s.incident_id::text <> all ($2::text[])))
   order by b.id`;
