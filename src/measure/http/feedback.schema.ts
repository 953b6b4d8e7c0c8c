import { z } from 'zod';
import type { JsonOf } from '../../kernel/json-of.js';
import { count, instant, uuid } from '../../platform/http/answer.schema.js';
import type { NoticeFeedback } from '../feedback.service.js';
import { proportion } from './answers.schema.js';

const number = z.number();
const tooFew = z.object({ kind: z.literal('not-enough-data'), answered: count, asked: count, need: count });
const share = z.object({
  kind: z.literal('share'),
  served: proportion.describe('Of the answers: "yes", or 4 or 5 of 5.'),
  response: proportion.describe('Who answered, of those who were told.'),
  lowest: number.describe('If nobody who did not answer was served.'),
  highest: number.describe('If everybody who did not answer was.'),
});
const served = z.discriminatedUnion('kind', [share, tooFew]);

export const feedbackParts = {
  served,
  answers: z.object({ yes: count, partly: count, no: count, byText: count }).nullable().describe('null under 30 answers.'),
  toldFirst: served.describe('Of those who were told before they called.'),
  calledFirst: served.describe('Of those who had called by then.'),
  earlier: z
    .discriminatedUnion('kind', [z.object({ kind: z.literal('difference'), early: share, late: share, difference: number, low: number, high: number, hours: number }), tooFew])
    .nullable()
    .describe('What being told earlier changed: early waves less late ones, over the same hours. null where that can’t be compared.'),
  recommend: z.discriminatedUnion('kind', [z.object({ kind: z.literal('score'), score: number, low: number, high: number, answers: count }), tooFew]).describe('Net promoter score, where that is asked.'),
};

export const feedbackAnswer = z
  .object({ noticeId: uuid, asOf: instant, ...feedbackParts, method: z.string() })
  .meta({ id: 'NoticeFeedback' }) satisfies z.ZodType<JsonOf<NoticeFeedback>>;
