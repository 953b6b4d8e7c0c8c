import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an incident brought in the first hours after people were told, which the next one of its kind begins from. */
export class ContactPrior1795317110000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(AFTER_TOLD);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

/** Null in rows from before: their calls of all later hours too say nothing of the first four. */
const AFTER_TOLD = `
  alter table contact_rate
    add column if not exists after_calls integer,
    add column if not exists after_person_hours double precision,
    add column if not exists matched_share double precision`;
