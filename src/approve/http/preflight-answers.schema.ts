import { z } from 'zod';
import { FINDING_PARTS, NOTICE_PARTS } from '../../compose/contract.js';
import type { JsonOf } from '../../kernel/json-of.js';
import { count, instant, rowId, uuid } from '../../platform/http/answer.schema.js';
import { countryTexts, smsCost } from '../../platform/http/sms-cost.schema.js';
import { FINISH_BOUNDS } from '../model/finish-estimate.js';
import type { FindingOverride } from '../model/finding-override.js';
import type { PreflightFailure } from '../model/preflight.js';
import type { PreflightSummary } from '../model/preflight-tally.js';
import type { PreflightView } from '../preflight.service.js';
import type { Preview } from '../preview.service.js';

const line = z.string();
const counts = z.record(line, count);
const part = z.enum(NOTICE_PARTS);
const findingPart = z.enum(FINDING_PARTS);

export const finding = z
  .object({ rule: line, severity: z.enum(['block', 'warn']), part: findingPart, locale: line, where: line, why: line, fix: line })
  .meta({ id: 'Finding' });

/** Names a finding. */
export const namedFinding = { rule: z.string().min(1).max(60), part: findingPart, locale: z.string().min(2).max(40), where: z.string().max(200).describe('As the finding says it.') };

export const override = z
  .object({ ...namedFinding, reason: line, by: uuid, name: line, at: instant })
  .meta({ id: 'FindingOverride' }) satisfies z.ZodType<JsonOf<FindingOverride>>;

const lacking = z.object({ part: z.enum([...NOTICE_PARTS, 'every']), missing: z.array(line) }).meta({ id: 'Lacking' });

const limit = z
  .object({
    perSecond: z.number().describe('Messages, or segments for `sms` and `sender`.'),
    domain: line.nullable().describe('The mailbox domain, for `domain`.'),
    line: z.object({ connections: count, callMs: z.number().describe('How long a message takes up one.'), seen: z.boolean().describe('false: assumed, until a hundred calls were timed.') }).nullable().describe('For connections: those of one worker process.'),
  })
  .describe('The limit that decides when it is done; null where the waves do.');

const summary = z
  .object({
    members: count,
    people: z.object({ email: count, sms: count, both: count, suppressed: count, unreachable: count }).describe('How each is reached; these add up to the members.'),
    sharing: count,
    messages: z.object({ email: count, sms: count }),
    byLocale: counts,
    byCountry: counts,
    byRegion: counts,
    byLaw: z
      .array(z.object({ variant: line.describe('`general` where no law asks for anything.'), names: z.array(line), people: count, places: counts.describe('By the place where they live; an empty name where it is not known.'), lookAt: z.array(line).describe('What the laws ask besides and no program sees.') }))
      .optional().describe('By the laws that bind them, and so by how the notice reads.'),
    withoutConsent: counts.optional().describe('Of a statutory notice, by place: people whose law takes an e-mail or a text for its notice only from who agreed to it, and who did not. To them it is an early warning, and the file of letters holds them too.'),
    segments: z.object({ total: count, histogram: counts.describe('Texts by their number of segments.'), unicode: count, byCountry: countryTexts }),
    cost: smsCost.nullable().optional().describe('What the texts cost at the prices of the day of the check; null where no price was set.'),
    brake: z.object({ people: count.describe('Who would wait, since they were told often enough today.'), holds: z.array(line).describe('What would hold the whole notice.') }).optional().describe('What the storm brake would do, were it sent now.'),
    ladder: z.object({ people: count, messages: z.object({ email: count, sms: count }), segments: count, byCountry: countryTexts, cost: smsCost.nullable().optional() }).nullable().optional().describe('What it would add, were nobody\'s first message to arrive.'),
    finish: z.object({ startsAt: instant, lastWaveAt: instant, finishesAt: instant, bound: z.enum(FINISH_BOUNDS), limit: limit.nullable().optional() }).nullable().describe('If it were approved now.'),
    groups: z
      .array(z.object({ zones: z.array(line), localZone: line, people: count, firstWaveAt: instant.nullable(), lastWaveAt: instant.nullable().describe('null: no time is left before the notice expires.'), late: z.object({ people: count, at: instant.nullable() }).optional().describe('Its late group.') }))
      .optional().describe('People whose waves open at the same times.'),
  })
  .meta({ id: 'PreflightSummary' }) satisfies z.ZodType<JsonOf<PreflightSummary>>;

export const preflightAnswer = z
  .object({
    id: uuid,
    noticeId: uuid,
    revision: count,
    state: z.enum(['queued', 'running', 'passed', 'failed', 'broken']),
    members: count.nullable(),
    rendered: count,
    failures: count.describe('How many can\'t be written to as the texts stand.'),
    summary: summary.nullable(),
    findings: z.array(finding),
    overrides: z.array(override).describe('Findings that legal let pass in this revision.'),
    error: line.nullable(),
    requestedAt: instant,
    startedAt: instant.nullable(),
    finishedAt: instant.nullable(),
    stale: z.boolean().describe('The notice was edited since: run it again.'),
  })
  .meta({ id: 'Preflight' }) satisfies z.ZodType<JsonOf<PreflightView>>;

export const preflightFailureAnswer = z
  .object({ customerId: rowId, reference: line, position: count, lacking: z.array(lacking) })
  .meta({ id: 'PreflightFailure' }) satisfies z.ZodType<JsonOf<PreflightFailure>>;

export const previewAnswer = z
  .object({
    reader: z.object({ customerId: rowId, position: count, reference: line, name: line.nullable(), locale: line.nullable(), hasEmail: z.boolean(), hasPhone: z.boolean(), region: line.nullable(), preferredChannel: z.enum(['email', 'sms']).nullable(), numberCountry: line.nullable().describe('ISO 3166 alpha-2 of his number, empty where it tells none; null without a number.'), place: line.nullable().describe('Where he lives, as laws count it.') }),
    locale: line.describe('The language that he is written to in.'),
    law: z.object({ variant: line, names: z.array(line) }).describe('By which laws it reads as it does.'),
    email: z.object({ subject: line, html: line, text: line }).nullable(),
    sms: z.object({ body: line, segments: count, encoding: z.enum(['GSM-7', 'UCS-2']), pieces: z.array(line).describe('One for each segment; together they are the body.') }).nullable(),
    hashes: z.object({ email: line.nullable(), sms: line.nullable() }).describe('SHA-256 of what would leave were the plan signed as it stands; the ledger keeps the same of each message.'),
    lacking: z.array(lacking),
    findings: z.array(finding),
    faults: z.record(line, z.array(z.object({ part, line: count, column: count, message: line }))).describe('Of texts that were handed in, by locale; then nothing is rendered.'),
  })
  .meta({ id: 'Preview' }) satisfies z.ZodType<JsonOf<Preview>>;
