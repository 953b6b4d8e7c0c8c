import { Injectable } from '@nestjs/common';
import type { Sight } from '../../kernel/actor.js';
import type { CustomerId } from '../../kernel/ids.js';
import { actorOfWord } from '../audit/audit.js';
import { customerInSight, inSight, sharedBeyond } from '../auth/in-sight.js';
import { Database, type Tx } from '../database/transactions.js';

export const GROUNDS = ['asked', 'unlawful', 'no-longer-needed', 'mistake'] as const;
export type Ground = (typeof GROUNDS)[number];

export interface Erasure {
  readonly id: string;
  readonly customerId: CustomerId;
  /** `waiting`: something is under way for him. `done`: nothing says any more who he was. */
  readonly state: 'waiting' | 'done' | 'withdrawn';
  readonly ground: Ground;
  /** The company's own number for the request; never a name. */
  readonly caseNumber: string | null;
  /** kind:id of the actor. */
  readonly askedBy: string;
  readonly askedByName: string | null;
  /** Business time. */
  readonly askedAt: Date;
  readonly waitsFor: readonly string[];
  /** Rows that were changed, by plain names; null until it is done. */
  readonly counts: Readonly<Record<string, number>> | null;
  readonly doneAt: Date | null;
}

/** A day is longer than any import or call that began before. */
const LOOKED_OVER = `interval '1 day'`;

@Injectable()
export class ErasureRecords {
  constructor(private readonly db: Database) {}

  /** One thing at a time is done to one person. */
  async lock(tx: Tx, customer: CustomerId): Promise<void> {
    await tx.query(`select pg_advisory_xact_lock(hashtext('firstword.erasure'), hashtext($1::text))`, [customer]);
  }

  /** @returns null where he is being erased already. */
  async insert(tx: Tx, { customerId, ground, caseNumber, askedBy, askedAt }: Pick<Erasure, 'customerId' | 'ground' | 'caseNumber' | 'askedBy' | 'askedAt'>): Promise<string | null> {
    const [row] = await tx.query<{ id: string }>(INSERT, [customerId, ground, caseNumber, askedBy, askedAt]);
    return row?.id ?? null;
  }

  /** Of the incidents that are kept from somebody: "INC-0001" and the like. */
  async referencesKeptFrom({ brands, unseen }: Sight): Promise<readonly string[]> {
    if (brands === null && unseen.length === 0) return [];
    return (await this.db.query<{ reference: string }>(`select i.reference from published.incident as i where not (${inSight('i.id', 1)})`, [brands, unseen])).map(({ reference }) => reference);
  }

  /** Whether he is also a customer of another brand than these. */
  async isSharedBeyond(customer: CustomerId, brands: readonly string[]): Promise<boolean> {
    return (await this.db.query(`select where ${sharedBeyond('$2::bigint', 1)}`, [brands, customer])).length > 0;
  }

  async ofCustomer(customer: CustomerId, from: Pick<Database, 'query'> = this.db): Promise<Erasure | null> {
    const [row] = await from.query<Erasure>(`${SELECT} where e.customer_id = $1 and e.state <> 'withdrawn'`, [customer]);
    return row ?? null;
  }

  /** Newest first. */
  list(state: Erasure['state'] | null, after: string | null, limit: number, { brands, unseen }: Sight): Promise<readonly Erasure[]> {
    return this.db.query<Erasure>(LIST, [state, after, limit, brands, unseen]);
  }

  async waits(tx: Tx, id: string, waitsFor: readonly string[]): Promise<void> {
    await tx.query(`update erasure set waits_for = $2, looked_at = now() where id = $1`, [id, waitsFor]);
  }

  async done(tx: Tx, id: string, counts: Readonly<Record<string, number>>, at: Date): Promise<void> {
    await tx.query(`update erasure set state = 'done', waits_for = '{}', counts = $2, done_at = $3, looked_at = now(), changed_at = now() where id = $1`, [id, JSON.stringify(counts), at]);
  }

  async lookedAgain(tx: Tx, id: string): Promise<void> {
    await tx.query('update erasure set looked_at = now() where id = $1', [id]);
  }

  /** @returns false where it is done or gone already. */
  async withdraw(tx: Tx, id: string): Promise<boolean> {
    return (await tx.query(`update erasure set state = 'withdrawn', waits_for = '{}' where id = $1 and state = 'waiting' returning id`, [id])).length === 1;
  }

  /** Those that wait, longest unlooked-at first. */
  waiting(limit: number): Promise<readonly CustomerId[]> {
    return this.ids(`select e.customer_id as id from erasure as e where e.state = 'waiting' order by e.looked_at, e.id limit $1`, [limit]);
  }

  /** Those that were not looked over since a day after they were done, nor for ten minutes; of real time. */
  toLookOver(limit: number): Promise<readonly CustomerId[]> {
    return this.ids(TO_LOOK_OVER, [limit]);
  }

  /** How many wait since before then. */
  async overdue(before: Date): Promise<number> {
    const [row] = await this.db.query<{ count: number }>(`select count(*)::int as count from erasure as e where e.state = 'waiting' and e.asked_at < $1`, [before]);
    return row!.count;
  }

  private async ids(sql: string, parameters: readonly unknown[]): Promise<readonly CustomerId[]> {
    return (await this.db.query<{ id: CustomerId }>(sql, parameters)).map(({ id }) => id);
  }
}

const INSERT = `
  insert into erasure (customer_id, ground, case_number, asked_by, asked_at) values ($1, $2, $3, $4, $5)
  on conflict (customer_id) where state <> 'withdrawn' do nothing
  returning id`;

const SELECT = `
  select e.id, e.customer_id as "customerId", e.state, e.ground, e.case_number as "caseNumber", e.asked_by as "askedBy", coalesce(p.name, k.name) as "askedByName", e.asked_at as "askedAt",
         e.waits_for as "waitsFor", e.counts, e.done_at as "doneAt"
    from erasure as e
    ${actorOfWord('e.asked_by')}`;

const LIST = `
  ${SELECT}
   where ($1::text is null or e.state = $1)
     and ($2::uuid is null or (e.asked_at, e.id) < (select x.asked_at, x.id from erasure as x where x.id = $2::uuid))
     and ${customerInSight('e.customer_id', 4)}
   order by e.asked_at desc, e.id desc
   limit $3`;

const TO_LOOK_OVER = `
  select e.customer_id as id
    from erasure as e
   where e.state = 'done' and e.looked_at < e.changed_at + ${LOOKED_OVER} and e.looked_at < now() - interval '10 minutes'
   order by e.looked_at, e.id
   limit $1`;
