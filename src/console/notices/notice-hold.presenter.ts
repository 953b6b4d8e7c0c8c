import { type HeldBack, type NoticeHold } from '../../approve/contract.js';

export interface TypedHold {
  readonly requestedBy: string;
  readonly reason: string;
  /** As the field has it: "2026-03-16T06:40". */
  readonly until: string;
}

export interface HoldShown {
  readonly holds: readonly NoticeHold[];
  /** How it stands just now, the hold of its incident included. */
  readonly heldBack: HeldBack | null;
  /** Places and ends holds. */
  readonly mayHold: boolean;
  /** May know who asked and why: agents know no more than that there is a hold. */
  readonly holdDetails: boolean;
  /** Something of it could still go out. */
  readonly isLiving: boolean;
  readonly typed: TypedHold | null;
}

/** The hold of a notice on its page. */
export function holdBox({ holds, heldBack, mayHold, holdDetails, isLiving, typed }: HoldShown) {
  const stands = holds.find(({ endedAt }) => endedAt === null) ?? null;
  return {
    held: heldBack === null ? null : { ofIncident: heldBack.scope === 'incident', stands },
    mayHold, holdDetails,
    mayPlace: mayHold && isLiving && stands === null,
    typedHold: typed ?? { requestedBy: '', reason: '', until: '' },
    pastHolds: holdDetails ? holds.filter(({ endedAt }) => endedAt !== null) : [],
  };
}
