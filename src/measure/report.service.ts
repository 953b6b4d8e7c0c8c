import { Inject, Injectable } from '@nestjs/common';
import { PlannedNotices } from '../approve/contract.js';
import { Incidents, type Incident } from '../declare/contract.js';
import { type Actor } from '../kernel/actor.js';
import { canonicalJson } from '../kernel/canonical-json.js';
import { DomainError } from '../kernel/domain-error.js';
import { type IncidentId, type NoticeId } from '../kernel/ids.js';
import { asJson } from '../kernel/json-of.js';
import { sha256Hex } from '../kernel/sha256.js';
import { Alerts } from '../platform/alerts/alerts.js';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { Transactions } from '../platform/database/transactions.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { type MeasurementSnapshot } from './contract.js';
import { ExpectedCallsService } from './expected-calls.service.js';
import { FeedbackService } from './feedback.service.js';
import { HoldTimeService } from './hold-time.service.js';
import { MeasureService } from './measure.service.js';
import { type Deed, type ExpectedOfDay, type FigureChange, type Improvement, changesBetween, improvements, type ReportedHold, type ReportedNotice, type ReportFigures, whyChanged } from './model/report.js';
import type { FitRefusal } from './model/queue-fit.js';
import { type ContactRate, ContactRateRepository } from './store/contact-rate.repository.js';
import { type Remark, type ReportCause, ReportRepository, type ReportRevision } from './store/report.repository.js';

const HOUR_MS = 3_600_000;
const DEEDS_AT_ONCE = 500;
const MOST_DEEDS = 5_000;
/** What the service does by itself of sending: without it the record would go from a signature to the next notice. */
const OF_SENDING: ReadonlySet<string> = new Set(['rollout.started', 'rollout.refused', 'dispatch.canary-passed', 'dispatch.braked', 'dispatch.finished']);
const SERVICE = 'Firstword';

/** The after-action report. Of an open incident its figures are those of now; of a closed one they stand, in revisions. */
export interface IncidentReport {
  readonly incidentId: IncidentId;
  /** Null where the figures are those of now, and kept nowhere. */
  readonly revision: number | null;
  readonly asOf: Date;
  readonly figures: ReportFigures;
  /** What is other than in the revision before, and why, as far as the figures tell. */
  readonly changes: readonly FigureChange[];
  readonly whyChanged: readonly string[];
  readonly improve: readonly Improvement[];
  /** Newest first. */
  readonly remarks: readonly Remark[];
}

/** Figures as they are now, and the measurement of the first notice, which the calls were about. */
interface Draft {
  readonly figures: ReportFigures;
  readonly first: MeasurementSnapshot | null;
  /** When who heard first was counted: the oldest of its figures. */
  readonly measuredAt: Date;
}

/** Draws the report from the ledger, the calls and the answers, and keeps what it said. */
@Injectable()
export class ReportService {
  /** Business time of the last look: unchanged figures leave no revision by which to know that they were looked at. */
  private readonly lookedAt = new Map<IncidentId, Date>();

  constructor(
    private readonly reports: ReportRepository,
    private readonly rates: ContactRateRepository,
    private readonly incidents: Incidents,
    private readonly measures: MeasureService,
    private readonly expected: ExpectedCallsService,
    private readonly holds: HoldTimeService,
    private readonly feedback: FeedbackService,
    private readonly planned: PlannedNotices,
    private readonly alerts: Alerts,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly clock: Clock,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** @throws DomainError not-found `incident-not-found` */
  async of(id: IncidentId): Promise<IncidentReport> {
    const incident = await this.incidents.get(id);
    const kept = incident.status === 'closed' ? ((await this.settled(incident)) ?? (await this.take(incident, 'closed'))) : null;
    if (kept) return this.reportOf(id, kept, kept.figures);
    const { figures, measuredAt } = await this.draft(incident, false);
    return { ...(await this.reportOf(id, null, figures)), asOf: measuredAt };
  }

  /** What was kept last of an incident that is open, with the time of which it is; null where nothing was. */
  async last(id: IncidentId): Promise<IncidentReport | null> {
    const kept = await this.reports.latest(id);
    return kept && { ...(await this.reportOf(id, null, kept.figures)), asOf: kept.takenAt };
  }

  /** A revision as it was kept. @throws DomainError not-found `report-revision-not-found` */
  async revision(id: IncidentId, revision: number): Promise<IncidentReport> {
    const [kept] = await this.reports.revisions(id, revision + 1, 1);
    if (kept?.revision !== revision) throw new DomainError('not-found', 'report-revision-not-found', `There is no revision ${revision} of this report.`);
    return this.reportOf(id, kept, kept.figures);
  }

  /** Newest first, without their figures. @throws DomainError not-found `incident-not-found` */
  async history(id: IncidentId, before: number | null, limit: number): Promise<readonly Omit<ReportRevision, 'figures'>[]> {
    await this.incidents.get(id);
    return (await this.reports.revisions(id, before, limit)).map(({ revision, takenAt, cause, figuresHash, changes }) => ({ revision, takenAt, cause, figuresHash, changes }));
  }

  /** Newest first. */
  remarks(id: IncidentId): Promise<readonly Remark[]> {
    return this.reports.remarks(id);
  }

  /** What people add to the figures; the whole text each time, and every earlier one stays. @throws DomainError not-found `incident-not-found` */
  async remark(actor: Actor, id: IncidentId, words: string): Promise<number> {
    await this.incidents.get(id);
    return this.transactions.run(async (tx) => {
      const revision = await this.reports.remark(tx, id, words.trim(), `${actor.kind}:${actor.id}`, this.clock.now());
      await this.audit.record(tx, actor, { action: 'report.remarked', subject: { kind: 'incident', id }, incidentId: id, details: { revision } });
      return revision;
    });
  }

  /**
   * Keeps the figures of open incidents once a business hour, of a closed one when it is closed, and afterwards where they have changed.
   *
   * @returns how many were looked at.
   */
  async takeDue(): Promise<number> {
    const now = this.clock.now();
    const anHourAgo = new Date(now.getTime() - HOUR_MS);
    const due = (await this.reports.due(now, anHourAgo)).filter(({ id, closed, hasClosed }) => (closed && !hasClosed) || !(this.lookedAt.get(id)! > anHourAgo));
    for (const { id, closed, hasClosed } of due) {
      this.lookedAt.set(id, now);
      try {
        await this.take(await this.incidents.get(id), !closed ? 'hourly' : hasClosed ? 'changed' : 'closed');
      } catch (error) {
        this.log.error({ event: 'measure.report-not-kept', incident: id, error }); // the others are kept all the same
      }
    }
    return due.length;
  }

  /** The newest that was kept since the incident was closed: one that was opened again has none of its new end. */
  private async settled({ id, closedAt }: Incident): Promise<ReportRevision | null> {
    const latest = await this.reports.latest(id);
    return latest && latest.cause !== 'hourly' && closedAt !== null && latest.takenAt >= closedAt ? latest : null;
  }

  /** Where nothing has changed since the last, that one stands, unless this is the incident's end. */
  private async take(incident: Incident, cause: ReportCause): Promise<ReportRevision> {
    const { figures, first } = await this.draft(incident, true);
    const figuresHash = sha256Hex(canonicalJson({ ...figures, deeds: [], alerts: [] }));
    const last = await this.reports.latest(incident.id);
    if (last?.figuresHash === figuresHash && cause !== 'closed') return last;
    // What moved while it was open is no change of what stood.
    const changes = last && last.cause !== 'hourly' && cause !== 'hourly' ? changesBetween(last.figures, figures) : [];
    // A figure that is the same but for its last digits has not changed.
    if (last && cause === 'changed' && changes.length === 0) return last;
    const next: ReportRevision = { revision: (last?.revision ?? 0) + 1, takenAt: this.clock.now(), cause, figures, figuresHash, changes };
    const rate = first && !incident.exercise && rateOf(figures, first.result);
    const kept = await this.transactions.run(async (tx) => {
      if (rate) await this.rates.keep(tx, incident.id, rate, next.takenAt);
      const isNew = await this.reports.keep(tx, incident.id, next);
      if (isNew) await this.audit.record(tx, { kind: 'system', id: 'reports' }, { action: 'report.kept', subject: { kind: 'incident', id: incident.id }, details: { revision: next.revision, cause } });
      return isNew;
    });
    return kept ? next : (await this.reports.latest(incident.id))!;
  }

  private async reportOf(incidentId: IncidentId, kept: ReportRevision | null, figures: ReportFigures): Promise<IncidentReport> {
    const changes = kept?.changes ?? [];
    return {
      incidentId, revision: kept?.revision ?? null, asOf: kept?.takenAt ?? this.clock.now(), figures,
      changes, whyChanged: whyChanged(changes), improve: improvements(figures), remarks: await this.reports.remarks(incidentId),
    };
  }

  private async draft({ id, reference, title, kind, severity, status, discoveredAt, declaredAt, pressReportedAt, closedAt, simulated, exercise }: Incident, isKept: boolean): Promise<Draft> {
    const [measured, notices, expected, alerts, deeds] = [await this.measures.measureIncident(id, isKept), await this.noticesOf(id), await this.expectedOf(id), await this.alerts.ofIncident(id), await this.deedsOf(id)];
    const [first = null] = measured.notices;
    const { firstWord, sinceApproval, beforePress, pressHeadStart, medianHeadStartMinutes } = measured;
    const feedback = [];
    for (const notice of notices) {
      const { served, answers, toldFirst, calledFirst, earlier, recommend } = await this.feedback.of(notice.id as NoticeId);
      feedback.push({ number: notice.number, served, answers, toldFirst, calledFirst, earlier, recommend });
    }
    const figures = asJson({
      incident: { id, reference, title, kind, severity, status, simulated: simulated || measured.simulated, ...(exercise ? { exercise } : {}), discoveredAt, declaredAt, pressReportedAt, closedAt },
      members: measured.members,
      word: { firstWord, sinceApproval, beforePress, pressHeadStart, medianHeadStartMinutes },
      notices,
      calls: { ...expected, avoided: first?.result.avoided ?? null, observedFrom: first?.result.hourly[0]?.from ?? null, observedUntil: first?.result.observedUntil ?? null, offered: first?.result.calls.offered ?? 0, identified: first?.result.calls.identified ?? 0, byMembers: first?.result.calls.byMembers ?? 0 },
      hold: await this.holdOf(first),
      feedback,
      alerts: alerts.map(({ kind: what, severity: how, message, times, state }) => ({ kind: what, severity: how, message, times, state })),
      deeds,
    });
    return { figures, first, measuredAt: measured.takenAt };
  }

  private async noticesOf(id: IncidentId): Promise<readonly ReportedNotice[]> {
    const notices = [];
    for (const notice of await this.reports.notices(id)) notices.push({ ...notice, texts: (await this.planned.planned(notice.id as NoticeId)).texts });
    return notices;
  }

  private async expectedOf(id: IncidentId): Promise<{ readonly expected: ExpectedOfDay | null; readonly expectedMissing: string | null }> {
    const answer = await this.expected.ofIncident(id);
    if (answer.kind !== 'forecast') return { expected: null, expectedMissing: WHY_NO_FORECAST[answer.kind === 'no-forecast' ? answer.reason : answer.kind] };
    const { frozenAt, comparedUntil, expectedSoFar, offered, expected: wholeDay, low, high } = answer;
    return { expected: { from: frozenAt.toISOString(), until: comparedUntil.toISOString(), expectedSoFar, offered, wholeDay, low, high }, expectedMissing: null };
  }

  private async holdOf(first: MeasurementSnapshot | null): Promise<ReportedHold> {
    if (first === null) return { kind: 'not-computed', why: 'nothing has gone out' };
    const hold = await this.holds.ofMeasurement(first.result.notice.id as NoticeId, first.result);
    if (hold.kind !== 'hold-time') return { kind: 'not-computed', why: hold.reason === 'no-fit' ? WHY_NO_FIT[hold.fit.reason] : WHY_NO_HOLD[hold.reason] };
    const { withNotice, without, agentHours, saved } = hold;
    return {
      kind: 'computed', waitSeconds: withNotice.waitSeconds, waitSecondsWithout: without.value.waitSeconds, waitLow: without.low.waitSeconds, waitHigh: without.high.waitSeconds,
      abandonShare: withNotice.abandonShare, abandonShareWithout: without.value.abandonShare, agentHoursSaved: agentHours.value, agentHoursLow: agentHours.low, agentHoursHigh: agentHours.high, currency: saved.currency, savedByAgentHours: saved.byAgentHours, savedByCalls: saved.byCalls,
    };
  }

  /** What people did, and where sending stood, oldest first; what else the service did by itself shows in the figures. */
  private async deedsOf(id: IncidentId): Promise<readonly Deed[]> {
    const deeds: Deed[] = [];
    for (let after = '0'; deeds.length < MOST_DEEDS; ) {
      const entries = await this.audit.timeline(id, after, DEEDS_AT_ONCE);
      deeds.push(...entries.filter(({ actor, action }) => actor.kind === 'person' || actor.kind === 'key' || OF_SENDING.has(action)).map(({ at, actor, action, details }) => ({ at: at.toISOString(), who: actor.name ?? (actor.kind === 'system' ? SERVICE : actor.id), action, details })));
      if (entries.length < DEEDS_AT_ONCE) break;
      after = entries.at(-1)!.id;
    }
    return deeds;
  }
}

/** By the first notice: what the next incident of the kind may be expected to bring. */
function rateOf({ incident }: ReportFigures, { hourly, simulated, afterTold, calls }: MeasurementSnapshot['result']): ContactRate {
  const total = (arm: 'waiting' | 'notified', of: 'calls' | 'personHours'): number => hourly.reduce((sum, hour) => sum + hour[arm][of], 0);
  return {
    kind: incident.kind, simulated, waitingCalls: total('waiting', 'calls'), waitingPersonHours: total('waiting', 'personHours'),
    toldCalls: total('notified', 'calls'), toldPersonHours: total('notified', 'personHours'),
    afterTold: afterTold ?? null, matchedShare: calls.offered === 0 ? null : calls.identified / calls.offered,
  };
}

const WHY_NO_FIT: Readonly<Record<FitRefusal['reason'], string>> = {
  'no-agents-known': 'it is not known how many agents were on duty in the four weeks before',
  'no-handle-times': 'it is not known how long calls took in the four weeks before',
  'few-days': 'agents on duty are known of too few days before',
  'few-calls': 'too few calls are known of the four weeks before',
  'few-abandons': 'too few callers hung up in the four weeks before to know how long they have patience',
  'waits-unknown': 'of too many calls of the four weeks before it is not known how long they waited',
  'too-few-agents': 'calls of the four weeks before were answered quicker than the agents on record could have',
  'too-many-agents': 'callers of the four weeks before waited longer than so many agents would have let them',
};

const WHY_NO_FORECAST = {
  'no-calls-known': 'no calls of the days before are known', 'day-over': 'the incident began after the contact centre had closed for the day',
  'short-history': 'calls are known of too few ordinary days before', 'few-calls': 'so few calls come in on an ordinary day that none can be foretold',
} as const;

const WHY_NO_HOLD = {
  'no-estimate': 'avoided calls are not known, so neither is what they would have done to the wait',
  'no-agents-in-window': 'the agents on duty in these hours are not known',
  'no-caller-known': 'no caller in these hours was recognised',
} as const;
