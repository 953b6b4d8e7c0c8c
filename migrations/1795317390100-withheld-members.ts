import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Members whose messages wait no longer, since it changed who is written to; with what gives them back. */
export class WithheldMembers1795317390100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table withheld_member (
        notice_id uuid not null,
        customer_id bigint not null,
        email_message_id bigint,        -- the messages that were for him, alone or with others
        sms_message_id bigint,
        barred text,                    -- as the ledger had it before
        barred_reason text,
        withheld_at timestamptz not null,
        primary key (notice_id, customer_id),
        foreign key (notice_id, customer_id) references notice_member (notice_id, customer_id)
      );`);
  }

  async down(): Promise<void> {
    throw new Error('What gives members their messages back can not be told from what is left: restore a backup instead.');
  }
}
