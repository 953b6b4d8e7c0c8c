import { Injectable } from '@nestjs/common';
import type { IncidentId, NoticeId } from '../../kernel/ids.js';
import { Database } from '../../platform/database/transactions.js';

export interface CountedDispatch {
  readonly noticeId: NoticeId;
  readonly incidentId: IncidentId;
  readonly generation: number;
  readonly state: string;
}

@Injectable()
export class OutcomeEventRepository {
  constructor(private readonly db: Database) {}

  /** Those that go on, and those that ended since: receipts still come in. */
  counted(since: Date): Promise<readonly CountedDispatch[]> {
    return this.db.query<CountedDispatch>(COUNTED, [since]);
  }
}

const COUNTED = `
  select d.notice_id as "noticeId", d.incident_id as "incidentId", d.generation, d.state
    from dispatch as d
   where not d.exercise and (d.state not in ('finished', 'cancelled') or d.changed_at >= $1)
   order by d.notice_id`;
