import { Injectable } from '@nestjs/common';
import type { Channel } from '../../audience/contract.js';
import type { IncidentId, NoticeId } from '../../kernel/ids.js';
import { Database } from '../../platform/database/transactions.js';
import type { MessageState } from '../contract.js';
import { MAY_LEAVE } from './epoch.repository.js';

/** A notice that could send, and what shows whether it does. */
export interface WaitingNotice {
  readonly noticeId: NoticeId;
  readonly incidentId: IncidentId;
  readonly number: number;
  readonly type: string;
  /** Business time since when its oldest message that may leave has waited. */
  readonly since: Date;
  /** Changes whenever something of it is handed over or in hand. */
  readonly sign: string;
  /** Why messages wait, where something holds them. */
  readonly heldReason: string | null;
  readonly exercise: boolean;
}

export interface UnstartedNotice {
  readonly noticeId: NoticeId;
  readonly incidentId: IncidentId;
  readonly number: number;
  readonly type: string;
  /** Code of the refusal, where its stored plan could not be started. */
  readonly refused: string | null;
  /** Approved before the database was put back. */
  readonly signAgain: boolean;
}

export interface FreedNotice {
  readonly noticeId: NoticeId;
  readonly incidentId: IncidentId;
  readonly number: number;
  readonly type: string;
  /** Its hold ended at the time that was asked for, and not by a person who knows of it. */
  readonly byItself: boolean;
}

export interface NoticeInDoubt {
  readonly noticeId: NoticeId;
  readonly incidentId: IncidentId;
  readonly number: number;
  readonly type: string;
  readonly waiting: number;
}

/** A notice that told people whom none of its corrections is for. */
export interface MissedByCorrection {
  readonly noticeId: NoticeId;
  readonly incidentId: IncidentId;
  readonly number: number;
  readonly type: string;
  /** Number of the newest correction. */
  readonly correction: number;
  readonly people: number;
}

export interface LiveCount {
  readonly channel: Channel;
  readonly state: MessageState;
  readonly messages: number;
}

/** What ops look at; nothing here is asked more often than every few seconds. */
@Injectable()
export class WatchRepository {
  constructor(private readonly db: Database) {}

  /** Running notices with messages that may leave now. */
  waiting(now: Date): Promise<readonly WaitingNotice[]> {
    return this.db.query<WaitingNotice>(WAITING, [now]);
  }

  /** Real time: leases are. */
  async overdueLeases(): Promise<number> {
    const [row] = await this.db.query<{ messages: number }>(`select count(*)::int as messages from message as m where m.state = 'sending' and m.lease_until < now()`);
    return row!.messages;
  }

  /** What is known of notices that are ready and have not begun; one that law enforcement holds is not expected to. */
  unstarted(ready: readonly NoticeId[]): Promise<readonly UnstartedNotice[]> {
    return this.db.query<UnstartedNotice>(UNSTARTED, [[...ready]]);
  }

  /** Notices, open or over, with messages in doubt that only a person can settle. */
  inDoubt(now: Date, mostResends: number): Promise<readonly NoticeInDoubt[]> {
    return this.db.query<NoticeInDoubt>(IN_DOUBT, [now, mostResends]);
  }

  /** Notices that a hold of law enforcement paused and that still stand, though none holds them any more. */
  freed(): Promise<readonly FreedNotice[]> {
    return this.db.query<FreedNotice>(FREED);
  }

  /** Notices, corrected within two days, that told somebody who was not on the list of those told when it was corrected. Looks at all whom they told. */
  missedByCorrections(now: Date): Promise<readonly MissedByCorrection[]> {
    return this.db.query<MissedByCorrection>(MISSED_BY_CORRECTIONS, [now]);
  }

  /** Messages of notices that are under way, and those in doubt of all. */
  live(): Promise<readonly LiveCount[]> {
    return this.db.query<LiveCount>(LIVE);
  }
}

/** A probe for each running notice along the index of what is due: not a count. */
const WAITING = `
  select d.notice_id as "noticeId", d.incident_id as "incidentId", n.number, n.type, o.due_at as since, o.held_reason as "heldReason", d.exercise,
         concat_ws(' ', (select max(w.last_handed_over_at) from wave as w where w.notice_id = d.notice_id),
                        (select max(m.lease_until) from message as m where m.notice_id = d.notice_id and m.state = 'sending')) as sign
    from dispatch as d
    join published.notice as n on n.id = d.notice_id
   cross join lateral (
           select f.due_at, f.held_reason
             from wave as w
            cross join (values ('email'), ('sms')) as c (channel)
            cross join lateral (
                   select m.due_at, m.held_reason
                     from message as m
                    where m.notice_id = w.notice_id and m.channel = c.channel and m.wave_no = w.wave_no
                      and m.state = 'pending' and m.retry_at is null and m.due_at <= $1
                    order by m.due_at
                    limit 1
                 ) as f
            where w.notice_id = d.notice_id and w.opened_at is not null
            order by f.due_at
            limit 1
         ) as o
   where d.state = 'running' and d.expires_at > $1 and ${MAY_LEAVE}
   order by d.notice_id`;

const UNSTARTED = `
  select n.id as "noticeId", n.incident_id as "incidentId", n.number, n.type,
         (select r.code from rollout_refusal as r where r.notice_id = n.id and r.plan_hash = n.plan_hash) as refused,
         n.approved_at <= coalesce((select e.approvals_after from database_epoch as e), '-infinity') as "signAgain"
    from published.notice as n
   where n.id = any ($1) and not exists (select from published.held_notice as h where h.notice_id = n.id)
   order by n.id`;

const IN_DOUBT = `
  with doubt as (
    select m.notice_id, count(*) filter (
             where m.settled_at is not null or d.state not in ('running','paused') or d.expires_at <= $1
                or (m.channel = 'email' and (d.unknown_email = 'ask' or m.resent_in_doubt >= $2 or m.code = 'restored')))::int as waiting
      from message as m
      join dispatch as d on d.notice_id = m.notice_id
     where m.state = 'unknown'
     group by m.notice_id
  )
  select n.id as "noticeId", n.incident_id as "incidentId", n.number, n.type, x.waiting
    from doubt as x
    join published.notice as n on n.id = x.notice_id
   where x.waiting > 0
   order by n.id`;

const FREED = `
  select d.notice_id as "noticeId", d.incident_id as "incidentId", n.number, n.type,
         coalesce((select e.by_itself from published.ended_hold as e where e.notice_id = d.notice_id order by e.ended_at desc limit 1), false) as "byItself"
    from dispatch as d
    join published.notice as n on n.id = d.notice_id
   where d.state = 'paused' and d.changed_by = 'law-enforcement-hold' and not d.exercise and not exists (select from published.held_notice as h where h.notice_id = d.notice_id)
   order by d.notice_id`;

/** What was meant for those told, and not for some of them by a rule or a list: only then somebody can be missing. */
const MISSED_BY_CORRECTIONS = `
  with corrected as (
    select c.corrects_notice_id as id, max(c.number) as correction
      from published.notice_record as c
      join dispatch as d on d.notice_id = c.id and d.state <> 'cancelled' and not d.exercise and d.changed_at > $1::timestamptz - interval '2 days'
      join published.audience as a on a.id = c.audience_id and a.told_by_notice_id = c.corrects_notice_id
     where c.type = 'correction'
     group by c.corrects_notice_id
  )
  select n.id as "noticeId", n.incident_id as "incidentId", n.number, n.type, x.correction, o.people
    from corrected as x
    join published.notice as n on n.id = x.id
   cross join lateral (
           select count(*)::int as people
             from published.member_outcome as t
            where t.notice_id = n.id and t.outcome in ('sent','delivered')
              and not exists (
                    select from published.notice_record as c
                      join dispatch as d on d.notice_id = c.id and d.state <> 'cancelled'
                      join published.audience_member as m on m.audience_id = c.audience_id and m.customer_id = t.customer_id
                     where c.corrects_notice_id = n.id and c.type = 'correction')
         ) as o
   where o.people > 0
   order by n.id`;

const LIVE = `
  select m.channel, m.state, count(*)::int as messages
    from message as m
   where not m.exercise and (m.state = 'unknown' or m.state in ('pending','sending') and m.notice_id in (select d.notice_id from dispatch as d where d.state in ('running','paused')))
   group by m.channel, m.state`;
