import { DateTime } from 'luxon';
import { type MinutesToWord } from '../../measure/contract.js';
import { type HoldTimeAnswer } from '../../measure/hold-time.service.js';
import { type Outcome, OUTCOMES } from '../../deliver/contract.js';
import { type Progress } from '../../deliver/progress.service.js';
import { asJson } from '../../kernel/json-of.js';
import { zoneName } from '../../kernel/zone-name.js';
import { minutesInWords } from '../../platform/pages/page-helpers.js';
import { avoidedFigure, type Figure, headlineOf, shortageSentence } from '../calls/avoided.words.js';
import { beforePressSentence, firstWordFigure } from '../calls/calls.presenter.js';
import { feedbackPart } from '../calls/feedback.words.js';
import { holdPart, secondsInWords, waitBetween } from '../calls/hold-time.words.js';
import { minutesText } from '../calls/measured.words.js';
import { expectedPart } from '../calls/expected-calls.presenter.js';
import { clocksOf, lawsTogether } from '../incidents/clocks.js';
import { timelineRow } from '../incidents/incident.presenter.js';
import { type KnownNotice } from '../incidents/known-notice.js';
import { glassShown } from '../notices/glass.presenter.js';
import { stateTag } from '../notices/notice-state.js';
import { isUnderWay, progressFragment } from '../notices/progress.presenter.js';
import { OUTCOME_LABELS, sumBar, toldHow, toldOf } from '../notices/sum-bar.js';
import { grouped, NOTICE_LABELS, people, type Tone } from '../page/words.js';
import { type RoomState } from './room-board.js';
import { type RoomFigures } from './room-figures.js';

/** `wall`: for a screen that hangs on a wall, with nothing to press. */
export type RoomMode = 'room' | 'wall';

type Begun = KnownNotice & { readonly progress: Progress };
/** `more`: the words of the link. */
type Figured = Figure & { readonly label: string; readonly href: string | null; readonly more?: string };

const hasBegun = (known: KnownNotice): known is Begun => known.progress !== null;

/** The notice that the room is about just now: the newest that goes out, else the newest that has; null before the first. */
export function chiefOf(notices: readonly KnownNotice[]): Begun | null {
  const begun = notices.filter(hasBegun);
  return begun.findLast(({ progress }) => isUnderWay(progress)) ?? begun.at(-1) ?? null;
}

/** More would be read by nobody from across the room; the page of the law's clocks has them all. */
const CLOCKS_SHOWN = 6;

/** The times that press, the incident's own among them. */
export function clocksPart({ incident, notices, law, at, zone }: RoomState) {
  const age = (incident.closedAt ?? at).getTime() - incident.declaredAt.getTime();
  return { zone, isOpen: incident.status === 'open', declaredAt: incident.declaredAt, closedAt: incident.closedAt, age: minutesInWords(Math.max(age, 0) / 60_000), clocks: lawsTogether(clocksOf(incident, notices, at, law)).slice(0, CLOCKS_SHOWN) };
}

/** The sum of the chief notice, with what holds it up, and the others in a line each. */
export function sumPart({ notices, troubles, glass, holds, at, zone }: RoomState, mode: RoomMode) {
  const chief = chiefOf(notices);
  const others = [...notices].reverse().filter((one) => one !== chief);
  return { links: mode === 'room', zone, holds, glass: glassShown(glass, at, null, 'incident'), chief: chief && chiefPart(chief, troubles, zone), others: others.map(otherLine) };
}

function chiefPart({ notice, progress }: Begun, troubles: readonly string[], zone: string) {
  // What people may do stands apart from what they see: the same part goes to everybody.
  const shown = progressFragment({ noticeId: notice.id, incidentId: notice.incidentId, isFollowUp: notice.type !== 'initial', progress, measured: null, troubles, maySteer: false, mayRelease: false, mayLetters: false, csrf: '', zone, faults: [] });
  const { outcomes } = progress.sum;
  return {
    ...shown,
    number: notice.number,
    typeLabel: NOTICE_LABELS[notice.type],
    tally: tallyOf(outcomes),
    check: checkSentence(progress),
    countedAt: progress.at.getTime() - progress.countedAt.getTime() > NEW_MS ? progress.countedAt : null,
    waveWords: shown.wavesOpened === shown.waves ? 'Every wave has opened.' : `${grouped(shown.wavesOpened)} of ${grouped(shown.waves)} waves have opened.`,
    wrong: !progress.sum.adds && progress.dispatch.ledgerWritten,
  };
}

/** All ten in a fixed order, those that nobody has among them: nothing moves when the first one bounces. */
const tallyOf = (outcomes: Readonly<Record<Outcome, number>>) => (Object.keys(OUTCOME_LABELS) as Outcome[]).map((outcome) => ({ outcome, label: OUTCOME_LABELS[outcome], count: outcomes[outcome], none: outcomes[outcome] === 0 }));

/** Older than this it says of which second it is: sums of a large notice are counted now and then. */
const NEW_MS = 2_000;

function checkSentence({ sum, dispatch }: Progress): string {
  const total = OUTCOMES.reduce((all, outcome) => all + sum.outcomes[outcome], 0);
  if (sum.adds) return `It adds up: ${grouped(total)} of ${people(sum.members)}.`;
  if (!dispatch.ledgerWritten) return `Everybody’s row is written before the first message leaves: ${grouped(total)} of ${grouped(sum.members)} so far.`;
  return `The sum does not add up: the outcomes are ${grouped(total)} and the people are ${grouped(sum.members)}. Pause the notice and tell the team that runs this service.`;
}

function otherLine({ notice, progress }: KnownNotice) {
  return { id: notice.id, number: notice.number, typeLabel: NOTICE_LABELS[notice.type], tag: stateTag(notice.state, progress), sum: progress && sumBar(progress.sum, progress.dispatch.ledgerWritten), told: progress && toldOf(progress.sum) };
}

/** The figures that one reads from across the desk; each has its method or its interval beside it. */
export function figuresPart(state: RoomState, mode: RoomMode) {
  const chief = chiefOf(state.notices);
  const { figures, incident, zone } = state;
  const word = figures?.measured;
  const board = { href: `/incidents/${incident.id}/calls`, more: 'The call board' };
  return {
    zone, links: mode === 'room',
    takenAt: figures?.takenAt ?? null,
    press: word ? beforePressSentence({ ...word, declaredAt: incident.declaredAt.toISOString(), pressReportedAt: incident.pressReportedAt?.toISOString() ?? null }) : null,
    // What was kept when it was last counted has no calls in it: these come after it.
    isPartly: figures !== null && figures.forecast === null,
    counted: figures?.forecast ? 'Who heard first, calls, wait and answers were' : 'Who heard first was',
    figures: [
      toldFigure(chief), medianFigure(state), { ...firstWordOf(figures, chief), label: 'Heard it from us first', ...board }, wavesFigure(chief), unknownFigure(state.notices, chief),
      { ...callsFigure(state), ...board }, { ...avoidedOf(figures, chief), label: 'Avoided calls', ...board }, { ...holdFigure(figures?.hold ?? null, Boolean(figures?.forecast)), ...board }, feedbackFigure(figures),
    ] satisfies readonly Figured[],
  };
}

const NOTHING: Figure = { value: '–', note: 'nothing has gone out', tone: '' };
const COUNTING: Figure = { value: '–', note: 'being counted', tone: '' };
/** Where figures have none: a notice that began this moment began after they were counted. */
const noneYet = (chief: Begun | null): Figure => (chief === null ? NOTHING : COUNTING);

function toldFigure(chief: Begun | null): Figured {
  const label = 'Told';
  if (chief === null) return { ...NOTHING, label, href: null };
  const { sum } = chief.progress;
  const told = toldOf(sum);
  const share = `${(100 * told / Math.max(sum.members, 1)).toFixed(1)} % of ${people(sum.members)} of notice ${chief.notice.number}`;
  return { label, value: grouped(told), note: `${share}${toldHow(sum.outcomes)}`, tone: '', href: `/notices/${chief.notice.id}`, more: 'The notice' };
}

function medianFigure({ figures, notices, zone }: RoomState): Figured {
  const label = 'Half were told within';
  if (figures === null) return { ...COUNTING, label, href: null };
  const word = figures.measured?.firstWord;
  if (word?.kind !== 'first-word') return { ...noneYet(chiefOf(notices)), label, href: null };
  const told = toldSince(notices, figures.takenAt);
  const isBehind = (to: MinutesToWord, share: number): boolean => to.kind === 'not-reached' && told >= share * word.members;
  const then = `not yet when it was counted, at ${clockAt(figures.takenAt, zone)}`;
  if (isBehind(word.median, 0.5)) return { label, value: '–', note: then, tone: '', href: null };
  return { label, value: minutesText(word.median), note: `of the declaration${chiefOf(notices)?.notice.type === 'initial' ? '' : ', by their first word'}; 95 %: ${isBehind(word.p95, 0.95) ? then : minutesText(word.p95)}`, tone: '', href: null };
}

/** People to whom first words were handed over, where the ledger's sum is newer than `takenAt`, else 0: what was counted before it may say "not reached" of what the sum beside it shows as done. */
function toldSince(notices: readonly KnownNotice[], takenAt: Date): number {
  const words = notices.filter(hasBegun).filter(({ notice }) => notice.type === 'initial');
  return words.some(({ progress }) => progress.countedAt > takenAt) ? words.reduce((told, { progress }) => told + toldOf(progress.sum), 0) : 0;
}

const firstWordOf = (figures: RoomFigures | null, chief: Begun | null): Figure => (figures === null ? COUNTING : figures.measured ? firstWordFigure(figures.measured) : noneYet(chief));

function wavesFigure(chief: Begun | null): Figured {
  const label = 'Waves opened';
  if (chief === null) return { ...NOTHING, label, href: null };
  const { waves, perSecond, dispatch } = chief.progress;
  const opened = waves.filter(({ openedAt }) => openedAt !== null).length;
  const note = opened === waves.length ? 'all of them are open' : dispatch.state === 'running' ? 'the others follow as planned' : 'the others are closed';
  return { label, value: `${grouped(opened)} of ${grouped(waves.length)}`, note: perSecond && dispatch.state === 'running' ? `${note}; ${grouped(Math.round(perSecond))} messages a second` : note, tone: '', href: null };
}

function unknownFigure(notices: readonly KnownNotice[], chief: Begun | null): Figured {
  const unknown = notices.reduce((sum, { progress }) => sum + (progress?.unknown ?? 0), 0);
  return { label: 'Unknown', value: grouped(unknown), note: unknown === 0 ? 'of every message it is known whether it was taken' : 'messages that the provider may have taken or not', tone: unknown > 0 ? 'warn' : '', href: unknown > 0 && chief ? `/notices/${chief.notice.id}/unknown` : null, more: 'Which ones' };
}

function callsFigure({ figures, incident, zone }: RoomState): Figured {
  const label = 'Calls since it began';
  if (!figures?.forecast) return { ...COUNTING, label, href: null };
  const { figures: expected } = expectedPart(incident, figures.forecast);
  const offered = figures.measured?.notices[0]?.result.calls.offered;
  if (expected === null) return { label, value: offered === undefined ? '–' : grouped(offered), note: 'at all hours; how many an ordinary day brings is not known', tone: '', href: null };
  const { frozenAt, comparedUntil } = expected;
  if (comparedUntil === null) return { label, value: '–', note: 'the first slot of opening time is not over yet', tone: '', href: null };
  return { label, value: grouped(expected.offered), note: `in opening hours, ${spanWords(frozenAt, comparedUntil, zone)}; ${expected.excess} than the ${grouped(expected.expectedSoFar)} usual then`, tone: '', href: null };
}

/** "07:00 to 17:00 PDT", of one day. */
function spanWords(from: Date, until: Date, zone: string): string {
  return `${hourAt(from, zone)} to ${clockAt(until, zone)}`;
}

const hourAt = (at: Date, zone: string): string => DateTime.fromJSDate(at, { zone }).toFormat('HH:mm');
const clockAt = (at: Date, zone: string): string => `${hourAt(at, zone)} ${zoneName(at, zone)}`;

function avoidedOf(figures: RoomFigures | null, chief: Begun | null): Figure {
  if (figures === null) return COUNTING;
  const best = headlineOf(figures.measured?.notices ?? [])?.result.avoided;
  if (best === undefined) return noneYet(chief);
  // The room has place for one reason; the call board has them all.
  return best.kind === 'not-enough-data' ? { ...avoidedFigure(best), note: shortageSentence(best.reasons[0]!) } : avoidedFigure(best);
}

function holdFigure(hold: HoldTimeAnswer | null, isCounted: boolean): Figured {
  const label = 'Callers’ mean wait';
  const { missing, figures } = holdPart(hold);
  if (hold?.kind !== 'hold-time' || figures === null) return { ...(isCounted ? NOTHING : COUNTING), ...(missing === null ? {} : { note: missing }), label, href: null };
  return { label, value: secondsInWords(hold.withNotice.waitSeconds), note: `by the model; without the notice ${waitBetween(hold.without)}`, tone: '', href: null };
}

function feedbackFigure(figures: RoomFigures | null): Figured {
  const label = 'Told what they need';
  if (figures?.feedback) {
    const { value, note } = feedbackPart(asJson(figures.feedback));
    return { label, value, note, tone: '', href: `/notices/${figures.feedback.noticeId}/answers`, more: 'The answers' };
  }
  return { ...(figures?.forecast ? NOTHING : COUNTING), label, href: null };
}

/** Where what an alert asks for is done. */
const REMEDIES: Readonly<Record<string, string>> = { 'alerts.nobody-listed': '/settings/alerts' };

export function alertsPart({ alerts, zone }: RoomState, mode: RoomMode) {
  const tone = (severity: string): Tone => (severity === 'critical' ? 'bad' : 'warn');
  return { zone, links: mode === 'room', alerts: alerts.map(({ kind, message, remedy, severity, firstAt, acknowledgedBy }) => ({ message, remedy, href: REMEDIES[kind] ?? null, tone: tone(severity), label: severity, firstAt, acknowledgedBy })) };
}

export const timelinePart = ({ incident, timeline, zone }: RoomState) => ({ zone, incidentId: incident.id, entries: timeline.map(timelineRow) });
