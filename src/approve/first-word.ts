import { DomainError } from '../kernel/domain-error.js';
import type { AudienceId, IncidentId, NoticeId } from '../kernel/ids.js';
import type { Tx } from '../platform/database/transactions.js';
import { firstWordBar } from './model/first-word.js';
import type { Reader } from './store/reader.js';
import type { NoticeRepository } from './store/notice.repository.js';

/** A notice that is, or will be, the first word to an audience. */
export interface StandingFirstWord {
  readonly noticeId: NoticeId;
  readonly number: number;
  readonly audienceId: AudienceId;
  /** What it is and how far it came, in words. */
  readonly bar: string;
}

/** First words of an incident that were told or will be, in order of their numbers. */
export async function standingFirstWords(notices: NoticeRepository, from: Reader, incident: IncidentId, now: Date): Promise<readonly StandingFirstWord[]> {
  return (await notices.firstWords(from, incident)).flatMap(({ id, audienceId, ...word }) => {
    const bar = firstWordBar(word, now);
    return bar === null ? [] : [{ noticeId: id, number: word.number, audienceId, bar }];
  });
}

/**
 * Whether a notice may be the first word to an audience: none of its people may have another, by whichever audience. Of two that are asked
 * about at once, the second sees what the first wrote.
 *
 * @throws DomainError conflict `first-word-exists`, with the notice that is in its way, its audience, and how many people are in both
 */
export async function requireFirstWord(notices: NoticeRepository, tx: Tx, { id, incidentId, audienceId }: { readonly id: NoticeId; readonly incidentId: IncidentId; readonly audienceId: AudienceId }, now: Date): Promise<void> {
  await notices.alone(tx, incidentId);
  for (const earlier of await standingFirstWords(notices, tx, incidentId, now)) {
    if (earlier.noticeId === id) continue;
    const people = await notices.inBoth(tx, audienceId, earlier.audienceId);
    if (people > 0) throw new DomainError('conflict', 'first-word-exists', inTheWay(earlier, audienceId, people), { noticeId: earlier.noticeId, audienceId: earlier.audienceId, people });
  }
}

function inTheWay({ bar, audienceId }: StandingFirstWord, wanted: AudienceId, people: number): string {
  if (audienceId === wanted) return bar;
  const who = people === 1 ? '1 of these people is' : `${people.toLocaleString('en-US')} of these people are`;
  return `${who} in an audience that has a first word. ${bar} “Only people who are new”, on the page where people are found, leaves out whoever has one (\`without\` in the API).`;
}
