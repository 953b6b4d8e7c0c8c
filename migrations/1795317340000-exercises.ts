import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An exercise is an incident like any other, of which nothing leaves and nothing is counted. What it is follows from its declaration, by
 * foreign keys from the incident to each message, and no worker of the one kind can hold a message of the other.
 */
export class Exercises1795317340000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const part of [DECLARE, DELIVER, LETTERS, PUBLISHED]) await runner.query(part);
  }

  async down(): Promise<void> {
    throw new Error('Exercises are on record: restore a backup instead.');
  }
}

const DECLARE = `
  alter table incident add column if not exists exercise boolean not null default false;

  create or replace function keep_exercise() returns trigger language plpgsql as $$
  begin
    raise exception 'incident % was declared as %: that never changes', old.reference, case when old.exercise then 'an exercise' else 'an actual incident' end
      using errcode = 'restrict_violation', constraint = 'incident_exercise_stays';
  end $$;
  create or replace trigger incident_exercise_stays before update of exercise on incident for each row when (new.exercise is distinct from old.exercise) execute function keep_exercise();`;

const DELIVER = `
  alter table rollout add column if not exists exercise boolean not null default false;
  alter table dispatch add column if not exists exercise boolean not null default false;
  alter table message add column if not exists exercise boolean not null default false;
  -- by the name under which a worker takes messages of exercises: whose tries they were needs no look at the notice
  alter table send_tally add column if not exists exercise boolean generated always as (starts_with(owner, 'exercise:')) stored;

  -- whoever starts a notice can't say what it is: its incident does
  create or replace function exercise_of_notice() returns trigger language plpgsql as $$
  begin
    new.exercise := coalesce((select i.exercise from notice as n join incident as i on i.id = n.incident_id where n.id = new.notice_id), false);
    return new;
  end $$;
  create or replace trigger rollout_exercise before insert on rollout for each row execute function exercise_of_notice();
  create or replace trigger dispatch_exercise before insert on dispatch for each row execute function exercise_of_notice();

  do $$ begin
    if not exists (select from pg_constraint where conname = 'rollout_of_its_kind') then
      alter table rollout add constraint rollout_of_its_kind unique (notice_id, exercise);
      alter table dispatch add constraint dispatch_of_its_kind foreign key (notice_id, exercise) references rollout (notice_id, exercise);
      -- in the place of the key without it: as many look-ups for each message as before
      alter table message add constraint message_of_its_kind foreign key (notice_id, exercise) references rollout (notice_id, exercise);
      alter table message drop constraint if exists message_notice_id_fkey;
      alter table message add constraint message_held_by_its_kind check (lease_owner is null or starts_with(lease_owner, 'exercise:') = exercise);
      alter table message add constraint message_sent_by_its_kind check (provider is null or starts_with(provider, 'exercise-') = exercise);
      alter table attempt add constraint attempt_by_its_kind check (provider is null or owner = 'restored' or starts_with(provider, 'exercise-') = starts_with(owner, 'exercise:'));
    end if;
  end $$;
  -- made-up receipts that are due: no other message is in it
  create index if not exists message_receipt_to_make_up on message (handed_over_at) where exercise and state = 'sent' and receipt_rank = 0;`;

const LETTERS = `
  create or replace function check_no_letters() returns trigger language plpgsql as $$
  begin
    if exists (select from notice as n join incident as i on i.id = n.incident_id where n.id = new.notice_id and i.exercise) then
      raise exception 'notice % belongs to an exercise: nobody gets a letter', new.notice_id using errcode = 'check_violation', constraint = 'exercise_without_letters';
    end if;
    return new;
  end $$;
  create or replace trigger postal_file_not_in_exercise before insert on postal_file for each row execute function check_no_letters();`;

/** What customers are told, and what is said of them to others, knows of no exercise. */
const PUBLISHED = `
  create or replace view published.incident as
    select i.id, i.reference, i.kind, i.title, i.severity, i.brand_id, i.status, i.happened_from, i.happened_until, i.discovered_at, i.press_reported_at, i.declared_at, i.closed_at, i.simulated, i.exercise
      from incident as i;
  create or replace view published.actual_message as
    select m.id, m.notice_id, m.customer_id, m.channel, m.wave_no, m.address_hash, m.state, m.provider, m.provider_id, m.handed_over_at, m.delivered_at, m.settled_at, m.code, m.reason, m.resent_in_doubt, m.body_hash
      from message as m where not m.exercise;
  create or replace view published.actual_notice as
    select n.id, n.incident_id, n.number, n.type, n.state, n.audience_id, n.plan_hash, n.approved_at, n.expires_at, n.check_code
      from notice as n join incident as i on i.id = n.incident_id and not i.exercise;
  create or replace view published.notice_told as
    select d.notice_id, not d.exercise and d.state in ('running','finished') and exists (select from wave as w where w.notice_id = d.notice_id and w.opened_at is not null) as stands
      from dispatch as d;
  create or replace view published.speaking_notice as
    select d.notice_id, d.incident_id, r.audience_id, r.created_at
      from dispatch as d join rollout as r on r.notice_id = d.notice_id
     where not d.exercise and d.state in ('running','finished') and exists (select from wave as w where w.notice_id = d.notice_id and w.opened_at is not null);
  create or replace view published.sent_to as
    select nm.notice_id, nm.customer_id, m.id as message_id, m.channel, m.address, m.state, m.copy_no, m.due_at, m.handed_over_at, m.delivered_at, m.code, m.reason, m.body_hash, m.customer_id as composed_for
      from notice_member as nm join message as m on m.id in (nm.email_message_id, nm.sms_message_id) and not m.exercise
    union all
    select r.notice_id, r.customer_id, m.id, m.channel, m.address, m.state, m.copy_no, m.due_at, m.handed_over_at, m.delivered_at, m.code, m.reason, m.body_hash, m.customer_id
      from copy_request as r join message as m on m.id = r.message_id and m.copy_no > 0 and not m.exercise;
  create or replace view published.public_notice as
    select n.id as notice_id, n.incident_id
      from notice as n
      join incident as i on i.id = n.incident_id and not i.exercise
     where n.state = 'approved' and coalesce((n.policies ->> 'publicPage')::boolean, false)
       and not exists (select from incident_hold as h where h.incident_id = n.incident_id and h.ended_at is null);
  -- the reference of the exercise to which a thing belongs; null where it belongs to none. Kinds as in published.brand_of
  create or replace function published.exercise_of(kind text, id text) returns text language sql stable as $$
    select case kind
      when 'incidents' then (select i.reference from incident as i where i.id = $2::uuid and i.exercise)
      when 'notices' then (select i.reference from notice as n join incident as i on i.id = n.incident_id where n.id = $2::uuid and i.exercise)
      when 'audiences' then (select i.reference from audience as a join incident as i on i.id = a.incident_id where a.id = $2::uuid and i.exercise)
      when 'lists' then (select i.reference from audience_list as l join incident as i on i.id = l.incident_id where l.id = $2::uuid and i.exercise)
      when 'messages' then (select i.reference from message as m join notice as n on n.id = m.notice_id join incident as i on i.id = n.incident_id where m.id = $2::bigint and i.exercise)
    end
  $$;`;
