import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Actor } from '../../kernel/actor.js';
import type { CustomerId, NoticeId } from '../../kernel/ids.js';
import { AllowRoles, CurrentActor } from '../../platform/auth/access.js';
import { instant, pageOf, rowId } from '../../platform/http/answer.schema.js';
import { FEEDBACK_ANSWERS } from '../contract.js';
import { PersonalPagesService } from '../personal-pages.service.js';

const pageQuery = z.object({ after: z.string().max(20).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) });
const commentAnswer = z
  .object({ id: rowId, answer: z.enum(FEEDBACK_ANSWERS).nullable(), score: z.number().int().nullable(), words: z.string(), answeredAt: instant })
  .meta({ id: 'FeedbackComment' });
const customer = z.string().regex(/^[1-9]\d{0,17}$/, 'must be an id');
const revocation = z.strictObject({ reason: z.string().trim().min(1).max(500) });

/** What readers wrote on their pages, and shutting the pages of one of them. */
@ApiTags('feedback')
@Controller('api/v1')
export class FeedbackController {
  constructor(private readonly pages: PersonalPagesService) {}

  @Get('notices/:id/feedback/comments')
  @AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'auditor', 'admin')
  @ApiOkResponse({ standardSchema: pageOf(commentAnswer) })
  @ApiOperation({ summary: 'What people wrote beside their answers, newest first, without who did' })
  async comments(@Param('id', { schema: z.uuid() }) id: string, @Query({ schema: pageQuery }) { after, limit }: z.output<typeof pageQuery>) {
    return this.pages.comments(id as NoticeId, after, limit);
  }

  @Post('customers/:id/page-revocation')
  @HttpCode(204)
  @AllowRoles('commander', 'agent', 'legal', 'admin')
  @ApiNoContentResponse({ description: 'They are shut. A later notice brings a page of its own.' })
  @ApiOperation({ summary: 'Shut the personal pages that a customer was given until now' })
  async revoke(@Param('id', { schema: customer }) id: string, @Body({ schema: revocation }) { reason }: z.output<typeof revocation>, @CurrentActor() actor: Actor): Promise<void> {
    await this.pages.revoke(actor, id as CustomerId, reason);
  }
}
