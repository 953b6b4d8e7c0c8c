import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { Actor } from '../../kernel/actor.js';
import { DomainError } from '../../kernel/domain-error.js';
import type { CustomerId, NoticeId } from '../../kernel/ids.js';
import { AllowRoles, CurrentActor } from '../../platform/auth/access.js';
import { pageOf } from '../../platform/http/answer.schema.js';
import type { PreflightFailure } from '../model/preflight.js';
import { PreflightService, type PreflightView } from '../preflight.service.js';
import { PreviewService, type Preview } from '../preview.service.js';
import { failuresQuery, previewing } from './notice.schema.js';
import { preflightAnswer, preflightFailureAnswer, previewAnswer } from './preflight-answers.schema.js';

@ApiTags('notices')
@Controller('api/v1/notices')
@AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'agent', 'auditor', 'admin')
export class PreflightsController {
  constructor(
    private readonly preflights: PreflightService,
    private readonly previews: PreviewService,
  ) {}

  @Post(':id/preflight')
  @HttpCode(202)
  @AllowRoles('author', 'commander')
  @ApiAcceptedResponse({ standardSchema: preflightAnswer })
  @ApiOperation({ summary: 'Render every member of the present revision, strictly. It runs on its own; ask for its progress' })
  request(@CurrentActor() actor: Actor, @Param('id', { schema: z.uuid() }) id: string): Promise<PreflightView> {
    return this.preflights.request(actor, id as NoticeId);
  }

  @Get(':id/preflight')
  @ApiOkResponse({ standardSchema: preflightAnswer })
  @ApiOperation({ summary: 'The latest pre-flight with its counts and findings; `stale` where the notice was edited since' })
  async latest(@Param('id', { schema: z.uuid() }) id: string): Promise<PreflightView> {
    const latest = await this.preflights.latest(id as NoticeId);
    if (latest === null) throw new DomainError('not-found', 'preflight-not-found', 'This notice has no pre-flight yet.', { noticeId: id });
    return latest;
  }

  @Get(':id/preflight/failures')
  @ApiOkResponse({ standardSchema: pageOf(preflightFailureAnswer) })
  @ApiOperation({ summary: 'Members who can not be written to, and the names that each lacks' })
  async failures(
    @Param('id', { schema: z.uuid() }) id: string,
    @Query({ schema: failuresQuery }) { part, name, after, limit }: z.output<typeof failuresQuery>,
  ): Promise<{ items: readonly PreflightFailure[]; next: string | null }> {
    const items = await this.preflights.failures(id as NoticeId, after, limit, { part: part ?? null, name: name ?? null });
    return { items, next: items.length === limit ? String(items.at(-1)!.position) : null };
  }

  @Post(':id/preview')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: previewAnswer })
  @ApiOperation({ summary: 'What one member reads, on every channel; texts in the body are shown in place of the saved ones' })
  preview(@CurrentActor() actor: Actor, @Param('id', { schema: z.uuid() }) id: string, @Body({ schema: previewing }) { as, texts }: z.output<typeof previewing>): Promise<Preview> {
    return this.previews.preview(actor, id as NoticeId, 'customerId' in as ? { customerId: as.customerId as CustomerId } : as, texts);
  }
}
