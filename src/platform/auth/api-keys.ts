import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Actor, brandsOf, isWithin, type Role } from '../../kernel/actor.js';
import { DomainError } from '../../kernel/domain-error.js';
import { type ApiKeyId, type PersonId } from '../../kernel/ids.js';
import { Audit } from '../audit/audit.js';
import { Database, Transactions, type Tx } from '../database/transactions.js';
import { ApiKeyEntity } from './api-key.entity.js';
import { anywhere, type Rights, rightsOfKey } from './brand-rights.js';
import { BRAND_ROLES } from './resource-brands.js';
import { looksLikeKey, newKey, tokenHash } from './tokens.js';

/** A key as it may be shown; the key itself is shown once, when it is made. */
export interface ApiKey {
  readonly id: ApiKeyId;
  readonly name: string;
  readonly prefix: string;
  readonly roles: readonly Role[];
  /** The brands that it is for; null for every one in which its maker has the role. */
  readonly brands: readonly string[] | null;
  readonly createdBy: PersonId;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

export interface NewApiKey {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly brands?: readonly string[] | null;
  readonly expiresAt: Date | null;
}

/** Keys of programs. A key acts for the person who made it: it loses a role with him, and ends with him. */
@Injectable()
export class ApiKeys {
  constructor(
    private readonly dataSource: DataSource,
    private readonly db: Database,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
  ) {}

  /** The actor's own keys; an admin sees all. Newest first. */
  async list(actor: Actor): Promise<readonly ApiKey[]> {
    const own = isAdmin(actor) ? {} : { createdBy: personOf(actor) };
    return (await this.dataSource.getRepository(ApiKeyEntity).find({ where: own, order: { createdAt: 'desc', id: 'asc' } })).map(shown);
  }

  /**
   * Only a person makes keys: a key that could make keys would outlive its own end.
   *
   * @returns the key in plain text, once, beside what is kept of it.
   * @throws DomainError forbidden `person-needed`; unprocessable `roles-beyond-own`, `expiry-past`
   */
  async create(actor: Actor, key: NewApiKey): Promise<{ readonly key: string; readonly apiKey: ApiKey }> {
    return this.transactions.run((tx) => this.insert(tx, actor, key));
  }

  /** @throws DomainError as `create` @returns the brands that it would be for; null for all of its maker's. */
  check(actor: Actor, { roles, brands = null, expiresAt }: NewApiKey): readonly string[] | null {
    personOf(actor);
    const beyond = roles.filter((role) => actor.kind === 'system' || !actor.roles.includes(role));
    if (roles.length === 0 || beyond.length > 0) {
      throw new DomainError('unprocessable', 'roles-beyond-own', 'A key has one or more of the roles of the person who makes it, and no other.', { errors: [{ path: 'roles', message: 'must be among your own roles' }] });
    }
    const asked = brands?.length ? [...new Set(brands)] : brandsOf(actor);
    if (asked?.some((brand) => !isWithin(actor, brand))) {
      throw new DomainError('unprocessable', 'brands-beyond-own', 'A key is for brands in which the person who makes it has a role.', { errors: [{ path: 'brands', message: 'must be among your own' }] });
    }
    if (expiresAt && expiresAt.getTime() <= Date.now()) {
      throw new DomainError('unprocessable', 'expiry-past', 'The key would have ended already.', { errors: [{ path: 'expiresAt', message: 'must lie in the future' }] });
    }
    return asked;
  }

  /** As `create`, in a transaction that is open. */
  async insert(tx: Tx, actor: Actor, asked: NewApiKey): Promise<{ readonly key: string; readonly apiKey: ApiKey }> {
    const brands = this.check(actor, asked);
    const { name, roles, expiresAt } = asked;
    const { key, prefix, hash } = newKey();
    const { id } = await tx.manager.save(ApiKeyEntity, { name, prefix, keyHash: hash, roles: [...new Set(roles)], brands: brands ? [...brands] : null, createdBy: personOf(actor), expiresAt });
    await this.audit.record(tx, actor, { action: 'key.created', subject: { kind: 'key', id }, details: { roles, expiresAt, ...(brands ? { brands } : {}) } });
    return { key, apiKey: shown(await tx.manager.findOneByOrFail(ApiKeyEntity, { id })) };
  }

  /**
   * At once and for good; revoking twice changes nothing.
   * @throws DomainError not-found `key-not-found`, also for someone else's key, unless an admin asks
   */
  async revoke(actor: Actor, id: ApiKeyId): Promise<ApiKey> {
    return this.transactions.run(async (tx) => {
      const key = await tx.manager.findOne(ApiKeyEntity, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (!key || (!isAdmin(actor) && key.createdBy !== personOf(actor))) throw new DomainError('not-found', 'key-not-found', 'There is no such key.');
      if (key.revokedAt) return shown(key);
      key.revokedAt = new Date();
      await tx.manager.save(ApiKeyEntity, key);
      await this.audit.record(tx, actor, { action: 'key.revoked', subject: { kind: 'key', id } });
      return shown(key);
    });
  }

  /** The actor behind a key, or null: unknown, revoked, past its end, or of a person who is disabled. */
  async authenticate(text: string): Promise<{ readonly actor: Actor; readonly rights: Rights } | null> {
    if (!looksLikeKey(text)) return null;
    const [row] = await this.db.query<KeyRow>(AUTHENTICATE, [tokenHash(text)]);
    if (!row) return null;
    if (row.stale) await this.db.query('update api_key set last_used_at = now() where id = $1', [row.id]);
    const rights = rightsOfKey({ everywhere: row.person_roles, byBrand: row.brand_roles }, row.roles, row.brands);
    return { actor: { kind: 'key', id: row.id, name: row.name, roles: anywhere(rights), answerable: row.created_by, ...(row.unseen.length > 0 ? { unseen: row.unseen } : {}) }, rights };
  }
}

const isAdmin = (actor: Actor): boolean => actor.kind === 'person' && actor.roles.includes('admin');

function personOf(actor: Actor): PersonId {
  if (actor.kind === 'person') return actor.id;
  throw new DomainError('forbidden', 'person-needed', 'Keys are made, listed and revoked by people, not by keys.');
}

const shown = ({ id, name, prefix, roles, brands, createdBy, createdAt, lastUsedAt, expiresAt, revokedAt }: ApiKeyEntity): ApiKey => ({
  id, name, prefix, roles, brands, createdBy, createdAt, lastUsedAt, expiresAt, revokedAt,
});

interface KeyRow {
  readonly id: ApiKeyId;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly brands: readonly string[] | null;
  readonly person_roles: readonly Role[];
  readonly brand_roles: Readonly<Record<string, readonly Role[]>>;
  readonly created_by: PersonId;
  readonly stale: boolean;
  readonly unseen: readonly string[];
}

/** last_used_at is written at most once a minute. */
const AUTHENTICATE = `
  select k.id, k.name, k.roles, k.brands, p.roles as person_roles, ${BRAND_ROLES} as brand_roles, k.created_by, published.unseen_by(k.created_by, true) as unseen,
         k.last_used_at is null or k.last_used_at < now() - interval '1 minute' as stale
    from api_key as k
    join person as p on p.id = k.created_by
   where k.key_hash = $1 and k.revoked_at is null and (k.expires_at is null or k.expires_at > now()) and p.disabled_at is null`;
