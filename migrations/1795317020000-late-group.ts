import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A group that is told after all others: on record with the rollout, as its waves are. */
export class LateGroup1795317020000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [ROLLOUT, WAVE, PUBLISHED_ROLLOUT, PUBLISHED_WAVE]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

const ROLLOUT = `alter table rollout add column if not exists late_percent smallint check (late_percent between 2 and 10)`;

const WAVE = `alter table wave add column if not exists late boolean not null default false`;

const PUBLISHED_ROLLOUT = `
  create or replace view published.rollout as
    select r.notice_id, n.incident_id, r.audience_id, r.algorithm, r.seed, r.wave_count, r.members, r.created_at, r.late_percent
      from rollout as r join notice as n on n.id = r.notice_id`;

const PUBLISHED_WAVE = `
  create or replace view published.wave as
    select w.notice_id, w.wave_no, w.draw_from, w.draw_until, w.planned_at, w.opened_at, coalesce(w.handed_over_at, w.opened_at) as handed_over_at,
           w.last_handed_over_at, w.stratum, w.late
      from wave as w`;
