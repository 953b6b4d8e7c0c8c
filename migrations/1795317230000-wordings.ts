import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Texts of templates and playbooks as the company writes them, over those that came with the service: versions, and who looked at each. */
export class Wordings1795317230000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(WORDINGS);
    await runner.query(GUARDS);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

const WORDINGS = `
  create table if not exists wording (
    id bigint generated always as identity primary key,
    about text not null check (about ~ '^(template/[a-z0-9-]+/[a-z-]+/[a-z]+/[A-Za-z0-9-]+|playbook/[a-z-]+)$'),
    version integer not null check (version > 0),
    content jsonb not null,
    hash text not null,
    note text not null,
    restored_from integer check (restored_from >= 0 and restored_from < version),
    made_by uuid not null references person (id),
    made_at timestamptz not null,
    constraint wording_counts_on unique (about, version)
  );

  create table if not exists wording_review (
    wording_id bigint primary key references wording (id),
    decision text not null check (decision in ('reviewed', 'returned')),
    reason text,
    decided_by uuid not null references person (id),
    decided_at timestamptz not null,
    constraint wording_returned_for_a_reason check (decision = 'reviewed' or length(trim(reason)) > 0)
  );`;

const GUARDS = `
  create or replace function check_wording() returns trigger language plpgsql as $$
  begin
    -- one at a time, so that versions count on without a gap
    perform pg_advisory_xact_lock(hashtextextended('wording ' || new.about, 0));
    if new.version <> coalesce((select max(w.version) from wording as w where w.about = new.about), 0) + 1 then
      raise exception 'somebody saved another version of % meanwhile', new.about using errcode = 'check_violation', constraint = 'wording_counts_on';
    end if;
    return new;
  end $$;

  -- Who wrote any of what is new since the last version that was looked at does not look at it, whether he wrote it now or it was fetched back.
  create or replace function check_wording_review() returns trigger language plpgsql as $$
  declare
    its record;
    seen integer;
  begin
    select w.about, w.version into its from wording as w where w.id = new.wording_id;
    perform pg_advisory_xact_lock(hashtextextended('wording ' || its.about, 0));
    if its.version < (select max(w.version) from wording as w where w.about = its.about) then
      raise exception 'a newer version of % waits', its.about using errcode = 'check_violation', constraint = 'wording_review_of_the_newest';
    end if;
    select coalesce(max(w.version), 0) into seen
      from wording as w join wording_review as r on r.wording_id = w.id
     where w.about = its.about and r.decision = 'reviewed' and w.version < its.version;
    if new.decision = 'reviewed' and exists (
      select from wording as w
       where w.about = its.about and w.version <= its.version and w.made_by = new.decided_by
         and (w.version > seen or w.version in (select f.restored_from from wording as f where f.about = its.about and f.version > seen))
    ) then
      raise exception 'who wrote % does not review it', its.about using errcode = 'check_violation', constraint = 'wording_review_four_eyes';
    end if;
    return new;
  end $$;

  create or replace trigger wording_counts before insert on wording for each row execute function check_wording();
  create or replace trigger wording_is_a_record before update or delete on wording for each row execute function refuse_change();
  create or replace trigger wording_is_kept before truncate on wording for each statement execute function refuse_change();
  create or replace trigger wording_review_guard before insert on wording_review for each row execute function check_wording_review();
  create or replace trigger wording_review_is_a_record before update or delete on wording_review for each row execute function refuse_change();
  create or replace trigger wording_review_is_kept before truncate on wording_review for each statement execute function refuse_change();`;
