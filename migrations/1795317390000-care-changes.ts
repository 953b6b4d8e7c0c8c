import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who came into care, or out of it, after he was known: whoever was frozen before is written to otherwise than he was frozen. */
export class CareChanges1795317390000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- one row for each customer: how he is written to now stands with him, and how it came about on the audit record
      create table care_change (
        customer_id bigint primary key references customer (id),
        changed_at timestamptz not null,                 -- business time
        recorded_at timestamptz not null default now()   -- real time: a claim may be as old as its lease
      );
      create index care_change_changed on care_change (changed_at);
      create index care_change_recorded on care_change (recorded_at);

      create view published.care_change as
        select x.customer_id, x.changed_at, x.recorded_at, c.care, case when c.care is not null then c.representative_email_hash end as representative_hash
          from care_change as x
          join customer as c on c.id = x.customer_id and c.erased_at is null;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop view published.care_change; drop table care_change');
  }
}
