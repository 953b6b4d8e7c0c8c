import { Injectable } from '@nestjs/common';
import { type Actor, answerablePerson, type Role } from '../../../kernel/actor.js';
import { DomainError } from '../../../kernel/domain-error.js';
import { type PersonId } from '../../../kernel/ids.js';
import { Alerts } from '../../alerts/alerts.js';
import { Audit } from '../../audit/audit.js';
import { Database, Transactions, type Tx } from '../../database/transactions.js';
import { type ApiKey, ApiKeys, type NewApiKey } from '../api-keys.js';
import { type BrandRoles, People, type PreparedChange, type PreparedPerson } from '../people.js';

export const ACCESS_REQUEST_STATES = ['waiting', 'confirmed', 'refused', 'withdrawn', 'expired', 'used'] as const;
export const ACCESS_REQUEST_KINDS = ['person-new', 'person-change', 'key'] as const;

/** Hours for which a request waits for a second admin. */
export const REQUEST_HOURS = 24;

/** What was asked for, as it may be shown: never a password. */
export interface AccessRequest {
  readonly id: string;
  readonly kind: (typeof ACCESS_REQUEST_KINDS)[number];
  readonly state: (typeof ACCESS_REQUEST_STATES)[number];
  readonly personId: PersonId | null;
  /** Of the person or key it is about. */
  readonly name: string;
  readonly roles: readonly Role[] | null;
  readonly brandRoles: BrandRoles | null;
  readonly brands: readonly string[] | null;
  /** What else it does. */
  readonly resetsPassword: boolean;
  readonly resetsSecondFactors: boolean;
  readonly letsInAgain: boolean;
  readonly requestedBy: { readonly id: PersonId; readonly name: string };
  readonly requestedAt: Date;
  readonly expiresAt: Date;
  readonly decidedBy: { readonly id: PersonId; readonly name: string } | null;
  readonly decidedAt: Date | null;
  readonly reason: string | null;
}

type Asked = { readonly kind: 'person-new'; readonly person: PreparedPerson } | { readonly kind: 'person-change'; readonly id: PersonId; readonly change: PreparedChange } | { readonly kind: 'key'; readonly key: NewApiKey };

interface Row {
  readonly id: string;
  readonly kind: AccessRequest['kind'];
  readonly state: AccessRequest['state'];
  readonly person_id: PersonId | null;
  readonly asked: unknown;
  readonly requested_by: PersonId;
  readonly is_over: boolean;
}

/** Requests for rights: one admin (or for a key, its maker) asks, another admin confirms or refuses within a day. Each step is on the record. */
@Injectable()
export class AccessRequests {
  constructor(
    private readonly db: Database,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly alerts: Alerts,
    private readonly people: People,
    private readonly keys: ApiKeys,
  ) {}

  /**
   * Whether a second admin is asked. As long as there was never more than one, he acts alone. Who is shut out counts still: otherwise one
   * admin could shut the other out and go on alone. Whoever runs the machine can add an admin there (`people add`).
   */
  async needSecond(): Promise<boolean> {
    const [row] = await this.db.query<{ admins: number }>(`select count(*)::int as admins from person as p where 'admin' = any(p.roles)`);
    return row!.admins > 1;
  }

  /** Waiting ones first, then newest first. @param only  Those of this person; null for all. @param limit  null for all. */
  async list(only: PersonId | null = null, limit: number | null = 100): Promise<readonly AccessRequest[]> {
    return this.db.query<AccessRequest>(`${SHOWN} where $1::uuid is null or r.requested_by = $1 order by (r.state = 'waiting' and r.expires_at > now()) desc, r.requested_at desc, r.id limit $2`, [only, limit]);
  }

  async get(id: string): Promise<AccessRequest> {
    const [found] = await this.db.query<AccessRequest>(`${SHOWN} where r.id = $1`, [id]);
    if (!found) throw notFound();
    return found;
  }

  async ask(actor: Actor, asked: Asked): Promise<AccessRequest> {
    const by = answerablePerson(actor);
    if (!by) throw new DomainError('forbidden', 'person-needed', 'A person asks for rights, or a key that a person answers for.');
    const [personId, what] = asked.kind === 'person-change' ? [asked.id, asked.change] : [null, asked.kind === 'key' ? asked.key : asked.person];
    const id = await this.transactions.run(async (tx) => {
      const [row] = await tx.query<{ id: string }>(INSERT, [asked.kind, personId, JSON.stringify(what), by, REQUEST_HOURS]);
      await this.audit.record(tx, actor, { action: 'access.requested', subject: { kind: 'access-request', id: row!.id }, details: { what: asked.kind, ...(personId ? { person: personId } : {}), ...rightsIn(what) } });
      await this.alerts.raise({
        kind: 'access.waiting', subject: `access-request:${row!.id}`, lasting: true,
        message: 'Somebody asks for a change of roles or keys. It waits for a second administrator.', remedy: 'An administrator other than who asked confirms or refuses it under "People and keys"; after a day it is void.',
      }, tx);
      return row!.id;
    });
    return this.get(id);
  }

  /**
   * Makes the change of a person; of a key, lets its maker have it made.
   *
   * @throws DomainError forbidden `second-admin-needed`; not-found `access-request-not-found`; conflict `access-request-over`, `requester-gone`; and as the change itself
   */
  async confirm(actor: Actor, id: string): Promise<AccessRequest> {
    const by = adminOf(actor);
    await this.transactions.run(async (tx) => {
      const row = await this.waiting(tx, id);
      if (row.requested_by === by) throw new DomainError('forbidden', 'second-admin-needed', 'You asked for this yourself. Another administrator has to confirm it.');
      await requireStillThere(tx, row);
      await this.decide(tx, actor, id, 'confirmed', by, null);
      if (row.kind === 'person-new') await this.people.insert(tx, actor, row.asked as PreparedPerson);
      if (row.kind === 'person-change') await this.people.apply(tx, actor, row.person_id!, row.asked as PreparedChange);
    });
    return this.get(id);
  }

  /** @throws DomainError as `confirm`; invalid `reason-needed` */
  async refuse(actor: Actor, id: string, reason: string): Promise<AccessRequest> {
    const by = adminOf(actor);
    if (reason.trim() === '') throw new DomainError('invalid', 'reason-needed', 'Say why, so that whoever asked knows.', { errors: [{ path: 'reason', message: 'must not be empty' }] });
    await this.transactions.run(async (tx) => {
      const { requested_by: asker } = await this.waiting(tx, id);
      await this.decide(tx, actor, id, asker === by ? 'withdrawn' : 'refused', by, reason.trim().slice(0, 500));
    });
    return this.get(id);
  }

  /**
   * The key that was confirmed, once, to whoever asked for it.
   * @throws DomainError not-found `access-request-not-found`; conflict `access-request-not-confirmed`; and as `ApiKeys.create`
   */
  async makeKey(actor: Actor, id: string): Promise<{ readonly key: string; readonly apiKey: ApiKey }> {
    return this.transactions.run(async (tx) => {
      const [row] = await tx.query<Row>(LOCK, [id]);
      if (row?.kind !== 'key' || actor.kind !== 'person' || row.requested_by !== actor.id) throw notFound();
      if (row.state !== 'confirmed' || row.is_over) throw new DomainError('conflict', 'access-request-not-confirmed', 'This key was not confirmed, was made already, or its day is over.');
      await tx.query(`update access_request set state = 'used' where id = $1`, [id]);
      const { expiresAt, ...asked } = row.asked as Omit<NewApiKey, 'expiresAt'> & { readonly expiresAt: string | null };
      return this.keys.insert(tx, actor, { ...asked, expiresAt: expiresAt ? new Date(expiresAt) : null });
    });
  }

  /** Voids those that nobody decided in time, each on the record. @returns how many */
  async expire(): Promise<number> {
    return this.transactions.run(async (tx) => {
      const over = await tx.query<{ id: string }>(`update access_request set state = 'expired' where state = 'waiting' and expires_at <= now() returning id`);
      for (const { id } of over) {
        await this.audit.record(tx, { kind: 'system', id: 'access' }, { action: 'access.expired', subject: { kind: 'access-request', id } });
        await this.alerts.clear('access.waiting', `access-request:${id}`, tx);
      }
      return over.length;
    });
  }

  private async waiting(tx: Tx, id: string): Promise<Row> {
    const [row] = await tx.query<Row>(LOCK, [id]);
    if (!row) throw notFound();
    if (row.state !== 'waiting' || row.is_over) throw new DomainError('conflict', 'access-request-over', 'This was decided already, or its day is over.');
    return row;
  }

  private async decide(tx: Tx, actor: Actor, id: string, state: 'confirmed' | 'refused' | 'withdrawn', by: PersonId, reason: string | null): Promise<void> {
    await tx.query('update access_request set state = $2, decided_by = $3, decided_at = now(), reason = $4, expires_at = now() + make_interval(hours => $5) where id = $1', [id, state, by, reason, REQUEST_HOURS]);
    await this.audit.record(tx, actor, { action: `access.${state}`, subject: { kind: 'access-request', id }, ...(reason ? { details: { reason } } : {}) });
    await this.alerts.clear('access.waiting', `access-request:${id}`, tx);
  }
}

/** A key never confirms, whoever made it. */
function adminOf(actor: Actor): PersonId {
  if (actor.kind === 'person' && actor.roles.includes('admin')) return actor.id;
  throw new DomainError('forbidden', 'person-needed', 'An administrator decides this after signing in; an API key can not.');
}

/** Who asked must still be somebody who may: an admin, or for a key, somebody who may sign in. */
async function requireStillThere(tx: Tx, { kind, requested_by: by }: Row): Promise<void> {
  const [there] = await tx.query(`select 1 from person as p where p.id = $1 and p.disabled_at is null and ($2 = 'key' or 'admin' = any(p.roles))`, [by, kind]);
  if (!there) throw new DomainError('conflict', 'requester-gone', 'Whoever asked for this may not ask for it any more.');
}

const rightsIn = (what: object): Record<string, unknown> => Object.fromEntries(Object.entries(what).filter(([name]) => ['roles', 'brandRoles', 'brands', 'disabled', 'resetSecondFactors'].includes(name)));

const notFound = (): DomainError => new DomainError('not-found', 'access-request-not-found', 'There is no such request.');

const LOCK = 'select r.id, r.kind, r.state, r.person_id, r.asked, r.requested_by, r.expires_at <= now() as is_over from access_request as r where r.id = $1 for update';

const INSERT = `
  insert into access_request (kind, person_id, asked, requested_by, expires_at) values ($1, $2, $3, $4, now() + make_interval(hours => $5)) returning id`;

const SHOWN = `
  select r.id, r.kind, r.person_id as "personId", coalesce(r.asked->>'name', p.name) as name,
         case when r.state = 'waiting' and r.expires_at <= now() then 'expired' else r.state end as state,
         r.asked->'roles' as roles, r.asked->'brandRoles' as "brandRoles", r.asked->'brands' as brands,
         r.kind = 'person-change' and r.asked ? 'passwordHash' as "resetsPassword", coalesce((r.asked->>'resetSecondFactors')::boolean, false) as "resetsSecondFactors",
         coalesce(r.asked->>'disabled' = 'false', false) as "letsInAgain",
         jsonb_build_object('id', a.id, 'name', a.name) as "requestedBy", r.requested_at as "requestedAt", r.expires_at as "expiresAt",
         case when d.id is not null then jsonb_build_object('id', d.id, 'name', d.name) end as "decidedBy", r.decided_at as "decidedAt", r.reason
    from access_request as r
    join person as a on a.id = r.requested_by
    left join person as d on d.id = r.decided_by
    left join person as p on p.id = r.person_id`;
