import { Injectable } from '@nestjs/common';
import { type PlannedNotice, PlannedNotices } from '../approve/contract.js';
import { type PacePrior } from '../deliver/contract.js';
import { type NoticeId } from '../kernel/ids.js';
import { Clock } from '../platform/clock/clock.js';
import { runFairly } from '../platform/jobs/fair-loop.js';
import { ContactPriorService } from './contact-prior.service.js';
import { callsByHour, type PhoneForecast, phoneForecast } from './model/phone-forecast.js';
import { PacingService } from './pacing.service.js';
import { MeasurePaceRepository } from './store/pace.repository.js';

export type PhoneForecastAnswer =
  | { readonly kind: 'no-forecast'; readonly noticeId: NoticeId; readonly calls: number; readonly callsPerThousand: number; readonly callsByHour: readonly number[]; readonly prior: PacePrior; readonly reason: 'no-agents-known' }
  | (PhoneForecast & {
      readonly kind: 'forecast';
      readonly noticeId: NoticeId;
      readonly callsPerThousand: number;
      /** Where `callsPerThousand` comes from. */
      readonly prior: PacePrior;
      /** Of the told, from the first wave on, at the plan's own pace. */
      readonly callsByHour: readonly number[];
      readonly agents: number;
      readonly otherCallsPerHour: number;
      /** The last wave, if it were approved now: as planned, and by the phones where it goes by them. */
      readonly finishesAt: Date | null;
    });

/** What a notice will bring to the phones, before it is signed. */
@Injectable()
export class PhoneForecastService {
  constructor(
    private readonly planned: PlannedNotices,
    private readonly pacing: PacingService,
    private readonly priors: ContactPriorService,
    private readonly phones: MeasurePaceRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError not-found `notice-not-found` */
  async of(noticeId: NoticeId): Promise<PhoneForecastAnswer> {
    const plan = await this.planned.planned(noticeId);
    const { schedule, policies, members } = plan;
    const phones = policies.phones ?? null;
    const [prior, now, callers] = await Promise.all([this.priors.of(plan.incidentId, phones), this.phones.phones(this.clock.now()), this.pacing.callers()]);
    const { callsPerThousand } = prior;
    const agents = phones?.agents ?? (now.agents === null ? null : now.agents * callers.availability);
    const waves = { members, waves: schedule.waves, gapMinutes: schedule.waveIntervalMinutes, callsPerThousand };
    const known = { noticeId, callsPerThousand, prior, callsByHour: callsByHour(waves) };
    if (agents === null) return { kind: 'no-forecast', ...known, calls: (members * callsPerThousand) / 1_000, reason: 'no-agents-known' };
    const otherCallsPerHour = now.calls * 2; // of the last half-hour
    const forecast = await runFairly(phoneForecast({
      ...waves, otherCallsPerHour, agents, phones,
      handleSeconds: phones?.handleSeconds ?? callers.handleSeconds, patienceSeconds: callers.patienceSeconds,
    }));
    return { kind: 'forecast', ...known, agents, otherCallsPerHour, finishesAt: finishOf(plan, forecast), ...forecast };
  }
}

/** The providers' end, or the phones' where that is later; never after the time at which the waves open whatever the phones say. */
function finishOf({ finish, tellBy }: PlannedNotice, { paced }: PhoneForecast): Date | null {
  if (finish === null) return null;
  const planned = Date.parse(finish.finishesAt);
  const byPhones = paced === null ? planned : Date.parse(finish.startsAt) + paced.lastWaveMinutes * 60_000;
  return new Date(Math.max(planned, Math.min(byPhones, tellBy?.getTime() ?? Infinity)));
}
