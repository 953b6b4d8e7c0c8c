import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { type Actor, brandsOf } from '../../kernel/actor.js';
import { DomainError } from '../../kernel/domain-error.js';
import { Audit } from '../audit/audit.js';
import { Clock } from '../clock/clock.js';
import { Database, Transactions } from '../database/transactions.js';
import { brandForImport } from './import-brand.js';
import { IMPORT_KINDS, type ImportKind } from './import-definition.js';
import { brandNotFound } from './import-runs.js';

/** How a file was read, under a name, for the next file of its kind. */
export interface ImportMapping {
  readonly id: string;
  readonly kind: ImportKind;
  readonly name: string;
  /** Whose files they are; null for all of the company's. */
  readonly brandId: string | null;
  /** Options of the import, as a query or a form has them. */
  readonly options: Readonly<Record<string, string>>;
  readonly savedBy: string;
  readonly savedAt: Date;
}

export interface NewMapping {
  readonly name: string;
  readonly brandId: string | null;
  readonly options: Readonly<Record<string, string>>;
}

/** What the API says of the option that names one. */
export const SAVED = 'Name of a saved mapping; options that are given beside it go before.';

/** Of a file, and not of how it is read. */
const NOT_KEPT = ['brand', 'unsealed', 'saved', 'saveAs', 'sourceName', 'format', 'kind', '_csrf'];

/** A mapping's name: it stands in an address, in lists and on a command line. */
export const mappingName = z.string().trim().min(1).max(60).regex(/^[^\p{C}/]+$/u, 'must hold no slash and no control character');

/**
 * The name as it is kept.
 *
 * @throws DomainError unprocessable `mapping-name-invalid`
 */
export function checkedMappingName(name: string): string {
  const { success, data } = mappingName.safeParse(name);
  if (!success) throw new DomainError('unprocessable', 'mapping-name-invalid', 'Give the mapping another name: 1 to 60 characters, without a slash and without control characters.');
  return data;
}

@Injectable()
export class ImportMappings {
  constructor(
    private readonly db: Database,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** Those of the company, and of the brands that the actor may see. */
  list(actor: Actor, kind: ImportKind | null = null): Promise<ImportMapping[]> {
    return this.db.query<ImportMapping>(`${SELECT} where ($1::text is null or m.kind = $1) and ${READABLE} order by m.kind, lower(m.name)`, [kind, brandsOf(actor)]);
  }

  /** @throws DomainError not-found `mapping-not-found` */
  async get(actor: Actor, kind: ImportKind, name: string): Promise<ImportMapping> {
    const found = await this.find(actor, kind, name);
    if (!found) throw missing(kind, name);
    return found;
  }

  /**
   * Options of an import with those of the mapping that they name in `saved` under them: what is said now goes before.
   *
   * @throws DomainError unprocessable `mapping-not-found`
   */
  async applied(actor: Actor, kind: ImportKind, { saved, ...options }: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string>>> {
    if (saved === undefined || saved.trim() === '') return options;
    const found = await this.find(actor, kind, saved.trim());
    if (!found) throw new DomainError('unprocessable', 'mapping-not-found', `No mapping of ${kind} is saved as "${saved.trim()}".`);
    return { ...found.options, ...options };
  }

  /**
   * Keeps it; one of that name is replaced, where it is of a brand that the actor may see.
   *
   * @throws DomainError unprocessable `mapping-name-invalid`, `brand-not-found`, `brand-missing`; conflict `mapping-name-taken`
   */
  async save(actor: Actor, kind: ImportKind, { name: typed, brandId: asked, options }: NewMapping): Promise<ImportMapping> {
    const [name, brandId] = [checkedMappingName(typed), brandForImport(actor, asked)];
    const kept = Object.fromEntries(Object.entries(options).filter(([option, value]) => !NOT_KEPT.includes(option) && value.trim() !== ''));
    await this.transactions.run(async (tx) => {
      const [saved] = await tx.query<{ id: string }>(SAVE, [kind, name, brandId, JSON.stringify(kept), `${actor.kind}:${actor.id}`, this.clock.now(), brandsOf(actor)]);
      if (!saved && brandsOf(actor) !== null) throw new DomainError('conflict', 'mapping-name-taken', 'Give the mapping another name: somebody else keeps one by this name.');
      if (!saved) throw brandNotFound(brandId ?? '');
      await this.audit.record(tx, actor, { action: 'import-mapping.saved', subject: { kind: 'import-mapping', id: saved.id }, details: { kind, name, brandId, options: Object.keys(kept) } });
    });
    return this.get(actor, kind, name);
  }

  /** @throws DomainError not-found `mapping-not-found` */
  async remove(actor: Actor, kind: ImportKind, name: string): Promise<void> {
    await this.transactions.run(async (tx) => {
      const [gone] = await tx.query<{ id: string }>(`delete from import_mapping as m where m.kind = $1 and lower(m.name) = lower($2) and ${own(3)} returning m.id`, [kind, name, brandsOf(actor)]);
      if (!gone) throw missing(kind, name);
      await this.audit.record(tx, actor, { action: 'import-mapping.removed', subject: { kind: 'import-mapping', id: gone.id }, details: { kind, name } });
    });
  }

  private async find(actor: Actor, kind: ImportKind, name: string): Promise<ImportMapping | null> {
    const [found] = await this.db.query<ImportMapping>(`${SELECT} where m.kind = $1 and ${READABLE} and lower(m.name) = lower($3)`, [kind, brandsOf(actor), name]);
    return found ?? null;
  }
}

/** The kind that a door names: `call-volumes` and `agents-on-duty` of an address and the command line are `volumes` and `agents` here. */
export const importKindOf = (text: string): ImportKind | null => IMPORT_KINDS.find((kind) => kind === text || `call-${kind}` === text || `${kind}-on-duty` === text) ?? null;

const missing = (kind: ImportKind, name: string): DomainError => new DomainError('not-found', 'mapping-not-found', `No mapping of ${kind} is saved as "${name}".`);

const SELECT = `
  select m.id, m.kind, m.name, m.brand_id as "brandId", m.options, m.saved_by as "savedBy", m.saved_at as "savedAt"
    from import_mapping as m`;

/** $2: brands that may be seen, null for all. What is for the whole company may be read, and is changed by whoever sees all of it. */
const READABLE = '($2::text[] is null or m.brand_id is null or m.brand_id = any ($2::text[]))';
const own = (n: number): string => `($${n}::text[] is null or m.brand_id = any ($${n}::text[]))`;

const SAVE = `
  insert into import_mapping as m (kind, name, brand_id, options, saved_by, saved_at)
  select $1, $2, $3, $4, $5, $6 where $3::text is null or exists (select from brand as b where b.id = $3)
  on conflict (kind, lower(name)) do update
    set name = excluded.name, brand_id = excluded.brand_id, options = excluded.options, saved_by = excluded.saved_by, saved_at = excluded.saved_at
    where ${own(7)}
  returning m.id`;
