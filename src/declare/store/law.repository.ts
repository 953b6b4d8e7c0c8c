import { Injectable } from '@nestjs/common';
import { type Actor } from '../../kernel/actor.js';
import { type IncidentId, type PersonId } from '../../kernel/ids.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import { type EnteredAnchor, type LawEntry, type LawRegime, type LawRule } from '../contract.js';

export interface LawReview {
  readonly ruleId: string;
  readonly contentHash: string;
  readonly by: string;
  readonly at: Date;
}

type Who = Pick<Actor, 'kind' | 'id'>;

/** Rules that were loaded, their reviews, and what was entered of clocks. */
@Injectable()
export class LawRepository {
  constructor(private readonly db: Database) {}

  /** The newest of each id, as it was loaded. */
  async loaded(): Promise<readonly LawRule[]> {
    return (await this.db.query<{ content: LawRule }>(LOADED)).map(({ content }) => content);
  }

  reviews(): Promise<readonly LawReview[]> {
    return this.db.query<LawReview>(REVIEWS);
  }

  async load(tx: Tx, rules: readonly LawRule[], by: Who, at: Date): Promise<void> {
    await tx.query(LOAD, [JSON.stringify(rules), by.kind, by.id, at]);
  }

  /** @returns false where it had been reviewed before. */
  async review(tx: Tx, ruleId: string, contentHash: string, by: PersonId, at: Date): Promise<boolean> {
    return (await tx.query(REVIEW, [ruleId, contentHash, by, at])).length > 0;
  }

  async setRegimes(tx: Tx, brand: string, regimes: readonly LawRegime[], by: Who, at: Date): Promise<void> {
    await tx.query(SET_REGIMES, [brand, regimes, by.kind, by.id, at]);
  }

  regimes(): Promise<readonly { readonly brandId: string; readonly regimes: readonly LawRegime[] }[]> {
    return this.db.query(REGIMES);
  }

  async enterAnchor(tx: Tx, entered: Pick<EnteredAnchor, 'incidentId' | 'anchor' | 'at' | 'note'>, by: Who, at: Date): Promise<void> {
    await tx.query(ENTER_ANCHOR, [entered.incidentId, entered.anchor, entered.at, entered.note, by.kind, by.id, at]);
  }

  anchors(incidents: readonly IncidentId[]): Promise<readonly EnteredAnchor[]> {
    return this.db.query<EnteredAnchor>(ANCHORS, [incidents]);
  }

  async enter(tx: Tx, entry: Pick<LawEntry, 'incidentId' | 'ruleId' | 'kind' | 'at' | 'note'>, by: Who, at: Date): Promise<void> {
    await tx.query(ENTER, [entry.incidentId, entry.ruleId, entry.kind, entry.at, entry.note, by.kind, by.id, at]);
  }

  entries(incidents: readonly IncidentId[]): Promise<readonly LawEntry[]> {
    return this.db.query<LawEntry>(ENTRIES, [incidents]);
  }
}

const LOADED = `select distinct on (r.rule_id) r.content from law_rule as r order by r.rule_id, r.no desc`;

const LOAD = `
  insert into law_rule (rule_id, content, loaded_by_kind, loaded_by, loaded_at)
  select r.row ->> 'id', r.row, $2, $3, $4 from jsonb_array_elements($1::jsonb) with ordinality as r (row, no) order by r.no`;

const REVIEWS = `
  select r.rule_id as "ruleId", r.content_hash as "contentHash", p.name as by, r.reviewed_at as at
    from law_review as r
    join person as p on p.id = r.reviewed_by`;

const REVIEW = `insert into law_review (rule_id, content_hash, reviewed_by, reviewed_at) values ($1, $2, $3, $4) on conflict do nothing returning rule_id`;

const SET_REGIMES = `insert into brand_regime (brand_id, regimes, set_by_kind, set_by, set_at) values ($1, $2, $3, $4, $5)`;
const REGIMES = `select distinct on (r.brand_id) r.brand_id as "brandId", r.regimes from brand_regime as r order by r.brand_id, r.no desc`;

const ENTER_ANCHOR = `insert into incident_anchor (incident_id, anchor, at, note, entered_by_kind, entered_by, entered_at) values ($1, $2, $3, $4, $5, $6, $7)`;
const ENTER = `insert into incident_law_entry (incident_id, rule_id, kind, at, note, entered_by_kind, entered_by, entered_at) values ($1, $2, $3, $4, $5, $6, $7, $8)`;

/** Who entered row `e`, by name where it is known. */
const NAMED = `
    left join person as p on e.entered_by_kind = 'person' and p.id::text = e.entered_by
    left join api_key as k on e.entered_by_kind = 'key' and k.id::text = e.entered_by`;
const BY = `coalesce(p.name, k.name, e.entered_by) as by, e.entered_at as "enteredAt"`;

const ANCHORS = `
  select e.incident_id as "incidentId", e.anchor, e.at, e.note, ${BY}
    from incident_anchor as e ${NAMED}
   where e.incident_id = any($1::uuid[])
   order by e.no`;

const ENTRIES = `
  select e.incident_id as "incidentId", e.rule_id as "ruleId", e.kind, e.at, e.note, ${BY}
    from incident_law_entry as e ${NAMED}
   where e.incident_id = any($1::uuid[])
   order by e.no`;
