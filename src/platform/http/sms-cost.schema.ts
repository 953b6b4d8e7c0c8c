import { z } from 'zod';
import type { JsonOf } from '../../kernel/json-of.js';
import type { SmsCost } from '../../kernel/sms-cost.js';
import { count } from './answer.schema.js';

const line = z.string();

/** Texts by country, as answers say them. */
export const countryTexts = z.array(z.object({ country: line.describe('ISO 3166 alpha-2 of the number, which need not be where the person lives; empty where the number tells none.'), texts: count, segments: count })).optional();

/** What texts cost, country by country, as answers say it. */
export const smsCost = z
  .object({
    currency: line,
    total: z.number().describe('Of all countries with a price.'),
    countries: z.array(z.object({ country: line, texts: count, segments: count, price: z.number().nullable().describe('Of a segment.'), cost: z.number().nullable() })),
    unpriced: z.array(line).describe('Countries to which texts go and for which no price is set: `total` is without them.'),
    sample: z.boolean().describe('At the invented prices of a demo.'),
  })
  .meta({ id: 'SmsCost' }) satisfies z.ZodType<JsonOf<SmsCost>>;
