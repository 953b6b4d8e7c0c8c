import { z } from 'zod';

/** Who is meant, as requests say it. */
export const selectionSchema = z.object({
  rule: z.record(z.string(), z.unknown()).nullish().meta({ description: 'Who is affected; its schema is at /api/v1/rules/schema.' }),
  listId: z.uuid().nullish().meta({ description: 'A list of references that was uploaded for the incident.' }),
  combine: z.enum(['union', 'intersection']).default('union').meta({ description: 'With a rule and a list: who is in either, or who is in both.' }),
  without: z.array(z.uuid()).max(50).default([]).meta({ description: 'Audiences of the incident whose people are left out: so that whoever was found since gets a first word, and nobody a second.' }),
});
