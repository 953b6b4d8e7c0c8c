import { describe, expect, it } from '@jest/globals';
import { type Person, type PersonCall, rolloutTable } from '../../../test/support/measure-people.js';
import { simulate } from '../../../test/support/measure-simulator.js';
import { avoidedCalls } from './avoided-calls.js';
import { avoidedOverTime } from './avoided-over-time.js';
import type { EarlierTable } from './earlier-calls.table.js';
import type { RolloutTable } from './rollout-table.js';

/** Calls before and since, counted person by person as the database does it. `before`: earlier calls of each person. */
function earlierOf(people: readonly Person[], calls: readonly PersonCall[], before: ReadonlyMap<number, number>, table: RolloutTable): EarlierTable {
  const wave = (person: Person): number => table.waves.find(({ handedOverMinute }) => handedOverMinute === person.toldMinute)!.wave;
  const byId = new Map(people.map((person) => [person.id, person]));
  return {
    rows: people.filter(({ id }) => before.has(id)).map((person) => ({ group: person.group, priority: 'all', wave: wave(person), calls: before.get(person.id)!, callsSquared: before.get(person.id)! ** 2 })),
    again: calls.filter(({ person }) => before.has(person)).map(({ person, minute }) => ({ group: byId.get(person)!.group, priority: 'all', bin: Math.floor(minute / table.binMinutes), calls: before.get(person)! })),
    hours: new Array<number>(24).fill(10),
  };
}

/** Every seventh, drawn by lot. */
const some = (salt: number) => ({ id }: Person): boolean => (Math.imul(id + 7_919 * salt, 1_103_515_245) >>> 16) % 7 === 0;

/** An incident, and regulars who called six times before and call on once an hour whatever they are told. */
function incident(seed: number, regulars: (person: Person) => boolean = some(seed)) {
  const { people, calls: own } = simulate({ people: 4_000, rolloutMinutes: 480, waves: 12, callsEach: 0.3, kept: 0.5, provoked: 0 }, seed);
  const chosen = people.filter(regulars);
  const calls = [...own, ...chosen.flatMap(({ id }) => Array.from({ length: 9 }, (_, hour) => ({ person: id, minute: hour * 60 + ((id * 37 + hour * 11) % 60) })))];
  const table = rolloutTable(people, calls, { observedMinutes: 1_200, horizonMinutes: 4_000 });
  const before = new Map(chosen.map(({ id }) => [id, 6]));
  return { table, adjusted: { ...table, earlier: earlierOf(people, calls, before, table) } };
}

const estimated = (table: RolloutTable) => {
  const got = avoidedCalls(table);
  if (got.kind !== 'estimate') throw new Error(`no estimate: ${got.kind}`);
  return got;
};

describe('what earlier calls tell of the chance of the order', () => {
  it('takes out the calls of those who always call and came early or late by chance, and narrows the interval', () => {
    const runs = [5, 6, 7, 8, 10, 11].map((seed) => ({ plain: estimated(incident(seed, () => false).table).avoided, without: estimated(incident(seed).table), got: estimated(incident(seed).adjusted) }));
    const off = (of: (run: (typeof runs)[number]) => number): number => Math.hypot(...runs.map((run) => of(run) - run.plain));
    // The regulars call alike, told or not: all they bring is noise, and most of it is gone.
    expect(off(({ got }) => got.avoided)).toBeLessThan(off(({ without }) => without.avoided) / 2);
    for (const { got, without } of runs) {
      expect(got.unadjusted).toEqual({ avoided: without.avoided, low: without.low, high: without.high, se: without.se });
      expect(got.se).toBeLessThan(without.se);
      expect(got.calls).toEqual(without.calls); // counts stay counts
    }
  });

  it('undoes most of an order in which they all came last', () => {
    const { table, adjusted } = incident(9, ({ toldMinute, id }) => toldMinute! >= 300 && id % 3 === 0);
    const plain = estimated(incident(9, () => false).table).avoided;
    const off = estimated(table).avoided - plain;
    expect(off).toBeGreaterThan(500);
    expect(Math.abs(estimated(adjusted).avoided - plain)).toBeLessThan(off / 5);
  });

  it('adds up to the same over the bins as at the top', () => {
    const { adjusted } = incident(5);
    const course = avoidedOverTime(adjusted);
    expect(course.kind === 'series' && course.bins.at(-1)!.avoidedSoFar).toBeCloseTo(estimated(adjusted).avoided, 6);
  });

  it('does nothing where nobody called before, or too few did for a slope', () => {
    const { table, adjusted } = incident(5);
    const few = { ...adjusted.earlier, rows: adjusted.earlier.rows.slice(0, 49) };
    for (const earlier of [few, { ...few, rows: [] }]) expect(estimated({ ...table, earlier })).toEqual(estimated(table));
    expect(estimated(table).unadjusted).toBeNull();
  });

  it('doubles with everybody and every call', () => {
    const { adjusted } = incident(5);
    const { rows, again, hours } = adjusted.earlier;
    const twice = {
      ...adjusted,
      members: adjusted.members.map((row) => ({ ...row, members: row.members * 2 })),
      calls: adjusted.calls.map((row) => ({ ...row, waiting: row.waiting * 2, notified: row.notified.map((n) => n * 2) })),
      earlier: { hours: hours.map((n) => n * 2), rows: [...rows, ...rows], again: [...again, ...again] },
    };
    expect(estimated(twice).avoided).toBeCloseTo(estimated(adjusted).avoided * 2, 6);
  });
});
