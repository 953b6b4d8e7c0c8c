import { Injectable } from '@nestjs/common';
import { type Sight } from '../../kernel/actor.js';
import { inSight } from '../../platform/auth/in-sight.js';
import type { Channel } from '../../audience/contract.js';
import type { CustomerId, MessageId, NoticeId } from '../../kernel/ids.js';
import { Database } from '../../platform/database/transactions.js';
import type { MessageState, Outcome } from '../contract.js';
import type { FollowReason } from '../model/ladder.js';

export interface OutcomeCount {
  readonly waveNo: number;
  readonly outcome: Outcome;
  readonly members: number;
}

/** The two sides of the sum, neither of which is made from the other. */
export interface LedgerCount {
  /** Counted from the frozen audience alone. Zero for a notice that has not started. */
  readonly members: number;
  readonly outcomes: readonly OutcomeCount[];
}

export interface MessageCount {
  readonly channel: Channel;
  readonly state: MessageState;
  readonly messages: number;
  /** How many of them were written since the channel before failed. */
  readonly following: number;
  /** Texts of which the provider was asked, and had no final word. */
  readonly withoutReceipt: number;
}

/** Why pending messages wait, where it is not for their turn. */
export interface HeldCount {
  readonly reason: string;
  readonly messages: number;
}

/** Members to whom nothing goes, since it changed who is written to for them after the audience was frozen. */
export interface Withheld {
  readonly people: number;
  /** Of them: somebody is known by now who can be written to, under words that are signed for that. */
  readonly reachable: number;
}

/** When the first and the last message left, as `published.hand_over` has it; null while none has. */
export interface HandOver {
  readonly firstAt: Date | null;
  readonly lastAt: Date | null;
  /** The first that went with its wave: later than `firstAt` where some people were written to before all others. */
  readonly wavesFrom: Date | null;
}

export interface WaveTimes {
  readonly waveNo: number;
  readonly stratum: number;
  readonly plannedAt: Date;
  readonly openedAt: Date | null;
  readonly handedOverAt: Date | null;
  readonly lastHandedOverAt: Date | null;
  /** The late group of its stratum. */
  readonly late: boolean;
}

/** People whose waves open at the same times. */
export interface StratumRow {
  readonly stratum: number;
  /** Where they may live; empty where that does not matter. */
  readonly zones: readonly string[];
  /** On whose clock their times are shown. */
  readonly localZone: string;
  readonly members: number;
  /** In their quiet hours now: when these end, as far as something may go out then. */
  readonly quietNow: boolean;
  readonly quietUntil: Date | null;
}

/** A row of the ledger as people of the company look at it. */
export interface MessageRow {
  readonly id: MessageId;
  readonly customerId: CustomerId;
  readonly channel: Channel;
  readonly waveNo: number;
  readonly state: MessageState;
  readonly heldReason: string | null;
  readonly code: string | null;
  readonly reason: string | null;
  readonly attempts: number;
  readonly resentInDoubt: number;
  readonly dueAt: Date;
  readonly retryAt: Date | null;
  readonly handedOverAt: Date | null;
  readonly deliveredAt: Date | null;
  readonly provider: string | null;
  readonly providerId: string | null;
  readonly bodyHash: string | null;
  /** The message to the same person that did not arrive, and why this one came after it; null for a first one. */
  readonly followsId: MessageId | null;
  readonly followsWhy: FollowReason | null;
  readonly address: string;
}

/** A member of a notice with what became of him, without his address. */
export interface MemberRow {
  readonly customerId: CustomerId;
  readonly reference: string;
  /** Place in the random order. */
  readonly position: number;
  readonly waveNo: number;
  readonly outcome: Outcome;
  /** Why no message went out ("stop", "hard-bounce"), else the code of the message that gave the outcome; null where it has none. */
  readonly code: string | null;
  readonly reason: string | null;
  readonly emailMessageId: MessageId | null;
  readonly smsMessageId: MessageId | null;
  readonly toldAt: Date | null;
  /** Number of the file that his letter is in; null where he has none. */
  readonly postalFile: number | null;
}

export interface UnknownRow {
  readonly id: MessageId;
  readonly noticeId: NoticeId;
  readonly customerId: CustomerId;
  readonly channel: Channel;
  readonly begunAt: Date | null;
  readonly attempts: number;
  readonly resentInDoubt: number;
  readonly code: string | null;
  readonly reason: string | null;
  /** True where the machine has given up or may not go on: only a person moves it. */
  readonly waitsForPerson: boolean;
}

/** Which messages in doubt are asked for; null, or absent, narrows nothing. */
export interface DoubtFilter {
  readonly channel?: Channel | null | undefined;
  readonly waitsForPerson?: boolean | null | undefined;
}

/** What proves a message: the hash of the text that left; null before it has left. */
export interface MessageProof {
  readonly channel: Channel;
  readonly state: MessageState;
  readonly bodyHash: string | null;
}

/** Reads of the ledger. */
@Injectable()
export class LedgerRepository {
  constructor(private readonly db: Database) {}

  /** Members and their outcomes as they are at one moment: two questions would see a notice start between them. */
  async count(notice: NoticeId, from: Pick<Database, 'query'> = this.db): Promise<LedgerCount> {
    const rows = await from.query<{ frozen: number } & (OutcomeCount | { waveNo: null })>(COUNT, [notice]);
    return { members: rows[0]!.frozen, outcomes: rows.flatMap(({ frozen: _, ...row }) => (row.waveNo === null ? [] : [row])) };
  }

  /** The first messages of a notice to this customer, one for each channel at most. */
  proofs(notice: NoticeId, customer: CustomerId): Promise<readonly MessageProof[]> {
    return this.db.query<MessageProof>(PROOFS, [notice, customer]);
  }

  messages(notice: NoticeId, from: Pick<Database, 'query'> = this.db): Promise<readonly MessageCount[]> {
    return from.query<MessageCount>(MESSAGES_BY_STATE, [notice]);
  }

  async withheld(notice: NoticeId): Promise<Withheld> {
    return (await this.db.query<Withheld>(WITHHELD, [notice]))[0]!;
  }

  async handOver(notice: NoticeId): Promise<HandOver> {
    return (await this.db.query<HandOver>(HAND_OVER, [notice]))[0] ?? { firstAt: null, lastAt: null, wavesFrom: null };
  }

  waves(notice: NoticeId): Promise<readonly WaveTimes[]> {
    return this.db.query<WaveTimes>(WAVES, [notice]);
  }

  /** Why pending messages wait, where it is not for their turn. */
  held(notice: NoticeId, now: Date, from: Pick<Database, 'query'> = this.db): Promise<readonly HeldCount[]> {
    return from.query<HeldCount>(HELD, [notice, now]);
  }

  strata(notice: NoticeId, now: Date): Promise<readonly StratumRow[]> {
    return this.db.query<StratumRow>(STRATA, [notice, now]);
  }

  /** By customer and channel, at most `limit` after the cursor of the last row. */
  page(notice: NoticeId, after: { customerId: string; channel: string } | null, limit: number, now: Date): Promise<readonly MessageRow[]> {
    return this.db.query<MessageRow>(PAGE_OF_ALL, [notice, now, limit, after?.customerId ?? '0', after?.channel ?? '']);
  }

  /** Those in one state, by their ids. */
  pageOf(notice: NoticeId, state: MessageState, after: string, limit: number, now: Date): Promise<readonly MessageRow[]> {
    return this.db.query<MessageRow>(PAGE_OF_STATE, [notice, now, limit, after, state]);
  }

  unknown(notice: NoticeId, after: string, limit: number, mostResends: number, { channel = null, waitsForPerson = null }: DoubtFilter = {}): Promise<readonly UnknownRow[]> {
    return this.db.query<UnknownRow>(UNKNOWN, [notice, after, limit, mostResends, channel, waitsForPerson]);
  }

  /** Of all notices: notice by notice, and at most `limit` after a row of the page before. */
  everyUnknown(after: { readonly notice: string; readonly id: string } | null, limit: number, mostResends: number, { brands, unseen }: Sight, { channel = null, waitsForPerson = null }: DoubtFilter = {}): Promise<readonly UnknownRow[]> {
    return this.db.query<UnknownRow>(EVERY_UNKNOWN, [after?.notice ?? NO_NOTICE, after?.id ?? '0', limit, mostResends, channel, waitsForPerson, brands, unseen]);
  }

  async told(notice: NoticeId): Promise<readonly CustomerId[]> {
    return (await this.db.query<{ customerId: CustomerId }>(TOLD, [notice])).map(({ customerId }) => customerId);
  }
}

/**
 * Counted by state first, and named afterwards: of a million rows there are some tens of groups. Members who have no row yet come from the frozen
 * audience, which is read only where there are such. Neither side is made to fit the other: what `frozen` counts may differ from the rest.
 */
const COUNT = `
  with frozen as (
    select count(*)::int as members from published.audience_member as m where m.audience_id = (select r.audience_id from rollout as r where r.notice_id = $1)
  ),
  counted as materialized (
    select nm.wave_no, nm.barred, e.state as email, s.state as sms, count(*) as members
      from notice_member as nm
      -- By the key alone: where the tables were not analyzed since they grew, notice and channel look like one row, and each member reads them all.
      left join message as e on e.id = nm.email_message_id
      left join message as s on s.id = nm.sms_message_id
     where nm.notice_id = $1
     group by nm.wave_no, nm.barred, e.state, s.state
  ),
  outcome as (
    select x.wave_no, x.outcome, sum(x.members)::int as members
      from (select c.wave_no, outcome_of(c.barred, c.email, c.sms) as outcome, c.members from counted as c
            union all
            select o.wave_no, o.outcome, count(*)
              from published.member_outcome as o
             where o.notice_id = $1 and not exists (select from notice_member as nm where nm.notice_id = $1 and nm.customer_id = o.customer_id)
               and (select coalesce(sum(c.members), 0) from counted as c) < (select r.members from rollout as r where r.notice_id = $1)
             group by o.wave_no, o.outcome) as x
     group by x.wave_no, x.outcome
  )
  select f.members as frozen, o.wave_no as "waveNo", o.outcome, o.members
    from frozen as f
    left join outcome as o on true
   order by o.wave_no, o.outcome`;

const MESSAGES_BY_STATE = `
  select m.channel, m.state, count(*)::int as messages, count(m.follows_id)::int as following,
         count(*) filter (where m.state = 'sent' and m.receipt_asks > 0)::int as "withoutReceipt"
    from message as m
   where m.notice_id = $1 and m.copy_no = 0
   group by m.channel, m.state
   order by m.channel, m.state`;

/** Few at any time: from them, never from the members. The codes are those of `care-since.sql.ts`. */
const WITHHELD = `
  select count(*)::int as people, count(*) filter (where nm.barred_reason like '%-since' or nm.barred_reason = 'care-over')::int as reachable
    from withheld_member as h
    join notice_member as nm on nm.notice_id = h.notice_id and nm.customer_id = h.customer_id
   where h.notice_id = $1 and nm.barred = 'suppressed' and nm.barred_reason in ('minor','deceased','represented','minor-since','deceased-since','represented-since','care-over')`;

const HAND_OVER = `select h.first_at as "firstAt", h.last_at as "lastAt", h.waves_from as "wavesFrom" from published.hand_over as h where h.notice_id = $1`;

const WAVES = `
  select w.wave_no as "waveNo", w.stratum, w.planned_at as "plannedAt", w.opened_at as "openedAt", w.handed_over_at as "handedOverAt",
         w.last_handed_over_at as "lastHandedOverAt", w.late
    from wave as w
   where w.notice_id = $1
   order by w.wave_no`;

/** When the quiet hours end that a stratum `s` is in at a moment; null where no hour is left before the notice expires. */
const quietUntil = (now: string): string => `(select min(lower(r)) from unnest(s.allowed) as r where lower(r) > ${now}::timestamptz)`;

/** In words, for a reader of stratum `s`: on his clock. Said of what is due and waits for that alone; nothing is written for it. */
const quietWords = (now: string): string =>
  `coalesce('quiet hours where they live, until ' || to_char(${quietUntil(now)} at time zone s.local_zone, 'HH24:MI') || ' (' || s.local_zone || ')',
            'quiet hours where they live, until the notice expires')`;

const isQuiet = (now: string): string => `m.channel = any (d.quiet_channels) and w.opened_at is not null and not s.allowed @> ${now}::timestamptz`;

const HELD = `
  select h.reason, sum(h.messages)::int as messages
    from (select m.held_reason as reason, count(*) as messages
            from message as m
           where m.notice_id = $1 and m.state = 'pending' and m.held_reason is not null
           group by m.held_reason
          union all
          select ${quietWords('$2')}, count(*)
            from dispatch as d
            join wave as w on w.notice_id = d.notice_id
            join rollout_stratum as s on s.notice_id = w.notice_id and s.stratum = w.stratum
            join message as m on m.notice_id = w.notice_id and m.wave_no = w.wave_no
           where d.notice_id = $1 and d.state in ('running','paused') and m.state = 'pending' and m.retry_at is null and m.held_reason is null and ${isQuiet('$2')}
           group by 1) as h
   group by h.reason
   order by messages desc`;

const STRATA = `
  select s.stratum, s.zones, s.local_zone as "localZone", s.members, not s.allowed @> $2::timestamptz as "quietNow",
         case when not s.allowed @> $2::timestamptz then ${quietUntil('$2')} end as "quietUntil"
    from rollout_stratum as s
   where s.notice_id = $1
   order by s.stratum`;

const PROOFS = `
  select m.channel, m.state, m.body_hash as "bodyHash"
    from message as m
   where m.notice_id = $1 and m.customer_id = $2 and m.copy_no = 0
   order by m.channel`;

const PAGE = `
  select m.id, m.customer_id as "customerId", m.channel, m.wave_no as "waveNo", m.state,
         coalesce(m.held_reason, case when m.state = 'pending' and m.retry_at is null and ${isQuiet('$2')} then ${quietWords('$2')} end) as "heldReason", m.code, m.reason,
         m.attempts, m.resent_in_doubt as "resentInDoubt", m.due_at as "dueAt", m.retry_at as "retryAt",
         m.handed_over_at as "handedOverAt", m.delivered_at as "deliveredAt", m.provider, m.provider_id as "providerId",
         m.body_hash as "bodyHash", m.follows_id as "followsId", m.follows_why as "followsWhy", m.address
    from message as m
    join dispatch as d on d.notice_id = m.notice_id
    join wave as w on w.notice_id = m.notice_id and w.wave_no = m.wave_no
    join rollout_stratum as s on s.notice_id = w.notice_id and s.stratum = w.stratum
   where m.notice_id = $1 and m.copy_no = 0`;

const PAGE_OF_ALL = `${PAGE}
     and (m.customer_id, m.channel) > ($4::bigint, $5)
   order by m.customer_id, m.channel
   limit $3`;

/** Along message_by_state: a rare state among a million took seconds by customer. */
const PAGE_OF_STATE = `${PAGE}
     and m.state = $5 and m.id > $4::bigint
   order by m.id
   limit $3`;

const NO_NOTICE = '00000000-0000-0000-0000-000000000000';

/** $4: how often a message is sent again at most before a person decides. */
const WAITS_FOR_PERSON = `
         (m.settled_at is not null or d.state not in ('running','paused')
           or (m.channel = 'email' and (d.unknown_email = 'ask' or m.resent_in_doubt >= $4 or m.code = 'restored')))`;

const DOUBT_ASKED = `($5::text is null or m.channel = $5) and ($6::boolean is null or ${WAITS_FOR_PERSON} = $6)`;

const UNKNOWN_ROW = `
  select m.id, m.notice_id as "noticeId", m.customer_id as "customerId", m.channel, m.begun_at as "begunAt", m.attempts,
         m.resent_in_doubt as "resentInDoubt", m.code, m.reason, ${WAITS_FOR_PERSON} as "waitsForPerson"
    from message as m
    join dispatch as d on d.notice_id = m.notice_id`;

const UNKNOWN = `${UNKNOWN_ROW}
   where m.notice_id = $1 and m.state = 'unknown' and m.id > $2::bigint and ${DOUBT_ASKED}
   order by m.id
   limit $3`;

/** In the order of the index message_unknown: after a restore a million can be in doubt. */
const EVERY_UNKNOWN = `${UNKNOWN_ROW}
   where m.state = 'unknown' and (m.notice_id, m.id) > ($1::uuid, $2::bigint) and ${DOUBT_ASKED} and ${inSight('d.incident_id', 7)}
   order by m.notice_id, m.id
   limit $3`;

const TOLD = `
  select o.customer_id as "customerId"
    from published.member_outcome as o
   where o.notice_id = $1
     and (o.outcome in ('sent','delivered') or exists (select from postal_item as i where i.notice_id = o.notice_id and i.customer_id = o.customer_id)
          or o.customer_id in (       -- asked for again, perhaps to another address: no outcome hangs on a copy
               select q.customer_id from copy_request as q join message as c on c.id = q.message_id where q.notice_id = $1 and c.state in ('sent','delivered')))
   order by o.customer_id`;
