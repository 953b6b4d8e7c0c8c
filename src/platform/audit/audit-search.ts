import { Injectable } from '@nestjs/common';
import { csvFile, csvLine } from '../../kernel/csv.js';
import { type Actor, type Sight } from '../../kernel/actor.js';
import { type IncidentId } from '../../kernel/ids.js';
import { opened, pages } from '../../kernel/pages.js';
import { inSight } from '../auth/in-sight.js';
import { Database, Transactions } from '../database/transactions.js';
import { ACTOR_NAMED, Audit, type AuditEntry, ENTRY } from './audit.js';

/** What of the record is wanted; what is absent or null narrows nothing. */
export interface AuditFilter {
  /** Part of a person's or key's name, or an id. */
  readonly who?: string | null | undefined;
  /** Beginning of an action: "notice.", "person.locked". */
  readonly what?: string | null | undefined;
  readonly incident?: IncidentId | null | undefined;
  /** Business time, half-open. */
  readonly from?: Date | null | undefined;
  readonly until?: Date | null | undefined;
  /** Whose look it is. */
  readonly sight: Sight;
}

export interface FoundEvent extends AuditEntry {
  readonly incidentId: IncidentId | null;
  /** What it is about, as people call it: a person, a file, a customer's number, an alert's sentence with its times as marks. Null where that is gone, or has no name. */
  readonly about: string | null;
  /** Its place in the chain; null for the second or two before it is linked. */
  readonly link: { readonly position: number; readonly hash: string } | null;
}

const ROWS_AT_ONCE = 1_000;
const COLUMNS = ['position', 'at', 'who', 'name', 'action', 'subject', 'incident', 'details', 'hash'];

/** The record over everything, newest first. */
@Injectable()
export class AuditSearch {
  constructor(
    private readonly db: Database,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
  ) {}

  /** @param after  The id of the last entry of the page before; null for the newest. */
  find({ who, what, incident, from, until, sight }: AuditFilter, after: string | null, limit: number): Promise<readonly FoundEvent[]> {
    return this.db.query<FoundEvent>(FIND, [after, who?.trim() || null, what?.trim() || null, incident ?? null, from ?? null, until ?? null, limit, sight.brands, sight.unseen]);
  }

  /** All of it as CSV, line by line; that somebody took it is on the record once the first of it was read, and so not in the file itself. */
  async export(actor: Actor, filter: AuditFilter): Promise<AsyncIterable<string>> {
    const found = await opened(this.everything(filter));
    await this.transactions.run((tx) => this.audit.record(tx, actor, {
      action: 'audit.exported', subject: { kind: 'audit', id: 'all' }, ...(filter.incident ? { incidentId: filter.incident } : {}), details: { what: filter.what ?? null, from: filter.from ?? null, until: filter.until ?? null },
    }));
    return csvFile(COLUMNS, found, lineOf);
  }

  private everything(filter: AuditFilter): AsyncIterable<readonly FoundEvent[]> {
    return pages(null, ({ id }: FoundEvent): string | null => id, ROWS_AT_ONCE, (after: string | null, limit) => this.find(filter, after, limit));
  }
}

const lineOf = ({ link, at, actor, action, subject, incidentId, details }: FoundEvent): string =>
  csvLine([link?.position ?? null, at.toISOString(), `${actor.kind}:${actor.id}`, actor.name, action, `${subject.kind}:${subject.id}`, incidentId, JSON.stringify(details), link?.hash ?? null]);

/**
 * Looked up for each row that is shown. A customer's number is for whoever sees every brand ($8: the brands of who asks); what an alert says, for whoever may see its incident, since not every
 * event about an alert names that.
 */
const ABOUT = `case
           when e.subject_kind in ('person', 'alert-contact', 'access-request') then (select x.name from person as x where x.id::text = case when e.subject_kind = 'person' then e.subject_id else e.details ->> 'person' end)
           when e.subject_kind = 'key' then (select x.name from api_key as x where x.id::text = e.subject_id)
           when e.subject_kind = 'import' then (select x.source_name from import_run as x where x.id::text = e.subject_id)
           when e.subject_kind = 'brand' then (select x.name from brand as x where x.id = e.subject_id)
           when e.subject_kind = 'webhook' then (select x.description from webhook_endpoint as x where x.id::text = e.subject_id)
           when e.subject_kind = 'alert' then (select coalesce(x.timed_message, x.message) from alert as x where x.id::text = e.subject_id and ${inSight('x.incident_id', 8)})
           when e.subject_kind = 'customer' and $8::text[] is null and e.subject_id ~ '^[1-9][0-9]{0,17}$' then (select x.reference from published.customer as x where x.id = e.subject_id::bigint and not x.erased)
         end`;

const FIND = `
  select ${ENTRY}, e.incident_id as "incidentId", ${ABOUT} as about,
         case when l.position is not null then json_build_object('position', l.position, 'hash', l.hash) end as link
    from audit_event as e
    ${ACTOR_NAMED}
    left join audit_link as l on l.event_id = e.id
   where ($1::bigint is null or e.id < $1)
     and ($2::text is null or e.actor_id = $2 or strpos(lower(coalesce(p.name, k.name, e.actor_id)), lower($2)) > 0)
     and ($3::text is null or starts_with(e.action, $3))
     and ($4::uuid is null or e.incident_id = $4)
     and ($5::timestamptz is null or e.at >= $5)
     and ($6::timestamptz is null or e.at < $6)
     and ${inSight(`coalesce(e.incident_id::text, case when e.subject_kind = 'incident' then e.subject_id end, e.details->>'incident')`, 8)}
   order by e.id desc
   limit $7`;
