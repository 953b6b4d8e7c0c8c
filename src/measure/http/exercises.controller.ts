import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { INCIDENT_KINDS } from '../../declare/contract.js';
import { type Actor, sightOf } from '../../kernel/actor.js';
import type { IncidentId } from '../../kernel/ids.js';
import { AllowRoles, AsksBrands, CurrentActor } from '../../platform/auth/access.js';
import { pageOf } from '../../platform/http/answer.schema.js';
import { ExercisesService } from '../exercises.service.js';
import { exercisesCsv } from '../model/exercise-csv.js';
import type { ExerciseScore } from '../model/exercise-score.js';
import { exerciseAnswer } from './exercises.schema.js';

const uuid = z.uuid();
const query = z.object({ kind: z.enum(INCIDENT_KINDS).optional(), after: uuid.optional(), limit: z.coerce.number().int().min(1).max(100).default(50) });
const MOST_IN_A_FILE = 10_000;

@ApiTags('exercises')
@Controller('api/v1')
@AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'auditor', 'admin')
export class ExercisesController {
  constructor(private readonly exercises: ExercisesService) {}

  @Get('exercises')
  @AsksBrands()
  @ApiOkResponse({ standardSchema: pageOf(exerciseAnswer) })
  @ApiOperation({ summary: 'Exercises, newest first, scored in minutes from the declaration' })
  async list(@Query({ schema: query }) { kind, after, limit }: z.output<typeof query>, @CurrentActor() actor: Actor): Promise<{ items: readonly ExerciseScore[]; next: string | null }> {
    const found = await this.exercises.list({ ...sightOf(actor), kind, after: after as IncidentId | undefined, limit: limit + 1 });
    return { items: found.slice(0, limit), next: found.length > limit ? found[limit - 1]!.id : null };
  }

  @Get('exercises.csv')
  @AsksBrands()
  @ApiProduces('text/csv')
  @ApiOperation({ summary: 'The same as a table' })
  async csv(@CurrentActor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const scores = await this.exercises.list({ ...sightOf(actor), limit: MOST_IN_A_FILE });
    void reply.header('content-disposition', 'attachment; filename="exercises.csv"').header('cache-control', 'no-store').type('text/csv; charset=utf-8').send(exercisesCsv(scores));
  }

  @Get('incidents/:id/score')
  @ApiOkResponse({ standardSchema: exerciseAnswer })
  @ApiOperation({ summary: 'How an exercise went: minutes from its declaration to words, signature and first word, beside the goals and earlier exercises' })
  score(@Param('id', { schema: uuid }) id: string): Promise<ExerciseScore> {
    return this.exercises.score(id as IncidentId);
  }
}
