import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whoever is told of an alert reads its times on his own clocks: his zone, and of each alert the sentence before its times were written on the company's. */
export class OwnTimeZones1795317393000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table person add column time_zone text;
      comment on column person.time_zone is 'IANA zone on whose clocks he is told times; null: the company''s.';
      alter table alert add column timed_message text;
      comment on column alert.timed_message is 'The message with marks in the place of its times; null where it tells none.';`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}
