import { Injectable } from '@nestjs/common';
import { DataSource, In, Not } from 'typeorm';
import { DomainError } from '../../kernel/domain-error.js';
import { type IncidentId } from '../../kernel/ids.js';
import { type Tx } from '../../platform/database/transactions.js';
import { type Incident, Incidents } from '../contract.js';
import { IncidentEntity } from './incident.entity.js';

/** What is left out is not asked for. */
export interface IncidentSearch {
  readonly status?: Incident['status'] | undefined;
  readonly kind?: Incident['kind'] | undefined;
  readonly severity?: Incident['severity'] | undefined;
  readonly words?: string | undefined;
  /** Left out or null: of every brand. */
  readonly brands?: readonly string[] | null | undefined;
  readonly unseen?: readonly string[];
  readonly after?: IncidentId | undefined;
  readonly limit: number;
}

type NewIncident = Omit<Incident, 'id' | 'reference' | 'status' | 'closedAt' | 'revision'>;

const shown = ({ createdAt: _created, updatedAt: _updated, ...incident }: IncidentEntity): Incident => incident;

@Injectable()
export class IncidentRepository extends Incidents {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async get(id: IncidentId): Promise<Incident> {
    const incident = await this.dataSource.getRepository(IncidentEntity).findOneBy({ id });
    if (!incident) throw new DomainError('not-found', 'incident-not-found', 'There is no such incident.', { incidentId: id });
    return shown(incident);
  }

  /** @param id  Anything: what is no id of an incident is none. */
  async has(id: string): Promise<boolean> {
    const found: unknown[] = await this.dataSource.query('select 1 from incident as i where i.id::text = $1', [id]);
    return found.length > 0;
  }

  async list({ status, brands, unseen = [] }: { readonly status?: 'open' | 'closed'; readonly brands?: readonly string[] | null; readonly unseen?: readonly string[] } = {}): Promise<readonly Incident[]> {
    const where = { ...(status ? { status } : {}), ...(brands ? { brandId: In([...brands]) } : {}), ...(unseen.length > 0 ? { id: Not(In([...unseen] as IncidentId[])) } : {}) };
    return (await this.dataSource.getRepository(IncidentEntity).find({ where, order: { declaredAt: 'DESC', id: 'ASC' } })).map(shown);
  }

  /** Newest first, after the incident `after`. Words are looked for in the title and the reference. */
  async search({ status, kind, severity, words, brands, unseen = [], after, limit }: IncidentSearch): Promise<readonly Incident[]> {
    const found = this.dataSource.getRepository(IncidentEntity).createQueryBuilder('i').orderBy('i.declaredAt', 'DESC').addOrderBy('i.id', 'DESC').take(limit);
    if (status) found.andWhere('i.status = :status', { status });
    if (kind) found.andWhere('i.kind = :kind', { kind });
    if (severity) found.andWhere('i.severity = :severity', { severity });
    if (words) found.andWhere('(i.title ilike :like or i.reference ilike :like)', { like: `%${words.replaceAll(/[\\%_]/g, '\\$&')}%` });
    if (brands) found.andWhere('i.brand_id = any(:brands)', { brands });
    if (unseen.length > 0) found.andWhere('i.id <> all(:unseen)', { unseen });
    if (after) found.andWhere('(i.declared_at, i.id) < (select c.declared_at, c.id from incident as c where c.id = :after)', { after });
    return (await found.getMany()).map(shown);
  }

  async insert(tx: Tx, incident: NewIncident): Promise<Incident> {
    const [row] = await tx.query<{ number: string }>(`select nextval('incident_number') as number`);
    const reference = `INC-${row!.number.padStart(4, '0')}`;
    const { id } = await tx.manager.save(IncidentEntity, { ...incident, reference }).catch(refuseUnknownCommander);
    return shown(await tx.manager.findOneByOrFail(IncidentEntity, { id }));
  }

  /** Locks the row until the transaction ends, so that two amendments never meet. */
  async lock(tx: Tx, id: IncidentId): Promise<Incident> {
    const incident = await tx.manager.findOne(IncidentEntity, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!incident) throw new DomainError('not-found', 'incident-not-found', 'There is no such incident.', { incidentId: id });
    return shown(incident);
  }

  async update(tx: Tx, incident: Incident): Promise<void> {
    const { id, ...changed } = incident;
    await tx.manager.update(IncidentEntity, { id }, { ...changed, updatedAt: () => 'now()' });
  }

  /** Keeps the incident as it stands in this revision: what was known when can always be shown. */
  async keepRevision(tx: Tx, incident: Incident, at: Date, actor: { kind: string; id: string }): Promise<void> {
    await tx.query(INSERT_REVISION, [incident.id, incident.revision, at, actor.kind, actor.id, JSON.stringify(incident)]);
  }
}

/** The database knows who is there; asking first would only be another look at the same. */
function refuseUnknownCommander(error: unknown): never {
  if ((error as { constraint?: string }).constraint !== 'incident_commander_id_fkey') throw error;
  throw new DomainError('unprocessable', 'commander-unknown', 'There is no such person to lead the incident.', { errors: [{ path: 'commanderId', message: 'is nobody who is known here' }] });
}

const INSERT_REVISION = `
  insert into incident_revision (incident_id, revision, at, actor_kind, actor_id, content) values ($1, $2, $3, $4, $5, $6)`;
