import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Calls as contacts, calls by numbers that several have, and an experiment that nothing is added to once it runs. */
export class Contacts1795317010200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [CALLER, REDIAL, CALLS, CALL_CUSTOMER, DRAWN_ONCE, ...GUARDS]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('The record of an experiment is not taken back: restore a backup instead.');
  }
}

const CALLER = `create index if not exists inbound_call_caller on inbound_call (caller_hash, offered_at, id) where caller_hash is not null`;

/**
 * Whether a call goes on with the contact before it: the last call of the same caller was given up, no more than ten minutes earlier. By the
 * number; where it is not known, by the customer.
 */
const REDIAL = `
  create or replace function is_redial(call inbound_call) returns boolean language sql stable as $$
    select case
      when call.caller_hash is not null then coalesce((
        select p.outcome = 'abandoned' and call.offered_at <= coalesce(p.ended_at, p.offered_at + make_interval(secs => coalesce(p.wait_seconds, 0))) + interval '10 minutes'
          from inbound_call as p
         where p.caller_hash = call.caller_hash and (p.offered_at, p.id) < (call.offered_at, call.id)
         order by p.offered_at desc, p.id desc limit 1), false)
      when call.customer_id is not null then coalesce((
        select p.outcome = 'abandoned' and call.offered_at <= coalesce(p.ended_at, p.offered_at + make_interval(secs => coalesce(p.wait_seconds, 0))) + interval '10 minutes'
          from inbound_call as p
         where p.customer_id = call.customer_id and p.caller_hash is null and (p.offered_at, p.id) < (call.offered_at, call.id)
         order by p.offered_at desc, p.id desc limit 1), false)
      else false end
  $$`;

const CALLS = `
  create or replace view published.inbound_call as
    select c.id, c.source, c.queue, c.offered_at, c.answered_at, c.ended_at, c.outcome, c.wait_seconds, c.talk_seconds, c.customer_id, c.match_method, c.sharing,
           c.reason_tag, c.simulated, c.agent, reasons_of(c.reason_tag, c.tags) as tags, is_redial(c) as is_redial
      from inbound_call as c`;

/**
 * Whose call it may be: the customer that it was matched with, and where several have the number, each of them who had it by then. Who of them is
 * counted is up to the reader: those of one audience are one household, told at one time.
 */
const CALL_CUSTOMER = `
  create or replace view published.call_customer as
    select c.id, c.customer_id, c.offered_at, is_redial(c) as is_redial
      from inbound_call as c
     where c.customer_id is not null
    union all
    select c.id, s.id, c.offered_at, is_redial(c)
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
