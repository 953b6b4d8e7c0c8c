import { type Incident } from '../../declare/contract.js';
import { type LawClock } from '../../measure/model/law-clock.js';
import { minutesInWords } from '../../platform/pages/page-helpers.js';
import { isUnderWay } from '../notices/progress.presenter.js';
import { toldOf } from '../notices/sum-bar.js';
import { STATES } from '../page/states.js';
import { grouped, NOTICE_LABELS, type Tone } from '../page/words.js';
import { type KnownNotice } from './known-notice.js';

/** Something that is to happen by a time, or should have. */
export interface DueClock {
  readonly label: string;
  readonly at: Date;
  /** How far off it is: "in 2 h 10 min", "40 min overdue". */
  readonly distance: string;
  /** A promise that is broken, and no end that has come. */
  readonly isOverdue: boolean;
  /** `bad` once a promise is broken, `warn` within the last hour before it. */
  readonly tone: Tone;
  /** Why it still runs; null where that needs no word. */
  readonly why: string | null;
  /** Where it is the law's: what it asks for, and of whose law ("California Civ. Code 1798.82", "tell residents"); the state whose residents it is about ("California"), and of how many it is known who of them are still to be told, once notices are out. */
  readonly law?: { readonly title: string; readonly duty: string; readonly state: string | null; readonly told: Told | null };
}

/** Of people to whom a law wants something told: by a notice that counts for it, and not yet by one. */
interface Told {
  readonly had: number;
  readonly left: number;
}

const HOUR_MS = 3_600_000;

/**
 * The times that press, soonest first. Of a closed incident only the law's: those don't end with it.
 *
 * @param law  Its clocks of the law.
 * @param now  Business time.
 */
export function clocksOf(incident: Pick<Incident, 'status' | 'facts'>, notices: readonly KnownNotice[], now: Date, law: readonly LawClock[] = []): readonly DueClock[] {
  const own = incident.status === 'closed' ? [] : [...promised(incident, notices, now), ...notices.flatMap((known) => [...tellBy(known, now), ...endOfApproval(known, now)])];
  const told = notices.some(({ progress }) => progress !== null && toldOf(progress.sum) > 0);
  return [...own, ...law.flatMap((clock) => ofLaw(clock, told, now))].sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** One that runs or has lapsed, and surely binds. */
function ofLaw(clock: LawClock, told: boolean, now: Date): DueClock[] {
  const { title, state, binds, deadline, stage } = clock;
  if (binds !== 'yes' || deadline === null || (state !== 'running' && state !== 'lapsed')) return [];
  const [due, law] = [distance(deadline, now, 'overdue'), lawOf(clock, told)];
  return [{ label: law.state === null ? title : residentsOf([law.state]), law, ...due, why: whyOf(law.told), tone: due.tone === '' && stage !== null && stage !== 'half' ? 'warn' : due.tone }];
}

const RESIDENTS = 'tell residents';

/** @param told  Somebody was told of the incident already, by whatever notice. */
function lawOf({ title, jurisdiction, recipient, residents, toldByStatutory }: LawClock, told: boolean): NonNullable<DueClock['law']> {
  const [name, ...rest] = title.split(': ');
  const duty = rest.join(': ');
  return { title: name!, duty, state: duty === RESIDENTS ? (STATES[jurisdiction?.replace(/^US-/, '')] ?? null) : null, told: recipient === 'people' && residents !== null && told ? { had: toldByStatutory, left: residents - toldByStatutory } : null };
}

/** The citation stands on the page of the law's clocks: here a reader wants to know whom to tell. */
const residentsOf = ([first, ...others]: readonly string[]): string => `Notice to residents of ${first!}${others.length === 0 ? '' : others.length === 1 ? ` and ${others[0]!}` : ` and ${others.length} more states`}`;

/** Once notices are out a reader wonders why it runs: an early warning is not yet the notice that the law asks for. */
function whyOf(told: Told | null): string | null {
  if (told === null || told.left <= 0) return null;
  return told.had === 0 ? `none of ${grouped(told.left)} has had the notice that it asks for: what went out so far is not it` : `${grouped(told.left)} still to get the notice that it asks for`;
}

/** Laws that ask the same by the same time as one: across the room a reader wants the time, and finds the laws on their own page. */
export function lawsTogether(clocks: readonly DueClock[]): readonly DueClock[] {
  return clocks.flatMap((clock, place) => {
    if (!clock.law?.duty) return [clock];
    const same = clocks.filter((other) => other.law?.duty === clock.law?.duty && other.at.getTime() === clock.at.getTime());
    if (same.length === 1) return [clock];
    return same[0] === clocks[place] ? [togetherOf(clock.law, same)] : [];
  });
}

function togetherOf({ title, duty, told: own }: NonNullable<DueClock['law']>, same: readonly DueClock[]): DueClock {
  const tone = (['bad', 'warn', ''] as const).find((worst) => same.some((one) => one.tone === worst)) ?? '';
  const others = same.length - 1;
  const states = same.flatMap(({ law }) => law?.state ?? []);
  const told = own && same.reduce((sum, { law }) => ({ had: sum.had + (law?.told?.had ?? 0), left: sum.left + (law?.told?.left ?? 0) }), { had: 0, left: 0 });
  return { ...same[0]!, tone, why: whyOf(told), label: states.length === same.length ? residentsOf(states) : `${title} and ${others} more ${others === 1 ? 'law' : 'laws'}: ${duty}` };
}

/** What people were promised holds until the all-clear, or until they heard again after the time had come. */
function promised({ facts }: Pick<Incident, 'facts'>, notices: readonly KnownNotice[], now: Date): DueClock[] {
  if (facts.nextUpdateAt === null) return [];
  const at = new Date(facts.nextUpdateAt);
  const kept = notices.some(({ notice: { type, approvedAt } }) => approvedAt !== null && (type === 'resolution' || (type !== 'initial' && approvedAt >= at)));
  return kept ? [] : [{ label: 'Next update promised', ...distance(at, now, 'overdue') }];
}

/** The end that the plan sets for telling everybody: a law's time, say. */
function tellBy({ notice: { number, type, approvedAt, policies }, progress }: KnownNotice, now: Date): DueClock[] {
  const hours = policies.phones?.tellWithinHours ?? null;
  if (hours === null || approvedAt === null || !mayStillSend(progress)) return [];
  return [{ label: `Everybody is to have notice ${number} (${NOTICE_LABELS[type]})`, ...distance(new Date(approvedAt.getTime() + hours * HOUR_MS), now, 'overdue') }];
}

/** After it nothing of the notice is sent any more. */
function endOfApproval({ notice: { number, approvedAt, schedule, state }, progress }: KnownNotice, now: Date): DueClock[] {
  if (state !== 'approved' || approvedAt === null || !mayStillSend(progress)) return [];
  const at = progress?.dispatch.expiresAt ?? new Date(approvedAt.getTime() + schedule.expiresAfterHours * HOUR_MS);
  return [{ label: `Approval of notice ${number} ends`, ...distance(at, now, 'ago') }];
}

const mayStillSend = (progress: KnownNotice['progress']): boolean => progress === null || isUnderWay(progress);

function distance(at: Date, now: Date, past: 'overdue' | 'ago'): Omit<DueClock, 'label' | 'law'> {
  const minutes = (at.getTime() - now.getTime()) / 60_000;
  if (minutes < 0) return { at, why: null, distance: `${minutesInWords(-minutes)} ${past}`, isOverdue: past === 'overdue', tone: 'bad' };
  return { at, why: null, distance: `in ${minutesInWords(minutes)}`, isOverdue: false, tone: minutes < 60 ? 'warn' : '' };
}
