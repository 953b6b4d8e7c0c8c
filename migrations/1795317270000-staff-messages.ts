import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the service writes to single people by name: its alerts to whoever is on call, tests, codes. No part of any notice's ledger. */
export class StaffMessages1795317270000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

const UP = `
  create table if not exists staff_message (
    id uuid primary key default gen_random_uuid(),
    key text not null unique,
    purpose text not null check (purpose in ('alert', 'test', 'code')),
    channel text not null check (channel in ('email', 'sms')),
    content text,
    state text not null default 'pending' check (state in ('pending', 'sending', 'sent', 'failed', 'unknown', 'cancelled')),
    attempts smallint not null default 0,
    due_at timestamptz not null default now(),
    expires_at timestamptz not null,
    lease_owner text,
    lease_until timestamptz,
    provider text,
    provider_id text,
    code text,
    reason text,
    created_at timestamptz not null default now(),
    settled_at timestamptz,
    check ((state in ('pending', 'sending')) = (content is not null)),
    check ((state = 'sending') = (lease_until is not null))
  );
  create index if not exists staff_message_waiting on staff_message (due_at) where state = 'pending';
  create index if not exists staff_message_leased on staff_message (lease_until) where state = 'sending';
  comment on column staff_message.content is 'Address and words, sealed; gone once the message is settled.';
`;
