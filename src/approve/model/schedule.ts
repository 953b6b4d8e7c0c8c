import type { MemberZones } from '../../audience/contract.js';
import type { Notice, NoticeType, Schedule } from '../contract.js';
import { planStrata, type WaveStratum } from './wave-strata.js';

/** Below this an audience is told at once: so few callers need no pacing, and too few are left to compare with. */
const WAVES_FROM = 500;
/** Below this nobody goes first: so few are told within seconds, and their number says little about the rest. */
const CANARY_FROM = 1_000;
const LEAST_FIRST = 50;
const MOST_FIRST = 200;
export const LARGEST_CANARY = 10_000;
export const MOST_WAVES = 200;
export const LONGEST_WAVE_INTERVAL_MINUTES = 24 * 60;
export const LONGEST_EXPIRY_HOURS = 30 * 24;
const HOUR_MS = 3_600_000;

/**
 * What a new notice starts with. Twelve waves of five minutes put an hour between the first and the last told: enough to see the phones
 * answer to the first, and to compare those told with those who still wait.
 */
export function defaultSchedule(members: number, type: NoticeType): Schedule {
  return { startAt: null, waves: members < WAVES_FROM ? 1 : 12, waveIntervalMinutes: 5, expiresAfterHours: 72, canary: canaryPeople(members, type), lateGroup: null };
}

/**
 * How many are written to first, while the others wait for what comes of it: 200 people or 1 %, whichever is less, and never so few that one
 * bounce decides. Nobody waits for a correction: what is wrong is out already, and its addresses have been tried.
 */
export function canaryPeople(members: number, type: NoticeType): number {
  return members < CANARY_FROM || type === 'correction' ? 0 : Math.min(MOST_FIRST, Math.max(LEAST_FIRST, Math.ceil(members / 100)));
}

/** When the last wave opens, for a notice approved at `approvedAt`. */
export function lastWaveAt(schedule: Schedule, approvedAt: Date): Date {
  return new Date(startOf(schedule, approvedAt).getTime() + (schedule.waves - 1) * schedule.waveIntervalMinutes * 60_000);
}

/** Approval, or the planned start where that is later. */
export function startOf(schedule: Schedule, approvedAt: Date): Date {
  return schedule.startAt === null ? approvedAt : new Date(Math.max(Date.parse(schedule.startAt), approvedAt.getTime()));
}

export const expiryOf = (schedule: Schedule, approvedAt: Date): Date => new Date(approvedAt.getTime() + schedule.expiresAfterHours * HOUR_MS);

export interface ScheduleFault {
  readonly code:
    | 'more-waves-than-people' | 'expires-before-last-wave' | 'quiet-until-expiry'
    | 'late-group-of-correction' | 'late-group-too-soon' | 'expires-before-late-group' | 'late-group-past-deadline';
  readonly message: string;
}

/** What is wrong with a schedule if the notice were approved at `approvedAt`; null where it can be kept. */
export function scheduleFault(schedule: Schedule, members: number, approvedAt: Date): ScheduleFault | null {
  if (schedule.waves > Math.max(members, 1)) {
    return { code: 'more-waves-than-people', message: `There are ${schedule.waves} waves and only ${members} people: take fewer waves.` };
  }
  if (lastWaveAt(schedule, approvedAt) >= expiryOf(schedule, approvedAt)) {
    return {
      code: 'expires-before-last-wave',
      message: `The last wave would open after the notice has expired (${schedule.expiresAfterHours} hours after approval): start earlier, take fewer or closer waves, or let it expire later.`,
    };
  }
  return null;
}

/** The people of a notice, as far as its times go by them. */
export interface Peopled {
  readonly people: readonly MemberZones[];
  /** How many of them have a number. */
  readonly numbers: number;
}

export const countOf = ({ people }: Peopled): number => people.reduce((sum, { members }) => sum + members, 0);

/** When each group of people would be told, if the notice were approved at `approvedAt`. */
export function strataOf({ schedule, policies, sender }: Pick<Notice, 'schedule' | 'policies' | 'sender'>, { people, numbers }: Peopled, approvedAt: Date): readonly WaveStratum[] {
  return planStrata({ schedule, policies, numbers, people, companyZone: sender.timeZone, span: { from: startOf(schedule, approvedAt), until: expiryOf(schedule, approvedAt) } });
}

/** What is wrong with the times at which people would be told; null where all of them are before the expiry. */
export function quietFault(strata: readonly WaveStratum[], { expiresAfterHours }: Schedule): ScheduleFault | null {
  const late = strata.filter(({ waveTimes, late: lateWave }) => waveTimes.includes(null) || lateWave?.at === null).reduce((sum, { members }) => sum + members, 0);
  if (late === 0) return null;
  return {
    code: 'quiet-until-expiry',
    message: `For ${late} people quiet hours leave too little time before the notice expires (${expiresAfterHours} hours after approval): start later, let it expire later, take fewer or closer waves, or pass over quiet hours and say why.`,
  };
}
