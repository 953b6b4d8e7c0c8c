import { z } from 'zod';
import type { JsonOf } from '../../kernel/json-of.js';
import { count, instant, pageOf, sha256 } from '../../platform/http/answer.schema.js';
import { pageQuery } from '../../platform/http/page-of-rows.js';
import { CONTENT_RULES, contentTermsShape, INCIDENT_KINDS, type KnownContentTerms, type KnownLawRule, type KnownServiceTerms, LAW_ANCHORS, LAW_ENTRY_KINDS, LAW_RECIPIENTS, LAW_REGIMES, LAW_UNITS } from '../contract.js';

export const lawRuleAnswer = z
  .object({
    id: z.string(),
    title: z.string(),
    jurisdiction: z.string().describe('"EU" (with the EEA), a country, or a state: "US-CA".'),
    trigger: z.object({
      kinds: z.array(z.enum(INCIDENT_KINDS)),
      residents: count.describe('Affected people who live there; 0 binds wherever they live.'),
      regime: z.enum(LAW_REGIMES).nullable().describe('Null binds every company.'),
      words: z.string(),
    }),
    anchor: z.enum(LAW_ANCHORS),
    offset: count.nullable().describe('Null: "without undue delay".'),
    unit: z.enum(LAW_UNITS).nullable(),
    recipient: z.enum(LAW_RECIPIENTS),
    contentRule: z.enum(CONTENT_RULES).nullable(),
    delayable: z.boolean().describe('Law enforcement may ask for delay.'),
    sourceUrl: z.string(),
    effectiveFrom: z.string(),
    effectiveUntil: z.string().optional(),
    reviewedBy: z.string().nullable(),
    certainty: z.enum(['A', 'B', 'C']).describe('A: the rule was read; B: a secondary source; C: from memory.'),
    contentHash: sha256.describe('A review names it.'),
    origin: z.enum(['shipped', 'loaded']),
    review: z.object({ by: z.string(), at: instant }).nullable(),
  })
  .meta({ id: 'LawRule' }) satisfies z.ZodType<JsonOf<KnownLawRule>>;

export const contentTermsAnswer = z.object({ ...contentTermsShape(z.enum(INCIDENT_KINDS)), contentHash: sha256.describe('A review names it.'), review: z.object({ by: z.string(), at: instant }).nullable() }).meta({ id: 'ContentTerms' }) satisfies z.ZodType<JsonOf<KnownContentTerms>>;

export const serviceTermsAnswer = z
  .object({
    id: z.string(), name: z.string(), jurisdiction: z.string().describe('"EU" (with the EEA), a country, or a state: "US-CA".'), regime: z.enum(LAW_REGIMES).nullable().describe('Null binds every company.'), kinds: z.array(z.enum(INCIDENT_KINDS)),
    electronic: z.enum(['everybody', 'consent']).describe('To whom an e-mail or a text is the notice: to everybody, or to those alone who agreed to it.'), electronicWords: z.string(),
    substitute: z.object({ when: z.string(), steps: z.array(z.object({ id: z.string(), words: z.string(), days: count.nullable().describe('For how many days at least.') })) }),
    citation: z.string(), sourceUrl: z.string(), certainty: z.enum(['A', 'B', 'C']), reviewedBy: z.string().nullable(), contentHash: sha256.describe('A review names it.'), review: z.object({ by: z.string(), at: instant }).nullable(),
  })
  .meta({ id: 'ServiceTerms' }) satisfies z.ZodType<JsonOf<KnownServiceTerms>>;

const time = z.iso.datetime({ offset: true, error: 'must be a time with its zone, such as 2026-03-16T06:40:00-07:00' }).transform((text) => new Date(text));
const note = z.string().trim().max(1_000);

const reviewed = z.stringbool().optional().describe('Whether somebody compared them with their source, here or before they came here.');
export const rulesQuery = z.object({ words: z.string().trim().max(100).optional().describe('Part of a title, a place as "US-CA", or an id.'), kind: z.enum(INCIDENT_KINDS).optional(), reviewed, ...pageQuery });
export const termsQuery = z.object({ ...rulesQuery.shape, words: z.string().trim().max(100).optional().describe('Part of a name, a place as "US-CA", or an id.') });

export const loading = z.array(z.record(z.string(), z.unknown())).min(1).max(1_000).describe('Rows as GET gives them, without contentHash, origin and review. One that is bad refuses all.');
export const loadedAnswer = z.object({ rules: count }).meta({ id: 'LawRulesLoaded' });
export const reviewing = z.strictObject({ contentHash: z.string().regex(/^[0-9a-f]{64}$/, 'must be the 64 hexadecimal digits of the row that you have read') });
export const regimesOf = z.strictObject({ regimes: z.array(z.enum(LAW_REGIMES)) });
export const regimesAnswer = pageOf(z.object({ brandId: z.string(), regimes: z.array(z.enum(LAW_REGIMES)) }));
export const regimesQuery = z.object({ regime: z.enum(LAW_REGIMES).optional().describe('Brands that it binds.'), ...pageQuery });
export const anchoring = z.strictObject({ anchor: z.enum(LAW_ANCHORS), at: time.nullable().describe('Null takes back what stands there.'), note: note.default('') });
export const entering = z.strictObject({ ruleId: z.string().max(60), kind: z.enum(LAW_ENTRY_KINDS), at: time.nullable().default(null).describe('When it was met.'), note: note.min(1) });
export const substituting = z.strictObject({ law: z.string().max(40), step: z.string().max(40), isDone: z.boolean(), note: note.min(1).describe('Where it was done and from when on, or why it does not count.') });
