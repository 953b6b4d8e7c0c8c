import { describe, expect, it } from '@jest/globals';
import { groupOf, type Person, rolloutTable } from '../../../test/support/measure-people.js';
import { sumOf } from './comparison.js';
import { measuredStrata, MIN_WAITING_SHARE } from './strata.js';

/** `size` people for each wave, told at these minutes. */
function wavesOf(size: number, minutes: readonly (number | null)[], priority = 'all', firstId = 0): Person[] {
  return minutes.flatMap((toldMinute, w) =>
    Array.from({ length: size }, (_, i) => {
      const id = firstId + w * size + i;
      return { id, group: groupOf(id), toldMinute, priority };
    }),
  );
}

const bins = (table: Parameters<typeof measuredStrata>[0], share = MIN_WAITING_SHARE): number[] =>
  measuredStrata(table, share).strata.map(({ bin }) => bin);

describe('measuredStrata', () => {
  it('counts person-hours and calls of three waves at 0, 1 and 2 hours', () => {
    const people = wavesOf(100, [0, 60, 120]);
    const calls = [
      ...Array.from({ length: 16 }, (_, i) => ({ person: 100 + i, minute: 59 })),
      ...Array.from({ length: 4 }, (_, i) => ({ person: i, minute: 0 })),
      ...Array.from({ length: 8 }, (_, i) => ({ person: 200 + i, minute: 119 })),
      ...Array.from({ length: 9 }, (_, i) => ({ person: 99 + i, minute: 60 })),
    ];
    const { strata } = measuredStrata(rolloutTable(people, calls, { binMinutes: 60 }), MIN_WAITING_SHARE);
    expect(strata.map(({ groups }) => sumOf(groups))).toEqual([
      { notifiedHours: 100, waitingHours: 200, notifiedCalls: 4, waitingCalls: 16 },
      { notifiedHours: 200, waitingHours: 100, notifiedCalls: 9, waitingCalls: 8 },
    ]);
  });

  it('splits the notified hours by time since the notice', () => {
    // Told at minute 0; in bin [60, 90) all are in the second band, in [30, 60) all in the first.
    const table = rolloutTable(wavesOf(100, [15, 600]), []);
    const { strata } = measuredStrata(table, MIN_WAITING_SHARE);
    const bandHours = (bin: number): number[] => {
      const cells = strata.find((stratum) => stratum.bin === bin)?.groups ?? [];
      return [0, 1, 2, 3].map((b) => cells.reduce((sum, cell) => sum + (cell.bands[b]?.hours ?? 0), 0));
    };
    expect(bandHours(0).map((h) => Math.round(h * 1e6) / 1e6)).toEqual([25, 0, 0, 0]);
    expect(bandHours(2).map((h) => Math.round(h * 1e6) / 1e6)).toEqual([25, 25, 0, 0]);
    expect(bandHours(9).map((h) => Math.round(h * 1e6) / 1e6)).toEqual([0, 0, 50, 0]);
  });

  it('begins with the bin of the first hand-over and ends where under a tenth waits', () => {
    // Ten waves, one each 30 minutes from 1 h on: from 5 h 30 only one of ten waits, which still counts.
    const table = rolloutTable(wavesOf(60, [60, 90, 120, 150, 180, 210, 240, 270, 300, 330]), []);
    expect(bins(table)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(bins(table, 0.11)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('goes on to the horizon while a wave has not gone', () => {
    const table = rolloutTable(wavesOf(60, [0, 30, null]), [], { horizonMinutes: 300, observedMinutes: 6_000 });
    expect(bins(table)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(measuredStrata(table, MIN_WAITING_SHARE).open).toBe(false);
  });

  it('takes whole observed bins only, and says that more may come', () => {
    const people = wavesOf(60, [0, 30, 60, null]);
    const got = measuredStrata(rolloutTable(people, [], { observedMinutes: 89 }), MIN_WAITING_SHARE);
    expect(got.strata.map(({ bin }) => bin)).toEqual([0, 1]);
    expect(got.open).toBe(true);
  });

  it('is closed once too few wait in the next bin', () => {
    const people = wavesOf(60, [0, 30, 60, 120]);
    expect(measuredStrata(rolloutTable(people, [], { observedMinutes: 119 }), MIN_WAITING_SHARE).open).toBe(true);
    expect(measuredStrata(rolloutTable(people, [], { observedMinutes: 120 }), MIN_WAITING_SHARE).open).toBe(false);
  });

  it('measures each class by its own waves and leaves out one that went all at once', () => {
    const people = [...wavesOf(60, [0], 'first'), ...wavesOf(60, [30, 60], 'later', 1_000), ...wavesOf(60, [0, 90], 'normal', 2_000)];
    const got = measuredStrata(rolloutTable(people, []), MIN_WAITING_SHARE);
    expect(got.strata.map(({ priority, bin }) => `${priority} ${bin}`)).toEqual(['later 1', 'normal 0', 'normal 1', 'normal 2']);
    expect(got).toMatchObject({ leftOut: ['first'], members: 240, onlySingleWaves: false });
  });

  it('knows when there was nothing but single waves', () => {
    const people = [...wavesOf(60, [0], 'first'), ...wavesOf(60, [30], 'normal', 1_000)];
    expect(measuredStrata(rolloutTable(people, []), MIN_WAITING_SHARE)).toMatchObject({ strata: [], onlySingleWaves: true });
  });

  it('does not judge a rollout that has not begun', () => {
    const got = measuredStrata(rolloutTable(wavesOf(60, [null]), [], { observedMinutes: 60 }), MIN_WAITING_SHARE);
    expect(got).toMatchObject({ strata: [], onlySingleWaves: false, begun: false, open: true });
  });

  it('leaves out bins in which all who wait are of one group', () => {
    const people = wavesOf(60, [0, 30]).map((person) => (person.toldMinute === 30 ? { ...person, group: 7 } : person));
    expect(bins(rolloutTable(people, []))).toEqual([]);
  });
});
