import { Injectable } from '@nestjs/common';
import { type Tx } from '../../platform/database/transactions.js';
import { type StageValue } from '../../platform/imports/copy-text.js';
import { type MergeCounts } from '../../platform/imports/import-definition.js';
import { customerInSight } from '../../platform/auth/in-sight.js';
import { type TouchpointRow } from '../model/touchpoint-row.js';
import type { Owner } from './customer-import.repository.js';

/** Staging columns of touchpoints, with how a row fills them. */
const COLUMNS: readonly { readonly name: string; readonly type: string; readonly of: (row: TouchpointRow) => StageValue }[] = [
  { name: 'customer', type: 'text', of: (row) => row.customer },
  { name: 'kind', type: 'text', of: (row) => row.kind },
  { name: 'reference', type: 'text', of: (row) => row.reference },
  { name: 'reference_is_made', type: 'boolean', of: (row) => row.referenceIsMade },
  { name: 'occurred_at', type: 'timestamptz', of: (row) => row.occurredAt },
  { name: 'label', type: 'text', of: (row) => row.label },
  { name: 'attributes', type: 'jsonb', of: (row) => row.attributes },
];

export const TOUCHPOINT_STAGE = COLUMNS.map(({ name, type }) => ({ name, type }));
export const stagedTouchpoint = (row: TouchpointRow): readonly StageValue[] => COLUMNS.map(({ of }) => of(row));

/** Merges touchpoints that are staged in `import_stage`. */
@Injectable()
export class TouchpointImportRepository {
  /**
   * A touchpoint is one for its kind, reference and customer; a row stands for the whole of it.
   *
   * @param owner  Of customers whom he may not see it is as of those who are not there.
   * @param createCustomers  Customers that are not known are made, bare, for files that are all there is. Else their rows are bad.
   */
  async merge(tx: Tx, importId: string, { brand, sight }: Owner, createCustomers: boolean): Promise<MergeCounts> {
    // Customers come from their own import too: one at a time.
    if (createCustomers) await tx.query(`select pg_advisory_xact_lock(hashtext('firstword.import-merge'), hashtext('customers'))`);
    if (createCustomers) await tx.query(CREATE_CUSTOMERS, [brand]);
    await tx.query(RESOLVE, [sight.brands, sight.unseen]);
    if (brand !== null) await tx.query(MAKE_OF_BRAND, [brand]);
    await tx.query('analyze import_touchpoint (line, customer_id, kind, reference)');
    const [rejected] = await tx.query<{ count: number }>(REJECT_STRANGERS, [importId]);
    const [skipped] = await tx.query<{ count: number }>(SKIP_REPEATS, [importId]);
    const [merged] = await tx.query<{ staged: number; inserted: number; updated: number }>(MERGE);
    const { staged, inserted, updated } = merged!;
    return { inserted, updated, unchanged: staged - inserted - updated, skipped: skipped!.count, rejected: rejected!.count };
  }
}

const CREATE_CUSTOMERS = `
  with made as (
    insert into customer (reference)
    select distinct s.customer from import_stage as s
     where not exists (select from customer as c where c.reference = s.customer)
     order by s.customer
    returning id
  )
  insert into customer_brand (brand_id, customer_id) select $1::text, m.id from made as m where $1::text is not null`;

const MAKE_OF_BRAND = `
  insert into customer_brand (brand_id, customer_id)
  select distinct $1, t.customer_id from import_touchpoint as t where t.customer_id is not null
  on conflict do nothing`;

/** Rows that say the same and have no reference of their own are numbered in the order of the file: two alike are two. */
const RESOLVE = `
  create temporary table import_touchpoint on commit drop as
  select s.line, c.id as customer_id, s.kind,
         s.reference || case when s.reference_is_made and s.no > 1 then '-' || s.no else '' end as reference,
         s.occurred_at, s.label, s.attributes
    from (select i.*, row_number() over (partition by i.reference_is_made, i.reference order by i.line) as no from import_stage as i) as s
    left join customer as c on c.reference = s.customer and ${customerInSight('c.id', 1)}`;

const REJECT_STRANGERS = `
  with strangers as (
    delete from import_touchpoint as t where t.customer_id is null returning t.line
  ),
  noted as (
    insert into import_bad_row (import_id, line, column_name, effect, reason, raw)
    select $1, s.line, 'customer', 'rejected', 'There is no customer with this reference: import the customers first.', i.raw
      from strangers as s
      join import_stage as i on i.line = s.line
  )
  select count(*)::int as count from strangers`;

const SKIP_REPEATS = `
  with placed as (
    select i.line, last_value(i.line) over (partition by i.customer_id, i.kind, i.reference order by i.line rows between unbounded preceding and unbounded following) as last
      from import_touchpoint as i
  ),
  removed as (
    delete from import_touchpoint as t using placed as p where t.line = p.line and p.line < p.last returning t.line, p.last
  ),
  noted as (
    insert into import_bad_row (import_id, line, column_name, effect, reason, raw)
    select $1, r.line, 'reference', 'skipped', 'The touchpoint comes again in line ' || r.last || ', which stands.', i.raw
      from removed as r
      join import_stage as i on i.line = r.line
  )
  select count(*)::int as count from removed`;

const MERGE = `
  with merged as (
    insert into touchpoint as t (customer_id, kind, reference, occurred_at, label, attributes)
    select i.customer_id, i.kind, i.reference, i.occurred_at, i.label, i.attributes
      from import_touchpoint as i
     order by i.line
    on conflict on constraint touchpoint_once do update
       set occurred_at = excluded.occurred_at, label = excluded.label, attributes = excluded.attributes
     where (t.occurred_at, t.label, t.attributes) is distinct from (excluded.occurred_at, excluded.label, excluded.attributes)
    returning (t.xmax = 0) as is_new   -- a row that was updated carries the lock of its update
  )
  select (select count(*)::int from import_touchpoint) as staged,
         count(*) filter (where m.is_new)::int as inserted,
         count(*) filter (where not m.is_new)::int as updated
    from merged as m`;
