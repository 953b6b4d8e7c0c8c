/**
 * By the wave to which a member was assigned, whatever became of his message. Only inside a stratum is the order random: people of
 * another zone are told at other hours and call at other hours, so each stratum is a class of its own; the first keeps the plain name.
 * $1: the notice.
 */
export const ASSIGNED = `
  sliced as materialized (     -- in one row, looked up by bisection: each member against each wave were 50 million comparisons for a million
    select array_agg(x.low order by x.low) as lows, array_agg(x.low + w.draw_until - w.draw_from order by x.low) as highs, array_agg(w.wave_no order by x.low) as numbers,
           array_agg(w.stratum order by x.low) as strata, array_agg(w.handed_over_at order by x.low) as times
      from published.wave as w
     cross join lateral (select (w.stratum::bigint << 40) + w.draw_from as low) as x
     where w.notice_id = $1
  ),
  assigned as not materialized (   -- counted once in whole, and once from the side of the calls, which are far fewer
    select m.customer_id, m.jk_group, m.priority_class || case when s.strata[x.slice] = 0 then '' else '.' || s.strata[x.slice] end as priority,
           s.numbers[x.slice] as wave_no, s.times[x.slice] as handed_over_at
      from published.rollout as r
      join published.audience_member as m on m.audience_id = r.audience_id
      left join published.rollout_zone as z on z.notice_id = r.notice_id and z.zone_set = m.zone_set
     cross join sliced as s
     cross join lateral (select (coalesce(z.stratum, 0)::bigint << 40) + m.draw as place) as p
     cross join lateral (select width_bucket(p.place, s.lows) as slice) as x
     where r.notice_id = $1 and (p.place < s.highs[x.slice]) is not false   -- behind the last slice nobody is; the planner takes this for nearly all, as it is
       and s.numbers[x.slice] is not null
  )`;

/**
 * Customers whom the incident does not touch, dealt by a hash into the waves of the notice's first stratum in proportion to these: told
 * nothing, and so the control of the whole method.
 */
const DEALT = `
  slices as materialized (
    select array_agg(w.draw_from order by w.draw_from) as starts, array_agg(w.wave_no order by w.draw_from) as numbers,
           array_agg(w.handed_over_at order by w.draw_from) as times, min(w.draw_from) as low, max(w.draw_until) as high
      from published.wave as w
     where w.notice_id = $1 and w.stratum = 0
    having count(*) > 0
  ),
  affected as (
    select m.customer_id
      from published.rollout as r
      join published.rollout as other on other.incident_id = r.incident_id
      join published.audience_member as m on m.audience_id = other.audience_id
     where r.notice_id = $1
  ),
  dealt as (
    select c.id as customer_id, abs(mod(hashint8extended(c.id, 50), 50))::int as jk_group, s.numbers, s.times,
           width_bucket(s.low + abs(mod(hashint8extended(c.id, hashtextextended($1::text, 0)), s.high - s.low))::int, s.starts) as slice
      from published.customer as c
      cross join slices as s
     where not exists (select from affected as a where a.customer_id = c.id)
  ),
  assigned as not materialized (
    select d.customer_id, d.jk_group, '0' as priority, d.numbers[d.slice] as wave_no, d.times[d.slice] as handed_over_at from dealt as d
  )`;

/**
 * Calls in [from, until) by members, each with one: where several have the number they are one household, told at one time, and its call is
 * one call, of whoever of them comes first. Such numbers are few, so they alone are looked up and sorted. Needs `assigned`.
 */
export const callsOfMembers = (from: string, until: string): string => `
    select c.id, c.offered_at, a.customer_id, a.jk_group, a.priority, a.wave_no, a.handed_over_at
      from assigned as a
      join published.inbound_call as c on c.customer_id = a.customer_id
     where c.match_method <> 'shared-number' and c.offered_at >= ${from} and c.offered_at < ${until}
    union all
    (select distinct on (c.id) c.id, c.offered_at, a.customer_id, a.jk_group, a.priority, a.wave_no, a.handed_over_at
       from published.inbound_call as i
       join published.call_customer as c on c.id = i.id
       join assigned as a on a.customer_id = c.customer_id
      where i.match_method = 'shared-number' and i.offered_at >= ${from} and i.offered_at < ${until}
      order by c.id, a.customer_id)`;

const MEMBERS = `
  members as (
    select a.jk_group, a.priority, a.wave_no, a.handed_over_at, count(*)::int as members
      from assigned as a
     group by a.jk_group, a.priority, a.wave_no, a.handed_over_at
  ),
  waves as (
    select distinct m.priority, m.wave_no, m.handed_over_at from members as m
  )`;

/** The bin of a call: its number of $3 minutes each from $2 on. */
export const binOf = (call: string): string => `floor(extract(epoch from ${call}.offered_at - $2::timestamptz) / 60 / $3::int)::int`;

/** Where a call is counted, the told by the time since: see EXPOSURE_BANDS. Of `d`, a call with `since`, its distance to the hand-over. */
const PLACE = `
           ${binOf('d')} as bin,
           case when d.since is null or d.since < interval '0' then 0 when d.since < interval '1 hour' then 1
                when d.since < interval '4 hours' then 2 when d.since < interval '12 hours' then 3 else 4 end as band`;

/** Of `p`, a call in its place: how many in each arm. `only`: which of them. */
const arms = (name: string, only = 'true'): string => `
           count(*) filter (where p.band = 0 and ${only})::int as ${name}waiting,
           array[count(*) filter (where p.band = 1 and ${only}), count(*) filter (where p.band = 2 and ${only}),
                 count(*) filter (where p.band = 3 and ${only}), count(*) filter (where p.band = 4 and ${only})]::int[] as ${name}notified`;

const rows = (name: string): string => `
    coalesce((select json_agg(json_build_object('group', c.jk_group, 'priority', c.priority, 'bin', c.bin,
                'waiting', c.${name}waiting, 'notified', c.${name}notified) order by c.priority, c.bin, c.jk_group) from calls as c), '[]')`;

const COUNTED = `
    coalesce((select json_agg(json_build_object('priority', w.priority, 'wave', w.wave_no,
                'handedOverMinute', extract(epoch from w.handed_over_at - $2) / 60) order by w.priority, w.wave_no) from waves as w), '[]') as waves,
    coalesce((select json_agg(json_build_object('group', m.jk_group, 'priority', m.priority, 'wave', m.wave_no,
                'members', m.members) order by m.priority, m.wave_no, m.jk_group) from members as m), '[]') as members,${rows('')} as calls`;

/** $2: origin; $3: minutes of a bin; $4: calls are known up to here. `first`: without a call of the same person in the 24 hours before. */
export const GROUPED = `
  with ${ASSIGNED}, ${MEMBERS},
  matched as (${callsOfMembers(`$2::timestamptz - interval '24 hours'`, '$4::timestamptz')}
  ),
  called as (
    select m.jk_group, m.priority, m.offered_at, m.offered_at - m.handed_over_at as since, r.id is not null as is_redial,
           coalesce(m.offered_at - lag(m.offered_at) over (partition by m.customer_id order by m.offered_at, m.id) >= interval '24 hours', true) as first
      from matched as m
      left join redials($2::timestamptz, $4::timestamptz) as r (id) on r.id = m.id
  ),
  placed as (
    select d.jk_group, d.priority, d.first, d.is_redial,${PLACE}
      from called as d
     where d.offered_at >= $2
  ),
  calls as (                   -- group × class × bin × arm
    select p.jk_group, p.priority, p.bin,${arms('')},${arms('first_', 'p.first')},${arms('contact_', 'not p.is_redial')}
      from placed as p
     group by p.jk_group, p.priority, p.bin
  )
  select ${COUNTED},${rows('first_')} as callers,${rows('contact_')} as contacts`;

/** The calls of customers outside the incident, as if they had been written to. Parameters as above. */
export const GROUPED_UNAFFECTED = `
  with ${DEALT}, ${MEMBERS},
  matched as (${callsOfMembers('$2::timestamptz', '$4::timestamptz')}
  ),
  called as (
    select m.jk_group, m.priority, m.offered_at, m.offered_at - m.handed_over_at as since from matched as m
  ),
  placed as (
    select d.jk_group, d.priority,${PLACE}
      from called as d
  ),
  calls as (
    select p.jk_group, p.priority, p.bin,${arms('')}
      from placed as p
     group by p.jk_group, p.priority, p.bin
  )
  select ${COUNTED}`;
