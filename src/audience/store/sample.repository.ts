import { Injectable } from '@nestjs/common';
import { Aside, type AsideLimits } from '../../platform/database/aside.js';
import { type Channel, type MemberReasons } from '../contract.js';
import { type Selection } from '../model/selection.js';
import { picked } from './picked.js';

/** Of whom a sample is drawn. */
export type Population = { readonly of: 'customers' } | { readonly of: 'list'; readonly listId: string };

/** Somebody as an example shows him: no name and no address. */
export interface SampledPerson {
  readonly customerId: string;
  readonly reference: string;
  readonly locale: string | null;
  readonly region: string | null;
  readonly preferredChannel: Channel | null;
  readonly hasEmail: boolean;
  readonly hasPhone: boolean;
  readonly reasons: MemberReasons;
}

/** Random customers, and which of them a selection means. Each answer is a read of its own, with a time at which it ends. */
@Injectable()
export class SampleRepository {
  constructor(private readonly aside: Aside) {}

  /** How many there are. @throws as `Aside.read` */
  async size(population: Population, limits: AsideLimits): Promise<number> {
    const [row] = population.of === 'customers' ? await this.aside.read<Counted>('select count(*)::int as count from customer', [], limits) : await this.aside.read<Counted>(LISTED, [population.listId], limits);
    return row!.count;
  }

  /** How many customers there are by what the planner knows: within seconds of the truth after an import, and at once. */
  async plannedSize(limits: AsideLimits): Promise<number> {
    const [row] = await this.aside.read<Counted>(PLANNED, [], limits);
    return row!.count;
  }

  /** Places [from, from + count) of the population in its random order, which is the same each time. */
  async draw(population: Population, from: number, count: number, limits: AsideLimits): Promise<readonly string[]> {
    const [row] = population.of === 'customers' ? await this.aside.read<Drawn>(DRAW, [from, count], limits) : await this.aside.read<Drawn>(DRAW_LISTED, [from, count, population.listId], limits);
    return row!.ids;
  }

  /** Which of these customers the selection means, and by what. */
  async met(selection: Selection, only: readonly string[], limits: AsideLimits): Promise<readonly { readonly id: string; readonly listed: boolean }[]> {
    const { sql, parameters } = picked(selection, { reasons: false, only });
    return this.aside.read(`select p.customer_id::text as id, 'list' = any(p.by) as listed from (${sql}) as p`, parameters, limits);
  }

  /** Why the selection means these customers, in the order of `only`; whom it does not mean is left out. */
  people(selection: Selection, only: readonly string[], dataInvolved: readonly string[], limits: AsideLimits): Promise<readonly SampledPerson[]> {
    const { sql, parameters } = picked(selection, { reasons: true, only });
    const order = parameters.length + 1;
    return this.aside.read<SampledPerson>(peopleSql(sql, order), [...parameters, only, JSON.stringify(dataInvolved)], limits);
  }
}

interface Counted {
  readonly count: number;
}

interface Drawn {
  readonly ids: readonly string[];
}

const LISTED = `
  select count(*)::int as count from audience_list_item as i join customer as c on c.reference = i.reference where i.list_id = $1`;

/** Rows a page as they were last seen, times the pages of now: as the planner itself reckons. */
const PLANNED = `
  select greatest(0, case when r.reltuples < 0 or r.relpages = 0 then 0 else r.reltuples / r.relpages end * (pg_relation_size(r.oid) / current_setting('block_size')::int))::int as count
    from pg_class as r
   where r.oid = 'customer'::regclass`;

const DRAW = `
  select coalesce(array_agg(d.id::text), '{}') as ids
    from (select c.id from customer as c order by hashint8extended(c.id, 0), c.id offset $1 limit $2) as d`;

const DRAW_LISTED = `
  select coalesce(array_agg(d.id::text), '{}') as ids
    from (select c.id from audience_list_item as i join customer as c on c.reference = i.reference where i.list_id = $3 order by hashint8extended(c.id, 0), c.id offset $1 limit $2) as d`;

const peopleSql = (pickedSql: string, order: number): string => `
  select c.id::text as "customerId", c.reference, c.locale, c.region, c.preferred_channel as "preferredChannel", c.email is not null as "hasEmail", c.phone is not null as "hasPhone",
         jsonb_build_object('touchpoints', p.touchpoints, 'more', p.more, 'by', to_jsonb(p.by),
                            'data', case when cardinality(p.data) > 0 then to_jsonb(p.data) else $${order + 1}::jsonb end) as reasons
    from (${pickedSql}) as p
    join customer as c on c.id = p.customer_id
   order by array_position($${order}::bigint[], c.id)`;
