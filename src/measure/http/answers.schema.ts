import { z } from 'zod';
import type { JsonOf } from '../../kernel/json-of.js';
import { count, instant, rowId, uuid } from '../../platform/http/answer.schema.js';
import type { FirstWord, IncidentMeasurement, MeasurementSnapshot, NoticeMeasurement } from '../contract.js';
import { avoidedAnswer, checksAnswer, exposureAnswer, overTimeAnswer } from './avoided-answers.schema.js';

const number = z.number();

export const proportion = z.object({ count, of: count, share: number, low: number, high: number }).meta({ id: 'Proportion', description: 'A share with its 95 % interval, as fractions of 1.' });

const minutesToWord = z
  .discriminatedUnion('kind', [z.object({ kind: z.literal('reached'), minutes: number }), z.object({ kind: z.literal('not-reached') })])
  .meta({ id: 'MinutesToWord' });

const firstWord = z
  .object({
    kind: z.literal('first-word'),
    members: count,
    at: z.array(
      z.object({
        hours: number,
        complete: z.boolean().describe('false while the time is not up for every member: the shares can still grow.'),
        toldFirst: proportion,
        calledFirst: proportion,
        neither: proportion,
        calledFirstCorrected: z
          .object({ share: number, low: number, high: number, matched: number.describe('Share of the calls whose caller was recognised.') })
          .nullable()
          .optional()
          .describe('`calledFirst` had every caller been recognised; null where none was.'),
        unaffectedCalled: proportion.nullable().optional().describe('Share of everybody else who called as soon.'),
      }),
    ),
    series: z.array(z.object({ minutes: number, toldFirst: count, calledFirst: count })).optional().describe('The first day in steps, as far as it is over.'),
    median: minutesToWord,
    p95: minutesToWord,
    method: z.string(),
  })
  .meta({ id: 'FirstWord' }) satisfies z.ZodType<JsonOf<FirstWord>>;

const noMembers = z.object({ kind: z.literal('not-enough-data'), reasons: z.array(z.object({ code: z.literal('no-members') })).min(1).max(1) });

export const word = {
  firstWord: z.discriminatedUnion('kind', [firstWord, noMembers]).describe('From the declaration.'),
  sinceApproval: z.object({ median: minutesToWord, p95: minutesToWord }).describe('From the first approval of the incident.'),
  beforePress: proportion.nullable().describe('Told before the press reported; null where no such time is recorded.'),
  pressHeadStart: z
    .object({ firstMinutes: number.nullable(), halfMinutes: number.nullable() })
    .nullable()
    .optional()
    .describe('Minutes by which the first, and half of all, heard it before the press reported; below 0 after it.'),
  medianHeadStartMinutes: number.nullable().describe('Of those who were told first and called all the same.'),
};

const arm = z.object({ calls: count, personHours: number, per1000: number.nullable().describe('Calls for 1,000 person-hours; null where nobody was on that side.') }).meta({ id: 'HourlyArm' });

const result = z
  .object({
    notice: z.object({ id: uuid, incidentId: uuid, number: count, type: z.string() }),
    takenAt: instant,
    simulated: z.boolean(),
    members: count,
    declaredAt: instant,
    approvedAt: instant,
    pressReportedAt: instant.nullable(),
    observedUntil: instant.describe('Calls are known up to here.'),
    ...word,
    avoided: avoidedAnswer,
    overTime: overTimeAnswer,
    exposure: exposureAnswer,
    hourly: z.array(z.object({ from: instant, until: instant, notified: arm, waiting: arm })),
    calls: z.object({
      offered: count, identified: count, byMembers: count,
      contacts: count.optional().describe('A call that was given up and the next of the same caller within ten minutes are one.'),
      shared: count.optional().describe('Calls by numbers that several customers have.'),
    }),
    afterTold: z.object({ calls: count, personHours: z.number() }).optional().describe('Calls by the told in the first four hours after their wave went out, and the hours (people times time) in which they could: what the next incident begins from.'),
    gaps: z.array(z.object({ from: instant, until: instant })).optional().describe('Of the feed of calls: what they touch is no part of the comparison.'),
    checks: checksAnswer.nullable().optional().describe('What the headline is checked by; null without an estimate.'),
  })
  .meta({ id: 'NoticeMeasurement' }) satisfies z.ZodType<JsonOf<NoticeMeasurement>>;
export const snapshotAnswer = z
  .object({
    id: rowId.nullable().describe('null where it was made for this answer.'),
    takenAt: instant,
    trigger: z.enum(['scheduled', 'asked', 'closed']),
    method: z.string(),
    inputsHash: z.string().describe('SHA-256 of all counts that went in.'),
    result,
  })
  .meta({ id: 'MeasurementSnapshot' }) satisfies z.ZodType<JsonOf<MeasurementSnapshot>>;

export const incidentMeasurementAnswer = z
  .object({ incidentId: uuid, takenAt: instant, revision: count.nullable().describe('Of the report of a closed incident, whose figures these are; null: as of now.'), simulated: z.boolean(), members: count, ...word, notices: z.array(snapshotAnswer) })
  .meta({ id: 'IncidentMeasurement' }) satisfies z.ZodType<JsonOf<IncidentMeasurement>>;
