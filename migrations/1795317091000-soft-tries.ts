import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A try that the reader's mailbox put off: where the message is not tried again after it, that is a soft bounce. Unknown of older tries. */
export class SoftTries1795317091000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table attempt add column if not exists soft_bounce boolean');
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}
