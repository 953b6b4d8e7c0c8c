import { BYTE_ORDER_MARK, csvLine } from '../../kernel/csv.js';
import { type ExerciseScore, minutesTo, SCORED } from './exercise-score.js';

const HEAD = ['exercise', 'title', 'kind', 'brand', 'status', 'declared_at', 'people', 'minutes_to_submitted', 'minutes_to_approved', 'minutes_to_first_word', 'minutes_to_last_word', 'goals_met'];

/** A line for each exercise, as it was listed. */
export function exercisesCsv(scores: readonly ExerciseScore[]): string {
  const rows = scores.map((score) => [
    `EXERCISE ${score.reference}`, score.title, score.kind, score.brandId, score.status, score.declaredAt.toISOString(), score.people, ...SCORED.map((step) => minutesTo(step, score)), score.goalsMet,
  ]);
  return BYTE_ORDER_MARK + [HEAD, ...rows].map(csvLine).join('');
}
