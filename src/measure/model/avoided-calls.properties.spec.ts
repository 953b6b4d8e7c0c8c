import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Person, type PersonCall, rolloutTable } from '../../../test/support/measure-people.js';
import { avoidedCalls } from './avoided-calls.js';
import type { AvoidedCallsEstimate } from './avoided-calls.result.js';
import { avoided, rateRatio, sumOf } from './comparison.js';
import { checkTable, type RolloutTable } from './rollout-table.js';
import { measuredStrata, MIN_WAITING_SHARE } from './strata.js';

fc.configureGlobal({ seed: 20260302 });

/** Two to five waves at any minute, 4 to 20 people in each group, calls by whoever whenever; the gates left aside. */
const incident = fc
  .record({
    toldMinutes: fc.uniqueArray(fc.integer({ min: 0, max: 600 }), { minLength: 2, maxLength: 5 }),
    perWave: fc.integer({ min: 50, max: 120 }),
    callers: fc.array(fc.record({ who: fc.nat(), minute: fc.integer({ min: 0, max: 720 }) }), { maxLength: 200 }),
  })
  .map(({ toldMinutes, perWave, callers }) => {
    const people: Person[] = toldMinutes.flatMap((toldMinute, w) =>
      Array.from({ length: perWave }, (_, i) => ({ id: w * perWave + i, group: (w * perWave + i) % 50, toldMinute })),
    );
    const calls: PersonCall[] = callers.map(({ who, minute }) => ({ person: who % people.length, minute }));
    return { people, calls };
  });

function compare(table: RolloutTable): { avoided: number; ratio: number | null } {
  checkTable(table);
  const all = measuredStrata(table, MIN_WAITING_SHARE).strata.map(({ groups }) => sumOf(groups));
  return { avoided: avoided(all), ratio: rateRatio(all)?.value ?? null };
}

const close = (value: number): unknown => expect.closeTo(value, 6);
const same = ({ avoided: value, ratio }: { avoided: number; ratio: number | null }): unknown => ({
  avoided: close(value),
  ratio: ratio === null ? null : close(ratio),
});

describe('whatever the rollout', () => {
  it('twice the people making twice the calls avoid twice as many at the same ratio', () => {
    fc.assert(
      fc.property(incident, ({ people, calls }) => {
        const once = compare(rolloutTable(people, calls));
        const twin = (id: number): number => id + 10_000;
        const twice = compare(
          rolloutTable(
            [...people, ...people.map((person) => ({ ...person, id: twin(person.id) }))],
            [...calls, ...calls.map((call) => ({ ...call, person: twin(call.person) }))],
          ),
        );
        expect(twice).toEqual(same({ avoided: 2 * once.avoided, ratio: once.ratio }));
      }),
    );
  });

  it('two people of one wave may swap names, and with them their groups', () => {
    fc.assert(
      fc.property(incident, fc.nat(), fc.nat(), ({ people, calls }, one, other) => {
        const waveSize = people.filter(({ toldMinute }) => toldMinute === people[0]?.toldMinute).length;
        const [a, b] = [one % waveSize, other % waveSize];
        const swap = (id: number): number => (id === a ? b : id === b ? a : id);
        const swapped = calls.map((call) => ({ ...call, person: swap(call.person) }));
        expect(compare(rolloutTable(people, swapped))).toEqual(same(compare(rolloutTable(people, calls))));
      }),
    );
  });

  it('the order of rows does not matter', () => {
    fc.assert(
      fc.property(incident, ({ people, calls }) => {
        const table = rolloutTable(people, calls);
        const turned = {
          ...table,
          waves: table.waves.toReversed(),
          members: table.members.toReversed(),
          calls: table.calls.toReversed(),
        };
        expect(compare(turned)).toEqual(same(compare(table)));
      }),
    );
  });

  it('callers who match nobody change nothing', () => {
    fc.assert(
      fc.property(incident, fc.array(fc.integer({ min: 0, max: 720 })), ({ people, calls }, minutes) => {
        const strangers = minutes.map((minute) => ({ person: -1, minute }));
        expect(compare(rolloutTable(people, [...strangers, ...calls]))).toEqual(compare(rolloutTable(people, calls)));
      }),
    );
  });

  it('calls in a gap of the feed change nothing, on either side, and its bins are none of the comparison', () => {
    const gap = fc.record({ from: fc.integer({ min: 0, max: 700 }), minutes: fc.integer({ min: 1, max: 200 }) });
    fc.assert(
      fc.property(incident, gap, ({ people, calls }, { from, minutes }) => {
        const gaps = [{ fromMinute: from, untilMinute: from + minutes }];
        const heard = { ...rolloutTable(people, calls), gaps };
        const lost = { ...rolloutTable(people, calls.filter(({ minute }) => minute < from || minute >= from + minutes)), gaps };
        expect(compare(lost)).toEqual(same(compare(heard)));
        const bins = measuredStrata(heard, MIN_WAITING_SHARE).strata.map(({ bin }) => [bin * 30, bin * 30 + 30] as const);
        expect(bins.filter(([start, end]) => start < from + minutes && from < end)).toEqual([]);
      }),
    );
  });

  it('calls outside the window change nothing', () => {
    fc.assert(
      fc.property(incident, fc.array(fc.integer({ min: 721, max: 4_000 })), ({ people, calls }, minutes) => {
        // Every wave has gone by minute 600, so that nothing is compared after 630.
        const later = minutes.map((minute) => ({ person: 0, minute }));
        expect(compare(rolloutTable(people, [...calls, ...later]))).toEqual(compare(rolloutTable(people, calls)));
      }),
    );
  });

  it('nothing is avoided when both sides call at the same rate in every bin', () => {
    const rate = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(rate, (perPerson) => {
        // Waves change on the bin's edge, and everyone calls equally often within one bin.
        const people = Array.from({ length: 200 }, (_, id) => ({ id, group: id % 50, toldMinute: (id % 4) * 150 }));
        const calls = perPerson.flatMap((n, bin) => people.flatMap(({ id }) => Array.from({ length: n }, () => ({ person: id, minute: bin * 30 + 3 }))));
        expect(compare(rolloutTable(people, calls)).avoided).toBe(0);
      }),
      { numRuns: 25 },
    );
  });

  it('fewer than 250 calls never give one', () => {
    fc.assert(
      fc.property(incident, ({ people, calls }) => {
        expect(avoidedCalls(rolloutTable(people, calls)).kind).not.toBe('estimate');
      }),
    );
  });
});

describe('a full estimate', () => {
  const people = Array.from({ length: 2_000 }, (_, id) => ({ id, group: id % 50, toldMinute: 60 * (1 + (id % 10)) }));
  const calls = Array.from({ length: 1_500 }, (_, i) => ({ person: (i * 7_919) % 2_000, minute: (i * 37) % 700 }));
  const estimate = (of: Person[], made: PersonCall[]): AvoidedCallsEstimate => {
    const got = avoidedCalls(rolloutTable(of, made));
    if (got.kind !== 'estimate') throw new Error(JSON.stringify(got));
    return got;
  };

  it('is given for as many calls as these, and for no table that lacks one condition', () => {
    const spoiled = fc.oneof(
      fc.constantFrom<Partial<RolloutTable>>({ order: 'not-random' }, { order: 'not-recorded' }).map((change) => ({ change, made: calls, p: 1 })),
      fc.integer({ min: 0, max: 500 }).map((observedMinutes) => ({ change: { observedMinutes }, made: calls, p: 1 })), // the window is open
      fc.double({ min: 0, max: 0.001, noNaN: true }).map((p) => ({ change: {}, made: calls, p })), // the order is not what it was
      fc.integer({ min: 0, max: 349 }).map((known) => ({ change: {}, made: calls.slice(0, known), p: 1 })), // too few calls
      fc.integer({ min: 0, max: 349 }).map((known) => ({ change: {}, made: calls.map((call, i) => (i < known ? call : { ...call, person: -1 })), p: 1 })), // callers nobody knows
    );
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 1_499 }), { maxLength: 20 }), spoiled, (moved, { change, made, p }) => {
        const shaken = calls.map((call, i) => (moved.includes(i) ? { ...call, minute: (call.minute + 17 * i) % 700 } : call));
        expect(avoidedCalls(rolloutTable(people, shaken), { balance: { z: 0, p: 0.5 } }).kind).toBe('estimate');
        const got = avoidedCalls({ ...rolloutTable(people, made), ...change }, { balance: { z: 3.5, p } });
        expect(got.kind).not.toBe('estimate');
        expect(got).not.toHaveProperty('avoided');
      }),
      { numRuns: 60 },
    );
  });

  it('keeps its interval too when groups are renamed', () => {
    const once = estimate(people, calls);
    const renamed = estimate(people.map((person) => ({ ...person, group: (person.group + 13) % 50 })), calls);
    expect(renamed).toMatchObject({ avoided: close(once.avoided), se: close(once.se), rateRatio: { logSe: close(once.rateRatio?.logSe ?? 0) } });
  });

  it('doubled in place is twice as wide, since pairs that act alike tell nothing new', () => {
    const once = estimate(people, calls);
    const twice = estimate(
      [...people, ...people.map((person) => ({ ...person, id: person.id + 10_000 }))],
      [...calls, ...calls.map((call) => ({ ...call, person: call.person + 10_000 }))],
    );
    expect(twice).toMatchObject({ avoided: close(2 * once.avoided), se: close(2 * once.se) });
  });
});
