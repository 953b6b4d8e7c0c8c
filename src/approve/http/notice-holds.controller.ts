import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Actor } from '../../kernel/actor.js';
import type { NoticeId } from '../../kernel/ids.js';
import type { JsonOf } from '../../kernel/json-of.js';
import { AllowRoles, CurrentActor } from '../../platform/auth/access.js';
import { holdEnding, holdPlacing, holdShape, isWantedHold, standingAsked } from '../../declare/contract.js';
import { count, listOf, pageOf, uuid } from '../../platform/http/answer.schema.js';
import { pageOfRows, pageQuery, type RowsPage } from '../../platform/http/page-of-rows.js';
import { NOTICE_TYPES, type NoticeHold } from '../contract.js';
import { NoticeHoldService } from '../notice-hold.service.js';

const noticeId = z.uuid().transform((id) => id as NoticeId);
const placing = holdPlacing('When it ends by itself; null: when a person ends it.');
const listQuery = z.object({ standing: standingAsked, ...pageQuery });

const holdAnswer = z
  .object({
    ...holdShape,
    noticeId: uuid, number: count, type: z.enum(NOTICE_TYPES), standing: z.enum(['early-warning', 'statutory']), places: z.array(z.string()).describe('Where its people live, as laws count it.'),
  })
  .meta({ id: 'NoticeHold' }) satisfies z.ZodType<JsonOf<NoticeHold>>;
const holds = listOf(holdAnswer);

interface Holds {
  readonly items: readonly NoticeHold[];
  readonly next: null;
}

/** Law enforcement asks for one notice alone to wait. */
@ApiTags('law')
@Controller('api/v1/notices/:id/holds')
@AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'auditor', 'admin')
export class NoticeHoldsController {
  constructor(private readonly service: NoticeHoldService) {}

  @Get()
  @ApiOkResponse({ standardSchema: pageOf(holdAnswer) })
  @ApiOperation({ summary: 'Times in which law enforcement asked that nobody is told of this notice, oldest first' })
  async of(@Param('id', { schema: noticeId }) id: NoticeId, @Query({ schema: listQuery }) { after, limit, standing }: z.output<typeof listQuery>): Promise<RowsPage<NoticeHold>> {
    return pageOfRows(await this.service.of(id), isWantedHold(standing), ({ id: key }) => key, { after, limit });
  }

  @Post()
  @HttpCode(200)
  @AllowRoles('commander', 'legal')
  @ApiOkResponse({ standardSchema: holds })
  @ApiOperation({ summary: 'Place a hold on this notice alone: it is paused, and does not start or go on until the hold has ended, by its end or by a person' })
  async place(@Param('id', { schema: noticeId }) id: NoticeId, @Body({ schema: placing }) body: z.output<typeof placing>, @CurrentActor() actor: Actor): Promise<Holds> {
    await this.service.place(actor, id, body);
    return this.all(id);
  }

  @Post('end')
  @HttpCode(200)
  @AllowRoles('commander', 'legal')
  @ApiOkResponse({ standardSchema: holds })
  @ApiOperation({ summary: 'End it. What was paused waits for a person to let it go on; what had not begun begins as planned' })
  async end(@Param('id', { schema: noticeId }) id: NoticeId, @Body({ schema: holdEnding }) { reason }: z.output<typeof holdEnding>, @CurrentActor() actor: Actor): Promise<Holds> {
    await this.service.end(actor, id, reason);
    return this.all(id);
  }

  private async all(id: NoticeId): Promise<Holds> {
    return { items: await this.service.of(id), next: null };
  }
}
