import { type Incident } from '../../declare/contract.js';
import { type LawClock } from '../../measure/model/law-clock.js';
import { minutesInWords } from '../../platform/pages/page-helpers.js';
import { isUnderWay } from '../notices/progress.presenter.js';
import { NOTICE_LABELS, type Tone } from '../page/words.js';
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
  /** Where it is the law's: what it asks for, and of whose law ("California Civ. Code 1798.82", "tell residents"). */
  readonly law?: { readonly title: string; readonly duty: string };
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
  return [...own, ...law.flatMap((clock) => ofLaw(clock, now))].sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** One that runs or has lapsed, and surely binds. */
function ofLaw({ title, state, binds, deadline, stage }: LawClock, now: Date): DueClock[] {
  if (binds !== 'yes' || deadline === null || (state !== 'running' && state !== 'lapsed')) return [];
  const due = distance(deadline, now, 'overdue');
  return [{ label: title, law: lawOf(title), ...due, tone: due.tone === '' && stage !== null && stage !== 'half' ? 'warn' : due.tone }];
}

const lawOf = (title: string) => {
  const [name, ...duty] = title.split(': ');
  return { title: name!, duty: duty.join(': ') };
};

/** Laws that ask the same by the same time as one: across the room a reader wants the time, and finds the laws on their own page. */
export function lawsTogether(clocks: readonly DueClock[]): readonly DueClock[] {
  return clocks.flatMap((clock, place) => {
    if (!clock.law?.duty) return [clock];
    const same = clocks.filter((other) => other.law?.duty === clock.law?.duty && other.at.getTime() === clock.at.getTime());
    if (same.length === 1) return [clock];
    return same[0] === clocks[place] ? [togetherOf(clock.law, same)] : [];
  });
}

function togetherOf({ title, duty }: NonNullable<DueClock['law']>, same: readonly DueClock[]): DueClock {
  const tone = (['bad', 'warn', ''] as const).find((worst) => same.some((one) => one.tone === worst)) ?? '';
  const others = same.length - 1;
  return { ...same[0]!, tone, label: `${title} and ${others} more ${others === 1 ? 'law' : 'laws'}: ${duty}` };
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
  if (minutes < 0) return { at, distance: `${minutesInWords(-minutes)} ${past}`, isOverdue: past === 'overdue', tone: 'bad' };
  return { at, distance: `in ${minutesInWords(minutes)}`, isOverdue: false, tone: minutes < 60 ? 'warn' : '' };
}
