import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The request by which an agent logged a call: a repeat finds the call again, also where it is one that rang by itself. */
export class LoggedCalls1795317090000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table inbound_call add column if not exists log_key text');
    await runner.query(`update inbound_call set log_key = call_id where source = 'desk' and logged_at is not null and log_key is null`);
    await runner.query('create unique index if not exists inbound_call_logged_once on inbound_call (log_key) where log_key is not null');
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}
