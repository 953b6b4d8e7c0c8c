import { z } from 'zod';
import { FACTS_PARTS, IDENTITY_CHECKS, INCIDENT_KINDS } from '../../declare/contract.js';
import type { JsonOf } from '../../kernel/json-of.js';
import { count, instant, uuid } from '../../platform/http/answer.schema.js';
import type { BriefingVersion } from '../briefing-gate.js';
import { type HeldBack, NOTICE_TYPES } from '../contract.js';
import type { BriefingAnswer, BriefingDocument } from '../model/briefing.js';

const line = z.string();
const lines = z.array(line);

const answer = z
  .object({ hash: line, kind: z.enum(['given', 'passed-over']), reason: line.nullable(), personId: uuid, name: line, at: instant })
  .meta({ id: 'BriefingAnswer', description: 'A lead says that the agents have it; or somebody went on without, for a reason.' }) satisfies z.ZodType<JsonOf<BriefingAnswer>>;

const state = z
  .enum(['not-asked', 'waiting', 'void', 'given', 'passed-over'])
  .describe('`void`: what the agents have to know has changed since somebody answered. With `waiting` and `void` nobody can approve.');

export const briefingStanding = z
  .object({ hash: line, state, answer: answer.nullable().describe('What counts for this version.') })
  .meta({ id: 'BriefingStanding' }) satisfies z.ZodType<JsonOf<Pick<BriefingVersion, 'hash' | 'state' | 'answer'>>>;

const told = z.object({ whatHappened: line, whatWeDo: line, whatYouCanDo: lines, consequences: line.optional(), moreInformation: line.optional(), correction: line.optional() });

const document = z
  .object({
    notice: z.object({ number: count, type: z.enum(NOTICE_TYPES), checkCode: line }),
    incident: z.object({ reference: line, title: line, kind: z.enum(INCIDENT_KINDS), simulated: z.boolean(), exercise: z.literal(true).optional() }),
    company: z.object({ name: line, phone: line, supportHours: z.record(line, line), website: line, checkAddress: line, senderName: line, fromEmail: line, timeZone: line }),
    dataInvolved: lines,
    exposure: z.object({ from: instant, until: instant }).nullable(),
    nextUpdateAt: instant.nullable(),
    schedule: z.object({ startAt: instant.nullable(), waves: count, waveIntervalMinutes: z.number(), lateGroup: z.object({ percent: count, afterHours: z.number() }).nullable().optional() }),
    channels: z.enum(['preferred', 'both', 'email', 'sms']),
    proofs: z.array(z.enum(IDENTITY_CHECKS)).describe('What a caller can be asked for: what the incident has laid open proves nothing.'),
    words: z.array(z.object({
      locale: line, told: told.nullable(), voice: line.describe('What callers hear first.'), rules: lines, never: lines.describe('What is not said.'),
      barred: z.array(z.object({ name: line, citation: line, parts: z.array(z.enum(FACTS_PARTS)), say: line.nullable() })).optional().describe('What people of some places may not be told on the telephone either, and what is said in its place.'),
      answers: z.array(z.object({ question: line, answer: line })), textsHash: line,
    })),
  })
  .meta({ id: 'BriefingDocument', description: 'All that agents are given before a notice goes out.' }) satisfies z.ZodType<JsonOf<BriefingDocument>>;

const group = z.object({
  zones: lines, localZone: line, people: count, firstWaveAt: instant.nullable(), lastWaveAt: instant.nullable(), late: z.object({ people: count, at: instant.nullable() }).optional(),
});

const held = z
  .object({ scope: z.enum(['incident', 'notice']), until: instant.nullable() })
  .describe('Law enforcement asked that nobody is told: agents say nothing of it. Null: nobody asked.') satisfies z.ZodType<JsonOf<HeldBack>>;

export const briefingAnswer = briefingStanding
  .extend({ noticeId: uuid, document, answers: z.array(answer).describe('Of every version, oldest first.'), groups: z.array(group).describe('Who is told when.'), held: held.nullable() })
  .meta({ id: 'Briefing' });
