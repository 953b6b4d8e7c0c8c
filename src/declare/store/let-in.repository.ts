import { Injectable } from '@nestjs/common';
import { type IncidentId, type PersonId } from '../../kernel/ids.js';
import type { JsonOf } from '../../kernel/json-of.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import type { LetInAsked, StrandedIncident } from '../model/let-in.js';

/** What two administrators do where nobody on a list can. A record: see the triggers. */
@Injectable()
export class LetInRepository {
  constructor(private readonly db: Database) {}

  /** Oldest first. @param brands  null for all */
  async stranded(now: Date, brands: readonly string[] | null): Promise<readonly StrandedIncident[]> {
    return (await this.db.query<StrandedRow>(STRANDED, [now, brands, null])).map(strandedOf);
  }

  /** One of them, as it stands within a transaction; null where it is not stranded. */
  async strandedNow(tx: Tx, now: Date, brands: readonly string[] | null, incident: IncidentId): Promise<StrandedIncident | null> {
    return (await tx.query<StrandedRow>(STRANDED, [now, brands, incident])).map(strandedOf)[0] ?? null;
  }

  /** Holds the mark, so that no list changes meanwhile. */
  async lock(tx: Tx, incident: IncidentId): Promise<void> {
    await tx.query('select from incident_restriction as r where r.incident_id = $1 and r.lifted_at is null for update', [incident]);
  }

  async ask(tx: Tx, asked: { readonly restriction: string; readonly person: PersonId; readonly by: PersonId; readonly reason: string; readonly at: Date; readonly until: Date }): Promise<string> {
    const { restriction, person, by, reason, at, until } = asked;
    const [row] = await tx.query<{ id: string }>(ASK, [restriction, person, by, reason, at, until]);
    return row!.id;
  }

  /** Both at once: the second word, and the person on the list. */
  async confirm(tx: Tx, restriction: string, { id, personId }: LetInAsked, by: PersonId, reason: string, at: Date): Promise<void> {
    await tx.query('update incident_let_in set confirmed_by = $2, confirm_reason = $3, confirmed_at = $4 where id = $1', [id, by, reason, at]);
    await tx.query('insert into incident_viewer (restriction_id, person_id, reason, added_by, added_at, let_in_id) values ($1, $2, $3, $4, $5, $6)', [restriction, personId, reason, by, at, id]);
  }
}

type StrandedRow = Omit<StrandedIncident, 'asked'> & { readonly asked: JsonOf<LetInAsked> | null };

const strandedOf = ({ asked, ...row }: StrandedRow): StrandedIncident => ({ ...row, asked: asked && ({ ...asked, requestedAt: new Date(asked.requestedAt), expiresAt: new Date(asked.expiresAt) } as LetInAsked) });

const STRANDED = `
  select i.id as "incidentId", i.reference, r.id as "restrictionId", r.placed_at as "restrictedAt",
         (select coalesce(jsonb_agg(jsonb_build_object('name', p.name, 'mayNotSignIn', p.disabled_at is not null) order by v.no), '[]')
            from incident_viewer as v join person as p on p.id = v.person_id
           where v.restriction_id = r.id and v.removed_at is null) as viewers,
         (select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name) order by lower(p.name), p.id), '[]')
            from person as p
           where p.disabled_at is null and roles_for(p.id, i.brand_id) && array['commander', 'legal']) as people,
         a.asked
    from incident_restriction as r
    join incident as i on i.id = r.incident_id
    left join lateral (
      select jsonb_build_object('id', l.id, 'personId', l.person_id, 'person', p.name, 'requestedBy', l.requested_by, 'requestedByName', q.name, 'reason', l.reason,
                                'requestedAt', l.requested_at, 'expiresAt', l.expires_at) as asked
        from incident_let_in as l
        join person as p on p.id = l.person_id
        join person as q on q.id = l.requested_by
       where l.restriction_id = r.id and l.confirmed_by is null and l.expires_at > $1
       order by l.requested_at desc, l.id
       limit 1) as a on true
   where r.lifted_at is null and ($2::text[] is null or i.brand_id = any ($2)) and ($3::uuid is null or i.id = $3)
     and published.is_stranded(r.id)
   order by r.placed_at, r.id`;

const ASK = `
  insert into incident_let_in (restriction_id, person_id, requested_by, reason, requested_at, expires_at) values ($1, $2, $3, $4, $5, $6)
  returning id`;
