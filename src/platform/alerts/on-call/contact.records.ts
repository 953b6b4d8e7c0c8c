import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../database/transactions.js';
import type { Contact, Rhythm } from './on-call.js';

export type ContactInput = Omit<Contact, 'id' | 'name' | 'position'>;

@Injectable()
export class ContactRecords {
  constructor(private readonly db: Database) {}

  /** Those who are told, in order. Whoever may not sign in any more is told of nothing. */
  list(tx: Pick<Database, 'query'> = this.db): Promise<readonly Contact[]> {
    return tx.query<Contact>(LIST);
  }

  async rhythm(tx: Pick<Database, 'query'> = this.db): Promise<Rhythm> {
    const [row] = await tx.query<Rhythm>(`select r.critical_minutes as "criticalMinutes", r.warning_minutes as "warningMinutes", r.repeat_minutes as "repeatMinutes" from alert_rhythm as r`);
    return row!;
  }

  async setRhythm(tx: Tx, { criticalMinutes, warningMinutes, repeatMinutes }: Rhythm): Promise<void> {
    await tx.query(`update alert_rhythm set critical_minutes = $1, warning_minutes = $2, repeat_minutes = $3`, [criticalMinutes, warningMinutes, repeatMinutes]);
  }

  /** At the end of the list. */
  async add(tx: Tx, contact: ContactInput): Promise<string> {
    const [row] = await tx.query<{ id: string }>(ADD, parametersOf(contact));
    return row!.id;
  }

  async change(tx: Tx, id: string, contact: ContactInput): Promise<boolean> {
    return (await tx.query(CHANGE, [...parametersOf(contact), id])).length > 0;
  }

  async remove(tx: Tx, id: string): Promise<boolean> {
    return (await tx.query(`update alert_contact set removed_at = now() where id = $1 and removed_at is null returning id`, [id])).length > 0;
  }

  /** Changes places with who stands before. */
  async earlier(tx: Tx, id: string): Promise<boolean> {
    return (await tx.query(EARLIER, [id])).length > 0;
  }

  async mayBeTold(tx: Tx, person: string): Promise<boolean> {
    return (await tx.query(`select from person as p where p.id = $1 and p.disabled_at is null`, [person])).length > 0;
  }

  async hasBrand(tx: Tx, brand: string): Promise<boolean> {
    return (await tx.query(`select from brand as b where b.id = $1`, [brand])).length > 0;
  }
}

const parametersOf = ({ personId, brandId, phone, criticalBy, warningBy, days, fromTime, untilTime, zone }: ContactInput): unknown[] => [personId, brandId, phone, criticalBy, warningBy, days, fromTime, untilTime, zone];

const LIST = `
  select c.id, c.person_id as "personId", p.name, c.brand_id as "brandId", c.position, c.phone, c.critical_by as "criticalBy", c.warning_by as "warningBy", c.days,
         c.from_time as "fromTime", c.until_time as "untilTime", c.zone
    from alert_contact as c
    join person as p on p.id = c.person_id and p.disabled_at is null
   where c.removed_at is null
   order by c.position, c.id`;

const ADD = `
  insert into alert_contact (person_id, brand_id, phone, critical_by, warning_by, days, from_time, until_time, zone, position)
  select $1, $2, $3, $4, $5, $6, $7, $8, $9, coalesce(max(c.position), 0) + 1 from alert_contact as c
  returning id`;

const CHANGE = `
  update alert_contact
     set person_id = $1, brand_id = $2, phone = $3, critical_by = $4, warning_by = $5, days = $6, from_time = $7, until_time = $8, zone = $9
   where id = $10 and removed_at is null
  returning id`;

const EARLIER = `
  with own as (select c.id, c.position from alert_contact as c where c.id = $1 and c.removed_at is null),
  before as (
    select c.id, c.position from alert_contact as c, own where c.removed_at is null and c.position < own.position order by c.position desc limit 1
  )
  update alert_contact as c
     set position = case when c.id = own.id then before.position else own.position end
    from own, before
   where c.id in (own.id, before.id)
  returning c.id`;
