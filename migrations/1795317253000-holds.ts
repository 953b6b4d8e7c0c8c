import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Law enforcement may ask that nobody is told for a time. While it does, the database itself lets nothing of the incident go out. */
export class Holds1795317253000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const part of [DECLARE, PUBLISHED, DELIVER]) await runner.query(part);
  }

  async down(): Promise<void> {
    throw new Error('Holds are on record: restore a backup instead.');
  }
}

const DECLARE = `
  create table if not exists incident_hold (
    id uuid primary key default gen_random_uuid(),
    incident_id uuid not null references incident,
    -- who asked: the agency, its officer, the reference of the letter
    requested_by text not null check (length(trim(requested_by)) > 0),
    reason text not null check (length(trim(reason)) > 0),
    -- until when they asked for it; null where they gave no end. A hold ends by a person's word alone
    until_at timestamptz,
    placed_by_kind text not null,
    placed_by text not null,
    placed_at timestamptz not null,
    ended_by_kind text,
    ended_by text,
    ended_at timestamptz,
    end_reason text,
    check ((ended_at is null) = (ended_by is null) and (ended_at is null) = (end_reason is null))
  );
  create unique index if not exists incident_hold_lives on incident_hold (incident_id) where ended_at is null;
  create index if not exists incident_hold_of on incident_hold (incident_id, placed_at);

  create or replace function check_hold() returns trigger language plpgsql as $$
  begin
    if tg_op = 'INSERT' then
      -- a notice that starts, or goes on, at this moment does so before this hold or waits for it
      perform from incident as i where i.id = new.incident_id for update;
      return new;
    end if;
    if tg_op = 'UPDATE' and old.ended_at is null and new.ended_at is not null
       and (to_jsonb(new) - '{ended_by_kind,ended_by,ended_at,end_reason}'::text[]) = (to_jsonb(old) - '{ended_by_kind,ended_by,ended_at,end_reason}'::text[]) then
      return new;
    end if;
    raise exception '% on incident_hold is refused: a hold is a record, and only its end is added', tg_op using errcode = 'restrict_violation';
  end $$;
  create or replace trigger incident_hold_is_a_record before insert or update or delete on incident_hold for each row execute function check_hold();
  create or replace trigger incident_hold_is_kept before truncate on incident_hold for each statement execute function refuse_change();`;

const PUBLISHED = `
  create or replace view published.held_incident as
    select h.incident_id, h.until_at, h.placed_at from incident_hold as h where h.ended_at is null;
  create or replace view published.public_notice as
    select n.id as notice_id, n.incident_id
      from notice as n
     where n.state = 'approved' and coalesce((n.policies ->> 'publicPage')::boolean, false)
       and not exists (select from incident_hold as h where h.incident_id = n.incident_id and h.ended_at is null);`;

const DELIVER = `
  create or replace function pause_held() returns trigger language plpgsql as $$
  begin
    update dispatch set state = 'paused', generation = generation + 1, brake = null, changed_by = 'law-enforcement-hold', reason = 'Law enforcement asked that nobody is told yet.', changed_at = new.placed_at
     where incident_id = new.incident_id and state = 'running';
    return null;
  end $$;
  create or replace trigger incident_hold_pauses after insert on incident_hold for each row execute function pause_held();

  create or replace function check_not_held() returns trigger language plpgsql as $$
  declare
    incident constant uuid := (select n.incident_id from notice as n where n.id = new.notice_id);
  begin
    perform from incident as i where i.id = incident for share;
    if exists (select from incident_hold as h where h.incident_id = incident and h.ended_at is null) then
      raise exception 'law enforcement holds incident %: nothing of it goes out', incident using errcode = 'check_violation', constraint = 'incident_held';
    end if;
    return new;
  end $$;
  create or replace trigger dispatch_not_held before insert on dispatch for each row when (new.state = 'running') execute function check_not_held();
  create or replace trigger dispatch_stays_held before update on dispatch for each row when (new.state = 'running' and old.state <> 'running') execute function check_not_held();
  create or replace trigger postal_file_not_held before insert on postal_file for each row execute function check_not_held();`;
