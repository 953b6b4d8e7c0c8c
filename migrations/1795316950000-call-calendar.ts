import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Days that say nothing of an ordinary one, as the people of the contact centre know them. */
export class CallCalendar1795316950000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CALENDAR);
  }

  async down(): Promise<void> {
    throw new Error('The calendar of calls is not taken back: restore a backup instead.');
  }
}

const CALENDAR = `
  create table call_calendar (
    day date primary key, -- in the contact centre's own zone
    kind text not null check (kind in ('closed','set-aside')),
    note text not null,
    set_by text not null,
    set_at timestamptz not null
  )`;
