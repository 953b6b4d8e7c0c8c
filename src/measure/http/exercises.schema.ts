import { z } from 'zod';
import { count, instant as time, uuid } from '../../platform/http/answer.schema.js';
import { SCORED } from '../model/exercise-score.js';

const instant = time.nullable();
const minutes = z.number().nullable();

export const exerciseAnswer = z
  .object({
    id: uuid, reference: z.string(), title: z.string(), kind: z.string(), brandId: z.string(), status: z.enum(['open', 'closed']), declaredAt: time,
    submittedAt: instant, approvedAt: instant, firstWordAt: instant, lastWordAt: instant, people: count.nullable(),
    steps: z.array(z.object({
      step: z.enum(SCORED), minutes: minutes.describe('From the declaration; null where it has not happened.'), goalMinutes: z.number(), met: z.boolean().nullable(),
      beforeMinutes: minutes.describe('The same of the exercise of this brand before.'), bestMinutes: minutes.describe('The best of all before.'),
    })),
    goalsMet: count,
  })
  .meta({ id: 'ExerciseScore' });
