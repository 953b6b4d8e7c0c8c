import { z } from 'zod';
import type { JsonOf } from '../../kernel/json-of.js';
import { count, instant, pageOf, uuid } from '../../platform/http/answer.schema.js';
import { pageQuery } from '../../platform/http/page-of-rows.js';
import type { AsOf } from '../kept-figures.service.js';
import type { ForecastAnswer } from '../expected-calls.service.js';
import { CALENDAR_KINDS, type CalendarDay } from '../model/known-calls.js';

const number = z.number();
const incidentId = uuid;

const asOf = instant.describe('What was offered was counted then.');

export const forecastAnswer = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('forecast'), incidentId, asOf, zone: z.string(),
      frozenAt: instant.describe('Nothing that came in later is in the forecast.'),
      comparedUntil: instant.describe('`offered` and `expectedSoFar` are of opening hours from `frozenAt` until then, in whole slots.'),
      slotMinutes: count, expected: number, low: number.nullable(), high: number.nullable(),
      offered: count, expectedSoFar: number,
      slots: z.array(z.object({ from: instant, expected: number, offered: count.nullable() })),
      days: count.describe('Ordinary days that it rests on.'), setAside: count,
      pastError: z.object({ days: count, share: number }).nullable().describe('Mean absolute error of the same forecast of past days, as a share of their calls.'),
    }),
    z.object({ kind: z.literal('no-forecast'), incidentId, asOf, reason: z.enum(['no-calls-known', 'day-over']) }),
    z.object({ kind: z.literal('short-history'), incidentId, asOf, days: count, need: count }),
    z.object({ kind: z.literal('few-calls'), incidentId, asOf, perDay: number, need: count }),
  ])
  .meta({ id: 'ExpectedCalls' }) satisfies z.ZodType<JsonOf<AsOf<ForecastAnswer>>>;

const calendarDayAnswer = z
  .object({ date: z.iso.date(), kind: z.enum(CALENDAR_KINDS), note: z.string(), setBy: z.string(), setAt: instant })
  .meta({ id: 'CalendarDay' }) satisfies z.ZodType<JsonOf<CalendarDay>>;

export const calendarDate = z.iso.date('must be a date such as 2026-03-16');
export const calendarQuery = z.object({ kind: z.enum(CALENDAR_KINDS).optional(), from: calendarDate.optional(), until: calendarDate.optional().describe('Exclusive.'), ...pageQuery });
export const calendarDay = z.strictObject({
  kind: z.enum(CALENDAR_KINDS).describe('`closed`: nobody could call. `set-aside`: its calls say nothing of an ordinary day.'),
  note: z.string().trim().min(1).max(200).describe('Why, in words.'),
});

export const calendarAnswer = pageOf(calendarDayAnswer);
