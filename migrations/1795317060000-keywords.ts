import type { MigrationInterface, QueryRunner } from 'typeorm';

/** "This is not me" is a word of its own among the texts that people send us, and where a mandatory notice passes a preference is on record. */
export class Keywords1795317060000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(KEYWORDS);
    await runner.query(PREFERENCES);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

const KEYWORDS = `
  alter table inbound_sms drop constraint inbound_sms_keyword_check;
  alter table inbound_sms add constraint inbound_sms_keyword_check check (keyword in ('stop','start','help','not-me','other'))`;

/** `message_id` is the key: a message leaves once, however often it was tried. */
const PREFERENCES = `
  alter table suppression drop constraint suppression_reason_check;
  alter table suppression add constraint suppression_reason_check
    check (reason in ('stop','hard-bounce','soft-bounce','complaint','dead-number','not-me','manual','preference'));
  alter table suppression drop constraint if exists suppression_scope_known;
  alter table suppression add constraint suppression_scope_known check (scope in ('all','optional'));
  create index if not exists suppression_preference on suppression (channel, address_hash) where lifted_at is null and scope <> 'all';
  create table if not exists suppression_bypass (
    message_id bigint primary key references message (id),
    reason text not null,
    since timestamptz not null,
    sent_at timestamptz not null,
    recorded_at timestamptz not null default now()
  );
  create or replace trigger suppression_bypass_is_a_record before delete or update on suppression_bypass for each row execute function refuse_change();
  create or replace trigger suppression_bypass_is_kept before truncate on suppression_bypass for each statement execute function refuse_change()`;
