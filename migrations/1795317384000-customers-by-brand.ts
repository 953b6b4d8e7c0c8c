import type { MigrationInterface, QueryRunner } from 'typeorm';

/** For which brand a file of customers was taken in, and so whose customers they are: whoever has roles in some brands alone sees theirs. */
export class CustomersByBrand1795317384000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

const UP = `
  -- Null: for all brands of the company; so is every import from before.
  alter table import_run add column if not exists brand_id text references brand (id);
  create index if not exists import_run_of_brand on import_run (brand_id, started_at desc, id desc) where brand_id is not null;

  -- By import. A customer of no import for a brand may still be a brand's by its incidents: see published.customer_brand.
  create table if not exists customer_brand (
    brand_id text not null references brand (id),
    customer_id bigint not null references customer (id),
    primary key (brand_id, customer_id)
  );
  create index if not exists customer_brand_customer on customer_brand (customer_id);

  -- Whose customer somebody is, and by which incident; null: by an import. An exercise concerns nobody, and makes nobody a customer of its brand.
  create or replace view published.customer_brand as
    select b.customer_id, b.brand_id, null::uuid as incident_id
      from customer_brand as b
    union all
    select m.customer_id, i.brand_id, i.id
      from audience_member as m
      join audience as a on a.id = m.audience_id
      join incident as i on i.id = a.incident_id
     where not i.exercise;

  create or replace function published.brand_of(kind text, id text) returns text language sql stable as $function$
    select case kind
      when 'brands' then (select b.id from brand as b where b.id = $2)
      when 'incidents' then (select i.brand_id from incident as i where i.id = $2::uuid)
      when 'notices' then (select i.brand_id from notice as n join incident as i on i.id = n.incident_id where n.id = $2::uuid)
      when 'audiences' then (select i.brand_id from audience as a join incident as i on i.id = a.incident_id where a.id = $2::uuid)
      when 'lists' then (select i.brand_id from audience_list as l join incident as i on i.id = l.incident_id where l.id = $2::uuid)
      when 'messages' then (select i.brand_id from message as m join notice as n on n.id = m.notice_id join incident as i on i.id = n.incident_id where m.id = $2::bigint)
      when 'postal-files' then (select i.brand_id from postal_file as f join notice as n on n.id = f.notice_id join incident as i on i.id = n.incident_id where f.id::text = $2)
      when 'alerts' then (select i.brand_id from alert as a join incident as i on i.id = a.incident_id where a.id = $2::uuid)
      when 'imports' then (select r.brand_id from import_run as r where r.id = $2::uuid)
    end
  $function$;
`;
