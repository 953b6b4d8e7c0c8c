import { Injectable } from '@nestjs/common';
import { type Tx } from '../../platform/database/transactions.js';
import { type AudienceCounts } from '../contract.js';
import { PLACE_JOIN } from './place.repository.js';
import { ZONE_JOINS, ZONE_SET } from './zone.repository.js';

/** How members are ordered, always by household, and of what the hash is made: see `HASHED`. */
export const DRAW_ALGORITHM = 'sha256-household-v2';

/** A frozen audience, and what its order was drawn by. */
export interface FrozenSeed {
  readonly id: string;
  readonly seed: string;
  readonly algorithm: string;
}

/** Makes the members of an audience out of the table `affected`, and of `household_of`, `zone_hint`, `household_zone` and `place_hint` beside it. */
@Injectable()
export class FreezeRepository {
  /**
   * Writes the members in their random order. Households are ordered by sha256("<seed>:<household>"), people inside a household by
   * customer id; a position is a person's place, a draw the place of the first of the household, so that a household never parts. Rows lie in
   * that order too, by which pre-flight and ledger read them: of 400,000 people a slice of 10,000 met 900 pages then, and 9,400 otherwise.
   *
   * @param seed  Fresh randomness in hexadecimal; with the algorithm's name it makes the order again.
   */
  async insertMembers(tx: Tx, audienceId: string, seed: string): Promise<void> {
    await tx.query(INSERT_MEMBERS, [audienceId, seed]);
    await tx.query('analyze audience_member (audience_id, customer_id, position, draw, jk_group)');
  }

  /**
   * @returns SHA-256 over every member's snapshot in order of position, in hexadecimal: of the algorithm, the seed and the hashes of
   *   blocks of 10,000 members, each of which is the hash of its members' hashes. Of a sealed value it takes what another key leaves as it is,
   *   so it is the same whenever it is computed.
   * @param algorithm  By which the audience was frozen.
   */
  async hash(tx: Tx, audienceId: string, seed: string, algorithm: string = DRAW_ALGORITHM): Promise<string> {
    const hashed = HASHED.get(algorithm);
    if (hashed === undefined) throw new RangeError(`Nobody knows how an audience is hashed by ${algorithm}.`);
    const [row] = await tx.query<{ hash: string }>(hashSql(hashed), [audienceId, `${algorithm}:${seed}`]);
    return row!.hash;
  }

  /** Whether this version can hash by the algorithm: an audience may have been frozen by a later one. */
  knows(algorithm: string): boolean {
    return HASHED.has(algorithm);
  }

  /** False for one that was hashed with names and addresses as they were, and sealed since. */
  async isRecomputable(tx: Tx, audienceId: string): Promise<boolean> {
    return (await tx.query(SEALED_SINCE, [audienceId])).length === 0;
  }

  /** What the hash over its members has to be: as it was when it was frozen, or since their addresses are found by other keys. */
  async expectedHash(tx: Tx, audienceId: string): Promise<string | null> {
    return (await tx.query<{ hash: string }>('select coalesce(a.rehashed_as, a.hash) as hash from audience as a where a.id = $1', [audienceId]))[0]?.hash ?? null;
  }

  /** Frozen audiences whose members are as they were when they were frozen. */
  async intact(tx: Tx): Promise<readonly FrozenSeed[]> {
    const frozen = await tx.query<FrozenSeed>(`select a.id, a.seed, a.algorithm from audience as a where a.state = 'frozen' and a.algorithm = any ($1::text[]) order by a.id`, [[...HASHED.keys()]]);
    const intact: FrozenSeed[] = [];
    for (const one of frozen) if ((await this.hash(tx, one.id, one.seed, one.algorithm)) === (await this.expectedHash(tx, one.id))) intact.push(one);
    return intact;
  }

  /** Keeps what the hashes of these are now, after the hashes of all addresses were made anew. */
  async keepRehashed(tx: Tx, audiences: readonly FrozenSeed[]): Promise<void> {
    for (const { id, seed, algorithm } of audiences) await tx.query('update audience set rehashed_as = $2 where id = $1', [id, await this.hash(tx, id, seed, algorithm)]);
  }

  async seal(tx: Tx, audienceId: string, sealed: { readonly seed: string; readonly hash: string; readonly counts: AudienceCounts; readonly at: Date }): Promise<void> {
    await tx.query(SEAL, [audienceId, DRAW_ALGORITHM, sealed.seed, sealed.hash, sealed.counts.members, JSON.stringify(sealed.counts), sealed.at]);
  }
}

/** The order is drawn over ids and names alone. Whole rows, which don't fit into memory where there are a million, are sorted once, by the place that each was given. */
const INSERT_MEMBERS = `
  with drawn as (
    select p.customer_id, p.household, p.name, sha256(convert_to($2::text || ':' || p.name, 'UTF8')) as key
      from (select a.customer_id, h.household, coalesce(h.household, a.customer_id)::text as name from affected as a left join household_of as h on h.customer_id = a.customer_id) as p
  ),
  ordered as (               -- both in one sorting: a person's place in all, and in his household
    select d.customer_id, d.household, d.name, row_number() over (order by d.key, d.customer_id) - 1 as position, row_number() over (partition by d.key order by d.customer_id) - 1 as behind
      from drawn as d
  ),
  placed as materialized (
    select o.customer_id, o.household, o.name, o.position, o.position - o.behind as draw, sha256(convert_to('jackknife:' || o.name, 'UTF8')) as part from ordered as o
  )
  insert into audience_member (audience_id, customer_id, position, draw, household, jk_group, reference, first_name, last_name, locale, country, region, time_zone,
                               email, email_hash, phone, phone_hash, preferred_channel, reasons, zone_set, place, email_changed_at, phone_changed_at)
  select $1, a.customer_id, p.position, p.draw, p.name,
         (get_byte(p.part, 0) * 65536 + get_byte(p.part, 1) * 256 + get_byte(p.part, 2)) % 50,
         a.reference, a.first_name, a.last_name, a.locale, a.country, a.region, a.time_zone, a.email, a.email_hash, a.phone, a.phone_hash, a.preferred_channel, a.reasons,
         coalesce(hz.zone_set, ${ZONE_SET}), pl.place, a.email_changed_at, a.phone_changed_at
    from affected as a
    join placed as p on p.customer_id = a.customer_id
    left join household_zone as hz on hz.household = p.household
    ${ZONE_JOINS}${PLACE_JOIN}
   order by p.position`;

const SNAPSHOT = `m.position, m.draw, m.priority_class, m.customer_id, m.household, m.jk_group, m.reference, published.sealed_as(m.first_name), published.sealed_as(m.last_name), m.locale, m.country, m.region, m.time_zone,
             published.sealed_as(m.email), m.email_hash, published.sealed_as(m.phone), m.phone_hash, m.preferred_channel, m.reasons`;

/** A member's snapshot as text, by algorithm. The second takes six tenths of the first one's time: each value of a row is written by its type, and not looked up first. */
const HASHED: ReadonlyMap<string, string> = new Map([
  ['sha256-household-v1', `jsonb_build_array(${SNAPSHOT})::text || coalesce(m.zone_set::text, '') || coalesce(' ' || m.place, '')
             || coalesce(' e' || extract(epoch from m.email_changed_at), '') || coalesce(' p' || extract(epoch from m.phone_changed_at), '')`],
  [DRAW_ALGORITHM, `row(${SNAPSHOT}, m.zone_set, m.place, extract(epoch from m.email_changed_at), extract(epoch from m.phone_changed_at))::text`],
]);

/** `offset 0` keeps the hashing below the sorting, so that hashes are sorted and not people: those of a million stay in memory. */
const hashSql = (hashed: string): string => `
  with member as (
    select m.position, sha256(convert_to(${hashed}, 'UTF8')) as hash
      from audience_member as m
     where m.audience_id = $1
    offset 0
  ),
  block as (
    select m.position / 10000 as no, sha256(string_agg(m.hash, ''::bytea order by m.position)) as hash from member as m group by m.position / 10000
  )
  select encode(sha256(convert_to($2::text, 'UTF8') || coalesce(string_agg(b.hash, ''::bytea order by b.no), ''::bytea)), 'hex') as hash from block as b`;

const SEALED_SINCE = `
  select from audience as a
   where a.id = $1 and a.hashed_unsealed
     and exists (select from audience_member as m where m.audience_id = a.id and (m.first_name like 'e1.%' or m.last_name like 'e1.%' or m.email like 'e1.%' or m.phone like 'e1.%'))`;

const SEAL = `
  update audience
     set state = 'frozen', algorithm = $2, seed = $3, hash = $4, members = $5, counts = $6, as_of = $7, frozen_at = $7
   where id = $1`;
