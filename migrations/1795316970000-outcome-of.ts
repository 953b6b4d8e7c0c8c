import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The outcome of a member as a function of the states that it comes from, so that it can be worked out for groups of members as well as for each. */
export class OutcomeOf1795316970000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(OUTCOME_OF);
    await runner.query(MEMBER_OUTCOME);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

/** The best of two messages counts; whoever has a row without a message was barred. One expression, so that PostgreSQL puts it into the query that asks. */
const OUTCOME_OF = `
  create or replace function outcome_of(barred text, email text, sms text) returns text language sql immutable parallel safe as $$
    select coalesce(barred, (array['delivered','sent','sending','pending','unknown','bounced','failed','suppressed','cancelled'])[
      least(array_position(array['delivered','sent','sending','pending','unknown','bounced','failed','suppressed','cancelled'], email),
            array_position(array['delivered','sent','sending','pending','unknown','bounced','failed','suppressed','cancelled'], sms))])
  $$`;

const MEMBER_OUTCOME = `
  create or replace view published.member_outcome as
    select r.notice_id, am.customer_id, am.position, am.jk_group, am.priority_class,
           coalesce(nm.wave_no, (select w.wave_no from wave as w
                                  where w.notice_id = r.notice_id and am.draw >= w.draw_from and am.draw < w.draw_until
                                    and w.stratum = coalesce((select z.stratum from rollout_zone as z
                                                               where z.notice_id = r.notice_id and z.zone_set = am.zone_set), 0))) as wave_no,
           e.id as email_message_id, s.id as sms_message_id,
           case when nm.customer_id is null then case when d.state = 'cancelled' then 'cancelled' else 'pending' end
                else public.outcome_of(nm.barred, e.state, s.state) end as outcome,
           nm.barred_reason,
           -- plain SMTP says no more than "taken": there, a hand-over without a bounce counts as told
           least(case when e.state in ('sent','delivered') then coalesce(e.delivered_at, e.handed_over_at) end,
                 case when s.state = 'delivered' then s.delivered_at end) as told_at
      from rollout as r
      join dispatch as d on d.notice_id = r.notice_id
      join audience_member as am on am.audience_id = r.audience_id
      left join notice_member as nm on nm.notice_id = r.notice_id and nm.customer_id = am.customer_id
      left join message as e on e.id = nm.email_message_id
      left join message as s on s.id = nm.sms_message_id`;
