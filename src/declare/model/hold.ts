import { z } from 'zod';
import { type Actor, mayAct, type Role } from '../../kernel/actor.js';
import { DomainError } from '../../kernel/domain-error.js';

// What holds of an incident and of one notice have in common: who may, what is asked, what is told.

/** Who places and ends a hold, of an incident or of one notice. */
export const HOLDERS: readonly Role[] = ['commander', 'legal'];

/** What is asked for when a hold is placed. */
export interface AskedHold {
  readonly requestedBy: string;
  readonly reason: string;
  readonly until: Date | null;
}

const words = z.string().trim().min(1).max(1_000);
const uuid = z.string().meta({ format: 'uuid' });
const instant = z.string().meta({ format: 'date-time' });

export const holdEnding = z.strictObject({ reason: words });

/** @param until  What its end means. */
export const holdPlacing = (until: string) =>
  z.strictObject({
    requestedBy: words.max(200).describe('The agency, its officer, the reference of the letter.'),
    reason: words,
    until: z.iso.datetime({ offset: true, error: 'must be a time with its zone, such as 2026-03-16T06:40:00-07:00' }).transform((text) => new Date(text)).nullable().default(null).describe(until),
  });

/** What is told of every hold. */
export const holdShape = {
  id: uuid, incidentId: uuid, requestedBy: z.string(), reason: z.string(), until: instant.nullable(), placedBy: z.string(), placedAt: instant,
  endedBy: z.string().nullable().describe('Null while it stands, and where it ended by itself.'), endedAt: instant.nullable(), endReason: z.string().nullable(),
};

/** How a list of holds is narrowed. */
export const standingAsked = z.stringbool().optional().describe('The one that stands, or those that are over.');
export const isWantedHold = (standing: boolean | undefined) => ({ endedAt }: { readonly endedAt: Date | null }): boolean => standing === undefined || (endedAt === null) === standing;

/** @throws DomainError forbidden `role-needed` */
export function requireHolder(actor: Actor): void {
  if (!mayAct(actor, HOLDERS)) throw new DomainError('forbidden', 'role-needed', 'Only a commander or legal places and ends a hold.', { roles: HOLDERS });
}

/** @throws DomainError unprocessable `hold-ends-in-past` */
export function requireEndAhead({ until }: AskedHold, now: Date): void {
  if (until && until <= now) throw new DomainError('unprocessable', 'hold-ends-in-past', 'The end of the hold has passed already. Enter the one that was asked for, or none.');
}

/** What `place` answers where another stands. */
export const holdStands = (): DomainError => new DomainError('conflict', 'hold-stands', 'A hold stands already. End it before you place another.');
