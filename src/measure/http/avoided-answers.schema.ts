import { z } from 'zod';
import type { JsonOf } from '../../kernel/json-of.js';
import { count, instant } from '../../platform/http/answer.schema.js';
import type { AvoidedCalls, AvoidedChecks, AvoidedOverTime, ExposureTable, NotEnoughData, NotMeasurable, PrecisionPlan } from '../contract.js';

const number = z.number();
const range = z.object({ from: instant, until: instant });
const arms = (value: z.ZodNumber) => z.object({ notified: value, waiting: value });
const ratio = z.object({ value: number, low: number, high: number, logSe: number }).meta({ id: 'RatioEstimate', description: 'A ratio with its 95 % interval; 1 is no difference.' });

const basis = {
  calls: arms(z.number()),
  personHours: arms(z.number()),
  members: count,
  classesLeftOut: z.array(z.string()),
  balance: z.object({ z: number, p: number }).nullable(),
  method: z.string(),
};

const shortage = z.union([
  z.object({ code: z.literal('window-open'), observedUntil: instant, latestEnd: instant }),
  z.object({ code: z.enum(['few-waiting-calls', 'few-notified-calls', 'empty-groups']), have: number, need: number }),
]);

const obstacle = z.union([
  z.object({ code: z.enum(['order-not-random', 'order-not-recorded', 'single-waves']) }),
  z.object({ code: z.literal('too-quick'), bins: number, needBins: number, binMinutes: number }),
  z.object({ code: z.literal('unbalanced'), z: number, p: number }),
]);

const estimate = z
  .object({
    kind: z.literal('estimate'),
    ...basis,
    avoided: number.describe('Calls avoided inside the window, net of those provoked; may be below 0.'),
    low: number,
    high: number,
    se: number,
    unadjusted: z.object({ avoided: number, low: number, high: number, se: number }).nullable().optional().describe('Without a look at calls from before the first wave; null where these tell too little, absent in older figures.'),
    poissonSe: number,
    rateRatio: ratio.nullable(),
    window: range,
    groups: count,
    df: number,
  })
  .meta({ id: 'AvoidedCallsEstimate' });

const notEnoughData = z
  .object({ kind: z.literal('not-enough-data'), ...basis, window: range.nullable(), reasons: z.array(shortage) })
  .meta({ id: 'NotEnoughData', description: 'What time or a larger incident would bring.' }) satisfies z.ZodType<JsonOf<NotEnoughData>>;

const notMeasurable = z
  .object({ kind: z.literal('not-measurable'), reason: obstacle, method: z.string() })
  .meta({ id: 'NotMeasurable', description: 'No amount of data mends it.' }) satisfies z.ZodType<JsonOf<NotMeasurable>>;

export const avoidedAnswer = z.discriminatedUnion('kind', [estimate, notEnoughData, notMeasurable]).meta({ id: 'AvoidedCalls' }) satisfies z.ZodType<JsonOf<AvoidedCalls>>;

const series = z
  .object({
    kind: z.literal('series'),
    bins: z.array(z.object({ ...range.shape, notifiedCalls: number, expectedCalls: number, avoidedSoFar: number })),
    method: z.string(),
  })
  .meta({ id: 'AvoidedOverTime' }) satisfies z.ZodType<JsonOf<AvoidedOverTime>>;

const table = z
  .object({
    kind: z.literal('table'),
    bands: z.array(z.object({ fromHours: number, untilHours: number.nullable(), calls: number, personHours: number, rateRatio: ratio.nullable() })),
    method: z.string(),
  })
  .meta({ id: 'ExposureTable' }) satisfies z.ZodType<JsonOf<ExposureTable>>;

export const overTimeAnswer = z.discriminatedUnion('kind', [series, notEnoughData, notMeasurable]);
export const exposureAnswer = z.discriminatedUnion('kind', [table, notEnoughData, notMeasurable]);

const scaled = z
  .object({
    match: z.object({ share: number, calls: count, basis: z.enum(['tagged', 'excess', 'all']).describe('Of which calls the share was counted: those with a reason of the incident, those on top of the usual ones, or all.') }),
    avoided: number, low: number, high: number, se: number,
    sensitivity: z.array(z.object({ points: number, bias: number })).describe('How far the figure would be off, were callers that many points better matched after the notice.'),
  })
  .meta({ id: 'ScaledAvoided' });

export const precisionAnswer = z
  .object({
    expectedAvoided: number, expectedSe: number, halfWidth: number.describe('Of the 95 % interval, in calls.'),
    relativeHalfWidth: number.nullable().describe('Half width over the expected figure; null where no effect is assumed.'),
    expectedCalls: arms(z.number()),
    enoughCalls: z.boolean().describe('Whether a figure would be shown at all.'),
  })
  .meta({ id: 'PrecisionPlan', description: 'What the measurement will be able to say, if the assumptions hold.' }) satisfies z.ZodType<JsonOf<PrecisionPlan>>;

export const checksAnswer = z
  .object({
    callers: avoidedAnswer.describe('The same of people: whoever calls again within 24 hours counts once.'),
    contacts: avoidedAnswer.optional().describe('The same of contacts: a call that was given up and the next within ten minutes are one. Absent in older figures.'),
    scaled: scaled.nullable().describe('Scaled to callers who were not recognised.'),
    placebo: z.object({ result: avoidedAnswer, holds: z.boolean().nullable() }).describe('Of customers whom the incident does not touch: should be nothing.'),
  })
  .meta({ id: 'AvoidedChecks' }) satisfies z.ZodType<JsonOf<AvoidedChecks>>;
