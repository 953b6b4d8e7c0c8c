import { type AudienceService } from '../../audience/audience.service.js';
import { NOTICE_TYPES } from '../../approve/contract.js';
import { type Brand, type Incident } from '../../declare/contract.js';
import { type TimelineEntry } from '../../declare/incident.service.js';
import { isOpenClock, type LawClock } from '../../measure/model/law-clock.js';
import { type IncidentMeasurement } from '../../measure/contract.js';
import { type LawBoard } from '../../measure/law-clocks.service.js';
import { type RoomFigures } from '../room/room-figures.js';
import { avoidedFigure, headlineOf } from '../calls/avoided.words.js';
import { stateTag } from '../notices/notice-state.js';
import { type Paging } from '../list/paging.js';
import { clocksOf } from './clocks.js';
import { type KnownNotice } from './known-notice.js';
import { affectedPeople, toldPeople } from './people-figures.js';
import { isUnderWay } from '../notices/progress.presenter.js';
import { sumBar, toldOf } from '../notices/sum-bar.js';
import { grouped, KINDS, NOTICE_LABELS, SEVERITY_TONES, type Tone } from '../page/words.js';
import { type Fault } from '../page/fault.js';

export interface RoomShown {
  readonly incident: Incident;
  readonly brand: Brand;
  readonly notices: readonly KnownNotice[];
  readonly audiences: Awaited<ReturnType<AudienceService['list']>>;
  /** Newest first. */
  readonly timeline: readonly TimelineEntry[];
  readonly paging: Paging;
  /** null before anything went out, and until they were counted for the first time. */
  readonly figures: RoomFigures | null;
  /** null for whoever may not see them. */
  readonly law: LawBoard | null;
  readonly now: Date;
  readonly mayWrite: boolean;
  readonly mayCommand: boolean;
  /** Who may say that only some see it. */
  readonly mayRestrict: boolean;
  readonly mayWatch: boolean;
  readonly faults: readonly Fault[];
}

export function roomPage({ incident, brand, notices, audiences, timeline, paging, figures, law, now, mayWrite, mayCommand, mayRestrict, mayWatch, faults }: RoomShown) {
  const isOpen = incident.status === 'open';
  const frozen = audiences.filter(({ counts }) => counts !== null);
  const begun = notices.filter(({ progress }) => progress !== null);
  const affected = affectedPeople(audiences);
  const goesOn = toldLast(frozen, begun);
  const measured = figures?.measured ?? null;
  const isCounted = begun.length === 0 || measured !== null;
  return {
    faults, incident, mayWatch, zone: brand.timeZone,
    kindLabel: KINDS[incident.kind].label,
    brandName: brand.name,
    severityTone: SEVERITY_TONES[incident.severity],
    statusTone: (isOpen ? 'info' : '') satisfies Tone,
    isOpen,
    canWrite: mayWrite && isOpen,
    canCommand: mayCommand, mayRestrict,
    figures: {
      affected: affected?.members ?? null,
      affectedNote: affected === null ? 'not worked out yet' : `${grouped(affected.unreachable)} of them unreachable`,
      told: toldPeople(notices),
      toldNote: begun.length === 0 ? 'nothing has gone out' : 'handed over or delivered',
      median: medianOf(measured),
      medianNote: !isCounted ? 'is being counted' : measured?.revision ? `of the declaration, by revision ${measured.revision} of the report` : 'of the declaration',
      avoided: isCounted ? avoidedOf(measured) : { value: '–', note: 'is being counted', tone: '' },
      takenAt: measured?.takenAt ?? null,
    },
    notices: [...notices].reverse().map(noticeCard),
    clocks: clocksOf(incident, notices, now, law?.clocks).slice(0, CLOCKS_SHOWN),
    law: law === null ? null : lawLine(law),
    next: nextStep(incident, frozen.length > 0, notices, mayWrite),
    isWriting: notices.some(({ notice }) => UNDECIDED.includes(notice.state)),
    draftable: mayWrite && isOpen && frozen.length > 0,
    noticeTypes: NOTICE_TYPES.map((value) => ({ value, label: NOTICE_LABELS[value], selected: value === (notices.length === 0 ? 'initial' : 'update') })),
    corrected: notices.filter(({ notice }) => notice.state === 'approved').map(({ notice }) => ({ id: notice.id, number: notice.number, label: NOTICE_LABELS[notice.type] })),
    frozen: frozen.map(({ id, version, counts }) => ({ id, version, members: counts!.members })),
    toldBy: begun.map(({ notice, progress }) => ({ noticeId: notice.id, number: notice.number, people: toldOf(progress!.sum), selected: notice.id === goesOn })),
    facts: knownTimes(incident),
    audiences: audiences.map(({ id, version, counts, rule, listId, toldByNoticeId }) => ({ id, version, counts, from: sourceWords(rule !== null, listId !== null, toldByNoticeId !== null) })),
    timeline: timeline.map(timelineRow),
    paging,
  };
}

/** Whom the next notice most likely goes to: those whom the newest that is out has reached; null while it goes out, and where people have been found since. */
function toldLast(frozen: readonly { readonly id: string }[], begun: readonly KnownNotice[]): string | null {
  const last = begun.at(-1);
  if (!last?.progress || isUnderWay(last.progress) || toldOf(last.progress.sum) === 0) return null;
  return begun.some(({ notice }) => notice.audienceId === frozen[0]?.id) ? last.notice.id : null;
}

/** What is known of the times, in their order; what nobody knows comes last. */
function knownTimes({ happenedFrom, happenedUntil, discoveredAt, declaredAt, pressReportedAt, closedAt }: Incident) {
  const times = [{ label: 'Happened', at: happenedFrom, until: happenedUntil }, { label: 'Discovered', at: discoveredAt }, { label: 'Press reported', at: pressReportedAt }, { label: 'Declared', at: declaredAt }, ...(closedAt ? [{ label: 'Closed', at: closedAt }] : [])];
  return times.map((one) => ({ until: null, ...one })).sort((a, b) => (a.at?.getTime() ?? Infinity) - (b.at?.getTime() ?? Infinity));
}

const CLOCKS_SHOWN = 5;

/** "12 clocks of the law run; 3 wait for a time." */
function lawLine({ clocks }: LawBoard): string {
  const open = clocks.filter((clock) => isOpenClock(clock) && clock.binds === 'yes');
  const waiting = open.filter(({ state }) => state === 'waits').length;
  if (open.length === 0) return clocks.some(({ binds }) => binds === 'if-affected') ? 'Which laws bind is known once it is known who is affected.' : 'No law’s clock runs.';
  return `${open.length} ${open.length === 1 ? 'clock' : 'clocks'} of the law ${open.length === 1 ? 'is' : 'are'} open${waiting > 0 ? `; ${waiting} ${waiting === 1 ? 'waits' : 'wait'} for a time that you enter` : ''}.`;
}

const WHO: Readonly<Record<string, string>> = { system: 'Firstword', provider: 'a provider', customer: 'a customer', key: 'a program' };

/** A line of the timeline: what was done, and by whom. */
export const timelineRow = ({ sentence, actor, at }: TimelineEntry) => ({ sentence, who: actor.name ?? WHO[actor.kind] ?? actor.kind, at });

const sourceWords = (rule: boolean, list: boolean, told: boolean): string => [rule ? 'a rule' : '', list ? 'a list' : '', told ? 'who was told before' : ''].filter(Boolean).join(' and ');

function medianOf(measured: IncidentMeasurement | null): number | null {
  const word = measured?.firstWord;
  return word?.kind === 'first-word' && word.median.kind === 'reached' ? word.median.minutes : null;
}

function avoidedOf(measured: IncidentMeasurement | null) {
  const best = headlineOf(measured?.notices ?? [])?.result;
  return best ? avoidedFigure(best.avoided) : { value: '–', note: 'nothing has gone out', tone: '' };
}

function noticeCard({ notice, progress }: KnownNotice) {
  const waits = { draft: 'It is being written.', submitted: 'A second person has to approve it.', approved: 'It is approved and starts as planned.', returned: 'It came back to its author.', rejected: 'It was rejected.', withdrawn: 'It was withdrawn.' };
  return { id: notice.id, number: notice.number, typeLabel: NOTICE_LABELS[notice.type], tag: stateTag(notice.state, progress), sum: progress ? sumBar(progress.sum, progress.dispatch.ledgerWritten, progress.countedAt) : null, hint: waits[notice.state] };
}

/** Not yet signed, and not given up. */
const UNDECIDED: readonly string[] = ['draft', 'submitted', 'returned'];

/** Of a step that waits for nobody else. */
const NO_TIMES = { since: null, promised: null };

/** The one thing to do now, for whoever can do it. */
function nextStep(incident: Incident, hasAudience: boolean, notices: readonly KnownNotice[], mayWrite: boolean) {
  if (!mayWrite || incident.status !== 'open') return null;
  if (!hasAudience) return { label: 'Find the affected', href: `/incidents/${incident.id}/audience`, why: 'Nobody is told before it is known who is affected.', ...NO_TIMES };
  const open = notices.find(({ notice }) => notice.state === 'draft' || notice.state === 'returned');
  if (open) return { label: `Go on with notice ${open.notice.number}`, href: `/notices/${open.notice.id}`, why: 'It is not submitted yet.', ...NO_TIMES };
  const waiting = notices.find(({ notice }) => notice.state === 'submitted');
  if (waiting) return { label: `See notice ${waiting.notice.number}`, href: `/notices/${waiting.notice.id}`, why: `Notice ${waiting.notice.number} waits for approval.`, since: waiting.notice.submittedAt, promised: incident.facts.nextUpdateAt };
  return notices.length === 0 ? { label: 'Write the first word', href: '#write', why: 'Who is affected is known. Tell them before they call.', ...NO_TIMES } : null;
}

export interface ListedIncident {
  readonly incident: Incident;
  /** None of a closed incident: nobody waits for its count, and counting is not free. */
  readonly notices: readonly KnownNotice[];
  /** Alerts of it that live. */
  readonly alerts: number;
  readonly law: readonly LawClock[];
}

const MOST_CLOCKS = 2;

export function incidentRow({ incident, notices, alerts, law }: ListedIncident, now: Date) {
  return {
    id: incident.id, reference: incident.reference, title: incident.title, exercise: incident.exercise, kindLabel: KINDS[incident.kind].label, severity: incident.severity, severityTone: SEVERITY_TONES[incident.severity],
    declaredAt: incident.declaredAt, status: incident.status, statusTone: incident.status === 'open' ? 'info' : '', alerts,
    told: toldPeople(notices),
    clocks: clocksOf(incident, notices, now, law).slice(0, MOST_CLOCKS),
  };
}
