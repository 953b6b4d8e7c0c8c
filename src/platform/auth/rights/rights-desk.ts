import { Injectable } from '@nestjs/common';
import { type Actor } from '../../../kernel/actor.js';
import { type PersonId } from '../../../kernel/ids.js';
import { type ApiKey, ApiKeys, type NewApiKey } from '../api-keys.js';
import { type NewPerson, People, type Person, type PersonChange } from '../people.js';
import { type AccessRequest, AccessRequests } from './access-requests.js';

/** It is done, or it waits for a second admin. */
export type Granted<Value> = { readonly kind: 'done'; readonly value: Value } | { readonly kind: 'waits'; readonly request: AccessRequest };

/** The door for changes of what people and programs may do. What takes rights away at once, or only a name, waits for nobody. */
@Injectable()
export class RightsDesk {
  constructor(
    private readonly people: People,
    private readonly keys: ApiKeys,
    private readonly requests: AccessRequests,
  ) {}

  /** @throws DomainError as `People.create` */
  async addPerson(actor: Actor, person: NewPerson): Promise<Granted<Person>> {
    if (!(await this.requests.needSecond())) return { kind: 'done', value: await this.people.create(actor, person) };
    return { kind: 'waits', request: await this.requests.ask(actor, { kind: 'person-new', person: await this.people.prepare(person) }) };
  }

  /** @throws DomainError as `People.change` */
  async changePerson(actor: Actor, id: PersonId, change: PersonChange): Promise<Granted<Person>> {
    const [now, later] = split(change, await this.people.get(id));
    const alone = !(await this.requests.needSecond());
    if (alone || later === null) return { kind: 'done', value: await this.people.change(actor, id, change) };
    const prepared = await this.people.prepareChange(id, later);
    if (now) await this.people.change(actor, id, now);
    return { kind: 'waits', request: await this.requests.ask(actor, { kind: 'person-change', id, change: prepared }) };
  }

  /** @throws DomainError as `ApiKeys.create` */
  async makeKey(actor: Actor, key: NewApiKey): Promise<Granted<{ readonly key: string; readonly apiKey: ApiKey }>> {
    if (!(await this.requests.needSecond())) return { kind: 'done', value: await this.keys.create(actor, key) };
    this.keys.check(actor, key);
    return { kind: 'waits', request: await this.requests.ask(actor, { kind: 'key', key }) };
  }
}

/** What may be done at once, and what asks for a second admin; null where there is nothing of it. What is so already asks for nothing. */
function split({ name, roles, brandRoles, disabled, password, resetSecondFactors }: PersonChange, person: Person): readonly [PersonChange | null, PersonChange | null] {
  const otherRoles = roles !== undefined && String([...roles].sort()) !== String([...person.roles].sort());
  const otherBrands = brandRoles !== undefined && JSON.stringify(sorted(brandRoles)) !== JSON.stringify(sorted(person.brandRoles));
  const now = { ...(name === undefined ? {} : { name }), ...(disabled === true ? { disabled } : {}) };
  const later = {
    ...(otherRoles ? { roles } : {}), ...(otherBrands ? { brandRoles } : {}), ...(disabled === false && person.disabledAt !== null ? { disabled } : {}),
    ...(password === undefined ? {} : { password }), ...(resetSecondFactors ? { resetSecondFactors } : {}),
  };
  return [given(now), given(later)];
}

const given = (change: PersonChange): PersonChange | null => (Object.keys(change).length > 0 ? change : null);

const sorted = (brandRoles: Readonly<Record<string, readonly string[]>>) => Object.entries(brandRoles).filter(([, roles]) => roles.length > 0).map(([brand, roles]) => [brand, [...roles].sort()]).sort();
