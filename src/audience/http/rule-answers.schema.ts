import { z } from 'zod';
import { PERSONAL_KINDS } from '../../kernel/personal-look.js';
import type { JsonOf } from '../../kernel/json-of.js';
import { count, instant } from '../../platform/http/answer.schema.js';
import type { Vocabulary } from '../model/vocabulary.js';
import type { CountStanding } from '../rule-counts.service.js';
import type { Estimate, SampledPeople } from '../rule-estimates.service.js';
import { memberAnswer, reasonsAnswer } from './answers.schema.js';

const estimate = z
  .object({
    members: count,
    low: count,
    high: count.describe('`low` to `high` is an interval that holds the true number in at least 95 of 100 such estimates; all three are the same where everybody was looked at.'),
    looked: count.describe('Customers in the random sample.'),
    of: count.describe('Customers that there are.'),
  })
  .meta({ id: 'AudienceEstimate' }) satisfies z.ZodType<JsonOf<Estimate>>;

export const countStandingAnswer = z.discriminatedUnion('state', [
  z.object({ state: z.literal('counting') }),
  z.object({
    state: z.literal('counted'),
    counts: z.object({ members: count, email: count, sms: count, unreachable: count, suppressed: count, byLocale: z.record(z.string(), count), numbers: z.array(z.object({ locale: z.string().describe('The language that they wish for.'), country: z.string().describe('ISO 3166 alpha-2 of the number; empty where it tells none.'), people: count })).optional().describe('Whoever can be written to by SMS.'), homes: z.array(z.object({ country: z.string().nullable().describe('ISO 3166 alpha-2.'), region: z.string().nullable().describe('Of the United States the state; else as the data spell it, where no country is known.'), people: count })).optional().describe('By what is known of where they live.') }),
    countedAt: instant,
  }),
  z.object({ state: z.enum(['took-too-long', 'failed', 'none']).describe('none: you have asked for another count since.') }),
]) satisfies z.ZodType<JsonOf<CountStanding>>;

export const estimateAnswer = z.object({
  estimate: estimate.nullable().describe('null where there was no time for it: the exact count says it.'),
  exact: countStandingAnswer,
});

const { customerId, reference, locale, region, preferredChannel } = memberAnswer.shape;
const person = z.object({ customerId, reference, locale, region, preferredChannel, hasEmail: z.boolean(), hasPhone: z.boolean(), reasons: reasonsAnswer });
const lack = z.object({
  path: z.string().describe('Place of the condition in the rule: all[1].'),
  part: z.enum(['condition', 'time', 'where', 'times']),
  attribute: z.string().nullable(),
});

export const sampledPeopleAnswer = z.object({
  members: z.array(person).describe('A handful, the same each time, of a random sample.'),
  nearly: z.array(person.extend({ lack })).describe('People who meet all of the rule but one thing.'),
}) satisfies z.ZodType<JsonOf<SampledPeople>>;

const name = z.object({ name: z.string(), type: z.enum(['text', 'number', 'time']), values: z.array(z.object({ value: z.string(), seen: count })), holds: z.array(z.enum(PERSONAL_KINDS)).describe('What its values look like, and should not lie readable; then none of them is offered.') });

export const vocabularyAnswer = z.object({
  fields: z.array(name),
  attributes: z.array(name).describe('Of customers: asked for as attributes.<name>.'),
  touchpoints: z.array(z.object({ kind: z.string(), from: instant.nullable(), until: instant.nullable(), attributes: z.array(name) })),
}) satisfies z.ZodType<JsonOf<Vocabulary>>;
