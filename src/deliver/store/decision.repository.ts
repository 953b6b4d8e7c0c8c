import { Injectable } from '@nestjs/common';
import { type Sight } from '../../kernel/actor.js';
import { inSight } from '../../platform/auth/in-sight.js';
import type { Channel } from '../../audience/contract.js';
import type { MessageId, NoticeId } from '../../kernel/ids.js';
import { type Tx } from '../../platform/database/transactions.js';
import type { MessageState } from '../contract.js';

export interface UndecidedMessage {
  readonly id: MessageId;
  readonly noticeId: NoticeId;
  readonly channel: Channel;
  readonly state: MessageState;
}

/** What a person says of a message that nobody else can judge. */
@Injectable()
export class DecisionRepository {
  async noticeOf(tx: Tx, id: MessageId, { brands, unseen }: Sight): Promise<NoticeId | null> {
    return (await tx.query<{ noticeId: NoticeId }>(NOTICE_OF, [id, brands, unseen]))[0]?.noticeId ?? null;
  }

  async lock(tx: Tx, id: MessageId): Promise<UndecidedMessage | null> {
    return (await tx.query<UndecidedMessage>(LOCK, [id]))[0] ?? null;
  }

  async resend(tx: Tx, id: MessageId): Promise<void> {
    await tx.query(RESEND, [id]);
  }

  async told(tx: Tx, id: MessageId, reason: string, at: Date): Promise<void> {
    await tx.query(TOLD, [id, reason, at]);
  }

  async notTold(tx: Tx, id: MessageId, reason: string, at: Date): Promise<void> {
    await tx.query(NOT_TOLD, [id, reason, at]);
  }
}

const NOTICE_OF = `
  select m.notice_id as "noticeId" from message as m join published.notice as n on n.id = m.notice_id where m.id = $1 and ${inSight('n.incident_id', 2)}`;

const LOCK = `select m.id, m.notice_id as "noticeId", m.channel, m.state from message as m where m.id = $1 for update`;

const RESEND = `
  update message set state = 'pending', resent_in_doubt = resent_in_doubt + 1, begun_at = null, retry_at = null, settled_at = null, look_again_at = null,
         code = null, reason = 'Sent again by decision of a person.'
   where id = $1`;

const TOLD = `
  update message set state = 'sent', handed_over_at = coalesce(handed_over_at, begun_at, $3), settled_at = $3, code = 'decided', reason = $2 where id = $1`;

const NOT_TOLD = `
  update message set state = 'failed', settled_at = $3, code = 'decided', reason = $2 where id = $1`;
