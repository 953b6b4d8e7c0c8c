import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { Actor } from '../../kernel/actor.js';
import type { NoticeId } from '../../kernel/ids.js';
import { AllowRoles, CurrentActor } from '../../platform/auth/access.js';
import { count, uuid } from '../../platform/http/answer.schema.js';
import { SHORTEST_REASON } from '../model/finding-override.js';
import { type FindingsView, OverrideService } from '../override.service.js';
import { finding, namedFinding, override } from './preflight-answers.schema.js';

const overriding = z.strictObject({ revision: z.int().min(1).describe('The revision that you have looked at.'), ...namedFinding, reason: z.string().trim().min(SHORTEST_REASON).max(500) });

const findingsAnswer = z
  .object({ noticeId: uuid, revision: count, findings: z.array(finding).nullable().describe('null where this revision has no pre-flight that is done.'), overrides: z.array(override) })
  .meta({ id: 'NoticeFindings' });

/** What the linter found, and what legal lets pass. */
@ApiTags('notices')
@Controller('api/v1/notices')
@AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'auditor')
export class OverridesController {
  constructor(private readonly overrides: OverrideService) {}

  @Get(':id/findings')
  @ApiOkResponse({ standardSchema: findingsAnswer })
  @ApiOperation({ summary: 'What the linter found in the revision as it stands, and what of it legal lets pass, and why' })
  async look(@Param('id', { schema: z.uuid() }) id: string) {
    return answerOf(await this.overrides.view(id as NoticeId));
  }

  @Post(':id/findings/overrides')
  @HttpCode(200)
  @AllowRoles('legal')
  @ApiOkResponse({ standardSchema: findingsAnswer })
  @ApiOperation({ summary: 'Let a finding that blocks a draft pass, as a person of legal who had no hand in it, with the reason. It is signed with the plan; an edit voids it' })
  async override(@CurrentActor() actor: Actor, @Param('id', { schema: z.uuid() }) id: string, @Body({ schema: overriding }) body: z.output<typeof overriding>) {
    return answerOf(await this.overrides.override(actor, id as NoticeId, body));
  }
}

const answerOf = ({ notice, findings, overrides }: FindingsView) => ({ noticeId: notice.id, revision: notice.revision, findings, overrides });
