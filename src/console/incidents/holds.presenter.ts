import { type LawBoard } from '../../measure/law-clocks.service.js';
import { NOTICE_LABELS } from '../page/words.js';

/** Something that law enforcement asked the company to keep still of, as screens name it. */
export interface HeldLine {
  /** "this incident", "notice 2 (update)". */
  readonly what: string;
  readonly href: string;
  readonly until: Date | null;
}

/** What stands of all that an incident was held for; that of the whole incident first. Who asked and why is on the page it leads to. */
export function heldLines({ incident, holds, noticeHolds }: Pick<LawBoard, 'incident' | 'holds' | 'noticeHolds'>): readonly HeldLine[] {
  const stands = <Hold extends { readonly endedAt: Date | null }>({ endedAt }: Hold): boolean => endedAt === null;
  return [
    ...holds.filter(stands).map(({ until }) => ({ what: 'this incident', href: `/incidents/${incident.id}/law`, until })),
    ...noticeHolds.filter(stands).map(({ noticeId, number, type, until }) => ({ what: `notice ${number} (${NOTICE_LABELS[type].toLowerCase()})`, href: `/notices/${noticeId}`, until })),
  ];
}
