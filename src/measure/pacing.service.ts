import { Inject, Injectable } from '@nestjs/common';
import { type PacedNotice, PhonePacing } from '../deliver/contract.js';
import { Clock } from '../platform/clock/clock.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { ContactPriorService } from './contact-prior.service.js';
import { AFTER_HOURS } from './model/contact-rate.js';
import { overlap } from './model/person-time.js';
import { paceFor } from './model/phone-pace.js';
import { QueueFitService } from './queue-fit.service.js';
import { MeasurePaceRepository, type PhonesNow } from './store/pace.repository.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LATELY_HOURS = 0.5;
/** Five minutes of patience, as callers of a bank had, and five for a call; where the last weeks carry no fit. */
const USUAL: Callers = { patienceSeconds: 300, handleSeconds: 300, availability: 1 };
/** Real time for which a fit is not asked for again. */
const FIT_MS = 10 * 60_000;

export interface Callers {
  readonly patienceSeconds: number;
  readonly handleSeconds: number;
  readonly availability: number;
}

/** Watches the phones for the notices that go by them, and says how fast each may go on. */
@Injectable()
export class PacingService {
  private fitted: { readonly until: number; readonly known: Promise<Callers> } | null = null;

  constructor(
    private readonly pacing: PhonePacing,
    private readonly phones: MeasurePaceRepository,
    private readonly fits: QueueFitService,
    private readonly priors: ContactPriorService,
    private readonly clock: Clock,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** One look. Safe to repeat, and beside another. @returns notices that were given a pace. */
  async look(): Promise<number> {
    const paced = await this.pacing.paced();
    if (paced.length === 0) return 0;
    const now = this.clock.now();
    const [phones, callers] = [await this.phones.phones(now), await this.callers()];
    for (const notice of paced) {
      try {
        await this.pace(notice, phones, callers, now);
      } catch (error) {
        this.log.error({ event: 'measure.pace-not-set', notice: notice.noticeId, error });
      }
    }
    return paced.length;
  }

  private async pace(notice: PacedNotice, phones: PhonesNow, { patienceSeconds, availability }: Callers, now: Date): Promise<void> {
    const { noticeId, incidentId, policy, plannedPerMinute, state, told } = notice;
    const [calls, prior] = await Promise.all([this.phones.told(noticeId, now, AFTER_HOURS), this.priors.of(incidentId, policy)]);
    const recognised = phones.identified > 0 ? phones.identified / phones.calls : 1;
    await this.pacing.set(noticeId, paceFor({
      policy, prior, patienceSeconds, plannedPerMinute, stopped: state === 'stopped',
      agents: policy.agents ?? (phones.agents === null ? null : phones.agents * availability),
      callsPerHour: phones.calls / LATELY_HOURS,
      told: { calls: calls.calls / recognised, callsPerHour: calls.lately / recognised / LATELY_HOURS, personHours: personHours(told, now) },
      hold: { calls: phones.waits, seconds: phones.waits === 0 ? 0 : phones.waitSeconds / phones.waits },
    }));
  }

  /** By the last weeks where they carry a fit, else as is usual. */
  callers(): Promise<Callers> {
    if (this.fitted !== null && Date.now() < this.fitted.until) return this.fitted.known;
    const known = this.fits.current().then(
      ({ result }) => (result.kind === 'fit' ? result : USUAL),
      (error: unknown) => {
        this.log.warn({ event: 'measure.pace-without-fit', error });
        return USUAL;
      },
    );
    this.fitted = { until: Date.now() + FIT_MS, known };
    return known;
  }
}

/** That the told have known it, in the hours after it that count; of the last day, as their calls. */
const personHours = (told: PacedNotice['told'], now: Date): number =>
  told.reduce((sum, { at, people }) => sum + (people * overlap(Date.parse(at), Date.parse(at) + AFTER_HOURS * HOUR_MS, now.getTime() - DAY_MS, now.getTime())) / HOUR_MS, 0);
