import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A notice once more for somebody who asks for it: a message of its own beside the ledger's one, with who asked and why. */
export class Copies1795317061000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(MESSAGE);
    await runner.query(REQUEST);
    await runner.query(ADDRESS_CHANGE);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

/** `copy_no` 0 is the ledger's own, of which an address has one; a copy was asked for. `asked_at`: somebody waits for it, so it goes before its wave. */
const MESSAGE = `
  alter table message add column if not exists copy_no smallint not null default 0 check (copy_no >= 0);
  alter table message add column if not exists asked_at timestamptz;
  alter table message drop constraint if exists message_once_for_address;
  alter table message add constraint message_once_for_address unique (notice_id, channel, address_hash, copy_no);
  alter table message drop constraint if exists message_once_for_customer;
  alter table message add constraint message_once_for_customer unique (notice_id, customer_id, channel, copy_no);
  alter table message drop constraint if exists message_copy_is_asked_for;
  alter table message add constraint message_copy_is_asked_for check (copy_no = 0 or asked_at is not null);
  create index if not exists message_asked on message (notice_id, channel, id) where state = 'pending' and retry_at is null and asked_at is not null`;

/** `request_key` names what was asked (a call and a key pressed, a form): asked twice it is one request. */
const REQUEST = `
  create table if not exists copy_request (
    id bigint generated always as identity primary key,
    request_key text not null unique,
    message_id bigint not null references message (id),
    notice_id uuid not null references rollout (notice_id),
    customer_id bigint not null,
    channel text not null check (channel in ('email','sms')),
    outcome text not null check (outcome in ('copy','brought-forward','under-way')),
    to_other_address boolean not null,
    checked text[] not null default '{}',
    reason text not null,
    asked_by_kind text not null check (asked_by_kind in ('person','key','customer')),
    asked_by_id text not null,
    asked_at timestamptz not null,
    constraint copy_request_elsewhere_is_checked check (not to_other_address or cardinality(checked) > 0)
  );
  create index if not exists copy_request_customer on copy_request (customer_id, notice_id, asked_at);
  create or replace trigger copy_request_is_a_record before delete or update on copy_request for each row execute function refuse_change();
  create or replace trigger copy_request_is_kept before truncate on copy_request for each statement execute function refuse_change()`;

const ADDRESS_CHANGE = `
  create or replace view published.address_change as
    select c.id as customer_id, c.email_changed_at, c.phone_changed_at from customer as c`;
