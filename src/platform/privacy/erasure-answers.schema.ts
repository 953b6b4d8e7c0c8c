import { z } from 'zod';
import type { JsonOf } from '../../kernel/json-of.js';
import { count, instant, rowId, uuid } from '../http/answer.schema.js';
import { type Erasure, GROUNDS } from './erasure.records.js';
import type { PersonalFile } from './erasures.js';

export const erasureAnswer = z
  .object({
    id: uuid,
    customerId: rowId,
    state: z.enum(['waiting', 'done', 'withdrawn']).describe('`waiting`: something is under way for the customer, and ends first.'),
    ground: z.enum(GROUNDS),
    caseNumber: z.string().nullable(),
    askedBy: z.string(),
    askedByName: z.string().nullable(),
    askedAt: instant,
    waitsFor: z.array(z.string()).describe('Sentences: what must end first.'),
    counts: z.record(z.string(), count).nullable().describe('Rows that were changed.'),
    doneAt: instant.nullable(),
  })
  .meta({ id: 'Erasure' }) satisfies z.ZodType<JsonOf<Erasure>>;

export const personalFileAnswer = z
  .object({
    takenAt: instant,
    customerId: rowId,
    sections: z.array(z.object({ key: z.string(), title: z.string(), note: z.string().optional(), rows: z.array(z.record(z.string(), z.unknown())) })),
  })
  .meta({ id: 'PersonalFile' }) satisfies z.ZodType<JsonOf<PersonalFile>>;
