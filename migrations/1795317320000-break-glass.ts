import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where no approver can be reached: two administrators within ten minutes, each for a reason, neither with a hand in the notice, and somebody else looks it over afterwards. */
export class BreakGlass1795317320000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const part of [APPROVE, PUBLISHED]) await runner.query(part);
  }

  async down(): Promise<void> {
    throw new Error('Signatures are on record: restore a backup instead.');
  }
}

const APPROVE = `
  create table if not exists break_glass (
    id uuid primary key default gen_random_uuid(),
    notice_id uuid not null references notice,
    plan_hash text not null,
    requested_by uuid not null references person,
    reason text not null check (length(trim(reason)) > 0),
    requested_at timestamptz not null,            -- business time, as that of every signature
    expires_at timestamptz not null,
    confirmed_by uuid references person,
    confirm_reason text check (length(trim(confirm_reason)) > 0),
    confirmed_at timestamptz,
    reviewed_by uuid references person,
    verdict text check (verdict in ('right', 'wrong')),
    review text check (length(trim(review)) > 0),
    reviewed_at timestamptz,
    constraint break_glass_ten_minutes check (expires_at > requested_at and expires_at <= requested_at + interval '10 minutes'),
    constraint break_glass_confirmed check ((confirmed_by is null) = (confirmed_at is null) and (confirmed_by is null) = (confirm_reason is null)),
    constraint break_glass_second check (confirmed_by <> requested_by),
    constraint break_glass_in_time check (confirmed_at >= requested_at and confirmed_at < expires_at),
    constraint break_glass_reviewed check ((reviewed_by is null) = (reviewed_at is null) and (reviewed_by is null) = (verdict is null) and (reviewed_by is null) = (review is null)),
    constraint break_glass_review_of_use check (reviewed_by is null or confirmed_by is not null),
    constraint break_glass_third check (reviewed_by <> requested_by and reviewed_by <> confirmed_by)
  );
  create index if not exists break_glass_of on break_glass (notice_id, requested_at);
  create index if not exists break_glass_to_review on break_glass (confirmed_at) where confirmed_by is not null and reviewed_by is null;

  -- One signature for each broken glass.
  alter table approval add column if not exists break_glass_id uuid references break_glass;
  create unique index if not exists approval_of_glass on approval (break_glass_id) where break_glass_id is not null;

  create or replace function check_break_glass() returns trigger language plpgsql as $$
  begin
    if tg_op = 'INSERT' then
      if new.confirmed_by is null and new.reviewed_by is null and coalesce('admin' = any (roles_for(new.requested_by, published.brand_of('notices', new.notice_id::text))), false) then
        return new;
      end if;
      raise exception 'an administrator asks to break the glass, and another confirms it afterwards' using errcode = 'check_violation', constraint = 'break_glass_by_admin';
    end if;
    if tg_op = 'UPDATE'
       and (to_jsonb(new) - '{confirmed_by,confirm_reason,confirmed_at,reviewed_by,verdict,review,reviewed_at}'::text[]) = (to_jsonb(old) - '{confirmed_by,confirm_reason,confirmed_at,reviewed_by,verdict,review,reviewed_at}'::text[])
       and (old.confirmed_by is null or (old.confirmed_by, old.confirm_reason, old.confirmed_at) = (new.confirmed_by, new.confirm_reason, new.confirmed_at))
       and (old.reviewed_by is null or (old.reviewed_by, old.verdict, old.review, old.reviewed_at) = (new.reviewed_by, new.verdict, new.review, new.reviewed_at)) then
      if old.confirmed_by is null and new.confirmed_by is not null and not coalesce('admin' = any (roles_for(new.confirmed_by, published.brand_of('notices', new.notice_id::text))), false) then
        raise exception 'an administrator confirms that the glass is broken' using errcode = 'check_violation', constraint = 'break_glass_by_admin';
      end if;
      return new;
    end if;
    raise exception '% on break_glass is refused: it is a record, to which one confirmation and one review are added', tg_op using errcode = 'restrict_violation';
  end $$;
  create or replace trigger break_glass_is_a_record before insert or update or delete on break_glass for each row execute function check_break_glass();
  create or replace trigger break_glass_is_kept before truncate on break_glass for each statement execute function refuse_change();

  -- Whether somebody wrote a notice or its facts, edited it, chose its people or submitted it.
  create or replace function had_a_hand(target notice, person uuid) returns boolean language sql stable as $$
    select exists (select from notice_contributor as c where c.notice_id = target.id and c.person_id = person)
        or target.created_by = person or coalesce(target.submitted_by = person, false)
        or exists (select from published.incident_author as i where i.incident_id = target.incident_id and i.revision <= target.incident_revision and i.person_id = person)
        or exists (select from published.audience_author as a where a.audience_id = target.audience_id and a.person_id = person)
  $$;

  create or replace function check_approval() returns trigger language plpgsql as $$
  declare
    target notice%rowtype;
    glass break_glass%rowtype;
    may text[];
  begin
    select * into target from notice where id = new.notice_id for update;
    if target.state is distinct from 'submitted' then
      raise exception 'notice % is %, and only a submitted notice can be decided', new.notice_id, target.state using errcode = 'check_violation', constraint = 'approval_needs_submitted';
    end if;
    if (target.plan_hash, target.revision) is distinct from (new.plan_hash, new.revision) then
      raise exception 'the plan of notice % changed since it was looked at', new.notice_id using errcode = 'check_violation', constraint = 'approval_of_this_plan';
    end if;
    if new.break_glass_id is null then
      may := roles_for(new.decided_by, published.brand_of('notices', new.notice_id::text));
      if not coalesce('approver' = any (may) or (new.decision <> 'approved' and 'legal' = any (may)), false) then
        raise exception 'only an approver approves; an approver or legal rejects and returns' using errcode = 'check_violation', constraint = 'approval_by_approver';
      end if;
    else
      -- both words are for exactly this plan, both administrators still are, and neither had a hand in it; the times are held by the table itself
      select * into glass from break_glass where id = new.break_glass_id for update;
      if new.decision <> 'approved' or (glass.notice_id, glass.plan_hash, glass.confirmed_by, glass.confirmed_at) is distinct from (new.notice_id, new.plan_hash, new.decided_by, new.decided_at)
         or not coalesce('admin' = any (roles_for(glass.requested_by, published.brand_of('notices', new.notice_id::text))) and 'admin' = any (roles_for(glass.confirmed_by, published.brand_of('notices', new.notice_id::text))), false) then
        raise exception 'two administrators have to ask for exactly this plan within ten minutes' using errcode = 'check_violation', constraint = 'approval_by_two_admins';
      end if;
      if had_a_hand(target, glass.requested_by) then
        raise exception 'who had a hand in a notice does not break the glass for it' using errcode = 'check_violation', constraint = 'approval_four_eyes';
      end if;
    end if;
    if new.decision = 'approved' then
      -- what the notice says was the incident's first: who wrote it there is looked up, and not only taken from the contributors
      if had_a_hand(target, new.decided_by) then
        raise exception 'who wrote, edited, chose the people of or submitted a notice, or wrote its facts, does not approve it' using errcode = 'check_violation', constraint = 'approval_four_eyes';
      end if;
      if new.people_typed is distinct from (select a.members from audience as a where a.id = target.audience_id) then
        raise exception 'the number of people typed is not the number in the audience' using errcode = 'check_violation', constraint = 'approval_of_these_people';
      end if;
    end if;
    return new;
  end $$;

  -- Whoever breaks the glass may pass over the briefing with it: the lead of the contact centre may be out of reach as well.
  create or replace function check_briefing_answer() returns trigger language plpgsql as $$
  declare
    may text[] := roles_for(new.person_id, published.brand_of('notices', new.notice_id::text));
  begin
    if not coalesce(case new.kind when 'given' then 'ops' = any (may) else may && array['approver','commander']
         or exists (select from break_glass as g where g.notice_id = new.notice_id and g.confirmed_by = new.person_id and g.confirmed_at = new.at) end, false) then
      raise exception 'the ops lead says that agents have a briefing; an approver or a commander passes over it' using errcode = 'check_violation', constraint = 'briefing_answer_by_role';
    end if;
    return new;
  end $$;
`;

const PUBLISHED = `
  create or replace view published.broken_glass as
    select g.id, g.notice_id, n.incident_id, g.plan_hash, g.requested_by, g.reason, g.requested_at, g.confirmed_by, g.confirm_reason, g.confirmed_at, g.reviewed_by, g.verdict, g.review, g.reviewed_at
      from break_glass as g
      join notice as n on n.id = g.notice_id
     where g.confirmed_by is not null;`;
