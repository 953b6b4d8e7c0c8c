import { describe, expect, it } from '@jest/globals';
import { type FirstWord, firstWordBar } from './first-word.js';

const NOW = new Date('2026-03-16T12:00:00Z');
const first = (change: Partial<FirstWord>): FirstWord => ({ number: 1, state: 'approved', expiresAt: new Date('2026-03-19T12:00:00Z'), sending: null, ...change });

describe('another first word to the same people', () => {
  it.each([
    ['is drafted', { state: 'draft' }, 'is drafted already'],
    ['came back', { state: 'returned' }, 'is drafted already'],
    ['waits for approval', { state: 'submitted' }, 'waits for approval'],
    ['is approved', {}, 'is approved and will go out'],
    ['goes out', { sending: 'running' }, 'is going out. Draft an update'],
    ['is paused', { sending: 'paused' }, 'is going out. Draft an update'],
    ['has gone out, whenever it was to expire', { sending: 'finished', expiresAt: new Date('2026-03-16T11:00:00Z') }, 'has gone out. Draft an update'],
  ] as const)('is refused while the first %s', (_, change, words) => {
    expect(firstWordBar(first(change), NOW)).toContain(`Notice 1, the first word to these people, ${words}`);
  });

  it.each([
    ['was rejected', { state: 'rejected' }], ['was withdrawn', { state: 'withdrawn' }], ['was cancelled on its way', { sending: 'cancelled' }],
    ['expired before it began', { expiresAt: NOW }],
  ] as const)('can be drafted where the first %s', (_, change) => {
    expect(firstWordBar(first(change), NOW)).toBeNull();
  });
});
