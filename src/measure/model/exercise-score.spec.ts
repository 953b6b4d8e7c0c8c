import { describe, expect, it } from '@jest/globals';
import type { IncidentId } from '../../kernel/ids.js';
import { type ExerciseTimes, scoreOf } from './exercise-score.js';

const DECLARED = new Date('2026-03-16T10:00:00Z');
const after = (minutes: number | null): Date | null => (minutes === null ? null : new Date(DECLARED.getTime() + minutes * 60_000));
const times = (submitted: number | null, approved: number | null, firstWord: number | null, lastWord: number | null): ExerciseTimes => ({
  id: 'i' as IncidentId, reference: 'INC-0001', title: 'Exercise', kind: 'data-breach', brandId: 'northwind', status: 'open', declaredAt: DECLARED,
  submittedAt: after(submitted), approvedAt: after(approved), firstWordAt: after(firstWord), lastWordAt: after(lastWord), people: 10,
});

describe('the score of an exercise', () => {
  it('holds each step against its goal, to the minute', () => {
    const { steps, goalsMet } = scoreOf(times(15, 30.1, 31, null), []);
    expect(steps.map(({ minutes, met }) => [minutes, met])).toEqual([[15, true], [30.1, false], [31, true], [null, null]]);
    expect(goalsMet).toBe(2);
  });
  it('compares with the exercise before, and with the best of all before', () => {
    const [submitted, approved, firstWord] = scoreOf(times(5, 10, 11, 12), [times(9, null, 40, 50), times(6, 20, 30, 60), times(7, 25, 35, 45)]).steps;
    expect(submitted).toMatchObject({ beforeMinutes: 9, bestMinutes: 6 });
    expect(approved).toMatchObject({ beforeMinutes: 20, bestMinutes: 20 });
    expect(firstWord).toMatchObject({ beforeMinutes: 40, bestMinutes: 30 });
  });
  it('compares the first with nothing', () => {
    expect(scoreOf(times(1, 2, 3, 4), []).steps.every(({ beforeMinutes, bestMinutes }) => beforeMinutes === null && bestMinutes === null)).toBe(true);
  });
});
