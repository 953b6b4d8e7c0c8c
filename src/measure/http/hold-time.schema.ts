import { z } from 'zod';
import { pacePrior } from '../../deliver/contract.js';
import type { JsonOf } from '../../kernel/json-of.js';
import { count, instant, rowId, uuid } from '../../platform/http/answer.schema.js';
import type { AsOf } from '../kept-figures.service.js';
import type { HoldTimeAnswer } from '../hold-time.service.js';
import type { PhoneForecastAnswer } from '../phone-forecast.service.js';
import type { FitAnswer, StoredFit } from '../model/queue-fit.js';

const number = z.number();
const ranged = z.object({ value: number, low: number, high: number }).meta({ id: 'Ranged', description: 'A figure with the ends of its 95 % interval.' });
const noFit = z.object({ kind: z.literal('no-fit') });

const fitRefusal = z
  .discriminatedUnion('reason', [
    noFit.extend({ reason: z.enum(['no-agents-known', 'no-handle-times']) }),
    noFit.extend({ reason: z.enum(['few-days', 'few-calls', 'few-abandons']), have: number, need: number }),
    noFit.extend({ reason: z.literal('waits-unknown'), have: number, need: number }),
    noFit.extend({ reason: z.enum(['too-few-agents', 'too-many-agents']), have: number, need: number }),
  ])
  .meta({ id: 'QueueFitRefusal', description: 'Why the calls of these weeks can’t carry a fit.' });

const share = { waitSeconds: number, abandonShare: number };
const fit = z
  .object({
    kind: z.literal('fit'), patienceSeconds: number, handleSeconds: number,
    availability: number.describe('Share of the agents on duty that are there for calls; above 1, calls were answered as if more had been on duty than the record says.'),
    actual: z.object(share), predicted: z.object(share), calls: count, abandoned: count, days: count, from: z.iso.date(), until: z.iso.date(),
  })
  .meta({ id: 'QueueFit' });

export const queueFitAnswer = z
  .object({ id: rowId, fittedUntil: instant.describe('It knows nothing of this moment and later.'), fittedAt: instant, result: z.union([fit, fitRefusal]) })
  .meta({ id: 'StoredQueueFit' }) satisfies z.ZodType<JsonOf<StoredFit>>;
fit satisfies z.ZodType<Extract<FitAnswer, { kind: 'fit' }>>;

const service = z.object({ calls: number, waitSeconds: number, abandonShare: number, serviceLevel: number, occupancy: number }).meta({ id: 'HoldService' });

const asOf = instant.describe('Of when the measurement is that it rests on.');
const figures = z.object({
  kind: z.literal('hold-time'), label: z.literal('modelled'), noticeId: uuid, asOf, window: z.object({ from: instant, until: instant }),
  avoided: ranged.describe('Calls avoided among identified callers, as measured.'), avoidedOfAll: ranged, matchedShare: number,
  actual: z.object({ waitSeconds: number.nullable(), abandonShare: number }).describe('By the record of calls.'),
  target: z.object({ thresholdSeconds: number, targetShare: number }).describe('Service level: share of all offered calls answered within the threshold.'),
  fit: z.object({ id: rowId, availability: number, patienceSeconds: number, handleSeconds: number, from: z.iso.date(), until: z.iso.date(), calls: count }),
  withNotice: service, without: z.object({ value: service, low: service, high: service }),
  intervals: z.array(z.object({
    from: instant, until: instant, agents: number, calls: number, callsWithout: number, waitSeconds: number, waitSecondsWithout: number, agentsNeeded: count, agentsNeededWithout: count,
  })),
  agentHours: ranged, talkHours: ranged, mostAgents: count,
  saved: z.object({ currency: z.string().nullable(), byAgentHours: ranged.nullable(), byCalls: ranged.nullable() }),
  simulated: z.boolean(), method: z.string(),
});

const none = z.object({ kind: z.literal('no-hold-time'), noticeId: uuid, asOf });
export const holdTimeAnswer = z
  .union([figures, none.extend({ reason: z.enum(['no-estimate', 'no-agents-in-window', 'no-caller-known']) }), none.extend({ reason: z.literal('no-fit'), fit: fitRefusal })])
  .meta({ id: 'HoldTime' }) satisfies z.ZodType<JsonOf<AsOf<HoldTimeAnswer>>>;

const forecast = { noticeId: uuid, calls: number.describe('Of the told, in the four hours after.'), callsPerThousand: number, callsByHour: z.array(number).describe('Of the told, from the first wave on, at the plan\'s own pace.'), prior: pacePrior };
export const phoneForecastAnswer = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('no-forecast'), ...forecast, reason: z.literal('no-agents-known') }),
    z.object({
      kind: z.literal('forecast'), ...forecast, agents: number, otherCallsPerHour: number,
      worstWaitSeconds: number.describe('Mean wait of the worst quarter of an hour, at the plan\'s own pace.'), worstAtMinutes: number,
      paced: z.object({ peoplePerMinute: number, lastWaveMinutes: number }).nullable().describe('By the phones; null where the waves don\'t go by them, or bear nothing.'),
      finishesAt: instant.nullable(),
    }),
  ])
  .meta({ id: 'PhoneForecast' }) satisfies z.ZodType<JsonOf<PhoneForecastAnswer>>;
