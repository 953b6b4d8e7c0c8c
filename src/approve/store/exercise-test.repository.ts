import { Injectable } from '@nestjs/common';
import type { NoticeId } from '../../kernel/ids.js';
import { Database, type Tx } from '../../platform/database/transactions.js';

export interface ExerciseTestRow {
  readonly reader: string;
  readonly channel: 'email' | 'sms';
  /** Sealed. */
  readonly content: string;
  readonly sentAt: Date;
}

/** What tests of exercises would have said. */
@Injectable()
export class ExerciseTestRepository {
  constructor(private readonly db: Database) {}

  /** @param at  Business time. */
  async keep(tx: Tx, notice: NoticeId, rows: readonly Pick<ExerciseTestRow, 'reader' | 'channel' | 'content'>[], at: Date): Promise<void> {
    await tx.query(INSERT, [notice, rows.map(({ reader }) => reader), rows.map(({ channel }) => channel), rows.map(({ content }) => content), at]);
  }

  /** Newest first. */
  of(notice: NoticeId, limit: number): Promise<readonly ExerciseTestRow[]> {
    return this.db.query<ExerciseTestRow>(OF, [notice, limit]);
  }
}

const INSERT = `insert into exercise_test (notice_id, reader, channel, content, sent_at) select $1, t.*, $5 from unnest($2::text[], $3::text[], $4::text[]) as t`;

const OF = `
  select t.reader, t.channel, t.content, t.sent_at as "sentAt"
    from exercise_test as t
   where t.notice_id = $1
   order by t.id desc
   limit $2`;
