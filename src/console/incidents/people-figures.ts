import { type AudienceService } from '../../audience/audience.service.js';
import { toldOf } from '../notices/sum-bar.js';
import { type KnownNotice } from './known-notice.js';

type Audience = Pick<Awaited<ReturnType<AudienceService['list']>>[number], 'id' | 'counts' | 'without' | 'toldByNoticeId'>;

/**
 * How many people an incident affects, as far as they were found: those of the newest audience and those whom it left out because they had a first
 * word. Who was told before is no finding. Nobody is counted twice, since nobody gets two first words.
 *
 * @param audiences  Newest first. @returns null where nobody was found yet.
 */
export function affectedPeople(audiences: readonly Audience[]): { readonly members: number; readonly unreachable: number } | null {
  const found = audiences.filter(({ counts, toldByNoticeId }) => counts !== null && toldByNoticeId === null);
  const [newest] = found;
  if (newest === undefined) return null;
  const together = found.filter((one) => one === newest || newest.without.includes(one.id));
  const sum = (of: 'members' | 'unreachable'): number => together.reduce((people, { counts }) => people + counts![of], 0);
  return { members: sum('members'), unreachable: sum('unreachable') };
}

/** How many of them were told by now: by their first word, each by one; a follow-up may reach some whom it has not. null before anything went out. */
export function toldPeople(notices: readonly { readonly notice: Pick<KnownNotice['notice'], 'type'>; readonly progress: Pick<NonNullable<KnownNotice['progress']>, 'sum'> | null }[]): number | null {
  const begun = notices.flatMap(({ notice: { type }, progress }) => (progress === null ? [] : [{ type, told: toldOf(progress.sum) }]));
  if (begun.length === 0) return null;
  const first = begun.filter(({ type }) => type === 'initial').reduce((people, { told }) => people + told, 0);
  return Math.max(first, ...begun.map(({ told }) => told));
}
