import { z } from 'zod';
import type { JsonOf } from '../../kernel/json-of.js';
import { count, instant, uuid } from '../http/answer.schema.js';
import type { Alert } from './alert.records.js';

export const alertAnswer = z
  .object({
    id: uuid,
    kind: z.string(),
    subject: z.string().describe('What it is about, e.g. job:deliver.start.'),
    incidentId: uuid.nullable(),
    severity: z.enum(['warning', 'critical']),
    message: z.string(),
    remedy: z.string().describe('What to do about it.'),
    lasting: z.boolean().describe('Goes on until its cause is gone; one that does not is over once it is acknowledged.'),
    state: z.enum(['open', 'acknowledged', 'resolved']),
    times: count.describe('How often it was said.'),
    firstAt: instant,
    lastAt: instant,
    acknowledgedBy: z.string().nullable(),
    acknowledgedAt: instant.nullable(),
    resolvedAt: instant.nullable(),
  })
  .meta({ id: 'Alert' }) satisfies z.ZodType<JsonOf<Alert>>;
