import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is known of a call at each of its turns, from which its outcome, wait and talk are worked out in whatever order it was heard. */
export class CallsThatHelpThemselves1795317062000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(FACTS);
    await runner.query(VOICE);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

/**
 * `menu`: the caller was told what the notice says. `served_at`: asked for it again by a key. `queued_at`: was put through from then on.
 * `call_end`, `call_seconds`: the provider's word on the whole call. `leg_…`: on the leg to the contact centre.
 */
const FACTS = `
  alter table inbound_call add column if not exists menu boolean not null default false;
  alter table inbound_call add column if not exists served_at timestamptz;
  alter table inbound_call add column if not exists queued_at timestamptz;
  alter table inbound_call add column if not exists call_end text;
  alter table inbound_call add column if not exists call_seconds real;
  alter table inbound_call add column if not exists call_ended_at timestamptz;
  alter table inbound_call add column if not exists leg_end text;
  alter table inbound_call add column if not exists leg_seconds real;
  alter table inbound_call add column if not exists leg_answered_at timestamptz;
  alter table inbound_call add column if not exists leg_ended_at timestamptz;
  alter table inbound_call add column if not exists incident_id uuid references incident (id);
  alter table inbound_call add column if not exists note text;
  alter table inbound_call add column if not exists logged_by text;
  alter table inbound_call add column if not exists logged_at timestamptz`;

/** Whether what a notice says may be said aloud: it is going out or has gone, and stands. */
const VOICE = `
  create or replace view published.speaking_notice as
    select d.notice_id, d.incident_id, r.audience_id, r.created_at
      from dispatch as d
      join rollout as r on r.notice_id = d.notice_id
     where d.state in ('running','finished') and exists (select from wave as w where w.notice_id = d.notice_id and w.opened_at is not null)`;
