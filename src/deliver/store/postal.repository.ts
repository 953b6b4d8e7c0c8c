import { Injectable } from '@nestjs/common';
import { consentStood } from '../../audience/contract.js';
import type { Reader } from '../../compose/contract.js';
import type { CustomerId, IncidentId, NoticeId } from '../../kernel/ids.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import type { Outcome } from '../contract.js';
import { type AddressParts, COUNTRIES_WITHOUT_CODES, type LetterAddress } from '../model/letter.js';

/** A file of letters, made once and posted once. */
export interface PostalFile {
  readonly id: string;
  readonly noticeId: NoticeId;
  readonly incidentId: IncidentId;
  readonly number: number;
  readonly letters: number;
  /** kind:id of the actor. */
  readonly madeBy: string;
  readonly madeAt: Date;
  /** "2026-03-20"; null while nobody said that it was posted. */
  readonly postedOn: string | null;
  readonly postedNote: string | null;
}

/** A member whom no channel reached and who has no letter yet. */
export interface Unreached extends AddressParts {
  readonly customerId: CustomerId;
  readonly position: number;
  readonly reference: string;
  readonly outcome: Outcome;
}

export interface NewLetter {
  readonly member: Unreached;
  readonly address: LetterAddress;
}

/** A letter as it stands in a file, with its reader as frozen. */
export interface Letter extends LetterAddress {
  readonly position: number;
  readonly reader: Reader;
}

/** Whom no channel reached, and the files of letters to them. */
@Injectable()
export class PostalRepository {
  constructor(private readonly db: Database) {}

  /**
   * Those of these customers who are among them, in the same order. Whoever the ladder may still write to is not; once somebody is, he
   * stays so: nothing leads out of those outcomes.
   */
  unreached(notice: NoticeId, now: Date, customers: readonly CustomerId[]): Promise<readonly Unreached[]> {
    return this.db.query<Unreached>(UNREACHED, [notice, now, customers]);
  }

  /** All of them, by whether their address is whole. */
  async waiting(notice: NoticeId, now: Date, home: string): Promise<{ readonly letters: number; readonly withoutAddress: number }> {
    const [counted] = await this.db.query<{ letters: number; withoutAddress: number }>(WAITING, [notice, now, home, COUNTRIES_WITHOUT_CODES]);
    return counted!;
  }

  /**
   * Members who are written to and whose law takes no message for it, since no consent of theirs stood when it left, or stands now: in order, behind a position.
   *
   * @param places  Where such a law binds.
   */
  owed(notice: NoticeId, now: Date, places: readonly string[], after: number, limit: number): Promise<readonly Unreached[]> {
    return this.db.query<Unreached>(OWED, [notice, now, places, after, limit]);
  }

  /** All of them, by whether their address is whole. */
  async owedCount(notice: NoticeId, now: Date, home: string, places: readonly string[]): Promise<{ readonly letters: number; readonly withoutAddress: number }> {
    const [counted] = await this.db.query<{ letters: number; withoutAddress: number }>(OWED_COUNT, [notice, now, home, COUNTRIES_WITHOUT_CODES, places]);
    return counted!;
  }

  files(notice: NoticeId): Promise<readonly PostalFile[]> {
    return this.db.query<PostalFile>(`${FILE} where f.notice_id = $1 order by f.number`, [notice]);
  }

  async find(id: string): Promise<PostalFile | null> {
    return (await this.db.query<PostalFile>(`${FILE} where f.id = $1`, [id]))[0] ?? null;
  }

  /** One file of a notice is made at a time. */
  async lock(tx: Tx, notice: NoticeId): Promise<void> {
    await tx.query(`select pg_advisory_xact_lock(hashtext('firstword.postal'), hashtext($1::text))`, [notice]);
  }

  async insert(tx: Tx, notice: NoticeId, letters: number, by: string, at: Date): Promise<PostalFile> {
    const [made] = await tx.query<{ id: string }>(INSERT_FILE, [notice, letters, by, at]);
    return (await tx.query<PostalFile>(`${FILE} where f.id = $1`, [made!.id]))[0]!;
  }

  async add(tx: Tx, file: PostalFile, letters: readonly NewLetter[]): Promise<void> {
    const column = <Key extends keyof LetterAddress>(key: Key) => letters.map(({ address }) => address[key]);
    const sealed = <Key extends 'name' | 'addressLine1' | 'addressLine2' | 'city'>(key: Key) =>
      letters.map(({ member: { customerId }, address }) => (address[key] === null ? null : tx.sealing.text(address[key], customerId)));
    await tx.query(INSERT_ITEMS, [
      file.noticeId, file.id, letters.map(({ member }) => member.customerId), letters.map(({ member }) => member.position), letters.map(({ member }) => member.outcome),
      sealed('name'), sealed('addressLine1'), sealed('addressLine2'), sealed('city'), column('region'), column('postalCode'), column('country'),
    ]);
  }

  letters(file: string, after: number, limit: number): Promise<readonly Letter[]> {
    return this.db.query<Letter>(LETTERS, [file, after, limit]);
  }

  /** @returns false where it was said before. */
  async post(tx: Tx, id: string, on: string, note: string | null, by: string, at: Date): Promise<boolean> {
    return (await tx.query(POST, [id, on, note, by, at])).length === 1;
  }
}

const FILE = `
  select f.id, f.notice_id as "noticeId", f.number, f.letters, f.made_by as "madeBy", f.made_at as "madeAt", to_char(f.posted_on, 'YYYY-MM-DD') as "postedOn",
         f.posted_note as "postedNote", n.incident_id as "incidentId"
    from postal_file as f
    join published.notice as n on n.id = f.notice_id`;

/** As whom a frozen member `a` is written to now, `y` being what changed of it since he was known: the signed texts have a greeting for each. */
const CARE_NOW = `case when y.customer_id is null then a.reasons ->> 'care' else y.care end`;

/** A letter may be written for a member `nm`, `y` being what changed of him since he was known, and none has been. */
const MAY_HAVE_LETTER = `nm.barred_reason is distinct from 'deceased'
     and (y.customer_id is null or y.care is distinct from 'deceased' or y.representative_hash is not null)
     and not exists (select from postal_item as i where i.notice_id = $1 and i.customer_id = nm.customer_id)`;

/** Of a member `nm` with the messages `e` and `s`, while the dispatch `d` stands as it does at $2: no channel will reach him, and he has no letter. */
const WHO = `
   cross join lateral (select outcome_of(nm.barred, e.state, s.state) as outcome) as o
   where o.outcome in ('unreachable','suppressed','bounced','failed') and ${MAY_HAVE_LETTER}
     and (d.no_receipt_minutes is null or d.state not in ('running','paused') or d.expires_at <= $2
          or not (coalesce(e.state in ('bounced','failed','suppressed') and e.climbed_at is null, false) or coalesce(s.state in ('bounced','failed','suppressed') and s.climbed_at is null, false)))`;

const AUDIENCE = `(select r.audience_id from rollout as r where r.notice_id = $1)`;

/** Those of the customers $3 who are among them, one by one and in their order. */
const UNREACHED = `
  select nm.customer_id as "customerId", nm.position, a.reference, o.outcome, a.first_name as "firstName", a.last_name as "lastName", ${CARE_NOW} as care,
         p.address_line1 as "addressLine1", p.address_line2 as "addressLine2", p.city, p.region, p.postal_code as "postalCode", p.country
    from unnest($3::bigint[]) with ordinality as c (customer_id, no)
    join dispatch as d on d.notice_id = $1
   cross join lateral (select n.* from notice_member as n where n.notice_id = $1 and n.customer_id = c.customer_id offset 0) as nm
   cross join lateral (select m.* from published.audience_member as m where m.audience_id = ${AUDIENCE} and m.customer_id = c.customer_id offset 0) as a
    left join message as e on e.id = nm.email_message_id
    left join message as s on s.id = nm.sms_message_id
    left join published.postal_address as p on p.customer_id = c.customer_id
    left join published.care_change as y on y.customer_id = c.customer_id
   ${WHO}
   order by c.no`;

/** Of the member `a` and his address `p`. $3: the country of addresses that name none; $4: countries without postal codes. As model/letter.ts judges it. */
const IS_WHOLE = `btrim(concat_ws(' ', a.first_name, a.last_name), E' \\t\\r\\n') <> '' and coalesce(p.address_line1, '') <> '' and coalesce(p.city, '') <> ''
           and (coalesce(p.postal_code, '') <> '' or coalesce(p.country, $3::text) = any ($4::text[]))`;

/**
 * All of them, from whoever can be one at all: barred before anything was written to him, or with a message that did not arrive.
 * $3: the country of addresses that name none; $4: countries without postal codes. An address is judged as model/letter.ts judges it.
 */
const WAITING = `
  with candidate as materialized (
    select nm.customer_id from notice_member as nm where nm.notice_id = $1 and nm.barred in ('unreachable','suppressed')
    union
    select nm.customer_id from message as m join notice_member as nm on nm.email_message_id = m.id where m.notice_id = $1 and m.state in ('suppressed','bounced','failed')
    union
    select nm.customer_id from message as m join notice_member as nm on nm.sms_message_id = m.id where m.notice_id = $1 and m.state in ('suppressed','bounced','failed')
  ),
  judged as (
    select ${IS_WHOLE} as is_whole
      from candidate as c
      join dispatch as d on d.notice_id = $1
      join notice_member as nm on nm.notice_id = $1 and nm.customer_id = c.customer_id
      left join message as e on e.id = nm.email_message_id
      left join message as s on s.id = nm.sms_message_id
      join published.audience_member as a on a.audience_id = ${AUDIENCE} and a.customer_id = c.customer_id
      left join published.postal_address as p on p.customer_id = c.customer_id
      left join published.care_change as y on y.customer_id = c.customer_id
     ${WHO}
  )
  select count(*) filter (where j.is_whole)::int as letters, count(*) filter (where not j.is_whole)::int as "withoutAddress" from judged as j`;

/** Of the members `a` at these places, at $2: written to without a consent that stands, and in no file. Whom no channel reaches is among the others. */
const owes = (places: string): string => `
    from rollout as r
    join published.audience_member as a on a.audience_id = r.audience_id and a.place = any(${places}::text[])
    join notice_member as nm on nm.notice_id = r.notice_id and nm.customer_id = a.customer_id
    left join message as e on e.id = nm.email_message_id
    left join message as s on s.id = nm.sms_message_id
    left join published.postal_address as p on p.customer_id = a.customer_id
    left join published.care_change as y on y.customer_id = a.customer_id
   cross join lateral (select outcome_of(nm.barred, e.state, s.state) as outcome, coalesce(e.handed_over_at, s.delivered_at, $2::timestamptz) as told_at) as o
   where r.notice_id = $1 and o.outcome in ('pending','sending','sent','delivered','unknown')
     and not ${consentStood('a.customer_id', 'o.told_at')}
     and ${MAY_HAVE_LETTER}`;

const OWED = `
  select a.customer_id as "customerId", nm.position, a.reference, o.outcome, a.first_name as "firstName", a.last_name as "lastName", ${CARE_NOW} as care,
         p.address_line1 as "addressLine1", p.address_line2 as "addressLine2", p.city, p.region, p.postal_code as "postalCode", p.country
    ${owes('$3')} and nm.position > $4
   order by nm.position
   limit $5`;

const OWED_COUNT = `
  with judged as (
    select ${IS_WHOLE} as is_whole ${owes('$5')}
  )
  select count(*) filter (where j.is_whole)::int as letters, count(*) filter (where not j.is_whole)::int as "withoutAddress" from judged as j`;

const INSERT_FILE = `
  insert into postal_file (notice_id, number, letters, made_by, made_at)
  select $1, coalesce(max(f.number), 0) + 1, $2, $3, $4 from postal_file as f where f.notice_id = $1
  returning id`;

const INSERT_ITEMS = `
  insert into postal_item (notice_id, file_id, customer_id, position, outcome, name, address_line1, address_line2, city, region, postal_code, country)
  select $1, $2, i.* from unnest($3::bigint[], $4::int[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[]) as i`;

const LETTERS = `
  select i.position, i.name, i.address_line1 as "addressLine1", i.address_line2 as "addressLine2", i.city, i.region, i.postal_code as "postalCode", i.country,
         json_build_object('customerId', a.customer_id::text, 'reference', a.reference, 'firstName', a.first_name, 'lastName', a.last_name,
                           'locale', a.locale, 'place', a.place,
                           'reasons', case when ${CARE_NOW} is null then a.reasons - 'care' else a.reasons || jsonb_build_object('care', ${CARE_NOW}) end) as reader
    from postal_item as i
    join rollout as r on r.notice_id = i.notice_id
    join published.audience_member as a on a.audience_id = r.audience_id and a.customer_id = i.customer_id
    left join published.care_change as y on y.customer_id = i.customer_id
   where i.file_id = $1 and i.position > $2
   order by i.position
   limit $3`;

const POST = `update postal_file set posted_on = $2::date, posted_note = $3, posted_by = $4, posted_at = $5 where id = $1 and posted_on is null returning id`;
