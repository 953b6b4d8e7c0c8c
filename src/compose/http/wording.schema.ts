import { z } from 'zod';
import { INCIDENT_KINDS } from '../../declare/contract.js';
import type { JsonOf } from '../../kernel/json-of.js';
import { count, instant, uuid } from '../../platform/http/answer.schema.js';
import { pageQuery } from '../../platform/http/page-of-rows.js';
import { NOTICE_PARTS, NOTICE_TYPES } from '../contract.js';
import type { TemplateAbout, WordingVersion } from '../model/wording.js';
import type { PlaybookStanding } from '../playbook-library.service.js';
import { TEMPLATE_STATES } from '../template-filter.js';
import type { NamedExample, TemplateStanding, TemplateTrial } from '../template-library.service.js';

/** As long as a notice's own texts may be. */
const LONGEST_TEXT = 200_000;
const line = z.string();
const part = z.enum(NOTICE_PARTS);

export const kindParam = z.enum(INCIDENT_KINDS);
export const brandParam = z.string().regex(/^[a-z0-9-]{1,40}$/, 'must be the short name of a brand');
const localeTag = z.string().regex(/^[A-Za-z0-9-]{2,40}$/, 'must be a language tag');
export const aboutParams = z
  .object({ brand: brandParam, kind: kindParam, type: z.enum(NOTICE_TYPES), locale: localeTag })
  .transform(({ brand, kind, type, locale }): TemplateAbout => ({ of: 'template', brandId: brand, kind, type, locale }));

export const templatesQuery = z.object({ kind: kindParam.optional(), type: z.enum(NOTICE_TYPES).optional(), locale: localeTag.optional(), state: z.enum(TEMPLATE_STATES).optional().describe('lags: needs translation; own: written here; came: as it came with the service.'), ...pageQuery });
export const playbooksQuery = z.object({ kind: kindParam.optional(), ...pageQuery });

const version = z.coerce.number().int().min(0).max(1_000_000);
export const versionQuery = z.object({ version: version.optional().describe('0 is what came with the service. Default: the newest.') });
export const diffQuery = z.object({ from: version.optional().describe('Default: the version before `to`.'), to: version.optional().describe('Default: the newest.') });

const known = z.int().min(0).describe('The newest version that you have seen; 0 where there was none. A newer one is not written over.');
const note = z.string().trim().max(300).default('').describe('What was changed.');
const sources = { subject: z.string().min(1).max(1_000), emailHtml: z.string().min(1).max(LONGEST_TEXT), emailText: z.string().min(1).max(LONGEST_TEXT), sms: z.string().min(1).max(5_000) };
export const newTemplate = z.strictObject({ after: known, note, ...sources });
export const triedTemplate = z.strictObject(sources);
export const newPlaybook = z.strictObject({ after: known, note, playbook: z.record(z.string(), z.unknown()).describe('The whole of it, as GET answers it.') });
export const restoring = z.strictObject({ after: known, version: z.int().min(0).describe('The one to begin again from; 0 is what came with the service.') });
export const reviewing = z.strictObject({
  version: z.int().min(1).describe('The newest: no other can be decided.'),
  decision: z.enum(['reviewed', 'returned']),
  reason: z.string().trim().max(500).default('').describe('Why it goes back; needed there.'),
});

const decision = z.object({ kind: z.enum(['reviewed', 'returned']), reason: line.nullable(), by: uuid, name: line, at: instant });
const wordingVersion = z
  .object({ version: count, hash: line, note: line, restoredFrom: count.nullable(), madeBy: uuid, name: line, madeAt: instant, decision: decision.nullable().describe('null: nobody has looked at it.') })
  .meta({ id: 'WordingVersion' }) satisfies z.ZodType<JsonOf<WordingVersion>>;
const state = z.enum(['draft', 'returned', 'in-use', 'replaced']).describe('Of the newest version; draft: it waits for somebody other than its authors.');
const inUse = count.describe('The version that notices are drafted from; 0 is what came with the service.');

export const templateStandingAnswer = z
  .object({
    about: z.object({ of: z.literal('template'), brandId: line, kind: kindParam, type: z.enum(NOTICE_TYPES), locale: line }),
    inUse, newest: wordingVersion.nullable(), state,
    needsTranslation: z.boolean().describe('What is said in `source` was changed later.'),
    source: line,
  })
  .meta({ id: 'TemplateStanding' }) satisfies z.ZodType<JsonOf<TemplateStanding>>;

const named = z.object({ name: line, kind: z.enum(['value', 'list']), example: line.nullable() }) satisfies z.ZodType<JsonOf<NamedExample>>;
const texts = z.object({ subject: line, emailHtml: line, emailText: line, sms: line });
export const templateAnswer = templateStandingAnswer
  .extend({ versions: z.array(wordingVersion).describe('Newest first.'), shown: count.describe('The version whose texts these are.'), texts, names: z.array(named).describe('What the texts can name, as it is for an invented reader.') })
  .meta({ id: 'Template' });

const finding = z.object({ rule: line, severity: z.enum(['block', 'warn']), part, locale: line, where: line, why: line, fix: line });
export const templateTrialAnswer = z
  .object({
    faults: z.array(z.object({ part, line: count, column: count, message: line })).describe('Why it can\'t be used; then nothing is rendered.'),
    email: z.object({ subject: line, html: line, text: line }).nullable(),
    sms: z.object({ body: line, segments: count, encoding: z.enum(['GSM-7', 'UCS-2']) }).nullable(),
    lacking: z.array(z.object({ part: z.enum([...NOTICE_PARTS, 'every']), missing: z.array(line) })),
    findings: z.array(finding),
  })
  .meta({ id: 'TemplateTrial' }) satisfies z.ZodType<JsonOf<TemplateTrial>>;

export const playbookStandingAnswer = z
  .object({ kind: kindParam, inUse, newest: wordingVersion.nullable(), state, versions: z.array(wordingVersion).describe('Newest first.') })
  .meta({ id: 'PlaybookStanding' }) satisfies z.ZodType<JsonOf<PlaybookStanding>>;

export const diffAnswer = z
  .object({
    from: count, to: count,
    parts: z.array(z.object({ part: line, pieces: z.array(z.object({ kind: z.enum(['same', 'added', 'removed']), text: line })).describe('In reading order; none where nothing was changed. Of a long stretch that both have, the ends are shown.') })),
  })
  .meta({ id: 'WordingDiff' });
