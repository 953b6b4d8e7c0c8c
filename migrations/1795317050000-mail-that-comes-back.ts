import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Mail that comes back: bounces that pass (soft ones), and what people answer. */
export class MailThatComesBack1795317050000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SUPPRESSIONS_THAT_END);
    await runner.query(SOFT_BOUNCE);
    await runner.query(INBOUND_MAIL);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

const SUPPRESSIONS_THAT_END = `
  alter table suppression add column if not exists until timestamptz; -- business time; null stays until a person lifts it
  alter table suppression drop constraint if exists suppression_reason_check;
  alter table suppression add constraint suppression_reason_check check (reason in ('stop','hard-bounce','soft-bounce','complaint','dead-number','not-me','manual','preference'));
  create index if not exists suppression_ends on suppression (until) where lifted_at is null and until is not null`;

const SOFT_BOUNCE = `
  create table if not exists soft_bounce ( -- of addresses for which mail did not arrive for a reason that passes; one row for each message
    address_hash text not null,
    message_id bigint not null,
    occurred_at timestamptz not null,
    primary key (address_hash, message_id)
  )`;

const INBOUND_MAIL = `
  create table if not exists inbound_mail (
    id bigint generated always as identity primary key,
    digest text not null constraint inbound_mail_once unique, -- SHA-256 of its bytes: the same mail is kept once, wherever it lies
    kind text not null check (kind in ('bounce','delay','delivery','complaint','reply','auto-reply','unreadable')),
    message_id bigint,         -- ours that it is about; null where it names none, or none that can be proved
    sender_hash text,          -- keyed hash of who wrote it; null in reports
    customer_id bigint,
    status text,               -- of a report: what it says, in its own codes
    subject text,              -- of what people wrote alone
    body text,
    received_at timestamptz not null
  );
  create index if not exists inbound_mail_of_customer on inbound_mail (customer_id, id desc) where customer_id is not null;
  create index if not exists inbound_mail_replies on inbound_mail (id desc) where kind = 'reply'`;
