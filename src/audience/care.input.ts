import { z } from 'zod';
import { CARES } from './contract.js';

/** How somebody is written to: as whom, and where. */
export const careInput = z
  .object({
    care: z.enum(CARES).nullable().meta({ description: 'null: the person is written to himself again.' }),
    representativeEmail: z.string().trim().min(3).max(254).nullable().default(null).meta({ description: 'The e-mail address of a parent, guardian or heir. null: none is known, and nobody is written to.' }),
    reason: z.string().trim().min(3).max(500).meta({ description: 'Why, for the record. No personal data.' }),
  })
  .refine(({ care, representativeEmail }) => care !== null || representativeEmail === null, { path: ['representativeEmail'], error: 'goes with a minor, somebody who has died or is represented only' });

export type CareInput = z.output<typeof careInput>;
