import { Injectable } from '@nestjs/common';
import type { CustomerId, MessageId, NoticeId } from '../../kernel/ids.js';
import { Database } from '../../platform/database/transactions.js';
import type { Outcome } from '../contract.js';
import { type MemberPlace, startOf, type Way, waysTo } from '../model/member-place.js';
import type { MemberRow } from './ledger.repository.js';

/** `next`: where the page after this one begins; null where there is none. */
export interface MemberPage {
  readonly rows: readonly MemberRow[];
  readonly next: MemberPlace | null;
}

interface Found {
  readonly customerId: CustomerId;
  readonly position: number;
}

/** A member on one of the ways, and where on it: the next page may begin behind any of them. */
export interface PlacedMember {
  readonly customerId: CustomerId;
  readonly place: MemberPlace;
}

/** What is found on one way, and how far was looked; null: to its end. */
interface Stretch {
  readonly found: readonly PlacedMember[];
  readonly until: MemberPlace | null;
}

/** So many messages are looked at for one page: where each of them gives way to one on the other channel, a page is short, and the next goes on. */
const MOST_LOOKED_AT = 5_000;
const LAST_POSITION = 999_999_999;

/** Members of a notice with what became of each, page by page; none takes longer the more members there are. */
@Injectable()
export class MemberPageRepository {
  constructor(private readonly db: Database) {}

  /** Everybody, by position. */
  async ofAll(notice: NoticeId, after: number, limit: number): Promise<MemberPage> {
    const found = await this.db.query<Found>(OF_ALL, [notice, after, limit]);
    const last = found.at(-1);
    return { rows: await this.rows(notice, null, found.map(({ customerId }) => customerId)), next: last && found.length === limit ? { way: 'all', position: last.position } : null };
  }

  /**
   * Those of one outcome, way after way, each in its own order: by message, else by position. What moves on meanwhile is left out.
   *
   * @returns at most `limit`, and fewer than there are where nothing more was found among the messages looked at: then `next` is not null.
   */
  async ofOutcome(notice: NoticeId, outcome: Outcome, after: MemberPlace, limit: number): Promise<MemberPage> {
    const { found, next } = await this.placesOf(notice, outcome, after, limit);
    return { rows: await this.rows(notice, outcome, found.map(({ customerId }) => customerId)), next };
  }

  /** The same without what is known of them. */
  async placesOf(notice: NoticeId, outcome: Outcome, after: MemberPlace, limit: number): Promise<{ readonly found: readonly PlacedMember[]; readonly next: MemberPlace | null }> {
    const found: PlacedMember[] = [];
    const ways = waysTo(outcome);
    let next: MemberPlace | null = after;
    while (next !== null && found.length < limit) {
      const place: MemberPlace = next;
      const stretch = await this.stretch(notice, outcome, place, limit - found.length);
      found.push(...stretch.found);
      const further: Way | undefined = ways[ways.findIndex((way) => way === place.way) + 1];
      next = stretch.until ?? (further === undefined ? null : startOf(further));
      if (stretch.until !== null) break;
    }
    return { found, next };
  }

  private async stretch(notice: NoticeId, outcome: Outcome, after: MemberPlace, limit: number): Promise<Stretch> {
    if (after.way === 'message') return this.byMessage(notice, outcome, after, limit);
    const found = await this.db.query<Found>(after.way === 'barred' ? OF_BARRED : OF_UNWRITTEN, [notice, outcome, after.position, limit]);
    const placed = found.map(({ customerId, position }): PlacedMember => ({ customerId, place: { ...after, position } }));
    return { found: placed, until: found.length === limit ? placed.at(-1)!.place : null };
  }

  private async byMessage(notice: NoticeId, outcome: Outcome, after: MemberPlace & { way: 'message' }, limit: number): Promise<Stretch> {
    const found = await this.db.query<Found & { id: MessageId }>(OF_MESSAGES, [notice, outcome, after.id, after.position, limit, MOST_LOOKED_AT]);
    const placed = found.map(({ customerId, id, position }): PlacedMember => ({ customerId, place: { way: 'message', id, position } }));
    if (found.length === limit) return { found: placed, until: placed.at(-1)!.place };
    const [looked] = await this.db.query<{ messages: number; last: MessageId }>(LOOKED_AT, [notice, outcome, after.id, MOST_LOOKED_AT]);
    return { found: placed, until: looked!.messages === MOST_LOOKED_AT ? { way: 'message', id: looked!.last, position: LAST_POSITION } : null };
  }

  private async rows(notice: NoticeId, outcome: Outcome | null, customers: readonly CustomerId[]): Promise<MemberRow[]> {
    return customers.length === 0 ? [] : this.db.query<MemberRow>(ROWS, [notice, customers, outcome]);
  }
}

const AUDIENCE = `(select r.audience_id from rollout as r where r.notice_id = $1)`;

/** Along the index of positions, which needs the audience as a value and not as a join: through the view alone, a page of a million took seven seconds. */
const OF_ALL = `
  select m.customer_id as "customerId", m.position
    from published.audience_member as m
   where m.audience_id = ${AUDIENCE} and m.position > $2
   order by m.position
   limit $3`;

const CANDIDATES = (after: string, most: string): string => `
  select m.id, m.channel from message as m where m.notice_id = $1 and m.state = $2 and m.id >= ${after}::bigint order by m.id limit ${most}`;

/** A member is found by the message that gives him his outcome: of two alike, by the e-mail. */
const OF_MESSAGES = `
  select x.customer_id as "customerId", x.position, c.id
    from (${CANDIDATES('$3', '$6')}) as c
   cross join lateral (
           select nm.customer_id, nm.position
             from notice_member as nm
             left join message as s on s.id = nm.sms_message_id
            where c.channel = 'email' and nm.email_message_id = c.id and outcome_of(nm.barred, $2, s.state) = $2
           union all
           select nm.customer_id, nm.position
             from notice_member as nm
             left join message as e on e.id = nm.email_message_id
            where c.channel = 'sms' and nm.sms_message_id = c.id and outcome_of(nm.barred, e.state, $2) = $2 and e.state is distinct from $2
         ) as x
   where (c.id, x.position) > ($3::bigint, $4::int)
   order by c.id, x.position
   limit $5`;

const LOOKED_AT = `
  select count(*)::int as messages, max(c.id) as last from (${CANDIDATES('$3', '$4')}) as c`;

const OF_BARRED = `
  select nm.customer_id as "customerId", nm.position
    from notice_member as nm
   where nm.notice_id = $1 and nm.barred = $2 and nm.position > $3
   order by nm.position
   limit $4`;

/** Those without a row as long as the ledger is not written. */
const OF_UNWRITTEN = `
  select m.customer_id as "customerId", m.position
    from published.audience_member as m
   where m.audience_id = ${AUDIENCE}
     and m.position > greatest($3::int, (select d.written_until - 1 from dispatch as d where d.notice_id = $1))
     and (select not d.ledger_written and $2 = case when d.state = 'cancelled' then 'cancelled' else 'pending' end from dispatch as d where d.notice_id = $1)
     and (select true from notice_member as nm where nm.notice_id = $1 and nm.customer_id = m.customer_id limit 1) is null -- one by one
   order by m.position
   limit $4`;

/** The message that gave the member his outcome comes first; of two alike the e-mail. */
const ROWS = `
  select o.customer_id as "customerId", a.reference, o.position, o.wave_no as "waveNo", o.outcome,
         coalesce(o.barred_reason, case x.state when 'suppressed' then x.reason else x.code end) as code, x.reason,
         o.email_message_id as "emailMessageId", o.sms_message_id as "smsMessageId", o.told_at as "toldAt",
         (select f.number from postal_item as i join postal_file as f on f.id = i.file_id where i.notice_id = o.notice_id and i.customer_id = o.customer_id) as "postalFile"
    from unnest($2::bigint[]) with ordinality as p (customer_id, no)
   cross join lateral (select v.* from published.member_outcome as v where v.notice_id = $1 and v.customer_id = p.customer_id offset 0) as o -- one by one
   cross join lateral (
           select m.reference from published.audience_member as m where m.audience_id = ${AUDIENCE} and m.customer_id = p.customer_id offset 0
         ) as a
    left join lateral (
           select m.state, m.code, m.reason
             from message as m
            where m.id in (o.email_message_id, o.sms_message_id) and m.state = o.outcome
            order by m.channel
            limit 1
         ) as x on true
   where $3::text is null or o.outcome = $3
   order by p.no`;
