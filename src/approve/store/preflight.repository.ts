import { Injectable } from '@nestjs/common';
import type { Finding, Lacking } from '../../compose/contract.js';
import type { AudienceId, CustomerId, NoticeId } from '../../kernel/ids.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import type { FailureFilter, Preflight, PreflightFailure, PreflightRun } from '../model/preflight.js';
import type { PreflightSummary } from '../model/preflight-tally.js';
import type { Reader } from './reader.js';

export type NewFailure = Lacking & { readonly customerId: CustomerId };

@Injectable()
export class PreflightRepository {
  constructor(private readonly db: Database) {}

  /** Queues one, unless one of this revision is queued or running already. @returns The id of the one that will answer. */
  async request(tx: Tx, notice: { readonly id: NoticeId; readonly revision: number; readonly audienceId: AudienceId }, by: string, at: Date): Promise<{ readonly id: string; readonly isNew: boolean }> {
    const [queued] = await tx.query<{ id: string }>(REQUEST, [notice.id, notice.revision, notice.audienceId, by, at]);
    if (queued) return { id: queued.id, isNew: true };
    const [atWork] = await tx.query<{ id: string }>(AT_WORK, [notice.id, notice.revision]);
    // It may have finished between the two statements; then its successor can be queued.
    return atWork ? { id: atWork.id, isNew: false } : this.request(tx, notice, by, at);
  }

  async latest(from: Reader, notice: NoticeId): Promise<Preflight | null> {
    return (await from.query<Preflight>(`${PREFLIGHT} where f.notice_id = $1 order by f.requested_at desc, f.revision desc, f.id limit 1`, [notice]))[0] ?? null;
  }

  async get(id: string): Promise<Preflight | null> {
    return (await this.db.query<Preflight>(`${PREFLIGHT} where f.id = $1`, [id]))[0] ?? null;
  }

  /** Queued, or begun and not ended: by the one who is still at it, or by one who died. Oldest first. */
  async unfinished(): Promise<readonly string[]> {
    return (await this.db.query<{ id: string }>(UNFINISHED)).map(({ id }) => id);
  }

  /** Begins it, from the start, whatever an earlier run had done. Null where it has ended meanwhile. */
  async begin(tx: Tx, id: string, at: Date): Promise<PreflightRun | null> {
    const [run] = await tx.query<PreflightRun>(BEGIN, [id, at]);
    if (!run) return null;
    await tx.query(`delete from preflight_failure where preflight_id = $1`, [id]);
    return run;
  }

  /** @returns false where another run has taken over: this one must stop. */
  async progress(tx: Tx, run: PreflightRun, members: number, rendered: number, failures: number, listed: readonly NewFailure[]): Promise<boolean> {
    const [still] = await tx.query(PROGRESS, [run.id, run.run, members, rendered, failures]);
    if (still && listed.length > 0) await tx.query(LIST_FAILURES, [run.id, JSON.stringify(listed)]);
    return still !== undefined;
  }

  /** @returns false where another run has taken over. */
  async finish(tx: Tx, run: PreflightRun, state: 'passed' | 'failed', summary: PreflightSummary, findings: readonly Finding[], at: Date): Promise<boolean> {
    const [done] = await tx.query(FINISH, [run.id, run.run, state, JSON.stringify(summary), JSON.stringify(findings), at]);
    return done !== undefined;
  }

  /** What kept it from passing was let pass. */
  async passByOverride(tx: Tx, id: string): Promise<void> {
    await tx.query(`update preflight set state = 'passed' where id = $1 and state = 'failed' and failures = 0 and members > 0`, [id]);
  }

  async breakOff(tx: Tx, run: PreflightRun, error: string, at: Date): Promise<void> {
    await tx.query(BREAK, [run.id, run.run, error, at]);
  }

  /** People who got, or get, theirs in a message made for another at their address, by the last check of each notice of which sending has begun. Exercises, of which nothing leaves, are left out. */
  async sharingOfBegun(): Promise<number> {
    return (await this.db.query<{ people: number }>(SHARING))[0]!.people;
  }

  /** In order of position; at most `limit` members after the one at `afterPosition`. */
  failures(id: string, { part, name }: FailureFilter, afterPosition: number, limit: number): Promise<readonly PreflightFailure[]> {
    return this.db.query(FAILURES, [id, afterPosition, limit, part, name]);
  }
}

const PREFLIGHT = `
  select f.id, f.notice_id as "noticeId", f.revision, f.state, f.members, f.rendered, f.failures, f.summary, f.findings, f.error,
         coalesce((select json_agg(json_build_object('rule', o.rule, 'part', o.part, 'locale', o.locale, 'where', o.found, 'reason', o.reason, 'by', o.person_id, 'name', p.name,
                                                     'at', to_char(o.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by o.at, o.rule, o.found)
                     from finding_override as o join person as p on p.id = o.person_id
                    where o.notice_id = f.notice_id and o.revision = f.revision), '[]') as overrides,
         f.requested_at as "requestedAt", f.started_at as "startedAt", f.finished_at as "finishedAt"
    from preflight as f`;

const REQUEST = `
  insert into preflight (notice_id, revision, audience_id, state, requested_by, requested_at)
  values ($1, $2, $3, 'queued', $4, $5)
  on conflict (notice_id, revision) where state in ('queued','running') do nothing
  returning id`;

const AT_WORK = `select f.id from preflight as f where f.notice_id = $1 and f.revision = $2 and f.state in ('queued','running')`;

const UNFINISHED = `select f.id from preflight as f where f.state in ('queued','running') order by f.requested_at, f.id limit 100`;

const BEGIN = `
  update preflight as f
     set state = 'running', runs = f.runs + 1, members = null, rendered = 0, failures = 0, started_at = $2, error = null
   where f.id = $1 and f.state in ('queued','running')
  returning f.id, f.notice_id as "noticeId", f.revision, f.runs as run, f.audience_id as "audienceId"`;

const PROGRESS = `
  update preflight set members = $3, rendered = $4, failures = $5 where id = $1 and runs = $2 and state = 'running' returning id`;

const LIST_FAILURES = `
  insert into preflight_failure (preflight_id, customer_id, part, missing)
  select $1, f."customerId", f.part, f.missing
    from jsonb_to_recordset($2::jsonb) as f ("customerId" bigint, part text, missing text[])
  on conflict do nothing`;

const FINISH = `
  update preflight set state = $3, summary = $4, findings = $5, finished_at = $6 where id = $1 and runs = $2 and state = 'running' returning id`;

const BREAK = `
  update preflight set state = 'broken', error = left($3, 500), finished_at = $4 where id = $1 and runs = $2 and state = 'running'`;

const SHARING = `
  select coalesce(sum((f.summary ->> 'sharing')::int), 0)::int as people
    from published.actual_notice as n
    join published.dispatch_state as d on d.notice_id = n.id
   cross join lateral (select p.summary
                         from preflight as p
                        where p.notice_id = n.id and p.state = 'passed'
                        order by p.requested_at desc, p.revision desc, p.id
                        limit 1) as f`;

const FAILURES = `
  select m.position, f.customer_id as "customerId", m.reference,
         json_agg(json_build_object('part', f.part, 'missing', f.missing) order by f.part) as lacking
    from preflight as p
    join preflight_failure as f on f.preflight_id = p.id
    join published.audience_member as m on m.audience_id = p.audience_id and m.customer_id = f.customer_id
   where p.id = $1 and m.position > $2
   group by m.position, f.customer_id, m.reference
  having ($4::text is null or bool_or(f.part = $4)) and ($5::text is null or bool_or(position(lower($5) in lower(array_to_string(f.missing, ' '))) > 0))
   order by m.position
   limit $3`;
