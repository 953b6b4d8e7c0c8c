import { Injectable } from '@nestjs/common';
import type { NoticeId } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/transactions.js';
import type { FindingOverride, PlannedOverride } from '../model/finding-override.js';
import type { Reader } from './reader.js';

@Injectable()
export class OverrideRepository {
  /** Of one revision, in an order that never changes. */
  of(from: Reader, notice: NoticeId, revision: number): Promise<readonly FindingOverride[]> {
    return from.query<FindingOverride>(OVERRIDES, [notice, revision]);
  }

  /** @returns false where it is there already: said twice it is said once. */
  async add(tx: Tx, notice: NoticeId, revision: number, { rule, part, locale, where, reason, by }: PlannedOverride, at: Date): Promise<boolean> {
    return (await tx.query(ADD, [notice, revision, rule, part, locale, where, reason, by, at])).length > 0;
  }
}

const OVERRIDES = `
  select o.rule, o.part, o.locale, o.found as "where", o.reason, o.person_id as by, p.name, to_char(o.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
    from finding_override as o
    join person as p on p.id = o.person_id
   where o.notice_id = $1 and o.revision = $2
   order by o.locale collate "C", o.part collate "C", o.rule collate "C", o.found collate "C"`;

const ADD = `
  insert into finding_override (notice_id, revision, rule, part, locale, found, reason, person_id, at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  on conflict on constraint finding_override_once do nothing
  returning 1`;
