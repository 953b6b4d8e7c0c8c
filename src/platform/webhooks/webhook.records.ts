import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../database/transactions.js';
import { type Recorded, TOLD_ACTIONS, toldOf } from './webhook-event.js';

/** A server that wants to hear. Its secret is shown once, when it is made. */
export interface WebhookEndpoint {
  readonly id: string;
  readonly url: string;
  readonly description: string;
  readonly events: readonly string[];
  readonly createdAt: Date;
  /** Since when no delivery got through; null while they do. */
  readonly failingSince: Date | null;
  readonly disabledAt: Date | null;
  readonly disabledWhy: string | null;
  /** Until then the secret before counts as well. */
  readonly oldSecretUntil: Date | null;
  readonly waiting: number;
  readonly dead: number;
}

export interface WebhookDelivery {
  /** Of the event: they rise, and are the order in which things happened. */
  readonly eventId: string;
  readonly type: string;
  readonly occurredAt: Date;
  readonly state: 'pending' | 'delivered' | 'dead';
  readonly attempts: number;
  readonly nextAt: Date | null;
  readonly status: number | null;
  readonly error: string | null;
  readonly settledAt: Date | null;
}

/** null, or absent, narrows nothing. */
export interface DeliveryFilter {
  readonly state?: WebhookDelivery['state'] | null | undefined;
  readonly type?: string | null | undefined;
}

export interface DueDelivery {
  readonly endpointId: string;
  readonly url: string;
  readonly secret: string;
  readonly oldSecret: string | null;
  readonly eventId: string;
  readonly type: string;
  readonly occurredAt: Date;
  readonly data: Readonly<Record<string, unknown>>;
  readonly attempts: number;
}

const LEASE = `interval '60 seconds'`;
const FEED = 500;

/** What is told to other programs, and how far it got. Waits and leases are real time. */
@Injectable()
export class WebhookRecords {
  constructor(private readonly db: Database) {}

  list(): Promise<readonly WebhookEndpoint[]> {
    return this.db.query<WebhookEndpoint>(ENDPOINTS);
  }

  async add(tx: Tx, url: string, description: string, events: readonly string[], secret: string, by: string): Promise<string> {
    const [row] = await tx.query<{ id: string }>(`insert into webhook_endpoint (url, description, events, secret, created_by) values ($1, $2, $3, $4, $5) returning id`, [url, description, events, secret, by]);
    return row!.id;
  }

  /** Two secrets count for a day. */
  rotate(tx: Tx, id: string, secret: string): Promise<boolean> {
    return some(tx, `update webhook_endpoint set old_secret = secret, old_secret_until = now() + interval '24 hours', secret = $2 where id = $1 and removed_at is null returning id`, [id, secret]);
  }

  remove(tx: Tx, id: string): Promise<boolean> {
    return some(tx, `update webhook_endpoint set removed_at = now(), secret = '', old_secret = null where id = $1 and removed_at is null returning id`, [id]);
  }

  enable(tx: Tx, id: string): Promise<boolean> {
    return some(tx, `update webhook_endpoint set disabled_at = null, disabled_why = null, failing_since = null where id = $1 and removed_at is null returning id`, [id]);
  }

  /** @returns whether it was on until now. */
  disable(tx: Tx, id: string, why: string): Promise<boolean> {
    return some(tx, `update webhook_endpoint set disabled_at = now(), disabled_why = $2 where id = $1 and disabled_at is null returning id`, [id, why]);
  }

  async wants(type: string): Promise<boolean> {
    return (await this.db.query(`select from webhook_endpoint as e where $1 = any(e.events) and e.removed_at is null and e.disabled_at is null limit 1`, [type])).length > 0;
  }

  async publish(tx: Tx, key: string, type: string, occurredAt: Date, data: object, onlyTo: string | null): Promise<void> {
    await tx.query(PUBLISH, [key, type, occurredAt, JSON.stringify(data), onlyTo]);
  }

  /** From the audit record, in the order of its chain, in which nothing appears behind what was read already. @returns how many events were read. */
  async feed(tx: Tx): Promise<number> {
    const [{ position }] = (await tx.query<{ position: string }>(`select c.position from webhook_cursor as c for update`)) as [{ position: string }];
    const read = await tx.query<Recorded & { position: string; at: Date }>(CHAIN, [position, FEED]);
    for (const { at, position: place, ...recorded } of read) {
      const told = TOLD_ACTIONS.includes(recorded.action) ? toldOf(recorded) : null;
      if (told !== null) await this.publish(tx, `audit:${place}`, told.type, at, told.data, null);
    }
    if (read.length > 0) await tx.query(`update webhook_cursor set position = $1`, [read.at(-1)!.position]);
    return read.length;
  }

  async spread(tx: Tx): Promise<number> {
    return (await tx.query(SPREAD)).length;
  }

  /** Oldest events first; another process finds them again once the lease is over. */
  claim(tx: Tx, limit: number): Promise<readonly DueDelivery[]> {
    return tx.query<DueDelivery>(CLAIM, [limit]);
  }

  async record(tx: Tx, { endpointId, eventId, attempts }: DueDelivery, status: number | null, error: string | null, retryMs: number): Promise<{ readonly state: string; readonly failingDays: number }> {
    await tx.query(error === null ? `update webhook_endpoint set failing_since = null where id = $1 and failing_since is not null` : `update webhook_endpoint set failing_since = coalesce(failing_since, now()) where id = $1`, [endpointId]);
    const [row] = await tx.query<{ state: string; failingDays: number }>(RECORD, [endpointId, eventId, attempts, status, error, retryMs]);
    return row ?? { state: 'pending', failingDays: 0 };
  }

  deliveries(endpoint: string, { state = null, type = null }: DeliveryFilter, before: string | null, limit: number): Promise<readonly WebhookDelivery[]> {
    return this.db.query<WebhookDelivery>(DELIVERIES, [endpoint, state, before, limit, type]);
  }

  again(tx: Tx, endpoint: string, event: string): Promise<boolean> {
    return some(tx, `update webhook_delivery set state = 'pending', attempts = 0, next_at = now(), try_until = now() + interval '24 hours', settled_at = null where endpoint_id = $1 and event_id = $2 and state <> 'pending' returning event_id`, [endpoint, event]);
  }

  async forget(tx: Tx, days: number): Promise<number> {
    return (await tx.query(`delete from webhook_event where created_at < now() - $1 * interval '1 day' returning id`, [days])).length;
  }
}

const some = async (tx: Tx, sql: string, parameters: readonly unknown[]): Promise<boolean> => (await tx.query(sql, parameters)).length > 0;

const ENDPOINTS = `
  select e.id, e.url, e.description, e.events, e.created_at as "createdAt", e.failing_since as "failingSince", e.disabled_at as "disabledAt", e.disabled_why as "disabledWhy",
         case when e.old_secret_until > now() then e.old_secret_until end as "oldSecretUntil",
         (select count(*)::int from webhook_delivery as d where d.endpoint_id = e.id and d.state = 'pending') as waiting,
         (select count(*)::int from webhook_delivery as d where d.endpoint_id = e.id and d.state = 'dead') as dead
    from webhook_endpoint as e
   where e.removed_at is null
   order by e.created_at, e.id`;

/** Of an incident that only some may see, nothing is told outside. */
const PUBLISH = `
  insert into webhook_event (key, type, occurred_at, data, only_to)
  select $1, $2, $3, $4::jsonb, $5
   where not exists (select from published.restricted_incident as r where r.incident_id::text = $4::jsonb->>'incidentId')
  on conflict (key) do nothing`;

const CHAIN = `
  select l.position, e.at,
         -- of an incident that only some may see, nothing is told outside
         case when exists (select from published.restricted_incident as r where r.incident_id::text = coalesce(e.incident_id::text, case when e.subject_kind = 'incident' then e.subject_id end, e.details->>'incident')) then 'incident.withheld' else e.action end as action, e.subject_id as "subjectId", e.incident_id as "incidentId", e.details
    from audit_link as l
    join audit_event as e on e.id = l.event_id
   where l.position > $1
     and not exists (select from published.incident as i where i.id = e.incident_id and i.exercise) -- other programs act on what they hear
   order by l.position
   limit $2`;

const SPREAD = `
  with fresh as (
    update webhook_event as v set spread = true
     where v.id in (select f.id from webhook_event as f where not f.spread order by f.id limit 500)
    returning v.id, v.type, v.only_to
  ),
  made as (
    insert into webhook_delivery (endpoint_id, event_id)
    select e.id, f.id
      from fresh as f
      join webhook_endpoint as e on e.removed_at is null and (case when f.only_to is null then e.disabled_at is null and f.type = any(e.events) else e.id = f.only_to end)
    on conflict do nothing
  )
  select f.id from fresh as f`;

const CLAIM = `
  update webhook_delivery as d
     set attempts = d.attempts + 1, next_at = now() + ${LEASE}
    from webhook_endpoint as e, webhook_event as v
   where (d.endpoint_id, d.event_id) in (
           select w.endpoint_id, w.event_id
             from webhook_delivery as w
             join webhook_endpoint as o on o.id = w.endpoint_id and o.removed_at is null and o.disabled_at is null
            where w.state = 'pending' and w.next_at <= now()
            order by w.event_id
            limit $1
              for update of w skip locked)
     and e.id = d.endpoint_id and v.id = d.event_id
  returning d.endpoint_id as "endpointId", e.url, e.secret, case when e.old_secret_until > now() then e.old_secret end as "oldSecret",
            d.event_id as "eventId", v.type, v.occurred_at as "occurredAt", v.data, d.attempts`;

const RECORD = `
  update webhook_delivery as d
     set status = $4, error = $5, next_at = now() + $6 * interval '1 millisecond',
         state = case when $5::text is null then 'delivered' when now() + $6 * interval '1 millisecond' > d.try_until then 'dead' else 'pending' end,
         settled_at = case when $5::text is null or now() + $6 * interval '1 millisecond' > d.try_until then now() end
    from webhook_endpoint as e
   where d.endpoint_id = $1 and d.event_id = $2 and d.attempts = $3 and d.state = 'pending' and e.id = d.endpoint_id
  returning d.state, coalesce(extract(epoch from now() - e.failing_since) / 86400, 0)::float as "failingDays"`;

const DELIVERIES = `
  select d.event_id as "eventId", v.type, v.occurred_at as "occurredAt", d.state, d.attempts, case when d.state = 'pending' then d.next_at end as "nextAt", d.status, d.error, d.settled_at as "settledAt"
    from webhook_delivery as d
    join webhook_event as v on v.id = d.event_id
   where d.endpoint_id = $1 and ($2::text is null or d.state = $2) and ($3::bigint is null or d.event_id < $3) and ($5::text is null or v.type = $5)
   order by d.event_id desc
   limit $4`;
