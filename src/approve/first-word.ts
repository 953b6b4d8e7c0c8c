import { DomainError } from '../kernel/domain-error.js';
import type { AudienceId, IncidentId, NoticeId } from '../kernel/ids.js';
import type { Tx } from '../platform/database/transactions.js';
import { firstWordBar } from './model/first-word.js';
import type { NoticeRepository } from './store/notice.repository.js';

/**
 * Whether a notice may be the first word to an audience. Of two that are asked about at once, the second sees what the first wrote.
 *
 * @throws DomainError conflict `first-word-exists`, with the id of the notice that is in its way
 */
export async function requireFirstWord(notices: NoticeRepository, tx: Tx, { id, incidentId, audienceId }: { readonly id: NoticeId; readonly incidentId: IncidentId; readonly audienceId: AudienceId }, now: Date): Promise<void> {
  await notices.alone(tx, incidentId);
  for (const { id: earlier, ...word } of await notices.firstWordsTo(tx, audienceId, id)) {
    const bar = firstWordBar(word, now);
    if (bar !== null) throw new DomainError('conflict', 'first-word-exists', bar, { noticeId: earlier });
  }
}
