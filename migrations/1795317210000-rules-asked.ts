import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the pages that find the affected need: customers in an order that draws a sample, the counts that were asked for, and what is half typed. */
export class RulesAsked1795317210000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

const UP = `
  -- Customers shuffled: the first n of this order are a random sample of n, however ids came about and wherever rows lie on disk.
  create index if not exists customer_shuffled on customer (hashint8extended(id, 0), id);

  -- The exact count that a person asked for last. Leases are real time: an instance that dies with one leaves it to the next.
  create table if not exists rule_count (
    person_id uuid primary key,
    selection_hash text not null,
    runner uuid not null,
    leased_until timestamptz not null,
    counts jsonb,
    -- Why there are none; null while it is being counted, and where there are.
    failed text check (failed in ('took-too-long', 'failed')),
    counted_at timestamptz
  );

  -- What somebody typed into a page and did not send off yet. Of the person alone, and gone after a while.
  create table if not exists working_draft (
    person_id uuid not null,
    place text not null,
    content jsonb not null,
    saved_at timestamptz not null,
    primary key (person_id, place)
  );
  create index if not exists working_draft_saved_at on working_draft (saved_at);
`;
