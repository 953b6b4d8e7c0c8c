import { Injectable } from '@nestjs/common';
import { type AudienceId } from '../../kernel/ids.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import { type PlaceHint } from '../model/place-of.js';

/** What a hint comes to. */
export type ReadPlace = PlaceHint & { readonly place: string };

/** Where each of the table `affected` lives, as laws count it: worked out once for each combination of data, and not for each person. */
@Injectable()
export class PlaceRepository {
  constructor(private readonly db: Database) {}

  /** Every combination that the affected have, each once. */
  hints(tx: Tx): Promise<readonly PlaceHint[]> {
    return tx.query<PlaceHint>(HINTS);
  }

  /** Keeps what they come to in the temporary table `place_hint`, by which members are written. */
  async keep(tx: Tx, places: readonly ReadPlace[]): Promise<void> {
    await tx.query(CREATE_HINTS);
    await tx.query(INSERT_HINTS, [JSON.stringify(places)]);
    await tx.query('analyze place_hint');
  }

  /** Counts the members of an audience that was just written, by place; of nobody knows where, under ''. */
  async count(tx: Tx, audienceId: AudienceId | string): Promise<void> {
    await tx.query(COUNT, [audienceId]);
  }

  /** Most first. Empty of an audience that was frozen before places were. */
  of(audience: AudienceId): Promise<readonly { readonly place: string; readonly members: number }[]> {
    return this.db.query(OF, [audience]);
  }
}

const KEYS = `coalesce(a.country, '') as country, coalesce(a.region, '') as region, coalesce(left(a.postal_code, 3), '') as postal`;

const HINTS = `
  select nullif(k.country, '') as country, nullif(k.region, '') as region, nullif(k.postal, '') as postal
    from (select distinct ${KEYS} from affected as a) as k`;

const CREATE_HINTS = `create temporary table place_hint (country text not null, region text not null, postal text not null, place text not null, primary key (country, region, postal)) on commit drop`;

const INSERT_HINTS = `
  insert into place_hint (country, region, postal, place)
  select coalesce(h.country, ''), coalesce(h.region, ''), coalesce(h.postal, ''), h.place
    from jsonb_to_recordset($1::jsonb) as h (country text, region text, postal text, place text)`;

/** Empty strings and not nulls, so that a million people are joined by a hash. */
export const PLACE_JOIN = `
    left join place_hint as pl on pl.country = coalesce(a.country, '') and pl.region = coalesce(a.region, '') and pl.postal = coalesce(left(a.postal_code, 3), '')`;

const COUNT = `
  insert into audience_place (audience_id, place, members)
  select $1, coalesce(m.place, ''), count(*)::int from audience_member as m where m.audience_id = $1 group by 2`;

const OF = `select p.place, p.members from audience_place as p where p.audience_id = $1 order by p.members desc, p.place`;
