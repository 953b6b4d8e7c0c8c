import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Somebody may have roles in one brand alone, and a key may be for some brands alone. */
export class RolesByBrand1795317241000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

const UP = `
  create table if not exists person_brand_role (
    person_id uuid not null references person,
    brand_id text not null references brand,
    roles text[] not null check (cardinality(roles) > 0 and roles <@ array['commander','author','approver','legal','ops','agent','auditor']),
    primary key (person_id, brand_id)
  );
  alter table api_key add column if not exists brands text[]; -- null: every brand in which its maker has the role

  -- The brand to which a thing belongs, by the word that stands for its kind in addresses; null where there is no such thing.
  create or replace function published.brand_of(kind text, id text) returns text language sql stable as $$
    select case kind
      when 'brands' then (select b.id from brand as b where b.id = $2)
      when 'incidents' then (select i.brand_id from incident as i where i.id = $2::uuid)
      when 'notices' then (select i.brand_id from notice as n join incident as i on i.id = n.incident_id where n.id = $2::uuid)
      when 'audiences' then (select i.brand_id from audience as a join incident as i on i.id = a.incident_id where a.id = $2::uuid)
      when 'lists' then (select i.brand_id from audience_list as l join incident as i on i.id = l.incident_id where l.id = $2::uuid)
      when 'messages' then (select i.brand_id from message as m join notice as n on n.id = m.notice_id join incident as i on i.id = n.incident_id where m.id = $2::bigint)
      when 'postal-files' then (select i.brand_id from postal_file as f join notice as n on n.id = f.notice_id join incident as i on i.id = n.incident_id where f.id::text = $2)
    end
  $$;

  -- What somebody may do for a brand: everywhere, and there.
  create or replace function roles_for(person uuid, brand text) returns text[] language sql stable as $$
    select p.roles || coalesce((select b.roles from person_brand_role as b where b.person_id = p.id and b.brand_id = $2), '{}')
      from person as p where p.id = $1 and p.disabled_at is null
  $$;

  create or replace function check_approval() returns trigger language plpgsql as $$
  declare
    target notice%rowtype;
    may text[];
  begin
    select * into target from notice where id = new.notice_id for update;
    if target.state is distinct from 'submitted' then
      raise exception 'notice % is %, and only a submitted notice can be decided', new.notice_id, target.state using errcode = 'check_violation', constraint = 'approval_needs_submitted';
    end if;
    if (target.plan_hash, target.revision) is distinct from (new.plan_hash, new.revision) then
      raise exception 'the plan of notice % changed since it was looked at', new.notice_id using errcode = 'check_violation', constraint = 'approval_of_this_plan';
    end if;
    may := roles_for(new.decided_by, published.brand_of('notices', new.notice_id::text));
    if not coalesce('approver' = any (may) or (new.decision <> 'approved' and 'legal' = any (may)), false) then
      raise exception 'only an approver approves; an approver or legal rejects and returns' using errcode = 'check_violation', constraint = 'approval_by_approver';
    end if;
    if new.decision = 'approved' then
      -- what the notice says was the incident's first: who wrote it there is looked up, and not only taken from the contributors
      if exists (select from notice_contributor as c where c.notice_id = new.notice_id and c.person_id = new.decided_by)
         or target.created_by = new.decided_by or target.submitted_by = new.decided_by
         or exists (select from published.incident_author as i where i.incident_id = target.incident_id and i.revision <= target.incident_revision and i.person_id = new.decided_by)
         or exists (select from published.audience_author as a where a.audience_id = target.audience_id and a.person_id = new.decided_by) then
        raise exception 'who wrote, edited, chose the people of or submitted a notice, or wrote its facts, does not approve it' using errcode = 'check_violation', constraint = 'approval_four_eyes';
      end if;
      if new.people_typed is distinct from (select a.members from audience as a where a.id = target.audience_id) then
        raise exception 'the number of people typed is not the number in the audience' using errcode = 'check_violation', constraint = 'approval_of_these_people';
      end if;
    end if;
    return new;
  end $$;

  create or replace function check_briefing_answer() returns trigger language plpgsql as $$
  declare
    may text[] := roles_for(new.person_id, published.brand_of('notices', new.notice_id::text));
  begin
    if not coalesce(case new.kind when 'given' then 'ops' = any (may) else may && array['approver','commander'] end, false) then
      raise exception 'the ops lead says that agents have a briefing; an approver or a commander passes over it' using errcode = 'check_violation', constraint = 'briefing_answer_by_role';
    end if;
    return new;
  end $$;
`;
