import type { NoticeState } from '../contract.js';

/** What may follow on what. The trigger on `notice` holds the same table. */
export const NEXT: Readonly<Record<NoticeState, readonly NoticeState[]>> = {
  draft: ['submitted', 'withdrawn'],
  returned: ['draft', 'submitted', 'withdrawn'],
  submitted: ['approved', 'rejected', 'returned', 'draft', 'withdrawn'],
  approved: ['draft', 'withdrawn'],
  rejected: [],
  withdrawn: [],
};

export type EditEffect =
  /** Nothing was signed: the edit is just made. */
  | { readonly kind: 'edits' }
  /** What was submitted or approved no longer counts. */
  | { readonly kind: 'voids'; readonly was: 'submitted' | 'approved' }
  /** The notice is at its end; a new one has to be drafted. */
  | { readonly kind: 'closed'; readonly state: 'rejected' | 'withdrawn' };

/** What an edit does to a notice in this state, as long as it has not begun to go out. */
export function effectOfEdit(state: NoticeState): EditEffect {
  switch (state) {
    case 'draft':
    case 'returned':
      return { kind: 'edits' };
    case 'submitted':
    case 'approved':
      return { kind: 'voids', was: state };
    case 'rejected':
    case 'withdrawn':
      return { kind: 'closed', state };
  }
}

/** The state after an edit: a returned notice stays so, with its reason in sight, until it is submitted again. */
export const stateAfterEdit = (state: NoticeState): 'draft' | 'returned' => (state === 'returned' ? 'returned' : 'draft');
