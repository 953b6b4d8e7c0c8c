import type { IncidentId, NoticeId, PersonId } from '../../kernel/ids.js';

/** Business minutes within which the second word has to come. The database holds them too. */
export const GLASS_MINUTES = 10;

export const GLASS_VERDICTS = ['right', 'wrong'] as const;
export type GlassVerdict = (typeof GLASS_VERDICTS)[number];

/** That two administrators approve where no approver can be reached: asked for by one, confirmed by another, looked over by somebody else. */
export interface BreakGlass {
  readonly id: string;
  readonly noticeId: NoticeId;
  readonly incidentId: IncidentId;
  /** Of the notice, in its incident. */
  readonly number: number;
  /** "INC-0001". */
  readonly incident: string;
  readonly planHash: string;
  readonly requestedBy: PersonId;
  readonly requestedByName: string;
  readonly reason: string;
  readonly requestedAt: Date;
  /** The second word counts before this. */
  readonly expiresAt: Date;
  readonly confirmedBy: PersonId | null;
  readonly confirmedByName: string | null;
  readonly confirmReason: string | null;
  readonly confirmedAt: Date | null;
  readonly reviewedByName: string | null;
  readonly verdict: GlassVerdict | null;
  readonly review: string | null;
  readonly reviewedAt: Date | null;
}

export type GlassState = 'waiting' | 'expired' | 'used';

export const glassState = ({ confirmedAt, expiresAt }: Pick<BreakGlass, 'confirmedAt' | 'expiresAt'>, now: Date): GlassState => (confirmedAt !== null ? 'used' : now < expiresAt ? 'waiting' : 'expired');

/** Neither of the two looks over what both did. */
export const mayReviewGlass = ({ requestedBy, confirmedBy, reviewedAt }: BreakGlass, person: PersonId): boolean => confirmedBy !== null && reviewedAt === null && person !== requestedBy && person !== confirmedBy;
