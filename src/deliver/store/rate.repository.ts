import { Injectable } from '@nestjs/common';
import { Database, Transactions } from '../../platform/database/transactions.js';

/** A bucket as a caller knows it. `perSecond`: tokens that may flow in now, > 0 and at most its nominal rate. */
export interface Bucket {
  readonly name: string;
  readonly perSecond: number;
  /** Opened by the one who was throttled, and by nobody who pays. */
  readonly temporary?: true;
}

/** Tokens handed out, and real milliseconds until there is another where there were none. */
export interface Grant {
  readonly tokens: number;
  readonly waitMs: number;
}

/** What one message takes: from the account always, from its sender and its mailbox domain where they have buckets. */
export interface Cost {
  readonly cost: number;
  readonly sender: string | null;
  readonly domain: string | null;
}

/** Whether a message is paid in every bucket; if not, the first that lacks, and real milliseconds until it may have enough. */
export type Payment = { readonly paid: true } | { readonly paid: false; readonly lacking: string; readonly waitMs: number };

/** A limit as people see it. Rates are tokens a second. */
export interface LimitRow {
  readonly bucket: string;
  /** As configured; of a mailbox domain without a limit of its own, what it was getting when it asked for less. */
  readonly nominal: number;
  readonly configured: boolean;
  readonly now: number;
  readonly limitedAt: Date | null;
  readonly reason: string | null;
}

/**
 * Token buckets that all instances share. A bucket never holds more than its burst (50 ms of its rate, at least one token), so a
 * pause is not made up for. Each call is one statement, and so a transaction of its own: no lock outlives a round trip, and a
 * process that freezes holds up nobody.
 */
@Injectable()
export class RateRepository {
  constructor(
    private readonly transactions: Transactions,
    private readonly db: Database,
  ) {}

  /** @param perSecond  The nominal rate, as configured; a later one takes its place. */
  async open(bucket: string, perSecond: number): Promise<void> {
    await this.query(OPEN, [bucket, perSecond]);
  }

  /** Takes up to `want` whole tokens from one bucket. @throws Error where it was never opened. */
  async take({ name, perSecond }: Bucket, want: number): Promise<Grant> {
    const [row] = await this.query<{ granted: number; tokens: number; rate: number }>(TAKE, [name, perSecond, want]);
    if (!row) throw new BucketMissing(name);
    return { tokens: row.granted, waitMs: row.granted > 0 ? 0 : Math.max(1, ((1 - row.tokens) / row.rate) * 1_000) };
  }

  /**
   * Pays for each message in all of its buckets or in none, in the order given; one that lacks holds up none of the others. A cost
   * beyond what a bucket can hold is paid once it is full, and the bucket owes the rest.
   *
   * @param account  The bucket that every message pays.
   * @param narrow  The buckets that `costs` name.
   * @throws Error where a bucket was never opened.
   */
  async pay(account: Bucket, narrow: readonly Bucket[], costs: readonly Cost[]): Promise<readonly Payment[]> {
    const buckets = [account, ...narrow];
    const rows = await this.query<{ paid: boolean; lacking: string | null; waitMs: number | null; held: number }>(PAY, [
      buckets.map(({ name }) => name), buckets.map(({ perSecond }) => perSecond), account.name,
      costs.map(({ cost }) => cost), costs.map(({ sender }) => sender), costs.map(({ domain }) => domain),
    ]);
    if (rows.length < costs.length || rows.some(({ held }) => held < buckets.length)) throw new BucketMissing(buckets.map(({ name }) => name).join(', '));
    return rows.map(({ paid, lacking, waitMs }): Payment => (paid ? { paid } : { paid, lacking: lacking ?? account.name, waitMs: Math.max(1, waitMs ?? 1) }));
  }

  /**
   * The provider asks for less: half of what flows in now, at least one token a second. It climbs by a twentieth of the nominal rate
   * for each ten seconds without another call. What was under way when it was halved says nothing new: once a second at most.
   *
   * @returns the new rate; null where it was halved just now.
   */
  async throttle(bucket: string, reason: string): Promise<number | null> {
    return (await this.query<{ limited: number }>(THROTTLE, [bucket, reason]))[0]?.limited ?? null;
  }

  /**
   * A mailbox domain without a limit of its own asks for less. Its bucket opens at half of what it was getting, two a second at least, and is
   * like any other from there on; once it has climbed back it is closed, and no worker pays there any more.
   *
   * @param ownPerSecond  What this owner's process has sent there of late; the others' part is taken to be like their part of all that was sent.
   * @returns as `throttle`.
   */
  async throttleDomain(bucket: string, ownPerSecond: number, owner: string, reason: string): Promise<number | null> {
    return (await this.query<{ limited: number }>(THROTTLE_DOMAIN, [bucket, ownPerSecond, owner, reason]))[0]?.limited ?? null;
  }

  /** Buckets of mailbox domains that are open for a time, with what flows in now. */
  throttledDomains(): Promise<readonly { readonly bucket: string; readonly now: number }[]> {
    return this.query(THROTTLED_DOMAINS);
  }

  /** Every bucket that a worker has opened, but for the temporary ones that are closed. For pages, which have connections open: a kept plan's would first have to be opened in a process that sends nothing. */
  limits(): Promise<LimitRow[]> {
    return this.db.query<LimitRow>(LIMITS);
  }

  private query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return this.transactions.single((tx) => tx.query<Row>(sql, parameters));
  }
}

/** A bucket that is not in the database, or no longer: open it and ask again. */
export class BucketMissing extends Error {
  override readonly name = 'BucketMissing';
  constructor(buckets: string) {
    super(`Not every one of these rate buckets is open: ${buckets}.`);
  }
}

/** Additive increase after a multiplicative decrease, worked out when it is asked for: no timer, and the same on every instance. */
const CLIMBED = `g.limited + 0.05 * g.nominal * floor(extract(epoch from now() - g.limited_at) / 10)`;
const rateUpTo = (ceiling: string): string => `least(${ceiling}, coalesce(${CLIMBED}, ${ceiling}))`;
const burstOf = (rate: string): string => `greatest(1, 0.05 * ${rate})`;
/** What is in the bucket by now; the statement's own time, since several readings of a running clock would not agree. */
const filled = (rate: string): string => `least(${burstOf(rate)}, g.tokens + ${rate} * extract(epoch from greatest(now() - g.refilled_at, interval '0')))`;

const OPEN = `
  insert into rate_grant as g (bucket, tokens, nominal) values ($1, 0, $2)
  on conflict (bucket) do update set nominal = excluded.nominal, temporary = false where g.nominal is distinct from excluded.nominal or g.temporary`;

const TAKE_RATE = rateUpTo('$2::float8');
const TAKE = `
  update rate_grant as g
     set tokens = ${filled(TAKE_RATE)} - least($3::float8, greatest(0, floor(${filled(TAKE_RATE)}))),
         granted = least($3::float8, greatest(0, floor(${filled(TAKE_RATE)})))::int,
         refilled_at = greatest(g.refilled_at, now())
   where g.bucket = $1
  returning g.granted, g.tokens, ${TAKE_RATE} as rate`;

/** One message and one bucket: is there enough for it, after those before it that pay here too? */
const pays = (bucket: string, counted: string): string =>
  `coalesce(sum(x.cost) filter (where ${counted}) over here - x.cost + least(x.cost, ${bucket}.burst) <= ${bucket}.tokens, false)`;
const waitFor = (bucket: string): string => `(least(x.cost, ${bucket}.burst) - ${bucket}.tokens + coalesce(${bucket}_spent.cost, 0)) / ${bucket}.rate * 1000`;

const PAY = `
  with asked as (
    select a.bucket, a.per_second from unnest($1::text[], $2::float8[]) as a (bucket, per_second)
  ),
  held as materialized (     -- locked in one order, so that two slices never wait for each other
    select g.bucket, g.tokens, g.refilled_at, ${rateUpTo('a.per_second')} as rate
      from rate_grant as g
      join asked as a on a.bucket = g.bucket
     order by g.bucket
       for update of g
  ),
  bucket as (
    select g.bucket, g.rate, ${burstOf('g.rate')} as burst, ${filled('g.rate')} as tokens from held as g
  ),
  item as (
    select i.no, i.cost, i.sender, i.domain
      from unnest($4::int[], $5::text[], $6::text[]) with ordinality as i (cost, sender, domain, no)
  ),
  at_domain as (             -- from the narrowest to the widest: who lacks here takes nothing from the others there
    select x.*, x.domain is null or ${pays('d', 'true')} as pays_domain
      from item as x
      left join bucket as d on d.bucket = x.domain
    window here as (partition by x.domain order by x.no)
  ),
  at_sender as (
    select x.*, x.pays_domain and (x.sender is null or ${pays('s', 'x.pays_domain')}) as pays_sender
      from at_domain as x
      left join bucket as s on s.bucket = x.sender
    window here as (partition by x.sender order by x.no)
  ),
  judged as (
    select x.*, x.pays_sender and ${pays('a', 'x.pays_sender')} as paid
      from at_sender as x
      join bucket as a on a.bucket = $3
    window here as (order by x.no)
  ),
  spent as (
    select p.bucket, sum(p.cost) as cost
      from (select $3 as bucket, j.cost from judged as j where j.paid
            union all select j.sender, j.cost from judged as j where j.paid and j.sender is not null
            union all select j.domain, j.cost from judged as j where j.paid and j.domain is not null) as p
     group by p.bucket
  ),
  kept as (
    update rate_grant as g
       set tokens = b.tokens - coalesce(s.cost, 0), refilled_at = greatest(g.refilled_at, now())
      from bucket as b
      left join spent as s on s.bucket = b.bucket
     where g.bucket = b.bucket
  )
  select x.paid,
         case when x.paid then null when not x.pays_domain then x.domain when not x.pays_sender then x.sender else $3 end as lacking,
         case when x.paid then null when not x.pays_domain then ${waitFor('d')} when not x.pays_sender then ${waitFor('s')} else ${waitFor('a')} end::float8 as "waitMs",
         (select count(*)::int from bucket) as held
    from judged as x
    left join bucket as a on a.bucket = $3
    left join spent as a_spent on a_spent.bucket = $3
    left join bucket as s on s.bucket = x.sender
    left join spent as s_spent on s_spent.bucket = x.sender
    left join bucket as d on d.bucket = x.domain
    left join spent as d_spent on d_spent.bucket = x.domain
   order by x.no`;

const THROTTLE = `
  update rate_grant as g
     set limited = greatest(1, 0.5 * ${rateUpTo('g.nominal')}), limited_at = now(), limited_reason = $2
   where g.bucket = $1 and g.nominal is not null and (g.limited_at is null or g.limited_at < now() - interval '1 second')
  returning g.limited`;

/** A temporary bucket is closed once it has climbed to what the domain was getting. */
const CLOSED = `(g.temporary and ${CLIMBED} >= g.nominal)`;

/** One that is closed opens anew, at what the domain gets now; one that was closed a day ago is forgotten. Who has a limit as configured by now keeps that. */
const THROTTLE_DOMAIN = `
  with forgotten as (
    delete from rate_grant as g where g.bucket <> $1 and ${CLOSED} and g.limited_at < now() - interval '1 day'
  ),
  share as (
    select greatest(1, coalesce(sum(t.tried)::float8 / nullif(sum(t.tried) filter (where t.owner = $3), 0), 1)) as of_own
      from send_tally as t
     where t.channel = 'email' and t.slot > now() - interval '30 seconds'
  )
  insert into rate_grant as g (bucket, tokens, nominal, limited, limited_at, limited_reason, temporary)
  select $1, 0, n.nominal, 0.5 * n.nominal, now(), $4, true
    from share as s
   cross join lateral (select greatest(2, $2::float8 * s.of_own) as nominal) as n
  on conflict (bucket) do update
     set limited = case when ${CLOSED} then excluded.limited else greatest(1, 0.5 * ${rateUpTo('g.nominal')}) end,
         nominal = case when ${CLOSED} then excluded.nominal else g.nominal end,
         limited_at = now(), limited_reason = excluded.limited_reason
   where g.limited_at is null or g.limited_at < now() - interval '1 second'
  returning g.limited`;

const THROTTLED_DOMAINS = `
  select g.bucket, ${rateUpTo('g.nominal')} as now from rate_grant as g where g.temporary and not ${CLOSED} order by g.bucket`;

const LIMITS = `
  select g.bucket, g.nominal, not g.temporary as configured, ${rateUpTo('g.nominal')} as now, g.limited_at as "limitedAt",
         case when ${rateUpTo('g.nominal')} < g.nominal then g.limited_reason end as reason
    from rate_grant as g
   where g.nominal is not null and not ${CLOSED}
   order by g.bucket`;
