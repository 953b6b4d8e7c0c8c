import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What somebody may do, and what a program may, is changed by two admins: one asks, another confirms. */
export class SecondAdmin1795317242000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

const UP = `
  create table if not exists access_request (
    id uuid primary key default gen_random_uuid(),
    kind text not null check (kind in ('person-new','person-change','key')),
    person_id uuid references person,             -- whom it is about; null for somebody new
    asked jsonb not null,                         -- the change as it will be made; a password as its hash
    state text not null default 'waiting' check (state in ('waiting','confirmed','refused','withdrawn','expired','used')),
    requested_by uuid not null references person,
    requested_at timestamptz not null default now(),
    expires_at timestamptz not null,
    decided_by uuid references person,
    decided_at timestamptz,
    reason text,
    -- Held here too: nobody confirms what he has asked for himself.
    constraint access_request_second check (state not in ('confirmed','used') or (decided_by is not null and decided_by <> requested_by)),
    constraint access_request_decided check ((state in ('waiting','expired')) = (decided_by is null)),
    constraint access_request_person check ((kind = 'person-change') = (person_id is not null))
  );
  create index if not exists access_request_open on access_request (expires_at) where state = 'waiting';
`;
