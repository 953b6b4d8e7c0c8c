import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How long a provider's calls take, so that a plan knows what its connections carry. */
export class CallTimes1795317170000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

const UP = `
  alter table provider_health add column if not exists call_ms double precision not null default 0;
  alter table provider_health add column if not exists calls_timed integer not null default 0;

  create or replace view published.provider_pace as
    select h.provider, h.channel, h.share, h.call_ms, h.calls_timed from provider_health as h;
`;
