import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import type { PersonId } from '../../kernel/ids.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import type { WordingDecision, WordingVersion } from '../model/wording.js';

export interface NewWording {
  readonly about: string;
  readonly version: number;
  readonly content: unknown;
  readonly hash: string;
  readonly note: string;
  readonly restoredFrom: number | null;
  readonly madeBy: PersonId;
  readonly madeAt: Date;
}

/** What a wording says in the version in use. */
export interface WordingInUse<Content> {
  readonly about: string;
  readonly version: number;
  readonly madeAt: Date;
  readonly content: Content;
}

/** Versions of templates and playbooks. Rows are added and never change; the newest that was reviewed is in use. */
@Injectable()
export class WordingRepository {
  constructor(private readonly db: Database) {}

  /** Of each of these, the version in use; those that have none are not in the answer. */
  inUse<Content>(abouts: readonly string[]): Promise<readonly WordingInUse<Content>[]> {
    return this.db.query(IN_USE, [abouts]);
  }

  /** All versions, newest first. */
  async versions(about: string): Promise<readonly WordingVersion[]> {
    return (await this.db.query<VersionRow>(`${VERSIONS} where w.about = $1 order by w.version desc`, [about])).map(asVersion);
  }

  /** All versions of whatever begins so, by name; each newest first. */
  async under(prefix: string): Promise<ReadonlyMap<string, readonly WordingVersion[]>> {
    const rows = await this.db.query<VersionRow>(`${VERSIONS} where starts_with(w.about, $1) order by w.about collate "C", w.version desc`, [prefix]);
    const found = new Map<string, WordingVersion[]>();
    for (const row of rows) found.set(row.about, [...(found.get(row.about) ?? []), asVersion(row)]);
    return found;
  }

  /** What one version says; null where there is none. */
  async content<Content>(about: string, version: number): Promise<Content | null> {
    const [row] = await this.db.query<{ content: Content }>(`select w.content from wording as w where w.about = $1 and w.version = $2`, [about, version]);
    return row?.content ?? null;
  }

  /** @throws DomainError conflict `wording-moved-on` where somebody saved another version meanwhile */
  async add(tx: Tx, { about, version, content, hash, note, restoredFrom, madeBy, madeAt }: NewWording): Promise<void> {
    await refusing(() => tx.query(ADD, [about, version, JSON.stringify(content), hash, note, restoredFrom, madeBy, madeAt]));
  }

  /** @throws DomainError conflict `wording-moved-on`, `wording-decided`; forbidden `four-eyes` */
  async decide(tx: Tx, about: string, version: number, decision: Omit<WordingDecision, 'name'>): Promise<void> {
    await refusing(() => tx.query(DECIDE, [about, version, decision.kind, decision.reason, decision.by, decision.at]));
  }
}

type VersionRow = Omit<WordingVersion, 'decision'> & { readonly about: string; readonly decision: (Omit<WordingDecision, 'at'> & { readonly at: string }) | null };

const asVersion = ({ about: _, decision, ...version }: VersionRow): WordingVersion => ({ ...version, decision: decision && { ...decision, at: new Date(decision.at) } });

const IN_USE = `
  select distinct on (w.about) w.about, w.version, w.made_at as "madeAt", w.content
    from wording as w
    join wording_review as r on r.wording_id = w.id and r.decision = 'reviewed'
   where w.about = any ($1::text[])
   order by w.about, w.version desc`;

const VERSIONS = `
  select w.about, w.version, w.hash, w.note, w.restored_from as "restoredFrom", w.made_by as "madeBy", p.name, w.made_at as "madeAt",
         case when r.wording_id is not null then
           json_build_object('kind', r.decision, 'reason', r.reason, 'by', r.decided_by, 'name', q.name, 'at', r.decided_at) end as decision
    from wording as w
    join person as p on p.id = w.made_by
    left join wording_review as r on r.wording_id = w.id
    left join person as q on q.id = r.decided_by`;

const ADD = `
  insert into wording (about, version, content, hash, note, restored_from, made_by, made_at)
  values ($1, $2, $3::jsonb, $4, $5, $6, $7, $8)`;

const DECIDE = `
  insert into wording_review (wording_id, decision, reason, decided_by, decided_at)
  select w.id, $3, $4, $5, $6 from wording as w where w.about = $1 and w.version = $2`;

const REFUSALS: Readonly<Record<string, ConstructorParameters<typeof DomainError>>> = {
  wording_counts_on: ['conflict', 'wording-moved-on', 'Somebody saved another version meanwhile. Look at it, and bring your change into it.'],
  wording_review_of_the_newest: ['conflict', 'wording-moved-on', 'Somebody saved another version meanwhile. Look at that one.'],
  wording_review_pkey: ['conflict', 'wording-decided', 'Somebody has decided this version already.'],
  wording_review_four_eyes: ['forbidden', 'four-eyes', 'You wrote some of what is new in it. Someone else has to look at it.'],
};

async function refusing<Value>(write: () => Promise<Value>): Promise<Value> {
  try {
    return await write();
  } catch (error) {
    const { constraint, driverError } = error as { constraint?: string; driverError?: { constraint?: string } };
    const refusal = REFUSALS[constraint ?? driverError?.constraint ?? ''];
    throw refusal === undefined ? error : new DomainError(...refusal);
  }
}
