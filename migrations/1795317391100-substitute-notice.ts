import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was done of a substitute notice, for each law and each of its steps. The newest word of a step holds. */
export class SubstituteNotice1795317391100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(): Promise<void> {
    throw new Error('What was done is on record: restore a backup instead.');
  }
}

const UP = `
  create table if not exists substitute_step (
    no bigint generated always as identity primary key,
    incident_id uuid not null references incident,
    -- as law/service.json has them
    terms_id text not null,
    step_id text not null,
    is_done boolean not null,
    note text not null check (length(trim(note)) > 0),
    entered_by_kind text not null,
    entered_by text not null,
    entered_at timestamptz not null
  );
  create index if not exists substitute_step_of on substitute_step (incident_id, no);
  create or replace trigger substitute_step_is_a_record before update or delete on substitute_step for each row execute function refuse_change();
  create or replace trigger substitute_step_is_kept before truncate on substitute_step for each statement execute function refuse_change();
  create or replace view published.substitute_step as
    select s.no, s.incident_id, s.terms_id, s.step_id, s.is_done, s.note, s.entered_by_kind, s.entered_by, s.entered_at from substitute_step as s;`;
