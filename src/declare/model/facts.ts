import { z } from 'zod';

const LONGEST_TEXT = 4_000;
const MOST_STEPS = 12;

const sentences = z.string().trim().min(1, 'must not be empty').max(LONGEST_TEXT, `must be at most ${LONGEST_TEXT} characters: people read a notice on a phone`);
const instant = z.iso.datetime({ offset: true, error: 'must be a time with its zone, such as 2026-03-16T06:40:00-07:00' });

export const localeSchema = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/, 'must be a language tag, such as "en" or "es-MX"');

export const factsTextSchema = z.strictObject({
  whatHappened: sentences,
  whatWeDo: sentences,
  whatYouCanDo: z.array(sentences).min(1, 'needs at least one step that the reader can take').max(MOST_STEPS),
  consequences: sentences.optional(),
  moreInformation: sentences.optional(),
  correction: sentences.optional(),
});

const exposureSchema = z
  .strictObject({ from: instant, until: instant })
  .refine(({ from, until }) => Date.parse(from) < Date.parse(until), { error: 'must end after it begins', path: ['until'] });

/** What is known of an incident, checked: the shape of `IncidentFacts`. */
export const factsSchema = z.strictObject({
  text: z
    .record(localeSchema, factsTextSchema)
    .refine((text) => Object.keys(text).length > 0, 'needs the words in at least one language')
    .describe('By language: what happened, what we do, what you can do.'),
  dataInvolved: z.array(z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be a code such as "card-number"')).max(30).default([]),
  exposure: exposureSchema.nullable().default(null),
  breachedMailDomains: z
    .array(z.string().trim().toLowerCase().regex(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, 'must be the domain of a mail provider, such as "mail.example"'))
    .max(50)
    .transform((domains) => (domains.length === 0 ? undefined : [...new Set(domains)].sort()))
    .optional()
    .describe('Mail providers whose mailboxes the breach itself opened: nothing is sent there.'),
  nextUpdateAt: instant.nullable().default(null),
});
