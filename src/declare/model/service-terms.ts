import { z } from 'zod';
import { INCIDENT_KINDS, LAW_REGIMES, type ServiceTerms } from '../contract.js';

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
