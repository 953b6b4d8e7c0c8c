import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Notices whose signed plan says that they also stand on the public page. */
export class PublicPage1795317140000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create or replace view published.public_notice as
      select n.id as notice_id, n.incident_id
        from notice as n
       where n.state = 'approved' and coalesce((n.policies->>'publicPage')::boolean, false)`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}
