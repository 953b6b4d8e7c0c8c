import { Injectable } from '@nestjs/common';
import { actorOfWord } from '../../platform/audit/audit.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import type { SenderFinding } from '../model/sender-findings.js';

/** What was found of a sender's domain when it was last looked up. */
export interface SenderCheck {
  readonly domain: string;
  /** Of the key that the relay signs with, where somebody named it. */
  readonly selector: string | null;
  readonly findings: readonly SenderFinding[];
  readonly checkedAt: Date;
  readonly checkedBy: string;
}

@Injectable()
export class SenderCheckRepository {
  constructor(private readonly db: Database) {}

  /** By domain. */
  all(): Promise<readonly SenderCheck[]> {
    return this.db.query<SenderCheck>(ALL);
  }

  async keep(tx: Tx, { domain, selector, findings, checkedAt, checkedBy }: SenderCheck): Promise<void> {
    await tx.query(KEEP, [domain, selector, JSON.stringify(findings), checkedAt, checkedBy]);
  }
}

const ALL = `
  select c.domain, c.selector, c.findings, c.checked_at as "checkedAt", coalesce(p.name, k.name, c.checked_by) as "checkedBy"
    from sender_check as c
    ${actorOfWord('c.checked_by')}
   order by c.domain`;

/** Of two who look at once, the later look stands. */
const KEEP = `
  insert into sender_check (domain, selector, findings, checked_at, checked_by)
  values ($1, $2, $3, $4, $5)
  on conflict (domain) do update set selector = excluded.selector, findings = excluded.findings, checked_at = excluded.checked_at, checked_by = excluded.checked_by
   where excluded.checked_at >= sender_check.checked_at`;
