import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the people at the phones are given before a notice goes out, and who says that they have it. */
export class Briefings1795317100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(GUARDS);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

/** `briefing_hash`: the briefing as it stood when the notice was submitted; what is edited afterwards has another, and nobody's word. */
const TABLES = `
  alter table notice add column if not exists briefing_hash text;
  create table if not exists briefing (
    notice_id uuid not null references notice,
    hash text not null,
    document jsonb not null,
    kept_at timestamptz not null,
    primary key (notice_id, hash)
  );
  create table if not exists briefing_answer (
    id uuid primary key default gen_random_uuid(),
    notice_id uuid not null,
    briefing_hash text not null,
    kind text not null check (kind in ('given','passed-over')),
    reason text,
    person_id uuid not null references person,
    at timestamptz not null,
    foreign key (notice_id, briefing_hash) references briefing (notice_id, hash),
    unique (notice_id, briefing_hash, kind, person_id),
    constraint briefing_passed_over_for_a_reason check (kind = 'given' or length(trim(reason)) > 0)
  );
  create or replace trigger briefing_is_a_record before update or delete on briefing for each row execute function refuse_change();
  create or replace trigger briefing_is_kept before truncate on briefing for each statement execute function refuse_change();
  create or replace trigger briefing_answer_is_a_record before update or delete on briefing_answer for each row execute function refuse_change();
  create or replace trigger briefing_answer_is_kept before truncate on briefing_answer for each statement execute function refuse_change();`;

/** The phones are ready before anybody signs, or somebody who may says why not: held where no screen, script or race can pass it by. */
const GUARDS = `
  create or replace function check_briefing_answer() returns trigger language plpgsql as $$
  begin
    if not exists (select from person as p where p.id = new.person_id and p.disabled_at is null
                     and case new.kind when 'given' then 'ops' = any (p.roles) else p.roles && array['approver','commander'] end) then
      raise exception 'the ops lead says that agents have a briefing; an approver or a commander passes over it' using errcode = 'check_violation', constraint = 'briefing_answer_by_role';
    end if;
    return new;
  end $$;
  create or replace trigger briefing_answer_guard before insert on briefing_answer for each row execute function check_briefing_answer();

  create or replace function check_phones_ready() returns trigger language plpgsql as $$
  begin
    if new.decision = 'approved' and exists (
      select from notice as n
       where n.id = new.notice_id and n.policies->'briefing' = 'true'
         and not exists (select from briefing_answer as a where a.notice_id = n.id and a.briefing_hash = n.briefing_hash)
    ) then
      raise exception 'nobody said that agents have the briefing of notice %, nor passed over it', new.notice_id using errcode = 'check_violation', constraint = 'approval_phones_ready';
    end if;
    return new;
  end $$;
  create or replace trigger approval_phones_ready before insert on approval for each row execute function check_phones_ready();

  create or replace function check_briefing_hash() returns trigger language plpgsql as $$
  begin
    if old.policies->'briefing' = 'true' and new.policies->'briefing' is distinct from 'true' then
      raise exception 'that notice % waits for the briefing can not be taken away, only passed over', old.id using errcode = 'check_violation', constraint = 'notice_briefing_stands';
    end if;
    if new.briefing_hash is distinct from old.briefing_hash and new.state not in ('draft','returned') and not (old.state in ('draft','returned') and new.state = 'submitted') then
      raise exception 'the briefing that was submitted with notice % is on record', old.id using errcode = 'check_violation', constraint = 'notice_plan_is_signed';
    end if;
    return new;
  end $$;
  create or replace trigger notice_briefing_guard before update on notice for each row execute function check_briefing_hash();`;
