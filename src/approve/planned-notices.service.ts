import { Injectable } from '@nestjs/common';
import { Audiences } from '../audience/contract.js';
import { type NoticeId } from '../kernel/ids.js';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/transactions.js';
import { type PlannedNotice, PlannedNotices, type PlannedTexts } from './contract.js';
import { tellBy } from './model/phone-pace.js';
import { expiryOf } from './model/schedule.js';
import { type PreflightSummary } from './model/preflight-tally.js';
import { PreflightService } from './preflight.service.js';
import { NoticeRepository } from './store/notice.repository.js';

@Injectable()
export class PlannedNoticesService extends PlannedNotices {
  constructor(
    private readonly db: Database,
    private readonly notices: NoticeRepository,
    private readonly audiences: Audiences,
    private readonly preflights: PreflightService,
    private readonly clock: Clock,
  ) {
    super();
  }

  async planned(id: NoticeId): Promise<PlannedNotice> {
    const { incidentId, schedule, policies, audienceId, approvedAt } = await this.notices.get(this.db, id);
    const [audience, preflight] = await Promise.all([this.audiences.frozen(audienceId), this.preflights.latest(id)]);
    const signedAt = approvedAt ?? this.clock.now();
    return {
      incidentId, schedule, policies, members: audience.counts.members, finish: preflight?.summary?.finish ?? null, texts: preflight?.summary ? textsOf(preflight.summary) : null,
      tellBy: policies.phones ? tellBy(policies.phones, signedAt, expiryOf(schedule, signedAt)) : null,
    };
  }
}

const textsOf = ({ messages, segments, cost }: PreflightSummary): PlannedTexts => ({
  texts: messages.sms, segments: segments.total, ...(segments.byCountry ? { byCountry: segments.byCountry } : {}), ...(cost === undefined ? {} : { cost }),
});
