import { EXERCISE_OWNER } from '../contract.js';
import { CARE_MARGIN, careSinceOf } from './care-since.sql.js';
import { MAY_LEAVE } from './epoch.repository.js';

// The statements of the queue, as ClaimRepository asks them.

/** Whether the canary of dispatch `d` is out and the others wait for it. */
const FENCED = `(d.canary_wave is not null and d.canary_passed_at is null)`;

export const RUNNING = `
  select d.notice_id as "noticeId", d.incident_id as "incidentId", i.severity,
         exists (select from message as m where m.notice_id = d.notice_id and m.state = 'pending' and m.retry_at is null and m.asked_at is not null) as asked,
         d.person_cap is null and not ${FENCED} as free
    from dispatch as d
    join published.incident as i on i.id = d.incident_id
   where d.state = 'running' and d.expires_at > $1 and d.exercise = $2 and ${MAY_LEAVE}
     and exists (select from wave as w where w.notice_id = d.notice_id and w.opened_at is not null)
   order by d.notice_id`;

/** Whether dispatch `d` is an exercise as its owner's lane is one: a lane of the other kind gets nothing, whatever it asks for. */
const OF_THE_OWNERS_KIND = (owner: '$3' | '$5'): string => `d.exercise = starts_with(${owner}::text, '${EXERCISE_OWNER}')`;

export const FENCE = `
  select d.incident_id as "incidentId", d.person_cap as cap, ${FENCED} as canary
    from dispatch as d
   where d.notice_id = $1 and d.state = 'running' and (d.person_cap is not null or ${FENCED})`;

/**
 * What of the incident a person has been told by other notices, and when the last but so many of them is a day old. By the person (who
 * may have had it at an address that others share) and by the address (which may be another person's too). What failed told nobody;
 * what is under way or in doubt may have. A correction takes up no room.
 */
const HELD_BY_CAP = `
      left join lateral (
             select o.told_at + interval '1 day' as until
               from (select max(coalesce(x.handed_over_at, x.begun_at, $3)) as told_at
                       from dispatch as s
                       join published.notice as n on n.id = s.notice_id and n.type <> 'correction'
                      cross join lateral (
                              select m.state, m.handed_over_at, m.begun_at, m.resent_in_doubt
                                from notice_member as nm
                                join message as m on m.id in (nm.email_message_id, nm.sms_message_id)
                               where nm.notice_id = s.notice_id and nm.customer_id = p.customer_id
                              union all
                              select m.state, m.handed_over_at, m.begun_at, m.resent_in_doubt
                                from message as m
                               where m.notice_id = s.notice_id and m.channel = $2 and m.address_hash = p.address_hash and m.copy_no = 0
                            ) as x
                      where s.incident_id = (select l.incident_id from live as l) and s.notice_id <> $1
                        and (x.state in ('sending','sent','delivered','unknown') or (x.state = 'pending' and x.resent_in_doubt > 0))
                      group by s.notice_id) as o
              where o.told_at > $3 - interval '1 day'
              order by o.told_at desc
             offset (select l.person_cap - 1 from live as l)
              limit 1
           ) as h on true`;

/** Whether this database has on record what this owner began before; where nothing is named, it goes without saying. */
const knows = (message: string, no: string, owner: string): string =>
  `(${message}::bigint is null or exists (select from attempt as k where k.message_id = ${message} and k.no = ${no} and k.owner = ${owner} and k.begun_at is not null))`;

const PICKED_ASKED = `picked as (
    select m.id, m.customer_id, m.address_hash, m.resent_in_doubt, m.copy_no
      from message as m
      join live as l on l.notice_id = m.notice_id
     where m.channel = $2 and m.state = 'pending' and m.retry_at is null and m.asked_at is not null and m.due_at <= $3
     order by m.id
     limit $4
       for update of m skip locked
  )`;

const picked = ({ canary, capped }: { readonly canary: boolean; readonly capped: boolean }): string => `picked as (                -- wave after wave by its own piece of the index; a row is locked when it is taken, and none beyond the limit
    select x.*
      from open as o
     cross join lateral (
             select m.id, m.customer_id, m.address_hash, m.resent_in_doubt, m.copy_no
               from message as m
              where m.notice_id = $1 and m.channel = $2 and m.state = 'pending' and m.retry_at is null
                and m.wave_no = o.wave_no and m.due_at <= $3${canary ? ' and m.canary' : ''}${capped ? ' and m.asked_at is null' : ''}
              order by m.due_at, m.id
              limit $4
                for update skip locked
           ) as x
     limit $4
  )`;

interface ClaimKind {
  /** Only those who go first. */
  readonly canary?: boolean;
  /** Held for a person who was told often enough; $8 is business seconds in a real one. */
  readonly capped?: boolean;
  /** What somebody asked for. */
  readonly asked?: boolean;
  /** On record as begun at once: by $8, and after $9 and its try $10. */
  readonly begun?: boolean;
}

const claimSql = ({ canary = false, capped = false, asked = false, begun = false }: ClaimKind): string => `
  with live as (
    select d.notice_id, d.incident_id, d.person_cap, d.mandatory, d.quiet_channels, r.audience_id,
           -- of anybody at all was it changed who is written to, since these people were frozen? Each is looked up only then
           exists (select from published.audience as f join published.care_change as x on x.changed_at >= f.frozen_at - ${CARE_MARGIN} where f.id = r.audience_id) as cared
      from dispatch as d
      join rollout as r on r.notice_id = d.notice_id
     where d.notice_id = $1 and d.state = 'running' and d.expires_at > $3 and ${OF_THE_OWNERS_KIND('$5')}
       ${begun ? `and ${MAY_LEAVE} and ${knows('$9', '$10', '$5')}` : ''}
       ${asked ? '' : `and ${canary ? FENCED : `not ${FENCED}`} and d.person_cap is ${capped ? 'not null' : 'null'}`}
       and $7::int > (       -- the storm brake: messages of the whole company in an hour; an exercise has none of it
             select coalesce(sum(t.tried) filter (where not t.exercise), 0)
               from send_tally as t
              where not starts_with($5, '${EXERCISE_OWNER}') and t.slot > greatest(now() - interval '1 hour', (select max(b.released_at) from storm_release as b)))
  ),
  open as materialized (     -- waves that have opened, but for those whose readers are in their quiet hours just now
    select w.wave_no
      from live as l
      join wave as w on w.notice_id = l.notice_id and w.opened_at is not null
      join rollout_stratum as s on s.notice_id = w.notice_id and s.stratum = w.stratum
     where $2 <> all (l.quiet_channels) or s.allowed @> $3::timestamptz
     order by w.wave_no
  ),
  ${asked ? PICKED_ASKED : picked({ canary, capped })},
  judged as (                -- a STOP or a bounce may have come in since the ledger was written
    select p.id, p.resent_in_doubt > 0 as in_doubt, coalesce(b.reason, case when p.copy_no > 0 then k.code end) as barred_by,
           p.copy_no = 0 and b.reason is null and k.code is not null as is_changed, -- the ledger follows within a second: what is shared is for the others still
           ${capped ? 'case when b.reason is null then h.until end' : 'null::timestamptz'} as held_until
      from picked as p
      left join lateral (
             select x.reason from published.suppression as x
              where x.channel = $2 and x.address_hash = p.address_hash
                and (x.scope = 'all' or not (select l.mandatory from live as l))
              order by x.since limit 1
           ) as b on true
      left join lateral (
             select ${careSinceOf('p.customer_id', '(select l.audience_id from live as l)')} as code where (select l.cared from live as l)
           ) as k on true${capped ? HELD_BY_CAP : ''}
  ),
  claimed as (               -- who may have it already, and now must not get it again, stays unknown
    update message as m
       set state = case when j.held_until is not null or j.is_changed then 'pending' when j.barred_by is null then 'sending' when j.in_doubt then 'unknown' else 'suppressed' end,
           lease_owner = case when t.taken then $5 end,
           lease_until = case when t.taken then now() + $6 * interval '1 second' end,
           attempts = m.attempts + case when t.taken then 1 else 0 end,
           begun_at = case when j.barred_by is not null then m.begun_at${begun ? ' when not j.in_doubt and not j.is_changed then $3::timestamptz' : ''} end,
           settled_at = case when j.barred_by is not null then $3::timestamptz end,
           reason = case when j.barred_by is not null then j.barred_by else m.reason end,${capped ? `
           due_at = coalesce(j.held_until, m.due_at),
           retry_at = now() + greatest(extract(epoch from j.held_until - $3::timestamptz) / greatest($8::float8, 1), 1) * interval '1 second',
           held_reason = case when j.held_until is not null then (select format('told %s times of this incident within a day', l.person_cap) from live as l) end` : `
           retry_at = case when j.is_changed then now() + interval '1 second' end,
           held_reason = null`}
      from judged as j
     cross join lateral (select j.barred_by is null and j.held_until is null and not j.is_changed as taken) as t
     where m.id = j.id
    returning m.id, m.attempts, m.address, m.address_hash, m.wave_no, m.state, m.customer_id, m.resent_in_doubt
  ),
  tried as (
    insert into attempt (message_id, no, owner, ${begun ? 'state, begun_at, provider' : 'state'})
    select c.id, c.attempts, $5, ${begun ? `b.state, case when b.state = 'begun' then now() end, case when b.state = 'begun' then $8 end` : `'claimed'`}
      from claimed as c${begun ? `
     cross join lateral (select case when c.resent_in_doubt = 0 then 'begun' else 'claimed' end as state) as b` : ''}
     where c.state = 'sending'
  )
  select c.id, c.attempts as no, c.address, c.address_hash as "addressHash", c.wave_no as "waveNo", c.state,
         m.customer_id as "customerId", m.reference, m.first_name as "firstName", m.last_name as "lastName", m.locale, m.place, m.reasons, ${begun ? 'c.resent_in_doubt = 0' : 'false'} as begun,
         case when c.resent_in_doubt > 0 then
           (select a.provider from attempt as a where a.message_id = c.id and a.provider is not null order by a.no desc limit 1)
         end as "triedBy"
    from claimed as c
    left join published.audience_member as m
      on m.audience_id = (select l.audience_id from live as l) and m.customer_id = c.customer_id
   order by c.wave_no, c.id`;

export const CLAIM = claimSql({});
export const CLAIM_BEGUN = claimSql({ begun: true });
export const CLAIM_CANARY = claimSql({ canary: true });
export const CLAIM_CAPPED = claimSql({ capped: true });
export const CLAIM_CANARY_CAPPED = claimSql({ canary: true, capped: true });
export const CLAIM_ASKED = claimSql({ asked: true });

/**
 * The rows that this process still holds, locked in one order so that two batches never wait for each other. Each is looked up by its
 * id, whatever the statistics say. `state = 'sending'` goes without saying where there is an owner (message_sending_is_leased) and is not
 * said: it would offer the index of leases, and all that anybody holds or held lately was read for each slice (3.7 of 4.5 ms).
 */
const MINE = `
  mine as (
    select x.id, x.attempts, x.notice_id
      from (select u.id, u.no from unnest($1::bigint[], $2::int[]) as u (id, no) order by u.id) as h
     cross join lateral (
             select m.id, m.attempts, m.notice_id
               from message as m
              where m.id = h.id and m.attempts = h.no and m.lease_owner = $3
              limit 1
                for update
           ) as x
  )`;

/** Longer than anything is held that was not begun. */
const CLAIMED_WITHIN = `interval '15 minutes'`;

/**
 * What a message is asked for one by one ends with `limit 1`, so that it is looked up by its key and not joined with a table that was small when
 * the plan was made. The mark lies on the message itself, not only on its attempt: ending a lease and beginning a try then lock the same row, and
 * can't both win.
 */
export const BEGIN = `
  with ${MINE},
  begun as (
    update message as m
       set begun_at = $4
      from mine
      join dispatch as d on d.notice_id = mine.notice_id and d.state = 'running' and d.expires_at > $4 and ${OF_THE_OWNERS_KIND('$3')}
     where m.id = mine.id and m.lease_until > now() and ${MAY_LEAVE}
       and ${knows('$6', '$7', '$3')}
       and (m.channel <> all (d.quiet_channels) or m.asked_at is not null or (  -- quiet hours may have begun since it was claimed
             select true from wave as w
               join rollout_stratum as s on s.notice_id = w.notice_id and s.stratum = w.stratum
              where w.notice_id = m.notice_id and w.wave_no = m.wave_no and s.allowed @> $4::timestamptz
              limit 1))
       and (select true from published.suppression as x
             where x.channel = m.channel and x.address_hash = m.address_hash and (x.scope = 'all' or not d.mandatory)
             limit 1) is null
       and ((select not exists (select from published.care_change as x where x.recorded_at > now() - ${CLAIMED_WITHIN})) -- who is written to may have been changed since
            or ${careSinceOf('m.customer_id', '(select r.audience_id from rollout as r where r.notice_id = m.notice_id)')} is null)
    returning m.id, m.attempts
  ),
  marked as (
    update attempt as a
       set state = 'begun', begun_at = now(), provider = $5
      from begun as b
     where a.message_id = b.id and a.no = b.attempts and a.state in ('claimed','begun')
  )
  select b.id from begun as b`;

export const HAND_BACK = `
  with ${MINE},
  freed as (
    update message as m
       set state = 'pending', lease_owner = null, lease_until = null, begun_at = null, held_reason = $4,
           retry_at = now() + w.wait_ms * interval '1 millisecond'
      from mine
      join unnest($1::bigint[], $5::float8[]) as w (id, wait_ms) on w.id = mine.id
     where m.id = mine.id
    returning m.id, m.attempts
  ),
  marked as (
    update attempt as a
       set state = 'handed-back', ended_at = now(), reason = $4
      from freed as f
     where a.message_id = f.id and a.no = f.attempts and a.state in ('claimed','begun')
  )
  select f.id from freed as f`;

export const RENEW = `
  with ${MINE},
  renewed as (
    update message as m set lease_until = now() + $4 * interval '1 second' from mine where m.id = mine.id returning m.id
  )
  select r.id from renewed as r`;

export const STRAYS = `
  select m.id, m.attempts as no
    from message as m
   where m.state = 'sending' and m.lease_owner = $1 and m.channel = $2 and m.begun_at is not null and m.id <> all($3::bigint[])
   order by m.id`;
