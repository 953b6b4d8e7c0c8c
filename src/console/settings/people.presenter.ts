import { type Role, ROLES } from '../../kernel/actor.js';
import { type ApiKey } from '../../platform/auth/api-keys.js';
import { PASSWORD_LENGTH } from '../../platform/auth/password.js';
import { type Person } from '../../platform/auth/people.js';

export interface TypedPerson {
  readonly name: string;
  readonly email: string;
  readonly roles: readonly string[];
}
export const NOBODY: TypedPerson = { name: '', email: '', roles: [] };

const MAY: Readonly<Record<Role, string>> = {
  commander: 'declares, and steers what goes out', author: 'finds the affected, writes', approver: 'approves what others wrote', legal: 'reads, returns, rejects',
  ops: 'imports, pauses, watches the phones', agent: 'sees what a caller was told', auditor: 'reads everything', admin: 'people, keys, who speaks',
};

const choices = (chosen: readonly string[], among: readonly Role[] = ROLES) => among.map((role) => ({ role, may: MAY[role], checked: chosen.includes(role) }));

export interface PeopleShown {
  readonly people: readonly Person[];
  readonly keys: readonly ApiKey[];
  /** Roles of the viewer: a key can have no other. */
  readonly own: readonly Role[];
  readonly typed: TypedPerson;
  readonly newKey: string | null;
  readonly faults: readonly string[];
  readonly zone: string;
}

export function peoplePage({ people, keys, own, typed, newKey, faults, zone }: PeopleShown) {
  const nameOf = new Map(people.map(({ id, name }) => [id, name]));
  return {
    faults, zone, newKey, typed,
    passwordMin: PASSWORD_LENGTH.min,
    roles: choices(typed.roles),
    keyRoles: choices([], own),
    people: people.map(({ id, name, email, roles, disabledAt }) => ({ id, name, email, isDisabled: disabledAt !== null, held: roles.join(', '), roles: choices(roles) })),
    keys: keys.map(({ id, name, prefix, roles, createdBy, lastUsedAt, expiresAt, revokedAt }) => ({
      id, name, prefix, roles: roles.join(', '), by: nameOf.get(createdBy) ?? '', lastUsedAt, expiresAt, isRevoked: revokedAt !== null,
    })),
  };
}
