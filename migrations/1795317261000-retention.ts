import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far what is kept for a time was forgotten, and what must be kept although its time is over. */
export class Retention1795317261000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

const UP = `
  create table if not exists retention_hold (
    id uuid primary key default gen_random_uuid(),
    incident_id uuid references incident (id),          -- null: everything
    reason text not null constraint retention_hold_reason check (length(trim(reason)) between 3 and 500),
    set_by text not null,
    set_at timestamptz not null,
    lifted_by text,
    lifted_at timestamptz,
    constraint retention_hold_lifted check ((lifted_by is null) = (lifted_at is null))
  );
  create unique index if not exists retention_hold_live on retention_hold (coalesce(incident_id, '00000000-0000-0000-0000-000000000000')) where lifted_at is null;

  -- An audience or notice whose people are forgotten slice by slice; the place is where the next slice begins.
  create table if not exists retention_mark (
    kind text not null,
    subject_id uuid not null,
    place integer not null default 0,
    finished boolean not null default false,
    primary key (kind, subject_id)
  );

  create or replace view published.retention_hold as
    select h.incident_id from retention_hold as h where h.lifted_at is null;
`;
