import { z } from 'zod';
import { countryOption, fileOptions, jsonText } from '../platform/imports/import-options.js';
import { CALL_OUTCOMES } from './contract.js';
import { PRESET_IDS } from './model/presets/call-preset.js';
import { DATE_ORDERS } from './model/presets/written-time.js';

const common = {
  ...fileOptions,
  source: z.string().trim().regex(/^[\w.-]{1,40}$/, 'must be 1 to 40 letters, digits, dots, hyphens or underscores').optional(),
  queue: z.string().trim().max(100).optional(),
  simulated: z.stringbool().optional(),
};

export const callImportQuery = z.object({
  ...common,
  country: countryOption,
  preset: z.enum([...PRESET_IDS, 'generic']).optional(),
  dateOrder: z.enum(DATE_ORDERS).optional(),
  allInbound: z.stringbool().optional(),
  inboundContexts: jsonText(z.array(z.string().trim().min(1).max(80)).max(50)).optional(),
  outcomes: jsonText(z.record(z.string(), z.enum(CALL_OUTCOMES).nullable())).optional(),
});

export const volumeImportQuery = z.object({ ...common, intervalMinutes: z.coerce.number().min(1).max(1_440).optional() });

/** An interval is given in minutes and kept in seconds. */
export const intervalOptions = ({ intervalMinutes, ...rest }: z.output<typeof volumeImportQuery>) => ({ ...rest, intervalSeconds: intervalMinutes && intervalMinutes * 60 });
