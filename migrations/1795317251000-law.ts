import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rules of law as data, and what people enter of an incident's clocks. Every row is a record: a change is one more row, and the newest holds. */
export class Law1795317251000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const part of [DECLARE, MEASURE, PUBLISHED]) await runner.query(part);
  }

  async down(): Promise<void> {
    throw new Error('What was entered of a law\'s clock is on record: restore a backup instead.');
  }
}

const record = (table: string): string => `
  create trigger ${table}_is_a_record before update or delete on ${table} for each row execute function refuse_change();
  create trigger ${table}_is_kept before truncate on ${table} for each statement execute function refuse_change();`;

const DECLARE = `
  -- rules that the company added, or put in the place of those that came with the service
  create table law_rule (
    no bigint generated always as identity primary key,
    rule_id text not null,
    content jsonb not null,
    loaded_by_kind text not null,
    loaded_by text not null,
    loaded_at timestamptz not null
  );
  create index law_rule_newest on law_rule (rule_id, no desc);
  ${record('law_rule')}

  -- somebody compared the row of that hash with its source
  create table law_review (
    rule_id text not null,
    content_hash text not null,
    reviewed_by uuid not null references person,
    reviewed_at timestamptz not null,
    primary key (rule_id, content_hash)
  );
  ${record('law_review')}

  create table brand_regime (
    no bigint generated always as identity primary key,
    brand_id text not null references brand,
    regimes text[] not null,
    set_by_kind text not null,
    set_by text not null,
    set_at timestamptz not null
  );
  ${record('brand_regime')}

  create table incident_anchor (
    no bigint generated always as identity primary key,
    incident_id uuid not null references incident,
    anchor text not null,
    at timestamptz,
    note text not null,
    entered_by_kind text not null,
    entered_by text not null,
    entered_at timestamptz not null
  );
  create index incident_anchor_of on incident_anchor (incident_id, no);
  ${record('incident_anchor')}

  create table incident_law_entry (
    no bigint generated always as identity primary key,
    incident_id uuid not null references incident,
    rule_id text not null,
    kind text not null check (kind in ('met','not-applicable','reopened')),
    at timestamptz,
    note text not null check (length(trim(note)) > 0),
    entered_by_kind text not null,
    entered_by text not null,
    entered_at timestamptz not null,
    check ((kind = 'met') = (at is not null))
  );
  create index incident_law_entry_of on incident_law_entry (incident_id, no);
  ${record('incident_law_entry')}`;

const MEASURE = `
  -- how many live where, and how many of them were told when and how; counted anew, and no record
  create table law_count (
    incident_id uuid primary key references incident,
    -- what went in: audiences and how far their notices are; the same means that nothing has to be counted again
    inputs text not null,
    places jsonb not null,
    business_at timestamptz not null,
    counted_at timestamptz not null default now(),
    took_ms int not null
  );`;

const PUBLISHED = `
  create view published.notice_standing as
    select n.id as notice_id, n.incident_id, n.number, n.state, n.audience_id, n.approved_at, coalesce(n.policies ->> 'standing', 'early-warning') as standing from notice as n;
  create view published.posted_letter as
    select i.notice_id, i.customer_id, f.posted_on, f.posted_at from postal_item as i join postal_file as f on f.id = i.file_id where f.posted_on is not null;
  create view published.dispatch_state as
    select d.notice_id, d.incident_id, d.state, d.ledger_written from dispatch as d;`;
