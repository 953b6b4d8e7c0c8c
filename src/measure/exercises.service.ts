import { Injectable } from '@nestjs/common';
import { DomainError } from '../kernel/domain-error.js';
import type { IncidentId } from '../kernel/ids.js';
import { type ExerciseScore, scoreOf } from './model/exercise-score.js';
import { ExerciseRepository, type ExerciseSearch } from './store/exercise.repository.js';

/** So many before an exercise are compared with it. */
const COMPARED = 50;

/** How exercises went, in minutes. */
@Injectable()
export class ExercisesService {
  constructor(private readonly exercises: ExerciseRepository) {}

  /** @throws DomainError not-found `exercise-not-found` where there is none of this id, or it is no exercise */
  async score(id: IncidentId): Promise<ExerciseScore> {
    const exercise = await this.exercises.find(id);
    if (!exercise) throw new DomainError('not-found', 'exercise-not-found', 'There is no such exercise.', { incidentId: id });
    return scoreOf(exercise, await this.exercises.list({ brands: [exercise.brandId], after: id, limit: COMPARED }));
  }

  /** Newest first, each compared with those of its brand before it. */
  async list(asked: ExerciseSearch): Promise<readonly ExerciseScore[]> {
    const all = await this.exercises.list({ ...asked, kind: undefined, limit: asked.limit + COMPARED });
    const shown = asked.kind === undefined ? all.slice(0, asked.limit) : await this.exercises.list(asked);
    return shown.map((exercise) => scoreOf(exercise, all.filter((one) => one.brandId === exercise.brandId && isBefore(one, exercise))));
  }
}

const isBefore = (one: { declaredAt: Date; id: string }, other: { declaredAt: Date; id: string }): boolean =>
  one.declaredAt < other.declaredAt || (one.declaredAt.getTime() === other.declaredAt.getTime() && one.id < other.id);
