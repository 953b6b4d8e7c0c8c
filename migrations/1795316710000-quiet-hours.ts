import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Quiet hours in the reader's zone. People whose waves keep the same hours are a stratum of the wave order, with waves of their own.
 * What was begun before has one stratum and no quiet hours.
 */
export class QuietHours1795316710000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const part of [APPROVE, DELIVER, PUBLISHED]) await runner.query(part);
  }

  async down(): Promise<void> {
    throw new Error('Strata are on record with what went out: restore a backup instead.');
  }
}

const APPROVE = `
  -- Hours in which a channel keeps still, where a notice has them: whole, for texts at least, and passed over only for a reason.
  alter table notice add constraint notice_quiet_hours_are_whole check (
    coalesce(jsonb_typeof(policies -> 'quietHours'), 'null') = 'null'
    or coalesce(
         policies -> 'quietHours' ->> 'from' ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'
         and policies -> 'quietHours' ->> 'until' ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'
         and policies -> 'quietHours' ->> 'from' <> policies -> 'quietHours' ->> 'until'
         and policies -> 'quietHours' -> 'channels' ? 'sms'
         and (jsonb_typeof(policies -> 'quietHours' -> 'overrideReason') = 'null'
              or length(trim(policies -> 'quietHours' ->> 'overrideReason')) > 0), false));

  create function check_quiet_hours() returns trigger language plpgsql as $$
  begin
    if jsonb_typeof(old.policies -> 'quietHours') = 'object' and jsonb_typeof(new.policies -> 'quietHours') is distinct from 'object' then
      raise exception 'the quiet hours of notice % are passed over with a reason, and not taken away', old.id
        using errcode = 'check_violation', constraint = 'notice_quiet_hours_stay';
    end if;
    return new;
  end $$;
  create trigger notice_quiet_hours before update of policies on notice for each row execute function check_quiet_hours();`;

const DELIVER = `
  -- People whose waves are shifted alike, since they may be written to in the same hours. \`allowed\`: when the channels that keep
  -- quiet hours may be used, up to the notice's expiry; without bounds where none keeps any.
  create table rollout_stratum (
    notice_id uuid not null references rollout,
    stratum smallint not null,
    zones text[] not null,
    local_zone text not null,
    members int not null,
    wave_gap interval,
    allowed tstzmultirange not null,
    primary key (notice_id, stratum)
  );
  insert into rollout_stratum (notice_id, stratum, zones, local_zone, members, allowed)
  select r.notice_id, 0, '{}', n.sender ->> 'timeZone', r.members, '{(,)}' from rollout as r join notice as n on n.id = r.notice_id;
  create trigger rollout_stratum_is_a_record before update or delete on rollout_stratum for each row execute function refuse_change();
  create trigger rollout_stratum_is_kept before truncate on rollout_stratum for each statement execute function refuse_change();

  -- who is in which stratum, by where he may live; whoever is in none of these is in stratum 0
  create table rollout_zone (
    notice_id uuid not null,
    zone_set int not null,
    stratum smallint not null,
    primary key (notice_id, zone_set),
    foreign key (notice_id, stratum) references rollout_stratum
  );
  create trigger rollout_zone_is_a_record before update or delete on rollout_zone for each row execute function refuse_change();
  create trigger rollout_zone_is_kept before truncate on rollout_zone for each statement execute function refuse_change();

  -- a wave is the \`step\`-th of its stratum; its number counts the waves of all strata in the order in which they are planned
  alter table wave add column stratum smallint not null default 0, add column step smallint;
  update wave set step = wave_no;
  alter table wave alter column step set not null, add foreign key (notice_id, stratum) references rollout_stratum;
  create unique index wave_step on wave (notice_id, stratum, step);

  create or replace function refuse_reassignment() returns trigger language plpgsql as $$
  begin
    if tg_op = 'DELETE' or (new.notice_id, new.wave_no, new.stratum, new.step, new.draw_from, new.draw_until, new.planned_at)
                           is distinct from (old.notice_id, old.wave_no, old.stratum, old.step, old.draw_from, old.draw_until, old.planned_at) then
      raise exception 'who is in which wave is on record and never changes' using errcode = 'restrict_violation';
    end if;
    if new.opened_at is distinct from old.opened_at
       and not (select s.allowed @> new.opened_at from rollout_stratum as s where s.notice_id = new.notice_id and s.stratum = new.stratum) then
      raise exception 'wave % would open in the quiet hours of its readers', new.wave_no using errcode = 'check_violation', constraint = 'wave_keeps_quiet_hours';
    end if;
    return new;
  end $$;

  -- channels that may not be used outside the allowed hours of a stratum; none where quiet hours don't bind
  alter table dispatch add column quiet_channels text[] not null default '{}';`;

const PUBLISHED = `
  create view published.rollout_zone as
    select z.notice_id, z.zone_set, z.stratum from rollout_zone as z;

  create or replace view published.wave as
    select w.notice_id, w.wave_no, w.draw_from, w.draw_until, w.planned_at, w.opened_at,
           coalesce(w.handed_over_at, w.opened_at) as handed_over_at, w.last_handed_over_at, w.stratum
      from wave as w;

  create or replace view published.member_outcome as
    select r.notice_id, am.customer_id, am.position, am.jk_group, am.priority_class,
           coalesce(nm.wave_no, (select w.wave_no from wave as w
                                  where w.notice_id = r.notice_id and am.draw >= w.draw_from and am.draw < w.draw_until
                                    and w.stratum = coalesce((select z.stratum from rollout_zone as z
                                                               where z.notice_id = r.notice_id and z.zone_set = am.zone_set), 0))) as wave_no,
           e.id as email_message_id, s.id as sms_message_id,
           case
             when nm.customer_id is null then case when d.state = 'cancelled' then 'cancelled' else 'pending' end
             when nm.barred is not null then nm.barred
             else (array['delivered','sent','sending','pending','unknown','bounced','failed','suppressed','cancelled'])[
               least(
                 array_position(array['delivered','sent','sending','pending','unknown','bounced','failed','suppressed','cancelled'], e.state),
                 array_position(array['delivered','sent','sending','pending','unknown','bounced','failed','suppressed','cancelled'], s.state))]
           end as outcome,
           nm.barred_reason,
           -- plain SMTP says no more than "taken": there, a hand-over without a bounce counts as told
           least(case when e.state in ('sent','delivered') then coalesce(e.delivered_at, e.handed_over_at) end,
                 case when s.state = 'delivered' then s.delivered_at end) as told_at
      from rollout as r
      join dispatch as d on d.notice_id = r.notice_id
      join audience_member as am on am.audience_id = r.audience_id
      left join notice_member as nm on nm.notice_id = r.notice_id and nm.customer_id = am.customer_id
      left join message as e on e.id = nm.email_message_id
      left join message as s on s.id = nm.sms_message_id;`;
