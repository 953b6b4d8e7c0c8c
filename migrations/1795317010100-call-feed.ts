import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is known of the feed of calls besides the calls: its gaps, sums of intervals, and which reasons are an incident's. */
export class CallFeed1795317010100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [NO_KINDS, KINDS, VOLUME, VOLUMES, GAP, GAP_ONCE, GAPS, REASON, REASONS]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('What is known of the calls is not taken back: restore a backup instead.');
  }
}

const NO_KINDS = `alter table import_run drop constraint if exists import_run_kind_check`;
const KINDS = `alter table import_run add constraint import_run_kind_check check (kind in ('customers','touchpoints','calls','volumes','agents'))`;

const VOLUME = `
  alter table call_volume
    add column if not exists wait_seconds double precision check (wait_seconds >= 0), -- sums over the interval's calls
    add column if not exists talk_seconds double precision check (talk_seconds >= 0)`;
const VOLUMES = `
  create or replace view published.call_volume as
    select v.queue, v.interval_start, v.interval_seconds, v.offered, v.answered, v.abandoned, v.source, v.simulated, v.wait_seconds, v.talk_seconds from call_volume as v`;

/** A stretch of which no calls are known although some may have come: an empty source or queue is all of them. */
const GAP = `
  create table if not exists call_gap (
    id uuid primary key default gen_random_uuid(),
    source text,
    queue text,
    from_at timestamptz not null,
    until_at timestamptz not null,
    reason text not null check (length(trim(reason)) > 0),
    state text not null check (state in ('proposed','known','dismissed')),
    expected double precision,                                        -- calls that the weeks before let expect, where it was found by itself
    set_by text not null,
    set_at timestamptz not null,
    check (from_at < until_at)
  )`;
const GAP_ONCE = `create unique index if not exists call_gap_once on call_gap (coalesce(source, ''), coalesce(queue, ''), from_at)`;
const GAPS = `
  create or replace view published.call_gap as
    select g.id, g.source, g.queue, g.from_at, g.until_at, g.reason, g.state from call_gap as g where g.state <> 'dismissed'`;

const REASON = `
  create table if not exists incident_call_tag (
    incident_id uuid not null references incident (id),
    tag text not null check (tag = lower(trim(tag)) and length(tag) between 1 and 100),
    set_by text not null,
    set_at timestamptz not null,
    primary key (incident_id, tag)
  )`;
const REASONS = `create or replace view published.incident_call_tag as select t.incident_id, t.tag from incident_call_tag as t`;
