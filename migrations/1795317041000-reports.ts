import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The after-action report of an incident: its figures and remarks, each in revisions that never change, and what it teaches the next one. */
export class Reports1795317041000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [REVISION, REMARK, RATE, RATES, LETTERS, ...RECORDS]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

const REVISION = `
  create table if not exists report_revision (
    incident_id uuid not null references incident (id),
    revision integer not null,
    taken_at timestamptz not null,
    cause text not null check (cause in ('hourly','closed','changed')),
    figures jsonb not null,
    figures_hash text not null,
    changes jsonb not null default '[]',            -- what is other than in the revision before, and why
    primary key (incident_id, revision)
  )`;

const REMARK = `
  create table if not exists report_remark (
    incident_id uuid not null references incident (id),
    revision integer not null,
    words text not null check (length(words) <= 20000),
    written_by text not null,
    written_at timestamptz not null,
    primary key (incident_id, revision)
  )`;

/** Calls and person-hours of those still waiting and of those told, by the first notice of each incident. */
const RATE = `
  create table if not exists contact_rate (
    incident_id uuid primary key references incident (id),
    kind text not null,
    waiting_calls integer not null,
    waiting_person_hours double precision not null,
    told_calls integer not null,
    told_person_hours double precision not null,
    simulated boolean not null,
    measured_at timestamptz not null
  )`;

/** What may be expected of the next incident of a kind; calls that were made up are apart. */
const RATES = `
  create or replace view published.contact_rate as
    select r.kind, r.simulated, count(*)::int as incidents,
           sum(r.waiting_calls)::int as waiting_calls, sum(r.waiting_person_hours) as waiting_person_hours,
           sum(r.told_calls)::int as told_calls, sum(r.told_person_hours) as told_person_hours
      from contact_rate as r
     group by r.kind, r.simulated`;

const LETTERS = `
  create or replace view published.letter as
    select i.notice_id, i.customer_id, i.file_id from postal_item as i`;

const RECORDS = ['report_revision', 'report_remark'].flatMap((table) => [
  `create or replace trigger ${table}_is_a_record before update or delete on ${table} for each row execute function refuse_change()`,
  `create or replace trigger ${table}_is_kept before truncate on ${table} for each statement execute function refuse_change()`,
]);
