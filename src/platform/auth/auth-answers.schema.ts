import { z } from 'zod';
import { type Actor, ROLES } from '../../kernel/actor.js';
import type { JsonOf } from '../../kernel/json-of.js';
import { instant, uuid } from '../http/answer.schema.js';
import type { ApiKey } from './api-keys.js';
import type { Person } from './people.js';

const roles = z.array(z.enum(ROLES));

export const personAnswer = z
  .object({ id: uuid, email: z.string(), name: z.string(), roles, disabledAt: instant.nullable(), createdAt: instant })
  .meta({ id: 'Person' }) satisfies z.ZodType<JsonOf<Person>>;

export const apiKeyAnswer = z
  .object({
    id: uuid,
    name: z.string(),
    prefix: z.string().describe('What the key begins with: fw_<prefix>_'),
    roles,
    createdBy: uuid,
    createdAt: instant,
    lastUsedAt: instant.nullable(),
    expiresAt: instant.nullable(),
    revokedAt: instant.nullable(),
  })
  .meta({ id: 'ApiKey' }) satisfies z.ZodType<JsonOf<ApiKey>>;

export const newApiKeyAnswer = z.object({ key: z.string().describe('fw_<prefix>_<secret>. Shown this once.'), ...apiKeyAnswer.shape });

const actor = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('person'), id: uuid, name: z.string(), roles }),
    z.object({ kind: z.literal('key'), id: uuid, name: z.string(), roles, answerable: uuid.describe('The person who made the key.') }),
  ])
  .meta({ id: 'Actor' }) satisfies z.ZodType<JsonOf<Exclude<Actor, { kind: 'system' }>>>;

export const signedInAnswer = z.object({ person: personAnswer.pick({ id: true, name: true, email: true, roles: true }), csrfToken: z.string(), expiresAt: instant });
export const meAnswer = z.object({ actor, csrfToken: z.string().nullable().describe('null for an API key.'), sessionExpiresAt: instant.nullable() });
