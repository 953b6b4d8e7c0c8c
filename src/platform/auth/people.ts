import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Actor, type Role, ROLES } from '../../kernel/actor.js';
import { DomainError } from '../../kernel/domain-error.js';
import { ianaZone } from '../../kernel/instant.js';
import { parseEmail } from '../../kernel/email.js';
import { type PersonId } from '../../kernel/ids.js';
import { Audit } from '../audit/audit.js';
import { Transactions, type Tx } from '../database/transactions.js';
import { checkPassword, hashPassword, verifyPassword } from './password.js';
import { PersonEntity } from './person.entity.js';

export type BrandRoles = Readonly<Record<string, readonly Role[]>>;

/** A person of the company, as others may see him. */
export interface Person {
  readonly id: PersonId;
  readonly email: string;
  readonly name: string;
  /** In every brand. */
  readonly roles: readonly Role[];
  /** In one brand alone, by its short name. */
  readonly brandRoles: BrandRoles;
  readonly disabledAt: Date | null;
  readonly createdAt: Date;
}

export interface NewPerson {
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly brandRoles?: BrandRoles | undefined;
  readonly password: string;
}

export interface PersonChange {
  readonly name?: string | undefined;
  readonly roles?: readonly Role[] | undefined;
  /** As a whole: a brand that is left out is none of his any more. */
  readonly brandRoles?: BrandRoles | undefined;
  readonly disabled?: boolean | undefined;
  readonly password?: string | undefined;
  /** Passkeys, authenticator app and recovery codes are taken away. */
  readonly resetSecondFactors?: boolean | undefined;
}

/** Checked, and with the password as its hash. */
export type PreparedPerson = Omit<NewPerson, 'password' | 'brandRoles'> & { readonly brandRoles: BrandRoles; readonly passwordHash: string };
export type PreparedChange = Omit<PersonChange, 'password'> & { readonly passwordHash?: string };

/** The people who may sign in, and what they may do. Every change is on the audit record; none of it is ever deleted. */
@Injectable()
export class People {
  constructor(
    private readonly dataSource: DataSource,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
  ) {}

  /** By name. */
  async list(): Promise<readonly Person[]> {
    const [people, brandRoles] = await Promise.all([this.dataSource.getRepository(PersonEntity).find({ order: { name: 'asc', id: 'asc' } }), brandRolesOf(this.dataSource)]);
    return people.map((person) => shown(person, brandRoles.get(person.id)));
  }

  /** @throws DomainError not-found `person-not-found` */
  async get(id: PersonId): Promise<Person> {
    const person = await this.dataSource.getRepository(PersonEntity).findOneBy({ id });
    if (!person) throw notFound();
    return shown(person, (await brandRolesOf(this.dataSource, id)).get(id));
  }

  /** False on a fresh installation: nobody can sign in yet. */
  async anyone(): Promise<boolean> {
    return this.dataSource.getRepository(PersonEntity).exists();
  }

  /**
   * @throws DomainError conflict `person-exists`; unprocessable `email-invalid`, `name-missing`, `roles-invalid`, `admin-everywhere`, `brand-unknown`, `password-weak`
   */
  async create(by: Actor, person: NewPerson): Promise<Person> {
    const prepared = await this.prepare(person);
    return this.transactions.run((tx) => this.insert(tx, by, prepared));
  }

  /** What was typed, checked, with the password as its hash: may wait until somebody confirms it. @throws DomainError as `create` */
  async prepare({ email, name, roles, brandRoles = {}, password }: NewPerson): Promise<PreparedPerson> {
    const address = parseEmail(email);
    if (!address) throw new DomainError('unprocessable', 'email-invalid', 'That is not an e-mail address.', { errors: [{ path: 'email', message: 'must be an e-mail address' }] });
    const limited = checkedBrandRoles(brandRoles);
    const checked = { email: address, name: checkedName(name), roles: checkedRoles(roles, limited), brandRoles: limited };
    checkPassword(password, address);
    if (await this.dataSource.getRepository(PersonEntity).createQueryBuilder('p').where('lower(p.email) = lower(:address)', { address }).getExists()) throw exists();
    return { ...checked, passwordHash: await hashPassword(password) };
  }

  /** @throws DomainError conflict `person-exists`; unprocessable `brand-unknown` */
  async insert(tx: Tx, by: Actor, { brandRoles, ...checked }: PreparedPerson): Promise<Person> {
    await lockPeople(tx);
    const [taken] = await tx.query('select 1 from person as p where lower(p.email) = lower($1)', [checked.email]);
    if (taken) throw exists();
    const { id } = await tx.manager.save(PersonEntity, { ...checked, roles: [...checked.roles] });
    await keepBrandRoles(tx, id, brandRoles);
    await this.audit.record(tx, by, { action: 'person.created', subject: { kind: 'person', id }, details: { roles: checked.roles, ...(hasAny(brandRoles) ? { brandRoles } : {}) } });
    return shown(await tx.manager.findOneByOrFail(PersonEntity, { id }), brandRoles);
  }

  /**
   * Changing roles, password or access ends the person's sessions at once; keys that he made follow his roles.
   *
   * @throws DomainError not-found `person-not-found`; conflict `last-admin`; unprocessable as in `create`
   */
  async change(by: Actor, id: PersonId, change: PersonChange): Promise<Person> {
    const prepared = await this.prepareChange(id, change);
    return this.transactions.run((tx) => this.apply(tx, by, id, prepared));
  }

  /** @throws DomainError as `change` */
  async prepareChange(id: PersonId, { password, ...rest }: PersonChange): Promise<PreparedChange> {
    const person = await this.get(id);
    if (rest.name !== undefined) checkedName(rest.name);
    const limited = rest.brandRoles === undefined ? person.brandRoles : checkedBrandRoles(rest.brandRoles);
    if (rest.roles !== undefined || rest.brandRoles !== undefined) checkedRoles(rest.roles ?? person.roles, limited);
    if (password === undefined) return rest;
    checkPassword(password, person.email);
    return { ...rest, passwordHash: await hashPassword(password) };
  }

  /** @throws DomainError as `change` */
  async apply(tx: Tx, by: Actor, id: PersonId, change: PreparedChange): Promise<Person> {
    await lockPeople(tx);
    const person = await tx.manager.findOneByOrFail(PersonEntity, { id });
    const had = (await brandRolesOf(tx, id)).get(id) ?? {};
    const limited = change.brandRoles === undefined ? had : checkedBrandRoles(change.brandRoles);
    const before = { name: person.name, roles: person.roles, brandRoles: had, disabled: person.disabledAt !== null };
    if (change.name !== undefined) person.name = checkedName(change.name);
    if (change.roles !== undefined || change.brandRoles !== undefined) person.roles = checkedRoles(change.roles ?? person.roles, limited);
    if (change.disabled !== undefined) person.disabledAt = change.disabled ? (person.disabledAt ?? new Date()) : null;
    if (change.passwordHash !== undefined) person.passwordHash = change.passwordHash;
    await tx.manager.save(PersonEntity, person);
    await keepBrandRoles(tx, id, limited);
    await assertAdminRemains(tx);
    const after = { name: person.name, roles: person.roles, brandRoles: limited, disabled: person.disabledAt !== null };
    const reset = await this.resetFactors(tx, id, change.resetSecondFactors ?? false);
    const ends = rolesText(before) !== rolesText(after) || before.disabled !== after.disabled || change.passwordHash !== undefined || reset;
    if (ends) await endSessions(tx, id);
    for (const event of eventsOf(before, after, change.passwordHash !== undefined, reset)) await this.audit.record(tx, by, { ...event, subject: { kind: 'person', id } });
    return shown(person, limited);
  }

  /** For whoever has lost his telephone and his key: passkeys, app and recovery codes are gone. */
  private async resetFactors(tx: Tx, id: PersonId, wanted: boolean): Promise<boolean> {
    if (!wanted) return false;
    for (const table of ['passkey', 'totp', 'recovery_code']) await tx.query(`delete from ${table} where person_id = $1`, [id]);
    return true;
  }

  /** His own zone; null where he goes by the company's. */
  async ownZone(id: PersonId): Promise<string | null> {
    return (await this.dataSource.getRepository(PersonEntity).findOneByOrFail({ id })).timeZone;
  }

  /**
   * On whose clocks he is told times: of alerts, by mail and by text.
   *
   * @param zone  IANA name; null for the company's.
   * @returns It as this machine spells it.
   * @throws DomainError unprocessable `zone-unknown`
   */
  async setOwnZone(actor: Actor, id: PersonId, zone: string | null): Promise<string | null> {
    const timeZone = zone === null ? null : ianaZone(zone);
    if (zone !== null && timeZone === null) throw new DomainError('unprocessable', 'zone-unknown', 'timeZone must be a time zone of the IANA list, such as America/Los_Angeles.', { errors: [{ path: 'timeZone', message: 'must be a time zone of the IANA list, such as America/Los_Angeles' }] });
    await this.transactions.run(async (tx) => {
      await tx.manager.update(PersonEntity, { id }, { timeZone });
      await this.audit.record(tx, actor, { action: 'person.zone-set', subject: { kind: 'person', id }, details: { timeZone } });
    });
    return timeZone;
  }

  /**
   * The person's own password; other sessions end, the one that asks goes on.
   * @throws DomainError forbidden `password-wrong`; unprocessable `password-weak`
   */
  async changeOwnPassword(id: PersonId, current: string, next: string, keepSession: string): Promise<void> {
    const person = await this.dataSource.getRepository(PersonEntity).findOneByOrFail({ id });
    if (!(await verifyPassword(current, person.passwordHash))) throw new DomainError('forbidden', 'password-wrong', 'The present password is not that.');
    checkPassword(next, person.email);
    const passwordHash = await hashPassword(next);
    await this.transactions.run(async (tx) => {
      await tx.manager.update(PersonEntity, { id }, { passwordHash });
      await tx.query('delete from session where person_id = $1 and token_hash <> $2', [id, keepSession]);
      await this.audit.record(tx, { kind: 'person', id, name: person.name, roles: person.roles }, { action: 'person.password-changed', subject: { kind: 'person', id } });
    });
  }
}

/** And what was begun: a sign-in that waits for its code opens nothing any more. */
async function endSessions(tx: Tx, id: PersonId): Promise<void> {
  await tx.query('delete from session where person_id = $1', [id]);
  await tx.query('delete from sign_in_step where person_id = $1', [id]);
}

const shown = ({ id, email, name, roles, disabledAt, createdAt }: PersonEntity, brandRoles: BrandRoles = {}): Person => ({ id, email, name, roles, brandRoles, disabledAt, createdAt });

const hasAny = (brandRoles: BrandRoles): boolean => Object.keys(brandRoles).length > 0;

/** @param id  Of one person; all people where it is left out. */
async function brandRolesOf(from: { query(sql: string, parameters?: unknown[]): Promise<unknown> }, id: PersonId | null = null): Promise<ReadonlyMap<PersonId, BrandRoles>> {
  const rows = (await from.query(BRAND_ROLES_OF, [id])) as { id: PersonId; roles: BrandRoles }[];
  return new Map(rows.map((row) => [row.id, row.roles]));
}

async function keepBrandRoles(tx: Tx, id: PersonId, brandRoles: BrandRoles): Promise<void> {
  await tx.query('delete from person_brand_role where person_id = $1', [id]);
  for (const [brand, roles] of Object.entries(brandRoles)) {
    await tx.query('insert into person_brand_role (person_id, brand_id, roles) values ($1, $2, $3)', [id, brand, roles]).catch(refuseUnknownBrand);
  }
}

/** The database knows which brands there are. */
function refuseUnknownBrand(error: unknown): never {
  if ((error as { constraint?: string }).constraint !== 'person_brand_role_brand_id_fkey') throw error;
  throw new DomainError('unprocessable', 'brand-unknown', 'There is no such brand.', { errors: [{ path: 'brandRoles', message: 'names a brand that is not there' }] });
}

const BRAND_ROLES_OF = `
  select b.person_id as id, jsonb_object_agg(b.brand_id, to_jsonb(b.roles)) as roles from person_brand_role as b where $1::uuid is null or b.person_id = $1 group by b.person_id`;

const exists = (): DomainError => new DomainError('conflict', 'person-exists', 'There is a person with this e-mail address already.');

const notFound = (): DomainError => new DomainError('not-found', 'person-not-found', 'There is no such person.');

/** Writers of people go one after the other: two admins who disable each other at once would leave none. */
const lockPeople = (tx: Tx) => tx.query('lock table person in share row exclusive mode');

async function assertAdminRemains(tx: Tx): Promise<void> {
  const [admin] = await tx.query(`select 1 from person as p where 'admin' = any(p.roles) and p.disabled_at is null limit 1`);
  if (!admin) throw new DomainError('conflict', 'last-admin', 'At least one person must stay an admin and be able to sign in.');
}

function checkedName(name: string): string {
  const trimmed = name.trim();
  if (trimmed !== '' && trimmed.length <= 200) return trimmed;
  throw new DomainError('unprocessable', 'name-missing', 'A person has a name of 1 to 200 characters.', { errors: [{ path: 'name', message: 'must have 1 to 200 characters' }] });
}

function checkedRoles(roles: readonly Role[], brandRoles: BrandRoles): Role[] {
  const known = ROLES.filter((role) => roles.includes(role));
  if ((known.length > 0 || hasAny(brandRoles)) && roles.every((role) => ROLES.includes(role))) return known;
  throw new DomainError('unprocessable', 'roles-invalid', `A person has one or more of the roles ${ROLES.join(', ')}.`, { errors: [{ path: 'roles', message: `must be one or more of ${ROLES.join(', ')}` }] });
}

/** People, keys and what belongs to no brand are the business of an admin, who is one everywhere. */
function checkedBrandRoles(brandRoles: BrandRoles): BrandRoles {
  const known = Object.entries(brandRoles).map(([brand, roles]) => [brand, ROLES.filter((role) => roles.includes(role))] as const).filter(([, roles]) => roles.length > 0);
  if (known.some(([, roles]) => roles.includes('admin'))) {
    throw new DomainError('unprocessable', 'admin-everywhere', 'An admin is one in every brand.', { errors: [{ path: 'brandRoles', message: 'can\u2019t make somebody an admin of one brand' }] });
  }
  return Object.fromEntries(known.toSorted(([one], [other]) => one.localeCompare(other)));
}

const rolesText = ({ roles, brandRoles }: Pick<Rights, 'roles' | 'brandRoles'>): string => JSON.stringify([roles, brandRoles]);

interface Rights {
  readonly name: string;
  readonly brandRoles: BrandRoles;
  readonly roles: readonly Role[];
  readonly disabled: boolean;
}

function eventsOf(before: Rights, after: Rights, password: boolean, factors: boolean): { action: string; details?: Record<string, unknown> }[] {
  return [
    ...(before.name === after.name ? [] : [{ action: 'person.renamed' }]),
    ...(rolesText(before) === rolesText(after) ? [] : [{ action: 'person.roles-changed', details: { from: before.roles, to: after.roles, ...(hasAny(before.brandRoles) || hasAny(after.brandRoles) ? { fromByBrand: before.brandRoles, toByBrand: after.brandRoles } : {}) } }]),
    ...(before.disabled === after.disabled ? [] : [{ action: after.disabled ? 'person.disabled' : 'person.enabled' }]),
    ...(password ? [{ action: 'person.password-reset' }] : []),
    ...(factors ? [{ action: 'person.second-factors-reset' }] : []),
  ];
}
