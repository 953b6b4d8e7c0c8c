import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type FrozenAudience, frozenAudienceAnswer } from '../../audience/contract.js';
import { type Actor } from '../../kernel/actor.js';
import type { NoticeId } from '../../kernel/ids.js';
import { AllowRoles, CurrentActor } from '../../platform/auth/access.js';
import { pageOf } from '../../platform/http/answer.schema.js';
import { OUTCOMES } from '../contract.js';
import { LedgerService } from '../ledger.service.js';
import { type MemberRow } from '../store/ledger.repository.js';
import { ToldAudienceService } from '../told-audience.service.js';
import { memberRowAnswer } from './answers.schema.js';

const uuid = z.uuid();
const page = z.object({
  outcome: z.enum(OUTCOMES).optional(),
  after: z.string().max(40).default('-1'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

/** The people of a notice that goes out or went out. */
@ApiTags('dispatch')
@Controller('api/v1/notices')
export class MembersController {
  constructor(
    private readonly ledger: LedgerService,
    private readonly told: ToldAudienceService,
  ) {}

  @Get(':id/members')
  @AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'agent', 'auditor', 'admin')
  @ApiOkResponse({ standardSchema: pageOf(memberRowAnswer) })
  @ApiOperation({ summary: 'What became of each member, and why: who was told, who is suppressed, who can\'t be reached. Of one outcome a page may hold fewer than asked for, or none, while next is not null' })
  members(@Param('id', { schema: uuid }) id: string, @Query({ schema: page }) { outcome, after, limit }: z.output<typeof page>): Promise<{ items: readonly MemberRow[]; next: string | null }> {
    return this.ledger.membersOf(id as NoticeId, outcome ?? null, after, limit);
  }

  @Post(':id/told-audience')
  @AllowRoles('commander', 'author')
  @ApiCreatedResponse({ standardSchema: frozenAudienceAnswer })
  @ApiOperation({ summary: 'Freeze those who were told by this notice as an audience: the people of its correction, of an update or of the all-clear' })
  toldAudience(@Param('id', { schema: uuid }) id: string, @CurrentActor() actor: Actor): Promise<FrozenAudience> {
    return this.told.freeze(actor, id as NoticeId);
  }
}
