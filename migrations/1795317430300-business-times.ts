import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * When an import was is business time, as is what pages show beside it. Whether a process left one behind goes by the machine's clock, and so
 * does which of two came first while business time stands still.
 */
export class BusinessTimes1795317430300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

const UP = `
  alter table import_run add column if not exists begun_at timestamptz not null default now(); -- real time
  update import_run set begun_at = started_at;
`;
