import { LAW_ANCHORS } from '../../declare/contract.js';
import { type LawBoard } from '../../measure/law-clocks.service.js';
import { type SubstituteLaw } from '../../measure/model/substitute.js';
import { isOpenClock, type LawClock, type PlaceCount } from '../../measure/model/law-clock.js';
import { minutesInWords } from '../../platform/pages/page-helpers.js';
import { grouped } from '../page/words.js';
import { ANCHOR_WORDS, anchorWords, CERTAINTY_WORDS, jurisdictionName, placeName, RECIPIENT_WORDS, REGIME_WORDS, STATE_TAGS } from './law.words.js';
import { type Fault } from '../page/fault.js';
import { heldLines } from './holds.presenter.js';

export interface TypedLaw {
  readonly anchor: string;
  readonly at: string;
  readonly note: string;
  /** By which clocks the form's times are. */
  readonly zone: string | null;
}

export const NOTHING_TYPED: TypedLaw = { anchor: '', at: '', note: '', zone: null };

export function lawPage({ incident, zone, regimes, places, isCounting, countedAt, clocks, anchors, entries, holds, noticeHolds, substitute }: LawBoard, now: Date, { mayWrite, typed, faults }: { readonly mayWrite: boolean; readonly typed: TypedLaw; readonly faults: readonly Fault[] }) {
  const surely = clocks.filter(({ binds }) => binds === 'yes');
  return {
    incident, zone, mayWrite, typed, faults, isCounting, countedAt,
    open: surely.filter(isOpenClock).map((clock) => row(clock, now)),
    done: surely.filter((clock) => !isOpenClock(clock)).map((clock) => row(clock, now)),
    possible: clocks.filter(({ binds }) => binds === 'if-affected').map((clock) => row(clock, now)),
    regimes: regimes.map((regime) => REGIME_WORDS[regime]),
    places: places === null ? null : places.map((place) => ({ ...place, name: placeName(place.place), untold: place.affected - place.told, owed: place.owedByPost ?? 0 })),
    totals: places === null ? null : totalsOf(places),
    unplaced: unplacedWords(places ?? []),
    hold: holds.find(({ endedAt }) => endedAt === null) ?? null, pastHolds: holds.filter(({ endedAt }) => endedAt !== null),
    heldNotices: heldLines({ incident, holds: [], noticeHolds }), pastNoticeHolds: noticeHolds.filter(({ endedAt }) => endedAt !== null),
    holdIsOver: holds.some(({ endedAt, until }) => endedAt === null && until !== null && until <= now),
    substitute: substitute.map(substituteShown),
    anchorChoices: LAW_ANCHORS.map((value) => ({ value, label: `when ${ANCHOR_WORDS[value]}`, selected: value === typed.anchor })),
    history: [
      ...anchors.map(({ anchor, at, note, by, enteredAt }) => ({ what: `When ${ANCHOR_WORDS[anchor]}`, at, taken: at === null, note, by, enteredAt })),
      ...entries.map(({ ruleId, kind, at, note, by, enteredAt }) => ({ what: `${clocks.find((clock) => clock.ruleId === ruleId)?.title ?? ruleId}: ${kind === 'met' ? 'met' : kind === 'reopened' ? 'runs again' : 'does not apply'}`, at, taken: false, note, by, enteredAt })),
    ].sort((a, b) => b.enteredAt.getTime() - a.enteredAt.getTime()),
  };
}

/** What whoever signs a notice has to know of the law: which clock ends when, and how many live where it binds. */
export function lawAtSigning({ incident, clocks, places, isCounting }: LawBoard, isStatutory: boolean, now: Date) {
  const surely = clocks.filter((clock) => clock.binds === 'yes' && isOpenClock(clock));
  return {
    href: `/incidents/${incident.id}/law`,
    isStatutory, isCounting,
    clocks: surely.map((clock) => ({ ...row(clock, now), stops: isStatutory && clock.recipient === 'people' })),
    possible: clocks.filter(({ binds }) => binds === 'if-affected').length,
    places: places === null ? null : [...places].sort((a, b) => b.affected - a.affected).map(({ place, affected, told }) => ({ name: placeName(place), affected, told })),
    unplaced: unplacedWords(places ?? []),
  };
}

function row(clock: LawClock, now: Date) {
  return {
    ...clock,
    tag: STATE_TAGS[clock.state],
    place: jurisdictionName(clock.jurisdiction),
    to: RECIPIENT_WORDS[clock.recipient],
    distance: isOpenClock(clock) && clock.deadline !== null ? distance(clock.deadline, now) : null,
    distanceTone: clock.state === 'lapsed' ? 'bad' : clock.stage !== null && clock.stage !== 'half' ? 'warn' : '',
    from: anchorWords(clock),
    reach: reachWords(clock),
    trust: clock.reviewed ? null : `Nobody here has compared this row with its source (${CERTAINTY_WORDS[clock.certainty]}).`,
    mayReopen: clock.note !== null,
  };
}

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
  words: `Of ${grouped(law.affected)} ${law.affected === 1 ? 'person' : 'people'} there ${grouped(law.untold)} ${law.untold === 1 ? 'has' : 'have'} not been told yet${places.length > 1 ? ` (${places.map(({ place, affected, told }) => `${placeName(place)}: ${grouped(affected - told)}`).join(', ')})` : ''}.`,
  trust: law.reviewed ? null : `Nobody here has compared this row with its source (${CERTAINTY_WORDS[law.certainty]}).`,
  open: steps.filter(({ said }) => said?.isDone !== true).length,
  steps: steps.map((step) => ({ ...step, isDone: step.said?.isDone === true })),
});
