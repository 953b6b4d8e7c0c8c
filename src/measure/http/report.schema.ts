import { z } from 'zod';
import type { JsonOf } from '../../kernel/json-of.js';
import { count, instant, uuid } from '../../platform/http/answer.schema.js';
import { countryTexts, smsCost } from '../../platform/http/sms-cost.schema.js';
import type { IncidentReport } from '../report.service.js';
import { word } from './answers.schema.js';
import { avoidedAnswer } from './avoided-answers.schema.js';
import { feedbackParts } from './feedback.schema.js';

const number = z.number();
const text = z.string();
const saved = z.object({ value: number, low: number, high: number }).nullable();

const notice = z.object({
  id: uuid, number: count, type: text, members: count, waves: count, createdAt: instant, approvedAt: instant, firstHandOverAt: instant.nullable(), aheadPeople: count.optional().describe('People who were written to before all others, to see that it goes well; the others from `wavesFrom` on. Absent in reports kept before they were told apart.'), wavesFrom: instant.nullable().optional(), lastHandOverAt: instant.nullable(),
  outcomes: z.record(text, count).describe('Every outcome that somebody has; together they are the members.'),
  reasons: z.array(z.object({ outcome: text, code: text, people: count })),
  letters: count, pages: z.object({ seen: count, proved: count, withSteps: count }),
  texts: z.object({ texts: count, segments: count, byCountry: countryTexts, cost: smsCost.nullable().optional().describe('null where no price was set.') }).nullable().optional().describe('Its texts, and what they cost at the prices of the day, as they were signed; absent in reports kept before they were named.'),
});

const hold = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('computed'), waitSeconds: number, waitSecondsWithout: number, waitLow: number, waitHigh: number, abandonShare: number, abandonShareWithout: number, agentHoursSaved: number, agentHoursLow: number.optional(), agentHoursHigh: number.optional(),
    currency: text.nullable(), savedByAgentHours: saved, savedByCalls: saved,
  }),
  z.object({ kind: z.literal('not-computed'), why: text }),
]);

const figures = z
  .object({
    incident: z.object({
      id: uuid, reference: text, title: text, kind: text, severity: text, status: text, simulated: z.boolean(), exercise: z.literal(true).optional().describe('There where it is an exercise: nobody was told.'), discoveredAt: instant.nullable(), declaredAt: instant, pressReportedAt: instant.nullable(),
      closedAt: instant.nullable(),
    }),
    members: count,
    word: z.object(word),
    notices: z.array(notice),
    calls: z.object({
      expected: z.object({ from: instant.optional(), until: instant.optional().describe('`expectedSoFar` and `offered` are of opening hours from `from` until then, in whole slots.'), expectedSoFar: number, offered: number, wholeDay: number, low: number.nullable(), high: number.nullable() }).nullable(), expectedMissing: text.nullable(),
      avoided: avoidedAnswer.nullable(), observedFrom: instant.nullable().optional(), observedUntil: instant.nullable().optional().describe('The calls below are those from `observedFrom` until then, at whatever hour.'), offered: count, identified: count, byMembers: count,
    }),
    hold,
    feedback: z.array(z.object({ number: count, ...feedbackParts })),
    alerts: z.array(z.object({ kind: text, severity: text, message: text, times: count, state: text })),
    deeds: z.array(z.object({ at: instant, who: text, action: text, details: z.record(text, z.unknown()) })),
  })
  .meta({ id: 'ReportFigures' });

const change = z.object({ path: text, was: z.unknown(), is: z.unknown() });

export const reportAnswer = z
  .object({
    incidentId: uuid,
    revision: z.number().int().nullable().describe('null: the figures are those of now.'),
    asOf: instant,
    figures,
    changes: z.array(change).describe('What is other than in the revision before.'),
    whyChanged: z.array(text),
    improve: z.array(z.object({ code: text, figure: text, advice: text })),
    remarks: z.array(z.object({ revision: count, words: text, writtenBy: text, writtenAt: instant })),
  })
  .meta({ id: 'IncidentReport' }) satisfies z.ZodType<JsonOf<Omit<IncidentReport, 'figures' | 'changes'>>>;

export const revisionsAnswer = z.object({
  items: z.array(z.object({ revision: count, takenAt: instant, cause: z.enum(['hourly', 'closed', 'changed']), figuresHash: text, changes: z.array(change) })),
  next: z.string().nullable(),
});

export const remarkedAnswer = z.object({ revision: count });
