import type { NoticeState } from '../contract.js';

/** A notice that is, or was to be, the first word to some people, and how far it came. */
export interface FirstWord {
  readonly number: number;
  readonly state: NoticeState;
  readonly expiresAt: Date | null;
  /** How its sending stands; null where it has not begun. */
  readonly sending: 'running' | 'paused' | 'cancelled' | 'finished' | null;
}

/**
 * Why no other first word may be drafted to the people of this one: two of them would tell them the same twice, and the second as if they had heard nothing.
 *
 * @returns What it is, and what to do, in words; null where it stands in nobody's way: it was rejected, withdrawn or cancelled, or expired before it began.
 */
export function firstWordBar({ number, state, expiresAt, sending }: FirstWord, now: Date): string | null {
  if (sending === 'cancelled') return null;
  if (sending !== null) return `Notice ${number}, the first word to these people, ${sending === 'finished' ? 'has gone out' : 'is going out'}. Draft an update or a correction to whoever it reached; whoever was found since is for an audience of their own.`;
  switch (state) {
    case 'rejected':
    case 'withdrawn':
      return null;
    case 'approved':
      return expiresAt !== null && expiresAt <= now ? null : `Notice ${number}, the first word to these people, is approved and will go out. Edit it, or withdraw it first.`;
    case 'submitted':
      return `Notice ${number}, the first word to these people, waits for approval. Edit it, or withdraw it first.`;
    case 'draft':
    case 'returned':
      return `Notice ${number}, the first word to these people, is drafted already. Go on with it, or withdraw it first.`;
  }
}
