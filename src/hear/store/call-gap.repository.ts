import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/transactions.js';
import { type CallGap, type FoundSilence, type NewGap } from '../contract.js';

@Injectable()
export class CallGapRepository {
  constructor(private readonly db: Database) {}

  list(from: Date, until: Date): Promise<CallGap[]> {
    return this.db.query<CallGap>(`${SELECT} where g.from_at < $2 and g.until_at > $1 order by g.from_at, g.id`, [from, until]);
  }

  /** Of calls and volumes since then: by which a gap can be named. */
  feeds(since: Date): Promise<readonly { readonly source: string | null; readonly queue: string | null }[]> {
    return this.db.query(FEEDS, [since]);
  }

  async get(id: string, tx: Tx): Promise<CallGap | null> {
    return (await tx.query<CallGap>(`${SELECT} where g.id = $1`, [id]))[0] ?? null;
  }

  /** @returns null where one of that source and queue begins then already; what was only proposed, or dismissed, becomes known. */
  async add(tx: Tx, { source, queue, from, until, reason }: NewGap, by: string, at: Date): Promise<string | null> {
    return (await tx.query<{ id: string }>(ADD, [source, queue, from, until, reason, by, at]))[0]?.id ?? null;
  }

  async decide(tx: Tx, id: string, state: string, reason: string, by: string, at: Date): Promise<void> {
    await tx.query(`update call_gap as g set state = $2, reason = $3, set_by = $4, set_at = $5 where g.id = $1`, [id, state, reason, by, at]);
  }

  /** @returns null where a person has spoken of that time already; an own proposal that has grown is brought up to date. */
  async propose(tx: Tx, { source, queue, from, until, expected }: FoundSilence, at: Date): Promise<string | null> {
    return (await tx.query<{ id: string }>(PROPOSE, [source, queue, from, until, expected, at]))[0]?.id ?? null;
  }

  /** Proposals in whose time calls are known by now are none any more. @returns Their ids. */
  async withdrawMended(tx: Tx): Promise<readonly string[]> {
    return (await tx.query<{ id: string }>(WITHDRAW)).map(({ id }) => id);
  }
}

const SELECT = `
  select g.id, g.source, g.queue, g.from_at as "from", g.until_at as until, g.reason, g.state, g.expected, g.set_by as "setBy", g.set_at as "setAt"
    from call_gap as g`;

const FEEDS = `
  select x.source, x.queue
    from (select c.source, c.queue from inbound_call as c where c.offered_at >= $1
          union
          select v.source, v.queue from call_volume as v where v.interval_start >= $1) as x
   order by x.source, x.queue
   limit 200`;

const ADD = `
  insert into call_gap as g (source, queue, from_at, until_at, reason, state, set_by, set_at)
  values ($1, $2, $3, $4, $5, 'known', $6, $7)
  on conflict (coalesce(source, ''), coalesce(queue, ''), from_at) do update
    set until_at = excluded.until_at, reason = excluded.reason, state = 'known', set_by = excluded.set_by, set_at = excluded.set_at
    where g.state <> 'known'
  returning g.id`;

const PROPOSE = `
  insert into call_gap as g (source, queue, from_at, until_at, reason, state, expected, set_by, set_at)
  select $1, $2, $3, $4, 'No calls are known, where some were to be expected.', 'proposed', $5, 'system:calls', $6
   where not exists (select from call_gap as o
                      where o.state <> 'proposed' and coalesce(o.source, $1) = $1 and (o.queue is null or o.queue is not distinct from $2)
                        and o.from_at < $4 and o.until_at > $3)
  on conflict (coalesce(source, ''), coalesce(queue, ''), from_at) do update
    set until_at = excluded.until_at, expected = excluded.expected
    where g.state = 'proposed'
  returning g.id`;

const WITHDRAW = `
  delete from call_gap as g
   where g.state = 'proposed'
     and (exists (select from inbound_call as c
                   where c.offered_at >= g.from_at and c.offered_at < g.until_at and coalesce(g.source, c.source) = c.source and coalesce(g.queue, c.queue) = c.queue)
          or exists (select from call_volume as v
                      where v.interval_start >= g.from_at and v.interval_start < g.until_at and coalesce(g.source, v.source) = v.source and coalesce(g.queue, v.queue) = v.queue))
  returning g.id`;
