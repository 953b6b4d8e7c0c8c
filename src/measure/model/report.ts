import type { PlannedTexts } from '../../approve/contract.js';
import type { JsonOf } from '../../kernel/json-of.js';
import { minutesInWords } from '../../kernel/minutes-in-words.js';
import type { AvoidedCalls, Obstacle } from './avoided-calls.result.js';
import type { Feedback } from './feedback.js';
import type { WordMeasurement } from './measurement.js';

/** A notice of the incident that began to go out. Times are ISO 8601. */
export interface ReportedNotice {
  readonly id: string;
  readonly number: number;
  readonly type: string;
  readonly members: number;
  readonly waves: number;
  readonly createdAt: string;
  readonly approvedAt: string;
  /** Of its first message, whoever it went to. */
  readonly firstHandOverAt: string | null;
  /** People who were written to before all others, to see that it goes well, and when the others' waves began; absent in reports kept before they were told apart. */
  readonly aheadPeople?: number;
  readonly wavesFrom?: string | null;
  readonly lastHandOverAt: string | null;
  /** Every outcome that somebody has; together they are the members. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Why people were not reached, most frequent first. */
  readonly reasons: readonly { readonly outcome: string; readonly code: string; readonly people: number }[];
  readonly letters: number;
  readonly pages: { readonly seen: number; readonly proved: number; readonly withSteps: number };
  /** Its texts and what they cost, as they were signed; null where no pre-flight is known, absent in reports kept before they were named. */
  readonly texts?: PlannedTexts | null;
}

export interface ExpectedOfDay {
  /** The span of `expectedSoFar` and `offered`: opening hours, in whole slots that are over. Absent in reports kept before it was named. */
  readonly from?: string;
  readonly until?: string;
  readonly expectedSoFar: number;
  readonly offered: number;
  readonly wholeDay: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** A model's figures, and only where it could be fitted; `why` where not. */
export type ReportedHold =
  | { readonly kind: 'computed'; readonly waitSeconds: number; readonly waitSecondsWithout: number; readonly waitLow: number; readonly waitHigh: number; readonly abandonShare: number; readonly abandonShareWithout: number;
      readonly agentHoursSaved: number; readonly agentHoursLow?: number; readonly agentHoursHigh?: number; readonly currency: string | null; readonly savedByAgentHours: Saved | null; readonly savedByCalls: Saved | null }
  | { readonly kind: 'not-computed'; readonly why: string };

export interface Saved {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface ReportedAlert {
  readonly kind: string;
  readonly severity: string;
  readonly message: string;
  readonly times: number;
  readonly state: string;
}

export interface Deed {
  readonly at: string;
  readonly who: string;
  readonly action: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Everything that the ledger, the calls and the answers say of one incident. */
export interface ReportFigures {
  readonly incident: {
    readonly id: string; readonly reference: string; readonly title: string; readonly kind: string; readonly severity: string; readonly status: string; readonly simulated: boolean; readonly exercise?: true | undefined;
    readonly discoveredAt: string | null; readonly declaredAt: string; readonly pressReportedAt: string | null; readonly closedAt: string | null;
  };
  readonly members: number;
  readonly word: JsonOf<WordMeasurement>;
  readonly notices: readonly ReportedNotice[];
  readonly calls: {
    /** What the day would have had without the incident; null with the reason where that can't be said. */
    readonly expected: ExpectedOfDay | null;
    readonly expectedMissing: string | null;
    /** By the first notice: it is what the calls were about. Null before one went out. */
    readonly avoided: JsonOf<AvoidedCalls> | null;
    /** All calls from `observedFrom` until `observedUntil`, at whatever hour; absent in reports kept before they were named. */
    readonly observedFrom?: string | null;
    readonly observedUntil?: string | null;
    readonly offered: number;
    readonly identified: number;
    readonly byMembers: number;
  };
  readonly hold: ReportedHold;
  readonly feedback: readonly (Pick<JsonOf<Feedback>, 'served' | 'answers' | 'toldFirst' | 'calledFirst' | 'earlier' | 'recommend'> & { readonly number: number })[];
  readonly alerts: readonly ReportedAlert[];
  readonly deeds: readonly Deed[];
}

/** One thing to do better, with the figure that says so. */
export interface Improvement {
  readonly code: string;
  readonly figure: string;
  readonly advice: string;
}

/** What one figure was and is. */
export interface FigureChange {
  readonly path: string;
  readonly was: unknown;
  readonly is: unknown;
}

const whole = (count: number): string => count.toLocaleString('en-US', { maximumFractionDigits: 0 });
const people = (count: number): string => (count === 1 ? '1 person' : `${whole(count)} people`);
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const between = (from: string, until: string): number => Date.parse(until) - Date.parse(from);
const UNREACHED = ['bounced', 'failed', 'unreachable', 'suppressed'];
/** Above these a rule speaks. Half an hour to approve and an hour to tell half are what a prepared company reaches in the drills of this product. */
const LIMITS = { approveMs: 30 * 60_000, medianMinutes: 60, unreached: 0.03, matched: 0.8, served: 0.7, response: 0.1 } as const;

/** How codes read: programs get them as they are. */
export interface CodeWords {
  /** Why people were not told: an outcome and its code. */
  readonly failure: (outcome: string, code: string) => string;
  /** Why avoided calls can't be known. */
  readonly obstacle: (reason: JsonOf<Obstacle>) => string;
}
const AS_CODES: CodeWords = { failure: (outcome, code) => `${outcome}, ${code}`, obstacle: ({ code }) => code };

/**
 * What the figures say should go better next time: rules, each with its own figure, and silent where the figure is good or not known.
 *
 * @param words  For people; without them codes stand as they are.
 */
export function improvements(figures: ReportFigures, words: CodeWords = AS_CODES): readonly Improvement[] {
  const [first] = figures.notices;
  return [
    ...(first ? speed(figures, first) : []),
    ...figures.notices.flatMap((notice) => reach(notice, words)),
    ...phones(figures, words),
    ...voices(figures),
    ...figures.alerts.filter(({ severity }) => severity === 'critical').map(({ kind, message, times }) => ({ code: `alert.${kind}`, figure: `${times} × ${message}`, advice: 'Find its cause, and see that it can’t come again.' })),
  ];
}

function speed({ incident, word }: ReportFigures, first: ReportedNotice): Improvement[] {
  const toSign = between(incident.declaredAt, first.approvedAt);
  const median = word.firstWord.kind === 'first-word' ? word.firstWord.median : null;
  const press = word.beforePress;
  return [
    toSign > LIMITS.approveMs && { code: 'slow-approval', figure: `${minutesInWords(toSign / 60_000)} from the declaration to the signature`, advice: 'Prepare the text of this kind of incident, and name who stands in for the approver.' },
    median !== null && (median.kind === 'not-reached' || median.minutes > LIMITS.medianMinutes) && {
      code: 'slow-word', figure: median.kind === 'reached' ? `half were told ${minutesInWords(median.minutes)} after the declaration` : 'half of the people were never told', advice: 'Shorten the waves, or raise the rates of the providers: the notice’s page says what held messages back.',
    },
    press !== null && press.share < 0.5 && { code: 'press-first', figure: press.count === 0 ? 'nobody had been told when the press reported' : `${percent(press.share)} had been told before the press reported`, advice: 'Declare on suspicion: a notice can be corrected, a headline can’t.' },
  ].filter((rule) => rule !== false);
}

function reach({ number, members, outcomes, reasons }: ReportedNotice, words: CodeWords): Improvement[] {
  const missed = UNREACHED.reduce((sum, outcome) => sum + (outcomes[outcome] ?? 0), 0);
  const unknown = outcomes['unknown'] ?? 0;
  const worst = reasons[0];
  return [
    members > 0 && missed / members > LIMITS.unreached && { code: 'not-reached', figure: `notice ${number} did not reach ${whole(missed)} of ${people(members)} (${percent(missed / members)})${worst ? `; most often: ${words.failure(worst.outcome, worst.code)}` : ''}`, advice: 'Ask customers for a second address, and send letters to those whom no channel reached.' },
    unknown > 0 && { code: 'in-doubt', figure: unknown === 1 ? `of 1 person of notice ${number} nobody knows whether they were told` : `of ${people(unknown)} of notice ${number} nobody knows whether they were told`, advice: 'Settle the messages in doubt, or write to these people again.' },
  ].filter((rule) => rule !== false);
}

function phones({ calls, notices, hold }: ReportFigures, words: CodeWords): Improvement[] {
  const matched = calls.offered === 0 ? null : calls.identified / calls.offered;
  const { avoided } = calls;
  return [
    calls.offered === 0 && notices.length > 0 && { code: 'no-calls', figure: 'no call is on record', advice: 'Connect the contact centre: without its calls nothing can be said of what the notice changed.' },
    matched !== null && matched < LIMITS.matched && { code: 'few-recognised', figure: `${percent(matched)} of the callers were recognised`, advice: 'Let the contact centre hand over the caller’s number or customer reference with each call.' },
    avoided?.kind === 'not-measurable' && { code: 'not-measurable', figure: `avoided calls can’t be known (${words.obstacle(avoided.reason)})`, advice: 'Send in several waves in random order: those still waiting are whom the others are compared with.' },
    avoided?.kind === 'estimate' && avoided.high < 0 && { code: 'provoked', figure: `the notice brought ${whole(-avoided.avoided)} more calls than it spared (${whole(-avoided.high)} to ${whole(-avoided.low)})`, advice: 'Say first what readers need not do, and what they ask the agents most.' },
    calls.expected === null && calls.expectedMissing !== null && { code: 'no-forecast', figure: calls.expectedMissing, advice: 'Import the call volumes of the last eight weeks.' },
    hold.kind === 'not-computed' && notices.length > 0 && avoided?.kind === 'estimate' && { code: 'no-hold-time', figure: hold.why, advice: 'Import agents on duty, and waits and talk times of the calls.' },
  ].filter((rule) => rule !== false);
}

function voices({ feedback }: ReportFigures): Improvement[] {
  return feedback.flatMap(({ number, served }) => {
    if (served.kind !== 'share') return served.asked > 0 ? [{ code: 'few-answers', figure: `${whole(served.answered)} of ${people(served.asked)} answered after notice ${number}; ${served.need} answers carry a figure`, advice: 'Ask in the last text of the incident, and keep the question on the page.' }] : [];
    return [
      served.served.share < LIMITS.served && { code: 'not-served', figure: `of ${whole(served.served.of)} answers, ${percent(served.served.share)} said that notice ${number} told them what they need`, advice: 'Read what they wrote, and put the answer into the template of this kind of incident.' },
      served.response.share < LIMITS.response && { code: 'few-respond', figure: `${whole(served.response.count)} of ${people(served.response.of)} (${percent(served.response.share)}) answered after notice ${number}`, advice: 'What the others think is not known: ask some of them on the phone.' },
    ].filter((rule) => rule !== false);
  });
}

/** Deeds grow while people look: they are on the audit record anyway, and are no figure. The others are spans of figures, or stand as they were signed: only a report from before they were named has none. */
const NO_FIGURE = /^(deeds|alerts|notices\.\d+\.(texts|aheadPeople|wavesFrom)|calls\.observed(From|Until)|calls\.expected\.(from|until)|hold\.agentHours(Low|High))(\.|$)/;
const MOST_CHANGES = 40;

/**
 * Figures that are other than they were, by their places, at most forty. Numbers that differ in the tenth digit alone are the same.
 */
export function changesBetween(before: ReportFigures, after: ReportFigures): readonly FigureChange[] {
  const [was, is] = [leaves(before), leaves(after)];
  const paths = [...new Set([...was.keys(), ...is.keys()])].filter((path) => !NO_FIGURE.test(path));
  return paths.filter((path) => !same(was.get(path), is.get(path))).slice(0, MOST_CHANGES).map((path) => ({ path, was: was.get(path) ?? null, is: is.get(path) ?? null }));
}

function leaves(value: unknown, at = '', found = new Map<string, unknown>()): Map<string, unknown> {
  if (typeof value !== 'object' || value === null) return found.set(at, value);
  for (const [key, inner] of Object.entries(value)) if (inner !== undefined) leaves(inner, at === '' ? key : `${at}.${key}`, found);
  return found;
}

const same = (a: unknown, b: unknown): boolean => a === b || (typeof a === 'number' && typeof b === 'number' && Math.abs(a - b) <= 1e-10 * Math.max(1, Math.abs(a), Math.abs(b)));

/** Why figures of a closed incident may have changed, as far as their places tell. */
export function whyChanged(changes: readonly FigureChange[]): readonly string[] {
  const touches = (prefix: RegExp): boolean => changes.some(({ path }) => prefix.test(path));
  return [
    touches(/^calls\.(offered|identified|byMembers)/) && 'calls of that time were imported or matched later',
    touches(/^notices\..*\.(outcomes|reasons|letters)/) && 'receipts, bounces or decisions came in later',
    touches(/^notices\..*\.(first|last)HandOverAt/) && 'it is better known when messages were handed over',
    touches(/^feedback\./) && 'answers came in, or it is better known who was asked',
    touches(/^notices\..*\.pages/) && 'more people opened their pages',
    touches(/^incident\./) && 'what is known of the incident was changed',
  ].filter((reason) => reason !== false);
}
