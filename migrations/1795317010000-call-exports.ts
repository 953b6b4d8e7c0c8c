import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How a file was read, kept for the next one of its kind; and what exports of contact centres say besides. */
export class CallExports1795317010000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [RUN, MAPPING, MAPPING_NAME, CALL, REASONS, CALLS]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('How files were read is not taken back: restore a backup instead.');
  }
}

const RUN = `
  alter table import_run
    add column if not exists options jsonb not null default '{}', -- as they were given; a saved mapping keeps these
    add column if not exists understood text                     -- a sentence: as whose export it was read, and why`;

const MAPPING = `
  create table if not exists import_mapping (
    id uuid primary key default gen_random_uuid(),
    kind text not null,
    name text not null check (length(trim(name)) between 1 and 60),
    brand_id text references brand (id),
    options jsonb not null,
    saved_by text not null,
    saved_at timestamptz not null
  )`;
const MAPPING_NAME = `create unique index if not exists import_mapping_name on import_mapping (kind, lower(name))`;

const CALL = `
  alter table inbound_call
    add column if not exists agent text,
    add column if not exists tags text[] not null default '{}'   -- in lower case; the one reason that was chosen stands in reason_tag`;

/** All reasons of a call, whoever gave them. */
const REASONS = `
  create or replace function reasons_of(reason_tag text, tags text[]) returns text[] language sql immutable parallel safe as $$
    select case when reason_tag is null or lower(reason_tag) = any (tags) then tags else array_prepend(lower(reason_tag), tags) end
  $$`;

const CALLS = `
  create or replace view published.inbound_call as
    select c.id, c.source, c.queue, c.offered_at, c.answered_at, c.ended_at, c.outcome, c.wait_seconds, c.talk_seconds, c.customer_id, c.match_method, c.sharing,
           c.reason_tag, c.simulated, c.agent, reasons_of(c.reason_tag, c.tags) as tags
      from inbound_call as c`;
