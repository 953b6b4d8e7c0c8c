import { z } from 'zod';
import { CONTENT_RULES, FACTS_PARTS, LAW_REGIMES } from './law-words.js';

const line = z.string();
const parts = z.array(z.enum(FACTS_PARTS));
const byLocale = z.record(line, line);

/** `ContentTerms` as an answer has them. @param kind  Of an incident. */
export const contentTermsShape = <Kind extends z.ZodType>(kind: Kind) => ({
  id: z.enum(CONTENT_RULES), name: line, jurisdiction: line.describe('"EU" (with the EEA), a country, or a state: "US-CA".'), regime: z.enum(LAW_REGIMES).nullable().describe('Null binds every company.'), kinds: z.array(kind),
  headings: z.record(line, z.array(line)).describe('Word for word and in this order, by language.'),
  omits: parts.describe('What of the facts may not be told.'), silence: byLocale.nullable().describe('Said in its place.'),
  asks: parts, asksIfKnown: parts, saysIfDelayed: z.boolean().describe('It says that law enforcement had it wait.'),
  rights: z.array(z.object({ text: byLocale, data: z.array(line).describe('Only where one of these is involved; empty: always.') })),
  lookAt: z.array(line).describe('What no program can see.'), citation: line, sourceUrl: line, certainty: z.enum(['A', 'B', 'C']), reviewedBy: line.nullable(),
});
