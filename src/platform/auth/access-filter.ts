import type { Role } from '../../kernel/actor.js';
import { saysIn } from '../../kernel/says-in.js';
import type { ApiKey } from './api-keys.js';
import type { Person } from './people.js';

/** Which people are wanted; what is absent narrows nothing. */
export interface PersonFilter {
  /** Part of a name or an e-mail address. */
  readonly words?: string | undefined;
  /** In every brand or in one. */
  readonly role?: Role | undefined;
  readonly disabled?: boolean | undefined;
}

export interface KeyFilter {
  /** Part of its name, or of its beginning. */
  readonly words?: string | undefined;
  /** Neither revoked nor ended. */
  readonly live?: boolean | undefined;
}

export const isWantedPerson = ({ words = '', role, disabled }: PersonFilter) => ({ name, email, roles, brandRoles, disabledAt }: Person): boolean =>
  saysIn(words, name, email) && (role === undefined || [...roles, ...Object.values(brandRoles).flat()].includes(role)) && (disabled === undefined || (disabledAt !== null) === disabled);

/** @param now  Real time, by which keys end. */
export const isWantedKey = ({ words = '', live }: KeyFilter, now: Date) => ({ name, prefix, revokedAt, expiresAt }: ApiKey): boolean =>
  saysIn(words, name, `fw_${prefix}`) && (live === undefined || (revokedAt === null && (expiresAt === null || expiresAt > now)) === live);
