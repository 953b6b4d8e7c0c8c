import { z } from 'zod';
import type { PersonId } from '../../kernel/ids.js';
import { ONE_LINE, ONE_LINE_FAULT } from '../../kernel/one-line.js';
import { INCIDENT_KINDS, SEVERITIES } from '../contract.js';
import { factsSchema } from './facts.js';

const time = z.iso
  .datetime({ offset: true, error: 'must be a time with its zone, such as 2026-03-16T06:40:00-07:00' })
  .transform((text) => new Date(text))
  .nullable();

const personId = z.uuid().transform((id) => id as PersonId);

/** Somebody who is to see an incident that only some may see. */
export const viewingFields = { personId, withKeys: z.boolean().default(false).describe('Programs that act by this person\'s API keys see it as well.') };

/** That only some may see an incident, as it is asked for. */
export const restrictingSchema = z.strictObject({
  reason: z.string().trim().min(1).max(500),
  people: z.array(z.strictObject(viewingFields)).max(200).default([]).describe('Besides whoever asks for it.'),
});
export type Restricting = z.output<typeof restrictingSchema>;

const fields = {
  title: z.string().trim().min(1).max(200).regex(ONE_LINE, ONE_LINE_FAULT),
  severity: z.enum(SEVERITIES),
  brandId: z.string().regex(/^[a-z0-9-]{1,40}$/),
  facts: factsSchema,
  happenedFrom: time,
  happenedUntil: time,
  discoveredAt: time,
  pressReportedAt: time,
};

export const declarationSchema = z.strictObject({
  kind: z.enum(INCIDENT_KINDS),
  ...fields,
  happenedFrom: time.default(null),
  happenedUntil: time.default(null),
  discoveredAt: time.default(null),
  pressReportedAt: time.default(null),
  exercise: z.boolean().default(false).describe('Only to practise: nothing of it leaves, and it is in no figure. It can\'t be changed afterwards, in either direction.'),
  commanderId: z.uuid().optional().describe('Who leads; left out: whoever declares.'),
  restricted: restrictingSchema.optional().describe('Only whoever declares and leads it, and these people, ever see it; where a program declares, the person who made its key, with his keys. Left out: everybody with a role.'),
});
export type Declaration = z.output<typeof declarationSchema>;

/** What is left out stays as it is. The kind never changes: it brought the playbook. */
export const amendmentSchema = z.strictObject({
  revision: z.int().min(1).describe('The revision that you have seen; a newer one is not overwritten.'),
  title: fields.title.optional(),
  severity: fields.severity.optional(),
  facts: fields.facts.optional(),
  happenedFrom: time.optional(),
  happenedUntil: time.optional(),
  discoveredAt: time.optional(),
  pressReportedAt: time.optional(),
});
export type Amendment = z.output<typeof amendmentSchema>;

/** Faults that lie between fields, in words; empty where there are none. */
export function timesOutOfOrder(times: { happenedFrom: Date | null; happenedUntil: Date | null; discoveredAt: Date | null }, now: Date): string[] {
  const { happenedFrom, happenedUntil, discoveredAt } = times;
  return [
    ...(happenedUntil && !happenedFrom ? ['It has an end but no beginning: say since when it happened.'] : []),
    ...(happenedFrom && happenedUntil && happenedUntil <= happenedFrom ? ['It ends before it begins.'] : []),
    ...(discoveredAt && discoveredAt > now ? ['It was discovered in the future.'] : []),
    ...(discoveredAt && happenedFrom && discoveredAt < happenedFrom ? ['It was discovered before it began.'] : []),
  ];
}
