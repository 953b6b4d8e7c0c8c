import { z } from 'zod';
import { NOTICE_PARTS } from '../../compose/contract.js';
import { pageQuery } from '../../platform/http/page-of-rows.js';
import { NOTICE_TYPES } from '../contract.js';
import { LEAST_RECEIPT_MINUTES, MOST_RECEIPT_MINUTES } from '../model/ladder-policy.js';
import { LEAST_LATE_PERCENT, LONGEST_LATE_HOURS, MOST_LATE_PERCENT } from '../model/late-group.js';
import { phonePace } from '../model/phone-pace.js';
import { PICKED_MEMBERS } from '../model/picked-member.js';
import { LARGEST_CANARY, LONGEST_EXPIRY_HOURS, LONGEST_WAVE_INTERVAL_MINUTES, MOST_WAVES } from '../model/schedule.js';

/** Longer than any notice that is read; Twilio's limit for an SMS is 1,600. */
const LONGEST_TEXT = 200_000;
const LONGEST_SMS_SOURCE = 5_000;

const schedule = z.strictObject({
  startAt: z.iso.datetime({ offset: true }).nullable().optional().describe('When the first wave opens; null: as soon as it is approved.'),
  waves: z.int().min(1).max(MOST_WAVES).optional(),
  waveIntervalMinutes: z.int().min(1).max(LONGEST_WAVE_INTERVAL_MINUTES).optional(),
  expiresAfterHours: z.int().min(1).max(LONGEST_EXPIRY_HOURS).optional().describe('Hours after approval after which what was not sent never is.'),
  canary: z.int().min(0).max(LARGEST_CANARY).optional().describe('How many people are written to first, while the others wait for what comes of it; 0: nobody.'),
  lateGroup: z
    .strictObject({
      percent: z.int().min(LEAST_LATE_PERCENT).max(MOST_LATE_PERCENT).describe('Of the people, drawn at random by household.'),
      afterHours: z.int().min(1).max(LONGEST_LATE_HOURS).describe('Hours from the first wave until they are told.'),
    })
    .nullable()
    .optional()
    .describe('A group that is told later than all others, so that the whole time until then can be measured; null: nobody is.'),
});

const policies = z.strictObject({
  channels: z.enum(['preferred', 'both', 'email', 'sms']).optional(),
  unknownEmail: z.enum(['resend', 'ask']).optional(),
  mandatory: z.boolean().optional(),
  ladder: z
    .strictObject({ noReceiptMinutes: z.int().min(LEAST_RECEIPT_MINUTES).max(MOST_RECEIPT_MINUTES).describe('Minutes after which a text without a receipt counts as not arrived.') })
    .nullable()
    .optional()
    .describe('With `preferred`: the other channel is tried where the first one failed. It stands unless this is null.'),
  quietHours: z
    .strictObject({
      channels: z.array(z.enum(['email', 'sms'])).min(1).refine((channels) => channels.includes('sms'), 'must have "sms" in it: texts keep quiet hours, unless overrideReason says why not').optional(),
      overrideReason: z.string().trim().min(1).max(500).nullable().optional().describe('Why this notice goes out in quiet hours too; null keeps them.'),
    })
    .optional(),
  phones: phonePace.nullable().optional().describe('Waves slow down or wait while callers would wait too long; null: they open as planned.'),
  publicPage: z.boolean().optional().describe('What it tells everybody alike also stands on the public page, from the first wave on.'),
  standing: z.enum(['early-warning', 'statutory']).optional().describe('What it is to the law: a warning before, or the notice that the law asks for, which stops its clocks.'),
});

const sources = z.strictObject({
  subject: z.string().min(1).max(1_000),
  emailHtml: z.string().min(1).max(LONGEST_TEXT),
  emailText: z.string().min(1).max(LONGEST_TEXT),
  sms: z.string().min(1).max(LONGEST_SMS_SOURCE),
});

const revision = z.int().min(1).optional().describe('The revision that you have seen; or send it as If-Match.');
export const locale = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/, 'must be a language tag, such as "en" or "es-MX"');

export const newNotice = z.strictObject({
  type: z.enum(NOTICE_TYPES),
  audienceId: z.uuid(),
  schedule: schedule.optional(),
  policies: policies.optional(),
  correctsNoticeId: z.uuid().nullable().optional(),
});

export const noticeChange = z.strictObject({
  revision,
  audienceId: z.uuid().optional(),
  schedule: schedule.optional(),
  policies: policies.optional(),
  refreshFacts: z.boolean().optional().describe('Copies the facts of the incident anew.'),
  refreshSender: z.boolean().optional().describe('Copies the brand anew.'),
});

const state = z.enum(['draft', 'submitted', 'approved', 'returned', 'rejected', 'withdrawn']);
export const noticesQuery = z.object({ state: state.optional(), type: z.enum(NOTICE_TYPES).optional(), ...pageQuery });
export const stateQuery = z.object({ ...noticesQuery.shape, state: state.default('submitted') });

export const noticeText = sources.extend({ revision });
export const textRemoval = z.object({ revision: z.coerce.number().int().min(1).optional() });

export const approving = z.strictObject({
  planHash: z.string().regex(/^[0-9a-f]{64}$/, 'must be the 64 hexadecimal digits of the plan that you have seen'),
  people: z.int().min(0).describe('How many people it goes to, as the approver typed it.'),
  withoutBriefing: z.string().trim().min(1).max(500).optional().describe('Where nobody has confirmed that the agents have the briefing: why it can\'t wait for that. It stays on record.'),
});
export const breakingGlass = z.strictObject({ ...approving.shape, reason: z.string().trim().min(1).max(500).describe('Why it can\'t wait for an approver. Everybody is told, and it stays on record.') });
const briefing = z.string().regex(/^[0-9a-f]{64}$/, 'must be the 64 hexadecimal digits of the briefing that you have read');
export const briefingGiven = z.strictObject({ briefing });
export const briefingPassedOver = z.strictObject({ briefing, reason: z.string().trim().min(1).max(500) });
export const refusing = z.strictObject({ planHash: approving.shape.planHash, reason: z.string().trim().min(1).max(2_000) });
export const withdrawing = z.strictObject({ reason: z.string().trim().min(1).max(2_000) });

export const failuresQuery = z.object({
  part: z.enum([...NOTICE_PARTS, 'every']).optional().describe('In which something is missing; `every` is all of them.'),
  name: z.string().trim().min(1).max(100).optional().describe('Stands in the name of what is missing.'),
  after: z.coerce.number().int().min(0).optional(), limit: z.coerce.number().int().min(1).max(500).default(100),
});

export const previewing = z.strictObject({
  as: z
    .union([
      z.strictObject({ customerId: z.string().regex(/^[1-9]\d{0,17}$/, 'must be an id') }),
      z.strictObject({ position: z.int().min(0) }),
      z.strictObject({ reference: z.string().trim().min(1).max(200) }),
      z.strictObject({ reads: locale }),
      z.strictObject({ region: z.string().trim().min(1).max(40).describe('"CA", or with the country "US-CA".') }),
      z.strictObject({ variant: z.string().trim().min(1).max(200).describe('Somebody whom these laws bind: "us-ma", "general".') }),
      z.strictObject({ who: z.enum(PICKED_MEMBERS) }),
    ])
    .default({ position: 0 }),
  texts: z.array(sources.extend({ locale })).max(50).default([]).describe('Texts to look at before they are saved.'),
});
