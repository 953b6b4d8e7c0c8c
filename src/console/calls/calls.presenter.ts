import { type JsonOf } from '../../kernel/json-of.js';
import { type Incident } from '../../declare/contract.js';
import { type HoldTimeAnswer } from '../../measure/hold-time.service.js';
import { type MeasurementSnapshot, type NoticeMeasurement } from '../../measure/contract.js';
import { minutesInWords } from '../../platform/pages/page-helpers.js';
import { grouped, NOTICE_LABELS } from '../page/words.js';
import { type StoredNotice } from '../../approve/model/stored-notice.js';
import { checkSentences } from './checks.words.js';
import { avoidedFigure, avoidedSentence, counted, type Figure, ratioFigure, ratioWords, whyNot } from './avoided.words.js';
import { holdPart } from './hold-time.words.js';
import { horizonRow, minutesText, per100, shareText } from './measured.words.js';

type Result = JsonOf<NoticeMeasurement>;

export interface CallsShown {
  readonly incident: Incident;
  readonly zone: string;
  /** Those that have begun to go out, by number. */
  readonly notices: readonly StoredNotice[];
  readonly chosen: StoredNotice | null;
  readonly snapshot: MeasurementSnapshot | null;
  /** null where nothing is measured. */
  readonly hold: HoldTimeAnswer | null;
}

export function callsPage({ incident, zone, notices, chosen, snapshot, hold }: CallsShown) {
  return {
    incident, zone,
    about: chosen && `notice ${chosen.number} (${NOTICE_LABELS[chosen.type]})`,
    notices: notices.map(({ id, number, type }) => ({ id, number, label: NOTICE_LABELS[type], current: id === chosen?.id })),
    several: notices.length > 1,
    measured: chosen && snapshot ? { ...measuredPart(incident, chosen, snapshot), hold: holdPart(hold) } : null,
  };
}

function measuredPart(incident: Incident, chosen: StoredNotice, { result, takenAt, method }: MeasurementSnapshot) {
  const { avoided, exposure, overTime } = result;
  return {
    takenAt, method,
    simulated: result.simulated,
    observedUntil: result.observedUntil,
    headline: avoidedFigure(avoided),
    sentence: avoidedSentence(avoided),
    ratio: ratioFigure(avoided.kind === 'estimate' ? avoided.rateRatio : null),
    firstWord: firstWordFigure(result),
    toFirstWord: minutesFigure(result),
    beforePress: beforePressSentence(result),
    charts: { hourly: chartAddress(incident, chosen, 'hourly'), avoided: overTime.kind === 'series' ? chartAddress(incident, chosen, 'avoided') : null, firstWord: chartAddress(incident, chosen, 'first-word') },
    whoCalls: whoCallsSentence(result),
    hours: result.hourly.map(({ from, notified, waiting }) => ({
      from, toldCalls: notified.calls, toldRate: rate(notified.per1000), waitingCalls: waiting.calls, waitingRate: rate(waiting.per1000),
    })),
    exposure: exposure.kind === 'table' ? exposure.bands.map(({ fromHours, untilHours, calls, rateRatio }) => ({ label: bandLabel(fromHours, untilHours), calls, ratio: ratioWords(rateRatio) })) : [],
    exposureMissing: exposure.kind === 'table' ? null : whyNot(exposure),
    horizons: result.firstWord.kind === 'first-word' ? result.firstWord.at.map(horizonRow) : [],
    calls: callsSentence(result),
    addsUp: addsUp(result),
    gaps: (result.gaps ?? []).map(({ from, until }) => ({ from, until })),
    checks: result.checks ? checkSentences(result.checks, result.avoided.kind === 'estimate' ? result.avoided.unadjusted : null) : [],
  };
}

const chartAddress = (incident: Incident, { id }: StoredNotice, chart: string): string => `/incidents/${incident.id}/calls.json?${new URLSearchParams({ notice: id, chart }).toString()}`;

const rate = (per1000: number | null): string => (per1000 === null ? '–' : per1000.toFixed(2));

export function firstWordFigure({ firstWord }: Pick<Result, 'firstWord'>): Figure {
  if (firstWord.kind !== 'first-word') return { value: '–', note: 'nobody is in the audience', tone: '' };
  const day = firstWord.at.at(-1)!;
  const { share, low, high } = day.toldFirst;
  return { value: per100(share), note: `95 % interval ${per100(low)} to ${per100(high)}, within ${day.hours} hours of the declaration${day.complete ? '' : ', so far'}`, tone: '' };
}

function minutesFigure(result: Result): Figure {
  const { firstWord, sinceApproval } = result;
  if (firstWord.kind !== 'first-word') return { value: '–', note: 'nobody is in the audience', tone: '' };
  return {
    value: minutesText(firstWord.median),
    note: `from the declaration until half were told; 95 %: ${minutesText(firstWord.p95)}. From the approval: ${minutesText(sinceApproval.median)} and ${minutesText(sinceApproval.p95)}.`,
    tone: '',
  };
}

/** First word beside the press: the race that the company wants to win. */
export function beforePressSentence({ pressReportedAt, declaredAt, beforePress, pressHeadStart }: Pick<Result, 'pressReportedAt' | 'declaredAt' | 'beforePress' | 'pressHeadStart'>): string {
  if (pressReportedAt === null) return 'No press report is on record.';
  const minutes = (Date.parse(pressReportedAt) - Date.parse(declaredAt)) / 60_000;
  const when = minutes >= 0 ? `${minutesInWords(minutes)} after the declaration` : `${minutesInWords(-minutes)} before the declaration`;
  const told = beforePress === null ? '' : beforePress.count === 0 ? ' Nobody had been told by then.' : ` ${shareText(beforePress)} of the people had been told by then.`;
  return `The press reported it ${when}.${told}${headStartSentence(pressHeadStart ?? null)}`;
}

function headStartSentence(start: JsonOf<NoticeMeasurement>['pressHeadStart'] | null): string {
  if (!start || start.firstMinutes === null) return '';
  const beside = (minutes: number): string => `${minutesInWords(Math.abs(minutes))} ${minutes >= 0 ? 'before' : 'after'} the press`;
  return ` The first person was told ${beside(start.firstMinutes)}${start.halfMinutes === null ? '' : `, half of all ${beside(start.halfMinutes)}`}.`;
}

/** Who called first, seen from both sides of what can't be seen: callers who were not recognised, and calls that would have come anyway. */
function whoCallsSentence({ firstWord, medianHeadStartMinutes }: Result): string {
  if (firstWord.kind !== 'first-word') return '';
  const { hours, calledFirst, calledFirstCorrected, unaffectedCalled } = firstWord.at.at(-1)!;
  return [
    calledFirstCorrected ? `${per100(calledFirstCorrected.matched)} of the callers were recognised. Had all been, some ${per100(calledFirstCorrected.share)} (${per100(calledFirstCorrected.low)} to ${per100(calledFirstCorrected.high)}) would have called first within ${hours} hours, not ${per100(calledFirst.share)}.` : '',
    unaffectedCalled ? `Of the customers whom it does not touch, ${per100(unaffectedCalled.share)} called in the same time.` : '',
    medianHeadStartMinutes === null ? '' : `Half of those who were told first and called all the same did so more than ${minutesInWords(medianHeadStartMinutes)} after it.`,
  ].filter(Boolean).join(' ');
}

function bandLabel(from: number, until: number | null): string {
  const hours = (value: number): string => minutesInWords(value * 60);
  if (until === null) return `after ${hours(from)}`;
  return from === 0 ? `the first ${until === 1 ? 'hour' : hours(until)}` : `${hours(from)} to ${hours(until)}`;
}

/** How the avoided calls add up, as the numbers below the picture; empty where there is no estimate. */
const addsUp = ({ overTime, avoided }: Result) =>
  overTime.kind === 'series' && avoided.kind === 'estimate' ? overTime.bins.map(({ from, until, avoidedSoFar }, place, bins) => ({ from, until, avoided: counted(avoidedSoFar - (bins[place - 1]?.avoidedSoFar ?? 0)), soFar: counted(avoidedSoFar) })) : [];

interface CallsKnown {
  readonly sentence: string;
  /** From when on calls are counted; null where none is known. */
  readonly from: string | null;
  readonly observedUntil: string;
}

function callsSentence({ calls, observedUntil, hourly }: Result): CallsKnown {
  const { offered, identified, byMembers, contacts, shared } = calls;
  if (offered === 0) return { sentence: 'No call is known in this time.', from: null, observedUntil };
  return {
    from: hourly[0]?.from ?? null,
    sentence: `${grouped(offered)} calls came in${contacts === undefined || contacts === offered ? '' : `, ${grouped(contacts)} contacts where who gave up and rang again within ten minutes is one`}; ${grouped(identified)} could be matched with a customer, and ${grouped(byMembers)} of those came from people of this notice.${shared ? ` ${grouped(shared)} ${shared === 1 ? 'call came' : 'calls came'} by numbers that several customers have, and ${shared === 1 ? 'counts' : 'count'} once for their household.` : ''} Who calls without being recognised is in no comparison.`,
    observedUntil,
  };
}
