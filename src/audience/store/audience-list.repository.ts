import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import { type IncidentId } from '../../kernel/ids.js';
import { Database, type Tx } from '../../platform/database/transactions.js';

/** A list of references that somebody uploaded for an incident. */
export interface AudienceList {
  readonly id: string;
  readonly incidentId: IncidentId;
  readonly name: string;
  /** Different references in it. */
  readonly total: number;
  /** Of those, customers that were known when it came in. */
  readonly found: number;
  readonly createdAt: Date;
}

@Injectable()
export class AudienceListRepository {
  constructor(private readonly db: Database) {}

  async begin(tx: Tx, incident: IncidentId, name: string, createdBy: string): Promise<string> {
    const [row] = await tx.query<{ id: string }>(BEGIN, [incident, name, createdBy]);
    return row!.id;
  }

  async add(tx: Tx, list: string, references: readonly string[]): Promise<void> {
    await tx.query('insert into audience_list_item (list_id, reference) select $1, r from unnest($2::text[]) as r on conflict do nothing', [list, references]);
  }

  async count(tx: Tx, list: string): Promise<AudienceList> {
    await tx.query(COUNT, [list]);
    const [row] = await tx.query<AudienceList>(`${SELECT} where l.id = $1`, [list]);
    return row!;
  }

  /** @throws DomainError not-found `list-not-found` */
  async get(id: string): Promise<AudienceList> {
    const [row] = await this.db.query<AudienceList>(`${SELECT} where l.id = $1`, [id]);
    if (!row) throw new DomainError('not-found', 'list-not-found', `There is no list ${id}.`);
    return row;
  }

  /** Newest first. */
  list(incident: IncidentId): Promise<readonly AudienceList[]> {
    return this.db.query<AudienceList>(`${SELECT} where l.incident_id = $1 order by l.created_at desc, l.id`, [incident]);
  }

  /** References of which no customer is known now, in order. @param after  The last one seen. */
  async notFound(id: string, limit: number, after: string): Promise<readonly string[]> {
    const rows = await this.db.query<{ reference: string }>(NOT_FOUND, [id, limit, after]);
    return rows.map((row) => row.reference);
  }
}

const BEGIN = `insert into audience_list (incident_id, name, total, found, created_by) values ($1, $2, 0, 0, $3) returning id`;

const COUNT = `
  update audience_list as l
     set total = n.total, found = n.found
    from (select count(*)::int as total, count(c.id)::int as found
            from audience_list_item as i
            left join customer as c on c.reference = i.reference
           where i.list_id = $1) as n
   where l.id = $1`;

const SELECT = `
  select l.id, l.incident_id as "incidentId", l.name, l.total, l.found, l.created_at as "createdAt" from audience_list as l`;

const NOT_FOUND = `
  select i.reference
    from audience_list_item as i
   where i.list_id = $1 and i.reference > $3 and not exists (select from customer as c where c.reference = i.reference)
   order by i.reference
   limit $2`;
