import { Injectable } from '@nestjs/common';
import type { IncidentId, NoticeId } from '../../kernel/ids.js';
import type { JsonOf } from '../../kernel/json-of.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import type { MeasurementSnapshot, WordMeasurement } from '../contract.js';

/** Out of a revision of the report. */
export interface ReportedWord {
  readonly revision: number;
  readonly takenAt: Date;
  readonly members: number;
  readonly simulated: boolean;
  readonly word: JsonOf<WordMeasurement>;
}

/** The history of what was measured; a row never changes. */
@Injectable()
export class MeasurementRepository {
  constructor(private readonly db: Database) {}

  async keep(tx: Tx, incident: IncidentId, notice: NoticeId, snapshot: Omit<MeasurementSnapshot, 'id'>): Promise<MeasurementSnapshot> {
    const { takenAt, trigger, method, result, inputsHash } = snapshot;
    const [row] = await tx.query<{ id: string }>(KEEP, [incident, notice, takenAt, trigger, method, JSON.stringify(result), inputsHash]);
    return { ...snapshot, id: row!.id };
  }

  async latest(notice: NoticeId): Promise<MeasurementSnapshot | null> {
    const [row] = await this.history(notice, { limit: 1 });
    return row ?? null;
  }

  /** What the report of a closed incident says of the word, as it was kept at the close or afterwards; null where it was not yet. */
  async reported(incident: IncidentId, closedAt: Date): Promise<ReportedWord | null> {
    const [row] = await this.db.query<ReportedWord>(REPORTED, [incident, closedAt]);
    return row ?? null;
  }

  /** Newest first; `before` is the id of the last one of the page above. */
  history(notice: NoticeId, { before, limit }: { readonly before?: string | undefined; readonly limit: number }): Promise<MeasurementSnapshot[]> {
    return this.db.query<MeasurementSnapshot>(HISTORY, [notice, before ?? null, limit]);
  }
}

const KEEP = `
  insert into measurement (incident_id, notice_id, taken_at, trigger, method, result, inputs_hash)
  values ($1, $2, $3, $4, $5, $6, $7)
  returning id`;

const REPORTED = `
  select v.revision, v.taken_at as "takenAt", (v.figures -> 'members')::int as members, (v.figures -> 'incident' -> 'simulated')::boolean as simulated, v.figures -> 'word' as word
    from report_revision as v
   where v.incident_id = $1 and v.cause <> 'hourly' and v.taken_at >= $2
   order by v.revision desc
   limit 1`;

const HISTORY = `
  select m.id, m.taken_at as "takenAt", m.trigger, m.method, m.result, m.inputs_hash as "inputsHash"
    from measurement as m
   where m.notice_id = $1 and ($2::bigint is null or m.id < $2)
   order by m.id desc
   limit $3`;
