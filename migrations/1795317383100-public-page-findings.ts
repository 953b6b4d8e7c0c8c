import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the linter finds in the public page can be let pass like what it finds in a message. */
export class PublicPageFindings1795317383100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

const UP = `
  alter table finding_override drop constraint if exists finding_override_part_check;
  alter table finding_override add constraint finding_override_part_check check (part in ('subject', 'emailHtml', 'emailText', 'sms', 'publicPage'));`;
