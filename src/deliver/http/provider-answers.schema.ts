import { z } from 'zod';
import type { JsonOf } from '../../kernel/json-of.js';
import { instant } from '../../platform/http/answer.schema.js';
import { HEALTH_STATES } from '../model/breaker.js';
import { LIMIT_KINDS } from '../model/bucket-name.js';
import type { ProvidersView } from '../providers.service.js';

const text = z.string().nullable();
const share = z.number().min(0).max(1);

const provider = z
  .object({
    provider: z.string().describe('Its name in the ledger.'),
    channel: z.enum(['email', 'sms']),
    open: z.boolean().describe('Whether anything goes out by it now.'),
    state: z.enum(HEALTH_STATES),
    share: share.describe('Of what its channel sends: what it is meant to get while the other one can take the rest.'),
    since: instant,
    until: instant.nullable().describe('When it is tried again.'),
    code: text,
    reason: text.describe('What is wrong with it, or with its account.'),
    checkFault: text.describe('What the last look at the account found; null where it answered, or nobody has looked yet.'),
    checkedBy: text,
    checkedAt: instant.nullable(),
  })
  .meta({ id: 'Provider' });

const limit = z
  .object({
    bucket: z.string(),
    channel: z.enum(['email', 'sms']),
    kind: z.enum(LIMIT_KINDS).describe('Whose limit it is.'),
    name: z.string().describe('Of the provider, the sender or the mailbox domain.'),
    nominal: z.number().describe('A second, as configured: e-mails, or segments of texts. Of a mailbox domain without a limit of its own, what it was getting when it asked for less.'),
    configured: z.boolean().describe('False for a limit that is there only until the mailbox domain bears as much again as it was getting.'),
    now: z.number().describe('What is let through now: less after the provider asked for less.'),
    limitedAt: instant.nullable(),
    reason: text.describe('Why it is less than nominal; null where it is not.'),
  })
  .meta({ id: 'SendingLimit' });

export const providersAnswer = z.object({ providers: z.array(provider), limits: z.array(limit) }).meta({ id: 'Providers' }) satisfies z.ZodType<JsonOf<ProvidersView>>;
