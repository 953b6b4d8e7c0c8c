/** Length of the part that two half-open stretches share, in the unit of their ends; 0 where they do not meet. */
export function overlap(from: number, until: number, otherFrom: number, otherUntil: number): number {
  return Math.max(0, Math.min(until, otherUntil) - Math.max(from, otherFrom));
}

/** Calls and person-hours of two groups of people over the same stretch of time. */
export interface PersonTime {
  readonly waitingHours: number;
  readonly notifiedHours: number;
  readonly waitingCalls: number;
  readonly notifiedCalls: number;
}

export const NO_PERSON_TIME: PersonTime = { waitingHours: 0, notifiedHours: 0, waitingCalls: 0, notifiedCalls: 0 };

export const add = (a: PersonTime, b: PersonTime): PersonTime => ({
  waitingHours: a.waitingHours + b.waitingHours,
  notifiedHours: a.notifiedHours + b.notifiedHours,
  waitingCalls: a.waitingCalls + b.waitingCalls,
  notifiedCalls: a.notifiedCalls + b.notifiedCalls,
});

export const without = (all: PersonTime, part: PersonTime): PersonTime => ({
  waitingHours: all.waitingHours - part.waitingHours,
  notifiedHours: all.notifiedHours - part.notifiedHours,
  waitingCalls: all.waitingCalls - part.waitingCalls,
  notifiedCalls: all.notifiedCalls - part.notifiedCalls,
});

