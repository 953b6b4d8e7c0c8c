import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { Actor } from '../../kernel/actor.js';
import type { NoticeId } from '../../kernel/ids.js';
import { AllowRoles, CurrentActor } from '../../platform/auth/access.js';
import { DecisionService } from '../decision.service.js';
import type { StoredNotice } from '../model/stored-notice.js';
import { approving, refusing, withdrawing } from './notice.schema.js';
import { noticeAnswer } from './answers.schema.js';

@ApiTags('notices')
@Controller('api/v1/notices')
export class DecisionsController {
  constructor(private readonly decisions: DecisionService) {}

  @Post(':id/submit')
  @HttpCode(200)
  @AllowRoles('author', 'commander')
  @ApiOkResponse({ standardSchema: noticeAnswer })
  @ApiOperation({ summary: 'Put a draft whose pre-flight passed before the approvers. Its plan gets a hash' })
  submit(@CurrentActor() actor: Actor, @Param('id', { schema: z.uuid() }) id: string): Promise<StoredNotice> {
    return this.decisions.submit(actor, id as NoticeId);
  }

  @Post(':id/approve')
  @HttpCode(200)
  @AllowRoles('approver')
  @ApiOkResponse({ standardSchema: noticeAnswer })
  @ApiOperation({ summary: 'Sign the plan: as a person who had no hand in it, with its hash and the number of people' })
  approve(@CurrentActor() actor: Actor, @Param('id', { schema: z.uuid() }) id: string, @Body({ schema: approving }) body: z.output<typeof approving>): Promise<StoredNotice> {
    return this.decisions.approve(actor, id as NoticeId, body);
  }

  @Post(':id/return')
  @HttpCode(200)
  @AllowRoles('approver', 'legal')
  @ApiOkResponse({ standardSchema: noticeAnswer })
  @ApiOperation({ summary: 'Send a submitted notice back to its author, with the reason' })
  sendBack(@CurrentActor() actor: Actor, @Param('id', { schema: z.uuid() }) id: string, @Body({ schema: refusing }) body: z.output<typeof refusing>): Promise<StoredNotice> {
    return this.decisions.sendBack(actor, id as NoticeId, body);
  }

  @Post(':id/reject')
  @HttpCode(200)
  @AllowRoles('approver', 'legal')
  @ApiOkResponse({ standardSchema: noticeAnswer })
  @ApiOperation({ summary: 'Reject a submitted notice for good, with the reason' })
  reject(@CurrentActor() actor: Actor, @Param('id', { schema: z.uuid() }) id: string, @Body({ schema: refusing }) body: z.output<typeof refusing>): Promise<StoredNotice> {
    return this.decisions.reject(actor, id as NoticeId, body);
  }

  @Post(':id/withdraw')
  @HttpCode(200)
  @AllowRoles('commander')
  @ApiOkResponse({ standardSchema: noticeAnswer })
  @ApiOperation({ summary: 'Take a notice back before it begins to go out' })
  withdraw(@CurrentActor() actor: Actor, @Param('id', { schema: z.uuid() }) id: string, @Body({ schema: withdrawing }) { reason }: z.output<typeof withdrawing>): Promise<StoredNotice> {
    return this.decisions.withdraw(actor, id as NoticeId, reason);
  }
}
