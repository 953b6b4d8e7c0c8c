import { describe, expect, it } from '@jest/globals';
import { callReasons } from './call-reasons.js';

describe('reasons of calls', () => {
  it('are the incident\'s own first, with the calls that gave them or none, then the others', () => {
    expect(callReasons(['breach', 'card'], [{ tag: 'billing', calls: 9 }, { tag: 'card', calls: 4 }, { tag: 'other', calls: 1 }])).toEqual([
      { tag: 'card', calls: 4, isIncident: true }, { tag: 'breach', calls: 0, isIncident: true }, { tag: 'billing', calls: 9, isIncident: false }, { tag: 'other', calls: 1, isIncident: false },
    ]);
  });
});
