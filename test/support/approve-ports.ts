import { Audiences, type FrozenAudience, type Member } from '../../src/audience/contract.js';
import { Brands, Incidents, type Brand, type Incident } from '../../src/declare/contract.js';
import { DomainError } from '../../src/kernel/domain-error.js';
import type { AudienceId, CustomerId, IncidentId } from '../../src/kernel/ids.js';
import type { Database } from '../../src/platform/database/transactions.js';

/** The ports of the steps before, as plain reads: enough for what comes after them, and free of their rules. */
export class TableIncidents extends Incidents {
  constructor(private readonly db: Database) {
    super();
  }

  async get(id: IncidentId): Promise<Incident> {
    const [row] = await this.db.query<Incident>(`${INCIDENT} where i.id = $1`, [id]);
    if (!row) throw new DomainError('not-found', 'incident-not-found', 'There is no such incident.');
    return row;
  }

  list(): Promise<readonly Incident[]> {
    return this.db.query<Incident>(`${INCIDENT} order by i.declared_at desc`);
  }
}

export class TableBrands extends Brands {
  constructor(private readonly db: Database) {
    super();
  }

  async get(id: string): Promise<Brand> {
    const [row] = await this.db.query<Brand>(`${BRAND} where b.id = $1`, [id]);
    if (!row) throw new DomainError('not-found', 'brand-not-found', 'There is no such brand.');
    return row;
  }

  list(): Promise<readonly Brand[]> {
    return this.db.query<Brand>(BRAND);
  }
}

export class TableAudiences extends Audiences {
  constructor(private readonly db: Database) {
    super();
  }

  async frozen(id: AudienceId): Promise<FrozenAudience> {
    const [row] = await this.db.query<FrozenAudience>(
      `select id, incident_id as "incidentId", version, hash, seed, algorithm, counts, frozen_at as "frozenAt", built_by as "builtBy" from audience where id = $1`,
      [id],
    );
    if (!row) throw new DomainError('not-found', 'audience-not-found', 'There is no such audience.');
    return row;
  }

  members(id: AudienceId, from: number, until: number): Promise<readonly Member[]> {
    return this.db.query<Member>(`${MEMBER} where m.audience_id = $1 and m.position >= $2 and m.position < $3 order by m.position`, [id, from, until]);
  }

  async member(id: AudienceId, customer: CustomerId): Promise<Member> {
    const [row] = await this.db.query<Member>(`${MEMBER} where m.audience_id = $1 and m.customer_id = $2`, [id, customer]);
    if (!row) throw new DomainError('not-found', 'member-not-found', 'There is no such member.');
    return row;
  }

  freezeTold(): Promise<FrozenAudience> {
    throw new Error('Not asked of this stand-in.');
  }
}

const INCIDENT = `
  select i.id, i.reference, i.kind, i.title, i.severity, i.brand_id as "brandId", i.status, i.facts, i.happened_from as "happenedFrom",
         i.happened_until as "happenedUntil", i.discovered_at as "discoveredAt", i.press_reported_at as "pressReportedAt",
         i.declared_at as "declaredAt", i.closed_at as "closedAt", i.commander_id as "commanderId", i.simulated, i.revision
    from incident as i`;

const BRAND = `
  select b.id, b.name, b.sender_name as "senderName", b.from_email as "fromEmail", b.reply_to as "replyTo", b.domain, b.website,
         b.check_address as "checkAddress", b.phone, b.support_hours as "supportHours", b.postal_address as "postalAddress",
         b.default_locale as "defaultLocale", b.default_country as "defaultCountry", b.time_zone as "timeZone"
    from brand as b`;

const MEMBER = `
  select m.customer_id as "customerId", m.position, m.reference, m.first_name as "firstName", m.last_name as "lastName", m.locale, m.country,
         m.region, m.time_zone as "timeZone", m.email, m.email_hash as "emailHash", m.phone, m.phone_hash as "phoneHash",
         m.preferred_channel as "preferredChannel", m.reasons
    from published.audience_member as m`;
