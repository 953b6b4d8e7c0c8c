import { z } from 'zod';
import { type Actor, ROLES } from '../../kernel/actor.js';
import type { JsonOf } from '../../kernel/json-of.js';
import { instant, uuid } from '../http/answer.schema.js';
import type { ApiKey } from './api-keys.js';
import type { Person } from './people.js';
import type { SignInWay } from './sessions.js';
import type { OwnSignInState } from './sign-in/own-sign-in.js';
import type { Passkey } from './sign-in/passkeys.js';

const roles = z.array(z.enum(ROLES));

export const personAnswer = z
  .object({ id: uuid, email: z.string(), name: z.string(), roles: roles.describe('In every brand.'), brandRoles: z.record(z.string(), roles).describe('In one brand alone.'), disabledAt: instant.nullable(), createdAt: instant })
  .meta({ id: 'Person' }) satisfies z.ZodType<JsonOf<Person>>;

export const apiKeyAnswer = z
  .object({
    id: uuid,
    name: z.string(),
    prefix: z.string().describe('What the key begins with: fw_<prefix>_'),
    roles,
    brands: z.array(z.string()).nullable().describe('null: every one in which its maker has the role.'),
    createdBy: uuid,
    createdAt: instant,
    lastUsedAt: instant.nullable(),
    expiresAt: instant.nullable(),
    revokedAt: instant.nullable(),
  })
  .meta({ id: 'ApiKey' }) satisfies z.ZodType<JsonOf<ApiKey>>;

export const newApiKeyAnswer = z.object({ key: z.string().describe('fw_<prefix>_<secret>. Shown this once.'), ...apiKeyAnswer.shape });

const brands = z.array(z.string()).optional().describe('Absent where it may act for every brand.');

const actor = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('person'), id: uuid, name: z.string(), roles, brands }),
    z.object({ kind: z.literal('key'), id: uuid, name: z.string(), roles, brands, answerable: uuid.describe('The person who made the key.') }),
  ])
  .meta({ id: 'Actor' }) satisfies z.ZodType<JsonOf<Exclude<Actor, { kind: 'system' }>>>;

export const signedInAnswer = z.object({ person: personAnswer.pick({ id: true, name: true, email: true, roles: true }), csrfToken: z.string(), expiresAt: instant });
export const meAnswer = z.object({ actor, csrfToken: z.string().nullable().describe('null for an API key.'), sessionExpiresAt: instant.nullable() });

const SIGN_IN_WAYS = ['password', 'password+code', 'password+recovery', 'passkey', 'company'] as const satisfies readonly SignInWay[];

export const passkeyAnswer = z
  .object({ id: uuid, name: z.string(), synced: z.boolean().describe('May be on several devices.'), createdAt: instant, lastUsedAt: instant.nullable() })
  .meta({ id: 'Passkey' }) satisfies z.ZodType<JsonOf<Passkey>>;
export const passkeyOptionsAnswer = z.object({ step: z.string().describe('Comes back with the answer. Good for five minutes and one try.'), options: z.looseObject({ challenge: z.string() }).describe('For the browser, as JSON (WebAuthn Level 3).') });
export const newTotpAnswer = z.object({ secret: z.string().describe('Base32. Shown until it is confirmed.'), address: z.string(), picture: z.string().describe('A QR code as data: URL.') });
export const recoveryCodesAnswer = z.object({ recoveryCodes: z.array(z.string()).describe('Shown this once; each opens once.') });
export const ownSignInAnswer = z
  .object({
    hasTotp: z.boolean(),
    recoveryCodesLeft: z.int(),
    hasCompanyAccount: z.boolean(),
    passkeys: z.array(passkeyAnswer),
    sessions: z.array(z.object({ id: uuid, way: z.enum(SIGN_IN_WAYS), browser: z.string(), createdAt: instant, lastSeenAt: instant, expiresAt: instant, current: z.boolean() })),
    timeZone: z.string().nullable().describe('On whose clocks I am told times; null: the company\'s.'),
  })
  .meta({ id: 'OwnSignIn' }) satisfies z.ZodType<JsonOf<OwnSignInState>>;
export const timeZoneAnswer = z.object({ timeZone: z.string().nullable() });
export const endedSessionsAnswer = z.object({ ended: z.int() });
