import type { Caller } from './callers.js';
import type { Chance } from './company/chance.js';

export type Answer = 'yes' | 'partly' | 'no';

/** One of the affected who is followed to what he does with his message. All is drawn beforehand, so that he does the same in every run. */
export interface Reader {
  readonly caller: Caller;
  /** Business hours from arrival until he reads. */
  readonly readsAfterHours: number;
  /** Which of the steps on his page he ticks, by their place. */
  readonly steps: readonly number[];
  readonly answers: boolean;
  /** In [0, 1): how well he takes it, 0 best. */
  readonly mood: number;
}

/** Steps that the sample company's facts tell people to take. */
const STEPS = [0, 1, 2];
const READING_HOURS = 0.5;

export function drawReader(caller: Caller, chance: Chance): Reader {
  return {
    caller,
    readsAfterHours: chance.exponential(READING_HOURS),
    steps: STEPS.filter(() => chance.happens(0.45)),
    answers: chance.happens(0.5),
    mood: chance.next(),
  };
}

/** Shares of yes and partly. Whoever had to ask before he was told takes it worse. */
const MOODS = { toldFirst: { yes: 0.66, partly: 0.22 }, calledFirst: { yes: 0.4, partly: 0.32 } } as const;

/** What he answers to "did this help"; null for nothing. */
export function answerOf({ answers, mood, caller }: Reader): Answer | null {
  if (!answers) return null;
  const calledFirst = caller.calledAt !== null && caller.calledAt < (caller.toldAt ?? Infinity);
  const { yes, partly } = calledFirst ? MOODS.calledFirst : MOODS.toldFirst;
  return mood < yes ? 'yes' : mood < yes + partly ? 'partly' : 'no';
}
