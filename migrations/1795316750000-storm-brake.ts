import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The storm brake and the canary. A dispatch knows whom it goes to first and until when the others wait, what has stopped it by
 * itself, and how often a person may be told of its incident; tallies count what left and what came back, so that a brake can look at
 * the last minutes without counting the ledger.
 */
export class StormBrake1795316750000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(BRAKE);
  }

  async down(): Promise<void> {
    throw new Error('The brake is not taken off again: go back to a copy of the database instead.');
  }
}

const BRAKE = `
  alter table dispatch
    add column canary_wave smallint,         -- the wave whose first people go first; null where all go as their waves open
    add column canary_until int,             -- their draws lie below this
    add column canary_last int,              -- the last of their positions: once it is written, all of them are
    add column canary_people int,
    add column canary_passed_at timestamptz, -- business time
    add column brake text,                   -- what stopped it by itself; only says something while it is paused
    add column watched_since timestamptz not null default '-infinity', -- real time: tries before it are judged no more
    add column planned_messages int,         -- what it was expected to send when it started
    add column person_cap smallint;          -- notices of the incident that a person may get in a day; null while nobody can have had so many

  alter table message add column canary boolean not null default false;
  create index message_canary on message (notice_id, channel, due_at, id) where canary;

  -- what left and what came back, in slots of ten real seconds; a row for each worker, so that none waits for another
  create table send_tally (
    slot timestamptz not null,
    notice_id uuid not null references rollout,
    channel text not null check (channel in ('email','sms')),
    owner text not null,
    tried int not null default 0,      -- the provider took it, or refused it for good
    bounced int not null default 0,
    failed int not null default 0,
    primary key (slot, notice_id, channel, owner)
  ) with (fillfactor = 70);
  create index send_tally_notice on send_tally (notice_id, slot);

  -- a person let the whole company's messages go on; what left before it counts no more
  create table storm_release (
    id bigint generated always as identity primary key,
    notice_id uuid not null references rollout,
    released_by text not null,
    reason text not null,
    released_at timestamptz not null default now()
  );
  create trigger storm_release_is_a_record before update or delete on storm_release for each row execute function refuse_change();
  create trigger storm_release_is_kept before truncate on storm_release for each statement execute function refuse_change();`;
