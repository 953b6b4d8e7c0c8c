import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { CustomerId } from '../../kernel/ids.js';
import { Database, type Tx } from '../database/transactions.js';
import { type HeldSection, type Holding, Holdings, PLACE, type Traces } from './holdings.js';

/** What the plumbing holds of people: rows of files that could not be read, and who looked at whom. */
@Injectable()
export class PlatformHolding implements Holding, OnModuleInit {
  constructor(
    private readonly holdings: Holdings,
    private readonly db: Database,
  ) {}

  onModuleInit(): void {
    this.holdings.add(this, PLACE.platform);
  }

  async underWay(tx: Tx, customer: CustomerId): Promise<readonly string[]> {
    return (await tx.query<{ words: string }>(HELD_FOR, [customer])).map(({ words }) => words);
  }

  async held(customer: CustomerId, limit: number): Promise<readonly HeldSection[]> {
    const rows = await this.db.query<Readonly<Record<string, unknown>>>(EVENTS, [customer, limit]);
    return [{ key: 'record', title: 'Who did what', note: 'The audit record names customers by a number alone, and stays after an erasure.', rows }];
  }

  /** Bad rows name nobody's id: they are found by what stands in them. The sentence on what was wrong stays. */
  async forget(tx: Tx, _customer: CustomerId, { values }: Traces): Promise<Readonly<Record<string, number>>> {
    const marked = values.filter((value) => /[\d@]/.test(value)).map((value) => value.toLowerCase());
    const words = values.filter((value) => !/[\d@]/.test(value)).map((value) => value.toLowerCase());
    const numbers = values.filter((value) => value.startsWith('+')).map((value) => value.slice(-NATIONAL_DIGITS));
    const isHis = (raw: string): boolean => {
      const [text, digits] = [raw.toLowerCase(), raw.replace(/\D/g, '')];
      return marked.some((value) => text.includes(value)) || words.includes(text.trim()) || numbers.some((number) => digits.includes(number));
    };
    return { 'bad rows of imports': await this.forgetBadRows(tx, isHis) };
  }

  /** Rows lie sealed, so each is opened and looked at. One that the walk which seals anew moves meanwhile is found the next time: everybody is looked over again for a day. */
  private async forgetBadRows(tx: Tx, isHis: (raw: string) => boolean): Promise<number> {
    let [after, forgotten] = ['(0,0)', 0];
    for (;;) {
      const rows = await tx.query<{ place: string; raw: string }>(BAD_ROWS, [after]);
      const his = rows.filter(({ raw }) => isHis(raw)).map(({ place }) => place);
      if (his.length > 0) forgotten += (await tx.query(FORGET_BAD_ROWS, [his])).length;
      if (rows.length < SLICE) return forgotten;
      after = rows.at(-1)!.place;
    }
  }
}

/** A file may write a number without its country, with dots, dashes or brackets. */
const NATIONAL_DIGITS = 9;

const HELD_FOR = `
  select case when h.incident_id is null then 'Everything is held for a claim.' else 'What is known of ' || i.reference || ' is held for a claim.' end as words
    from published.retention_hold as h
    left join published.incident as i on i.id = h.incident_id
   where h.incident_id is null or exists (select from published.audience_member as m where m.customer_id = $1 and m.incident_id = h.incident_id)
   order by 1`;

const EVENTS = `
  select e.at, case e.actor_kind when 'system' then 'Firstword' when 'customer' then 'the customer' when 'provider' then 'a provider' else coalesce(p.name, k.name) end as who, e.action as what
    from audit_event as e
    left join person as p on e.actor_kind = 'person' and p.id::text = e.actor_id
    left join api_key as k on e.actor_kind = 'key' and k.id::text = e.actor_id
   where e.subject_kind = 'customer' and e.subject_id = $1::text
   order by e.id desc
   limit $2`;

/** As many at once as a page of a file. */
const SLICE = 5_000;

const BAD_ROWS = `
  select b.ctid::text as place, b.raw
    from import_bad_row as b
   where b.raw <> '' and b.ctid > $1::tid
   order by b.ctid
   limit ${SLICE}`;

const FORGET_BAD_ROWS = `update import_bad_row as b set raw = '' where b.ctid = any ($1::tid[]) returning 1`;
