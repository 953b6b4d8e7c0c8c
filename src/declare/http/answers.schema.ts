import { z } from 'zod';
import type { JsonOf } from '../../kernel/json-of.js';
import { count, instant, rowId, uuid } from '../../platform/http/answer.schema.js';
import { type Brand, factsAnswer, type Incident, INCIDENT_KINDS, SEVERITIES } from '../contract.js';
import type { TimelineEntry } from '../incident.service.js';
import { brandSchema } from '../model/brand-input.js';

export const incidentAnswer = z
  .object({
    id: uuid,
    reference: z.string().describe('What people say to each other: "INC-0001".'),
    kind: z.enum(INCIDENT_KINDS),
    title: z.string(),
    severity: z.enum(SEVERITIES),
    brandId: z.string(),
    status: z.enum(['open', 'closed']),
    facts: factsAnswer,
    happenedFrom: instant.nullable(),
    happenedUntil: instant.nullable(),
    discoveredAt: instant.nullable(),
    pressReportedAt: instant.nullable(),
    declaredAt: instant,
    closedAt: instant.nullable(),
    commanderId: uuid,
    simulated: z.boolean(),
    exercise: z.boolean().describe('Declared to practise: nothing of it leaves, and it is in no figure.'),
    revision: count,
  })
  .meta({ id: 'Incident' }) satisfies z.ZodType<JsonOf<Incident>>;

export const timelineEntryAnswer = z
  .object({
    id: rowId,
    at: instant,
    actor: z.object({ kind: z.string(), id: z.string(), name: z.string().nullable() }),
    action: z.string().describe('"notice.approved"'),
    subject: z.object({ kind: z.string(), id: z.string() }),
    details: z.record(z.string(), z.unknown()),
    sentence: z.string().describe('The same in words.'),
  })
  .meta({ id: 'TimelineEntry' }) satisfies z.ZodType<JsonOf<TimelineEntry>>;

export const brandAnswer = brandSchema.meta({ id: 'Brand' }) satisfies z.ZodType<JsonOf<Brand>>;
