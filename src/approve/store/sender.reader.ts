import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/transactions.js';
import type { LastSenderCheck } from '../model/sender-standing.js';

/** What the sending step has found of a sender's domain, by the view that it publishes. */
@Injectable()
export class SenderReader {
  constructor(private readonly db: Database) {}

  async last(domain: string): Promise<LastSenderCheck | null> {
    return (await this.db.query<LastSenderCheck>(LAST, [domain]))[0] ?? null;
  }
}

const LAST = `select c.checked_at as "checkedAt", c.findings from published.sender_check as c where c.domain = $1`;
