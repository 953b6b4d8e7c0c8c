import type { NoticeType } from '../../approve/contract.js';
import type { RateFault } from './canary.js';

/** What stops a notice by itself, until a person says otherwise. */
export const BRAKES = ['canary', 'outcomes', 'incident-notices', 'incident-messages', 'company-messages'] as const;
export type Brake = (typeof BRAKES)[number];

export interface Trip {
  readonly brake: Brake;
  /** For people: what happened, with its figures. */
  readonly reason: string;
}

/** What an incident has sent so far, this notice not counted. */
export interface IncidentLoad {
  /** Notices that started within the last hour of business time; corrections take up no room. */
  readonly noticesInHour: number;
  /** What all its notices were expected to send when they started. */
  readonly messages: number;
  /** Notices other than corrections, of any time. */
  readonly notices: number;
}

export interface StormLimits {
  readonly noticesAnHour: number;
  readonly incidentMessages: number;
}

const whole = (value: number): string => value.toLocaleString('en-US');
const percent = (count: number, of: number): string => `${((100 * count) / of).toFixed(1)} %`;

/** Why a notice that is about to start has to wait for a person; null where it may go. A correction always may, but for the sheer mass. */
export function startTrip(type: NoticeType, planned: number, load: IncidentLoad, limits: StormLimits): Trip | null {
  if (type !== 'correction' && load.noticesInHour >= limits.noticesAnHour) {
    return { brake: 'incident-notices', reason: `${whole(load.noticesInHour)} notices of this incident have started within the hour; ${whole(limits.noticesAnHour)} may.` };
  }
  if (load.messages + planned > limits.incidentMessages) {
    return {
      brake: 'incident-messages',
      reason: `With its ${whole(planned)} messages this incident would come to ${whole(load.messages + planned)}; ${whole(limits.incidentMessages)} may leave.`,
    };
  }
  return null;
}

export const companyTrip = (tried: number, limit: number): Trip => ({
  brake: 'company-messages',
  reason: `The company has sent ${whole(tried)} messages within an hour; ${whole(limit)} may leave.`,
});

export function rateTrip(brake: 'canary' | 'outcomes', { kind, count, of }: RateFault): Trip {
  const whom = brake === 'canary' ? `messages to the first people` : 'last messages';
  const what = kind === 'bounces' ? 'came back; the limit is 5 %' : 'were refused; the limit is 2 %';
  return { brake, reason: `${whole(count)} of the ${whole(of)} ${whom} (${percent(count, of)}) ${what}.` };
}

/**
 * How many messages a notice will send, by what its people have.
 *
 * @param email  Members with an address. @param sms  Members with a number. Who shares one with others is counted for himself.
 */
export function plannedMessages(channels: string, { members, email, sms, unreachable }: { readonly members: number; readonly email: number; readonly sms: number; readonly unreachable: number }): number {
  if (channels === 'email') return email;
  if (channels === 'sms') return sms;
  return channels === 'both' ? email + sms : members - unreachable;
}
