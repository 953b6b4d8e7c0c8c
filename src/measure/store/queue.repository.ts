import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/transactions.js';
import type { FitAnswer, FitHistory, ServedInterval, StoredFit } from '../model/queue-fit.js';

/** Calls and agents of one step of a window. */
export interface WindowStep {
  readonly at: Date;
  readonly calls: number;
  readonly identified: number;
  /** Waits of those of which one is known: how many, their sum, and who hung up. */
  readonly waits: number;
  readonly waitSeconds: number;
  readonly abandoned: number;
  /** null where it is not known who was on duty. */
  readonly agents: number | null;
}

/** Calls in and agents on duty, all queues together: they are told as one queue of one kind of agents. */
@Injectable()
export class QueueRepository {
  constructor(private readonly db: Database) {}

  /** Intervals of [from, until) in which it is known who was on duty, as long as the longest in which that is recorded, a quarter of an hour to an hour. */
  async served(from: Date, until: Date, zone: string): Promise<FitHistory> {
    const [grid] = await this.db.query<{ seconds: number }>(GRID, [from, until]);
    const rows = await this.db.query<ServedInterval & { readonly withoutWait: number }>(SERVED, [from, until, zone, grid!.seconds]);
    return {
      intervalSeconds: grid!.seconds,
      intervals: rows.map(({ withoutWait: _, ...interval }) => interval),
      withoutWait: rows.reduce((sum, { withoutWait }) => sum + withoutWait, 0),
    };
  }

  /** Steps of [from, until), silent ones included. */
  steps(from: Date, until: Date, seconds: number): Promise<WindowStep[]> {
    return this.db.query<WindowStep>(STEPS, [from, until, seconds]);
  }

  async find(fittedUntil: Date, inputsHash: string): Promise<StoredFit | null> {
    return (await this.db.query<StoredFit>(`${FIT} where f.fitted_until = $1 and f.inputs_hash = $2`, [fittedUntil, inputsHash]))[0] ?? null;
  }

  /** Where another was quicker with the same inputs, its row stands. */
  async keep(tx: Tx, fittedUntil: Date, inputsHash: string, result: FitAnswer, at: Date): Promise<void> {
    await tx.query(
      `insert into queue_fit (fitted_until, inputs_hash, result, fitted_at) values ($1, $2, $3, $4) on conflict (fitted_until, inputs_hash) do nothing`,
      [fittedUntil, inputsHash, JSON.stringify(result), at],
    );
  }
}

const GRID = `
  select least(3600, greatest(900, coalesce(max(d.minutes) * 60, 1800)))::int as seconds
    from published.agents_on_duty as d
   where d.interval_start >= $1 and d.interval_start < $2`;

/** Agents of each bin of the grid ($4: seconds): what falls into it of every row, as a mean over the bin. */
const DUTY = `
  select b.bin, sum(d.agents * extract(epoch from least(d.ends, b.bin + g.step) - greatest(d.interval_start, b.bin)) / extract(epoch from g.step))::float8 as agents
    from (select make_interval(secs => $GRID) as step) as g
   cross join lateral (
           select x.interval_start, x.interval_start + x.minutes * interval '1 minute' as ends, x.agents
             from published.agents_on_duty as x
            where x.interval_start >= $1::timestamptz - interval '1 day' and x.interval_start < $2) as d
   cross join lateral (
           select s as bin
             from generate_series(date_bin(g.step, d.interval_start, $1::timestamptz), d.ends - interval '1 microsecond', g.step) as s) as b
   where b.bin >= $1 and b.bin < $2
   group by b.bin`;

/** Who hung up at once never stood in the queue. */
const SERVED = `
  with duty as (${DUTY.replace('$GRID', '$4::int')}),
  calls as (
    select date_bin(make_interval(secs => $4::int), c.offered_at, $1::timestamptz) as bin,
           count(*) filter (where c.outcome = 'answered' and c.wait_seconds is not null)::int as answered,
           count(*) filter (where c.outcome = 'abandoned' and c.wait_seconds > 0)::int as abandoned,
           count(*) filter (where c.outcome in ('answered', 'abandoned') and c.wait_seconds is null)::int as without_wait,
           coalesce(sum(c.wait_seconds) filter (where c.outcome in ('answered', 'abandoned')), 0)::float8 as wait_seconds,
           count(c.talk_seconds) filter (where c.outcome = 'answered')::int as handled,
           coalesce(sum(c.talk_seconds) filter (where c.outcome = 'answered'), 0)::float8 as handle_seconds
      from published.inbound_call as c
     where c.offered_at >= $1 and c.offered_at < $2
     group by 1
  )
  select (extract(epoch from d.bin) * 1000)::float8 as at, to_char(d.bin at time zone $3, 'YYYY-MM-DD') as date, d.agents,
         coalesce(c.answered, 0) as answered, coalesce(c.abandoned, 0) as abandoned, coalesce(c.without_wait, 0) as "withoutWait",
         coalesce(c.wait_seconds, 0) as "waitSeconds", coalesce(c.handled, 0) as handled, coalesce(c.handle_seconds, 0) as "handleSeconds"
    from duty as d
    left join calls as c on c.bin = d.bin
   where d.agents > 0
   order by d.bin`;

const STEPS = `
  with duty as (${DUTY.replace('$GRID', '$3::int')}),
  calls as (
    select date_bin(make_interval(secs => $3::int), c.offered_at, $1::timestamptz) as bin, count(*)::int as calls, count(c.customer_id)::int as identified,
           count(*) filter (where c.outcome in ('answered', 'abandoned') and c.wait_seconds is not null)::int as waits,
           coalesce(sum(c.wait_seconds) filter (where c.outcome in ('answered', 'abandoned')), 0)::float8 as wait_seconds,
           count(*) filter (where c.outcome = 'abandoned' and c.wait_seconds > 0)::int as abandoned
      from published.inbound_call as c
     where c.offered_at >= $1 and c.offered_at < $2
     group by 1
  )
  select s.bin as at, coalesce(c.calls, 0) as calls, coalesce(c.identified, 0) as identified, coalesce(c.waits, 0) as waits,
         coalesce(c.wait_seconds, 0) as "waitSeconds", coalesce(c.abandoned, 0) as abandoned, d.agents
    from generate_series($1::timestamptz, $2::timestamptz - interval '1 microsecond', make_interval(secs => $3::int)) as s (bin)
    left join calls as c on c.bin = s.bin
    left join duty as d on d.bin = s.bin
   order by s.bin`;

const FIT = `
  select f.id, f.fitted_until as "fittedUntil", f.fitted_at as "fittedAt", f.result from queue_fit as f`;
