import { DateTime } from 'luxon';
import type { PersonId } from '../../../kernel/ids.js';

export type AlertSeverity = 'warning' | 'critical';
export type AlertChannel = 'email' | 'sms';

/** Somebody on the list, and when he is told of what and how. */
export interface Contact {
  readonly id: string;
  readonly personId: PersonId;
  readonly name: string;
  /** null: of everything. */
  readonly brandId: string | null;
  /** The lower, the sooner. */
  readonly position: number;
  readonly phone: string | null;
  readonly criticalBy: readonly AlertChannel[];
  readonly warningBy: readonly AlertChannel[];
  /** 1 is Monday. */
  readonly days: readonly number[];
  /** "08:00"; both alike are the whole day, and an end before the beginning lies on the next day. */
  readonly fromTime: string;
  readonly untilTime: string;
  readonly zone: string;
}

/** How long each has to answer before the next is told, and how long the list rests once everybody was. */
export interface Rhythm {
  readonly criticalMinutes: number;
  readonly warningMinutes: number;
  readonly repeatMinutes: number;
}

export interface ToTell {
  readonly severity: AlertSeverity;
  readonly brandId: string | null;
  /** Only this person is meant: a test that he asked for himself. */
  readonly only: PersonId | null;
}

export type NextStep =
  | { readonly kind: 'tell'; readonly contact: Contact; readonly channels: readonly AlertChannel[]; readonly nextInMinutes: number }
  /** Nobody is on duty, and it can wait until somebody is. */
  | { readonly kind: 'wait'; readonly nextInMinutes: number }
  | { readonly kind: 'nobody' };

const LOOK_AGAIN_MINUTES = 5;
const DAY_MINUTES = 1_440;

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** Whether somebody's hours hold: those that begin on a day of his reach into the night after it. */
export function isOnDuty({ days, fromTime, untilTime, zone }: Contact, at: Date): boolean {
  const local = DateTime.fromJSDate(at).setZone(zone);
  const [minute, from, until] = [local.hour * 60 + local.minute, minutesOf(fromTime), minutesOf(untilTime)];
  const yesterday = local.weekday === 1 ? 7 : local.weekday - 1;
  if (from === until) return days.includes(local.weekday);
  if (from < until) return days.includes(local.weekday) && minute >= from && minute < until;
  return (days.includes(local.weekday) && minute >= from) || (days.includes(yesterday) && minute < until);
}

export const channelsOf = ({ criticalBy, warningBy }: Contact, severity: AlertSeverity): readonly AlertChannel[] => (severity === 'critical' ? criticalBy : warningBy);

/** Those who are told of it at all, in order: who answers for the brand before who answers for everything. */
export function listFor({ severity, brandId, only }: ToTell, contacts: readonly Contact[]): readonly Contact[] {
  const meant = contacts.filter((one) => (only === null ? one.brandId === null || brandId === null || one.brandId === brandId : one.personId === only));
  const byPlace = (one: Contact, other: Contact): number => Number(one.brandId === null) - Number(other.brandId === null) || one.position - other.position;
  return meant.filter((one) => channelsOf(one, severity).length > 0).sort(brandId === null ? (one, other) => one.position - other.position : byPlace);
}

/**
 * Whom to tell now.
 *
 * @param step  How many were told of it already.
 * Where nobody is on duty, something critical goes to the list all the same: someone has to hear of it. A warning waits.
 */
export function nextStep(alert: ToTell, contacts: readonly Contact[], { criticalMinutes, warningMinutes, repeatMinutes }: Rhythm, step: number, at: Date): NextStep {
  const list = listFor(alert, contacts);
  if (list.length === 0) return { kind: 'nobody' };
  const onDuty = alert.only === null ? list.filter((one) => isOnDuty(one, at)) : list;
  if (onDuty.length === 0 && alert.severity === 'warning') return { kind: 'wait', nextInMinutes: LOOK_AGAIN_MINUTES };
  const among = onDuty.length === 0 ? list : onDuty;
  const contact = among[step % among.length]!;
  const isLast = (step + 1) % among.length === 0;
  const rest = alert.severity === 'critical' ? repeatMinutes : Math.max(repeatMinutes, DAY_MINUTES);
  return { kind: 'tell', contact, channels: channelsOf(contact, alert.severity), nextInMinutes: isLast ? rest : alert.severity === 'critical' ? criticalMinutes : warningMinutes };
}
