import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Findings of the linter that legal lets pass, each for one revision and for a reason; without that, what is blocked is neither submitted nor approved. */
export class FindingOverrides1795317231000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(OVERRIDES);
    await runner.query(GUARDS);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

const OVERRIDES = `
  create table if not exists finding_override (
    notice_id uuid not null references notice (id),
    revision integer not null,
    rule text not null,
    part text not null check (part in ('subject', 'emailHtml', 'emailText', 'sms')),
    locale text not null,
    found text not null,
    reason text not null,
    person_id uuid not null references person (id),
    at timestamptz not null,
    constraint finding_override_once primary key (notice_id, revision, rule, part, locale, found),
    constraint finding_override_for_a_reason check (length(trim(reason)) >= 10)
  );`;

const GUARDS = `
  -- An override is legal's, of somebody who had no hand in the notice, and of the revision as it stands; the lock makes it wait for an edit, or the edit for it.
  create or replace function check_finding_override() returns trigger language plpgsql as $$
  declare
    target record;
  begin
    select n.state, n.revision into target from notice as n where n.id = new.notice_id for share;
    if target.state not in ('draft', 'returned') or target.revision <> new.revision then
      raise exception 'findings of notice % are let pass in the revision that stands, before it is submitted', new.notice_id using errcode = 'check_violation', constraint = 'finding_override_of_this_revision';
    end if;
    if new.rule in ('empty-part', 'too-many-findings') then
      raise exception 'no reason lifts %', new.rule using errcode = 'check_violation', constraint = 'finding_override_of_what_can_be';
    end if;
    if not coalesce('legal' = any (roles_for(new.person_id, published.brand_of('notices', new.notice_id::text))), false) then
      raise exception 'only legal lets a finding pass' using errcode = 'check_violation', constraint = 'finding_override_by_legal';
    end if;
    if exists (select from notice_contributor as c where c.notice_id = new.notice_id and c.person_id = new.person_id) then
      raise exception 'who had a hand in notice % lets nothing of it pass', new.notice_id using errcode = 'check_violation', constraint = 'finding_override_four_eyes';
    end if;
    return new;
  end $$;

  -- What the newest pre-flight of a revision found to block it, and nobody let pass.
  create or replace function open_findings(of_notice uuid, of_revision integer) returns bigint language sql stable as $$
    select count(*)
      from (select f.findings from preflight as f
             where f.notice_id = of_notice and f.revision = of_revision and f.state in ('passed', 'failed')
             order by f.requested_at desc, f.id limit 1) as latest,
           jsonb_array_elements(latest.findings) as x (finding)
     where x.finding->>'severity' = 'block'
       and not exists (
         select from finding_override as o
          where o.notice_id = of_notice and o.revision = of_revision and o.rule = x.finding->>'rule' and o.part = x.finding->>'part'
            and o.locale = x.finding->>'locale' and o.found = x.finding->>'where')
  $$;

  create or replace function check_open_findings_of_notice() returns trigger language plpgsql as $$
  begin
    if open_findings(new.id, new.revision) > 0 then
      raise exception 'findings block revision % of notice %', new.revision, new.id using errcode = 'check_violation', constraint = 'notice_findings_answered';
    end if;
    return new;
  end $$;

  create or replace function check_open_findings_of_approval() returns trigger language plpgsql as $$
  begin
    if open_findings(new.notice_id, new.revision) > 0 then
      raise exception 'findings block revision % of notice %', new.revision, new.notice_id using errcode = 'check_violation', constraint = 'notice_findings_answered';
    end if;
    return new;
  end $$;

  create or replace trigger finding_override_guard before insert on finding_override for each row execute function check_finding_override();
  create or replace trigger finding_override_is_a_record before update or delete on finding_override for each row execute function refuse_change();
  create or replace trigger finding_override_is_kept before truncate on finding_override for each statement execute function refuse_change();
  create or replace trigger notice_findings_answered before update of state on notice for each row
    when (new.state in ('submitted', 'approved') and new.state <> old.state) execute function check_open_findings_of_notice();
  create or replace trigger approval_findings_answered before insert on approval for each row
    when (new.decision = 'approved') execute function check_open_findings_of_approval();`;
