import { describe, expect, it } from '@jest/globals';
import { firstWordDrawing } from './first-word.drawing.js';

const SERIES = [{ minutes: 0, toldFirst: 0, calledFirst: 0 }, { minutes: 320, toldFirst: 9_000, calledFirst: 400 }, { minutes: 633, toldFirst: 18_000, calledFirst: 1_000 }];

describe('who spoke first, drawn', () => {
  it('has its people and times beside it, and says how long it is', () => {
    const drawn = firstWordDrawing(SERIES, 19_707, null)!;
    expect(drawn.people.map(({ label }) => label)).toEqual(['0', '9,854', '19,707']);
    expect(drawn.times.map(({ label }) => label)).toEqual(['0', '2 h', '4 h', '6 h', '8 h', '10 h']);
    expect(drawn).toMatchObject({ span: '10 h 33 min', press: null });
  });
  it('marks the press where it reported in that time, with its word inside the picture', () => {
    expect([30, 600, -23, 700].map((minutes) => firstWordDrawing(SERIES, 19_707, minutes)!.press?.anchor ?? null)).toEqual(['start', 'end', null, null]);
  });
  it('is nothing without a course', () => {
    expect([firstWordDrawing(undefined, 10, null), firstWordDrawing(SERIES.slice(0, 1), 10, null), firstWordDrawing(SERIES, 0, null)]).toEqual([null, null, null]);
  });
});
