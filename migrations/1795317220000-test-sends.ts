import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Looks at a draft in a colleague's own mailbox: who asked for them, and how many went. No part of any notice's ledger. */
export class TestSends1795317220000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

const UP = `
  create table if not exists test_send (
    key uuid primary key,
    notice_id uuid not null references notice (id),
    person_id uuid not null references person (id),
    messages smallint not null check (messages > 0),
    sent_at timestamptz not null default now()          -- real time: what it holds back is real
  );
  create index if not exists test_send_lately on test_send (person_id, sent_at);
`;
