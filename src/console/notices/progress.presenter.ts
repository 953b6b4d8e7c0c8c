import type { Channel } from '../../audience/contract.js';
import { type IncidentId, type NoticeId } from '../../kernel/ids.js';
import { type Progress } from '../../deliver/progress.service.js';
import { type MeasurementSnapshot } from '../../measure/contract.js';
import { grouped } from '../page/words.js';
import { stateTag } from './notice-state.js';
import { sumBar, unreachedOf } from './sum-bar.js';
import { groupProgress } from './told-groups.js';
import { type Fault } from '../page/fault.js';
import { waitWords } from './wait.words.js';

export interface ProgressShown {
  readonly noticeId: NoticeId;
  readonly incidentId: IncidentId;
  /** Most of its people were told by a notice before it: when they were told is no figure of its own. */
  readonly isFollowUp: boolean;
  readonly progress: Progress;
  /** null while nothing could be measured. */
  readonly measured: MeasurementSnapshot | null;
  /** What holds up its channels just now, in sentences. */
  readonly troubles: readonly string[];
  readonly maySteer: boolean;
  /** Only a commander lets go on what the brake stopped. */
  readonly mayRelease: boolean;
  readonly mayLetters: boolean;
  readonly csrf: string;
  readonly zone: string;
  readonly faults: readonly Fault[];
}

/** It has begun, and may still send. */
export const isUnderWay = ({ dispatch: { state } }: Pick<Progress, 'dispatch'>): boolean => state === 'running' || state === 'paused';

/** Nothing more will change by itself. */
export const isOver = ({ dispatch, sum, countedSinceChange }: Progress): boolean => (dispatch.state === 'finished' || dispatch.state === 'cancelled') && countedSinceChange && sum.outcomes.sending === 0;

/** The channels on which this notice still has something to send; none while nothing of it may leave. */
export const channelsUnderWay = ({ dispatch, messages }: Progress): readonly Channel[] =>
  dispatch.state !== 'running' ? [] : (['email', 'sms'] as const).filter((channel) => (messages[channel].pending ?? 0) + (messages[channel].sending ?? 0) > 0);

export function progressFragment({ noticeId, incidentId, isFollowUp, progress, measured, troubles, maySteer, mayRelease, mayLetters, csrf, zone, faults }: ProgressShown) {
  const { dispatch, waves, perSecond, unknown, following, withoutReceipt, held, withheld, canary } = progress;
  const next = waves.find(({ openedAt }) => openedAt === null);
  const running = dispatch.state === 'running';
  return {
    noticeId, incidentId, isFollowUp, csrf, zone, faults, troubles,
    ...stateTag('approved', progress),
    heading: HEADINGS[dispatch.state],
    sum: sumBar(progress.sum, dispatch.ledgerWritten, progress.countedAt),
    reason: dispatch.brake === null ? dispatch.reason : null,
    braked: dispatch.brake === null ? null : { reason: dispatch.reason, todo: WHAT_NOW[dispatch.brake] },
    canary: running && canary?.passedAt === null ? canary.people : null,
    mayRelease,
    measuredAt: measured?.takenAt ?? null,
    ...wordFigures(measured),
    wavesOpened: waves.filter(({ openedAt }) => openedAt !== null).length,
    waves: waves.length,
    lateGroup: running ? lateGroupOf(waves) : null,
    nextWaveAt: running && next ? next.plannedAt : null,
    pace: running && perSecond ? `${grouped(Math.round(perSecond))} messages a second just now` : null,
    unknown, following, withoutReceipt, mayLetters,
    unreached: unreachedOf(progress.sum),
    held: held.map(({ reason, messages }) => ({ reason: waitWords(reason), messages })),
    withheld: withheld.people > 0 ? withheld : null,
    groups: groupProgress(progress),
    phones: running ? phoneWait(progress) : null,
    maySteer: maySteer && isUnderWay(progress),
    canPause: running,
    canResume: dispatch.state === 'paused' && dispatch.brake === null,
  };
}

/** Why waves wait for the phones, or go on; null where they don't go by them, or none is left. */
function phoneWait({ phones, waves }: Progress) {
  if (phones === null || !waves.some(({ openedAt }) => openedAt === null)) return null;
  const words = {
    unseen: 'The first wave opens as soon as somebody has looked at the phones, within a minute.',
    blind: 'Nobody looks at the phones just now: the waves open as planned.',
    planned: phones.reason, slowed: `The phones set the pace. ${phones.reason}`, stopped: `It waits for the phones. ${phones.reason}`,
  } as const satisfies Record<typeof phones.state, string | null>;
  const waits = phones.state === 'stopped' || phones.state === 'slowed';
  return { sentence: words[phones.state], tone: phones.state === 'stopped' || phones.state === 'blind' ? 'warn' : '', latestAt: waits ? phones.latestAt : null };
}

const COME_BACK = 'Look at what came back and why, under the messages of this notice. Then say why it may go on, or cancel the rest.';
const MASS = 'Is each of them meant? Then say why it may go on, or cancel the rest.';
const WHAT_NOW = { canary: COME_BACK, outcomes: COME_BACK, 'incident-notices': MASS, 'incident-messages': MASS, 'company-messages': MASS } as const satisfies Record<NonNullable<Progress['dispatch']['brake']>, string>;

const HEADINGS = { running: 'Going out', paused: 'Going out', finished: 'How it went out', cancelled: 'How far it got' } as const satisfies Record<Progress['dispatch']['state'], string>;

/** Who is told after all others, while they wait. */
function lateGroupOf(waves: Progress['waves']): { readonly people: number; readonly at: Date } | null {
  const waiting = waves.filter(({ late, openedAt }) => late && openedAt === null);
  if (waiting.length === 0) return null;
  return { people: waiting.reduce((sum, { members }) => sum + members, 0), at: waiting[0]!.plannedAt };
}

function wordFigures(measured: MeasurementSnapshot | null) {
  const word = measured?.result.firstWord;
  if (word?.kind !== 'first-word') return { median: null, p95: null, firstWord: null, firstWordNote: measured === null ? 'is being counted' : 'not known yet' };
  const day = word.at.at(-1)!;
  return {
    median: word.median.kind === 'reached' ? word.median.minutes : null,
    p95: word.p95.kind === 'reached' ? word.p95.minutes : null,
    firstWord: day.toldFirst.share,
    firstWordNote: `${grouped(day.toldFirst.count)} of ${grouped(day.toldFirst.of)}${day.complete ? '' : ` so far, within ${day.hours} hours`}`,
  };
}
