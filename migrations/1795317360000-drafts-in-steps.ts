import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is half typed is saved while it is typed: by which window, and how often, so that two windows don't overwrite each other unseen. */
export class DraftsInSteps1795317360000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

const UP = `
  alter table working_draft add column if not exists revision int not null default 1;
  -- The window that saved last; null where the page does not say.
  alter table working_draft add column if not exists saved_by text;
`;
