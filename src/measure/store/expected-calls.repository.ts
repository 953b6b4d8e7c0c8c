import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/transactions.js';
import type { CalendarDay, CalendarKind } from '../model/known-calls.js';

/** Calls offered in one interval of a local day. */
export interface SlotCount {
  readonly date: string;
  readonly slot: number;
  readonly calls: number;
}

@Injectable()
export class ExpectedCallsRepository {
  constructor(private readonly db: Database) {}

  /** Minutes of the longest interval in which volumes came in, 30 at least; 30 where there are none. */
  async slotMinutes(from: Date, until: Date): Promise<number> {
    const [row] = await this.db.query<{ minutes: number }>(SLOT_MINUTES, [from, until]);
    return row!.minutes;
  }

  /**
   * Offered calls of [from, until), by local date and slot. Where a date has volumes they stand for all of its calls; else single
   * calls are counted. A date without any row is not known.
   */
  counts(from: Date, until: Date, zone: string, slotMinutes: number): Promise<SlotCount[]> {
    return this.db.query<SlotCount>(COUNTS, [from, until, zone, slotMinutes]);
  }

  /** Local dates that an incident was open on, for those declared in [from, until). */
  async incidentDates(from: Date, until: Date, zone: string): Promise<ReadonlySet<string>> {
    const rows = await this.db.query<{ date: string }>(INCIDENT_DATES, [from, until, zone]);
    return new Set(rows.map(({ date }) => date));
  }

  calendar(): Promise<CalendarDay[]> {
    return this.db.query<CalendarDay>(`select c.day::text as date, c.kind, c.note, c.set_by as "setBy", c.set_at as "setAt" from call_calendar as c order by c.day`);
  }

  async setDay(tx: Tx, date: string, kind: CalendarKind, note: string, by: string, at: Date): Promise<void> {
    await tx.query(
      `insert into call_calendar as c (day, kind, note, set_by, set_at) values ($1, $2, $3, $4, $5)
       on conflict (day) do update set kind = excluded.kind, note = excluded.note, set_by = excluded.set_by, set_at = excluded.set_at`,
      [date, kind, note, by, at],
    );
  }

  async clearDay(tx: Tx, date: string): Promise<boolean> {
    return (await tx.query(`delete from call_calendar as c where c.day = $1 returning c.day`, [date])).length === 1;
  }
}

const SLOT_MINUTES = `
  select greatest(30, ceil(coalesce(max(v.interval_seconds), 0) / 60.0))::int as minutes
    from published.call_volume as v
   where v.interval_start >= $1 and v.interval_start < $2 and v.interval_seconds <= 3600`;

const COUNTS = `
  with counted as (          -- by queue: one may have volumes and another single calls
    select (v.interval_start at time zone $3)::date as date, v.interval_start at time zone $3 as local, v.offered::bigint as calls, v.queue, true as volume
      from published.call_volume as v
     where v.interval_start >= $1 and v.interval_start < $2 and v.interval_seconds <= 3600
    union all
    select (c.offered_at at time zone $3)::date, c.offered_at at time zone $3, 1, c.queue, false
      from published.inbound_call as c
     where c.offered_at >= $1 and c.offered_at < $2
  ),
  judged as (
    select c.date, c.local, c.calls, c.volume, bool_or(c.volume) over (partition by c.date, c.queue) as has_volumes from counted as c
  )
  select to_char(j.date, 'YYYY-MM-DD') as date, floor(extract(epoch from j.local - j.date) / 60 / $4::int)::int as slot, sum(j.calls)::int as calls
    from judged as j
   where j.volume or not j.has_volumes
   group by 1, 2
   order by 1, 2`;

const INCIDENT_DATES = `
  select distinct to_char(d.day, 'YYYY-MM-DD') as date
    from published.incident as i
   cross join lateral generate_series(
           (coalesce(least(i.declared_at, i.press_reported_at), i.declared_at) at time zone $3)::date,
           (least(coalesce(i.closed_at, $2::timestamptz), i.declared_at + interval '14 days') at time zone $3)::date, interval '1 day') as d (day)
   where not i.exercise and i.declared_at >= $1::timestamptz - interval '14 days' and i.declared_at < $2`;
