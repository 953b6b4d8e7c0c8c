import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which audiences were hashed with names and addresses as they are. */
export class HashedUnsealed1795317311000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Those that are there were; whatever is frozen from now on is hashed by what another key leaves as it is.
    await runner.query(`
      alter table audience add column if not exists hashed_unsealed boolean not null default true;
      alter table audience alter column hashed_unsealed set default false;`);
  }

  async down(): Promise<void> {
    throw new Error('How an audience was hashed can\'t be found out again: restore a backup instead.');
  }
}
