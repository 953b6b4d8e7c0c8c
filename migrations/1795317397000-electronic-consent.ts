import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who agreed to get notices by electronic means (E-SIGN, 15 U.S.C. 7001), since when and in what words. Of whom a law asks that, and who did not, a statutory notice by e-mail
 * is an early warning alone: he gets the letter too, whatever became of the e-mail.
 */
export class ElectronicConsent1795317397000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const part of [CUSTOMER, PAST, PUBLISHED, LETTERS]) await runner.query(part);
  }

  async down(): Promise<void> {
    throw new Error('Consent is on record: restore a backup instead.');
  }
}

const CUSTOMER = `
  alter table customer
    add column if not exists esign_consent text check (esign_consent in ('yes','no')),   -- null: nobody knows
    add column if not exists esign_consent_on date,             -- the day of that word, where it is known
    add column if not exists esign_consent_words text,          -- to what, and where that was said; sealed
    add column if not exists esign_noted_at timestamptz;        -- business time at which it came to be known here`;

/** What was told while a consent stood stays told: so of one that is taken back, or erased, the time in which it stood is kept. */
const PAST = `
  create table if not exists esign_past (
    id bigint generated always as identity primary key,
    customer_id bigint not null references customer (id),
    since timestamptz not null,
    until timestamptz not null,
    check (until > since)
  );
  create index if not exists esign_past_of on esign_past (customer_id);

  create or replace function esign_since(said_on date, noted_at timestamptz) returns timestamptz language sql immutable as
    $$ select coalesce(said_on::timestamp at time zone 'UTC', noted_at) $$;

  create or replace function keep_esign_past() returns trigger language plpgsql as $$
  declare
    since timestamptz := esign_since(old.esign_consent_on, old.esign_noted_at);
    ended timestamptz := coalesce(esign_since(new.esign_consent_on, new.esign_noted_at), now());
  begin
    -- a "no" of an earlier day than the "yes" says that there never was one
    if since < ended then insert into esign_past (customer_id, since, until) values (old.id, since, ended); end if;
    return null;
  end $$;
  create or replace trigger esign_consent_ends after update of esign_consent on customer for each row
    when (old.esign_consent = 'yes' and new.esign_consent is distinct from 'yes') execute function keep_esign_past();`;

const PUBLISHED = `
  -- when somebody's consent stood; until null while it does
  create or replace view published.esign_consent as
    select c.id as customer_id, esign_since(c.esign_consent_on, c.esign_noted_at) as since, null::timestamptz as until from customer as c where c.esign_consent = 'yes'
    union all
    select p.customer_id, p.since, p.until from esign_past as p;`;

/** Whoever a message is on its way to may be owed a letter as well. */
const LETTERS = `
  alter table postal_item drop constraint if exists postal_item_outcome_check;
  alter table postal_item add constraint postal_item_outcome_check check (outcome in ('unreachable','suppressed','bounced','failed','pending','sending','sent','delivered','unknown')) not valid;
  alter table postal_item validate constraint postal_item_outcome_check;`;
