import { GROUPS, type RolloutTable } from '../../src/measure/model/rollout-table.js';

/** A member as a test writes him down. `toldMinute`: his wave's hand-over, null while it has not gone. */
export interface Person {
  readonly id: number;
  readonly group: number;
  readonly toldMinute: number | null;
  readonly priority?: string;
}

/** `person` is nobody's id when the caller could not be matched. */
export interface PersonCall {
  readonly person: number;
  readonly minute: number;
}

/** The stable hash by which the worked example and the tests deal people into groups. */
export const groupOf = (id: number): number => (Math.imul(id, 2_654_435_761) >>> 0) % GROUPS;

type Settings = Partial<Pick<RolloutTable, 'origin' | 'binMinutes' | 'observedMinutes' | 'horizonMinutes' | 'order'>>;

/** Counts people and calls into the table that the database would give, call by call. Unmatched callers are dropped. */
export function rolloutTable(people: readonly Person[], calls: readonly PersonCall[], settings: Settings = {}): RolloutTable {
  const binMinutes = settings.binMinutes ?? 30;
  const byId = new Map(people.map((person) => [person.id, person]));
  const waves = new Map<string, RolloutTable['waves'][number]>();
  for (const { priority = 'all', toldMinute } of people) {
    const key = `${priority} ${toldMinute}`;
    if (!waves.has(key)) waves.set(key, { priority, wave: waves.size + 1, handedOverMinute: toldMinute });
  }
  const rows = new Map<string, { group: number; priority: string; bin: number; waiting: number; notified: number[] }>();
  for (const call of calls) {
    const person = byId.get(call.person);
    if (!person) continue;
    const { group, priority = 'all', toldMinute } = person;
    const bin = Math.floor(call.minute / binMinutes);
    const key = `${group} ${priority} ${bin}`;
    const row = rows.get(key) ?? { group, priority, bin, waiting: 0, notified: [0, 0, 0, 0] };
    rows.set(key, row);
    if (toldMinute === null || call.minute < toldMinute) {
      row.waiting += 1;
    } else {
      const hours = (call.minute - toldMinute) / 60;
      const band = hours < 1 ? 0 : hours < 4 ? 1 : hours < 12 ? 2 : 3;
      row.notified[band] = (row.notified[band] ?? 0) + 1;
    }
  }
  return {
    origin: new Date('2026-03-02T08:00:00Z'),
    observedMinutes: 72 * 60,
    horizonMinutes: 72 * 60,
    order: 'random',
    ...settings,
    binMinutes,
    waves: [...waves.values()],
    members: people.map(({ group, priority = 'all', toldMinute }) => ({
      group,
      priority,
      wave: waves.get(`${priority} ${toldMinute}`)?.wave ?? 0,
      members: 1,
    })),
    calls: [...rows.values()],
  };
}
