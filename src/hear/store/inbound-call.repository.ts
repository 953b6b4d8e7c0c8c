import { Injectable } from '@nestjs/common';
import type { Sight } from '../../kernel/actor.js';
import type { CustomerId, IncidentId } from '../../kernel/ids.js';
import type { KeyedHash } from '../../kernel/keyed-hash.js';
import { customerInSight, rowInSight } from '../../platform/auth/in-sight.js';
import { Database } from '../../platform/database/transactions.js';
import type { InboundCall, IncidentCall, IncidentCallFilter } from '../contract.js';
import { type CallEnd, LONGEST_MENU_SECONDS } from '../model/call-progress.js';

/** One call of a provider that reports while it goes on. */
export interface RingingCall {
  readonly source: string;
  readonly callId: string;
  readonly queue: string;
  readonly offeredAt: Date;
  readonly callerHash: KeyedHash | null;
  readonly simulated: boolean;
}

/** What one message of the provider, or one key of the caller, adds to what is known of a call. */
export interface CallFacts {
  /** The caller was told what the notice says. */
  readonly menu?: boolean;
  /** He asked for it again, and it was sent. */
  readonly servedAt?: Date;
  /** From when on he was put through to the contact centre. */
  readonly queuedAt?: Date;
  /** On the whole call. */
  readonly call?: { readonly end: CallEnd; readonly seconds: number | null; readonly endedAt: Date };
  readonly legAnsweredAt?: Date;
  /** On the leg to the contact centre. */
  readonly leg?: { readonly end: CallEnd; readonly seconds: number | null; readonly endedAt: Date };
}

/** Newest first; `before` is the last call of the page above. */
export interface CallPage {
  readonly before?: { readonly offeredAt: Date; readonly id: string } | undefined;
  readonly limit: number;
}

/**
 * Calls as they ring. Each event is one statement, and the statements may come in any order and number: the row is made by
 * whichever is first, what each knows is merged, and outcome, wait and talk follow from all that is known. Who the caller is gets decided
 * when the row is made, from the number alone. A statement is a transaction of its own here: two more round trips would be felt
 * while everybody calls at once.
 */
@Injectable()
export class InboundCallRepository {
  constructor(private readonly db: Database) {}

  async hear(call: RingingCall, facts: CallFacts): Promise<void> {
    const { source, callId, queue, offeredAt, callerHash, simulated } = call;
    await this.db.query(HEAR, [
      source, callId, queue, offeredAt, callerHash, simulated, facts.menu ?? false, facts.servedAt ?? null, facts.queuedAt ?? null,
      facts.call?.end ?? null, facts.call?.seconds ?? null, facts.call?.endedAt ?? null,
      facts.legAnsweredAt ?? null, facts.leg?.end ?? null, facts.leg?.seconds ?? null, facts.leg?.endedAt ?? null,
    ]);
  }

  /** Calls since the declaration. @param sight  Of the asker: calls of no member belong to every brand, and none is there that was logged to an incident which he may not see. */
  ofIncident(incident: IncidentId, { caller, outcome, tag, from, until }: IncidentCallFilter, { before, limit }: CallPage, { brands, unseen }: Sight): Promise<IncidentCall[]> {
    return this.db.query<IncidentCall>(OF_INCIDENT, [incident, before?.offeredAt ?? null, before?.id ?? null, limit, brands === null ? caller : 'member', outcome, tag, from, until, unseen]);
  }

  ofCustomer(customer: CustomerId, { before, limit }: CallPage, { brands, unseen }: Sight): Promise<InboundCall[]> {
    return this.db.query<InboundCall>(OF_CUSTOMER, [customer, before?.offeredAt ?? null, before?.id ?? null, limit, brands, unseen]);
  }
}

/**
 * The outcome of a call from what is known of it (`f`). The leg to the contact centre knows whether a person took it. A connected call
 * that was never put through helped itself, or was given up while the words were said; unless it lasted longer than they can.
 */
const OUTCOME = `
  case when f.leg_end is not null then f.leg_end
       when f.leg_answered_at is not null then 'answered'
       when f.call_end is null then 'offered'
       when f.call_end <> 'answered' or not f.menu or f.queued_at is not null then f.call_end
       when f.served_at is not null then 'self-served'
       when f.call_seconds >= ${LONGEST_MENU_SECONDS} then 'answered'
       else 'abandoned' end`;

/** Of two words on how a leg ended, the better known: the same in whatever order they come. */
const better = (one: string, other: string): string => `
  (array['answered','busy','failed','abandoned'])[least(array_position(array['answered','busy','failed','abandoned'], ${one}), array_position(array['answered','busy','failed','abandoned'], ${other}))]`;

const FACT_COLUMNS = 'offered_at, menu, served_at, queued_at, call_end, call_seconds, call_ended_at, leg_answered_at, leg_end, leg_seconds, leg_ended_at';

/** From the facts, all of which only ever grow: earliest times, longest seconds, the better known end. Least and greatest pass over null. */
const DERIVED = `
  select f.*,
         ${OUTCOME} as outcome,
         coalesce(f.leg_answered_at, case when f.leg_end = 'answered' then f.leg_ended_at - coalesce(f.leg_seconds, 0) * interval '1 second' end) as answered_at,
         least(f.call_ended_at, f.leg_ended_at) as ended_at`;

const MEASURED = `
  select d.*,
         case when d.leg_end is not null or d.leg_answered_at is not null then
           extract(epoch from greatest(coalesce(d.answered_at, d.leg_ended_at) - coalesce(d.queued_at, d.offered_at), interval '0')) end as wait_seconds,
         case when d.leg_end is not null then case when d.leg_end = 'answered' then d.leg_seconds end
              when d.outcome = 'answered' then d.call_seconds end as talk_seconds`;

const HEAR = `
  with caller as (             -- always one row: nobody, one customer, or several with the same number
    select min(c.id) as customer_id, least(count(*), 32767)::smallint as sharing,
           case when count(*) = 0 then 'none' when count(*) = 1 then 'number' else 'shared-number' end as match_method
      from published.customer as c
     where c.phone_hash = $5
  ),
  heard as (
    select m.*
      from (values ($4::timestamptz, $7::boolean, $8::timestamptz, $9::timestamptz, $10::text, $11::real, $12::timestamptz, $13::timestamptz, $14::text, $15::real, $16::timestamptz))
             as f (${FACT_COLUMNS})
     cross join lateral (${DERIVED}) as d
     cross join lateral (${MEASURED}) as m
  )
  insert into inbound_call as k
    (source, call_id, queue, caller_hash, customer_id, match_method, sharing, simulated, ${FACT_COLUMNS}, outcome, answered_at, ended_at, wait_seconds, talk_seconds)
  select $1, $2, $3, $5, c.customer_id, c.match_method, c.sharing, $6, ${FACT_COLUMNS.split(', ').map((name) => `h.${name}`).join(', ')},
         h.outcome, h.answered_at, h.ended_at, h.wait_seconds, h.talk_seconds
    from caller as c cross join heard as h
  on conflict (source, call_id) do update
    set (${FACT_COLUMNS}, outcome, answered_at, ended_at, wait_seconds, talk_seconds) = (
      select ${FACT_COLUMNS.split(', ').map((name) => `m.${name}`).join(', ')}, m.outcome, m.answered_at, m.ended_at, m.wait_seconds, m.talk_seconds
        from (select case when excluded.menu or excluded.queued_at is not null then least(k.offered_at, excluded.offered_at) else k.offered_at end as offered_at, -- an end only guesses when it rang
                     k.menu or excluded.menu as menu,
                     least(k.served_at, excluded.served_at) as served_at, least(k.queued_at, excluded.queued_at) as queued_at,
                     ${better('k.call_end', 'excluded.call_end')} as call_end, greatest(k.call_seconds, excluded.call_seconds) as call_seconds,
                     least(k.call_ended_at, excluded.call_ended_at) as call_ended_at,
                     least(k.leg_answered_at, excluded.leg_answered_at) as leg_answered_at,
                     ${better('k.leg_end', 'excluded.leg_end')} as leg_end, greatest(k.leg_seconds, excluded.leg_seconds) as leg_seconds,
                     least(k.leg_ended_at, excluded.leg_ended_at) as leg_ended_at) as f
       cross join lateral (${DERIVED}) as d
       cross join lateral (${MEASURED}) as m)`;

const CALL = `
  c.id, c.source, c.queue, c.offered_at as "offeredAt", c.answered_at as "answeredAt", c.ended_at as "endedAt", c.outcome,
  c.wait_seconds as "waitSeconds", c.talk_seconds as "talkSeconds", c.customer_id as "customerId", c.match_method as "matchMethod",
  c.sharing, c.reason_tag as "reasonTag", reasons_of(c.reason_tag, c.tags) as tags, c.agent, c.simulated`;

/** Whoever of those who have the number is in an audience makes it a member's call, as the figures have it. */
const OF_INCIDENT = `
  select ${CALL}, k.caller, s.reference as "customerReference"
    from inbound_call as c
    join published.incident as i on i.id = $1
    left join published.customer as s on s.id = c.customer_id
   cross join lateral (
     select case when c.customer_id is null then 'unknown'
                 when exists (select from published.call_customer as x join published.audience_member as m on m.customer_id = x.customer_id and m.incident_id = $1 where x.id = c.id) then 'member'
                 else 'other' end as caller
   ) as k
   where c.offered_at >= i.declared_at
     and ($5::text is null or k.caller = $5)
     and ($6::text is null or c.outcome = $6)
     and ($7::text is null or $7 = any (reasons_of(c.reason_tag, c.tags)))
     and ($8::timestamptz is null or c.offered_at >= $8)
     and ($9::timestamptz is null or c.offered_at < $9)
     and (c.incident_id is null or c.incident_id <> all ($10::uuid[]))
     and ($2::timestamptz is null or (c.offered_at, c.id) < ($2, $3::bigint))
   order by c.offered_at desc, c.id desc
   limit $4`;

const OF_CUSTOMER = `
  select ${CALL}
    from inbound_call as c
   where c.customer_id = $1
     and ${customerInSight('c.customer_id', 5)} and ${rowInSight('c.incident_id', 'c.customer_id', 5)}
     and ($2::timestamptz is null or (c.offered_at, c.id) < ($2, $3::bigint))
   order by c.offered_at desc, c.id desc
   limit $4`;
