import { z } from 'zod';
import { CONTENT_RULES, INCIDENT_KINDS, LAW_ANCHORS, LAW_RECIPIENTS, LAW_REGIMES, LAW_UNITS, type LawRule } from '../contract.js';

const line = z.string().trim().min(1, 'must not be empty').max(500);
const day = z.iso.date({ error: 'must be a day such as 2026-01-01' });

/** A `LawRule`, checked. */
export const lawRuleSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{1,59}$/, 'must be 2 to 60 lower-case letters, digits and hyphens'),
    title: line.max(120),
    jurisdiction: z.string().regex(/^(EU|[A-Z]{2}(-[A-Z0-9]{1,3})?)$/, 'must be EU, a country such as US, or a state such as US-CA'),
    trigger: z.strictObject({
      kinds: z.array(z.enum(INCIDENT_KINDS)).min(1, 'needs at least one kind of incident'),
      residents: z.int().min(0).max(1_000_000_000),
      regime: z.enum(LAW_REGIMES).nullable(),
      words: line,
    }),
    anchor: z.enum(LAW_ANCHORS),
    offset: z.int().min(1).max(10_000).nullable(),
    unit: z.enum(LAW_UNITS).nullable(),
    recipient: z.enum(LAW_RECIPIENTS),
    contentRule: z.enum(CONTENT_RULES).nullable(),
    delayable: z.boolean(),
    sourceUrl: z.url({ protocol: /^https?$/, error: 'must be the address where the rule can be read' }),
    effectiveFrom: day,
    effectiveUntil: day.optional(),
    reviewedBy: line.max(120).nullable(),
    certainty: z.enum(['A', 'B', 'C']),
  })
  .refine(({ offset, unit }) => (offset === null) === (unit === null), { error: 'must be there together with its unit, or neither', path: ['offset'] })
  .refine(({ effectiveFrom, effectiveUntil }) => effectiveUntil === undefined || effectiveUntil > effectiveFrom, { error: 'must lie after effectiveFrom', path: ['effectiveUntil'] });

/** All rows, or what is wrong with each that is bad. */
export type LawReading = { readonly kind: 'rules'; readonly rules: readonly LawRule[] } | { readonly kind: 'faults'; readonly faults: readonly string[] };

/** Reads rows of rules. One bad row refuses all of them: a clock that silently is not there is worse than a start that fails. */
export function readLawRules(rows: unknown): LawReading {
  if (!Array.isArray(rows)) return { kind: 'faults', faults: ['The rules must be a list.'] };
  const read = rows.map((row: unknown, index) => ({ name: nameOf(row, index), parsed: lawRuleSchema.safeParse(row) }));
  const faults = read.flatMap(({ name, parsed }) => (parsed.error?.issues ?? []).map((issue) => `${name}: ${issue.path.join('.') || 'it'} ${said(issue)}.`));
  const ids = read.flatMap(({ parsed }) => (parsed.data ? [parsed.data.id] : []));
  const twice = [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))].map((id) => `Row "${id}": it stands there twice.`);
  if (faults.length + twice.length > 0) return { kind: 'faults', faults: [...faults, ...twice] };
  return { kind: 'rules', rules: read.map(({ parsed }) => parsed.data!) };
}

function nameOf(row: unknown, index: number): string {
  const id = (row as { id?: unknown } | null)?.id;
  return typeof id === 'string' ? `Row ${index + 1} ("${id.slice(0, 60)}")` : `Row ${index + 1}`;
}

const said = ({ code, message }: z.core.$ZodIssue): string => (code === 'invalid_type' || code === 'invalid_value' || code === 'unrecognized_keys' ? `is wrong (${message})` : message);
