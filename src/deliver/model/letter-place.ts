import { type MemberPlace, placeOf, placeText, startOf, waysTo } from './member-place.js';

/** What a member ends as whom no channel reached, in the order in which they are gone through. */
export const UNREACHABLE = ['unreachable', 'suppressed', 'bounced', 'failed'] as const;
export type Unreachable = (typeof UNREACHABLE)[number];

/** Behind whom a page of them begins. */
export interface LetterPlace {
  readonly outcome: Unreachable;
  readonly place: MemberPlace;
}

const startAt = (outcome: Unreachable): LetterPlace => ({ outcome, place: startOf(waysTo(outcome)[0]!) });

/** Where the outcome after this one begins; null behind the last. */
export function startOfNext(outcome: Unreachable): LetterPlace | null {
  const next = UNREACHABLE[UNREACHABLE.indexOf(outcome) + 1];
  return next === undefined ? null : startAt(next);
}

/** As it stands in an address: "bounced.m88123.412". */
export const letterPlaceText = ({ outcome, place }: LetterPlace): string => `${outcome}.${place.position === -1 ? '-1' : placeText(place)}`;

/** @param only  The one outcome that is asked for; null for all. @returns null for what no page gave as its next. "-1" is before everybody. */
export function letterPlaceOf(text: string, only: Unreachable | null): LetterPlace | null {
  if (text === '-1') return startAt(only ?? UNREACHABLE[0]);
  const [name, ...rest] = text.split('.');
  const outcome = UNREACHABLE.find((known) => known === name);
  if (outcome === undefined || (only !== null && outcome !== only)) return null;
  const place = placeOf(rest.join('.'), outcome);
  return place && { outcome, place };
}
