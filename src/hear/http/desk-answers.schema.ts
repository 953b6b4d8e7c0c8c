import { z } from 'zod';
import type { FoundCustomer } from '../../audience/contract.js';
import { IDENTITY_CHECKS } from '../../declare/contract.js';
import { COPY_REFUSALS, MESSAGE_STATES, OUTCOMES } from '../../deliver/contract.js';
import type { JsonOf } from '../../kernel/json-of.js';
import { instant, rowId, uuid } from '../../platform/http/answer.schema.js';
import { type Reply, REPLY_KINDS, REPLY_STATES } from '../store/desk.repository.js';

const text = z.string().nullable();
const channel = z.enum(['email', 'sms']);

const found = z.object({
  id: rowId, reference: z.string(), firstName: text, lastName: text, locale: text, postalCode: text, email: text, phone: text,
  suppressed: z.array(z.object({ channel, reason: z.string(), since: instant })),
});
export const foundCustomerAnswer = z.looseObject(found.shape).meta({ id: 'FoundCustomer' }) satisfies z.ZodType<JsonOf<FoundCustomer>>;

export const replyAnswer = z
  .object({
    kind: z.enum(REPLY_KINDS), id: rowId, customerId: rowId.nullable(), reference: text, subject: text, text: z.string(), receivedAt: instant,
    isFeedback: z.boolean().describe('A bare answer to the question whether the notice helped: it waits for nobody.'),
    state: z.enum(REPLY_STATES), changedAt: instant.nullable(),
  })
  .meta({ id: 'Reply' }) satisfies z.ZodType<JsonOf<Reply>>;

const shownMessage = z.object({
  messageId: rowId, noticeId: uuid, channel, address: z.string(), state: z.enum(MESSAGE_STATES), copyNo: z.int().describe('0 is the notice\'s own; a higher one was asked for.'),
  handedOverAt: instant.nullable(), deliveredAt: instant.nullable(), code: text, reason: text, bodyHash: text, composedFor: rowId,
  text: text.describe('The exact text, made again from the frozen inputs; null before it has left.'),
  proved: z.boolean().nullable().describe('Whether that text has the hash of what left.'),
});

export const caseAnswer = z
  .object({
    customer: z.looseObject(found.shape),
    notices: z.array(
      z.object({
        incidentId: uuid, reference: z.string(), title: z.string(), kind: z.string(), status: z.enum(['open', 'closed']), audienceId: uuid,
        reasons: z.looseObject({ data: z.array(z.string()).optional() }), notice: z.object({ id: uuid, number: z.int(), type: z.string() }).nullable(), outcome: z.enum(OUTCOMES).nullable(),
        held: z.enum(['incident', 'notice']).nullable().describe('Law enforcement asked that nothing is said just now: of the incident, or of this notice of it.'),
        pageSeenAt: instant.nullable(), nextUpdateAt: instant.nullable(), messages: z.array(shownMessage),
        answers: z.array(z.object({ question: z.string(), answer: z.string() })), checks: z.array(z.enum(IDENTITY_CHECKS)),
      }),
    ),
    replies: z.array(replyAnswer),
  })
  .meta({ id: 'CaseFile' });

export const copyAnswer = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.enum(['copy', 'brought-forward', 'under-way']), messageId: rowId }),
    z.object({ kind: z.literal('refused'), why: z.enum(COPY_REFUSALS) }),
  ])
  .meta({ id: 'CopyAnswer' });

export const callLogged = z.object({ id: rowId });
