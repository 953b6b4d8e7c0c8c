import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The way back to an incident that nobody on its list can open to others any more: two administrators let one person in, within ten minutes, and neither of them himself. */
export class LetIn1795317383000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(): Promise<void> {
    throw new Error('Who could see what is on record: restore a backup instead.');
  }
}

const UP = `
  -- That nobody on the list of a mark can let another in: each has left, or has no role that may.
  create or replace function published.is_stranded(restriction uuid) returns boolean language sql stable as $$
    select not exists (
      select from incident_viewer as v
        join person as p on p.id = v.person_id
        join incident_restriction as r on r.id = v.restriction_id
       where v.restriction_id = $1 and v.removed_at is null and p.disabled_at is null
         and roles_for(p.id, published.brand_of('incidents', r.incident_id::text)) && array['commander', 'legal'])
  $$;

  create table if not exists incident_let_in (
    id uuid primary key default gen_random_uuid(),
    restriction_id uuid not null references incident_restriction,
    person_id uuid not null references person,
    requested_by uuid not null references person,
    reason text not null check (length(trim(reason)) > 0),
    requested_at timestamptz not null,            -- business time
    expires_at timestamptz not null,
    confirmed_by uuid references person,
    confirm_reason text check (length(trim(confirm_reason)) > 0),
    confirmed_at timestamptz,
    constraint incident_let_in_ten_minutes check (expires_at > requested_at and expires_at <= requested_at + interval '10 minutes'),
    constraint incident_let_in_confirmed check ((confirmed_by is null) = (confirmed_at is null) and (confirmed_by is null) = (confirm_reason is null)),
    constraint incident_let_in_second check (confirmed_by <> requested_by),
    constraint incident_let_in_another check (person_id <> requested_by and person_id <> confirmed_by),
    constraint incident_let_in_in_time check (confirmed_at >= requested_at and confirmed_at < expires_at)
  );
  create index if not exists incident_let_in_of on incident_let_in (restriction_id, requested_at);

  create or replace function check_let_in() returns trigger language plpgsql as $$
  declare
    mark incident_restriction%rowtype;
    brand text;
    word uuid;
  begin
    if tg_op = 'DELETE' then raise exception 'what administrators asked for is a record' using errcode = 'restrict_violation', constraint = 'incident_let_in_is_a_record'; end if;
    if tg_op = 'UPDATE' and (old.confirmed_by is not null or (to_jsonb(new) - '{confirmed_by,confirm_reason,confirmed_at}'::text[]) <> (to_jsonb(old) - '{confirmed_by,confirm_reason,confirmed_at}'::text[]))
       or tg_op = 'INSERT' and new.confirmed_by is not null then
      raise exception 'one administrator asks, and the word of another is added to that once' using errcode = 'restrict_violation', constraint = 'incident_let_in_is_a_record';
    end if;
    select * into mark from incident_restriction as r where r.id = new.restriction_id for update;
    brand := published.brand_of('incidents', mark.incident_id::text);
    word := coalesce(new.confirmed_by, new.requested_by);
    if not coalesce('admin' = any (roles_for(word, brand)) and exists (select from person as p where p.id = word and p.disabled_at is null), false) then
      raise exception 'two administrators let somebody in' using errcode = 'check_violation', constraint = 'incident_let_in_by_admin';
    end if;
    if mark.lifted_at is not null or not published.is_stranded(mark.id) then
      raise exception 'somebody on the list can let others in' using errcode = 'check_violation', constraint = 'incident_let_in_of_stranded';
    end if;
    if not coalesce(roles_for(new.person_id, brand) && array['commander', 'legal'] and exists (select from person as p where p.id = new.person_id and p.disabled_at is null), false) then
      raise exception 'whoever is let in has to be able to let others in' using errcode = 'check_violation', constraint = 'incident_let_in_of_restricter';
    end if;
    return new;
  end $$;
  create or replace trigger incident_let_in_is_a_record before insert or update or delete on incident_let_in for each row execute function check_let_in();
  create or replace trigger incident_let_in_is_kept before truncate on incident_let_in for each statement execute function refuse_change();

  alter table incident_viewer add column if not exists let_in_id uuid references incident_let_in;
  create unique index if not exists incident_viewer_of_let_in on incident_viewer (let_in_id) where let_in_id is not null;

  -- As before, and where the list is stranded by the word of two administrators.
  create or replace function check_viewer() returns trigger language plpgsql as $$
  declare
    mark incident_restriction%rowtype;
  begin
    if tg_op = 'DELETE' then raise exception 'a list is a record' using errcode = 'restrict_violation', constraint = 'incident_viewer_is_a_record'; end if;
    select * into mark from incident_restriction as r where r.id = new.restriction_id for update;
    if tg_op = 'INSERT' and new.removed_at is null and mark.lifted_at is null then
      if new.let_in_id is null
         and ((new.person_id = new.added_by and new.added_by = mark.placed_by and not exists (select from incident_viewer as v where v.restriction_id = mark.id))
              or (new.person_id <> new.added_by and exists (select from incident_viewer as v where v.restriction_id = mark.id and v.person_id = new.added_by and v.removed_at is null))) then
        return new;
      end if;
      if published.is_stranded(mark.id)
         and exists (select from incident_let_in as l where l.id = new.let_in_id and (l.restriction_id, l.person_id, l.confirmed_by, l.confirmed_at) = (mark.id, new.person_id, new.added_by, new.added_at)) then
        return new;
      end if;
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
  end $$;`;
