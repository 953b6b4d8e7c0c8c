import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An audience may leave out the people of earlier ones: whoever was found since gets a first word, and nobody a second. */
export class OnlyTheNew1795317430100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

const UP = `
  alter table audience add column if not exists without uuid[] not null default '{}'; -- audiences of the same incident
`;
