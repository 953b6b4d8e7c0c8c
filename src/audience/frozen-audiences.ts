import { Injectable } from '@nestjs/common';
import { type AudienceId, type CustomerId, type IncidentId, type NoticeId, type PersonId } from '../kernel/ids.js';
import { AudienceService } from './audience.service.js';
import { Audiences, type FrozenAudience, type Member, type MemberZones } from './contract.js';

/** What later steps may see of audiences. */
@Injectable()
export class FrozenAudiences extends Audiences {
  constructor(private readonly audiences: AudienceService) {
    super();
  }

  frozen(id: AudienceId): Promise<FrozenAudience> {
    return this.audiences.getFrozen(id);
  }

  members(id: AudienceId, from: number, until: number): Promise<readonly Member[]> {
    return this.audiences.members(id, from, until);
  }

  member(id: AudienceId, customer: CustomerId): Promise<Member> {
    return this.audiences.member(id, customer);
  }

  zones(id: AudienceId): Promise<readonly MemberZones[]> {
    return this.audiences.zones(id);
  }

  freezeTold(incident: IncidentId, notice: NoticeId, told: readonly CustomerId[], by: PersonId): Promise<FrozenAudience> {
    return this.audiences.freezeTold(incident, notice, told, by);
  }
}
