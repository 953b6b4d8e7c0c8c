import type { TimeRange } from '../../kernel/time-range.js';
import type { IncidentId, NoticeId } from '../../kernel/ids.js';
import { avoidedCalls } from './avoided-calls.js';
import type { AssessmentOptions } from './assessment.js';
import type { AvoidedCalls, AvoidedCallsEstimate, NotEnoughData, NotMeasurable } from './avoided-calls.result.js';
import { type AvoidedOverTime, avoidedOverTime } from './avoided-over-time.js';
import { balance, type BalanceRow } from './balance.js';
import { type AfterTold, afterTold } from './contact-rate.js';
import { type ExposureTable, rateRatioByExposure } from './exposure.js';
import { type FirstWord, firstWord, type FirstWordPoint, type FirstWordRow, type MinutesToWord, type NoMembers } from './first-word.js';
import { type Frame } from './frame.js';
import { type HourlyCalls, hourlyCalls } from './hourly.js';
import { type Proportion, proportion } from './proportion.js';
import { type IdentifiedCalls, matchShare, type ScaledAvoided, scaledAvoided } from './match-share.js';
import { type Placebo, placebo } from './placebo.js';
import { atMinute, type CallRow, type RolloutTable } from './rollout-table.js';

/** All calls of the measured time, by anybody; how many have a customer; whether any was simulated. */
export interface CallTotals {
  readonly offered: number;
  readonly identified: number;
  readonly simulated: boolean;
  /** Calls that go on with no contact before them: a call that was given up and the next within ten minutes are one. */
  readonly contacts: number;
  /** Calls by numbers that several customers have. */
  readonly shared: number;
}

/** Counts of who heard first. `latestStart`: the latest time zero, null without members; `toldBeforePress`: null without a press report. */
export interface FirstWordInputs {
  readonly members: number;
  readonly latestStart: Date | null;
  readonly rows: readonly FirstWordRow[];
  readonly series: readonly FirstWordPoint[];
  readonly unaffected: number;
  readonly offered: number;
  readonly identified: number;
  /** From the press report until the first was told, and until half were; below 0 before it. Null without a report; a part where nobody, or not half, was. */
  readonly minutesSincePress: { readonly first: number | null; readonly half: number | null } | null;
  readonly p50Minutes: number | null;
  readonly p95Minutes: number | null;
  readonly p50MinutesSinceApproval: number | null;
  readonly p95MinutesSinceApproval: number | null;
  readonly toldBeforePress: number | null;
  readonly medianHeadStartMinutes: number | null;
}

/** Who heard from us first, and how soon. */
export interface WordMeasurement {
  /** From the declaration. */
  readonly firstWord: FirstWord | NoMembers;
  /** From the first approval of the incident: what the company took after it had decided. */
  readonly sinceApproval: { readonly median: MinutesToWord; readonly p95: MinutesToWord };
  /** Share of members told before the press reported; null where no such time is recorded. */
  readonly beforePress: Proportion | null;
  /**
   * Minutes by which the first who was told, and half of all, heard it before the press reported; below 0 after it. A part is null where
   * nobody, or not half, was told; all of it without a report. Absent in figures from before it was worked out.
   */
  readonly pressHeadStart?: { readonly firstMinutes: number | null; readonly halfMinutes: number | null } | null;
  /** Half of those who were told first and called all the same did so later after it than this; null where nobody did. */
  readonly medianHeadStartMinutes: number | null;
}

/** All calls of the watched time, by anybody. What has no customer is in no comparison. */
export interface CallCover {
  readonly offered: number;
  readonly identified: number;
  readonly byMembers: number;
  /** Absent, as `shared`, in figures from before they were counted. */
  readonly contacts?: number;
  readonly shared?: number;
}

/** Everything that is known of one notice's effect. Simulated calls anywhere in it make all of it simulated. */
export interface NoticeMeasurement extends WordMeasurement {
  readonly notice: { readonly id: NoticeId; readonly incidentId: IncidentId; readonly number: number; readonly type: string };
  readonly takenAt: Date;
  readonly simulated: boolean;
  readonly members: number;
  readonly declaredAt: Date;
  readonly approvedAt: Date;
  readonly pressReportedAt: Date | null;
  /** Calls are known up to here. */
  readonly observedUntil: Date;
  readonly avoided: AvoidedCalls;
  readonly overTime: AvoidedOverTime | NotEnoughData | NotMeasurable;
  readonly exposure: ExposureTable | NotEnoughData | NotMeasurable;
  readonly hourly: readonly HourlyCalls[];
  readonly calls: CallCover;
  /** What the told made of it in the first hours after; absent in figures from before it was counted. */
  readonly afterTold?: AfterTold;
  /** Of the feed, as far as people know of them; absent in figures from before there were any. */
  readonly gaps?: readonly TimeRange[];
  /** What the headline is checked by; null where there is no estimate, absent in figures from before there was any. */
  readonly checks?: AvoidedChecks | null;
}

/** Beside the estimate, never instead of it. */
export interface AvoidedChecks {
  /** The same of people instead of calls: whoever calls again within 24 hours counts once. */
  readonly callers: AvoidedCalls;
  /** The same of contacts: a call that was given up and the next within ten minutes are one. Absent in figures from before they were counted. */
  readonly contacts?: AvoidedCalls;
  /** Scaled to callers who were not recognised; null where nobody was. */
  readonly scaled: ScaledAvoided | null;
  /** Of customers whom the incident does not touch: should be nothing. */
  readonly placebo: Placebo;
}

/** What a measurement is made of: the same inputs give the same figures. */
export interface MeasurementInputs {
  readonly frame: Frame;
  readonly table: RolloutTable;
  readonly totals: CallTotals;
  readonly word: FirstWordInputs;
  /** Of the people, those who are told after all others; null where nobody is. */
  readonly latePercent: number | null;
  readonly checks: CheckInputs | null;
}

/** What the checks of an estimate are made of; null where there is none to check. */
export interface CheckInputs {
  readonly callers: readonly CallRow[];
  readonly contacts: readonly CallRow[];
  /** Of the measured window, and of the same hours of the weeks before. */
  readonly weeks: readonly IdentifiedCalls[];
  /** Of the measured window, those whose reason people said is the incident's. */
  readonly tagged: IdentifiedCalls;
  readonly unaffected: Pick<RolloutTable, 'waves' | 'members' | 'calls'>;
}

export type MeasurementFigures = Omit<NoticeMeasurement, 'notice' | 'takenAt' | 'members' | 'declaredAt' | 'approvedAt' | 'pressReportedAt'>;

/** @throws RangeError for counts that contradict each other: a bug of whoever counted. */
export function figuresOf({ frame, table, totals, word, latePercent, checks }: MeasurementInputs): MeasurementFigures {
  const options = optionsOf(table, latePercent);
  const avoided = avoidedCalls(table, options);
  return {
    simulated: totals.simulated,
    observedUntil: frame.observedUntil,
    ...wordOf(word, frame.observedUntil),
    avoided,
    overTime: avoidedOverTime(table, options),
    exposure: rateRatioByExposure(table, options),
    hourly: hourlyCalls(table),
    calls: { offered: totals.offered, identified: totals.identified, byMembers: callsByMembers(table), contacts: totals.contacts, shared: totals.shared },
    afterTold: afterTold(table),
    gaps: (table.gaps ?? []).map(({ fromMinute, untilMinute }) => ({ from: atMinute(table, fromMinute), until: atMinute(table, untilMinute) })),
    checks: checks && avoided.kind === 'estimate' ? checksOf(avoided, table, options, checks) : null,
  };
}

/** By what a rollout is judged besides its table. */
export const optionsOf = (table: RolloutTable, latePercent: number | null): AssessmentOptions => ({
  balance: balance(balanceRows(table)),
  ...(latePercent === null ? {} : { lateGroupShare: latePercent / 100 }),
});

function checksOf(avoided: AvoidedCallsEstimate, table: RolloutTable, options: AssessmentOptions, { callers, contacts, weeks, tagged, unaffected }: CheckInputs): AvoidedChecks {
  const [window, ...before] = weeks;
  const match = window ? matchShare(tagged, window, before.filter(({ offered }) => offered > 0)) : null;
  const { balance: _ofMembers, ...design } = options;
  const { earlier: _ofMembersToo, ...plain } = table; // says how often people called, and of these counts something else
  return {
    callers: avoidedCalls({ ...plain, calls: callers }, options),
    contacts: avoidedCalls({ ...plain, calls: contacts }, options),
    scaled: match && scaledAvoided(avoided, match),
    placebo: placebo({ ...plain, ...unaffected }, design),
  };
}

/** @param observedUntil  Calls are known up to here: who has not called since is not yet known not to. */
export function wordOf(word: FirstWordInputs, observedUntil: Date): WordMeasurement {
  const { members, rows, series, unaffected, offered, identified, p50Minutes, p95Minutes, latestStart } = word;
  const observedHours = latestStart === null ? 0 : Math.max(0, (observedUntil.getTime() - latestStart.getTime()) / 3_600_000);
  return {
    firstWord: firstWord({ members, rows, series, unaffected, offered, identified, p50Minutes, p95Minutes, observedHours }),
    sinceApproval: { median: reached(word.p50MinutesSinceApproval), p95: reached(word.p95MinutesSinceApproval) },
    beforePress: word.toldBeforePress === null || members === 0 ? null : proportion(word.toldBeforePress, members),
    pressHeadStart: word.minutesSincePress && { firstMinutes: before(word.minutesSincePress.first), halfMinutes: before(word.minutesSincePress.half) },
    medianHeadStartMinutes: word.medianHeadStartMinutes,
  };
}

const before = (since: number | null): number | null => (since === null ? null : 0 - since);

/** Every wave of every class, those too in which nobody had called. */
function balanceRows({ members, earlier }: RolloutTable): BalanceRow[] {
  const calls = Map.groupBy(earlier?.rows ?? [], ({ priority, wave }) => `${priority} ${wave}`);
  return [...Map.groupBy(members, ({ priority, wave }) => `${priority} ${wave}`)].map(([key, rows]) => ({
    priority: rows[0]!.priority,
    wave: rows[0]!.wave,
    members: rows.reduce((sum, row) => sum + row.members, 0),
    calls: (calls.get(key) ?? []).reduce((sum, row) => sum + row.calls, 0),
    callsSquared: (calls.get(key) ?? []).reduce((sum, row) => sum + row.callsSquared, 0),
  }));
}

const reached = (minutes: number | null): MinutesToWord => (minutes === null ? { kind: 'not-reached' } : { kind: 'reached', minutes });

const callsByMembers = ({ calls }: RolloutTable): number => calls.reduce((sum, { waiting, notified }) => sum + waiting + notified.reduce((so, n) => so + n, 0), 0);
