import { z } from 'zod';
import type { JsonOf } from '../../kernel/json-of.js';
import { count, instant, rowId, uuid } from '../../platform/http/answer.schema.js';
import type { AudiencePreview } from '../audience.service.js';
import type { ListReport } from '../audience-lists.service.js';
import { type FrozenAudience, frozenAudienceAnswer, type Member } from '../contract.js';
import { audienceCountsAnswer } from '../model/frozen-audience.answer.js';
import { ruleSchema } from '../model/rule.js';
import type { AudienceDiff, AudienceRecord } from '../store/audience.repository.js';
import type { AudienceList } from '../store/audience-list.repository.js';

export const channel = z.enum(['email', 'sms']);
export const care = z.enum(['minor', 'deceased', 'represented']);
const text = z.string().nullable();

export const reasonsAnswer = z
  .object({
    touchpoints: z.array(z.object({ id: rowId, kind: z.string(), occurredAt: instant, label: text })).describe('Those that matched, newest first, at most five.'),
    more: count.describe('How many matched besides.'),
    data: z.array(z.string()).describe('Codes of this member\'s data that are involved.'),
    by: z.array(z.enum(['rule', 'list', 'told-before'])),
    care: care.optional().describe('Written to through a representative, or not at all.'),
  })
  .meta({ id: 'MemberReasons' }) satisfies z.ZodType<JsonOf<Member['reasons']>>;

export const memberAnswer = z
  .object({
    customerId: rowId,
    position: count.describe('Place in the random order, from 0.'),
    reference: z.string(),
    firstName: text,
    lastName: text,
    locale: text,
    country: text,
    region: text,
    place: text.describe('Where he lives, as laws count it: US-CA, US where the state can\'t be told, DE.'),
    timeZone: text,
    email: text,
    emailHash: text,
    phone: text,
    phoneHash: text,
    preferredChannel: channel.nullable(),
    reasons: reasonsAnswer,
  })
  .meta({ id: 'AudienceMember' }) satisfies z.ZodType<JsonOf<Member>>;

/** The cursor of members is a place, and so a number. */
export const membersAnswer = z.object({ items: z.array(memberAnswer), next: z.int().nullable() });

const { customerId, reference, firstName, lastName, locale, region, preferredChannel, reasons } = memberAnswer.shape;
const example = z.object({ customerId, reference, firstName, lastName, locale, region, preferredChannel, hasEmail: z.boolean(), hasPhone: z.boolean(), reasons }).meta({ id: 'AffectedExample' });

export const audiencePreviewAnswer = z.object({ counts: audienceCountsAnswer, examples: z.array(example).describe('Ten, the same each time.') }) satisfies z.ZodType<JsonOf<AudiencePreview>>;

export const frozenAnswer = frozenAudienceAnswer satisfies z.ZodType<JsonOf<FrozenAudience>>;

/** Rules are parsed before they are kept; the type of what contains itself says too little to be compared here. */
export const audienceAnswer = z
  .object({
    id: uuid,
    incidentId: uuid,
    version: count,
    state: z.enum(['draft', 'frozen']),
    rule: ruleSchema.nullable(),
    listId: uuid.nullable(),
    combine: z.enum(['union', 'intersection']),
    without: z.array(uuid).describe('Audiences whose people were left out.'),
    toldByNoticeId: uuid.nullable().describe('The notice by which its members were told before.'),
    algorithm: text,
    seed: text,
    hash: text,
    counts: audienceCountsAnswer.nullable(),
    builtBy: uuid,
    createdAt: instant,
    frozenAt: instant.nullable(),
  })
  .meta({ id: 'Audience' }) satisfies z.ZodType<Record<keyof AudienceRecord, unknown>>;

export const audienceDiffAnswer = z.object({
  added: count,
  removed: count,
  kept: count,
  readdressed: count.describe('Of those kept: people whose e-mail address or number is another now.'),
  addedExamples: z.array(z.string()),
  removedExamples: z.array(z.string()),
}) satisfies z.ZodType<JsonOf<AudienceDiff>>;

export const verificationAnswer = z.object({ hash: z.string(), computed: z.string(), intact: z.boolean() });

export const audienceListAnswer = z
  .object({ id: uuid, incidentId: uuid, name: z.string(), total: count.describe('Different references in it.'), found: count.describe('Customers that were known when it came in.'), createdAt: instant })
  .meta({ id: 'AudienceList' }) satisfies z.ZodType<JsonOf<AudienceList>>;

export const listReportAnswer = z.object({
  ...audienceListAnswer.shape,
  notFound: z.array(z.string()).describe('References of which no customer is known, the first hundred.'),
  badLines: z.array(count).describe('Lines without a usable reference, the first hundred.'),
  badLinesTotal: count,
}) satisfies z.ZodType<JsonOf<ListReport>>;

export const jsonSchemaAnswer = z.looseObject({}).describe('A JSON Schema, draft 2020-12.');
