import { Injectable } from '@nestjs/common';
import type { IncidentId, NoticeId } from '../../kernel/ids.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import type { EarlierTable } from '../model/earlier-calls.table.js';
import { FIRST_WORD_HOURS, SERIES_STEP_MINUTES } from '../model/first-word.js';
import type { Frame, RolloutFacts } from '../model/frame.js';
import type { CallTotals, FirstWordInputs } from '../model/measurement.js';
import type { IdentifiedCalls } from '../model/match-share.js';
import type { CallRow, FeedGap, MemberRow, WaveRow } from '../model/rollout-table.js';
import type { TimeRange } from '../../kernel/time-range.js';
import { ASSIGNED, binOf, callsOfMembers, GROUPED, GROUPED_UNAFFECTED } from './grouped.sql.js';

export interface MeasuredRollout extends RolloutFacts {
  readonly noticeId: NoticeId;
  readonly incidentId: IncidentId;
  readonly number: number;
  readonly type: string;
  readonly members: number;
  readonly approvedAt: Date;
  readonly pressReportedAt: Date | null;
  readonly simulated: boolean;
}

export interface PlainCounts {
  readonly waves: readonly WaveRow[];
  readonly members: readonly MemberRow[];
  readonly calls: readonly CallRow[];
}

export interface GroupedCounts extends PlainCounts {
  /** As `calls`, but only those whose caller had not called in the 24 hours before. */
  readonly callers: readonly CallRow[];
  /** As `calls`, without those that go on with a contact: the caller had given up no more than ten minutes before. */
  readonly contacts: readonly CallRow[];
}

/**
 * Counts for the model, from what the other steps publish. Each is one statement; those of one measurement run in one transaction
 * that sees one state. Nobody is named in what comes out.
 */
@Injectable()
export class MeasureRepository {
  constructor(private readonly db: Database) {}

  /** Rollouts of an incident, oldest first. `lastCallAt` is not later than `now`. */
  async rollouts(tx: Tx, incident: IncidentId, now: Date): Promise<MeasuredRollout[]> {
    const rows = await tx.query<RolloutRow>(ROLLOUTS, [incident, now]);
    return rows.map((row) => ({ ...row, waves: row.waves.map((wave) => ({ stratum: wave.stratum, late: wave.late, plannedAt: new Date(wave.plannedAt), handedOverAt: dateOf(wave.handedOverAt) })) }));
  }

  /** @returns null where the notice has not begun to go out. */
  async incidentOf(tx: Tx, notice: NoticeId): Promise<IncidentId | null> {
    const [row] = await tx.query<{ id: IncidentId }>(`select r.incident_id as id from published.rollout as r where r.notice_id = $1`, [notice]);
    return row?.id ?? null;
  }

  async grouped(tx: Tx, notice: NoticeId, { origin, binMinutes, observedUntil }: Frame): Promise<GroupedCounts> {
    const [counts] = await tx.query<GroupedCounts>(GROUPED, [notice, origin, binMinutes, observedUntil]);
    return counts!;
  }

  /** The same counts of customers whom the incident does not touch, dealt into the same waves. Looks at every customer. */
  async unaffected(tx: Tx, notice: NoticeId, { origin, binMinutes, observedUntil }: Frame): Promise<PlainCounts> {
    const [counts] = await tx.query<PlainCounts>(GROUPED_UNAFFECTED, [notice, origin, binMinutes, observedUntil]);
    return counts!;
  }

  /** Calls by anybody in [from, until), and in the same hours of each of the four weeks before, the latest first. */
  callsOfWeeks(tx: Tx, { from, until }: TimeRange): Promise<IdentifiedCalls[]> {
    return tx.query<IdentifiedCalls>(CALLS_OF_WEEKS, [from, until]);
  }

  /** Calls by anybody in [from, until) with a reason that was said to be the incident's. */
  async taggedCalls(tx: Tx, notice: NoticeId, { from, until }: TimeRange): Promise<IdentifiedCalls> {
    const [calls] = await tx.query<IdentifiedCalls>(TAGGED_CALLS, [notice, from, until]);
    return calls!;
  }

  /** Calls of 28 days before the declaration and from then to the first hand-over, by group, class and wave, and what has to do with those of the rollout. */
  async earlierCalls(tx: Tx, { noticeId, declaredAt, waves }: MeasuredRollout, { origin, binMinutes, observedUntil }: Frame): Promise<EarlierTable> {
    const told = waves.flatMap(({ handedOverAt }) => handedOverAt?.getTime() ?? []);
    const [from, until] = [new Date(declaredAt.getTime() - EARLIER_MS), told.length === 0 ? null : new Date(Math.min(...told))];
    const [earlier] = await tx.query<EarlierTable>(EARLIER_CALLS, [noticeId, origin, binMinutes, observedUntil, from, until]);
    return earlier!;
  }

  /** Gaps of the feed that a person knows of and that touch the watched time, in minutes from its origin. */
  async gaps(tx: Tx, { origin, observedUntil }: Frame): Promise<FeedGap[]> {
    return tx.query<FeedGap>(GAPS, [origin, observedUntil]);
  }

  async callTotals(tx: Tx, { origin, observedUntil }: Frame): Promise<CallTotals> {
    const [totals] = await tx.query<CallTotals>(CALL_TOTALS, [origin, observedUntil]);
    return totals!;
  }

  /** How many notices of an incident have begun to go out, and how they stand. */
  async standing(incident: IncidentId): Promise<{ readonly notices: number; readonly states: string }> {
    const [standing] = await this.db.query<{ notices: number; states: string }>(STANDING, [incident]);
    return standing!;
  }

  /** Over the members of one notice, or with null of all that went out for the incident. */
  async firstWord(tx: Tx, incident: IncidentId, notice: NoticeId | null, now: Date): Promise<FirstWordInputs> {
    const [facts] = await tx.query<FirstWordInputs>(FIRST_WORD, [incident, notice, now, FIRST_WORD_HOURS, SERIES_STEP_MINUTES]);
    return facts!;
  }

  /**
   * Notices to look at: those of open incidents whose waves are under way or went out in the last 14 days and that have no scheduled
   * snapshot since `before`; and, once, those of incidents that were closed in that time.
   */
  due(now: Date, before: Date): Promise<{ readonly id: NoticeId; readonly trigger: 'scheduled' | 'closed' }[]> {
    return this.db.query<{ id: NoticeId; trigger: 'scheduled' | 'closed' }>(DUE, [now, before]);
  }
}

/** Four weeks: whole ones, so that every day of the week is in them as often. */
const EARLIER_MS = 28 * 86_400_000;

/** JSON has no dates. */
type RolloutRow = Omit<MeasuredRollout, 'waves'> & { readonly waves: readonly { readonly stratum: number; readonly plannedAt: string; readonly handedOverAt: string | null; readonly late: boolean }[] };

const dateOf = (text: string | null): Date | null => (text === null ? null : new Date(text));

const ROLLOUTS = `
  with last_call as (
    select max(c.offered_at) as at from published.inbound_call as c where c.offered_at <= $2
  ),
  rollouts as (
    select r.notice_id, r.incident_id, r.algorithm, r.members, r.created_at, r.late_percent,
           (select min(w.handed_over_at) from published.wave as w where w.notice_id = r.notice_id) as started_at
      from published.rollout as r
     where r.incident_id = $1
  )
  select r.notice_id as "noticeId", r.incident_id as "incidentId", n.number, n.type, r.members, r.algorithm, r.late_percent as "latePercent",
         r.created_at as "createdAt", n.approved_at as "approvedAt", n.expires_at as "expiresAt",
         i.declared_at as "declaredAt", i.press_reported_at as "pressReportedAt", i.simulated,
         r.created_at = min(r.created_at) over () as "isFirst",
         (select min(later.started_at) from rollouts as later where later.created_at > r.created_at) as "nextStartedAt",
         l.at as "lastCallAt",
         w.waves
    from rollouts as r
    join published.notice as n on n.id = r.notice_id
    join published.incident as i on i.id = r.incident_id
    cross join last_call as l
    cross join lateral (
      select coalesce(json_agg(json_build_object('stratum', w.stratum, 'plannedAt', w.planned_at, 'handedOverAt', w.handed_over_at, 'late', w.late) order by w.wave_no), '[]') as waves
        from published.wave as w where w.notice_id = r.notice_id
    ) as w
   order by r.created_at`;

/** $5: from here on a call is an earlier one, until $6. In one pass: what is known of a caller beforehand is counted beside each of his calls. */
const EARLIER_CALLS = `
  with ${ASSIGNED},
  matched as (${callsOfMembers('$5::timestamptz', '$4::timestamptz')}
  ),
  known as materialized (
    select m.offered_at, m.jk_group, m.priority, m.wave_no, count(*) filter (where m.offered_at < $6::timestamptz) over caller as before, row_number() over caller = 1 as is_first
      from matched as m
    window caller as (partition by m.customer_id)
  ),
  by_wave as (
    select k.jk_group, k.priority, k.wave_no::int as wave, sum(k.before)::int as calls, sum(k.before * k.before)::float8 as squared
      from known as k
     where k.is_first and k.before > 0
     group by k.jk_group, k.priority, k.wave_no
  ),
  again as (
    select k.jk_group, k.priority, ${binOf('k')} as bin, sum(k.before)::float8 as calls
      from known as k
     where k.before > 0 and k.offered_at >= $2
     group by k.jk_group, k.priority, bin
  ),
  by_hour as (
    select mod(mod(floor(extract(epoch from k.offered_at - $2::timestamptz) / 3600)::int, 24) + 24, 24) as hour, count(*)::int as calls
      from known as k
     where k.offered_at < $6
     group by hour
  )
  select coalesce((select json_agg(json_build_object('group', w.jk_group, 'priority', w.priority, 'wave', w.wave, 'calls', w.calls, 'callsSquared', w.squared)
                    order by w.priority, w.wave, w.jk_group) from by_wave as w), '[]') as rows,
         coalesce((select json_agg(json_build_object('group', a.jk_group, 'priority', a.priority, 'bin', a.bin, 'calls', a.calls) order by a.priority, a.bin, a.jk_group) from again as a), '[]') as again,
         (select json_agg(coalesce(b.calls, 0) order by h.hour) from generate_series(0, 23) as h (hour) left join by_hour as b on b.hour = h.hour) as hours`;

const GAPS = `
  select (extract(epoch from g.from_at - $1::timestamptz) / 60)::float8 as "fromMinute", (extract(epoch from g.until_at - $1::timestamptz) / 60)::float8 as "untilMinute"
    from published.call_gap as g
   where g.state = 'known' and g.from_at < $2 and g.until_at > $1
   order by g.from_at, g.until_at`;

const CALL_TOTALS = `
  select count(*)::int as offered, count(c.customer_id)::int as identified, coalesce(bool_or(c.simulated), false) as simulated,
         (count(*) - (select count(*) from redials($1, $2)))::int as contacts, count(*) filter (where c.sharing > 1)::int as shared
    from published.inbound_call as c
   where c.offered_at >= $1 and c.offered_at < $2`;

const CALLS_OF_WEEKS = `
  select count(c.id)::int as offered, count(c.customer_id)::int as identified
    from generate_series(0, 4) as w (back)
    left join published.inbound_call as c
      on c.offered_at >= $1::timestamptz - w.back * interval '7 days' and c.offered_at < $2::timestamptz - w.back * interval '7 days'
   group by w.back
   order by w.back`;

const TAGGED_CALLS = `
  with tagged as (
    select array_agg(t.tag) as tags from published.rollout as r join published.incident_call_tag as t on t.incident_id = r.incident_id where r.notice_id = $1
  )
  select count(*)::int as offered, count(c.customer_id)::int as identified
    from tagged as t
    join published.inbound_call as c on c.tags && t.tags
   where c.offered_at >= $2 and c.offered_at < $3`;

/** Of one that ended, also whether a message of it was still in the air: that one may arrive. */
const STANDING = `
  select count(*)::int as notices,
         coalesce(string_agg(concat_ws(':', r.notice_id, d.state, d.ledger_written,
           case when d.state in ('finished','cancelled') then exists (select from published.message as m where m.notice_id = r.notice_id and m.state = 'sending') end), ',' order by r.notice_id), '') as states
    from published.rollout as r
    left join published.dispatch_state as d on d.notice_id = r.notice_id
   where r.incident_id = $1`;

const FIRST_WORD = `
  with incident as (
    select i.declared_at, i.press_reported_at, min(r.created_at) as begun_at, min(n.approved_at) as approved_at
      from published.incident as i
      left join published.rollout as r on r.incident_id = i.id
      left join published.notice as n on n.id = r.notice_id
     where i.id = $1
     group by i.declared_at, i.press_reported_at
  ),
  joined as (                  -- when each customer came to be one of the incident's members
    select m.customer_id, min(r.created_at) as joined_at, bool_or(r.notice_id = $2) as of_notice
      from published.rollout as r
      join published.audience_member as m on m.audience_id = r.audience_id
     where r.incident_id = $1
     group by m.customer_id
  ),
  own as (                     -- whoever was found later starts his clock later
    select j.customer_id, case when j.joined_at = i.begun_at then i.declared_at else greatest(i.declared_at, j.joined_at) end as zero
      from joined as j
      cross join incident as i
     where $2::uuid is null or j.of_notice
  ),
  told as (
    select o.customer_id, min(o.told_at) as told_at
      from published.rollout as r
      join published.member_outcome as o on o.notice_id = r.notice_id
     where r.incident_id = $1 and o.told_at <= $3
     group by o.customer_id
  ),
  called as (
    select c.customer_id, min(c.offered_at) as called_at
      from published.call_customer as c                -- whoever has the number may have rung: nobody is told first who may have called first
      join own as o on o.customer_id = c.customer_id
     where c.offered_at >= o.zero and c.offered_at <= $3
     group by c.customer_id
  ),
  events as (                  -- a tie to the second is a call first
    select o.zero, t.told_at, c.called_at,
           t.told_at is not null and (c.called_at is null or date_trunc('second', t.told_at) < date_trunc('second', c.called_at)) as told_first,
           coalesce(extract(epoch from t.told_at - o.zero)::float8 / 60, 'Infinity') as minutes,
           coalesce(extract(epoch from t.told_at - i.approved_at)::float8 / 60, 'Infinity') as minutes_since_approval
      from own as o
      cross join incident as i
      left join told as t on t.customer_id = o.customer_id
      left join called as c on c.customer_id = o.customer_id
  ),
  steps as (                   -- everyone's first event by the step in which it came; a day of steps, those without one come to nothing
    select ceil(extract(epoch from case when e.told_first then e.told_at else e.called_at end - e.zero) / 60 / $5::int)::int as step,
           count(*) filter (where e.told_first) as told_first, count(*) filter (where not e.told_first) as called_first
      from events as e
     where e.told_first or e.called_at is not null
     group by step
  ),
  series as (
    select g.step * $5::int as minutes,
           coalesce(sum(sum(s.told_first)) over up_to, 0)::int as told_first, coalesce(sum(sum(s.called_first)) over up_to, 0)::int as called_first
      from generate_series(0, 24 * 60 / $5::int) as g (step)
      left join steps as s on s.step = g.step or (g.step = 0 and s.step < 0)
     group by g.step
    window up_to as (order by g.step)
  ),
  unaffected as (              -- what would have been heard of the affected without an incident: the same count, of everybody else
    select (select count(*)::int from published.customer) - (select count(*)::int from joined) as people
  ),
  others as (
    select c.customer_id, min(c.offered_at) as called_at
      from incident as i
      join published.call_customer as c on c.offered_at >= i.declared_at and c.offered_at <= least($3, i.declared_at + interval '24 hours')
     where not exists (select from joined as j where j.customer_id = c.customer_id)
     group by c.customer_id
  ),
  cover as (
    select count(*)::int as offered, count(c.customer_id)::int as identified
      from incident as i
      join published.inbound_call as c on c.offered_at >= i.declared_at and c.offered_at <= $3
  ),
  summary as (
    select count(*)::int as members, max(e.zero) as latest_start,
           percentile_disc(array[0.5, 0.95]) within group (order by e.minutes) as minutes,   -- the never told come last
           percentile_disc(array[0.5, 0.95]) within group (order by e.minutes_since_approval) as minutes_since_approval,
           percentile_cont(0.5) within group (order by extract(epoch from e.called_at - e.told_at)::float8 / 60)
             filter (where e.told_first and e.called_at is not null) as head_start,
           percentile_disc(array[0, 0.5]) within group (order by coalesce(extract(epoch from e.told_at - i.press_reported_at)::float8 / 60, 'Infinity')) as since_press
      from events as e
      cross join incident as i
  )
  select s.members, s.latest_start as "latestStart",
         nullif(s.minutes[1], 'Infinity') as "p50Minutes", nullif(s.minutes[2], 'Infinity') as "p95Minutes",
         nullif(s.minutes_since_approval[1], 'Infinity') as "p50MinutesSinceApproval",
         nullif(s.minutes_since_approval[2], 'Infinity') as "p95MinutesSinceApproval",
         s.head_start as "medianHeadStartMinutes",
         case when i.press_reported_at is not null then (select count(*)::int from events as e where e.told_at < i.press_reported_at) end as "toldBeforePress",
         case when i.press_reported_at is not null then json_build_object('first', nullif(s.since_press[1], 'Infinity'), 'half', nullif(s.since_press[2], 'Infinity')) end as "minutesSincePress",
         u.people as unaffected, v.offered, v.identified,
         (select json_agg(json_build_object('minutes', x.minutes, 'toldFirst', x.told_first, 'calledFirst', x.called_first) order by x.minutes) from series as x) as series,
         (select json_agg(json_build_object('hours', h.hours, 'toldFirst', h.told_first, 'calledFirst', h.called_first,
                   'unaffectedCalled', (select count(*) from others as o, incident as i where o.called_at <= i.declared_at + make_interval(hours => h.hours))) order by h.hours)
            from (select h.hours,
                         count(*) filter (where e.told_first and e.told_at <= e.zero + make_interval(hours => h.hours)) as told_first,
                         count(*) filter (where not e.told_first and e.called_at <= e.zero + make_interval(hours => h.hours)) as called_first
                    from unnest($4::int[]) as h (hours)
                    left join events as e on true
                   group by h.hours) as h) as rows
    from summary as s
   cross join unaffected as u
   cross join cover as v
    left join incident as i on true`;

const DUE = `
  select r.notice_id as id, case i.status when 'open' then 'scheduled' else 'closed' end as trigger
    from published.rollout as r
    join published.incident as i on i.id = r.incident_id
   where not i.exercise and (i.status = 'open' or i.closed_at >= $1::timestamptz - interval '14 days')
     and exists (select from published.wave as w
                  where w.notice_id = r.notice_id
                    and greatest(w.planned_at, w.handed_over_at, w.last_handed_over_at) >= $1::timestamptz - interval '14 days')
     and not exists (select from measurement as m
                      where m.notice_id = r.notice_id
                        and case i.status when 'open' then m.trigger = 'scheduled' and m.taken_at > $2 else m.trigger = 'closed' end)
   order by r.created_at`;
