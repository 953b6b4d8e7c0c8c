import { Audiences, type FrozenAudience, type Member, type MemberZones } from '../../src/audience/contract.js';
import { DomainError } from '../../src/kernel/domain-error.js';
import type { AudienceId, CustomerId } from '../../src/kernel/ids.js';
import type { Database } from '../../src/platform/database/transactions.js';

/** Frozen audiences as plain reads: enough for tests of what comes after them, and free of their step's rules. */
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

  /** As they were counted at the freeze; of members who were written without one, counted here. */
  async zones(id: AudienceId): Promise<readonly MemberZones[]> {
    const frozen = await this.db.query<MemberZones>(FROZEN_ZONES, [id]);
    return frozen.length > 0 ? frozen : this.db.query<MemberZones>(ZONES, [id]);
  }

  freezeTold(): Promise<FrozenAudience> {
    throw new Error('Not asked of this stand-in.');
  }
}

const MEMBER = `
  select m.customer_id as "customerId", m.position, m.reference, m.first_name as "firstName", m.last_name as "lastName", m.locale, m.country,
         m.region, m.time_zone as "timeZone", m.email, m.email_hash as "emailHash", m.phone, m.phone_hash as "phoneHash",
         m.preferred_channel as "preferredChannel", m.reasons
    from published.audience_member as m`;

const FROZEN_ZONES = `
  select z.zone_set as "zoneSet", s.zones, z.members from audience_zone as z join zone_set as s on s.id = z.zone_set where z.audience_id = $1 order by z.members desc, z.zone_set`;

const ZONES = `
  select coalesce(m.zone_set, 0) as "zoneSet", s.zones, count(*)::int as members
    from published.audience_member as m
    join zone_set as s on s.id = coalesce(m.zone_set, 0)
   where m.audience_id = $1
   group by 1, 2
   order by 3 desc, 1`;
