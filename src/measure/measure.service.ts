import { Inject, Injectable } from '@nestjs/common';
import { type Actor } from '../kernel/actor.js';
import { canonicalJson } from '../kernel/canonical-json.js';
import { DomainError } from '../kernel/domain-error.js';
import { type IncidentId, type NoticeId } from '../kernel/ids.js';
import { asJson } from '../kernel/json-of.js';
import { sha256Hex } from '../kernel/sha256.js';
import { Incidents } from '../declare/contract.js';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { SharedCounts } from '../platform/figures/shared-counts.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { type IncidentMeasurement, type MeasurementSnapshot, type MeasurementTrigger, type NoticeMeasurement } from './contract.js';
import { type CountedWord, FirstWordCount, withRoomToSort } from './first-word-count.service.js';
import { assess, METHOD } from './model/assessment.js';
import { type Frame, frameOf } from './model/frame.js';
import { type CheckInputs, figuresOf, type MeasurementInputs, optionsOf, wordOf } from './model/measurement.js';
import { type MeasuredRollout, MeasureRepository } from './store/measure.repository.js';
import { MeasurementRepository } from './store/measurement.repository.js';

const HOUR_MS = 3_600_000;

interface Measured {
  readonly rollout: MeasuredRollout;
  readonly snapshot: MeasurementSnapshot;
}

/** What telling people changed, as figures with their intervals, or what is missing for one. */
@Injectable()
export class MeasureService {
  /** Business time of the last look: an unchanged notice leaves no snapshot by which to know that it was looked at. */
  private readonly lookedAt = new Map<NoticeId, Date>();
  private readonly made = new SharedCounts<MeasurementSnapshot>();

  constructor(
    private readonly counts: MeasureRepository,
    private readonly kept: MeasurementRepository,
    private readonly incidents: Incidents,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly words: FirstWordCount,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Measures now, and keeps nothing.
   *
   * @throws DomainError conflict `notice-not-sent` where the notice has not begun to go out.
   */
  async measure(notice: NoticeId): Promise<MeasurementSnapshot> {
    return (await this.measured(notice, 'asked')).snapshot;
  }

  /** The newest that was kept, else one made now, of a large incident with others. Errors as `measure`. */
  async current(notice: NoticeId): Promise<MeasurementSnapshot> {
    return (await this.kept.latest(notice)) ?? this.withOthers(notice, await this.incidentOf(notice));
  }

  /**
   * Measures now and keeps it, unless nothing has changed since the last one that was kept: then that one is given back.
   *
   * @param actor  null for the timer. Errors as `measure`.
   */
  async take(notice: NoticeId, trigger: MeasurementTrigger, actor: Actor | null): Promise<MeasurementSnapshot> {
    const { rollout, snapshot } = await this.measured(notice, trigger);
    const last = await this.kept.latest(notice);
    if (last?.inputsHash === snapshot.inputsHash && trigger !== 'closed') return last;
    return this.transactions.run(async (tx) => {
      const row = await this.kept.keep(tx, rollout.incidentId, notice, snapshot);
      if (actor) {
        await this.audit.record(tx, actor, {
          action: 'measurement.taken', subject: { kind: 'notice', id: notice }, incidentId: rollout.incidentId, details: { number: rollout.number, type: rollout.type, measurement: row.id, outcome: row.result.avoided.kind },
        });
      }
      return row;
    });
  }

  /** Newest first. */
  history(notice: NoticeId, page: { readonly before?: string | undefined; readonly limit: number }): Promise<MeasurementSnapshot[]> {
    return this.kept.history(notice, page);
  }

  /**
   * Takes a snapshot of every notice whose calls still come, at most once in a business hour each, and a last one when its incident
   * is closed. Where nothing has changed since the last, none is kept.
   *
   * @returns how many were looked at.
   */
  async takeDue(): Promise<number> {
    const now = this.clock.now();
    const anHourAgo = new Date(now.getTime() - HOUR_MS);
    const due = (await this.counts.due(now, anHourAgo)).filter(({ id, trigger }) => trigger === 'closed' || !(this.lookedAt.get(id)! > anHourAgo));
    for (const { id, trigger } of due) {
      this.lookedAt.set(id, now);
      await this.take(id, trigger, null).catch((error: unknown) => this.log.error({ event: 'measure.not-taken', notice: id, error })); // the others are taken all the same
    }
    return due.length;
  }

  /**
   * What pages show: of an open incident as of now, of a closed one what was kept of its end, so that no figure changes silently. Errors as `measure`.
   */
  async shown(notice: NoticeId): Promise<MeasurementSnapshot> {
    const incident = await this.incidentOf(notice);
    const isClosed = incident !== null && (await this.incidents.get(incident)).status === 'closed';
    return isClosed ? this.current(notice) : this.withOthers(notice, incident);
  }

  /**
   * Who heard from us first in the incident as a whole, and the latest of each of its notices, oldest first. Of a closed incident as its report has it.
   *
   * @throws DomainError not-found `incident-not-found`
   */
  async ofIncident(id: IncidentId): Promise<IncidentMeasurement> {
    const { status, closedAt } = await this.incidents.get(id);
    const live = status === 'open' || closedAt === null;
    const kept = live ? null : await this.kept.reported(id, closedAt);
    if (kept === null) return this.measureIncident(id);
    const rollouts = await this.transactions.run((tx) => this.counts.rollouts(tx, id, kept.takenAt));
    const { revision, takenAt, members, simulated, word } = kept;
    return { incidentId: id, takenAt, revision, members, simulated, ...word, notices: await this.currentOf(rollouts) };
  }

  /**
   * The same as of now, closed or not: for the report, which says what has changed. Of a large incident as of when who heard first was counted for all who look.
   *
   * @param isKept  It goes on record, so it is counted for itself. Errors as `ofIncident`.
   */
  async measureIncident(id: IncidentId, isKept = false): Promise<IncidentMeasurement> {
    const [incident, standing] = await Promise.all([this.incidents.get(id), isKept ? null : this.words.standing(id)]);
    const counted = standing && (await this.words.shared(standing, null));
    const now = counted?.at ?? this.clock.now();
    const { rollouts, word } = await withRoomToSort(this.transactions, async (tx) => ({ rollouts: await this.counts.rollouts(tx, id, now), word: counted?.word ?? (await this.counts.firstWord(tx, id, null, now)) }));
    const notices = await this.currentOf(rollouts);
    const observedUntil = rollouts[0] ? frameOf(rollouts[0], now).observedUntil : now;
    return {
      incidentId: id, takenAt: now, revision: null, members: word.members,
      simulated: incident.simulated || notices.some(({ result }) => result.simulated),
      ...asJson(wordOf(word, observedUntil)),
      notices,
    };
  }

  private async currentOf(rollouts: readonly MeasuredRollout[]): Promise<MeasurementSnapshot[]> {
    const notices: MeasurementSnapshot[] = [];
    for (const { noticeId } of rollouts) notices.push(await this.current(noticeId));
    return notices;
  }

  /** null before it begins to go out. */
  private incidentOf(notice: NoticeId): Promise<IncidentId | null> {
    return this.transactions.run((tx) => this.counts.incidentOf(tx, notice));
  }

  /** As `measure`, and keeps nothing; of a large incident the one that is being made, or was a moment ago, for whoever else looks at it. */
  private async withOthers(notice: NoticeId, incident: IncidentId | null): Promise<MeasurementSnapshot> {
    const standing = incident && (await this.words.standing(incident));
    if (standing === null) return this.measure(notice);
    return this.made.of(`${standing.of} ${notice}`, async () => (await this.measured(notice, 'asked', await this.words.shared(standing, notice))).snapshot);
  }

  /** @param counted  Who heard first, as it is known; all else is then as of the same instant. */
  private async measured(notice: NoticeId, trigger: MeasurementTrigger, counted: CountedWord | null = null): Promise<Measured> {
    const takenAt = counted?.at ?? this.clock.now();
    const { rollout, inputs } = await withRoomToSort(this.transactions, (tx) => this.inputsOf(tx, notice, takenAt, counted));
    const figures = figuresOf(inputs);
    const { noticeId: id, incidentId, number, type, members, declaredAt, approvedAt, pressReportedAt } = rollout;
    const result: NoticeMeasurement = {
      notice: { id, incidentId, number, type }, takenAt, members, declaredAt, approvedAt, pressReportedAt, ...figures, simulated: rollout.simulated || figures.simulated,
    };
    return { rollout, snapshot: { id: null, takenAt, trigger, method: METHOD, inputsHash: sha256Hex(canonicalJson(inputs)), result: asJson(result) } };
  }

  private async inputsOf(tx: Tx, notice: NoticeId, now: Date, counted: CountedWord | null): Promise<{ rollout: MeasuredRollout; inputs: MeasurementInputs }> {
    const incident = await this.counts.incidentOf(tx, notice);
    const rollout = incident && (await this.counts.rollouts(tx, incident, now)).find(({ noticeId }) => noticeId === notice);
    if (!incident || !rollout) throw new DomainError('conflict', 'notice-not-sent', 'This notice has not begun to go out: there is nothing to measure yet.');
    const frame = frameOf(rollout, now);
    const { origin, binMinutes, observedMinutes, horizonMinutes, order } = frame;
    const { callers, contacts, ...counts } = await this.counts.grouped(tx, notice, frame);
    const gaps = await this.counts.gaps(tx, frame);
    const earlier = await this.counts.earlierCalls(tx, rollout, frame);
    const table = { origin, binMinutes, observedMinutes, horizonMinutes, order, ...counts, ...(gaps.length === 0 ? {} : { gaps }), earlier };
    const inputs = {
      frame, table,
      totals: await this.counts.callTotals(tx, frame),
      word: counted?.word ?? (await this.counts.firstWord(tx, incident, notice, now)),
      latePercent: rollout.latePercent,
      checks: await this.checksOf(tx, notice, frame, assess(table, optionsOf(table, rollout.latePercent)), { callers, contacts }),
    };
    return { rollout, inputs };
  }

  /** Counted only where there is something to check: the placebo looks at every customer. */
  private async checksOf(tx: Tx, notice: NoticeId, frame: Frame, assessed: ReturnType<typeof assess>, others: Pick<CheckInputs, 'callers' | 'contacts'>): Promise<CheckInputs | null> {
    if (assessed.kind !== 'measurable') return null;
    const { window } = assessed.basis;
    return { ...others, weeks: await this.counts.callsOfWeeks(tx, window), tagged: await this.counts.taggedCalls(tx, notice, window), unaffected: await this.counts.unaffected(tx, notice, frame) };
  }
}
