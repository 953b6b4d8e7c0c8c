import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { Actor } from '../../kernel/actor.js';
import type { NoticeId } from '../../kernel/ids.js';
import { AllowRoles, CurrentActor } from '../../platform/auth/access.js';
import { BriefingService, type BriefingView } from '../briefing.service.js';
import { briefingAnswer } from './briefing-answers.schema.js';
import { briefingGiven, briefingPassedOver } from './notice.schema.js';

type Answer = Omit<BriefingView, 'notice'> & { readonly noticeId: NoticeId };

/** What the people at the phones know before the customers do. */
@ApiTags('notices')
@Controller('api/v1/notices')
@AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'agent', 'auditor')
export class BriefingsController {
  constructor(private readonly briefings: BriefingService) {}

  @Get(':id/briefing')
  @ApiOkResponse({ standardSchema: briefingAnswer })
  @ApiOperation({ summary: 'The briefing of the agents: what customers will read, agreed answers, who is told when, and who has confirmed that the agents have it' })
  async look(@Param('id', { schema: z.uuid() }) id: string): Promise<Answer> {
    return answerOf(await this.briefings.view(id as NoticeId));
  }

  @Post(':id/briefing/confirm')
  @HttpCode(200)
  @AllowRoles('ops')
  @ApiOkResponse({ standardSchema: briefingAnswer })
  @ApiOperation({ summary: 'Confirm, as the lead of the contact centre, that you have read this briefing and that the agents on duty have it' })
  async confirm(@CurrentActor() actor: Actor, @Param('id', { schema: z.uuid() }) id: string, @Body({ schema: briefingGiven }) { briefing }: z.output<typeof briefingGiven>): Promise<Answer> {
    return answerOf(await this.briefings.confirm(actor, id as NoticeId, briefing));
  }

  @Post(':id/briefing/pass-over')
  @HttpCode(200)
  @AllowRoles('approver', 'commander')
  @ApiOkResponse({ standardSchema: briefingAnswer })
  @ApiOperation({ summary: 'Go on without the agents having the briefing, with the reason; it stays on record' })
  async passOver(@CurrentActor() actor: Actor, @Param('id', { schema: z.uuid() }) id: string, @Body({ schema: briefingPassedOver }) { briefing, reason }: z.output<typeof briefingPassedOver>): Promise<Answer> {
    return answerOf(await this.briefings.passOver(actor, id as NoticeId, briefing, reason));
  }
}

const answerOf = ({ notice, ...view }: BriefingView): Answer => ({ noticeId: notice.id, ...view });
