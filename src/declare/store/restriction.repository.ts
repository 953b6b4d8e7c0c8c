import { Injectable } from '@nestjs/common';
import { type IncidentId, type PersonId } from '../../kernel/ids.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import type { IncidentViewer, Restriction } from '../model/restriction.js';

/** Who may see an incident that only some may see. A record: see the triggers on both tables. */
@Injectable()
export class RestrictionRepository {
  constructor(private readonly db: Database) {}

  /** The one that stands; null where everybody with a role sees it. */
  async of(incident: IncidentId): Promise<Restriction | null> {
    return (await this.db.query<Restriction>(STANDING, [incident]))[0] ?? null;
  }

  /** Those on the list now, in the order in which they came. */
  viewers(restriction: string): Promise<readonly IncidentViewer[]> {
    return this.db.query<IncidentViewer>(VIEWERS, [restriction]);
  }

  /** @returns null where one stands already. */
  async place(tx: Tx, incident: IncidentId, by: PersonId, reason: string, at: Date): Promise<string | null> {
    const [row] = await tx.query<{ id: string }>(PLACE, [incident, reason, by, at]);
    return row?.id ?? null;
  }

  async lift(tx: Tx, restriction: string, by: PersonId, reason: string, at: Date): Promise<void> {
    await tx.query('update incident_restriction set lifted_by = $2, lift_reason = $3, lifted_at = $4 where id = $1', [restriction, by, reason, at]);
  }

  /** @returns false where he is on it already. */
  async add(tx: Tx, restriction: string, person: PersonId, withKeys: boolean, by: PersonId, reason: string, at: Date): Promise<boolean> {
    return (await tx.query(ADD, [restriction, person, withKeys, reason, by, at])).length === 1;
  }

  /** @returns false where he is not on it. */
  async remove(tx: Tx, restriction: string, person: PersonId, by: PersonId, reason: string, at: Date): Promise<boolean> {
    return (await tx.query(REMOVE, [restriction, person, by, reason, at])).length === 1;
  }

  async maySignIn(tx: Tx, person: PersonId): Promise<boolean> {
    return (await tx.query('select from person as p where p.id = $1 and p.disabled_at is null', [person])).length === 1;
  }

  /** Everybody who may sign in, by name: whom one can put on a list. */
  people(): Promise<readonly { readonly id: PersonId; readonly name: string }[]> {
    return this.db.query('select p.id, p.name from person as p where p.disabled_at is null order by lower(p.name), p.id');
  }
}

const STANDING = `
  select r.id, r.incident_id as "incidentId", r.reason, p.name as "placedBy", r.placed_at as "placedAt"
    from incident_restriction as r
    join person as p on p.id = r.placed_by
   where r.incident_id = $1 and r.lifted_at is null`;

const VIEWERS = `
  select v.person_id as "personId", p.name, v.with_keys as "withKeys", v.reason, q.name as "addedBy", v.added_at as "addedAt"
    from incident_viewer as v
    join person as p on p.id = v.person_id
    join person as q on q.id = v.added_by
   where v.restriction_id = $1 and v.removed_at is null
   order by v.no`;

const PLACE = `
  insert into incident_restriction (incident_id, reason, placed_by, placed_at) values ($1, $2, $3, $4)
  on conflict (incident_id) where lifted_at is null do nothing
  returning id`;

const ADD = `
  insert into incident_viewer (restriction_id, person_id, with_keys, reason, added_by, added_at) values ($1, $2, $3, $4, $5, $6)
  on conflict (restriction_id, person_id) where removed_at is null do nothing
  returning id`;

const REMOVE = `
  update incident_viewer set removed_by = $3, remove_reason = $4, removed_at = $5 where restriction_id = $1 and person_id = $2 and removed_at is null returning id`;
