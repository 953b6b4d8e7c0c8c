import { describe, expect, it } from '@jest/globals';
import { latestOpenings } from './latest-openings.js';

const day = (time: string) => new Date(`2026-07-${time}:00Z`);
const MINUTE = 60_000;
const texts = (dates: readonly Date[]) => dates.map((date) => date.toISOString().slice(8, 16));

describe('the latest openings of waves', () => {
  it('are counted back from the deadline in the rhythm of the notice, with time to send the last', () => {
    expect(texts(latestOpenings({ waves: 3, allowed: null }, 30 * MINUTE, 10 * MINUTE, day('02T18:00')))).toEqual(['02T16:50', '02T17:20', '02T17:50']);
  });
  it('leave each wave the time that its messages take, where that is longer than the rhythm', () => {
    expect(texts(latestOpenings({ waves: 3, allowed: null }, 5 * MINUTE, 60 * MINUTE, day('02T18:00')))).toEqual(['02T15:00', '02T16:00', '02T17:00']);
  });
  it('lie in the evening before where the deadline is at night', () => {
    const allowed = [{ from: day('01T12:00'), until: day('02T01:00') }, { from: day('02T12:00'), until: day('03T01:00') }];
    expect(texts(latestOpenings({ waves: 2, allowed }, 30 * MINUTE, 0, day('02T06:00')))).toEqual(['02T00:29', '02T00:59']);
    expect(texts(latestOpenings({ waves: 2, allowed }, 30 * MINUTE, 0, day('02T12:10')))).toEqual(['02T00:59', '02T12:10']);
  });
  it('wait for nothing where no hour is left', () => {
    expect(latestOpenings({ waves: 1, allowed: [{ from: day('03T12:00'), until: day('03T13:00') }] }, MINUTE, 0, day('02T06:00'))).toEqual([new Date(0)]);
  });
});
