import { describe, expect, it } from '@jest/globals';
import type { NoticeState } from '../contract.js';
import { effectOfEdit, NEXT, stateAfterEdit } from './notice-state.js';

describe('the states of a notice', () => {
  it.each<[NoticeState, string, NoticeState]>([
    ['draft', 'edits', 'draft'],
    ['returned', 'edits', 'returned'],
    ['submitted', 'voids', 'draft'],
    ['approved', 'voids', 'draft'],
  ])('an edit of what is %s %s and leaves it %s', (state, kind, after) => {
    expect([effectOfEdit(state).kind, stateAfterEdit(state)]).toEqual([kind, after]);
  });

  it.each<[NoticeState]>([['rejected'], ['withdrawn']])('nothing follows on %s, not even an edit', (state) => {
    expect([effectOfEdit(state), NEXT[state]]).toEqual([{ kind: 'closed', state }, []]);
  });

  it('reach "approved" from "submitted" alone', () => {
    expect((Object.keys(NEXT) as NoticeState[]).filter((state) => NEXT[state].includes('approved'))).toEqual(['submitted']);
  });
});
