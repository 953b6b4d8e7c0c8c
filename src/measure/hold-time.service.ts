import { Injectable } from '@nestjs/common';
import { type NoticeId } from '../kernel/ids.js';
import { type JsonOf } from '../kernel/json-of.js';
import { canonicalJson } from '../kernel/canonical-json.js';
import { sha256Hex } from '../kernel/sha256.js';
import { runFairly } from '../platform/jobs/fair-loop.js';
import { type AvoidedCallsEstimate, type NoticeMeasurement } from './contract.js';
import { MeasureService } from './measure.service.js';
import { holdTime, type HoldTime, type HoldTimeInputs, type QueueStep, type Ranged } from './model/hold-time.js';
import { sum } from './model/sum.js';
import { type PhoneFigures } from './model/phone-figures.js';
import { type FitRefusal, type QueueFit } from './model/queue-fit.js';
import { PhoneFiguresService } from './phone-figures.service.js';
import { QueueFitService } from './queue-fit.service.js';
import { QueueRepository, type WindowStep } from './store/queue.repository.js';

/** The queue is followed from so long before the window, so that it begins with the callers who were waiting then. */
const BEFORE_MS = 2 * 3_600_000;
const SHORTEST_STEP = 60;
const LONGEST_STEP = 1_800;
const KEPT = 64;

export const HOLD_METHOD = 'E3 Erlang A over time (M/M/n+M followed through the steps of the window), patience and availability fitted on the four weeks before, v1';

/** Why nothing is said of hold time. `no-estimate`: avoided calls are not known, so neither is what they would have done. */
export type NoHoldTime =
  | { readonly kind: 'no-hold-time'; readonly noticeId: NoticeId; readonly reason: 'no-estimate' | 'no-agents-in-window' | 'no-caller-known' }
  | { readonly kind: 'no-hold-time'; readonly noticeId: NoticeId; readonly reason: 'no-fit'; readonly fit: FitRefusal };

/** A model's answer, and never a measured one: it says so wherever it is shown. Of what came after the window nothing is claimed. */
export interface HoldTimeFigures extends HoldTime {
  readonly kind: 'hold-time';
  readonly label: 'modelled';
  readonly noticeId: NoticeId;
  readonly window: { readonly from: Date; readonly until: Date };
  /** Calls avoided among identified callers, as measured. */
  readonly avoided: Ranged;
  /** Of the calls about the incident, the share whose caller is known: that by which the avoided calls are scaled too. */
  readonly matchedShare: number;
  /** What callers met by the record of calls: beside what the model says of the same hours. */
  readonly actual: { readonly waitSeconds: number | null; readonly abandonShare: number };
  readonly target: Pick<PhoneFigures, 'thresholdSeconds' | 'targetShare'>;
  readonly fit: { readonly id: string } & Pick<QueueFit, 'availability' | 'patienceSeconds' | 'handleSeconds' | 'from' | 'until' | 'calls'>;
  /** By the company's own figures; null for those that it has not stated. */
  readonly saved: { readonly currency: string | null; readonly byAgentHours: Ranged | null; readonly byCalls: Ranged | null };
  readonly simulated: boolean;
  readonly method: string;
}

export type HoldTimeAnswer = HoldTimeFigures | NoHoldTime;

/** What callers' hold time was, and what it would have been without the notice. */
@Injectable()
export class HoldTimeService {
  /** The same inputs give the same figures, and whoever looks at a page need not wait for them twice. */
  private readonly known = new Map<NoticeId, { readonly inputs: string; readonly figures: Promise<HoldTime> }>();

  constructor(
    private readonly measures: MeasureService,
    private readonly fits: QueueFitService,
    private readonly figures: PhoneFiguresService,
    private readonly queue: QueueRepository,
  ) {}

  /** For the newest measurement of the notice. @throws DomainError conflict `notice-not-sent` */
  async of(noticeId: NoticeId): Promise<HoldTimeAnswer> {
    return this.ofMeasurement(noticeId, (await this.measures.current(noticeId)).result);
  }

  /** For a measurement that is at hand. */
  async ofMeasurement(noticeId: NoticeId, result: JsonOf<NoticeMeasurement>): Promise<HoldTimeAnswer> {
    const { avoided } = result;
    if (avoided.kind !== 'estimate') return { kind: 'no-hold-time', noticeId, reason: 'no-estimate' };
    const fit = await this.fits.before(new Date(earliest(result)));
    if (fit.result.kind === 'no-fit') return { kind: 'no-hold-time', noticeId, reason: 'no-fit', fit: fit.result };
    const steps = await this.stepsOf(avoided);
    if (steps.window.some(({ agents }) => agents === null)) return { kind: 'no-hold-time', noticeId, reason: 'no-agents-in-window' };
    const matchedShare = result.checks?.scaled?.match.share ?? identifiedShare(steps.window);
    if (matchedShare === 0) return { kind: 'no-hold-time', noticeId, reason: 'no-caller-known' };
    const figures = await this.figures.get();
    const { id, result: { availability, patienceSeconds, handleSeconds, from, until, calls: fittedCalls } } = { ...fit, result: fit.result };
    const { thresholdSeconds, targetShare } = figures;
    const range: Ranged = { value: avoided.avoided, low: avoided.low, high: avoided.high };
    const modelled = await this.modelled(noticeId, {
      before: withAgents(steps.before), window: withAgents(steps.window), stepSeconds: steps.seconds, matchedShare, avoided: range,
      law: { availability, patienceSeconds, handleSeconds }, target: { thresholdSeconds, targetShare }, expected: expectedOf(result),
    });
    return {
      kind: 'hold-time', label: 'modelled', noticeId, window: { from: new Date(avoided.window.from), until: new Date(avoided.window.until) }, avoided: range, matchedShare,
      actual: actualOf(steps.window), target: { thresholdSeconds, targetShare },
      fit: { id, availability, patienceSeconds, handleSeconds, from, until, calls: fittedCalls },
      ...modelled, saved: savedOf(modelled, figures), simulated: result.simulated, method: HOLD_METHOD,
    };
  }

  private modelled(notice: NoticeId, inputs: HoldTimeInputs): Promise<HoldTime> {
    const hash = sha256Hex(canonicalJson(inputs));
    const known = this.known.get(notice);
    if (known?.inputs === hash) return known.figures;
    const figures = runFairly(holdTime(inputs));
    this.known.set(notice, { inputs: hash, figures });
    figures.catch(() => this.known.delete(notice));
    if (this.known.size > KEPT) this.known.delete(this.known.keys().next().value!);
    return figures;
  }

  /** Steps as long as the measurement's bins, which the window is made of. */
  private async stepsOf({ window }: JsonOf<AvoidedCallsEstimate>): Promise<{ readonly seconds: number; readonly before: readonly WindowStep[]; readonly window: readonly WindowStep[] }> {
    const [from, until] = [Date.parse(window.from), Date.parse(window.until)];
    const seconds = stepSeconds((until - from) / 1_000);
    const begins = from - Math.floor(BEFORE_MS / (seconds * 1_000)) * seconds * 1_000;
    const steps = await this.queue.steps(new Date(begins), new Date(until), seconds);
    const before = steps.filter(({ at }) => at.getTime() < from);
    const known = before.findLastIndex(({ agents }) => agents === null);
    return { seconds, before: before.slice(known + 1), window: steps.filter(({ at }) => at.getTime() >= from) };
  }
}

/** Some forty steps in a window, whole minutes that divide it. */
function stepSeconds(windowSeconds: number): number {
  const minutes = Math.round(windowSeconds / 60);
  for (let step = Math.min(LONGEST_STEP / 60, Math.max(1, Math.round(minutes / 40))); step > 1; step -= 1) if (minutes % step === 0) return step * 60;
  return SHORTEST_STEP;
}

/** Before anything of the incident can be in the weeks that the fit looks at. */
const earliest = ({ declaredAt, pressReportedAt }: JsonOf<NoticeMeasurement>): string => (pressReportedAt !== null && pressReportedAt < declaredAt ? pressReportedAt : declaredAt);

const withAgents = (steps: readonly WindowStep[]): readonly QueueStep[] => steps.map(({ at, calls, agents }) => ({ at, calls, agents: agents! }));

const expectedOf = ({ overTime }: JsonOf<NoticeMeasurement>) =>
  overTime.kind === 'series' ? overTime.bins.map(({ from, until, expectedCalls }) => ({ from: new Date(from), until: new Date(until), calls: expectedCalls })) : [];

/** Of all calls; for measurements from before the share was kept with them. */
function identifiedShare(window: readonly WindowStep[]): number {
  const calls = sum(window, (step) => step.calls);
  return calls === 0 ? 0 : sum(window, (step) => step.identified) / calls;
}

function actualOf(window: readonly WindowStep[]): HoldTimeFigures['actual'] {
  const [waits, calls] = [sum(window, (step) => step.waits), sum(window, (step) => step.calls)];
  return { waitSeconds: waits === 0 ? null : sum(window, (step) => step.waitSeconds) / waits, abandonShare: calls === 0 ? 0 : sum(window, (step) => step.abandoned) / calls };
}

function savedOf({ agentHours, avoidedOfAll }: HoldTime, { currency, agentHourCost, callCost }: PhoneFigures): HoldTimeFigures['saved'] {
  const times = ({ value, low, high }: Ranged, cost: number | null): Ranged | null => (cost === null ? null : { value: value * cost, low: low * cost, high: high * cost });
  return { currency, byAgentHours: times(agentHours, agentHourCost), byCalls: times(avoidedOfAll, callCost) };
}
