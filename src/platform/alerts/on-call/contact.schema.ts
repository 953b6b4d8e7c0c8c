import { z } from 'zod';
import type { JsonOf } from '../../../kernel/json-of.js';
import type { PersonId } from '../../../kernel/ids.js';
import { instant, uuid } from '../../http/answer.schema.js';
import type { Telling } from './case.records.js';
import type { Contact, Rhythm } from './on-call.js';

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 08:00');
const ways = z.array(z.enum(['email', 'sms'])).max(2).transform((all) => [...new Set(all)]);

export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

export const contactInput = z.strictObject({
  personId: z.uuid().transform((id) => id as PersonId),
  brandId: z.string().max(40).nullable().default(null).describe('Alerts of incidents of this brand, and those that concern all; null is every brand.'),
  phone: z.string().max(40).nullable().default(null),
  criticalBy: ways.default(['email']),
  warningBy: ways.default(['email']),
  days: z.array(z.number().int().min(1).max(7)).min(1).max(7).transform((all) => [...new Set(all)].sort()).default([1, 2, 3, 4, 5, 6, 7]).describe('1 is Monday.'),
  fromTime: time.default('00:00'),
  untilTime: time.default('00:00').describe('As fromTime: the whole day. Before it: on the next day.'),
  zone: z.string().max(60).refine(isZone, 'must be an IANA zone, such as America/New_York').nullable().default(null).describe('Of these hours; null is the company\'s.'),
});

const minutes = (min: number, max: number) => z.coerce.number().int().min(min).max(max);
export const rhythmInput = z.strictObject({
  criticalMinutes: minutes(1, 240).describe('Before the next on the list is told of something critical.'),
  warningMinutes: minutes(1, 1_440),
  repeatMinutes: minutes(5, 1_440).describe('Before the list is told again from its top; of warnings once a day.'),
}) satisfies z.ZodType<Rhythm>;

const answeredWays = z.array(z.enum(['email', 'sms']));
export const contactAnswer = z
  .object({
    id: uuid, personId: uuid, name: z.string(), brandId: z.string().nullable(), position: z.number().int(), phone: z.string().nullable(), criticalBy: answeredWays, warningBy: answeredWays,
    days: z.array(z.number().int()), fromTime: z.string(), untilTime: z.string(), zone: z.string(),
  })
  .meta({ id: 'AlertContact' }) satisfies z.ZodType<JsonOf<Contact>>;

export const listAnswer = z.object({ contacts: z.array(contactAnswer), rhythm: z.object({ criticalMinutes: z.number(), warningMinutes: z.number(), repeatMinutes: z.number() }) }).meta({ id: 'AlertList' });

export const tellingAnswer = z
  .object({
    id: z.string(), alertId: uuid, contactId: uuid, personId: uuid, name: z.string(), step: z.number().int(), why: z.enum(['raised', 'nobody-answered', 'other-way', 'over']),
    channel: z.enum(['email', 'sms']), toldAt: instant, outcome: z.enum(['sent', 'not-sent']).nullable().describe('null while it is on its way.'),
  })
  .meta({ id: 'AlertTelling' }) satisfies z.ZodType<JsonOf<Telling>>;
