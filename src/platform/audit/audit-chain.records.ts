import { Injectable } from '@nestjs/common';
import { type ChainedEvent } from '../../kernel/audit-chain.js';
import { type IncidentId } from '../../kernel/ids.js';
import { Database, type Tx } from '../database/transactions.js';
import { ACTOR_NAMED } from './audit.js';

/** The last link: the hash that stands for the whole record until then. */
export interface ChainHead {
  readonly position: number;
  readonly hash: string;
}

/** A link as it was kept, and its event as it stands now; null where it is gone. */
export interface KeptLink {
  readonly position: number;
  readonly eventHash: string;
  readonly hash: string;
  readonly event: ChainedEvent | null;
}

export interface ChainCheck {
  /** Real time. */
  readonly walkBeganAt: Date;
  readonly walkedUntil: number;
  readonly walkedHash: string;
  /** The furthest that any walk came, with the hash that it found there. */
  readonly verifiedUntil: number;
  readonly verifiedHash: string;
  readonly verifiedAt: Date | null;
  readonly broken: { readonly position: number; readonly why: string } | null;
  readonly walkIsOld: boolean;
}

/** Tables of the chain. What is hashed is not known here. */
@Injectable()
export class AuditChainRecords {
  constructor(private readonly db: Database) {}

  /** One at a time seals; whoever comes second waits until the first has committed. Deeds don't wait: they never ask for this lock. */
  async lock(tx: Tx): Promise<void> {
    await tx.query(`select pg_advisory_xact_lock(hashtext('firstword.audit-chain'))`);
  }

  /** Events that are committed and have no link, in order of id; they wait no longer if the transaction commits. */
  take(tx: Tx, limit: number): Promise<readonly ChainedEvent[]> {
    return tx.query<ChainedEvent>(TAKE, [limit]);
  }

  async link(tx: Tx, links: readonly { readonly position: number; readonly eventId: string; readonly eventHash: string; readonly hash: string }[]): Promise<void> {
    await tx.query(LINK, [links.map((l) => l.position), links.map((l) => l.eventId), links.map((l) => l.eventHash), links.map((l) => l.hash)]);
  }

  /** Null while nothing was linked. */
  async head(from: Pick<Database, 'query'> = this.db): Promise<ChainHead | null> {
    const [row] = await from.query<ChainHead>(`select l.position::float8 as position, l.hash from audit_link as l order by l.position desc limit 1`);
    return row ?? null;
  }

  async salt(from: Pick<Database, 'query'> = this.db): Promise<string> {
    const [row] = await from.query<{ salt: string }>('select s.salt from audit_salt as s');
    return row!.salt;
  }

  /** Links after a position, by position. */
  links(after: number, limit: number): Promise<readonly KeptLink[]> {
    return this.db.query<KeptLink>(LINKS, [after, limit]);
  }

  /** Links after a position, by position, with the events of one incident alone: of all others a pack holds hashes. */
  linksFor(from: Pick<Database, 'query'>, incident: IncidentId, after: number, limit: number): Promise<readonly KeptLink[]> {
    return from.query<KeptLink>(LINKS_FOR, [after, limit, incident]);
  }

  /** The position of an incident's first event; null while none is linked. */
  async firstOf(from: Pick<Database, 'query'>, incident: IncidentId): Promise<number | null> {
    const [row] = await from.query<{ position: number | null }>(`select min(l.position)::float8 as position from audit_event as e join audit_link as l on l.event_id = e.id where e.incident_id = $1`, [incident]);
    return row?.position ?? null;
  }

  /** The hash of a link; null where there is none. */
  async hashAt(from: Pick<Database, 'query'>, position: number): Promise<string | null> {
    const [row] = await from.query<{ hash: string }>('select l.hash from audit_link as l where l.position = $1', [position]);
    return row?.hash ?? null;
  }

  /** Everybody of the company who acted in an incident, by name; what programs did stands under their key's name. */
  actors(from: Pick<Database, 'query'>, incident: IncidentId): Promise<readonly { readonly kind: string; readonly id: string; readonly name: string }[]> {
    return from.query(ACTORS, [incident]);
  }

  async check(): Promise<ChainCheck> {
    const [row] = await this.db.query<ChainCheck>(READ_CHECK);
    return row!;
  }

  async beginWalk(tx: Tx): Promise<void> {
    await tx.query(`update audit_check set walk_began_at = now(), walked_until = 0, walked_hash = repeat('0', 64)`);
  }

  async walked(tx: Tx, until: ChainHead): Promise<void> {
    await tx.query(WALKED, [until.position, until.hash]);
  }

  async broke(tx: Tx, position: number, why: string): Promise<void> {
    await tx.query('update audit_check set broken_position = $1, broken_why = $2', [position, why]);
  }

  /** Lets events wait that have neither a link nor a place in the queue: somebody switched its trigger off. @returns how many. */
  async queueForgotten(tx: Tx): Promise<number> {
    return (await tx.query(QUEUE_FORGOTTEN)).length;
  }

  /** Events whose link is overdue: it is made within a second or two. */
  async overdue(): Promise<number> {
    const [row] = await this.db.query<{ events: number }>(`select count(*)::int as events from audit_unsealed as u where u.queued_at < now() - interval '2 minutes'`);
    return row!.events;
  }
}

/** An event as a JSON object, by name `e`: what is hashed, before customers are replaced. */
const EVENT_FIELDS = `
  e.id::text as id, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, to_char(e.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "recordedAt",
  json_build_object('kind', e.actor_kind, 'id', e.actor_id) as actor, e.action, json_build_object('kind', e.subject_kind, 'id', e.subject_id) as subject, e.incident_id as "incidentId", e.details`;

const TAKE = `
  with taken as (
    delete from audit_unsealed as u using (select w.event_id from audit_unsealed as w order by w.event_id limit $1) as first where u.event_id = first.event_id returning u.event_id
  )
  select ${EVENT_FIELDS} from audit_event as e join taken as t on t.event_id = e.id order by e.id`;

const LINK = `
  insert into audit_link (position, event_id, event_hash, hash)
  select l.position, l.event_id, l.event_hash, l.hash from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[]) as l(position, event_id, event_hash, hash) order by l.position`;

const linksWhere = (condition: string): string => `
  select l.position::float8 as position, l.event_hash as "eventHash", l.hash, to_json(x) as event
    from audit_link as l
    left join lateral (select ${EVENT_FIELDS} from audit_event as e where e.id = l.event_id${condition}) as x on true
   where l.position > $1
   order by l.position
   limit $2`;

const LINKS = linksWhere('');
const LINKS_FOR = linksWhere(' and e.incident_id = $3');

const ACTORS = `
  select distinct e.actor_kind as kind, e.actor_id as id, coalesce(p.name, k.name) as name
    from audit_event as e
    ${ACTOR_NAMED}
   where e.incident_id = $1 and e.actor_kind in ('person','key')
   order by 1, 3, 2`;

const READ_CHECK = `
  select c.walk_began_at as "walkBeganAt", c.walked_until::float8 as "walkedUntil", c.walked_hash as "walkedHash", c.verified_until::float8 as "verifiedUntil", c.verified_hash as "verifiedHash",
         c.verified_at as "verifiedAt", case when c.broken_position is not null then json_build_object('position', c.broken_position, 'why', c.broken_why) end as broken,
         c.walk_began_at < now() - interval '1 hour' as "walkIsOld"
    from audit_check as c`;

const WALKED = `
  update audit_check
     set walked_until = $1, walked_hash = $2, broken_position = null, broken_why = null,
         verified_hash = case when $1::bigint >= verified_until then $2 else verified_hash end, verified_at = case when $1::bigint >= verified_until then now() else verified_at end,
         verified_until = greatest(verified_until, $1::bigint)`;

const QUEUE_FORGOTTEN = `
  insert into audit_unsealed (event_id)
  select e.id from audit_event as e
   where not exists (select from audit_link as l where l.event_id = e.id) and not exists (select from audit_unsealed as u where u.event_id = e.id)
  on conflict do nothing
  returning event_id`;
