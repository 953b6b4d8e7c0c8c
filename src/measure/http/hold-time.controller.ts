import { Body, Controller, Get, Param, Put, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type Actor } from '../../kernel/actor.js';
import type { NoticeId } from '../../kernel/ids.js';
import { AllowRoles, CurrentActor } from '../../platform/auth/access.js';
import type { HoldTimeAnswer } from '../hold-time.service.js';
import { type AsOf, KeptFigures } from '../kept-figures.service.js';
import { type PhoneFigures, phoneFigures } from '../model/phone-figures.js';
import { type StoredFit } from '../model/queue-fit.js';
import { PhoneFiguresService } from '../phone-figures.service.js';
import { QueueFitService } from '../queue-fit.service.js';
import { BEING_COUNTED, type Counting, orCounting } from '../../platform/http/counting.js';
import { holdTimeAnswer, queueFitAnswer } from './hold-time.schema.js';

@ApiTags('measurements')
@Controller('api/v1')
@AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'auditor', 'admin')
export class HoldTimeController {
  constructor(
    private readonly kept: KeptFigures,
    private readonly fits: QueueFitService,
    private readonly figures: PhoneFiguresService,
  ) {}

  @Get('notices/:id/hold-time')
  @ApiOperation({
    summary: 'Hold time in the measured window, with the notice and without it: wait, abandoned calls, service level, occupancy, agents and cost; or why nothing is said',
    description: 'Modelled (Erlang A), never measured; of what came after the window nothing is claimed.',
  })
  @ApiOkResponse({ standardSchema: holdTimeAnswer })
  @ApiAcceptedResponse(BEING_COUNTED)
  async of(@Param('id', { schema: z.uuid() }) id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<AsOf<HoldTimeAnswer> | Counting> {
    return orCounting(reply, await this.kept.holdTime(id as NoticeId));
  }

  @Get('queue-fit')
  @ApiOperation({ summary: 'How long callers have patience and how many of the agents on duty are there for calls, from the four weeks before today; or why that can’t be said' })
  @ApiOkResponse({ standardSchema: queueFitAnswer })
  fit(): Promise<StoredFit> {
    return this.fits.current();
  }

  @Get('phone-figures')
  @ApiOperation({ summary: 'The company’s own figures of its phones: what a call and an agent’s hour cost, and what good service is' })
  @ApiOkResponse({ standardSchema: phoneFigures })
  getFigures(): Promise<PhoneFigures> {
    return this.figures.get();
  }

  @Put('phone-figures')
  @AllowRoles('ops', 'admin')
  @ApiOperation({ summary: 'State them' })
  @ApiOkResponse({ standardSchema: phoneFigures })
  async setFigures(@Body({ schema: phoneFigures }) figures: z.output<typeof phoneFigures>, @CurrentActor() actor: Actor): Promise<PhoneFigures> {
    await this.figures.set(actor, figures);
    return this.figures.get();
  }
}
