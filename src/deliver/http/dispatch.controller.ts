import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Actor } from '../../kernel/actor.js';
import type { NoticeId } from '../../kernel/ids.js';
import { AllowRoles, CurrentActor } from '../../platform/auth/access.js';
import { DispatchService } from '../dispatch.service.js';
import { type Progress } from '../progress.service.js';
import { progressAnswer } from './answers.schema.js';

const uuid = z.uuid();
const withReason = z.object({ reason: z.string().trim().min(1).max(500) });
const mayGiveReason = z.object({ reason: z.string().trim().max(500).default('') });

/** A notice on its way out: how far it is, and the brakes. */
@ApiTags('dispatch')
@Controller('api/v1/notices')
export class DispatchController {
  constructor(private readonly dispatches: DispatchService) {}

  @Get(':id/progress')
  @AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'agent', 'auditor', 'admin')
  @ApiOkResponse({ standardSchema: progressAnswer })
  @ApiOperation({ summary: 'The ledger\'s sum, messages by channel and state, waves, rate, and what waits' })
  progress(@Param('id', { schema: uuid }) id: string): Promise<Progress> {
    return this.dispatches.progress(id as NoticeId);
  }

  @Post(':id/pause')
  @HttpCode(200)
  @AllowRoles('commander', 'ops')
  @ApiOkResponse({ standardSchema: progressAnswer })
  @ApiOperation({ summary: 'Hold everything that is not under way; bites within a second' })
  async pause(@Param('id', { schema: uuid }) id: string, @Body({ schema: withReason }) body: z.output<typeof withReason>, @CurrentActor() actor: Actor): Promise<Progress> {
    await this.dispatches.order(actor, id as NoticeId, 'pause', body.reason);
    return this.progress(id);
  }

  @Post(':id/resume')
  @HttpCode(200)
  @AllowRoles('commander', 'ops')
  @ApiOkResponse({ standardSchema: progressAnswer })
  @ApiOperation({ summary: 'Go on after a pause; where the brake stopped it, only a commander, with a reason' })
  async resume(@Param('id', { schema: uuid }) id: string, @Body({ schema: mayGiveReason }) body: z.output<typeof mayGiveReason>, @CurrentActor() actor: Actor): Promise<Progress> {
    await this.dispatches.order(actor, id as NoticeId, 'resume', body.reason);
    return this.progress(id);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @AllowRoles('commander', 'ops')
  @ApiOkResponse({ standardSchema: progressAnswer })
  @ApiOperation({ summary: 'Stop for good: what has not left never does' })
  async cancel(@Param('id', { schema: uuid }) id: string, @Body({ schema: withReason }) body: z.output<typeof withReason>, @CurrentActor() actor: Actor): Promise<Progress> {
    await this.dispatches.order(actor, id as NoticeId, 'cancel', body.reason);
    return this.progress(id);
  }
}
