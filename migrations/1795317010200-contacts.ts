import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Calls as contacts, calls by numbers that several have, and an experiment that nothing is added to once it runs. */
export class Contacts1795317010200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [REDIAL, CALL_CUSTOMER, DRAWN_ONCE, ...GUARDS]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('The record of an experiment is not taken back: restore a backup instead.');
  }
}

/**
 * Calls of [since, before) that go on with the contact before them: the last call of the same caller was given up, no more than ten minutes
 * earlier. A caller is his number; where that is not known, the customer. One pass over the time, since a look back from each call is not.
 */
const REDIAL = `
  create or replace function redials(since timestamptz, before timestamptz) returns setof bigint language sql stable as $$
    select x.id
      from (select c.id, c.offered_at, lag(c.outcome) over w as outcome_before,
                   lag(coalesce(c.ended_at, c.offered_at + make_interval(secs => coalesce(c.wait_seconds, 0)))) over w as ended_before
              from inbound_call as c
             where c.offered_at >= since - interval '1 day' and c.offered_at < before and (c.caller_hash is not null or c.customer_id is not null)
            window w as (partition by coalesce(c.caller_hash, 'customer ' || c.customer_id) order by c.offered_at, c.id)) as x
     where x.offered_at >= since and x.outcome_before = 'abandoned' and x.offered_at <= x.ended_before + interval '10 minutes'
  $$`;

/**
 * Whose call it may be: the customer that it was matched with, and where several have the number, each of them who had it by then. Who of them is
 * counted is up to the reader: those of one audience are one household, told at one time.
 */
const CALL_CUSTOMER = `
  create or replace view published.call_customer as
    select c.id, c.customer_id, c.offered_at
      from inbound_call as c
     where c.customer_id is not null
    union all
    select c.id, s.id, c.offered_at
      from inbound_call as c
      join customer as s on s.phone_hash = c.caller_hash
     where c.match_method = 'shared-number' and s.id <> c.customer_id and (s.phone_changed_at is null or s.phone_changed_at <= c.offered_at)`;

/** Waves, strata and their people are on record before the first message; what runs gets no more of them. */
const DRAWN_ONCE = `
  create or replace function refuse_to_draw_again() returns trigger language plpgsql as $$
  begin
    if exists (select from dispatch as d where d.notice_id = new.notice_id) then
      raise exception 'who is told when was drawn before the first message, and is not added to' using errcode = 'restrict_violation';
    end if;
    return new;
  end $$`;
const GUARDS = ['wave', 'rollout_stratum', 'rollout_zone'].map(
  (table) => `create or replace trigger ${table}_is_drawn_once before insert on ${table} for each row execute function refuse_to_draw_again()`,
);
