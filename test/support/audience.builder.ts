import { type Actor } from '../../src/kernel/actor.js';
import { type IncidentId, type PersonId } from '../../src/kernel/ids.js';
import { CustomerImports } from '../../src/audience/customer-imports.service.js';
import { CustomerImportRepository } from '../../src/audience/store/customer-import.repository.js';
import { TouchpointImportRepository } from '../../src/audience/store/touchpoint-import.repository.js';
import { FixedClock } from '../../src/platform/clock/clock.js';
import { readSettings, type Settings } from '../../src/platform/config/config.js';
import { type Surroundings } from '../../src/platform/config/config.module.js';
import { AudienceLists } from '../../src/audience/audience-lists.service.js';
import { AudienceService } from '../../src/audience/audience.service.js';
import { FrozenAudiences } from '../../src/audience/frozen-audiences.js';
import { AffectedRepository } from '../../src/audience/store/affected.repository.js';
import { AudienceListRepository } from '../../src/audience/store/audience-list.repository.js';
import { AudienceRepository } from '../../src/audience/store/audience.repository.js';
import { FreezeRepository } from '../../src/audience/store/freeze.repository.js';
import { PlaceRepository } from '../../src/audience/store/place.repository.js';
import { ZoneRepository } from '../../src/audience/store/zone.repository.js';
import { type Incident, Incidents } from '../../src/declare/contract.js';
import { BrandRepository } from '../../src/declare/store/brand.repository.js';
import { type LookupKeys } from '../../src/kernel/keyed-hash.js';
import { DomainError } from '../../src/kernel/domain-error.js';
import { importsOn } from './imports.builder.js';
import { type TestDatabase } from './postgres.js';

export const AUDIENCE_KEY = 'a key for the hashes of addresses in tests';
const FIRST_KEYS: LookupKeys = { secret: AUDIENCE_KEY, over: [] };
export const surroundingsBy = (lookupKeys: LookupKeys) => ({ secretKey: AUDIENCE_KEY, lookupKeys, instance: 'test' }) as Pick<Surroundings, 'secretKey' | 'lookupKeys' | 'instance'> as Surroundings;
export const surroundings = surroundingsBy(FIRST_KEYS);
export const settings: Settings = readSettings({});

/** Imports of customers and touchpoints on a test database, without Nest. */
export function customerImportsOn(database: TestDatabase, clock = new FixedClock(new Date('2026-03-02T09:00:00Z')), lookupKeys = FIRST_KEYS): CustomerImports {
  return new CustomerImports(importsOn(database, clock).importer, new CustomerImportRepository(), new TouchpointImportRepository(), clock, settings, surroundingsBy(lookupKeys));
}

/** A commander who is in the table of people, as frozen audiences name their builder. */
export async function commander({ db }: TestDatabase, email = 'carla@northwind.example'): Promise<Actor & { readonly kind: 'person' }> {
  const [row] = await db.query<{ id: PersonId }>(`insert into person (email, name, password_hash, roles) values ($1, 'Carla', '-', '{commander}') returning id`, [email]);
  return { kind: 'person', id: row!.id, name: 'Carla', roles: ['commander'] };
}

/** An open incident of the brand `northwind`. */
export async function incident({ db }: TestDatabase, person: PersonId, facts: Readonly<Record<string, unknown>> = { dataInvolved: ['card-number'] }): Promise<IncidentId> {
  await db.query(
    `insert into brand (id, name, sender_name, from_email, reply_to, domain, website, check_address, phone, support_hours, postal_address, default_locale, default_country, time_zone)
     values ('northwind', 'Northwind', 'Northwind', 'care@northwind.example', 'care@northwind.example', 'northwind.example', 'northwind.example', 'northwind.example/check', '+12065550100', '{}', '1 Main St', 'en', 'US', 'UTC')
     on conflict do nothing`,
  );
  const [row] = await db.query<{ id: IncidentId }>(
    `insert into incident (reference, kind, title, severity, brand_id, facts, declared_at, commander_id)
     values ('INC-' || nextval('incident_number'), 'data-breach', 'Cards copied', 'high', 'northwind', $1, '2026-03-02T08:00:00Z', $2) returning id`,
    [JSON.stringify(facts), person],
  );
  return row!.id;
}

/** Incidents as they stand in the table, without the step that writes them. */
export class StoredIncidents extends Incidents {
  constructor(private readonly database: TestDatabase) {
    super();
  }

  async get(id: IncidentId): Promise<Incident> {
    const [row] = await this.database.db.query<Incident>('select i.id, i.reference, i.status, i.facts, i.brand_id as "brandId" from incident as i where i.id = $1', [id]);
    if (!row) throw new DomainError('not-found', 'incident-not-found', `There is no incident ${id}.`);
    return row;
  }

  list(): Promise<readonly Incident[]> {
    return this.database.db.query<Incident>('select i.id, i.reference, i.status, i.facts, i.brand_id as "brandId" from incident as i order by i.declared_at desc');
  }
}

/** Audiences on a test database, without Nest. */
export function audiencesOn(database: TestDatabase, clock = new FixedClock(new Date('2026-03-02T09:00:00Z'))): { audiences: AudienceService; frozen: FrozenAudiences; lists: AudienceLists } {
  const { audit } = importsOn(database, clock);
  const incidents = new StoredIncidents(database);
  const listRepository = new AudienceListRepository(database.db);
  const audiences = new AudienceService(
    database.transactions, new AudienceRepository(database.db), new AffectedRepository(), new FreezeRepository(), new ZoneRepository(database.db), new PlaceRepository(database.db), listRepository, incidents, new BrandRepository(database.dataSource), audit, clock,
  );
  return { audiences, frozen: new FrozenAudiences(audiences), lists: new AudienceLists(database.transactions, listRepository, incidents, audit) };
}
