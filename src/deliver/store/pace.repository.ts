import { Injectable } from '@nestjs/common';
import type { NoticeId } from '../../kernel/ids.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import type { Pace, PacedNotice } from '../contract.js';
import type { NamedNotice } from './rollout.repository.js';

/** What was changed by a new pace, for the record. */
export interface PaceChange extends NamedNotice {
  readonly before: string;
}

@Injectable()
export class PaceRepository {
  constructor(private readonly db: Database) {}

  /** Running notices that go by the phones and have waves to open. */
  paced(now: Date): Promise<PacedNotice[]> {
    return this.db.query<PacedNotice>(PACED, [now]);
  }

  /** @returns What it was before; null where the notice goes by no phones, or has nothing left to open. */
  async set(tx: Tx, notice: NoticeId, { state, peoplePerMinute, reason, figures }: Pace, now: Date, validSeconds: number): Promise<PaceChange | null> {
    const [row] = await tx.query<PaceChange>(SET, [notice, state, peoplePerMinute, reason, JSON.stringify(figures), now, validSeconds]);
    return row ?? null;
  }

  /** Notices whose waves the phones hold up just now; and those whose pace nobody has looked at in time. */
  async held(now: Date): Promise<readonly { readonly noticeId: NoticeId; readonly stopped: boolean; readonly unseen: boolean }[]> {
    return this.db.query(HELD, [now]);
  }
}

const LIVE = `
    from dispatch_pace as p
    join dispatch as d on d.notice_id = p.notice_id and d.state = 'running' and d.expires_at > $1
    join published.notice as n on n.id = p.notice_id
   where exists (select from wave as w where w.notice_id = p.notice_id and w.opened_at is null)`;

const PACED = `
  select p.notice_id as "noticeId", p.incident_id as "incidentId", p.policy, p.state, r.members,
         w.waves, w.opened, r.members / w.waves / w.gap as "plannedPerMinute", t.told
    from (select p.notice_id, p.policy, p.state, d.incident_id ${LIVE}) as p
    join rollout as r on r.notice_id = p.notice_id
   cross join lateral (
           select count(*)::float8 as waves, count(x.opened_at)::int as opened,
                  greatest(1, (select min(extract(epoch from s.wave_gap)) from rollout_stratum as s where s.notice_id = p.notice_id) / 60)::float8 as gap
             from wave as x where x.notice_id = p.notice_id) as w
   cross join lateral (
           select coalesce(json_agg(json_build_object('at', x.opened_at, 'people', s.members::float8 / (select count(*) from wave as y where y.notice_id = x.notice_id and y.stratum = x.stratum)) order by x.opened_at), '[]') as told
             from wave as x
             join rollout_stratum as s on s.notice_id = x.notice_id and s.stratum = x.stratum
            where x.notice_id = p.notice_id and x.opened_at is not null) as t
   order by p.notice_id`;

const SET = `
  with before as (
    select p.notice_id, p.state from dispatch_pace as p where p.notice_id = $1 for update
  )
  update dispatch_pace as p
     set state = $2, people_per_minute = $3, reason = $4, figures = $5, looked_at = $6, valid_until = now() + $7 * interval '1 second',
         changed_at = case when b.state = $2 then p.changed_at else $6 end
    from before as b, published.notice as n
   where p.notice_id = b.notice_id and n.id = p.notice_id
  returning n.incident_id as "incidentId", n.number, n.type, b.state as before`;

const HELD = `
  select p.notice_id as "noticeId", p.state = 'stopped' and p.valid_until >= now() as stopped, p.valid_until < now() as unseen ${LIVE}`;
