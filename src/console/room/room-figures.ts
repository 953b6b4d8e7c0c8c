import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import { type IncidentId, type NoticeId } from '../../kernel/ids.js';
import { type IncidentMeasurement } from '../../measure/contract.js';
import { ExpectedCallsService, type ForecastAnswer } from '../../measure/expected-calls.service.js';
import { FeedbackService, type NoticeFeedback } from '../../measure/feedback.service.js';
import { type HoldTimeAnswer, HoldTimeService } from '../../measure/hold-time.service.js';
import { MeasureService } from '../../measure/measure.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { LOG, type Log } from '../../platform/logging/log.js';

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

interface Kept {
  figures: RoomFigures | null;
  /** Real time, from which on they may be counted again. */
  dueAt: number;
  /** What had begun when it was counted, as JSON. */
  of: string;
  going: Promise<void> | null;
}

const FRESH_MS = 15_000;
/** What takes a second is made again after twenty: watching costs a twentieth of one connection, however large the incident. */
const SPACING = 20;
/** A page that is opened waits as long for the first figures, and is otherwise shown without them. */
const PATIENCE_MS = 100;
const KEPT = 64;

/** The dear figures of incidents that are looked at, made in the background by one look at a time, and never for a viewer. */
@Injectable()
export class RoomFiguresDesk implements OnModuleDestroy {
  private readonly kept = new Map<IncidentId, Kept>();

  constructor(
    private readonly measures: MeasureService,
    private readonly expected: ExpectedCallsService,
    private readonly holds: HoldTimeService,
    private readonly feedbacks: FeedbackService,
    private readonly clock: Clock,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * The latest that are known; newer ones are made meanwhile where it is time.
   *
   * @param begun  The notices that have begun to go out, and how they stand: a change of that makes what is known outdated at once. null asks
   *   for nothing newer.
   */
  async latest(incident: IncidentId, begun: readonly BegunNotice[] | null): Promise<RoomFigures | null> {
    const kept = this.kept.get(incident) ?? { figures: null, dueAt: 0, of: '', going: null };
    if (begun === null) return kept.figures;
    this.keep(incident, kept);
    if (kept.going === null && (performance.now() >= kept.dueAt || kept.of !== JSON.stringify(begun))) kept.going = this.renew(incident, kept, begun);
    if (kept.figures === null && kept.going !== null) await Promise.race([kept.going, sleep(PATIENCE_MS)]);
    return kept.figures ?? this.before(incident, begun);
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
    await Promise.all([...this.kept.values()].flatMap(({ going }) => going ?? []));
  }

  private async renew(incident: IncidentId, kept: Kept, begun: readonly BegunNotice[]): Promise<void> {
    const began = performance.now();
    try {
      kept.figures = await this.count(incident, begun.length > 0);
    } catch (error) {
      this.log.warn({ event: 'room.figures-not-made', incident, error });
    }
    kept.of = JSON.stringify(begun);
    kept.dueAt = performance.now() + Math.max(FRESH_MS, SPACING * (performance.now() - began));
    kept.going = null;
  }

  /** One after the other: it is no hurry, and takes one connection. */
  private async count(incident: IncidentId, hasBegun: boolean): Promise<RoomFigures> {
    const takenAt = this.clock.now();
    const forecast = await this.expected.ofIncident(incident);
    const measured = hasBegun ? await this.measures.ofIncident(incident).catch(notYet) : null;
    const about = measured?.notices.find(({ result }) => result.avoided.kind === 'estimate') ?? measured?.notices[0];
    const notice = about?.result.notice.id as NoticeId | undefined;
    return {
      takenAt, forecast, measured,
      hold: notice ? await this.holds.of(notice).catch(notYet) : null,
      feedback: notice ? await this.feedbacks.of(notice).catch(notYet) : null,
    };
  }

  /** Last in, last out: an incident that is looked at stays. */
  private keep(incident: IncidentId, kept: Kept): void {
    this.kept.delete(incident);
    this.kept.set(incident, kept);
    if (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value!);
  }
}

/** A notice that begins this moment has nothing to be measured yet. */
function notYet(error: unknown): null {
  if (error instanceof DomainError && error.code === 'notice-not-sent') return null;
  throw error;
}
