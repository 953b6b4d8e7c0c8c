import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/transactions.js';
import { type DueRows, type KeepSetting, type KeptKind, KeptKinds } from '../../platform/privacy/kept-kinds.js';

/** What people wrote, and from which numbers they called. */
@Injectable()
export class HeardRetention implements OnModuleInit {
  constructor(
    private readonly kinds: KeptKinds,
    private readonly db: Database,
  ) {}

  onModuleInit(): void {
    this.kinds.add(
      this.kind('calls', 'Calls', 'The caller’s number, scrambled, and the agent’s note. That there was a call, when, by whom it counts and how it ended stay. Calls since the oldest open incident stay whole.', 'KEEP_CALL_DAYS', CALLS_DUE, [KEEP_SHARED, PURGE_CALLS]),
      this.kind('replies', 'What people wrote', 'Texts and e-mails that came in, and answers in words. That somebody wrote or answered, and what they chose, stay.', 'KEEP_REPLY_DAYS', REPLIES_DUE, [PURGE_TEXTS, PURGE_MAILS, PURGE_WORDS]),
    );
  }

  private kind(key: string, title: string, what: string, setting: KeepSetting, dueSql: string, steps: readonly string[]): KeptKind {
    return {
      key, title, what, setting,
      due: async (before) => (await this.db.query<DueRows>(dueSql, [before]))[0]!,
      purge: async (tx: Tx, before, limit) => {
        let changed = 0;
        for (const sql of steps) changed += (await tx.query<{ counts: boolean }>(sql, [before, limit])).filter(({ counts }) => counts).length;
        return changed;
      },
    };
  }
}

/** Of an open incident the figures are still made, and a held one may have to be shown: calls since then keep what joins them. */
const OLD_CALLS = `
  from inbound_call as c
 where c.offered_at < least($1, (select min(i.declared_at) from published.incident as i
                                  where (i.status = 'open' and not i.exercise) or exists (select from published.retention_hold as h where h.incident_id = i.id)))
   and (c.caller_hash is not null or c.note is not null)`;

/** Calls whose own time is over, and that stay since the incident is open or held. */
const WITH_OLD_CALLS = `exists (select from inbound_call as c where c.offered_at >= i.declared_at and c.offered_at < $1 and (c.caller_hash is not null or c.note is not null))`;

const CALLS_DUE = `
  select (select count(*)::int ${OLD_CALLS}) as rows,
         (select c.offered_at from inbound_call as c where c.offered_at >= $1 and (c.caller_hash is not null or c.note is not null) order by c.offered_at limit 1) as "oldestKept",
         (select count(*)::int from published.incident as i where i.status = 'open' and not i.exercise and ${WITH_OLD_CALLS}) as "openIncidents",
         (select count(*)::int from published.incident as i where i.status = 'closed' and exists (select from published.retention_hold as h where h.incident_id = i.id) and ${WITH_OLD_CALLS}) as "heldIncidents"`;

/** Whose call it also was follows from the number, and so is written down before the number goes. */
const KEEP_SHARED = `
  with old as (select c.id ${OLD_CALLS} order by c.offered_at, c.id limit $2)
  insert into inbound_call_also (call_id, customer_id)
  select k.id, k.customer_id
    from old as o
    join inbound_call as c on c.id = o.id and c.match_method = 'shared-number'
    join published.call_customer as k on k.id = c.id and k.customer_id <> c.customer_id
  on conflict do nothing
  returning false as counts`;

const PURGE_CALLS = `
  with old as (select c.id ${OLD_CALLS} order by c.offered_at, c.id limit $2)
  update inbound_call as c set caller_hash = null, note = null from old as o where c.id = o.id
  returning true as counts`;

const HELD = `exists (select from published.audience_member as m join published.retention_hold as h on h.incident_id = m.incident_id where m.customer_id = x.customer_id)`;
const TEXTS = `select x.id from inbound_sms as x where x.received_at < $1 and (x.from_hash is not null or x.body <> '') and not (x.customer_id is not null and ${HELD})`;
const MAILS = `select x.id from inbound_mail as x where x.received_at < $1 and num_nonnulls(x.sender_hash, x.subject, x.body) > 0 and not (x.customer_id is not null and ${HELD})`;
const WORDS = `select x.id from feedback as x where x.answered_at < $1 and x.words is not null and not ${HELD}`;

/** Whose words are older than their time: with those of others they are due, and where an incident is held they stay. */
const OLD_WRITERS = `
  select x.customer_id from inbound_sms as x where x.received_at < $1 and (x.from_hash is not null or x.body <> '')
  union select x.customer_id from inbound_mail as x where x.received_at < $1 and num_nonnulls(x.sender_hash, x.subject, x.body) > 0
  union select x.customer_id from feedback as x where x.answered_at < $1 and x.words is not null`;

const REPLIES_DUE = `
  select ((select count(*) from (${TEXTS}) as t) + (select count(*) from (${MAILS}) as m) + (select count(*) from (${WORDS}) as w))::int as rows,
         least((select min(x.received_at) from inbound_sms as x where x.received_at >= $1 and (x.from_hash is not null or x.body <> '')),
               (select min(x.received_at) from inbound_mail as x where x.received_at >= $1 and num_nonnulls(x.sender_hash, x.subject, x.body) > 0),
               (select min(x.answered_at) from feedback as x where x.answered_at >= $1 and x.words is not null)) as "oldestKept",
         (select count(distinct h.incident_id)::int
            from (${OLD_WRITERS}) as w
            join published.audience_member as m on m.customer_id = w.customer_id
            join published.retention_hold as h on h.incident_id = m.incident_id) as "heldIncidents"`;

const PURGE_TEXTS = `update inbound_sms as s set from_hash = null, body = case when s.body is not null then '' end where s.id in (${TEXTS} order by x.id limit $2) returning true as counts`;
const PURGE_MAILS = `update inbound_mail as m set sender_hash = null, subject = null, body = null where m.id in (${MAILS} order by x.id limit $2) returning true as counts`;
const PURGE_WORDS = `update feedback as f set words = null where f.id in (${WORDS} order by x.id limit $2) returning true as counts`;
