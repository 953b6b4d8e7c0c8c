import { type Asked, pageOfRows } from '../list/console-list.js';
import { keysList, peopleList } from '../list/console-lists.js';
import { type Columns } from '../list/list-files.js';
import { type Brand } from '../../declare/contract.js';
import { type Role, ROLES } from '../../kernel/actor.js';
import { isWantedKey, isWantedPerson } from '../../platform/auth/access-filter.js';
import { type ApiKey } from '../../platform/auth/api-keys.js';
import { PASSWORD_LENGTH } from '../../platform/auth/password.js';
import { type BrandRoles, type Person } from '../../platform/auth/people.js';
import { type AccessRequest } from '../../platform/auth/rights/access-requests.js';
import { type Fault } from '../page/fault.js';
import { ROLE_LABELS } from '../page/words.js';

export interface TypedPerson {
  readonly name: string;
  readonly email: string;
  readonly roles: readonly string[];
  readonly brandRoles: BrandRoles;
}
export const NOBODY: TypedPerson = { name: '', email: '', roles: [], brandRoles: {} };

const MAY: Readonly<Record<Role, string>> = {
  commander: 'declares, and steers what goes out', author: 'finds the affected, writes', approver: 'approves what others wrote', legal: 'reads, returns, rejects',
  ops: 'imports, pauses, watches the phones', agent: 'sees what a caller was told', auditor: 'reads everything', admin: 'people, keys, who speaks',
};

const choices = (chosen: readonly string[], among: readonly Role[] = ROLES) => among.map((role) => ({ role, label: ROLE_LABELS[role], may: MAY[role], checked: chosen.includes(role) }));

/** Roles of an admin are for every brand. */
const IN_A_BRAND = ROLES.filter((role) => role !== 'admin');

/** Where there is one brand alone, a role in it is a role everywhere: nothing to choose. */
const brandChoices = (brands: readonly Brand[], held: BrandRoles) =>
  brands.length < 2 && Object.keys(held).length === 0 ? [] : brands.map(({ id, name }) => ({ id, name, isHeld: (held[id]?.length ?? 0) > 0, roles: choices(held[id] ?? [], IN_A_BRAND) }));

/** As the head of each page names them. */
const named = (roles: readonly string[]): string => roles.map((role) => ROLE_LABELS[role as Role] ?? role).join(', ');

const heldWords = (roles: readonly string[], brandRoles: BrandRoles, names: ReadonlyMap<string, string>): string =>
  [...(roles.length > 0 ? [named(roles)] : []), ...Object.entries(brandRoles).filter(([, some]) => some.length > 0).map(([brand, some]) => `${named(some)} of ${names.get(brand) ?? brand}`)].join('; ');

const STATES: Readonly<Record<AccessRequest['state'], string>> = { waiting: 'waits', confirmed: 'confirmed', refused: 'refused', withdrawn: 'withdrawn', expired: 'void: nobody decided within a day', used: 'key made' };

function requestRow(request: AccessRequest, viewerId: string, names: ReadonlyMap<string, string>) {
  const { id, kind, state, name, roles, brandRoles, brands, requestedBy, decidedBy, reason, requestedAt, decidedAt } = request;
  const rights = roles || brandRoles ? heldWords(roles ?? [], brandRoles ?? {}, names) : '';
  const parts = [
    ...(rights === '' ? [] : [`roles: ${rights}`]), ...(brands?.length ? [`for ${brands.map((brand) => names.get(brand) ?? brand).join(', ')} alone`] : []),
    ...(request.letsInAgain ? ['let in again'] : []), ...(request.resetsPassword ? ['a new password'] : []), ...(request.resetsSecondFactors ? ['passkeys and authenticator app taken away'] : []),
  ];
  const isMine = requestedBy.id === viewerId;
  return {
    id, requestedAt, decidedAt, reason, name,
    what: { 'person-new': 'New person', 'person-change': 'Change of', key: 'Key for' }[kind],
    detail: parts.join('; '), by: requestedBy.name, state: STATES[state], decidedBy: decidedBy?.name ?? null,
    isWaiting: state === 'waiting', isMine, mayMake: isMine && kind === 'key' && state === 'confirmed',
  };
}

const SHOWN = 20;

export const peopleAsked = (people: readonly Person[], { values: { words, role, state } }: Asked<'words' | 'role' | 'state'>): readonly Person[] =>
  people.filter(isWantedPerson({ words, role: ROLES.find((each) => each === role), disabled: state === '' ? undefined : state === 'out' }));

export const keysAsked = (keys: readonly ApiKey[], { values: { words, state } }: Asked<'words' | 'state'>, now: Date): readonly ApiKey[] =>
  keys.filter(isWantedKey({ words, live: state === '' ? undefined : state === 'live' }, now));

export const peopleColumns: Columns<Person> = {
  name: ({ name }) => name, email: ({ email }) => email, roles: ({ roles }) => roles.join(' '), created_at: ({ createdAt }) => createdAt, shut_out_at: ({ disabledAt }) => disabledAt,
  brand_roles: ({ brandRoles }) => Object.entries(brandRoles).map(([brand, roles]) => `${brand}: ${roles.join(' ')}`).join('; '),
};

/** What opens something is in no file: a key's beginning only tells it from others. */
export const keyColumns = (nameOf: ReadonlyMap<string, string>): Columns<ApiKey> => ({
  name: ({ name }) => name, begins_with: ({ prefix }) => `fw_${prefix}`, roles: ({ roles }) => roles.join(' '), brands: ({ brands }) => brands?.join(' '), made_by: ({ createdBy }) => nameOf.get(createdBy),
  made_at: ({ createdAt }) => createdAt, last_used_at: ({ lastUsedAt }) => lastUsedAt, ends_at: ({ expiresAt }) => expiresAt, revoked_at: ({ revokedAt }) => revokedAt,
});

export interface PeopleShown {
  readonly brands: readonly Brand[];
  readonly requests: readonly AccessRequest[];
  readonly needsSecond: boolean;
  readonly viewerId: string;
  readonly people: readonly Person[];
  readonly keys: readonly ApiKey[];
  readonly asked: { readonly people: Asked<'words' | 'role' | 'state'>; readonly keys: Asked<'words' | 'state'> };
  readonly now: Date;
  /** Roles of the viewer: a key can have no other. */
  readonly own: readonly Role[];
  readonly typed: TypedPerson;
  readonly newKey: string | null;
  readonly faults: readonly Fault[];
  readonly zone: string;
}

export function peoplePage({ people, keys, brands, requests, needsSecond, viewerId, own, typed, newKey, faults, zone, asked, now }: PeopleShown) {
  const [shownPeople, shownKeys] = [pageOfRows(peopleAsked(people, asked.people), ({ id }) => id, asked.people.after, SHOWN), pageOfRows(keysAsked(keys, asked.keys, now), ({ id }) => id, asked.keys.after, SHOWN)];
  const nameOf = new Map<string, string>(people.map(({ id, name }) => [id, name]));
  const brandNames = new Map(brands.map(({ id, name }) => [id, name]));
  const rows = requests.map((request) => requestRow(request, viewerId, brandNames));
  return {
    needsSecond,
    lists: { people: peopleList.bar('/people', asked.people, shownPeople, '/people/people.csv'), keys: keysList.bar('/people', asked.keys, shownKeys, '/people/keys.csv') },
    waiting: rows.filter(({ isWaiting, mayMake }) => isWaiting || mayMake),
    decided: rows.filter(({ isWaiting, mayMake }) => !isWaiting && !mayMake),
    brandRoles: brandChoices(brands, typed.brandRoles),
    keyBrands: brands.length < 2 ? [] : brands.map(({ id, name }) => ({ id, name })),
    faults, zone, newKey, typed,
    passwordMin: PASSWORD_LENGTH.min,
    roles: choices(typed.roles),
    keyRoles: choices([], own),
    people: shownPeople.rows.map(({ id, name, email, roles, brandRoles, disabledAt }) => ({ id, name, email, isDisabled: disabledAt !== null, held: heldWords(roles, brandRoles, brandNames), roles: choices(roles), brandRoles: brandChoices(brands, brandRoles) })),
    keys: shownKeys.rows.map(({ id, name, prefix, roles, brands: within, createdBy, lastUsedAt, expiresAt, revokedAt }) => ({
      id, name, prefix, roles: named(roles), within: within?.map((brand) => brandNames.get(brand) ?? brand).join(', ') ?? null, by: nameOf.get(createdBy) ?? '', lastUsedAt, expiresAt, isRevoked: revokedAt !== null,
    })),
  };
}
