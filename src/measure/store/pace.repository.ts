import { Injectable } from '@nestjs/common';
import type { NoticeId } from '../../kernel/ids.js';
import { Database } from '../../platform/database/transactions.js';

/** The phones as of late. Seconds of business time. */
export interface PhonesNow {
  /** By anybody, in the last half-hour; those recognised among them. */
  readonly calls: number;
  readonly identified: number;
  /** In the last quarter of an hour, of those whose wait is known or still goes on: how many, and its sum. */
  readonly waits: number;
  readonly waitSeconds: number;
  /** On duty; null where nobody knows. */
  readonly agents: number | null;
}

/** Calls by members in the hours after their wave went out. */
export interface CallsOfTheTold {
  readonly calls: number;
  /** In the last half-hour. */
  readonly lately: number;
}

/** What the pace of a notice is worked out from: a few rows of the newest calls each time. */
@Injectable()
export class MeasurePaceRepository {
  constructor(private readonly db: Database) {}

  async phones(now: Date): Promise<PhonesNow> {
    const [row] = await this.db.query<PhonesNow>(PHONES, [now]);
    return row!;
  }

  async told(notice: NoticeId, now: Date, afterHours: number): Promise<CallsOfTheTold> {
    const [row] = await this.db.query<CallsOfTheTold>(TOLD, [notice, now, afterHours]);
    return row!;
  }
}

/** Whoever is still on the line has waited so far; a call without an end that is older than an hour is one whose end was not heard of. */
const PHONES = `
  select count(*)::int as calls, count(c.customer_id)::int as identified,
         count(*) filter (where w.seconds is not null)::int as waits, coalesce(sum(w.seconds), 0)::float8 as "waitSeconds",
         (select sum(d.agents)::float8 from published.agents_on_duty as d
           where d.interval_start <= $1 and d.interval_start > $1::timestamptz - interval '1 day' and d.interval_start + d.minutes * interval '1 minute' > $1) as agents
    from published.inbound_call as c
   cross join lateral (
           select case when c.offered_at <= $1::timestamptz - interval '15 minutes' and c.outcome <> 'offered' then null
                       when c.wait_seconds is not null then c.wait_seconds
                       when c.outcome = 'offered' and c.answered_at is null and c.ended_at is null then extract(epoch from $1::timestamptz - c.offered_at) end as seconds) as w
   where c.offered_at > $1::timestamptz - interval '30 minutes' and c.offered_at <= $1`;

const TOLD = `
  select count(*)::int as calls, count(*) filter (where c.offered_at > $2::timestamptz - interval '30 minutes')::int as lately
    from published.rollout as r
    join published.inbound_call as c on c.offered_at >= r.created_at and c.offered_at > $2::timestamptz - interval '1 day' and c.offered_at <= $2
    join published.audience_member as m on m.audience_id = r.audience_id and m.customer_id = c.customer_id
    left join published.rollout_zone as z on z.notice_id = r.notice_id and z.zone_set = m.zone_set
    join published.wave as w on w.notice_id = r.notice_id and w.stratum = coalesce(z.stratum, 0) and m.draw >= w.draw_from and m.draw < w.draw_until
   where r.notice_id = $1 and c.offered_at >= w.handed_over_at and c.offered_at < w.handed_over_at + $3 * interval '1 hour'`;
