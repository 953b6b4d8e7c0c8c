import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The audit record becomes a chain: each event is linked to all before it, so that none can be changed, taken out or put in unseen. */
export class AuditChain1795317150000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SALT);
    await runner.query(LINK);
    await runner.query(WAITING);
    await runner.query(CHECK);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

/**
 * A customer is chained, and exported, by a hash that this salt goes into. It never leaves the database and never changes: it is not the
 * key of the deployment, since that one may be exchanged and the chain has to be recomputed for years.
 */
const SALT = `
  create table if not exists audit_salt (
    only_one boolean primary key default true check (only_one),
    salt text not null default replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')
  );
  insert into audit_salt default values on conflict do nothing;
  drop trigger if exists audit_salt_is_a_record on audit_salt;
  create trigger audit_salt_is_a_record before update or delete on audit_salt for each row execute function refuse_change();
  drop trigger if exists audit_salt_is_kept on audit_salt;
  create trigger audit_salt_is_kept before truncate on audit_salt for each statement execute function refuse_change()`;

/** src/kernel/audit-chain.ts says what is hashed. The database knows an event's hash as given, and counts the link's hash again. */
const LINK = `
  create table if not exists audit_link (
    position bigint primary key check (position > 0),
    event_id bigint not null unique references audit_event (id),
    event_hash text not null,
    hash text not null,
    sealed_at timestamptz not null default now()
  );
  create or replace function check_audit_link() returns trigger language plpgsql as $$
  declare
    hash_before text;
  begin
    select l.hash into hash_before from audit_link as l where l.position = new.position - 1;
    if hash_before is null and new.position <> 1 then
      raise exception 'link % follows none', new.position using errcode = 'check_violation';
    end if;
    if new.hash <> encode(sha256(convert_to('firstword-audit-link-1:' || new.position || ':' || coalesce(hash_before, repeat('0', 64)) || ':' || new.event_hash, 'UTF8')), 'hex') then
      raise exception 'link % does not follow from the one before', new.position using errcode = 'check_violation';
    end if;
    return new;
  end $$;
  drop trigger if exists audit_link_follows on audit_link;
  create trigger audit_link_follows before insert on audit_link for each row execute function check_audit_link();
  drop trigger if exists audit_link_is_a_record on audit_link;
  create trigger audit_link_is_a_record before update or delete on audit_link for each row execute function refuse_change();
  drop trigger if exists audit_link_is_kept on audit_link;
  create trigger audit_link_is_kept before truncate on audit_link for each statement execute function refuse_change()`;

/**
 * Events wait here for their link from the commit of their deed on. Ids say nothing of that order: a lower one may be committed later, and
 * one that never comes looks like one that is on its way.
 */
const WAITING = `
  create table if not exists audit_unsealed (
    event_id bigint primary key,
    queued_at timestamptz not null default clock_timestamp()
  );
  create or replace function queue_audit_event() returns trigger language plpgsql as $$
  begin
    insert into audit_unsealed (event_id) values (new.id);
    return null;
  end $$;
  drop trigger if exists audit_event_waits_for_its_link on audit_event;
  create trigger audit_event_waits_for_its_link after insert on audit_event for each row execute function queue_audit_event();
  insert into audit_unsealed (event_id)
  select e.id from audit_event as e where not exists (select from audit_link as l where l.event_id = e.id)
  on conflict do nothing`;

/** How far the chain has been walked and compared with its events. Real time. */
const CHECK = `
  create table if not exists audit_check (
    only_one boolean primary key default true check (only_one),
    walk_began_at timestamptz not null default now(),
    walked_until bigint not null default 0,
    walked_hash text not null default repeat('0', 64),
    verified_until bigint not null default 0,
    verified_hash text not null default repeat('0', 64),
    verified_at timestamptz,
    broken_position bigint,
    broken_why text
  );
  insert into audit_check default values on conflict do nothing`;
