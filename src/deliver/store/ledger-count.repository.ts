import { Injectable } from '@nestjs/common';
import type { NoticeId } from '../../kernel/ids.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import type { HeldCount, LedgerCount, MessageCount } from './ledger.repository.js';

/** Everything of a ledger that has to be counted. */
export interface Counts {
  readonly ledger: LedgerCount;
  readonly messages: readonly MessageCount[];
  readonly held: readonly HeldCount[];
}

/** Counts as they were when counting began. */
export interface Counted extends Counts {
  /** Business time. */
  readonly at: Date;
  /** Real milliseconds, on the clock of this machine. */
  readonly atMs: number;
  /** Of the dispatch: states that it left before that are in the counts. */
  readonly generation: number;
}

/** `tookMs`, `ageMs`: real time, the age since counting began. */
export interface KeptCounts extends Counted {
  readonly tookMs: number;
  readonly ageMs: number;
}

export interface CountDue {
  readonly noticeId: NoticeId;
  readonly generation: number;
}

interface Row extends Counts {
  readonly members: number;
  readonly at: Date | null;
  readonly generation: number;
  readonly tookMs: number;
  readonly ageMs: number;
}

/** Counts of large ledgers, shared by all instances. */
@Injectable()
export class LedgerCountRepository {
  constructor(private readonly db: Database) {}

  /** @returns how many members the notice has, and what was counted last; null where nothing was. */
  async find(notice: NoticeId): Promise<{ readonly members: number; readonly kept: KeptCounts | null }> {
    const [row] = await this.db.query<Row>(FIND, [notice]);
    if (!row) return { members: 0, kept: null };
    const { members, at, ...kept } = row;
    return { members, kept: at === null ? null : { ...kept, at, atMs: Date.now() - kept.ageMs } };
  }

  /** Whether this transaction is the one that counts now; the lock ends with it, however it ends. */
  async mayCount(tx: Tx, notice: NoticeId): Promise<boolean> {
    const [row] = await tx.query<{ mine: boolean }>(`select pg_try_advisory_xact_lock(hashtextextended('ledger-count:' || $1, 0)) as mine`, [notice]);
    return row!.mine;
  }

  /**
   * Those of at least so many people whose counts are missing or old: of those that go out, and of those that ended since, whose receipts still come in.
   *
   * @param since  Business time.
   */
  due(large: number, since: Date): Promise<readonly CountDue[]> {
    return this.db.query<CountDue>(DUE, [large, since]);
  }

  async keep(tx: Tx, notice: NoticeId, { ledger, messages, held, at, generation }: Counted, tookMs: number): Promise<void> {
    await tx.query(KEEP, [notice, generation, at, Math.round(tookMs), JSON.stringify({ ledger, messages, held })]);
  }
}

const FIND = `
  select r.members, c.business_at as at, c.generation, c.took_ms as "tookMs", (extract(epoch from now() - c.counted_at) * 1000)::float8 as "ageMs",
         c.counts -> 'ledger' as ledger, c.counts -> 'messages' as messages, c.counts -> 'held' as held
    from rollout as r
    left join ledger_count as c on c.notice_id = r.notice_id
   where r.notice_id = $1`;

/** A fortieth of one connection's time at most. */
const DUE = `
  select r.notice_id as "noticeId", d.generation
    from rollout as r
    join dispatch as d on d.notice_id = r.notice_id
    left join ledger_count as c on c.notice_id = r.notice_id
   where r.members >= $1 and (d.state in ('running','paused') or d.changed_at >= $2)
     and (c.notice_id is null or c.generation < d.generation
          or c.counted_at < now() - greatest(case when d.state in ('running','paused') then interval '1 minute' else interval '10 minutes' end, c.took_ms * interval '40 milliseconds'))
   order by c.counted_at nulls first`;

/** now() is when the transaction began, and so before anything was counted. */
const KEEP = `
  insert into ledger_count (notice_id, generation, business_at, counted_at, took_ms, counts)
  values ($1, $2, $3, now(), $4, $5::jsonb)
  on conflict (notice_id) do update
     set generation = excluded.generation, business_at = excluded.business_at, counted_at = excluded.counted_at, took_ms = excluded.took_ms, counts = excluded.counts
   where ledger_count.counted_at < excluded.counted_at`;
