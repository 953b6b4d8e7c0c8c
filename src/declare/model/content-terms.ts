import { z } from 'zod';
import { CONTENT_RULES, FACTS_PARTS, INCIDENT_KINDS, LAW_REGIMES, type ContentTerms } from '../contract.js';

const line = z.string().trim().min(1, 'must not be empty').max(2_000);
const locale = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a language such as en');
const said = z.record(locale, line).refine((texts) => Object.hasOwn(texts, 'en'), { error: 'needs the English words' });
const parts = z.array(z.enum(FACTS_PARTS));

/** A `ContentTerms`, checked. */
const contentTermsSchema = z
  .strictObject({
    id: z.enum(CONTENT_RULES),
    name: line.max(60),
    jurisdiction: z.string().regex(/^(EU|[A-Z]{2}(-[A-Z0-9]{1,3})?)$/, 'must be EU, a country such as US, or a state such as US-CA'),
    regime: z.enum(LAW_REGIMES).nullable(),
    kinds: z.array(z.enum(INCIDENT_KINDS)).min(1, 'needs at least one kind of incident'),
    headings: z.record(locale, z.array(line.max(200)).min(1)).refine((all) => Object.keys(all).length === 0 || Object.hasOwn(all, 'en'), { error: 'needs the English words' }),
    omits: parts,
    silence: said.nullable(),
    asks: parts,
    asksIfKnown: parts,
    saysIfDelayed: z.boolean(),
    rights: z.array(z.strictObject({ text: said, data: z.array(z.string().regex(/^[a-z0-9-]{2,40}$/)) })),
    lookAt: z.array(line),
    citation: line.max(200),
    sourceUrl: z.url({ protocol: /^https?$/, error: 'must be the address where the rule can be read' }),
    certainty: z.enum(['A', 'B', 'C']),
    reviewedBy: line.max(120).nullable(),
  })
  .refine(({ omits, silence }) => omits.length === 0 || silence !== null, { error: 'must say why something is left out', path: ['silence'] })
  .refine(({ omits, asks, asksIfKnown }) => ![...asks, ...asksIfKnown].some((part) => omits.includes(part)), { error: 'must not leave out what it asks for', path: ['omits'] });

/** @throws Error that names each bad row: a start that fails is better than a notice that breaks a law in silence. */
export function readContentTerms(rows: unknown, file: string): readonly ContentTerms[] {
  const read = z.array(contentTermsSchema).safeParse(rows);
  if (!read.success) throw new Error(`What laws ask of the words, in ${file}, is wrong. ${read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}`);
  const twice = read.data.find(({ id }, index) => read.data.findIndex((other) => other.id === id) !== index);
  if (twice) throw new Error(`What laws ask of the words, in ${file}, is wrong. "${twice.id}" stands there twice.`);
  return read.data;
}
