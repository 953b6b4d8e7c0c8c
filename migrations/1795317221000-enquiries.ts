import type { MigrationInterface, QueryRunner } from 'typeorm';

/** "Am I affected?": who asks, what is sent to the address on file, and what was shown to whoever knew the code. */
export class Enquiries1795317221000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

const UP = `
  create table if not exists enquiry (
    id uuid primary key default gen_random_uuid(),
    token_hash text not null unique,                    -- of the asking browser's cookie
    source_hash text not null,                          -- keyed, of the address that asked
    brand_id text not null,
    reference text,                                     -- sealed as it was typed; gone once it is looked up
    customer_id bigint,
    outcome text constraint enquiry_outcome_known check (outcome in ('sent','not-known','no-address','often-enough','too-late')),
    code_hash text,
    tries smallint not null default 0,
    asked_at timestamptz not null default now(),        -- real time, as all of these
    answered_at timestamptz,
    proved_at timestamptz,
    constraint enquiry_forgets check ((answered_at is null) = (reference is not null)),
    constraint enquiry_answered check ((answered_at is null) = (outcome is null)),
    constraint enquiry_code_of_somebody check ((outcome is not distinct from 'sent') = (code_hash is not null and customer_id is not null))
  );
  create index if not exists enquiry_waiting on enquiry (asked_at) where answered_at is null;
  create index if not exists enquiry_by_source on enquiry (source_hash, asked_at);
  create index if not exists enquiry_of_customer on enquiry (customer_id, asked_at) where customer_id is not null;
  create index if not exists enquiry_age on enquiry (asked_at);
  comment on column enquiry.code_hash is 'Keyed. Five tries, ten minutes.';

  -- A notice that a customer read because he asked, before its message reached him: his page of it is open.
  create table if not exists enquiry_shown (
    notice_id uuid not null references notice (id),
    customer_id bigint not null,
    shown_at timestamptz not null,                      -- business time
    primary key (notice_id, customer_id)
  );

  -- Whether anybody may read a notice by now: the first were told, and nobody has stopped it.
  create or replace view published.notice_told as
    select d.notice_id, d.state in ('running','finished') and exists (select from wave as w where w.notice_id = d.notice_id and w.opened_at is not null) as stands
      from dispatch as d;
`;
