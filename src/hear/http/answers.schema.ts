import { z } from 'zod';
import type { JsonOf } from '../../kernel/json-of.js';
import { count, instant, rowId } from '../../platform/http/answer.schema.js';
import { importReportAnswer } from '../../platform/imports/import-answer.schema.js';
import { CALL_OUTCOMES, CALLERS, type InboundCall, type IncidentCall, type InboundSms, MATCH_METHODS } from '../contract.js';
import type { CallVolume } from '../store/call-volume.repository.js';

const seconds = z.number().min(0).nullable();

export const callAnswer = z
  .object({
    id: rowId,
    source: z.string(),
    queue: z.string(),
    offeredAt: instant,
    answeredAt: instant.nullable(),
    endedAt: instant.nullable(),
    outcome: z.enum(CALL_OUTCOMES),
    waitSeconds: seconds,
    talkSeconds: seconds,
    customerId: rowId.nullable(),
    matchMethod: z.enum(MATCH_METHODS),
    sharing: count.describe('Customers who have the number.'),
    reasonTag: z.string().nullable(),
    tags: z.array(z.string()).describe('All of its reasons, in lower case.'),
    agent: z.string().nullable(),
    simulated: z.boolean(),
  })
  .meta({ id: 'InboundCall' }) satisfies z.ZodType<JsonOf<InboundCall>>;

export const incidentCallAnswer = z
  .object({
    ...callAnswer.shape,
    caller: z.enum(CALLERS).describe('`member`: in an audience of the incident; `other`: a customer whom it does not touch.'),
    customerReference: z.string().nullable(),
  })
  .meta({ id: 'IncidentCall' }) satisfies z.ZodType<JsonOf<IncidentCall>>;

export const inboundSmsAnswer = z
  .object({
    id: rowId,
    keyword: z.enum(['stop', 'start', 'help', 'not-me', 'other']),
    body: z.string().nullable().describe('Of ordinary texts alone.'),
    customerId: rowId.nullable(),
    receivedAt: instant,
  })
  .meta({ id: 'InboundSms' }) satisfies z.ZodType<JsonOf<InboundSms>>;

export const callVolumeAnswer = z
  .object({
    queue: z.string(),
    intervalStart: instant,
    intervalSeconds: count,
    offered: count,
    answered: count.nullable(),
    abandoned: count.nullable(),
    waitSeconds: seconds.describe('Of all calls of the interval together.'),
    talkSeconds: seconds,
    source: z.string(),
    simulated: z.boolean(),
  })
  .meta({ id: 'CallVolume' }) satisfies z.ZodType<JsonOf<CallVolume>>;

export const callImportAnswer = z.object({ ...importReportAnswer.shape, matches: z.record(z.enum(MATCH_METHODS), count).describe('How the calls found their customers.') });
