import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { Actor } from '../../kernel/actor.js';
import type { NoticeId } from '../../kernel/ids.js';
import type { JsonOf } from '../../kernel/json-of.js';
import { AllowRoles, CurrentActor } from '../../platform/auth/access.js';
import { count, instant, pageOf, uuid } from '../../platform/http/answer.schema.js';
import { pageOfRows, pageQuery, type RowsPage } from '../../platform/http/page-of-rows.js';
import { BreakGlassService } from '../break-glass.service.js';
import { type BreakGlass, GLASS_VERDICTS } from '../model/break-glass.js';
import { breakingGlass } from './notice.schema.js';

const line = z.string();
const breakGlassAnswer = z
  .object({
    id: uuid, noticeId: uuid, incidentId: uuid, number: count, incident: line, planHash: line, requestedBy: uuid, requestedByName: line, reason: line, requestedAt: instant,
    expiresAt: instant.describe('The second word counts before this.'), confirmedBy: uuid.nullable(), confirmedByName: line.nullable(), confirmReason: line.nullable(),
    confirmedAt: instant.nullable().describe('Approved with it.'), reviewedByName: line.nullable(), verdict: z.enum(GLASS_VERDICTS).nullable(), review: line.nullable(), reviewedAt: instant.nullable(),
  })
  .meta({ id: 'BreakGlass' }) satisfies z.ZodType<JsonOf<BreakGlass>>;
const listQuery = z.object(pageQuery);
const noticeId = z.uuid().transform((id) => id as NoticeId);
const reviewing = z.strictObject({ verdict: z.enum(GLASS_VERDICTS), words: z.string().trim().min(1).max(2_000).describe('What you looked at, and what you found.') });

/** Where no approver can be reached: two administrators within ten minutes, and somebody else who looks it over. */
@ApiTags('notices')
@Controller('api/v1/notices/:id/break-glass')
@AllowRoles('admin')
export class BreakGlassController {
  constructor(private readonly glass: BreakGlassService) {}

  @Get()
  @AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'auditor', 'admin')
  @ApiOkResponse({ standardSchema: pageOf(breakGlassAnswer) })
  @ApiOperation({ summary: 'Each time that administrators asked to approve it without an approver, oldest first' })
  async of(@Param('id', { schema: noticeId }) id: NoticeId, @Query({ schema: listQuery }) page: z.output<typeof listQuery>): Promise<RowsPage<BreakGlass>> {
    return pageOfRows(await this.glass.of(id), () => true, ({ id: key }) => key, page);
  }

  @Post()
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: breakGlassAnswer })
  @ApiOperation({ summary: 'The first word of two administrators, as a person who had no hand in it. Everybody is told; another has ten minutes to confirm' })
  ask(@CurrentActor() actor: Actor, @Param('id', { schema: noticeId }) id: NoticeId, @Body({ schema: breakingGlass }) body: z.output<typeof breakingGlass>): Promise<BreakGlass> {
    return this.glass.ask(actor, id, body);
  }

  @Post('confirm')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: breakGlassAnswer })
  @ApiOperation({ summary: 'The second word, of another administrator: the notice is approved. Everybody is told, and somebody else has to look it over' })
  confirm(@CurrentActor() actor: Actor, @Param('id', { schema: noticeId }) id: NoticeId, @Body({ schema: breakingGlass }) body: z.output<typeof breakingGlass>): Promise<BreakGlass> {
    return this.glass.confirm(actor, id, body);
  }

  @Post(':glass/review')
  @HttpCode(200)
  @AllowRoles('commander', 'approver', 'legal', 'auditor')
  @ApiOkResponse({ standardSchema: breakGlassAnswer })
  @ApiOperation({ summary: 'Say afterwards, as somebody who was neither of the two, whether it was right' })
  review(@CurrentActor() actor: Actor, @Param('id', { schema: noticeId }) id: NoticeId, @Param('glass', { schema: z.uuid() }) glass: string, @Body({ schema: reviewing }) body: z.output<typeof reviewing>): Promise<BreakGlass> {
    return this.glass.review(actor, id, glass, body);
  }
}
