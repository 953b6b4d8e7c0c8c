import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * From channel to channel, and in the end to the letter box: postal addresses of customers, the next channel of a member whose first
 * one failed him, questions to the provider about receipts that never came, and the files of letters.
 */
export class Ladder1795316800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const part of [CUSTOMER, LADDER, RECEIPTS, LETTERS]) await runner.query(part);
  }

  async down(): Promise<void> {
    throw new Error('This migration is not taken back: who was written to by letter is on record.');
  }
}

const CUSTOMER = `
  alter table customer add column address_line1 text, add column address_line2 text, add column city text;

  create view published.postal_address as
    select c.id as customer_id, c.address_line1, c.address_line2, c.city, c.region, c.postal_code, c.country from customer as c;`;

const LADDER = `
  -- business minutes without a receipt after which a text counts as not arrived; null: this notice has no ladder
  alter table dispatch add column no_receipt_minutes int check (no_receipt_minutes > 0);

  alter table message
    add column follows_id bigint,       -- the message to the same person that did not arrive, and why this one came after it
    add column follows_why text check (follows_why in ('bounced','failed','suppressed','no-receipt')),
    add column climbed_at timestamptz,  -- when the ladder was done with it: whoever had another channel has been written to there
    add constraint message_follows_for_a_reason check ((follows_id is null) = (follows_why is null));
  create index message_fallen on message (notice_id, id) where state in ('bounced','failed','suppressed') and climbed_at is null;
  create index message_no_receipt on message (notice_id, handed_over_at) where state = 'sent' and channel = 'sms' and climbed_at is null;
  create index message_arrived_after_all on message (notice_id) where state = 'delivered' and climbed_at is not null;`;

const RECEIPTS = `
  alter table message
    add column receipt_asks smallint not null default 0, -- how often the provider was asked and had no final word
    add column receipt_ask_at timestamptz;               -- real time: when it is asked next; infinity: never again
  create index message_ask_receipt on message (handed_over_at) where state = 'sent' and channel = 'sms' and receipt_ask_at is null;
  create index message_ask_again on message (receipt_ask_at) where state = 'sent' and channel = 'sms' and receipt_ask_at is not null;`;

const LETTERS = `
  create table postal_file (
    id uuid primary key default gen_random_uuid(),
    notice_id uuid not null references rollout,
    number smallint not null check (number > 0),
    letters int not null check (letters > 0),
    made_by text not null,  -- kind:id of the actor
    made_at timestamptz not null,
    posted_on date,
    posted_by text,
    posted_at timestamptz,
    posted_note text,
    constraint postal_file_number unique (notice_id, number),
    constraint postal_file_posted_is_whole check ((posted_on is null) = (posted_by is null) and (posted_on is null) = (posted_at is null))
  );
  create function refuse_change_of_postal_file() returns trigger language plpgsql as $$
  begin
    if tg_op = 'DELETE' or old.posted_on is not null
       or (new.id, new.notice_id, new.number, new.letters, new.made_by, new.made_at) is distinct from (old.id, old.notice_id, old.number, old.letters, old.made_by, old.made_at) then
      raise exception 'a postal file is a record: it is marked as posted once, and nothing else of it changes' using errcode = 'restrict_violation';
    end if;
    return new;
  end $$;
  create trigger postal_file_is_a_record before update or delete on postal_file for each row execute function refuse_change_of_postal_file();
  create trigger postal_file_is_kept before truncate on postal_file for each statement execute function refuse_change();

  -- one letter to one member, with the address as it was when the file was made
  create table postal_item (
    notice_id uuid not null,
    customer_id bigint not null,
    file_id uuid not null references postal_file,
    position int not null,
    outcome text not null check (outcome in ('unreachable','suppressed','bounced','failed')),
    name text not null,
    address_line1 text not null,
    address_line2 text,
    city text not null,
    region text,
    postal_code text,
    country text not null,
    primary key (notice_id, customer_id)
  );
  create index postal_item_file on postal_item (file_id, position);
  create trigger postal_item_is_a_record before update or delete on postal_item for each row execute function refuse_change();
  create trigger postal_item_is_kept before truncate on postal_item for each statement execute function refuse_change();`;
