import { z } from 'zod';
import type { JsonOf } from '../../kernel/json-of.js';
import { count, instant, rowId, uuid } from '../../platform/http/answer.schema.js';
import { MESSAGE_STATES, OUTCOMES, PACE_STATES, pacePrior } from '../contract.js';
import { FOLLOW_REASONS } from '../model/ladder.js';
import type { VisibleMessage } from '../messages.service.js';
import { BRAKES } from '../model/storm-brake.js';
import type { Progress } from '../progress.service.js';
import type { EpochView } from '../epoch.service.js';
import { CAUSES } from '../model/epoch.js';
import type { MemberRow, UnknownRow } from '../store/ledger.repository.js';
import { type PassedPreference } from '../store/preference.repository.js';

const channel = z.enum(['email', 'sms']);
const text = z.string().nullable();
const outcome = z.enum(OUTCOMES);
const byState = z.partialRecord(z.enum(MESSAGE_STATES), count);

const waveNumber = count.describe('Counted from 0: 0 is what pages and files call wave 1.');
const wave = z
  .object({
    waveNo: waveNumber,
    stratum: count,
    plannedAt: instant,
    openedAt: instant.nullable(),
    handedOverAt: instant.nullable(),
    lastHandedOverAt: instant.nullable(),
    late: z.boolean().describe('The late group of its stratum.'),
    members: count,
    outcomes: z.partialRecord(outcome, count),
  })
  .meta({ id: 'WaveProgress' });

export const progressAnswer = z
  .object({
    noticeId: uuid,
    at: instant,
    countedAt: instant.describe('When members and messages were counted: of a large notice some seconds ago.'),
    countedSinceChange: z.boolean().describe('Whether that was after the last change of the dispatch\'s state.'),
    dispatch: z.object({
      state: z.enum(['running', 'paused', 'cancelled', 'finished']),
      generation: count.describe('Counts changes of state.'),
      reason: text,
      changedBy: z.string(),
      changedAt: instant,
      expiresAt: instant,
      channels: z.string(),
      noReceiptMinutes: count.nullable().describe('Minutes without a receipt after which the next channel is tried; null without a ladder.'),
      unknownEmail: z.enum(['resend', 'ask']),
      writtenUntil: count.describe('Members whose rows are written.'),
      ledgerWritten: z.boolean(),
      brake: z.enum(BRAKES).nullable().describe('What stopped it by itself: a commander resumes it, with a reason, or it is cancelled.'),
    }),
    sum: z.object({ members: count, outcomes: z.record(outcome, count), adds: z.boolean() }).describe('Every member has one outcome; the members are counted on their own.'),
    messages: z.object({ email: byState, sms: byState }).describe('Messages, not members: two can share one.'),
    handOver: z
      .object({ firstAt: instant.nullable(), lastAt: instant.nullable(), wavesFrom: instant.nullable().describe('The first that went with its wave: later than firstAt where some people were written to before all others.') })
      .describe('When the first and the last message left; null while none has.'),
    waves: z.array(wave),
    strata: z
      .array(z.object({ stratum: count, zones: z.array(z.string()), localZone: z.string(), members: count, quietNow: z.boolean(), quietUntil: instant.nullable().describe('null too where no hour is left before the notice expires.') }))
      .describe('People whose waves open at the same times; one where quiet hours shift nobody\'s.'),
    perSecond: z.number().nullable().describe('Handed over in a real second, of late; null where it is not known yet.'),
    unknown: count,
    following: count.describe('Messages on a next channel, since the one before failed.'),
    withoutReceipt: count.describe('Texts of which the provider, when asked, had no final word.'),
    held: z.array(z.object({ reason: z.string().describe('In words, or a code in small letters; a zone stands in it by its IANA name.'), messages: count })),
    withheld: z.object({ people: count, reachable: count.describe('Of them, those for whom somebody is known by now whom a new audience takes in.') }).describe('Members to whom nothing goes, since after the freezing it changed who is written to for them.'),
    canary: z.object({ people: count, passedAt: instant.nullable() }).nullable().describe('Those who are written to first; the others wait while passedAt is null.'),
    phones: z
      .object({
        state: z.enum([...PACE_STATES, 'blind']).describe('blind: nobody looks at the phones, and the waves open as planned.'),
        peoplePerMinute: z.number().nullable().describe('null: as planned.'),
        reason: text,
        figures: z.object({ holdSeconds: z.number().nullable(), expectedHoldSeconds: z.number(), callsPerHour: z.number(), bearablePerHour: z.number().nullable(), callsPerThousand: z.number(), prior: pacePrior.optional().describe('Where callsPerThousand began; absent in figures from before it was kept.'), agents: z.number().nullable() }).nullable(),
        lookedAt: instant.nullable(),
        changedAt: instant,
        latestAt: instant.nullable().describe('When the next wave opens whatever the phones say.'),
      })
      .nullable()
      .describe('null where the notice goes by no phones.'),
  })
  .meta({ id: 'Progress' }) satisfies z.ZodType<JsonOf<Progress>>;

export const memberRowAnswer = z
  .object({
    customerId: rowId,
    reference: z.string(),
    position: count.describe('Place in the random order.'),
    waveNo: waveNumber,
    outcome,
    code: text,
    reason: text,
    emailMessageId: rowId.nullable(),
    smsMessageId: rowId.nullable(),
    toldAt: instant.nullable(),
    postalFile: count.nullable().describe('Number of the file that his letter is in.'),
  })
  .meta({ id: 'NoticeMember' }) satisfies z.ZodType<JsonOf<MemberRow>>;

export const messageAnswer = z
  .object({
    id: rowId,
    customerId: rowId,
    channel,
    waveNo: waveNumber,
    state: z.enum(MESSAGE_STATES),
    heldReason: text,
    code: text,
    reason: text,
    attempts: count,
    resentInDoubt: count,
    dueAt: instant,
    retryAt: instant.nullable(),
    handedOverAt: instant.nullable(),
    deliveredAt: instant.nullable(),
    provider: text,
    providerId: text,
    bodyHash: text.describe('SHA-256 of what was sent.'),
    followsId: rowId.nullable().describe('The message to the same person that did not arrive.'),
    followsWhy: z.enum(FOLLOW_REASONS).nullable(),
    address: z.string().optional().describe('Only for commanders and agents.'),
  })
  .meta({ id: 'Message' }) satisfies z.ZodType<JsonOf<VisibleMessage>>;

export const unknownMessageAnswer = z
  .object({
    id: rowId,
    noticeId: uuid,
    customerId: rowId,
    channel,
    begunAt: instant.nullable(),
    attempts: count,
    resentInDoubt: count,
    code: text,
    reason: text,
    waitsForPerson: z.boolean(),
  })
  .meta({ id: 'UnknownMessage' }) satisfies z.ZodType<JsonOf<UnknownRow>>;

export const passedPreferenceAnswer = z
  .object({ messageId: rowId, customerId: rowId, channel, reason: z.string(), since: instant, sentAt: instant })
  .meta({ id: 'PassedPreference' }) satisfies z.ZodType<JsonOf<PassedPreference>>;

export const epochAnswer = z
  .object({
    no: count,
    state: z.enum(['open', 'shut']),
    cause: z.enum(CAUSES).nullable(),
    words: text,
    shutAt: instant.nullable(),
    marked: z.boolean().describe('While false, what may have been sent is still being put in doubt, and nobody can open.'),
    openedAt: instant.nullable(),
    openedBy: text,
    reason: text,
    notices: z
      .array(
        z.object({
          noticeId: uuid,
          incidentId: uuid,
          number: count,
          type: z.string(),
          state: z.enum(['running', 'paused', 'not-started']).describe('not-started: approved, and must be approved again.'),
          unknownEmail: z.enum(['resend', 'ask']).nullable(),
          texts: count,
          mails: count,
          unwritten: count.describe('Members whose rows are still being written.'),
        }),
      )
      .describe('What may have been sent without the database knowing.'),
  })
  .meta({ id: 'Sending' }) satisfies z.ZodType<JsonOf<EpochView>>;
