import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/transactions.js';
import type { FeedCount } from '../model/feed-silence.js';

/** A slot of half an hour with its local date and its place in a local week. */
export interface GridSlot {
  readonly at: Date;
  readonly date: string;
  readonly weekSlot: number;
}

export interface KnownGap {
  readonly from: Date;
  readonly until: Date;
}

@Injectable()
export class FeedRepository {
  constructor(private readonly db: Database) {}

  /** Slots that begin in [from, until), oldest first. */
  grid(from: Date, until: Date, zone: string): Promise<GridSlot[]> {
    return this.db.query<GridSlot>(GRID, [from, until, zone]);
  }

  /** What came in each slot of [from, until), by source and queue; a slot without a record has no row. */
  counts(from: Date, until: Date): Promise<FeedCount[]> {
    return this.db.query<FeedCount>(COUNTS, [from, until]);
  }

  /** Gaps that a person knows of and that touch [from, until). */
  gaps(from: Date, until: Date): Promise<KnownGap[]> {
    return this.db.query<KnownGap>(`select g.from_at as "from", g.until_at as until from published.call_gap as g where g.state = 'known' and g.from_at < $2 and g.until_at > $1 order by g.from_at`, [from, until]);
  }
}

const GRID = `
  select s.at, to_char(s.at at time zone $3, 'YYYY-MM-DD') as date,
         (extract(isodow from s.at at time zone $3) * 48 + extract(hour from s.at at time zone $3) * 2 + floor(extract(minute from s.at at time zone $3) / 30))::int - 48 as "weekSlot"
    from generate_series($1::timestamptz, $2::timestamptz - interval '30 minutes', interval '30 minutes') as s (at)
   order by s.at`;

const COUNTS = `
  with heard as (
    select c.source, c.queue, c.offered_at as at, 1 as calls from published.inbound_call as c where c.offered_at >= $1 and c.offered_at < $2
    union all
    select v.source, v.queue, v.interval_start, v.offered from published.call_volume as v where v.interval_start >= $1 and v.interval_start < $2 and v.interval_seconds <= 3600
  )
  select h.source, h.queue, floor(extract(epoch from h.at - $1::timestamptz) / 1800)::int as slot, sum(h.calls)::int as calls
    from heard as h
   group by h.source, h.queue, slot`;
