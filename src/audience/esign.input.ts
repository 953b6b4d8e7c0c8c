import { z } from 'zod';
import { ESIGN_ANSWERS } from './contract.js';

/** What somebody said to getting notices by electronic means. */
export const esignInput = z
  .object({
    consent: z.enum(ESIGN_ANSWERS).nullable().meta({ description: 'null: nobody knows.' }),
    on: z.iso.date().nullable().default(null).meta({ description: 'The day on which he said so: "2024-05-01". null: it is not known, and the answer counts from now on.' }),
    words: z.string().trim().max(300).nullable().default(null).transform((words) => words || null).meta({ description: 'To what, and where that was said: "terms of 2024, section 9, on the website".' }),
  })
  .refine(({ consent, on, words }) => consent !== null || (on === null && words === null), { path: ['on'], error: 'goes with an answer only' });

export type EsignInput = z.output<typeof esignInput>;
