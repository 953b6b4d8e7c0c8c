import { Injectable } from '@nestjs/common';
import type { NoticeId, PersonId } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/transactions.js';

/** Who had what tested. By real time: what it holds back is real. */
@Injectable()
export class TestSendRepository {
  /** Two requests of one person at once count one after the other. @returns messages of this person in the last hour. */
  async holdLastHour(tx: Tx, person: PersonId): Promise<number> {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended('test-send ' || $1, 0))`, [person]);
    const [row] = await tx.query<{ messages: number }>(LAST_HOUR, [person]);
    return row!.messages;
  }

  /** @returns false where this request was kept before. */
  async keep(tx: Tx, key: string, notice: NoticeId, person: PersonId, messages: number): Promise<boolean> {
    return (await tx.query('insert into test_send (key, notice_id, person_id, messages) values ($1, $2, $3, $4) on conflict (key) do nothing returning 1', [key, notice, person, messages])).length > 0;
  }
}

const LAST_HOUR = `
  select coalesce(sum(t.messages), 0)::int as messages
    from test_send as t
   where t.person_id = $1 and t.sent_at > now() - interval '1 hour'`;
