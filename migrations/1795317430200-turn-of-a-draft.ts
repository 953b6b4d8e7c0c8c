import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a window sent earlier never overwrites what it sent later, in whatever order the two arrive. */
export class TurnOfADraft1795317430200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

const UP = `
  alter table working_draft add column if not exists saved_turn bigint not null default 0; -- of the window saved_by: grows with each form that it sends
`;
