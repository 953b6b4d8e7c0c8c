import { Injectable } from '@nestjs/common';
import type { Channel } from '../../audience/contract.js';
import type { Health, HealthState } from '../model/breaker.js';
import { Database, type Tx } from '../../platform/database/transactions.js';

/** Answers that one process heard since it last said so. */
export interface Tally {
  readonly provider: string;
  readonly answers: number;
  readonly failures: number;
  /** Real milliseconds that the calls which were answered took, all together. */
  readonly callMs: number;
}

/** A provider as it is judged. Times are the database's, in milliseconds, so that all instances share one clock. */
export interface Judged extends Health {
  readonly provider: string;
  readonly now: number;
  /** Nobody has judged it within the last second. */
  readonly due: boolean;
  /** Within half a minute, and since its share was last moved. */
  readonly answers: number;
  readonly failures: number;
  /** Nothing was heard of it for a minute. */
  readonly idle: boolean;
}

/** A provider as it stands on record. Times are real. */
export interface ProviderRow {
  readonly provider: string;
  readonly channel: Channel;
  readonly state: HealthState;
  readonly share: number;
  readonly since: Date;
  readonly until: Date | null;
  readonly code: string | null;
  readonly reason: string | null;
  readonly checkFault: string | null;
  readonly checkedBy: string | null;
  readonly checkedAt: Date | null;
}

/** How well providers answer, shared by all instances. */
@Injectable()
export class ProviderHealthRepository {
  constructor(private readonly db: Database) {}

  async open(tx: Tx, provider: string, channel: Channel, state: 'working' | 'resting', share: number): Promise<void> {
    await tx.query(OPEN, [provider, channel, state, share]);
  }

  async add(tx: Tx, tallies: readonly Tally[]): Promise<void> {
    await tx.query(ADD, [tallies.map(({ provider }) => provider), tallies.map(({ answers }) => answers), tallies.map(({ failures }) => failures)]);
  }

  /** The providers, held until the transaction ends. */
  lock(tx: Tx, providers: readonly string[]): Promise<Judged[]> {
    return tx.query<Judged>(LOCK, [[...providers]]);
  }

  /** What calls take, as a mean in which the last thousand weigh most. The caller holds the providers by `lock`. */
  async timed(tx: Tx, tallies: readonly Tally[]): Promise<void> {
    const answered = tallies.map(({ answers, failures }) => answers - failures);
    await tx.query(TIMED, [tallies.map(({ provider }) => provider), answered, tallies.map(({ callMs }) => callMs)]);
  }

  async save(tx: Tx, provider: string, { state, share, since, steppedAt, until, trips, code, reason }: Health): Promise<void> {
    await tx.query(SAVE, [provider, state, share, since, steppedAt, until, trips, code, reason]);
  }

  /** Marks them as judged now, and forgets what is too old to count. */
  async judged(tx: Tx, providers: readonly string[]): Promise<void> {
    await tx.query(JUDGED, [[...providers]]);
  }

  /** @returns false where the provider is not open. */
  async checked(tx: Tx, provider: string, fault: string | null, by: string): Promise<boolean> {
    return (await tx.query(CHECKED, [provider, fault, by])).length === 1;
  }

  /** Texts handed over in [from, until), business time, and those without a receipt by now. */
  async receipts(provider: string, from: Date, until: Date): Promise<{ texts: number; late: number }> {
    return (await this.db.query<{ texts: number; late: number }>(RECEIPTS, [provider, from, until]))[0]!;
  }

  /** Every provider that a worker has opened, the first of each channel first. */
  all(): Promise<ProviderRow[]> {
    return this.db.query<ProviderRow>(ALL);
  }
}

const OPEN = `
  insert into provider_health (provider, channel, state, share) values ($1, $2, $3, $4)
  on conflict (provider) do nothing`;

const ADD = `
  insert into provider_tally as t (provider, second, answers, failures)
  select a.provider, floor(extract(epoch from now()))::bigint, a.answers, a.failures
    from unnest($1::text[], $2::int[], $3::int[]) as a (provider, answers, failures)
   order by a.provider
  on conflict (provider, second) do update set answers = t.answers + excluded.answers, failures = t.failures + excluded.failures`;

const TIMED = `
  update provider_health as h
     set call_ms = (h.call_ms * least(h.calls_timed, 1000) + a.call_ms) / (least(h.calls_timed, 1000) + a.calls), calls_timed = least(h.calls_timed, 1000) + a.calls
    from unnest($1::text[], $2::int[], $3::float8[]) as a (provider, calls, call_ms)
   where h.provider = a.provider and a.calls > 0`;

const ms = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;

const LOCK = `
  select h.provider, h.state, h.share, ${ms('h.since')} as since, ${ms('h.stepped_at')} as "steppedAt", ${ms('h.until')} as until, h.trips, h.code, h.reason,
         ${ms('now()')} as now, h.judged_at < now() - interval '900 milliseconds' as due, t.answers, t.failures, t.idle
    from provider_health as h
   cross join lateral (
           select coalesce(sum(x.answers) filter (where x.counts), 0)::int as answers, coalesce(sum(x.failures) filter (where x.counts), 0)::int as failures, count(*) = 0 as idle
             from (select c.answers, c.failures, c.second > extract(epoch from greatest(h.stepped_at, now() - interval '30 seconds')) as counts
                     from provider_tally as c
                    where c.provider = h.provider and c.second > extract(epoch from now() - interval '1 minute')) as x
         ) as t
   where h.provider = any ($1)
   order by h.provider
     for update of h`;

const SAVE = `
  update provider_health as h
     set state = $2, share = $3, since = to_timestamp($4::float8 / 1000), stepped_at = to_timestamp($5::float8 / 1000),
         until = to_timestamp($6::float8 / 1000), trips = $7, code = $8, reason = $9
   where h.provider = $1`;

const JUDGED = `
  with judged as (
    update provider_health as h set judged_at = now() where h.provider = any ($1)
  )
  delete from provider_tally as t where t.provider = any ($1) and t.second < extract(epoch from now() - interval '2 minutes')`;

const CHECKED = `update provider_health as h set check_fault = $2, checked_by = $3, checked_at = now() where h.provider = $1 returning h.provider`;

const RECEIPTS = `
  select count(*)::int as texts, count(*) filter (where m.state = 'sent')::int as late
    from message as m
   where m.channel = 'sms' and m.provider = $1 and m.handed_over_at >= $2 and m.handed_over_at < $3`;

const ALL = `
  select h.provider, h.channel, h.state, h.share, h.since, h.until, h.code, h.reason,
         h.check_fault as "checkFault", h.checked_by as "checkedBy", h.checked_at as "checkedAt"
    from provider_health as h
   order by h.channel, h.provider`;
