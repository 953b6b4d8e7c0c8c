import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Incidents that only some may see: while the mark stands, an incident is there for those on its list alone. */
export class RestrictedIncidents1795317321000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const part of [DECLARE, PUBLISHED]) await runner.query(part);
  }

  async down(): Promise<void> {
    throw new Error('Who could see what is on record: restore a backup instead.');
  }
}

const DECLARE = `
  create table if not exists incident_restriction (
    id uuid primary key default gen_random_uuid(),
    incident_id uuid not null references incident,
    reason text not null check (length(trim(reason)) > 0),
    placed_by uuid not null references person,
    placed_at timestamptz not null,
    lifted_by uuid references person,
    lift_reason text check (length(trim(lift_reason)) > 0),
    lifted_at timestamptz,
    constraint incident_restriction_lift check ((lifted_by is null) = (lifted_at is null) and (lifted_by is null) = (lift_reason is null))
  );
  create unique index if not exists incident_restriction_stands on incident_restriction (incident_id) where lifted_at is null;

  create table if not exists incident_viewer (
    id uuid primary key default gen_random_uuid(),
    no bigint generated always as identity,
    restriction_id uuid not null references incident_restriction,
    person_id uuid not null references person,
    with_keys boolean not null default false,      -- programs that act by his API keys see it as well
    reason text not null check (length(trim(reason)) > 0),
    added_by uuid not null references person,
    added_at timestamptz not null,
    removed_by uuid references person,
    remove_reason text check (length(trim(remove_reason)) > 0),
    removed_at timestamptz,
    constraint incident_viewer_removal check ((removed_by is null) = (removed_at is null) and (removed_by is null) = (remove_reason is null))
  );
  create unique index if not exists incident_viewer_lives on incident_viewer (restriction_id, person_id) where removed_at is null;

  create or replace function check_restriction() returns trigger language plpgsql as $$
  begin
    if tg_op = 'INSERT' and new.lifted_at is null then return new; end if;
    if tg_op = 'UPDATE' and old.lifted_at is null and new.lifted_at is not null
       and (to_jsonb(new) - '{lifted_by,lift_reason,lifted_at}'::text[]) = (to_jsonb(old) - '{lifted_by,lift_reason,lifted_at}'::text[])
       and exists (select from incident_viewer as v where v.restriction_id = new.id and v.person_id = new.lifted_by and v.removed_at is null) then
      return new;
    end if;
    raise exception '% on incident_restriction is refused: it is a record, to which somebody on its list adds its end', tg_op using errcode = 'restrict_violation', constraint = 'incident_restriction_is_a_record';
  end $$;
  create or replace trigger incident_restriction_is_a_record before insert or update or delete on incident_restriction for each row execute function check_restriction();
  create or replace trigger incident_restriction_is_kept before truncate on incident_restriction for each statement execute function refuse_change();

  -- Nobody lets himself in: who placed the mark is on the list, and from then on one on the list adds another.
  create or replace function check_viewer() returns trigger language plpgsql as $$
  declare
    mark incident_restriction%rowtype;
  begin
    if tg_op = 'DELETE' then raise exception 'a list is a record' using errcode = 'restrict_violation', constraint = 'incident_viewer_is_a_record'; end if;
    select * into mark from incident_restriction as r where r.id = new.restriction_id for update;
    if tg_op = 'INSERT' and new.removed_at is null and mark.lifted_at is null
       and ((new.person_id = new.added_by and new.added_by = mark.placed_by and not exists (select from incident_viewer as v where v.restriction_id = mark.id))
            or (new.person_id <> new.added_by and exists (select from incident_viewer as v where v.restriction_id = mark.id and v.person_id = new.added_by and v.removed_at is null))) then
      return new;
    end if;
    if tg_op = 'UPDATE' and old.removed_at is null and new.removed_at is not null
       and (to_jsonb(new) - '{removed_by,remove_reason,removed_at}'::text[]) = (to_jsonb(old) - '{removed_by,remove_reason,removed_at}'::text[])
       and exists (select from incident_viewer as v where v.restriction_id = mark.id and v.person_id = new.removed_by and v.removed_at is null) then
      if not exists (select from incident_viewer as v join person as p on p.id = v.person_id and p.disabled_at is null where v.restriction_id = mark.id and v.removed_at is null and v.id <> new.id) then
        raise exception 'somebody has to be able to see the incident' using errcode = 'check_violation', constraint = 'incident_viewer_last';
      end if;
      return new;
    end if;
    raise exception 'somebody on the list lets another in, or takes one off, and nobody himself' using errcode = 'restrict_violation', constraint = 'incident_viewer_by_another';
  end $$;
  create or replace trigger incident_viewer_is_a_record before insert or update or delete on incident_viewer for each row execute function check_viewer();
  create or replace trigger incident_viewer_is_kept before truncate on incident_viewer for each statement execute function refuse_change();`;

const PUBLISHED = `
  create or replace view published.restricted_incident as
    select r.incident_id, i.reference, r.id as restriction_id from incident_restriction as r join incident as i on i.id = r.incident_id where r.lifted_at is null;

  -- The incidents that are not there for this person, or for programs that act by his keys.
  create or replace function published.unseen_by(person uuid, by_key boolean) returns uuid[] language sql stable as $$
    select coalesce(array_agg(r.incident_id), '{}')
      from incident_restriction as r
     where r.lifted_at is null
       and not exists (select from incident_viewer as v where v.restriction_id = r.id and v.person_id = $1 and v.removed_at is null and (v.with_keys or not $2))
  $$;

  -- The incident to which a thing belongs, by the word that stands for its kind in addresses; null where there is none.
  create or replace function published.incident_of(kind text, id text) returns uuid language sql stable as $$
    select case kind
      when 'incidents' then $2::uuid
      when 'notices' then (select n.incident_id from notice as n where n.id = $2::uuid)
      when 'audiences' then (select a.incident_id from audience as a where a.id = $2::uuid)
      when 'lists' then (select l.incident_id from audience_list as l where l.id = $2::uuid)
      when 'messages' then (select n.incident_id from message as m join notice as n on n.id = m.notice_id where m.id = $2::bigint)
      when 'postal-files' then (select n.incident_id from postal_file as f join notice as n on n.id = f.notice_id where f.id::text = $2)
      when 'alerts' then (select a.incident_id from alert as a where a.id = $2::uuid)
    end
  $$;`;
