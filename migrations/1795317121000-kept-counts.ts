import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was counted of a large ledger, for whoever looks until it is counted again; and the ways to a page of one outcome. */
export class KeptCounts1795317121000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(KEPT);
    await runner.query(PAGES);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

const KEPT = `
  create table if not exists ledger_count (
    notice_id uuid primary key references rollout,
    generation int not null, -- of the dispatch, when counting began
    business_at timestamptz not null,
    counted_at timestamptz not null, -- real time, when counting began
    took_ms int not null,
    counts jsonb not null -- members by wave and outcome, messages by channel and state, messages that are held
  );`;

/**
 * Members of one outcome are found by their messages, or as barred. What is being sent changes its state within a second and is found by its
 * lease: without it a claim writes nothing here.
 */
const PAGES = `
  create index if not exists message_by_state on message (notice_id, state, id) where state <> 'sending';
  create index if not exists notice_member_barred on notice_member (notice_id, barred, position) where barred is not null;`;
