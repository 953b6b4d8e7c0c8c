import { Injectable } from '@nestjs/common';
import type { IncidentId, NoticeId } from '../../kernel/ids.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import type { CanaryCounts, TallySlot } from '../model/canary.js';
import type { Brake, IncidentLoad } from '../model/storm-brake.js';
import { lockIncident } from './incident-lock.js';

/** The first people of a notice, while the others wait for them. */
export interface CanaryOut extends CanaryCounts {
  readonly noticeId: NoticeId;
  readonly people: number;
  /** Real seconds; null before the first try of one of them ended. */
  readonly quietSeconds: number | null;
  readonly ageSeconds: number | null;
}

/** A dispatch whose state was changed, as people call it. */
export interface Braked {
  readonly incidentId: IncidentId;
  readonly number: number;
  readonly type: string;
}

/** Figures for the brakes, and the brakes themselves. */
@Injectable()
export class BrakeRepository {
  constructor(private readonly db: Database) {}

  /** Of the notices of an incident that have started; until the transaction ends, nobody else counts them to act on it. */
  async loadOf(tx: Tx, incident: IncidentId, now: Date): Promise<IncidentLoad> {
    await lockIncident(tx, incident);
    const [load] = await tx.query<IncidentLoad>(LOAD, [incident, now]);
    return load!;
  }

  /** From now on, whoever may have had `cap` notices of this incident today is looked at before he gets another. */
  async capPeople(tx: Tx, incident: IncidentId, cap: number): Promise<void> {
    await tx.query(CAP_PEOPLE, [incident, cap]);
  }

  /** Canaries whose people all have their row. */
  canaries(now: Date): Promise<readonly CanaryOut[]> {
    return this.db.query<CanaryOut>(CANARIES, [now]);
  }

  /**
   * The others may follow. Waves that are open count as opened now: nearly all of their people are told from now on, and the next waves
   * keep their distance.
   *
   * @returns null where it is not waiting any more.
   */
  async pass(tx: Tx, notice: NoticeId, now: Date): Promise<Braked | null> {
    return (await tx.query<Braked>(PASS, [notice, now]))[0] ?? null;
  }

  /** Running notices, each with its last slots, newest first. */
  async watched(): Promise<readonly { readonly noticeId: NoticeId; readonly slots: readonly TallySlot[] }[]> {
    return this.db.query(WATCHED, []);
  }

  /** Messages of the whole company that were tried within an hour, or since a person let them go on. */
  async companyMessages(): Promise<number> {
    const [row] = await this.db.query<{ tried: number }>(COMPANY, []);
    return row?.tried ?? 0;
  }

  /** Notices that the brake holds. */
  async stopped(): Promise<readonly NoticeId[]> {
    return (await this.db.query<{ noticeId: NoticeId }>(`select d.notice_id as "noticeId" from dispatch as d where d.state = 'paused' and d.brake is not null`)).map(({ noticeId }) => noticeId);
  }

  /** Of actual incidents: what the whole company sends holds up no exercise. */
  async running(): Promise<readonly NoticeId[]> {
    return (await this.db.query<{ noticeId: NoticeId }>(`select d.notice_id as "noticeId" from dispatch as d where d.state = 'running' and not d.exercise order by d.notice_id`)).map(({ noticeId }) => noticeId);
  }

  /** @returns null where it does not run any more. */
  async stop(tx: Tx, notice: NoticeId, brake: Brake, reason: string, now: Date): Promise<Braked | null> {
    return (await tx.query<Braked>(STOP, [notice, brake, reason, now]))[0] ?? null;
  }

  /** A person lets a notice go on: what came back until now counts no more, and where its canary stopped it, that is over. */
  async release(tx: Tx, notice: NoticeId, brake: Brake, now: Date): Promise<void> {
    if (brake === 'canary') await tx.query(PASS, [notice, now]);
    await tx.query(`update dispatch set brake = null, watched_since = now() where notice_id = $1`, [notice]);
  }

  async releaseCompany(tx: Tx, notice: NoticeId, by: string, reason: string): Promise<void> {
    await tx.query(`insert into storm_release (notice_id, released_by, reason) values ($1, $2, $3)`, [notice, by, reason]);
  }

  /** Forgets what no brake looks at any more. */
  async prune(tx: Tx): Promise<void> {
    await tx.query(`delete from send_tally where slot < now() - interval '1 day'`);
  }
}

const LOAD = `
  select count(*) filter (where n.type <> 'correction' and r.created_at > $2::timestamptz - interval '1 hour')::int as "noticesInHour",
         coalesce(sum(coalesce(d.planned_messages, r.members)), 0)::float8 as messages,
         count(*) filter (where n.type <> 'correction')::int as notices
    from dispatch as d
    join rollout as r on r.notice_id = d.notice_id
    join published.notice as n on n.id = d.notice_id
   where d.incident_id = $1`;

const CAP_PEOPLE = `
  update dispatch as d
     set person_cap = $2
    from published.notice as n
   where d.incident_id = $1 and n.id = d.notice_id and n.type <> 'correction' and d.person_cap is distinct from $2`;

/** What is held for a reason of its own (told often enough today, the night) says nothing of the rest, and is not waited for. */
const CANARIES = `
  select d.notice_id as "noticeId", d.canary_people as people, c.*
    from dispatch as d
   cross join lateral (
           select count(m.id)::int as messages,
                  count(*) filter (where m.state in ('pending','sending'))::int as open,
                  count(*) filter (where m.state in ('delivered','bounced','failed','suppressed','cancelled'))::int as final,
                  count(*) filter (where m.state in ('sent','delivered','bounced','failed'))::int as tried,
                  count(*) filter (where m.state = 'bounced')::int as bounced,
                  count(*) filter (where m.state = 'failed')::int as failed,
                  extract(epoch from now() - max(a.ended_at))::float8 as "quietSeconds",
                  extract(epoch from now() - min(a.ended_at))::float8 as "ageSeconds"
             from message as m
             left join attempt as a on a.message_id = m.id and a.no = m.attempts and a.state not in ('handed-back','deferred')
            where m.notice_id = d.notice_id and m.canary
              and not (m.state = 'pending' and m.held_reason is not null and (m.retry_at is not null or m.due_at > $1))
         ) as c
   where d.state = 'running' and d.expires_at > $1 and d.canary_wave is not null and d.canary_passed_at is null
     and (d.ledger_written or d.written_until > d.canary_last)
     and exists (select from wave as w where w.notice_id = d.notice_id and w.wave_no = d.canary_wave and w.opened_at is not null)`;

const NAMED = `select n.incident_id as "incidentId", n.number, n.type from changed as c join published.notice as n on n.id = c.notice_id`;

const PASS = `
  with changed as (
    update dispatch set canary_passed_at = $2
     where notice_id = $1 and canary_wave is not null and canary_passed_at is null
       and not exists (      -- the rest of the wave opens now, and no wave does in quiet hours
             select from wave as w
               join rollout_stratum as s on s.notice_id = w.notice_id and s.stratum = w.stratum
              where w.notice_id = $1 and w.opened_at is not null and not s.allowed @> $2::timestamptz)
    returning notice_id
  ),
  opened as (
    update wave as w set opened_at = $2, handed_over_at = null, last_handed_over_at = null
      from changed as c
     where w.notice_id = c.notice_id and w.opened_at is not null
  )
  ${NAMED}`;

const WATCHED = `
  select d.notice_id as "noticeId", coalesce(s.slots, '[]') as slots
    from dispatch as d
   cross join lateral (
           select json_agg(json_build_object('tried', x.tried, 'bounced', x.bounced, 'failed', x.failed) order by x.slot desc) as slots
             from (select t.slot, sum(t.tried) as tried, sum(t.bounced) as bounced, sum(t.failed) as failed
                     from send_tally as t
                    where t.notice_id = d.notice_id and t.slot > greatest(d.watched_since, now() - interval '1 hour')
                    group by t.slot) as x
         ) as s
   where d.state = 'running' and (d.canary_wave is null or d.canary_passed_at is not null)`;

const COMPANY = `
  select coalesce(sum(t.tried), 0)::int as tried
    from send_tally as t
   where not t.exercise and t.slot > greatest(now() - interval '1 hour', (select max(b.released_at) from storm_release as b))`;

const STOP = `
  with changed as (
    update dispatch
       set state = 'paused', generation = generation + 1, brake = $2, reason = $3, changed_by = 'storm-brake', changed_at = $4
     where notice_id = $1 and state = 'running'
    returning notice_id
  )
  ${NAMED}`;
