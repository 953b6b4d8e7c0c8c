import { z } from 'zod';
import { INCIDENT_KINDS, type IncidentKind } from '../contract.js';
import { LAW_REGIMES, type LawRegime } from './law-words.js';

/** One thing to do where people can't be told one by one. */
export interface SubstituteStep {
  /** Never used again for another step of the law: what people tick names it. */
  readonly id: string;
  /** As somebody reads it who has to do it. */
  readonly words: string;
  /** For how many days at least; null where the law names none, or that is nothing that lasts. */
  readonly days: number | null;
}

/** How a law wants its notice brought to people who live somewhere, as data. */
export interface ServiceTerms {
  /** Never used again for another law. */
  readonly id: string;
  /** As people say it: "Massachusetts". */
  readonly name: string;
  /** 'EU' (with the EEA), a country, or a state ('US-CA'). */
  readonly jurisdiction: string;
  /** null binds every company. */
  readonly regime: LawRegime | null;
  readonly kinds: readonly IncidentKind[];
  /** Whether an e-mail or a text is the notice that the law asks for: to everybody, or to those alone who agreed to be written to so. */
  readonly electronic: 'everybody' | 'consent';
  readonly electronicWords: string;
  readonly substitute: {
    /** When it may be used. */
    readonly when: string;
    readonly steps: readonly SubstituteStep[];
  };
  readonly citation: string;
  readonly sourceUrl: string;
  readonly certainty: 'A' | 'B' | 'C';
  /** Who checked the row against its source before it came here; null: nobody did. */
  readonly reviewedBy: string | null;
}

/** Terms as they hold now. `contentHash`: SHA-256 of the row; who reviews it names it. */
export type KnownServiceTerms = ServiceTerms & { readonly contentHash: string; readonly review: { readonly by: string; readonly at: Date } | null };

const line = z.string().trim().min(1, 'must not be empty').max(2_000);
const id = z.string().regex(/^[a-z0-9-]{2,40}$/, 'must be small letters, figures and hyphens');
const unique = <Row extends { readonly id: string }>(rows: readonly Row[]): boolean => new Set(rows.map((row) => row.id)).size === rows.length;

export const serviceTermsShape = {
  id,
  name: line.max(60),
  jurisdiction: z.string().regex(/^(EU|[A-Z]{2}(-[A-Z0-9]{1,3})?)$/, 'must be EU, a country such as US, or a state such as US-CA'),
  regime: z.enum(LAW_REGIMES).nullable(),
  kinds: z.array(z.enum(INCIDENT_KINDS)).min(1, 'needs at least one kind of incident'),
  electronic: z.enum(['everybody', 'consent']),
  electronicWords: line,
  substitute: z.strictObject({
    when: line,
    steps: z.array(z.strictObject({ id, words: line, days: z.number().int().positive().nullable() })).min(1, 'needs at least one step').refine(unique, { error: 'has a step twice' }),
  }),
  citation: line.max(200),
  sourceUrl: z.url({ protocol: /^https?$/, error: 'must be the address where the rule can be read' }),
  certainty: z.enum(['A', 'B', 'C']),
  reviewedBy: line.max(120).nullable(),
};

/** @throws Error that names each bad row: a start that fails is better than a law that is broken in silence. */
export function readServiceTerms(rows: unknown, file: string): readonly ServiceTerms[] {
  const read = z.array(z.strictObject(serviceTermsShape)).refine(unique, { error: 'a law stands there twice' }).safeParse(rows);
  if (!read.success) throw new Error(`How laws want their notices brought, in ${file}, is wrong. ${read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}`);
  return read.data;
}
