import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a provider bears: limits that give way when it asks for less, and how well each provider answers. All of it is real time. */
export class Limits1795316600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(LIMITS);
  }

  async down(): Promise<void> {
    throw new Error('Limits are not taken back: the worker of this version needs them.');
  }
}

const LIMITS = `
  alter table rate_grant
    add column if not exists nominal double precision, -- tokens a second as configured; null for a bucket that no worker of this version has opened
    add column if not exists limited double precision, -- tokens a second after the last throttling, from which it climbs again
    add column if not exists limited_at timestamptz,
    add column if not exists limited_reason text;
  alter table rate_grant set (fillfactor = 20); -- a row changes many times a second: room for its next versions beside it

  create table if not exists provider_health (
    provider text primary key,
    channel text not null check (channel in ('email','sms')),
    state text not null default 'working' check (state in ('working','resting','easing','shut','probing','returning','needs-person')),
    share double precision not null default 1 check (share between 0 and 1), -- of its channel's traffic, and of its own rate
    since timestamptz not null default now(),
    stepped_at timestamptz not null default now(),
    until timestamptz, -- when it is tried again
    trips int not null default 0,
    code text,
    reason text,
    judged_at timestamptz not null default '-infinity',
    check_fault text, -- what the last look at the account found, by whichever worker looked last
    checked_by text,
    checked_at timestamptz
  );

  create table if not exists provider_tally (
    provider text not null references provider_health,
    second bigint not null, -- since 1970
    answers int not null default 0,
    failures int not null default 0, -- not reached, or no answer
    primary key (provider, second)
  ) with (fillfactor = 50);

  -- texts of some minutes, with or without their receipts
  create index if not exists message_handed_sms on message (provider, handed_over_at) where channel = 'sms' and handed_over_at is not null;`;
