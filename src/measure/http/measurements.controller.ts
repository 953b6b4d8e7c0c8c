import { Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type Actor } from '../../kernel/actor.js';
import type { IncidentId, NoticeId } from '../../kernel/ids.js';
import { AllowRoles, CurrentActor } from '../../platform/auth/access.js';
import { pageOf } from '../../platform/http/answer.schema.js';
import { expectedPrecision, type IncidentMeasurement, type MeasurementSnapshot, type PrecisionPlan } from '../contract.js';
import { KeptFigures } from '../kept-figures.service.js';
import { MeasureService } from '../measure.service.js';
import { incidentMeasurementAnswer, snapshotAnswer } from './answers.schema.js';
import { BEING_COUNTED, type Counting, orCounting } from '../../platform/http/counting.js';
import { precisionAnswer } from './avoided-answers.schema.js';

const uuid = z.uuid();
const currentQuery = z.object({ fresh: z.stringbool().default(false) });
const precisionQuery = z.object({
  people: z.coerce.number().int().min(1).max(1_000_000_000),
  callsPerThousand: z.coerce.number().positive().max(100_000),
  rateRatio: z.coerce.number().min(0).max(10).default(0.5),
  latePercent: z.coerce.number().int().min(1).max(50).optional(),
});
const historyQuery = z.object({ after: z.string().regex(/^[1-9]\d{0,17}$/, 'must be the "next" of the page before').optional(), limit: z.coerce.number().int().min(1).max(200).default(50) });

@ApiTags('measurements')
@Controller('api/v1')
@AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'auditor', 'admin')
export class MeasurementsController {
  constructor(
    private readonly service: MeasureService,
    private readonly kept: KeptFigures,
  ) {}

  @Get('notices/:id/measurement')
  @ApiOperation({
    summary: 'What a notice changed: first word, minutes to it, calls of the told and the not yet told, avoided calls with a 95 % interval',
    description: 'The newest snapshot, or one made now where there is none (of a large incident behind whoever asks: 202 until it is there) or `fresh` asks for it. Avoided calls are an estimate, or what is still missing, or why they can never be known.',
  })
  @ApiAcceptedResponse(BEING_COUNTED)
  @ApiOkResponse({ standardSchema: snapshotAnswer, description: 'A snapshot; its id is null where it was made for this answer.' })
  async current(@Param('id', { schema: uuid }) id: string, @Query({ schema: currentQuery }) { fresh }: z.output<typeof currentQuery>, @Res({ passthrough: true }) reply: FastifyReply): Promise<MeasurementSnapshot | Counting> {
    return orCounting(reply, fresh ? await this.service.measure(id as NoticeId) : await this.kept.measurement(id as NoticeId));
  }

  @Get('notices/:id/measurements')
  @ApiOkResponse({ standardSchema: pageOf(snapshotAnswer) })
  @ApiOperation({ summary: 'Snapshots of a notice, newest first' })
  async history(@Param('id', { schema: uuid }) id: string, @Query({ schema: historyQuery }) { after, limit }: z.output<typeof historyQuery>): Promise<{ items: MeasurementSnapshot[]; next: string | null }> {
    const items = await this.service.history(id as NoticeId, { before: after, limit });
    return { items, next: items.length === limit ? items.at(-1)!.id : null };
  }

  @Post('notices/:id/measurements')
  @ApiOperation({ summary: 'Take a snapshot now; where nothing has changed since the last, that one is given back' })
  @ApiCreatedResponse({ standardSchema: snapshotAnswer, description: 'The snapshot that is on record.' })
  async take(@Param('id', { schema: uuid }) id: string, @CurrentActor() actor: Actor): Promise<MeasurementSnapshot> {
    return this.service.take(id as NoticeId, 'asked', actor);
  }

  @Get('precision')
  @ApiOkResponse({ standardSchema: precisionAnswer })
  @ApiOperation({
    summary: 'How precisely a plan would measure avoided calls, before anything is sent',
    description: 'From how many people are written to, how many identified calls a thousand of them would make (from the first wave to the last; with a late group until it is told), and the effect to look for.',
  })
  precision(@Query({ schema: precisionQuery }) { people, callsPerThousand, rateRatio, latePercent }: z.output<typeof precisionQuery>): PrecisionPlan {
    return expectedPrecision({ people, callsPerThousand, rateRatio, latePercent: latePercent ?? null });
  }

  @Get('incidents/:id/measurement')
  @ApiOkResponse({ standardSchema: incidentMeasurementAnswer })
  @ApiAcceptedResponse(BEING_COUNTED)
  @ApiOperation({ summary: 'Who heard from us first in an incident, and the latest measurement of each of its notices', description: 'Of a closed incident, as its report has it; of a large one that is open as of `takenAt`, counted behind whoever asks: 202 before the first count.' })
  async ofIncident(@Param('id', { schema: uuid }) id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<IncidentMeasurement | Counting> {
    return orCounting(reply, await this.kept.ofIncident(id as IncidentId));
  }
}
