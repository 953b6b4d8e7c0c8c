import { z } from 'zod';
import { SUPPRESSION_REASONS, SUPPRESSION_SCOPES } from './contract.js';

/** What a person can say; a soft bounce is only ever counted. */
export const ADDED_REASONS = SUPPRESSION_REASONS.filter((reason) => reason !== 'soft-bounce');

export const suppressionAddition = z.object({
  channel: z.enum(['email', 'sms']),
  address: z.string().trim().min(3).max(254).meta({ description: 'Kept as a keyed hash only.' }),
  reason: z.enum(ADDED_REASONS).default('manual'),
  scope: z.enum(SUPPRESSION_SCOPES).default('all').meta({ description: '`optional`: a preference, which a mandatory notice passes.' }),
  note: z.string().trim().min(1).max(500).meta({ description: 'Why, for the record. No personal data.' }),
});
export const suppressionLift = z.object({ reason: z.string().trim().min(3).max(500).meta({ description: 'Why the address may be used again.' }) });
