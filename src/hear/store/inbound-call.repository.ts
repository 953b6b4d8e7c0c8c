import { Injectable } from '@nestjs/common';
import type { CustomerId, IncidentId } from '../../kernel/ids.js';
import type { KeyedHash } from '../../kernel/keyed-hash.js';
import { Database } from '../../platform/database/transactions.js';
import type { CallOutcome, InboundCall } from '../contract.js';

/** One call of a provider that reports while it goes on. */
export interface RingingCall {
  readonly source: string;
  readonly callId: string;
  readonly queue: string;
  readonly offeredAt: Date;
  readonly callerHash: KeyedHash | null;
  readonly simulated: boolean;
}

/** What is heard at its end. `answeredAt` and `waitSeconds` are known only where a dialled leg reports. */
export interface EndedCall extends RingingCall {
  readonly outcome: CallOutcome;
  readonly answeredAt: Date | null;
  readonly endedAt: Date;
  readonly talkSeconds: number | null;
  readonly sequence: number;
}

/** Newest first; `before` is the last call of the page above. */
export interface CallPage {
  readonly before?: { readonly offeredAt: Date; readonly id: string } | undefined;
  readonly limit: number;
}

/**
 * Calls as they ring. Each event is one statement, and the statements may come in any order and number: the row is made by
 * whichever is first, and what each knows is merged. Who the caller is gets decided when the row is made, from the number alone.
 * A statement is a transaction of its own here: two more round trips would be felt while everybody calls at once.
 */
@Injectable()
export class InboundCallRepository {
  constructor(private readonly db: Database) {}

  /** @returns The locale of the customer whose number it is; null where none or unknown. */
  async ring(call: RingingCall): Promise<string | null> {
    const [row] = await this.db.query<{ locale: string | null }>(RING, [call.source, call.callId, call.queue, call.offeredAt, call.callerHash, call.simulated]);
    return row?.locale ?? null;
  }

  /** The provider's word on the whole call. A dialled leg that reported before knows better, and stays. */
  async end(call: EndedCall): Promise<void> {
    await this.db.query(END, endParameters(call));
  }

  /** The dialled leg's word: whether a person answered, and how long they talked. */
  async endDial(call: EndedCall): Promise<void> {
    await this.db.query(END_DIAL, endParameters(call));
  }

  /** Calls since the declaration by people in an audience of the incident. */
  ofIncident(incident: IncidentId, { before, limit }: CallPage): Promise<InboundCall[]> {
    return this.db.query<InboundCall>(OF_INCIDENT, [incident, before?.offeredAt ?? null, before?.id ?? null, limit]);
  }

  ofCustomer(customer: CustomerId, { before, limit }: CallPage): Promise<InboundCall[]> {
    return this.db.query<InboundCall>(OF_CUSTOMER, [customer, before?.offeredAt ?? null, before?.id ?? null, limit]);
  }
}

const endParameters = (call: EndedCall): unknown[] => [
  call.source, call.callId, call.queue, call.offeredAt, call.callerHash, call.simulated,
  call.outcome, call.answeredAt, call.endedAt, call.talkSeconds, call.sequence,
];

const CALLER = `
  caller as (                  -- always one row: nobody, one customer, or several with the same number
    select min(c.id) as customer_id, least(count(*), 32767)::smallint as sharing, (array_agg(c.locale order by c.id))[1] as locale,
           case when count(*) = 0 then 'none' when count(*) = 1 then 'number' else 'shared-number' end as match_method
      from published.customer as c
     where c.phone_hash = $5
  )`;

const RING = `
  with ${CALLER},
  kept as (
    insert into inbound_call as k (source, call_id, queue, offered_at, caller_hash, customer_id, match_method, sharing, simulated)
    select $1, $2, $3, $4, $5, c.customer_id, c.match_method, c.sharing, $6 from caller as c
    on conflict (source, call_id) do update
      set offered_at = least(k.offered_at, excluded.offered_at)   -- the end came first and could only guess when it rang
      where k.offered_at > excluded.offered_at
  )
  select c.locale from caller as c`;

const INSERT_ENDED = `
  with ${CALLER}
  insert into inbound_call as k
    (source, call_id, queue, offered_at, caller_hash, customer_id, match_method, sharing, simulated,
     outcome, answered_at, ended_at, talk_seconds, sequence)
  select $1, $2, $3, $4, $5, c.customer_id, c.match_method, c.sharing, $6, $7, $8, $9, $10, $11 from caller as c
  on conflict (source, call_id) do update set`;

const END = `${INSERT_ENDED}
    outcome = case k.outcome when 'offered' then excluded.outcome else k.outcome end,
    ended_at = coalesce(k.ended_at, excluded.ended_at),
    talk_seconds = case k.outcome when 'offered' then excluded.talk_seconds else k.talk_seconds end,
    sequence = greatest(k.sequence, excluded.sequence)`;

const END_DIAL = `${INSERT_ENDED}
    outcome = excluded.outcome,
    answered_at = excluded.answered_at,
    ended_at = coalesce(k.ended_at, excluded.ended_at),
    wait_seconds = extract(epoch from greatest(coalesce(excluded.answered_at, excluded.ended_at) - k.offered_at, interval '0')),
    talk_seconds = excluded.talk_seconds`;

const CALL = `
  c.id, c.source, c.queue, c.offered_at as "offeredAt", c.answered_at as "answeredAt", c.ended_at as "endedAt", c.outcome,
  c.wait_seconds as "waitSeconds", c.talk_seconds as "talkSeconds", c.customer_id as "customerId", c.match_method as "matchMethod",
  c.sharing, c.reason_tag as "reasonTag", reasons_of(c.reason_tag, c.tags) as tags, c.agent, c.simulated`;

const OF_INCIDENT = `
  select ${CALL}
    from inbound_call as c
    join published.incident as i on i.id = $1
   where c.offered_at >= i.declared_at
     and c.customer_id is not null
     and exists (select from published.audience_member as m where m.customer_id = c.customer_id and m.incident_id = $1)
     and ($2::timestamptz is null or (c.offered_at, c.id) < ($2, $3::bigint))
   order by c.offered_at desc, c.id desc
   limit $4`;

const OF_CUSTOMER = `
  select ${CALL}
    from inbound_call as c
   where c.customer_id = $1
     and ($2::timestamptz is null or (c.offered_at, c.id) < ($2, $3::bigint))
   order by c.offered_at desc, c.id desc
   limit $4`;
