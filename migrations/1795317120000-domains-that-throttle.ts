import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Mailbox domains that asked for less and have no limit of their own get one, for as long as it takes to climb back. */
export class DomainsThatThrottle1795317120000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TEMPORARY);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

/** `nominal` of such a bucket is what the domain was getting when it asked for less: having climbed to that, it is closed. */
const TEMPORARY = `
  alter table rate_grant add column if not exists temporary boolean not null default false;
  create index if not exists rate_grant_temporary on rate_grant (bucket) where temporary;`;
