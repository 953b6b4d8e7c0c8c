import { LAW_ANCHORS } from '../../declare/contract.js';
import { type LawBoard } from '../../measure/law-clocks.service.js';
import { type SubstituteLaw } from '../../measure/model/substitute.js';
import { isOpenClock, type LawClock, type PlaceCount } from '../../measure/model/law-clock.js';
import { minutesInWords } from '../../platform/pages/page-helpers.js';
import { onWall } from '../../platform/pages/wall-clock.js';
import { grouped } from '../page/words.js';
import { ANCHOR_WORDS, anchorWords, CERTAINTY_WORDS, citationBeside, jurisdictionName, placeName, RECIPIENT_WORDS, REGIME_WORDS, STATE_TAGS } from './law.words.js';
import { type Fault } from '../page/fault.js';
import { heldLines } from './holds.presenter.js';
import { type KnownNotice } from './known-notice.js';

export interface TypedLaw {
  readonly anchor: string;
  readonly at: string;
  readonly note: string;
  /** By which clocks the form's times are. */
  readonly zone: string | null;
}

export interface LawShown {
  readonly mayWrite: boolean;
  readonly typed: TypedLaw;
  readonly faults: readonly Fault[];
  /** Of the incident, in order of their numbers. */
  readonly notices: readonly KnownNotice[];
}

export const NOTHING_TYPED: TypedLaw = { anchor: '', at: '', note: '', zone: null };

export function lawPage(board: LawBoard, now: Date, { mayWrite, typed, faults, notices }: LawShown) {
  const { incident, zone, regimes, places, isCounting, countedAt, clocks, unruled, anchors, entries, holds, noticeHolds, substitute } = board;
  const surely = clocks.filter(({ binds }) => binds === 'yes');
  return {
    incident, zone, mayWrite, typed, faults, isCounting, countedAt,
    unruled: unruledWords(unruled),
    early: earlyWords(notices, surely.some((clock) => isOpenClock(clock) && clock.recipient === 'people')),
    open: surely.filter(isOpenClock).map((clock) => row(clock, now, zone)),
    done: surely.filter((clock) => !isOpenClock(clock)).map((clock) => row(clock, now, zone)),
    possible: clocks.filter(({ binds }) => binds === 'if-affected').map((clock) => row(clock, now, zone)),
    regimes: regimes.map((regime) => REGIME_WORDS[regime]),
    places: places === null ? null : places.map((place) => ({ ...place, name: placeName(place.place), untold: place.affected - place.told, owed: place.owedByPost ?? 0 })),
    totals: places === null ? null : totalsOf(places),
    unplaced: unplacedWords(places ?? []),
    hold: holds.find(({ endedAt }) => endedAt === null) ?? null, pastHolds: holds.filter(({ endedAt }) => endedAt !== null),
    heldNotices: heldLines({ incident, holds: [], noticeHolds }), pastNoticeHolds: noticeHolds.filter(({ endedAt }) => endedAt !== null),
    holdIsOver: holds.some(({ endedAt, until }) => endedAt === null && until !== null && until <= now),
    substitute: substitute.map(substituteShown),
    anchorChoices: anchorChoices(board, typed.anchor),
    history: [
      ...anchors.map(({ anchor, at, note, by, enteredAt }) => ({ what: `When ${ANCHOR_WORDS[anchor]}`, at, taken: at === null, note, by, enteredAt })),
      ...entries.map(({ ruleId, kind, at, note, by, enteredAt }) => ({ what: `${clocks.find((clock) => clock.ruleId === ruleId)?.title ?? ruleId}: ${kind === 'met' ? 'met' : kind === 'reopened' ? 'runs again' : 'does not apply'}`, at, taken: false, note, by, enteredAt })),
    ].sort((a, b) => b.enteredAt.getTime() - a.enteredAt.getTime()),
  };
}

/** What whoever signs a notice has to know of the law: which clock ends when, and how many live where it binds. */
export function lawAtSigning({ incident, clocks, unruled, places, isCounting }: LawBoard, isStatutory: boolean, now: Date, zone: string) {
  const surely = clocks.filter((clock) => clock.binds === 'yes' && isOpenClock(clock));
  return {
    href: `/incidents/${incident.id}/law`,
    isStatutory, isCounting,
    clocks: surely.map((clock) => ({ ...row(clock, now, zone), stops: isStatutory && clock.recipient === 'people' })),
    unchecked: uncheckedWords(surely),
    unruled: unruledWords(unruled),
    possible: clocks.filter(({ binds }) => binds === 'if-affected').length,
    places: places === null ? null : [...places].sort((a, b) => b.affected - a.affected).map(({ place, affected, told }) => ({ name: placeName(place), affected, told })),
    unplaced: unplacedWords(places ?? []),
  };
}

function row(clock: LawClock, now: Date, zone: string) {
  return {
    ...clock,
    tag: STATE_TAGS[clock.state],
    place: jurisdictionName(clock.jurisdiction),
    to: RECIPIENT_WORDS[clock.recipient],
    distance: isOpenClock(clock) && clock.deadline !== null ? distance(clock.deadline, now) : null,
    distanceTone: clock.state === 'lapsed' ? 'bad' : clock.stage !== null && clock.stage !== 'half' ? 'warn' : '',
    from: anchorWords(clock, zone),
    isMissing: clock.state === 'waits',
    reach: reachWords(clock),
    trust: trustWords(clock),
    mayReopen: clock.note !== null,
  };
}

/** "Not checked here; written from a summary of it."; null where somebody has compared it with its source. */
const trustWords = ({ reviewed, certainty }: Pick<LawClock, 'reviewed' | 'certainty'>): string | null => (reviewed ? null : `Not checked here; ${CERTAINTY_WORDS[certainty]}.`);

/** How many of the rules nobody here has compared with their sources; null where all are. */
function uncheckedWords(clocks: readonly LawClock[]): string | null {
  const unchecked = clocks.filter(({ reviewed }) => !reviewed).length;
  if (unchecked === 0) return null;
  return `${unchecked === clocks.length ? 'None of these rules has been checked here yet' : `${unchecked} of these rules ${unchecked === 1 ? 'has' : 'have'} not been checked here yet`}: ask legal.`;
}

/** The times that can be entered, each with the one that stands; first of all the one for which a clock waits. */
function anchorChoices({ anchors, clocks, incident, zone }: LawBoard, typed: string) {
  const waiting = clocks.find(({ binds, state, anchor }) => binds === 'yes' && state === 'waits' && anchor !== 'people-told') ?? clocks.find(({ binds, anchorFrom }) => binds === 'yes' && anchorFrom === 'discovery');
  return LAW_ANCHORS.map((value) => {
    const at = anchors.filter(({ anchor }) => anchor === value).at(-1)?.at ?? (value === 'discovered' ? incident.discoveredAt : null);
    return { value, label: `when ${ANCHOR_WORDS[value]}${at ? ` (stands at ${onWall(at, zone)})` : ''}`, selected: value === (typed || waiting?.anchor) };
  });
}

/** Why people are told and no clock stands still: what went out was no statutory notice; null where one did, or nothing has. */
function earlyWords(notices: readonly KnownNotice[], isAwaited: boolean): string | null {
  const out = notices.filter(({ progress }) => progress !== null).map(({ notice }) => notice);
  if (out.length === 0 || out.some(({ policies }) => policies.standing === 'statutory')) return null;
  const numbers = out.map(({ number }) => number);
  const words = out.length === 1 ? `Notice ${numbers[0]!} went out as an early warning: it counts for no clock.` : `Notices ${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1)!} went out as early warnings: they count for no clock.`;
  return `${words}${isAwaited ? ' The statutory notice is still to be sent.' : ''}`;
}

const PLACES_SHOWN = 8;

/** Silence of the rules on a place is no word that nothing is due there. */
function unruledWords(places: LawBoard['unruled']): string | null {
  if (places.length === 0) return null;
  const named = places.slice(0, PLACES_SHOWN).map(({ place, affected }) => `${placeName(place)} (${grouped(affected)})`);
  const all = places.length > PLACES_SHOWN ? [...named, `${places.length - PLACES_SHOWN} more ${places.length - PLACES_SHOWN === 1 ? 'place' : 'places'}`] : named;
  return `For ${listed.format(all)} Firstword knows no rule. That does not mean there is none: ask legal.`;
}

const listed = new Intl.ListFormat('en-GB', { type: 'conjunction' });

function distance(at: Date, now: Date): string {
  const minutes = (at.getTime() - now.getTime()) / 60_000;
  return minutes < 0 ? `${minutesInWords(-minutes)} overdue` : `in ${minutesInWords(minutes)}`;
}

function reachWords({ residents, recipient, toldByStatutory, owedByPost }: LawClock): string | null {
  if (residents === null || residents === 0) return null;
  const people = `${grouped(residents)} ${residents === 1 ? 'person lives' : 'people live'} there`;
  if (recipient !== 'people') return `${people}.`;
  return `${people}; ${grouped(toldByStatutory)} told by the statutory notice.${owedByPost > 0 ? ` ${grouped(owedByPost)} told early: the statutory notice is owed to them by post.` : ''}`;
}

const totalsOf = (places: readonly PlaceCount[]) => {
  const total = (name: 'affected' | 'told' | 'byEmail' | 'bySms' | 'byLetter' | 'statutory' | 'owedByPost'): number => places.reduce((sum, place) => sum + (place[name] ?? 0), 0);
  return { affected: total('affected'), told: total('told'), untold: total('affected') - total('told'), byEmail: total('byEmail'), bySms: total('bySms'), byLetter: total('byLetter'), statutory: total('statutory'), owed: total('owedByPost') };
};

/** Of whom no state's rule can be said. */
function unplacedWords(places: readonly PlaceCount[]): string | null {
  const lost = places.filter(({ place }) => place === '' || place === 'US').reduce((sum, { affected }) => sum + affected, 0);
  return lost === 0 ? null : `Of ${grouped(lost)} ${lost === 1 ? 'person' : 'people'} it is not known in which state or country they live, so no rule of a state counts them. Add their postal codes or regions to the customers and freeze the audience again.`;
}

/** What is left to do where telling everybody one by one has failed, by the law of each place. */
const substituteShown = ({ steps, places, ...law }: SubstituteLaw) => ({
  ...law,
  citation: citationBeside(law.name, law.citation),
  words: `Of ${grouped(law.affected)} ${law.affected === 1 ? 'person' : 'people'} there ${grouped(law.untold)} ${law.untold === 1 ? 'has' : 'have'} not been told yet${places.length > 1 ? ` (${places.map(({ place, affected, told }) => `${placeName(place)}: ${grouped(affected - told)}`).join(', ')})` : ''}.`,
  trust: trustWords(law),
  open: steps.filter(({ said }) => said?.isDone !== true).length,
  steps: steps.map((step) => ({ ...step, isDone: step.said?.isDone === true })),
});
