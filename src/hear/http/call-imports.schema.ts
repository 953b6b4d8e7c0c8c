import { z } from 'zod';
import { CALL_OUTCOMES } from '../contract.js';

/** An object written as JSON in a query or a form. */
const jsonText = <Schema extends z.ZodType>(schema: Schema) =>
  z.string().transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'must be JSON' });
      return z.NEVER;
    }
  }).pipe(schema);

const common = {
  source: z.string().trim().regex(/^[\w.-]{1,40}$/, 'must be 1 to 40 letters, digits, dots, hyphens or underscores').optional(),
  queue: z.string().trim().max(100).optional(),
  timeZone: z.string().trim().min(1).optional(),
  mapping: jsonText(z.record(z.string(), z.string().nullable())).optional(),
  simulated: z.stringbool().optional(),
};

export const callImportQuery = z.object({
  ...common,
  country: z.string().trim().toUpperCase().regex(/^[A-Z]{2}$/, 'must be an ISO country of two letters').optional(),
  outcomes: jsonText(z.record(z.string(), z.enum(CALL_OUTCOMES).nullable())).optional(),
});

export const volumeImportQuery = z.object({ ...common, intervalMinutes: z.coerce.number().min(1).max(1_440).optional() });

/** The most that comes as one JSON body; more goes as CSV or NDJSON. */
export const MOST_JSON_CALLS = 10_000;
export const jsonCalls = z.array(z.record(z.string(), z.unknown())).min(1).max(MOST_JSON_CALLS);
