import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { NoticeId } from '../../kernel/ids.js';
import { AllowRoles } from '../../platform/auth/access.js';
import type { NoticeFeedback } from '../feedback.service.js';
import { KeptFigures } from '../kept-figures.service.js';
import { BEING_COUNTED, type Counting, orCounting } from '../../platform/http/counting.js';
import { feedbackAnswer } from './feedback.schema.js';

@ApiTags('feedback')
@Controller('api/v1')
@AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'auditor', 'admin')
export class NoticeFeedbackController {
  constructor(private readonly kept: KeptFigures) {}

  @Get('notices/:id/feedback')
  @ApiOkResponse({ standardSchema: feedbackAnswer })
  @ApiAcceptedResponse(BEING_COUNTED)
  @ApiOperation({ summary: 'Whether the notice told people what they need: shares with intervals, response rate, and the bounds that hold whatever the silent think' })
  async of(@Param('id', { schema: z.uuid() }) id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<NoticeFeedback | Counting> {
    return orCounting(reply, await this.kept.feedback(id as NoticeId));
  }
}
