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

/** Why an address of set `s` is barred, null where it is not or where the policy does not write to it. Of two stops the older one says why. */
const barOf = (channel: 'email' | 'sms', address: string, changedAt: string): string => `
           case when ${address}_hash is not null and s.channels <> '${channel === 'email' ? 'sms' : 'email'}' then coalesce(
             case when ${channel}_optional.since < ${channel}_all.since then ${channel}_optional.reason else coalesce(${channel}_all.reason, ${channel}_optional.reason) end,
             ${unsafeAddress({ channel: `'${channel}'`, address, changedAt }, 's')}) end`;

/**
 * The stops of an address of set `s`: one of each scope at most. A notice that must be given passes those that are a preference; with `offset 0` they are not
 * even looked for then.
 */
const stopsOf = (channel: 'email' | 'sms', hash: string): string => `
      left join published.suppression as ${channel}_all on ${channel}_all.channel = '${channel}' and ${channel}_all.address_hash = ${hash} and ${channel}_all.scope = 'all'
      left join lateral (select x.since, x.reason from published.suppression as x
                          where not s.mandatory and x.channel = '${channel}' and x.address_hash = ${hash} and x.scope = 'optional' offset 0) as ${channel}_optional on true`;

/** From a set `slice` (members with their wave, and the policy) to who is written to by which channel: the best that is not barred, or with 'both' each. */
const CHOSEN = `
  barred as materialized (   -- what bars each address that the policy allows
    select s.customer_id, s.position, s.draw, s.wave_no, s.planned_at, s.canary, s.channels, s.preferred_channel, s.email, s.email_hash, s.phone, s.phone_hash,
           s.email is not null and s.channels <> 'sms' as has_email, s.phone is not null and s.channels <> 'email' as has_phone,
           ${barOf('email', 's.email', 's.email_changed_at')} as email_barred_by, ${barOf('sms', 's.phone', 's.phone_changed_at')} as sms_barred_by, s.care
      from slice as s${stopsOf('email', 's.email_hash')}${stopsOf('sms', 's.phone_hash')}
  ),
  open as (                  -- whether each may be written to
    select b.*, b.has_email and b.email_barred_by is null as by_email, b.has_phone and b.sms_barred_by is null as by_sms,
           case when b.preferred_channel = 'sms' then coalesce(b.sms_barred_by, b.email_barred_by, b.care) else coalesce(b.email_barred_by, b.sms_barred_by, b.care) end as barred_by
      from barred as b
  ),
  chosen as (
    select o.*, o.by_email and (o.channels <> 'preferred' or o.preferred_channel is distinct from 'sms' or not o.by_sms) as to_email,
           o.by_sms and (o.channels <> 'preferred' or o.preferred_channel = 'sms' or not o.by_email) as to_sms
      from open as o
  )`;

/** What stands of a member in the ledger, from a row `l` with the ids of his messages. */
const MEMBER = `
    select $1, l.customer_id, l.position, l.wave_no, l.email_message_id, l.sms_message_id,
           case when l.email_message_id is null and l.sms_message_id is null then case when l.barred_by is null then 'unreachable' else 'suppressed' end end,
           case when l.email_message_id is null and l.sms_message_id is null then l.barred_by end`;
const MEMBER_COLUMNS = 'notice_id, customer_id, position, wave_no, email_message_id, sms_message_id, barred, barred_reason';
const MESSAGE_COLUMNS = 'notice_id, exercise, customer_id, channel, wave_no, address, address_hash, due_at, canary';
const EXERCISE = '(select r.exercise from rollout as r where r.notice_id = $1)';

/**
 * Rows that can't be there already. Each message has its number before it is written, so nobody looks for what was: members who share an address share
 * a draw, and take the lowest number among them, of whoever comes first. Where they do not share a draw an address comes up twice, and that is an error.
 */
const WRITE_NEW = `
  ${CHOSEN},
  numbered as (
    select c.*, case when c.to_email then nextval('message_id_seq') end as email_no, case when c.to_sms then nextval('message_id_seq') end as sms_no from chosen as c
  ),
  linked as materialized (
    select n.*, case when n.to_email then min(n.email_no) over (partition by n.draw, n.email_hash) end as email_message_id,
           case when n.to_sms then min(n.sms_no) over (partition by n.draw, n.phone_hash) end as sms_message_id
      from numbered as n
  ),
  message_of as (
    select l.email_no as id, l.customer_id, 'email' as channel, l.wave_no, l.email as address, l.email_hash as address_hash, l.planned_at, l.canary from linked as l where l.email_no = l.email_message_id
    union all
    select l.sms_no, l.customer_id, 'sms', l.wave_no, l.phone, l.phone_hash, l.planned_at, l.canary from linked as l where l.sms_no = l.sms_message_id
  ),
  written as (
    insert into message (id, ${MESSAGE_COLUMNS}) overriding system value
    select o.id, $1, ${EXERCISE}, o.customer_id, o.channel, o.wave_no, o.address, o.address_hash, o.planned_at, o.canary from message_of as o order by o.wave_no, o.id
  ),
  membered as (
    insert into notice_member (${MEMBER_COLUMNS}) ${MEMBER} from linked as l order by l.position
  ),
  counted as (
    select count(*)::int as members, (count(*) filter (where l.email_no = l.email_message_id) + count(*) filter (where l.sms_no = l.sms_message_id))::int as messages,
           count(*) filter (where l.email_message_id is null and l.sms_message_id is null)::int as barred
      from linked as l
  )`;

/** The same where some rows may be there already, and repeating it changes nothing: a message is found by its address. */
const WRITE_AGAIN = `
  ${CHOSEN},
  addressed as materialized (
    select c.customer_id, c.draw, c.wave_no, c.planned_at, c.canary, 'email' as channel, c.email as address, c.email_hash as address_hash from chosen as c where c.to_email
    union all
    select c.customer_id, c.draw, c.wave_no, c.planned_at, c.canary, 'sms', c.phone, c.phone_hash from chosen as c where c.to_sms
  ),
  shared as (                -- members with one address get one message: who comes first in the draw stands for all
    select distinct on (a.channel, a.address_hash) a.* from addressed as a order by a.channel, a.address_hash, a.draw, a.customer_id
  ),
  written as (
    insert into message as m (${MESSAGE_COLUMNS})
    select $1, ${EXERCISE}, s.customer_id, s.channel, s.wave_no, s.address, s.address_hash, s.planned_at, s.canary from shared as s order by s.wave_no, s.draw, s.customer_id
    on conflict (notice_id, channel, address_hash, copy_no)
      do update set wave_no = least(m.wave_no, excluded.wave_no), due_at = least(m.due_at, excluded.due_at), canary = m.canary or excluded.canary
    returning m.id, m.channel, m.address_hash
  ),
  linked as (
    select c.*, e.id as email_message_id, s.id as sms_message_id
      from chosen as c
      left join written as e on c.to_email and e.channel = 'email' and e.address_hash = c.email_hash
      left join written as s on c.to_sms and s.channel = 'sms' and s.address_hash = c.phone_hash
  ),
  membered as (
    insert into notice_member (${MEMBER_COLUMNS}) ${MEMBER} from linked as l order by l.position
    on conflict (notice_id, customer_id) do nothing
    returning barred
  ),
  counted as (
    select count(*)::int as members, (select count(*)::int from written) as messages, count(m.barred)::int as barred from membered as m
  )`;

/** People at one address; beyond that a slice ends where it ends. */
const LONGEST_HOUSEHOLD = 1_000;

/** Waves are slices of a stratum, and a stratum is people who may live in the same hours. */
const WAVE_OF_MEMBER = `left join rollout_zone as z on z.notice_id = $1 and z.zone_set = m.zone_set
      join wave as w on w.notice_id = $1 and w.stratum = coalesce(z.stratum, 0) and m.draw >= w.draw_from and m.draw < w.draw_until`;

const SLICE_COLUMNS = `
    m.customer_id, m.position, m.draw, m.email, m.email_hash, m.phone, m.phone_hash, m.preferred_channel, m.email_changed_at, m.phone_changed_at, w.wave_no, w.planned_at,
    case when m.email is null and m.phone is null then m.reasons ->> 'care' end as care, d.exposed, d.breached_domains`;

/** Whether a member is one of those who go first, of dispatch `d`. */
const CANARY = `coalesce(w.wave_no = d.canary_wave and m.draw < d.canary_until, false) as canary`;

const writeSlice = (write: string): string => `
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
     order by m.position     -- in which messages are numbered
  ),
  ${write}
  select (select a.written_until from advance as a) as until, c.members, c.messages, c.barred from counted as c`;

const WRITE_SLICE = writeSlice(WRITE_NEW);
const WRITE_SLICE_AGAIN = writeSlice(WRITE_AGAIN);

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
  ${WRITE_AGAIN}
  select c.members from counted as c`;
