import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What receivers would find of a sender's domain, as it was last looked up. */
export class SenderChecks1795317101000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLE);
    await runner.query(VIEW);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

/** The last look alone: what DNS said before is of no use to anybody. `selector`: of the key that the relay signs with, where a person named it. */
const TABLE = `
  create table if not exists sender_check (
    domain text primary key,
    selector text,
    findings jsonb not null,
    checked_at timestamptz not null,
    checked_by text not null -- kind:id of the actor
  )`;

const VIEW = `
  create or replace view published.sender_check as
    select c.domain, c.findings, c.checked_at
      from sender_check as c`;
