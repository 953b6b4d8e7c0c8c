import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Law enforcement may ask for one notice alone to wait. It is let out by nobody while that stands, and the other notices of its incident go on. */
export class NoticeHolds1795317391000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const part of [APPROVE, PUBLISHED, DELIVER]) await runner.query(part);
  }

  async down(): Promise<void> {
    throw new Error('Holds are on record: restore a backup instead.');
  }
}

const APPROVE = `
  create table if not exists notice_hold (
    id uuid primary key default gen_random_uuid(),
    notice_id uuid not null references notice,
    -- who asked: the agency, its officer, the reference of the letter
    requested_by text not null check (length(trim(requested_by)) > 0),
    reason text not null check (length(trim(reason)) > 0),
    -- at which it ends by itself; null where they gave no end, and a person ends it
    until_at timestamptz,
    placed_by_kind text not null,
    placed_by text not null,
    placed_at timestamptz not null,
    ended_by_kind text,
    ended_by text,
    ended_at timestamptz,
    end_reason text,
    check (until_at > placed_at),
    check ((ended_at is null) = (ended_by is null) and (ended_at is null) = (ended_by_kind is null) and (ended_at is null) = (end_reason is null))
  );
  create unique index if not exists notice_hold_lives on notice_hold (notice_id) where ended_at is null;
  create index if not exists notice_hold_of on notice_hold (notice_id, placed_at);

  create or replace function check_notice_hold() returns trigger language plpgsql as $$
  begin
    if tg_op = 'INSERT' then
      -- a notice that starts, or goes on, at this moment does so before this hold or waits for it: see check_not_held
      perform from incident as i where i.id = (select n.incident_id from notice as n where n.id = new.notice_id) for update;
      return new;
    end if;
    if tg_op = 'UPDATE' and old.ended_at is null and new.ended_at is not null
       and (to_jsonb(new) - '{ended_by_kind,ended_by,ended_at,end_reason}'::text[]) = (to_jsonb(old) - '{ended_by_kind,ended_by,ended_at,end_reason}'::text[]) then
      return new;
    end if;
    raise exception '% on notice_hold is refused: a hold is a record, and only its end is added', tg_op using errcode = 'restrict_violation';
  end $$;
  create or replace trigger notice_hold_is_a_record before insert or update or delete on notice_hold for each row execute function check_notice_hold();
  create or replace trigger notice_hold_is_kept before truncate on notice_hold for each statement execute function refuse_change();`;

const PUBLISHED = `
  -- what may not go out just now, by what it is held; a notice can be held by both
  create or replace view published.held_notice as
    select n.id as notice_id, n.incident_id, 'incident' as scope, h.until_at
      from notice as n
      join incident_hold as h on h.incident_id = n.incident_id and h.ended_at is null
    union all
    select n.id, n.incident_id, 'notice', k.until_at
      from notice_hold as k
      join notice as n on n.id = k.notice_id
     where k.ended_at is null;
  create or replace view published.ended_hold as
    select k.notice_id, k.ended_at, k.ended_by_kind = 'system' as by_itself from notice_hold as k where k.ended_at is not null;
  create or replace view published.public_notice as
    select n.id as notice_id, n.incident_id
      from notice as n
      join incident as i on i.id = n.incident_id and not i.exercise
     where n.state = 'approved' and coalesce((n.policies ->> 'publicPage')::boolean, false)
       and not exists (select from incident_hold as h where h.incident_id = n.incident_id and h.ended_at is null)
       and not exists (select from notice_hold as k where k.notice_id = n.id and k.ended_at is null);
  create or replace view published.speaking_notice as
    select d.notice_id, d.incident_id, r.audience_id, r.created_at
      from dispatch as d join rollout as r on r.notice_id = d.notice_id
     where not d.exercise and d.state in ('running','finished') and exists (select from wave as w where w.notice_id = d.notice_id and w.opened_at is not null)
       and not exists (select from incident_hold as h where h.incident_id = d.incident_id and h.ended_at is null)
       and not exists (select from notice_hold as k where k.notice_id = d.notice_id and k.ended_at is null);`;

const DELIVER = `
  create or replace function pause_held_notice() returns trigger language plpgsql as $$
  begin
    update dispatch set state = 'paused', generation = generation + 1, brake = null, changed_by = 'law-enforcement-hold', reason = 'Law enforcement asked that nobody is told of this notice yet.', changed_at = new.placed_at
     where notice_id = new.notice_id and state = 'running';
    return null;
  end $$;
  create or replace trigger notice_hold_pauses after insert on notice_hold for each row execute function pause_held_notice();

  create or replace function check_not_held() returns trigger language plpgsql as $$
  declare
    incident constant uuid := (select n.incident_id from notice as n where n.id = new.notice_id);
  begin
    perform from incident as i where i.id = incident for share;
    if exists (select from incident_hold as h where h.incident_id = incident and h.ended_at is null) then
      raise exception 'law enforcement holds incident %: nothing of it goes out', incident using errcode = 'check_violation', constraint = 'incident_held';
    end if;
    if exists (select from notice_hold as k where k.notice_id = new.notice_id and k.ended_at is null) then
      raise exception 'law enforcement holds notice %: nothing of it goes out', new.notice_id using errcode = 'check_violation', constraint = 'notice_held';
    end if;
    return new;
  end $$;`;
