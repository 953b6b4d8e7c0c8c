import { z } from 'zod';
import { frozenAudienceAnswer } from '../../audience/contract.js';
import { contentTermsShape, factsAnswer, INCIDENT_KINDS } from '../../declare/contract.js';
import type { JsonOf } from '../../kernel/json-of.js';
import { count, instant, uuid } from '../../platform/http/answer.schema.js';
import { NOTICE_TYPES, type NoticeTexts } from '../contract.js';
import { CONTRIBUTIONS } from '../model/four-eyes.js';
import { STEPS } from '../model/next-steps.js';
import { SENDER_STATES, type SenderStanding } from '../model/sender-standing.js';
import type { Contributor, Decision, StoredNotice } from '../model/stored-notice.js';
import type { NoticeView } from '../notice.service.js';
import { briefingStanding } from './briefing-answers.schema.js';
import { preflightAnswer } from './preflight-answers.schema.js';

const line = z.string();

const sender = z
  .object({
    name: line,
    senderName: line,
    fromEmail: line,
    replyTo: line,
    domain: line,
    website: line,
    checkAddress: line,
    phone: line,
    supportHours: z.record(line, line).describe('By locale.'),
    postalAddress: line,
    defaultLocale: line,
    timeZone: line,
    smsFrom: line,
  })
  .meta({ id: 'Sender', description: 'The brand as it was when the notice was drafted.' });

const noticeLaw = z
  .object({ terms: z.array(z.object(contentTermsShape(z.enum(INCIDENT_KINDS)))), discoveredAt: instant.nullable(), delayed: z.boolean().describe('Law enforcement had it wait.') })
  .meta({ id: 'NoticeLaw' });

export const noticeAnswer = z
  .object({
    id: uuid,
    incidentId: uuid,
    number: count,
    type: z.enum(NOTICE_TYPES),
    state: z.enum(['draft', 'submitted', 'approved', 'returned', 'rejected', 'withdrawn']),
    revision: count,
    audienceId: uuid,
    facts: factsAnswer,
    law: noticeLaw.nullable().optional().describe('What laws ask of its words, by the place where a reader lives; null or absent: nothing.'),
    schedule: z.object({ startAt: instant.nullable().describe('null: at approval.'), waves: count, waveIntervalMinutes: z.number(), expiresAfterHours: z.number(), canary: count.optional().describe('How many are written to first.'), lateGroup: z.object({ percent: count, afterHours: z.number() }).nullable().optional().describe('Told later than all others.') }),
    policies: z.object({ channels: z.enum(['preferred', 'both', 'email', 'sms']), unknownEmail: z.enum(['resend', 'ask']), mandatory: z.boolean(), ladder: z.object({ noReceiptMinutes: count }).nullable().optional(),
      quietHours: z
        .object({ from: line, until: line, channels: z.array(z.enum(['email', 'sms'])), overrideReason: line.nullable().describe('Why they are passed over; null where they are kept.') })
        .nullable().optional().describe('On the reader\'s clock; null where the company keeps none.'),
      phones: z
        .object({ agents: count.nullable(), handleSeconds: count, targetHoldSeconds: count, limitHoldSeconds: count, callsPerThousand: z.number().nullable(), tellWithinHours: count.nullable() })
        .nullable().optional().describe('Waves go by the phones; null or absent: they open as planned.'),
      briefing: z.boolean().optional().describe('Nobody approves before the agents have the briefing, or somebody passed over that.'),
      publicPage: z.boolean().optional().describe('It also stands on the public page.'),
      standing: z.enum(['early-warning', 'statutory']).optional().describe('What it is to the law; absent: an early warning.'),
    }),
    sender,
    correctsNoticeId: uuid.nullable(),
    checkCode: line,
    planHash: line.nullable().describe('SHA-256 of all that is signed; null before it is submitted.'),
    createdBy: uuid,
    submittedBy: uuid.nullable(),
    submittedAt: instant.nullable(),
    approvedAt: instant.nullable(),
    expiresAt: instant.nullable(),
    incident: z.object({ reference: line, title: line, kind: z.enum(INCIDENT_KINDS), simulated: z.boolean(), exercise: z.literal(true).optional() }),
    incidentRevision: count,
    briefingHash: line.nullable().describe('Of the briefing of the agents as it was submitted.'),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Notice' }) satisfies z.ZodType<JsonOf<StoredNotice>>;

const texts = z
  .object({ locale: line, templateHash: line, subject: line, emailHtml: line, emailText: line, sms: line })
  .meta({ id: 'NoticeTexts', description: 'Template sources of one language.' }) satisfies z.ZodType<JsonOf<NoticeTexts>>;

const contributor = z.object({ personId: uuid, name: line, part: z.enum(CONTRIBUTIONS), at: instant }).meta({ id: 'Contributor' }) satisfies z.ZodType<JsonOf<Contributor>>;

const decision = z
  .object({
    id: uuid,
    revision: count,
    planHash: line,
    decision: z.enum(['approved', 'rejected', 'returned']),
    reason: line.nullable(),
    peopleTyped: count.nullable(),
    decidedBy: uuid,
    name: line,
    decidedAt: instant,
    breakGlass: z.boolean().describe('Two administrators signed in an approver\'s place; `decidedBy` was the second.'),
  })
  .meta({ id: 'Decision' }) satisfies z.ZodType<JsonOf<Decision>>;

const senderStanding = z
  .object({
    domain: line, state: z.enum(SENDER_STATES).describe('By the last check of its SPF, DKIM and DMARC; `captured`: no mail leaves here. It warns, and holds nothing up.'), checkedAt: instant.nullable(),
    troubles: z.array(z.object({ about: line, state: z.enum(['ok', 'warning', 'fault']), says: line, mend: line.nullable() })),
  })
  .meta({ id: 'SenderStanding' }) satisfies z.ZodType<JsonOf<SenderStanding>>;

export const noticeViewAnswer = z
  .object({
    notice: noticeAnswer,
    texts: z.array(texts),
    audience: frozenAudienceAnswer,
    contributors: z.array(contributor),
    decisions: z.array(decision).describe('On every revision, oldest first.'),
    preflight: preflightAnswer.nullable(),
    begun: z.boolean().describe('Whether it has begun to go out.'),
    standingHash: line.describe('Of what is stored now; where it is not the signed planHash, the plan has been tampered with.'),
    steps: z.record(z.enum(STEPS), line.nullable()).describe('For each step null where you can take it now, else why not.'),
    briefing: briefingStanding,
    sender: senderStanding,
  })
  .meta({ id: 'NoticeView' }) satisfies z.ZodType<JsonOf<NoticeView>>;
