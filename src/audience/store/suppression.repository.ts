import { Injectable } from '@nestjs/common';
import { type Sight } from '../../kernel/actor.js';
import { NAMED_ACTORS } from '../../platform/audit/audit.js';
import { customerInSight, sharedBeyond } from '../../platform/auth/in-sight.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import { type Channel, type SuppressionReason, type SuppressionScope } from '../contract.js';

export interface NewSuppression {
  readonly channel: Channel;
  readonly addressHash: string;
  readonly reason: SuppressionReason;
  readonly source: string;
  readonly since: Date;
  /** Default: all. */
  readonly scope?: SuppressionScope;
  /** When it ends by itself; absent is never. */
  readonly until?: Date | null;
}

export interface Suppression extends NewSuppression {
  readonly id: string;
  readonly scope: SuppressionScope;
  readonly until: Date | null;
  /** Of the person or key that is the source; null where the service heard it by itself. */
  readonly sourceName: string | null;
  readonly liftedAt: Date | null;
  readonly liftedBy: string | null;
  readonly liftedByName: string | null;
  readonly liftReason: string | null;
  /** References of up to five customers who have the address now, of those who may be seen. */
  readonly customers: readonly string[];
}

/** What is null narrows nothing. */
export interface SuppressionFilter {
  readonly active: boolean | null;
  readonly channel: Channel | null;
  readonly reason: SuppressionReason | null;
  readonly scope: SuppressionScope | null;
  /** In force from then on, or later. */
  readonly since: Date | null;
  readonly addressHash: string | null;
}

@Injectable()
export class SuppressionRepository {
  constructor(private readonly db: Database) {}

  /** @returns Ids of those that are new; an address that is suppressed stays as it was. */
  async insert(tx: Tx, suppressions: readonly NewSuppression[]): Promise<readonly string[]> {
    const columns = [
      suppressions.map((one) => one.channel), suppressions.map((one) => one.addressHash), suppressions.map((one) => one.reason),
      suppressions.map((one) => one.source), suppressions.map((one) => one.since), suppressions.map(scopeOf), suppressions.map((one) => one.until ?? null),
    ];
    return (await tx.query<{ id: string }>(INSERT, columns)).map((row) => row.id);
  }

  /** @returns How many were lifted. */
  async lift(tx: Tx, channel: Channel, addressHash: string, reason: SuppressionReason, lifted: { readonly at: Date; readonly by: string; readonly why: string }): Promise<number> {
    return (await tx.query(LIFT_BY_ADDRESS, [channel, addressHash, reason, lifted.at, lifted.by, lifted.why])).length;
  }

  /** Those of these mailboxes that are suppressed for soft bounces. */
  async resting(tx: Tx, addressHashes: readonly string[]): Promise<readonly string[]> {
    return (await tx.query<{ addressHash: string }>(RESTING, [[...addressHashes]])).map(({ addressHash }) => addressHash);
  }

  /** @returns Ids of those whose time was over. */
  async liftEnded(tx: Tx, now: Date): Promise<readonly string[]> {
    return (await tx.query<{ id: string }>(LIFT_ENDED, [now])).map(({ id }) => id);
  }

  /** @returns False where there is no active suppression with this id. */
  async liftOne(tx: Tx, id: string, lifted: { readonly at: Date; readonly by: string; readonly why: string }): Promise<boolean> {
    return (await tx.query(LIFT_ONE, [id, lifted.at, lifted.by, lifted.why])).length === 1;
  }

  /** Newest first, of addresses that somebody in sight has. @param before  Only those with a lower id. */
  list(filter: SuppressionFilter, limit: number, before: string | null, { brands, unseen }: Sight): Promise<readonly Suppression[]> {
    const { active, channel, reason, scope, since, addressHash } = filter;
    return this.db.query<Suppression>(LIST, [brands, unseen, active, channel, addressHash, limit, before, reason, scope, since]);
  }

  /** @returns null also where nobody in sight has the address. */
  async find(id: string, { brands, unseen }: Sight): Promise<Suppression | null> {
    const [row] = await this.db.query<Suppression>(FIND, [brands, unseen, id]);
    return row ?? null;
  }

  /** Who has the address of a suppression: somebody in sight, and somebody beyond, to whom a stop or its end would be another brand's. @returns null where there is none in sight. */
  async heldBy(tx: Tx, id: string, { brands, unseen }: Sight): Promise<{ readonly beyond: boolean } | null> {
    const [row] = await tx.query<{ beyond: boolean }>(HELD_BY, [brands, unseen, id]);
    return row ?? null;
  }

  /** Whether a customer in sight has the address now. */
  async isKnown(channel: Channel, addressHash: string, { brands, unseen }: Sight): Promise<boolean> {
    const [row] = await this.db.query<{ known: boolean }>(IS_KNOWN, [brands, unseen, channel, addressHash]);
    return row!.known;
  }
}

/** A complaint stops what may be left out; a notice that must be given goes out all the same. */
const scopeOf = ({ scope, reason }: NewSuppression): SuppressionScope => scope ?? (reason === 'complaint' ? 'optional' : 'all');

/** One that ends by itself gives way to one that does not. */
const INSERT = `
  insert into suppression as x (channel, address_hash, reason, source, since, scope, until)
  select distinct on (s.channel, s.address_hash, s.scope) s.channel, s.address_hash, s.reason, s.source, s.since, s.scope, s.until
    from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::timestamptz[]) as s (channel, address_hash, reason, source, since, scope, until)
   order by s.channel, s.address_hash, s.scope, s.until is not null, s.since
  on conflict (channel, address_hash, scope) where lifted_at is null
    do update set reason = excluded.reason, source = excluded.source, since = excluded.since, until = null where x.until is not null and excluded.until is null
  returning id`;

const LIFT_BY_ADDRESS = `
  update suppression set lifted_at = $4, lifted_by = $5, lift_reason = $6
   where channel = $1 and address_hash = $2 and reason = $3 and lifted_at is null
  returning id`;

const LIFT_ONE = `update suppression set lifted_at = $2, lifted_by = $3, lift_reason = $4 where id = $1 and lifted_at is null returning id`;

const RESTING = `
  select s.address_hash as "addressHash" from suppression as s
   where s.channel = 'email' and s.address_hash = any ($1::text[]) and s.reason = 'soft-bounce' and s.lifted_at is null`;

const LIFT_ENDED = `
  update suppression set lifted_at = $1, lifted_by = 'system:audience.suppressions', lift_reason = 'its time is over'
   where until <= $1 and lifted_at is null
  returning id`;

/** Whether the customer `c` has the address of the suppression `s` now. */
const HAS = `((s.channel = 'email' and c.email_hash = s.address_hash) or (s.channel = 'sms' and c.phone_hash = s.address_hash))`;
/** Somebody in sight has the address. `$1` and `$2` are the sight in all that follows. */
const IN_SIGHT = `($1::text[] is null or exists (select from customer as c where ${HAS} and ${customerInSight('c.id', 1)}))`;
/** So has somebody of a brand that may not be seen. */
const BEYOND = `($1::text[] is not null and exists (select from customer as c where ${HAS} and (${sharedBeyond('c.id', 1)} or not ${customerInSight('c.id', 1)})))`;

/** Of the suppressions in `page`. Why somebody lifted one is his words about a person: not shown where that may be another brand's. */
const SHOWN = `
  select s.id, s.channel, s.address_hash as "addressHash", s.scope, s.reason, s.source, source.name as "sourceName", s.since, s.until,
         s.lifted_at as "liftedAt", s.lifted_by as "liftedBy", lifter.name as "liftedByName", case when not ${BEYOND} then s.lift_reason end as "liftReason",
         array(select c.reference from customer as c
                where ${HAS} and ${customerInSight('c.id', 1)}
                order by c.id limit 5) as customers
    from page as s
    left join ${NAMED_ACTORS} as source on source.word = s.source
    left join ${NAMED_ACTORS} as lifter on lifter.word = s.lifted_by
   order by s.id desc`;

const LIST = `
  with page as materialized (
    select s.*
      from suppression as s
     where ($3::boolean is null or $3 = (s.lifted_at is null)) and ($4::text is null or s.channel = $4) and ($5::text is null or s.address_hash = $5) and ($7::bigint is null or s.id < $7)
       and ($8::text is null or s.reason = $8) and ($9::text is null or s.scope = $9) and ($10::timestamptz is null or s.since >= $10) and ${IN_SIGHT}
     order by s.id desc
     limit $6
  )
  ${SHOWN}`;

const FIND = `
  with page as (select s.* from suppression as s where s.id = $3 and ${IN_SIGHT})
  ${SHOWN}`;

const HELD_BY = `select ${BEYOND} as beyond from suppression as s where s.id = $3 and ${IN_SIGHT}`;

const IS_KNOWN = `select ${IN_SIGHT} as known from (select $3::text as channel, $4::text as address_hash) as s`;
