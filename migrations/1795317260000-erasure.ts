import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who is forgotten, and the one door through which records let go of a person. */
export class Erasure1795317260000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

const UP = `
  create table if not exists erasure (
    id uuid primary key default gen_random_uuid(),
    customer_id bigint not null,
    state text not null default 'waiting' constraint erasure_state_known check (state in ('waiting','done','withdrawn')),
    ground text not null constraint erasure_ground_known check (ground in ('asked','unlawful','no-longer-needed','mistake')),
    case_number text constraint erasure_case_number check (case_number ~ '^[A-Za-z0-9/_. -]{1,40}$'),
    asked_by text not null,
    asked_at timestamptz not null,
    waits_for text[] not null default '{}',
    counts jsonb,
    done_at timestamptz,
    changed_at timestamptz not null default now(),      -- real time, as looked_at
    looked_at timestamptz not null default now(),
    constraint erasure_done check ((state = 'done') = (done_at is not null and counts is not null))
  );
  create unique index if not exists erasure_of_customer on erasure (customer_id) where state <> 'withdrawn';
  create index if not exists erasure_newest on erasure (asked_at desc, id);
  create index if not exists erasure_waiting on erasure (looked_at) where state = 'waiting';

  -- An erased customer keeps his place, so that counts of people stay what they were, and nothing else.
  alter table customer add column if not exists erased_at timestamptz;
  create index if not exists customer_unreachable on customer (id) where erased_at is null and email_hash is null and phone_hash is null;
  create or replace view published.customer as
    select c.id, c.reference, c.first_name, c.last_name, c.locale, c.country, c.region, c.email_hash, c.phone_hash, c.erased_at is not null as erased from customer as c;

  create or replace function keep_erased() returns trigger language plpgsql as $$
  begin
    return null; -- an import that read him before he was erased writes nothing back
  end $$;
  drop trigger if exists customer_stays_erased on customer;
  create trigger customer_stays_erased before update on customer for each row when (old.erased_at is not null) execute function keep_erased();

  -- Calls that also count as those of an erased customer, whose number others still have: figures stay what they were.
  create table if not exists inbound_call_also (
    call_id bigint not null references inbound_call (id),
    customer_id bigint not null,
    primary key (call_id, customer_id)
  );
  create or replace view published.call_customer as
    select c.id, c.customer_id, c.offered_at from inbound_call as c where c.customer_id is not null
    union all
    select c.id, s.id, c.offered_at
      from inbound_call as c
      join customer as s on s.phone_hash = c.caller_hash
     where c.match_method = 'shared-number' and s.id <> c.customer_id and (s.phone_changed_at is null or s.phone_changed_at <= c.offered_at)
    union all
    select a.call_id, a.customer_id, c.offered_at
      from inbound_call_also as a
      join inbound_call as c on c.id = a.call_id;

  -- Records never change, but to forget: what says who somebody is becomes empty, and everything else stays as it was.
  create or replace function refuse_change_but_forgetting_member() returns trigger language plpgsql as $$
  begin
    if tg_op = 'UPDATE' and new.reference in (old.reference, 'erased:' || new.customer_id) and new.first_name is null and new.last_name is null
       and new.email is null and new.email_hash is null and new.phone is null and new.phone_hash is null and new.reasons -> 'touchpoints' = '[]'
       and (to_jsonb(new) - '{reference,first_name,last_name,email,email_hash,phone,phone_hash,reasons}'::text[])
         = (to_jsonb(old) - '{reference,first_name,last_name,email,email_hash,phone,phone_hash,reasons}'::text[])
       and new.reasons - 'touchpoints' - 'more' = old.reasons - 'touchpoints' - 'more' then
      return new;
    end if;
    raise exception '% on % is refused: its rows are a record and never change', tg_op, tg_table_name using errcode = 'restrict_violation';
  end $$;
  drop trigger if exists audience_member_is_a_record on audience_member;
  create trigger audience_member_is_a_record before delete or update on audience_member for each row execute function refuse_change_but_forgetting_member();

  create or replace function refuse_change_but_forgetting_letter() returns trigger language plpgsql as $$
  begin
    if tg_op = 'UPDATE' and new.name = '' and new.address_line1 = '' and new.address_line2 is null and new.city = '' and new.postal_code is null
       and (to_jsonb(new) - '{name,address_line1,address_line2,city,postal_code}'::text[]) = (to_jsonb(old) - '{name,address_line1,address_line2,city,postal_code}'::text[]) then
      return new;
    end if;
    raise exception '% on % is refused: its rows are a record and never change', tg_op, tg_table_name using errcode = 'restrict_violation';
  end $$;
  drop trigger if exists postal_item_is_a_record on postal_item;
  create trigger postal_item_is_a_record before delete or update on postal_item for each row execute function refuse_change_but_forgetting_letter();

  create or replace function refuse_change_but_forgetting_words() returns trigger language plpgsql as $$
  begin
    if tg_op = 'UPDATE' and new.reason = '' and to_jsonb(new) - 'reason' = to_jsonb(old) - 'reason' then
      return new;
    end if;
    raise exception '% on % is refused: its rows are a record and never change', tg_op, tg_table_name using errcode = 'restrict_violation';
  end $$;
  drop trigger if exists copy_request_is_a_record on copy_request;
  create trigger copy_request_is_a_record before delete or update on copy_request for each row execute function refuse_change_but_forgetting_words();
`;
