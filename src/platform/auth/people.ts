import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Actor, type Role, ROLES } from '../../kernel/actor.js';
import { DomainError } from '../../kernel/domain-error.js';
import { parseEmail } from '../../kernel/email.js';
import { type PersonId } from '../../kernel/ids.js';
import { Audit } from '../audit/audit.js';
import { Transactions, type Tx } from '../database/transactions.js';
import { checkPassword, hashPassword, verifyPassword } from './password.js';
import { PersonEntity } from './person.entity.js';

/** A person of the company, as others may see him. */
export interface Person {
  readonly id: PersonId;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly disabledAt: Date | null;
  readonly createdAt: Date;
}

export interface NewPerson {
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly password: string;
}

export interface PersonChange {
  readonly name?: string | undefined;
  readonly roles?: readonly Role[] | undefined;
  readonly disabled?: boolean | undefined;
  readonly password?: string | undefined;
}

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
    return (await this.dataSource.getRepository(PersonEntity).find({ order: { name: 'asc', id: 'asc' } })).map(shown);
  }

  /** @throws DomainError not-found `person-not-found` */
  async get(id: PersonId): Promise<Person> {
    const person = await this.dataSource.getRepository(PersonEntity).findOneBy({ id });
    if (!person) throw notFound();
    return shown(person);
  }

  /** False on a fresh installation: nobody can sign in yet. */
  async anyone(): Promise<boolean> {
    return this.dataSource.getRepository(PersonEntity).exists();
  }

  /**
   * @throws DomainError conflict `person-exists`; unprocessable `email-invalid`, `name-missing`, `roles-invalid`, `password-weak`
   */
  async create(by: Actor, { email, name, roles, password }: NewPerson): Promise<Person> {
    const address = parseEmail(email);
    if (!address) throw new DomainError('unprocessable', 'email-invalid', 'That is not an e-mail address.', { errors: [{ path: 'email', message: 'must be an e-mail address' }] });
    const checked = { name: checkedName(name), roles: checkedRoles(roles) };
    checkPassword(password, address);
    const passwordHash = await hashPassword(password);
    return this.transactions.run(async (tx) => {
      await lockPeople(tx);
      const [taken] = await tx.query('select 1 from person as p where lower(p.email) = lower($1)', [address]);
      if (taken) throw new DomainError('conflict', 'person-exists', 'There is a person with this e-mail address already.');
      const { id } = await tx.manager.save(PersonEntity, { email: address, ...checked, passwordHash });
      await this.audit.record(tx, by, { action: 'person.created', subject: { kind: 'person', id }, details: { roles: checked.roles } });
      return shown(await tx.manager.findOneByOrFail(PersonEntity, { id }));
    });
  }

  /**
   * Changing roles, password or access ends the person's sessions at once; keys that he made follow his roles.
   *
   * @throws DomainError not-found `person-not-found`; conflict `last-admin`; unprocessable as in `create`
   */
  async change(by: Actor, id: PersonId, change: PersonChange): Promise<Person> {
    const { email } = await this.get(id);
    if (change.password !== undefined) checkPassword(change.password, email);
    const passwordHash = change.password === undefined ? undefined : await hashPassword(change.password);
    return this.transactions.run(async (tx) => {
      await lockPeople(tx);
      const person = await tx.manager.findOneByOrFail(PersonEntity, { id });
      const before = { name: person.name, roles: person.roles, disabled: person.disabledAt !== null };
      if (change.name !== undefined) person.name = checkedName(change.name);
      if (change.roles !== undefined) person.roles = checkedRoles(change.roles);
      if (change.disabled !== undefined) person.disabledAt = change.disabled ? (person.disabledAt ?? new Date()) : null;
      if (passwordHash !== undefined) person.passwordHash = passwordHash;
      await tx.manager.save(PersonEntity, person);
      await assertAdminRemains(tx);
      const after = { name: person.name, roles: person.roles, disabled: person.disabledAt !== null };
      const rights = String(before.roles) !== String(after.roles) || before.disabled !== after.disabled;
      if (rights || passwordHash !== undefined) await endSessions(tx, id);
      for (const event of eventsOf(before, after, passwordHash !== undefined)) await this.audit.record(tx, by, { ...event, subject: { kind: 'person', id } });
      return shown(person);
    });
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

const shown = ({ id, email, name, roles, disabledAt, createdAt }: PersonEntity): Person => ({ id, email, name, roles, disabledAt, createdAt });

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

function checkedRoles(roles: readonly Role[]): Role[] {
  const known = ROLES.filter((role) => roles.includes(role));
  if (known.length > 0 && roles.every((role) => ROLES.includes(role))) return known;
  throw new DomainError('unprocessable', 'roles-invalid', `A person has one or more of the roles ${ROLES.join(', ')}.`, { errors: [{ path: 'roles', message: `must be one or more of ${ROLES.join(', ')}` }] });
}

interface Rights {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly disabled: boolean;
}

function eventsOf(before: Rights, after: Rights, password: boolean): { action: string; details?: Record<string, unknown> }[] {
  return [
    ...(before.name === after.name ? [] : [{ action: 'person.renamed' }]),
    ...(String(before.roles) === String(after.roles) ? [] : [{ action: 'person.roles-changed', details: { from: before.roles, to: after.roles } }]),
    ...(before.disabled === after.disabled ? [] : [{ action: after.disabled ? 'person.disabled' : 'person.enabled' }]),
    ...(password ? [{ action: 'person.password-reset' }] : []),
  ];
}
