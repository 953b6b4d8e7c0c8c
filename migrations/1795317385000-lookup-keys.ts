import type { MigrationInterface, QueryRunner } from 'typeorm';

/** By which keys addresses are found, and what became of an audience's hash when they changed. */
export class LookupKeys1795317385000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- the key made of SECRET_KEY, and each that was laid over it; each proves itself by a hash that it made. Never a key itself
      create table if not exists lookup_key (
        position int primary key check (position >= 0),
        id text not null unique,
        proof text not null,
        since timestamptz not null default now()
      );
      -- what the hash over its members is since their addresses are found by another key; null where that never changed
      alter table audience add column if not exists rehashed_as text;`);
  }

  async down(): Promise<void> {
    throw new Error('Which key made a hash can\'t be found out again: restore a backup instead.');
  }
}
