import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the queue of callers is told by: agents on duty, the fit of the last weeks, and the company's own figures. */
export class QueueFit1795317030000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [DUTY, PUBLISHED_DUTY, FIT, FIT_OF_DAY, FIT_GUARD, FIT_KEPT, PHONE_FIGURES]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

const DUTY = `
  create table if not exists agents_on_duty (
    queue text not null default '',
    interval_start timestamptz not null,
    interval_seconds integer not null check (interval_seconds between 60 and 86400),
    agents real not null check (agents >= 0),
    source text not null,
    primary key (queue, interval_start)
  )`;

const PUBLISHED_DUTY = `
  create or replace view published.agents_on_duty as
    select d.interval_start, (d.interval_seconds / 60.0)::float8 as minutes, d.queue, d.agents from agents_on_duty as d`;

/** One row for each set of inputs that a day's fit was made of: figures that rest on it can name it. */
const FIT = `
  create table if not exists queue_fit (
    id bigint generated always as identity primary key,
    fitted_until timestamptz not null,
    inputs_hash text not null,
    result jsonb not null,
    fitted_at timestamptz not null,
    unique (fitted_until, inputs_hash)
  )`;
const FIT_OF_DAY = `create index if not exists queue_fit_newest on queue_fit (fitted_until, id desc)`;
const FIT_GUARD = `create or replace trigger queue_fit_is_a_record before update or delete on queue_fit for each row execute function refuse_change()`;
const FIT_KEPT = `create or replace trigger queue_fit_is_kept before truncate on queue_fit for each statement execute function refuse_change()`;

/** The company's own figures of its phones: one row, made when somebody first states them. */
const PHONE_FIGURES = `
  create table if not exists phone_figures (
    only_one boolean primary key default true check (only_one),
    currency text check (currency ~ '^[A-Z]{3}$'),
    agent_hour_cost numeric(12, 2) check (agent_hour_cost >= 0),
    call_cost numeric(12, 2) check (call_cost >= 0),
    threshold_seconds integer not null check (threshold_seconds between 0 and 3600),
    target_share real not null check (target_share > 0 and target_share < 1),
    calls_per_thousand real not null check (calls_per_thousand > 0),
    set_by text not null,
    set_at timestamptz not null
  )`;
