import type { IncidentKind } from '../../declare/contract.js';
import type { ExerciseScore, Scored, ScoredStep } from '../../measure/model/exercise-score.js';
import { KINDS } from '../page/words.js';

const STEPS: Readonly<Record<Scored, { readonly label: string; readonly what: string }>> = {
  submitted: { label: 'Submitted', what: 'Words, people and times were put before the approver.' },
  approved: { label: 'Approved', what: 'Somebody else signed them.' },
  firstWord: { label: 'First word', what: 'The first message was handed over.' },
  lastWord: { label: 'Last word', what: 'The last message of the first notice was handed over.' },
};

const toneOf = (met: boolean | null): string => (met === null ? 'quiet' : met ? 'good' : 'bad');
const verdictOf = (met: boolean | null): string => (met === null ? 'not yet' : met ? 'within the goal' : 'later than the goal');

function stepRow({ step, minutes, goalMinutes, met, beforeMinutes, bestMinutes }: ScoredStep) {
  return { ...STEPS[step], took: minutes, goalMinutes, tone: toneOf(met), verdict: verdictOf(met), beforeMinutes, bestMinutes };
}

/** A line of the list. */
export function exerciseRow({ id, reference, title, kind, status, declaredAt, steps, goalsMet }: ExerciseScore) {
  return { id, reference, title, kindLabel: KINDS[kind as IncidentKind].label, status, declaredAt, steps: steps.map(stepRow), goalsMet, goals: steps.length };
}

export function scorePage(score: ExerciseScore) {
  const { people } = score;
  return { exerciseScore: exerciseRow(score), people, isFirst: score.steps.every(({ bestMinutes }) => bestMinutes === null) };
}
