import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Waves that wait for the phones: how fast people may be told just now, and when each wave opens at the latest whatever the phones say. */
export class DispatchPace1795317031000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [LATEST, PACE]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

/** null where no phones are waited for. */
const LATEST = `alter table wave add column if not exists latest_at timestamptz`;

/** One row for each notice that goes by the phones, from its start on. people_per_minute null: as planned. valid_until is real time: a pace that nobody renews holds nothing. */
const PACE = `
  create table if not exists dispatch_pace (
    notice_id uuid primary key references dispatch (notice_id),
    policy jsonb not null,
    state text not null check (state in ('unseen', 'planned', 'slowed', 'stopped')),
    people_per_minute double precision check (people_per_minute >= 0),
    reason text,
    figures jsonb,
    looked_at timestamptz,
    changed_at timestamptz not null,
    valid_until timestamptz not null,
    constraint dispatch_pace_stopped check (state not in ('stopped', 'unseen') or people_per_minute = 0)
  )`;
