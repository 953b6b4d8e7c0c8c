import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Two answers of one instant keep the order in which they came. */
export class BriefingAnswersInOrder1795317160000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table briefing_answer add column if not exists no bigint generated always as identity`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}
