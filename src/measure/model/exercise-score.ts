import type { IncidentId } from '../../kernel/ids.js';

/** When what happened in an exercise, as it is on record. Null where it has not. */
export interface ExerciseTimes {
  readonly id: IncidentId;
  readonly reference: string;
  readonly title: string;
  readonly kind: string;
  readonly brandId: string;
  readonly status: 'open' | 'closed';
  readonly declaredAt: Date;
  readonly submittedAt: Date | null;
  readonly approvedAt: Date | null;
  /** The first message was handed over. */
  readonly firstWordAt: Date | null;
  /** The last one was, of everybody's first notice. */
  readonly lastWordAt: Date | null;
  /** Of the first notice that was started; null before. */
  readonly people: number | null;
}

export const SCORED = ['submitted', 'approved', 'firstWord', 'lastWord'] as const;
export type Scored = (typeof SCORED)[number];

/** Minutes from the declaration. What a prepared company reaches: words in a quarter of an hour, a signature in half of one, and the first of them told with it. */
export const GOAL_MINUTES: Readonly<Record<Scored, number>> = { submitted: 15, approved: 30, firstWord: 35, lastWord: 60 };

export interface ScoredStep {
  readonly step: Scored;
  /** From the declaration; null where it has not happened. */
  readonly minutes: number | null;
  readonly goalMinutes: number;
  /** Null where it has not happened. */
  readonly met: boolean | null;
  /** The same of the exercise before this one, and the best of all before it; null where there is none. */
  readonly beforeMinutes: number | null;
  readonly bestMinutes: number | null;
}

export interface ExerciseScore extends ExerciseTimes {
  readonly steps: readonly ScoredStep[];
  /** Steps whose goal was met. */
  readonly goalsMet: number;
}

const MINUTE_MS = 60_000;
const AT: Readonly<Record<Scored, keyof Pick<ExerciseTimes, 'submittedAt' | 'approvedAt' | 'firstWordAt' | 'lastWordAt'>>> = {
  submitted: 'submittedAt', approved: 'approvedAt', firstWord: 'firstWordAt', lastWord: 'lastWordAt',
};

/** Minutes from the declaration to the step, to a tenth; null where it has not happened. */
export function minutesTo(step: Scored, times: ExerciseTimes): number | null {
  const at = times[AT[step]];
  return at === null ? null : Math.round((at.getTime() - times.declaredAt.getTime()) / (MINUTE_MS / 10)) / 10;
}

/** @param earlier  Exercises that were declared before, newest first. What has not happened in them is no time to compare with. */
export function scoreOf(exercise: ExerciseTimes, earlier: readonly ExerciseTimes[]): ExerciseScore {
  const steps = SCORED.map((step): ScoredStep => {
    const [minutes, goalMinutes] = [minutesTo(step, exercise), GOAL_MINUTES[step]];
    const known = earlier.map((before) => minutesTo(step, before)).filter((value) => value !== null);
    return { step, minutes, goalMinutes, met: minutes === null ? null : minutes <= goalMinutes, beforeMinutes: known[0] ?? null, bestMinutes: known.length > 0 ? Math.min(...known) : null };
  });
  return { ...exercise, steps, goalsMet: steps.filter(({ met }) => met === true).length };
}
