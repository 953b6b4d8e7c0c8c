import { z } from 'zod';
import { ROLES } from '../../../kernel/actor.js';
import type { JsonOf } from '../../../kernel/json-of.js';
import { instant, uuid } from '../../http/answer.schema.js';
import { ACCESS_REQUEST_KINDS, ACCESS_REQUEST_STATES, type AccessRequest } from './access-requests.js';

const roles = z.array(z.enum(ROLES));
const somebody = z.object({ id: uuid, name: z.string() });

export const accessRequestAnswer = z
  .object({
    id: uuid,
    kind: z.enum(ACCESS_REQUEST_KINDS),
    state: z.enum(ACCESS_REQUEST_STATES),
    personId: uuid.nullable(),
    name: z.string().describe('Of the person or the key.'),
    roles: roles.nullable(),
    brandRoles: z.record(z.string(), roles).nullable(),
    brands: z.array(z.string()).nullable(),
    resetsPassword: z.boolean(),
    resetsSecondFactors: z.boolean(),
    letsInAgain: z.boolean(),
    requestedBy: somebody,
    requestedAt: instant,
    expiresAt: instant,
    decidedBy: somebody.nullable(),
    decidedAt: instant.nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'AccessRequest' }) satisfies z.ZodType<JsonOf<AccessRequest>>;
