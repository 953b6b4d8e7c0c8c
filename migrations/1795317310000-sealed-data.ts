import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Names, addresses and numbers lie sealed; what SQL must know of them stands beside them. */
export class SealedData1795317310000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const part of [KEYS, SEARCH, FINGERPRINT, RECORDS]) await runner.query(part);
  }

  async down(): Promise<void> {
    throw new Error('Sealed values can\'t be read without their keys: restore a backup instead.');
  }
}

const KEYS = `
  -- keys that values may be sealed by; each proves itself by a value that it sealed. Never a key itself
  create table if not exists data_key (
    id text primary key,
    proof text not null,
    first_seen_at timestamptz not null default now(),
    -- since when no value is sealed by it; it may be taken out of the settings then
    retired_at timestamptz
  );

  -- how far the walk is that seals what is not sealed, or by an older key
  create table if not exists seal_walk (
    table_name text primary key,
    key_id text not null,
    next_block bigint not null default 0,
    blocks bigint not null default 0,
    -- rows sealed in this round; a round that finds none ends the walk
    sealed bigint not null default 0,
    rounds int not null default 0,
    done_at timestamptz
  );`;

const SEARCH = `
  alter table customer
    -- keyed hashes of the words of a name and of their beginnings, by which a search finds it
    add column if not exists first_name_keys int[],
    add column if not exists last_name_keys int[];
  drop index if exists customer_name;
  create index if not exists customer_name_keys on customer using gin ((first_name_keys || last_name_keys));`;

const FINGERPRINT = `
  -- what a value keeps when another key seals it: its nonce, a keyed hash of the text. Of a value that is not sealed, the text
  create or replace function published.sealed_as(value text) returns text language sql immutable parallel safe as $$
    select case when value like 'e1.%' then left(split_part(value, '.', 3), 16) else value end
  $$;

  -- whether a column only changed how it is sealed
  create or replace function only_sealed_anew(was text, becomes text) returns boolean language sql immutable parallel safe as $$
    select becomes is not distinct from was
        or coalesce(becomes like 'e1.%' and was <> '' and (was not like 'e1.%' or published.sealed_as(was) = published.sealed_as(becomes)), false)
  $$;`;

const RECORDS = `
  create or replace function refuse_change_but_forgetting_member() returns trigger language plpgsql as $$
  begin
    if tg_op = 'UPDATE' and only_sealed_anew(old.first_name, new.first_name) and only_sealed_anew(old.last_name, new.last_name)
       and only_sealed_anew(old.email, new.email) and only_sealed_anew(old.phone, new.phone)
       and (to_jsonb(new) - '{first_name,last_name,email,phone}'::text[]) = (to_jsonb(old) - '{first_name,last_name,email,phone}'::text[]) then
      return new;
    end if;
    if tg_op = 'UPDATE' and new.reference in (old.reference, 'erased:' || new.customer_id) and new.first_name is null and new.last_name is null
       and new.email is null and new.email_hash is null and new.phone is null and new.phone_hash is null and new.reasons -> 'touchpoints' = '[]'
       and (to_jsonb(new) - '{reference,first_name,last_name,email,email_hash,phone,phone_hash,reasons}'::text[])
         = (to_jsonb(old) - '{reference,first_name,last_name,email,email_hash,phone,phone_hash,reasons}'::text[])
       and new.reasons - 'touchpoints' - 'more' = old.reasons - 'touchpoints' - 'more' then
      return new;
    end if;
    raise exception '% on % is refused: its rows are a record and never change', tg_op, tg_table_name using errcode = 'restrict_violation';
  end $$;

  create or replace function refuse_change_but_forgetting_letter() returns trigger language plpgsql as $$
  begin
    if tg_op = 'UPDATE' and only_sealed_anew(old.name, new.name) and only_sealed_anew(old.address_line1, new.address_line1)
       and only_sealed_anew(old.address_line2, new.address_line2) and only_sealed_anew(old.city, new.city)
       and (to_jsonb(new) - '{name,address_line1,address_line2,city}'::text[]) = (to_jsonb(old) - '{name,address_line1,address_line2,city}'::text[]) then
      return new;
    end if;
    if tg_op = 'UPDATE' and new.name = '' and new.address_line1 = '' and new.address_line2 is null and new.city = '' and new.postal_code is null
       and (to_jsonb(new) - '{name,address_line1,address_line2,city,postal_code}'::text[]) = (to_jsonb(old) - '{name,address_line1,address_line2,city,postal_code}'::text[]) then
      return new;
    end if;
    raise exception '% on % is refused: its rows are a record and never change', tg_op, tg_table_name using errcode = 'restrict_violation';
  end $$;

  create or replace function refuse_change_but_forgetting_words() returns trigger language plpgsql as $$
  begin
    if tg_op = 'UPDATE' and (new.reason = '' or only_sealed_anew(old.reason, new.reason)) and to_jsonb(new) - 'reason' = to_jsonb(old) - 'reason' then
      return new;
    end if;
    raise exception '% on % is refused: its rows are a record and never change', tg_op, tg_table_name using errcode = 'restrict_violation';
  end $$;`;
