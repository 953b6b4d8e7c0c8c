import { Injectable } from '@nestjs/common';
import type { NoticeId } from '../../kernel/ids.js';
import { unsafeAddress } from './unsafe-address.sql.js';
import { Database, type Tx } from '../../platform/database/transactions.js';

/** A dispatch whose ledger is not wholly written. */
export interface UnwrittenDispatch {
  readonly noticeId: NoticeId;
  readonly writtenUntil: number;
}

export interface WrittenSlice {
  readonly until: number;
  readonly members: number;
  readonly messages: number;
  readonly barred: number;
}

/** Writes rows of the ledger out of the frozen audience: for each member his row, for each address one message. */
@Injectable()
export class LedgerWriterRepository {
  constructor(private readonly db: Database) {}

  /** Oldest first. */
  unwritten(): Promise<readonly UnwrittenDispatch[]> {
    return this.db.query<UnwrittenDispatch>(UNWRITTEN, []);
  }

  /**
   * Writes the members at positions [from, from + size), and the rest of the last one's household, and moves `written_until` on, in one
   * statement: either both or neither.
   *
   * @param ifThere  Some rows may be there already. Without it such a row is an error (`isThereAlready`), and nothing is written; looking for
   *   each of a million rows that is not there took a fifth of the writer's processor time.
   * @returns null where there was nothing to do: another has written it, or the dispatch was cancelled.
   */
  async writeSlice(tx: Tx, notice: NoticeId, from: number, size: number, ifThere: boolean): Promise<WrittenSlice | null> {
    const [slice] = await tx.query<WrittenSlice & { until: number | null }>(ifThere ? WRITE_SLICE_AGAIN : WRITE_SLICE, [notice, size, from]);
    return slice && slice.until !== null ? slice : null;
  }

  /** Dispatches whose ledger is written and was not looked over for `seconds`. */
  async toVerify(seconds: number): Promise<readonly NoticeId[]> {
    return (await this.db.query<{ noticeId: NoticeId }>(TO_VERIFY, [seconds])).map(({ noticeId }) => noticeId);
  }

  /** Writes the row of whoever has none though the ledger counts as written. @returns how many had none. */
  async writeMissing(tx: Tx, notice: NoticeId): Promise<number> {
    const [missing] = await tx.query<{ missing: number }>(COUNT_MISSING, [notice]);
    if (missing && missing.missing > 0) await tx.query(WRITE_MISSING, [notice]);
    await tx.query(VERIFIED, [notice]);
    return missing?.missing ?? 0;
  }
}

const UNWRITTEN = `
  select d.notice_id as "noticeId", d.written_until as "writtenUntil"
    from dispatch as d
   where d.state in ('running','paused') and not d.ledger_written
   order by d.changed_at, d.notice_id`;

const TO_VERIFY = `
  select d.notice_id as "noticeId"
    from dispatch as d
   where d.state in ('running','paused') and d.ledger_written
     and (d.verified_at is null or d.verified_at < now() - $1 * interval '1 second')`;

/** A member has one row and only members have one, so as many rows as members are all of them: who is missing is looked for only then. */
const COUNT_MISSING = `
  select case when (select count(*) from notice_member as nm where nm.notice_id = r.notice_id) >= r.members then 0 else (
           select count(*)::int
             from published.audience_member as m
            where m.audience_id = r.audience_id
              and not exists (select from notice_member as nm where nm.notice_id = r.notice_id and nm.customer_id = m.customer_id)
         ) end as missing
    from rollout as r
   where r.notice_id = $1`;

const VERIFIED = `update dispatch set verified_at = now() where notice_id = $1`;

/** Why an address of set `s` is barred, null where it is not or where the policy does not write to it. */
const barOf = (channel: 'email' | 'sms', address: string, changedAt: string): string => `
           case when ${address}_hash is not null and s.channels <> '${channel === 'email' ? 'sms' : 'email'}' then coalesce((
             select x.reason from published.suppression as x
              where x.channel = '${channel}' and x.address_hash = ${address}_hash and (x.scope = 'all' or not s.mandatory)
              order by x.since limit 1), ${unsafeAddress({ channel: `'${channel}'`, address, changedAt }, 's')}) end`;

/**
 * From a set `slice` (members with their wave, and the policy) to rows of the ledger. An address has one message, and a member one row:
 * where some may be there already, `ifThere` says so, and repeating it changes nothing; without it, what is there is an error.
 */
const write = ({ ifThere }: { readonly ifThere: boolean }): string => `
  barred as materialized (   -- what bars each address that the policy allows
    select s.customer_id, s.position, s.draw, s.wave_no, s.planned_at, s.canary, s.channels, s.preferred_channel, s.email, s.email_hash, s.phone, s.phone_hash,
           s.email is not null and s.channels <> 'sms' as has_email, s.phone is not null and s.channels <> 'email' as has_phone,
           ${barOf('email', 's.email', 's.email_changed_at')} as email_barred_by, ${barOf('sms', 's.phone', 's.phone_changed_at')} as sms_barred_by, s.care
      from slice as s
  ),
  open as (                  -- whether each may be written to
    select b.*, b.has_email and b.email_barred_by is null as by_email, b.has_phone and b.sms_barred_by is null as by_sms from barred as b
  ),
  chosen as materialized (   -- the best address that is not barred, or with 'both' each of them
    select o.customer_id, o.draw, o.wave_no, o.planned_at, o.canary, a.channel, a.address, a.address_hash
      from open as o
     cross join lateral (values
             ('email', o.email, o.email_hash, o.by_email and (o.channels <> 'preferred' or o.preferred_channel is distinct from 'sms' or not o.by_sms)),
             ('sms', o.phone, o.phone_hash, o.by_sms and (o.channels <> 'preferred' or o.preferred_channel = 'sms' or not o.by_email))
           ) as a (channel, address, address_hash, taken)
     where a.taken
  ),
  shared as (                -- members with one address get one message: who comes first in the draw stands for all
    select distinct on (c.channel, c.address_hash)
           c.channel, c.address_hash, c.address, c.customer_id, c.draw, c.wave_no, c.planned_at, c.canary
      from chosen as c
     order by c.channel, c.address_hash, c.draw, c.customer_id
  ),
  written as (
    insert into message as m (notice_id, exercise, customer_id, channel, wave_no, address, address_hash, due_at, canary)
    select $1, (select r.exercise from rollout as r where r.notice_id = $1), s.customer_id, s.channel, s.wave_no, s.address, s.address_hash, s.planned_at, s.canary
      from shared as s
     order by s.wave_no, s.draw, s.customer_id
    ${ifThere ? SHARE_MESSAGE : ''}
    returning m.id, m.channel, m.address_hash
  ),
  linked as (                -- which message is whose; by sorting, since nobody can tell the planner how large a slice is
    select x.customer_id, x.channel, max(x.message_id) over (partition by x.channel, x.address_hash) as message_id
      from (select c.customer_id, c.channel, c.address_hash, null::bigint as message_id from chosen as c
            union all
            select null, w.channel, w.address_hash, w.id from written as w) as x
  ),
  outlined as (
    select y.customer_id, max(y.position) as position, max(y.wave_no) as wave_no,
           max(y.message_id) filter (where y.channel = 'email') as email_message_id,
           max(y.message_id) filter (where y.channel = 'sms') as sms_message_id,
           max(y.barred_by) as barred_by
      from (select b.customer_id, b.position, b.wave_no, null as channel, null::bigint as message_id,
                   case when b.preferred_channel = 'sms' then coalesce(b.sms_barred_by, b.email_barred_by, b.care) else coalesce(b.email_barred_by, b.sms_barred_by, b.care) end as barred_by
              from barred as b
            union all
            select l.customer_id, null, null, l.channel, l.message_id, null from linked as l where l.customer_id is not null) as y
     group by y.customer_id
  ),
  membered as (
    insert into notice_member (notice_id, customer_id, position, wave_no, email_message_id, sms_message_id, barred, barred_reason)
    select $1, o.customer_id, o.position, o.wave_no, o.email_message_id, o.sms_message_id,
           case when o.email_message_id is null and o.sms_message_id is null then case when o.barred_by is null then 'unreachable' else 'suppressed' end end,
           case when o.email_message_id is null and o.sms_message_id is null then o.barred_by end
      from outlined as o
     order by o.position
    ${ifThere ? 'on conflict (notice_id, customer_id) do nothing' : ''}
    returning barred
  )`;

/** People at one address; beyond that a slice ends where it ends. */
const LONGEST_HOUSEHOLD = 1_000;

const SHARE_MESSAGE = `
    on conflict (notice_id, channel, address_hash, copy_no)
      do update set wave_no = least(m.wave_no, excluded.wave_no), due_at = least(m.due_at, excluded.due_at), canary = m.canary or excluded.canary`;

/** Waves are slices of a stratum, and a stratum is people who may live in the same hours. */
const WAVE_OF_MEMBER = `left join rollout_zone as z on z.notice_id = $1 and z.zone_set = m.zone_set
      join wave as w on w.notice_id = $1 and w.stratum = coalesce(z.stratum, 0) and m.draw >= w.draw_from and m.draw < w.draw_until`;

const SLICE_COLUMNS = `
    m.customer_id, m.position, m.draw, m.email, m.email_hash, m.phone, m.phone_hash, m.preferred_channel, m.email_changed_at, m.phone_changed_at, w.wave_no, w.planned_at,
    case when m.email is null and m.phone is null then m.reasons ->> 'care' end as care, d.exposed, d.breached_domains`;

/** Whether a member is one of those who go first, of dispatch `d`. */
const CANARY = `coalesce(w.wave_no = d.canary_wave and m.draw < d.canary_until, false) as canary`;

const writeSlice = (options: { readonly ifThere: boolean }): string => `
  with goal as materialized (             -- no household is cut by the end of a slice, as long as its end is near
    select coalesce((select m.position
                       from published.audience_member as m
                      where m.audience_id = r.audience_id and m.draw = m.position
                        and m.position >= $3::int + $2::int and m.position < $3::int + $2::int + ${LONGEST_HOUSEHOLD}
                      order by m.position
                      limit 1),
                    least($3::int + $2::int, r.members)) as until
      from rollout as r
     where r.notice_id = $1
  ),
  advance as (               -- moves on only from where we believe it stands, and only while it may go out
    update dispatch as d
       set written_until = g.until, ledger_written = g.until >= r.members
      from rollout as r, goal as g
     where d.notice_id = $1 and r.notice_id = d.notice_id and d.written_until = $3::int
       and not d.ledger_written and d.state in ('running','paused')
    returning r.audience_id, d.written_until, d.channels, d.mandatory, d.canary_wave, d.canary_until, d.exposed, d.breached_domains
  ),
  slice as materialized (
    select ${SLICE_COLUMNS}, d.channels, d.mandatory, ${CANARY}
      from advance as d
      join published.audience_member as m
        on m.audience_id = d.audience_id and m.position >= $3::int and m.position < (select g.until from goal as g) -- values that the index can use at both ends
      ${WAVE_OF_MEMBER}
  ),
  ${write(options)}
  select (select a.written_until from advance as a) as until,
         (select count(*)::int from membered) as members,
         (select count(*)::int from written) as messages,
         (select count(*)::int from membered as x where x.barred is not null) as barred`;

const WRITE_SLICE = writeSlice({ ifThere: false });
const WRITE_SLICE_AGAIN = writeSlice({ ifThere: true });

const WRITE_MISSING = `
  with slice as materialized (
    select ${SLICE_COLUMNS}, d.channels, d.mandatory, ${CANARY}
      from dispatch as d
      join rollout as r on r.notice_id = d.notice_id
      join published.audience_member as m on m.audience_id = r.audience_id
      ${WAVE_OF_MEMBER}
     where d.notice_id = $1 and d.state in ('running','paused')
       and not exists (select from notice_member as nm where nm.notice_id = $1 and nm.customer_id = m.customer_id)
     order by m.position
     limit 10000
  ),
  ${write({ ifThere: true })}
  select count(*)::int from membered`;
