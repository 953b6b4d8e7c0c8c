import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Actor } from '../../kernel/actor.js';
import { DomainError } from '../../kernel/domain-error.js';
import type { CustomerId, NoticeId } from '../../kernel/ids.js';
import type { JsonOf } from '../../kernel/json-of.js';
import { AllowRoles, CurrentActor } from '../../platform/auth/access.js';
import { instant, pageOf, rowId } from '../../platform/http/answer.schema.js';
import { FEEDBACK_ANSWERS, type GivenFeedback } from '../contract.js';
import { FeedbackList } from '../feedback-list.service.js';
import { PersonalPagesService } from '../personal-pages.service.js';

const FROM_0 = 'Counted from 0: 0 is what pages and files call wave 1.';
const pageQuery = z.object({
  said: z.enum(FEEDBACK_ANSWERS).optional().describe('A mark by text counts as an answer: 4 and 5 are yes, 3 is partly.'),
  locale: z.string().trim().min(2).max(40).optional().describe('The reader\'s; `es` is `es-MX` too.'),
  wave: z.coerce.number().int().min(0).max(1_000_000).optional().describe(FROM_0),
  words: z.enum(['with', 'without', 'all']).default('with'),
  after: z.string().max(20).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
const commentAnswer = z
  .object({
    id: rowId, channel: z.enum(['page', 'sms']), answer: z.enum(FEEDBACK_ANSWERS).nullable(), score: z.number().int().nullable(), said: z.enum(FEEDBACK_ANSWERS), recommend: z.number().int().nullable(),
    words: z.string().nullable(), answeredAt: instant, locale: z.string().nullable(), wave: z.number().int().nullable().describe(FROM_0),
  })
  .meta({ id: 'FeedbackComment' }) satisfies z.ZodType<JsonOf<GivenFeedback>>;
const customer = z.string().regex(/^[1-9]\d{0,17}$/, 'must be an id');
const revocation = z.strictObject({ reason: z.string().trim().min(1).max(500) });

/** What readers wrote on their pages, and shutting the pages of one of them. */
@ApiTags('feedback')
@Controller('api/v1')
export class FeedbackController {
  constructor(
    private readonly pages: PersonalPagesService,
    private readonly given: FeedbackList,
  ) {}

  @Get('notices/:id/feedback/comments')
  @AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'auditor', 'admin')
  @ApiOkResponse({ standardSchema: pageOf(commentAnswer) })
  @ApiOperation({ summary: 'What people answered and wrote, newest first, without who did' })
  async comments(@Param('id', { schema: z.uuid() }) id: string, @Query({ schema: pageQuery }) { said, locale, wave, words, after, limit }: z.output<typeof pageQuery>) {
    if (after !== undefined && !/^[1-9]\d{0,17}$/.test(after)) throw new DomainError('invalid', 'cursor-unknown', 'after must be the "next" of the page before.');
    const items = await this.given.of(id as NoticeId, { said: said ?? null, locale: locale ?? null, wave: wave ?? null, hasWords: words === 'all' ? null : words === 'with' }, after ?? null, limit);
    return { items, next: items.length === limit ? items.at(-1)!.id : null };
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
