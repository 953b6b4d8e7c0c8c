import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/transactions.js';
import { type DueRows, type KeptKind, KeptKinds } from '../../platform/privacy/kept-kinds.js';
import { walkOn } from '../../platform/privacy/retention-walk.js';

/** Where messages and letters of incidents went that were closed long ago. */
@Injectable()
export class MessageRetention implements KeptKind, OnModuleInit {
  readonly key = 'messages';
  readonly title = 'Where messages and letters went';
  readonly what = 'Addresses and numbers in the ledger and in files of letters, the providers’ words, and what was said when somebody asked for a message again; of incidents, from their closing on. Times and outcomes stay.';
  readonly setting = 'KEEP_INCIDENT_DAYS';

  constructor(
    private readonly kinds: KeptKinds,
    private readonly db: Database,
  ) {}

  onModuleInit(): void {
    this.kinds.add(this);
  }

  async due(before: Date): Promise<DueRows> {
    const [found] = await this.db.query<DueRows>(DUE, [before]);
    return found!;
  }

  /** One notice at a time, by the positions of its members, and what belongs to no member at its end. */
  purge(tx: Tx, before: Date, limit: number): Promise<number> {
    return walkOn(tx, before, limit, {
      kind: this.key, nextSql: NEXT,
      forget: async ({ id, place, members }, until) => (await this.forget(tx, FORGET_SLICE, [id, place, until])) + (until >= members ? await this.end(tx, id) : 0),
    });
  }

  private async end(tx: Tx, notice: string): Promise<number> {
    const rest = await this.forget(tx, FORGET_REST, [notice]);
    const letters = await tx.query(`update postal_item set name = '', address_line1 = '', address_line2 = null, city = '', postal_code = null where notice_id = $1 and name <> '' returning 1`, [notice]);
    const copies = await tx.query(`update copy_request set reason = '' where notice_id = $1 and reason <> '' returning 1`, [notice]);
    return rest + letters.length + copies.length;
  }

  private async forget(tx: Tx, sql: string, parameters: readonly unknown[]): Promise<number> {
    const messages = await tx.query<{ id: string }>(sql, parameters);
    await tx.query('update attempt set reason = null where message_id = any ($1::bigint[]) and reason is not null', [messages.map(({ id }) => id)]);
    return messages.length;
  }
}

/** Notices of incidents whose time is over, that write nothing any more, leave no doubt, and that nobody holds. */
const OVER = `
  from dispatch as d
  join rollout as r on r.notice_id = d.notice_id
  join published.incident as i on i.id = d.incident_id and i.status = 'closed' and i.closed_at < $1
  left join retention_mark as k on k.kind = 'messages' and k.subject_id = d.notice_id
 where d.state in ('finished','cancelled') and not coalesce(k.finished, false)
   and not exists (select from message as m where m.notice_id = d.notice_id and m.state = 'unknown')
   and not exists (select from message as m where m.notice_id = d.notice_id and m.state = 'sending')
   and not exists (select from published.retention_hold as h where h.incident_id = d.incident_id)`;

/** What is kept of an open incident has no end yet; what is held, in doubt or under way none while it is. Each is said, not passed over. */
const DUE = `
  with kept as (
    select i.id, i.status, i.closed_at, exists (select from published.retention_hold as h where h.incident_id = i.id) as held,
           bool_or(d.state not in ('finished','cancelled')
                   or exists (select from message as m where m.notice_id = d.notice_id and m.state = 'unknown')
                   or exists (select from message as m where m.notice_id = d.notice_id and m.state = 'sending')) as unsettled
      from dispatch as d
      join rollout as r on r.notice_id = d.notice_id and r.members > 0
      join published.incident as i on i.id = d.incident_id
      left join retention_mark as f on f.kind = 'messages' and f.subject_id = d.notice_id
     where not coalesce(f.finished, false)
     group by i.id, i.status, i.closed_at
  )
  select (select coalesce(sum(greatest(r.members - coalesce(k.place, 0), 0)), 0)::int ${OVER}) as rows,
         (select min(x.closed_at) from kept as x where x.status = 'closed' and not x.held and x.closed_at >= $1) as "oldestKept",
         (select count(*)::int from kept as x where x.status = 'open') as "openIncidents",
         (select count(*)::int from kept as x where x.status = 'closed' and x.held) as "heldIncidents",
         (select count(*)::int from kept as x where x.status = 'closed' and not x.held and x.closed_at < $1 and x.unsettled) as "unsettledIncidents"`;

const NEXT = `select d.notice_id as id, coalesce(k.place, 0) as place, r.members ${OVER} order by i.closed_at, d.notice_id limit 1`;

const FORGET_SLICE = `
  with his as (
    select x.id
      from notice_member as nm
     cross join lateral (values (nm.email_message_id), (nm.sms_message_id)) as x (id)
     where nm.notice_id = $1 and nm.position >= $2 and nm.position < $3 and x.id is not null
  )
  update message as m
     set address = '', address_hash = 'erased:' || m.id, reason = null
   where m.id in (select h.id from his as h) and m.address <> ''
  returning m.id`;

const FORGET_REST = `
  update message as m set address = '', address_hash = 'erased:' || m.id, reason = null where m.notice_id = $1 and m.address <> '' returning m.id`;
