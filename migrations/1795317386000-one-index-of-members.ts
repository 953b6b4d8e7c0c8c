import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A frozen member is looked for by customer, in one audience or in all: one index answers both, and those of an audience go by position. */
export class OneIndexOfMembers1795317386000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table audience_member drop constraint if exists audience_member_pkey;
      alter table audience_member add constraint audience_member_pkey primary key (customer_id, audience_id);
      drop index if exists audience_member_customer;`);
  }

  async down(): Promise<void> {
    throw new Error('The index that is gone can be made by hand: create index audience_member_customer on audience_member (customer_id).');
  }
}
