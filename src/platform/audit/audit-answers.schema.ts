import { z } from 'zod';
import type { JsonOf } from '../../kernel/json-of.js';
import { count, instant, rowId, sha256, uuid } from '../http/answer.schema.js';
import type { FoundEvent } from './audit-search.js';

const link = z.object({ position: count, hash: sha256 });

export const foundEventAnswer = z
  .object({
    id: rowId,
    at: instant.describe('Business time.'),
    actor: z.object({ kind: z.string(), id: z.string(), name: z.string().nullable() }),
    action: z.string(),
    subject: z.object({ kind: z.string(), id: z.string() }),
    about: z.string().nullable().describe('What it is about, as people call it; null where that is gone, or has no name.'),
    details: z.record(z.string(), z.unknown()),
    incidentId: uuid.nullable(),
    link: link.nullable().describe('Its place in the chain; null for the second or two before it is linked.'),
  })
  .meta({ id: 'AuditEvent' });
foundEventAnswer satisfies z.ZodType<Omit<JsonOf<FoundEvent>, 'incidentId' | 'details'>>;

export const chainAnswer = z
  .object({
    head: link.nullable().describe('The last link: its hash stands for the whole record until then.'),
    verifiedUntil: count.describe('How far the chain was walked and compared with its events.'),
    verifiedAt: instant.nullable(),
    broken: z.object({ position: count, why: z.string() }).nullable(),
  })
  .meta({ id: 'AuditChain' });
