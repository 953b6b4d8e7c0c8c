import { Injectable } from '@nestjs/common';
import { type IncidentId, type NoticeId } from '../../kernel/ids.js';
import { Database } from '../database/transactions.js';
import { LARGE } from './large.js';

/** Whether so many are affected that counting over all of them takes its time. */
@Injectable()
export class SizeRepository {
  constructor(private readonly db: Database) {}

  async isLarge(incident: IncidentId): Promise<boolean> {
    return (await this.db.query(OF_INCIDENT, [incident, LARGE])).length > 0;
  }

  async isLargeNotice(notice: NoticeId): Promise<boolean> {
    return (await this.db.query(OF_NOTICE, [notice, LARGE])).length > 0;
  }
}

const OF_INCIDENT = 'select a.id from published.audience as a where a.incident_id = $1 and a.members >= $2 limit 1';
/** Of its whole incident: its answers and calls are looked for among all of that. */
const OF_NOTICE = 'select a.id from published.notice as n join published.audience as a on a.incident_id = n.incident_id where n.id = $1 and a.members >= $2 limit 1';
