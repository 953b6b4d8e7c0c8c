import { z } from 'zod';
import { countryOption, fileOptions, jsonText } from '../../platform/imports/import-options.js';
import { CALL_OUTCOMES } from '../contract.js';

const common = {
  ...fileOptions,
  source: z.string().trim().regex(/^[\w.-]{1,40}$/, 'must be 1 to 40 letters, digits, dots, hyphens or underscores').optional(),
  queue: z.string().trim().max(100).optional(),
  simulated: z.stringbool().optional(),
};

export const callImportQuery = z.object({
  ...common,
  country: countryOption,
  outcomes: jsonText(z.record(z.string(), z.enum(CALL_OUTCOMES).nullable())).optional(),
});

export const volumeImportQuery = z.object({ ...common, intervalMinutes: z.coerce.number().min(1).max(1_440).optional() });

/** The most that comes as one JSON body; more goes as CSV or NDJSON. */
export const MOST_JSON_CALLS = 10_000;
export const jsonCalls = z.array(z.record(z.string(), z.unknown())).min(1).max(MOST_JSON_CALLS);
