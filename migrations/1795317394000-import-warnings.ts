import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which columns of a file lie readable in the database and look as if they held what should not: addresses, card numbers and the like. */
export class ImportWarnings1795317394000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

const UP = `
  -- [{"column", "kind", "rows", "lines"}]: names, counts and lines, never a value. Files from before were not looked over.
  alter table import_run add column if not exists warnings jsonb not null default '[]';
`;
