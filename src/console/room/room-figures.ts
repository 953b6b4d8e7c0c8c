import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type IncidentId, type NoticeId } from '../../kernel/ids.js';
import { type IncidentMeasurement } from '../../measure/contract.js';
import { ExpectedCallsService, type ForecastAnswer } from '../../measure/expected-calls.service.js';
import { FeedbackService, type NoticeFeedback } from '../../measure/feedback.service.js';
import { type HoldTimeAnswer, HoldTimeService } from '../../measure/hold-time.service.js';
import { MeasureService } from '../../measure/measure.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { headlineOf } from '../calls/avoided.words.js';
import { BackgroundFigures } from '../../platform/figures/background-figures.js';
import { notYet } from '../../measure/not-yet.js';

/** What is counted over everybody and every call. Dear, so it is some time old: `takenAt` is business time. */
export interface RoomFigures {
  readonly takenAt: Date;
  /** null until it was worked out for the first time. */
  readonly forecast: ForecastAnswer | null;
  /** null before anything went out, as the two below. */
  readonly measured: IncidentMeasurement | null;
  readonly hold: HoldTimeAnswer | null;
  readonly feedback: NoticeFeedback | null;
}

export interface BegunNotice {
  readonly id: NoticeId;
  readonly state: string;
}

/** The dear figures of incidents that are looked at, made in the background and never for a viewer. */
@Injectable()
export class RoomFiguresDesk implements OnModuleDestroy {
  private readonly made: BackgroundFigures<IncidentId, RoomFigures>;

  constructor(
    private readonly measures: MeasureService,
    private readonly expected: ExpectedCallsService,
    private readonly holds: HoldTimeService,
    private readonly feedbacks: FeedbackService,
    private readonly clock: Clock,
    @Inject(LOG) log: Log,
  ) {
    this.made = new BackgroundFigures((incident, error) => log.warn({ event: 'room.figures-not-made', incident, error }));
  }

  /**
   * The latest that are known; newer ones are made meanwhile where it is time.
   *
   * @param begun  The notices that have begun to go out, and how they stand: a change of that makes what is known outdated at once.
   */
  async latest(incident: IncidentId, begun: readonly BegunNotice[]): Promise<RoomFigures | null> {
    const { value } = await this.made.known(incident, JSON.stringify(begun), () => this.count(incident, begun.length > 0));
    return value ?? this.before(incident, begun);
  }

  /** What was kept of the first notice when it was measured last, until there is something newer. */
  private async before(incidentId: IncidentId, [first]: readonly BegunNotice[]): Promise<RoomFigures | null> {
    const [snapshot] = first === undefined ? [] : await this.measures.history(first.id, { limit: 1 });
    if (!snapshot) return null;
    const { takenAt, result } = snapshot;
    const { firstWord, sinceApproval, beforePress, medianHeadStartMinutes, members, simulated } = result;
    return { takenAt, forecast: null, hold: null, feedback: null, measured: { incidentId, takenAt, revision: null, members, simulated, firstWord, sinceApproval, beforePress, medianHeadStartMinutes, notices: [snapshot] } };
  }

  async onModuleDestroy(): Promise<void> {
    await this.made.idle();
  }

  /** One after the other: it is no hurry, and takes one connection. */
  private async count(incident: IncidentId, hasBegun: boolean): Promise<RoomFigures> {
    const takenAt = this.clock.now();
    const forecast = await this.expected.ofIncident(incident);
    const measured = hasBegun ? await this.measures.ofIncident(incident).catch(notYet) : null;
    const about = headlineOf(measured?.notices ?? []);
    const notice = about?.result.notice.id as NoticeId | undefined;
    return {
      takenAt, forecast, measured,
      hold: notice ? await this.holds.of(notice).catch(notYet) : null,
      feedback: notice ? await this.feedbacks.of(notice).catch(notYet) : null,
    };
  }
}
