import { Injectable } from '@nestjs/common';
import type { CustomerId, IncidentId, NoticeId } from '../../kernel/ids.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import { ANSWER_MINUTES, CODE_MINUTES, type CodesSent, type Doubts, MOST_QUESTIONS_AN_HOUR, TRIES_A_CODE } from '../model/enquiry.js';

export interface NewEnquiry {
  readonly tokenHash: string;
  readonly sourceHash: string;
  readonly brandId: string;
  /** Sealed. */
  readonly reference: string;
}

export interface WaitingEnquiry {
  readonly id: string;
  readonly brandId: string;
  /** Sealed. */
  readonly reference: string;
  /** Nobody waits for the code any more. */
  readonly late: boolean;
}

export type EnquiryOutcome = 'sent' | 'not-known' | 'no-address' | 'often-enough' | 'too-late';

/** Which incidents are answered for. */
export interface AnsweredFor {
  readonly simulation: boolean;
  /** Incidents that were closed before are not. */
  readonly closedSince: Date;
}

/** The newest notice of an incident that a customer is a member of. */
export interface ConcernedNotice {
  readonly noticeId: NoticeId;
  readonly incidentId: IncidentId;
  readonly checkCode: string;
  readonly kind: string;
  readonly brandId: string;
  readonly approvedAt: Date;
  /** null while the incident is open. */
  readonly closedAt: Date | null;
}

/** Questions of strangers. Everything in it goes by real time. */
@Injectable()
export class EnquiryRepository {
  constructor(private readonly db: Database) {}

  /** One statement, whatever is asked. @returns false where this source has asked too often. */
  async ask({ tokenHash, sourceHash, brandId, reference }: NewEnquiry): Promise<boolean> {
    return (await this.db.query(ASK, [tokenHash, sourceHash, brandId, reference, MOST_QUESTIONS_AN_HOUR])).length > 0;
  }

  /** The oldest that nobody has in hand, held until the transaction ends. */
  async hold(tx: Tx): Promise<WaitingEnquiry | null> {
    const [row] = await tx.query<WaitingEnquiry>(HOLD, [CODE_MINUTES]);
    return row ?? null;
  }

  async answer(tx: Tx, id: string, outcome: EnquiryOutcome, customer: CustomerId | null, codeHash: string | null): Promise<void> {
    await tx.query(ANSWER, [id, outcome, customer, codeHash]);
  }

  /** Two questions about one person at once count one after the other. */
  async holdCustomer(tx: Tx, customer: CustomerId): Promise<CodesSent> {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended('enquiry ' || $1, 0))`, [customer]);
    const [row] = await tx.query<CodesSent>(SENT, [customer]);
    return row!;
  }

  async doubts(tx: Tx, customer: CustomerId, closedSince: Date): Promise<Doubts> {
    const [row] = await tx.query<{ emailChangedAt: Date | null; phoneChangedAt: Date | null; exposures: { from: string; until: string }[] }>(DOUBTS, [customer, closedSince]);
    const { emailChangedAt, phoneChangedAt, exposures } = row!;
    return { emailChangedAt, phoneChangedAt, exposures: exposures.map(({ from, until }) => ({ from: new Date(from), until: new Date(until) })) };
  }

  /** Counts the try in the same statement. @returns the code's hash, where there is one; null where there is nothing to try any more. */
  async tryCode(tx: Tx, tokenHash: string): Promise<{ readonly id: string; readonly codeHash: string | null } | null> {
    const [row] = await tx.query<{ id: string; codeHash: string | null }>(TRY, [tokenHash, TRIES_A_CODE, CODE_MINUTES]);
    return row ?? null;
  }

  async prove(tx: Tx, id: string): Promise<void> {
    await tx.query('update enquiry as e set proved_at = now() where e.id = $1', [id]);
  }

  /** Whose question it was, while its answer may be read. */
  async proved(tokenHash: string): Promise<{ readonly customerId: CustomerId; readonly brandId: string } | null> {
    const [row] = await this.db.query<{ customerId: CustomerId; brandId: string }>(PROVED, [tokenHash, ANSWER_MINUTES]);
    return row ?? null;
  }

  /** What has begun to be told and was not stopped, or has reached him; one for each incident that is answered for, the open ones first. A simulated one concerns nobody for real. */
  concerns(customer: CustomerId, { simulation, closedSince }: AnsweredFor): Promise<readonly ConcernedNotice[]> {
    return this.db.query<ConcernedNotice>(CONCERNS, [customer, simulation, closedSince]);
  }

  /** Whether somebody was told of an incident that is not answered for: who asks does not matter. */
  async leavesOut({ simulation, closedSince }: AnsweredFor): Promise<boolean> {
    return (await this.db.query(LEAVES_OUT, [simulation, closedSince])).length > 0;
  }

  async keepShown(tx: Tx, customer: CustomerId, notices: readonly NoticeId[], at: Date): Promise<void> {
    await tx.query('insert into enquiry_shown (notice_id, customer_id, shown_at) select n, $1, $3 from unnest($2::uuid[]) as n on conflict do nothing', [customer, notices, at]);
  }

  /** @returns how many are forgotten. */
  async forget(tx: Tx): Promise<number> {
    return (await tx.query(`delete from enquiry as e where e.asked_at < now() - interval '8 days' returning e.id`)).length;
  }
}

const ASK = `
  insert into enquiry (token_hash, source_hash, brand_id, reference)
  select $1, $2, $3, $4
   where (select count(*) from enquiry as e where e.source_hash = $2 and e.asked_at > now() - interval '1 hour') < $5
  returning 1 as kept`;

const HOLD = `
  select e.id, e.brand_id as "brandId", e.reference, e.asked_at < now() - make_interval(mins => $1::int) as late
    from enquiry as e
   where e.answered_at is null
   order by e.asked_at
   limit 1
     for update skip locked`;

const ANSWER = `
  update enquiry as e
     set answered_at = now(), reference = null, outcome = $2, customer_id = $3, code_hash = $4
   where e.id = $1`;

const SENT = `
  select count(*) filter (where e.answered_at > now() - interval '2 minutes')::int as "inTwoMinutes",
         count(*) filter (where e.answered_at > now() - interval '1 day')::int as "inADay",
         count(*)::int as "inAWeek"
    from enquiry as e
   where e.customer_id = $1 and e.outcome = 'sent' and e.answered_at > now() - interval '7 days'`;

const DOUBTS = `
  select x.email_changed_at as "emailChangedAt", x.phone_changed_at as "phoneChangedAt",
         coalesce((select json_agg(json_build_object('from', i.happened_from, 'until', coalesce(i.happened_until, i.declared_at)))
                     from published.incident as i
                    where (i.status = 'open' or i.closed_at > $2) and not i.exercise and i.kind = 'data-breach' and i.happened_from is not null), '[]') as exposures
    from (values ($1::bigint)) as c (id)
    left join published.address_change as x on x.customer_id = c.id`;

const TRY = `
  update enquiry as e
     set tries = e.tries + 1
   where e.token_hash = $1 and e.tries < $2 and e.proved_at is null and e.asked_at > now() - make_interval(mins => $3::int)
  returning e.id, e.code_hash as "codeHash"`;

const PROVED = `
  select e.customer_id as "customerId", e.brand_id as "brandId"
    from enquiry as e
   where e.token_hash = $1 and e.proved_at > now() - make_interval(mins => $2::int)`;

const CONCERNS = `
  select * from (
  select distinct on (n.incident_id) n.id as "noticeId", n.incident_id as "incidentId", n.check_code as "checkCode", i.kind, i.brand_id as "brandId", n.approved_at as "approvedAt",
         case when i.status = 'closed' then i.closed_at end as "closedAt"
    from published.audience_member as a
    join published.notice as n on n.audience_id = a.audience_id and n.state = 'approved'
    join published.incident as i on i.id = n.incident_id and (i.status = 'open' or i.closed_at > $3) and not i.exercise and (not i.simulated or $2::boolean)
   where a.customer_id = $1
     and not exists (select from published.unanswered_incident as u where u.incident_id = n.incident_id)
     and (exists (select from published.actual_message as m
                   where m.notice_id = n.id and m.customer_id = a.customer_id and m.state in ('sending','sent','delivered','unknown'))
       or exists (select from published.notice_told as d where d.notice_id = n.id and d.stands))
   order by n.incident_id, n.number desc) as c
   order by c."closedAt" desc nulls first, c."approvedAt" desc`;

const LEAVES_OUT = `
  select 1 as "one"
    from published.unanswered_incident as u
    join published.incident as i on i.id = u.incident_id and (i.status = 'open' or i.closed_at > $2) and not i.exercise and (not i.simulated or $1::boolean)
   where exists (select from published.notice as n join published.notice_told as d on d.notice_id = n.id and d.stands where n.incident_id = u.incident_id)
   limit 1`;
