import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Actor } from '../../kernel/actor.js';
import { type AudienceId, type IncidentId } from '../../kernel/ids.js';
import { AllowRoles, CurrentActor } from '../../platform/auth/access.js';
import { pageOf } from '../../platform/http/answer.schema.js';
import { pageOfRows, pageQuery, type RowsPage } from '../../platform/http/page-of-rows.js';
import { type AudiencePreview, AudienceService } from '../audience.service.js';
import { type FrozenAudience } from '../contract.js';
import { MemberSearch, type MembersPage } from '../member-search.service.js';
import { MEMBER_REACHES, MEMBER_ROUTES } from '../model/member-filter.js';
import { selection } from '../model/selection.js';
import { type AudienceDiff, type AudienceRecord } from '../store/audience.repository.js';
import { audienceAnswer, audienceDiffAnswer, audiencePreviewAnswer, frozenAnswer, membersAnswer, verificationAnswer } from './answers.schema.js';
import { selectionSchema } from './selection.schema.js';

const creation = selectionSchema.extend({ freeze: z.boolean().default(true).meta({ description: 'false keeps a draft, to be frozen later.' }) });
const listQuery = z.object({ state: z.enum(['draft', 'frozen']).optional(), ...pageQuery });
const few = z.string().trim().min(1).max(100);
const page = z.object({
  reference: few.optional().describe('A whole customer number.'),
  channel: z.enum(MEMBER_REACHES).optional().describe('Has an address there; none: on neither.'),
  place: few.optional().describe('As laws count it: "US-CA"; "unknown".'),
  by: z.enum(MEMBER_ROUTES).optional().describe('How they came in.'),
  data: few.optional().describe('Code of a kind of their data that is involved.'),
  after: z.coerce.number().int().min(-1).max(999_999_999).default(-1),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});

const selected = (body: z.output<typeof selectionSchema>) => selection(body.rule, body.listId ?? null, body.combine, body.without);

/** Who is affected, and why. Nothing is sent from here. */
@ApiTags('audiences')
@Controller('api/v1')
export class AudiencesController {
  constructor(
    private readonly audiences: AudienceService,
    private readonly found: MemberSearch,
  ) {}

  @Post('incidents/:id/audiences/preview')
  @HttpCode(200)
  @AllowRoles('commander', 'author')
  @ApiOkResponse({ standardSchema: audiencePreviewAnswer })
  @ApiOperation({ summary: 'Count whom a rule or a list means, with ten examples and their reasons' })
  preview(@Param('id', { schema: z.uuid() }) id: string, @Body({ schema: selectionSchema }) body: z.output<typeof selectionSchema>): Promise<AudiencePreview> {
    return this.audiences.preview(id as IncidentId, selected(body));
  }

  @Post('incidents/:id/audiences')
  @AllowRoles('commander', 'author')
  @ApiCreatedResponse({ standardSchema: audienceAnswer })
  @ApiOperation({ summary: 'Make the next version of the audience and freeze it' })
  async create(@Param('id', { schema: z.uuid() }) id: string, @Body({ schema: creation }) body: z.output<typeof creation>, @CurrentActor() actor: Actor): Promise<AudienceRecord> {
    if (!body.freeze) return this.audiences.draft(id as IncidentId, selected(body), actor);
    const built = await this.audiences.build(id as IncidentId, selected(body), actor);
    return this.audiences.get(built.id);
  }

  @Get('incidents/:id/audiences')
  @AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'auditor')
  @ApiOkResponse({ standardSchema: pageOf(audienceAnswer) })
  @ApiOperation({ summary: 'Audiences of an incident, newest version first' })
  async list(@Param('id', { schema: z.uuid() }) id: string, @Query({ schema: listQuery }) { after, limit, state: wanted }: z.output<typeof listQuery>): Promise<RowsPage<AudienceRecord>> {
    return pageOfRows(await this.audiences.list(id as IncidentId), ({ state }) => wanted === undefined || state === wanted, ({ id: key }) => key, { after, limit });
  }

  @Post('audiences/:id/freeze')
  @HttpCode(200)
  @AllowRoles('commander', 'author')
  @ApiOkResponse({ standardSchema: frozenAnswer })
  @ApiOperation({ summary: 'Freeze a draft: members, addresses, reasons and random order stay as they are now' })
  freeze(@Param('id', { schema: z.uuid() }) id: string, @CurrentActor() actor: Actor): Promise<FrozenAudience> {
    return this.audiences.freeze(id as AudienceId, actor);
  }

  @Get('audiences/:id')
  @AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'auditor')
  @ApiOkResponse({ standardSchema: audienceAnswer })
  @ApiOperation({ summary: 'One audience' })
  get(@Param('id', { schema: z.uuid() }) id: string): Promise<AudienceRecord> {
    return this.audiences.get(id as AudienceId);
  }

  @Get('audiences/:id/members')
  @AllowRoles('commander', 'author', 'approver', 'legal', 'auditor')
  @ApiOkResponse({ standardSchema: membersAnswer })
  @ApiOperation({ summary: 'Members of a frozen audience in their random order, with the reason why each is in. Narrowed, a page may hold fewer than asked for, or none, while next is not null' })
  async members(@Param('id', { schema: z.uuid() }) id: string, @Query({ schema: page }) { after, limit, ...wanted }: z.output<typeof page>): Promise<MembersPage> {
    return this.found.page(await this.audiences.getFrozen(id as AudienceId), wanted, after, limit);
  }

  @Get('audiences/:id/diff/:other')
  @AllowRoles('commander', 'author', 'approver', 'legal', 'auditor')
  @ApiOkResponse({ standardSchema: audienceDiffAnswer })
  @ApiOperation({ summary: 'What changed from the first audience to the other' })
  diff(@Param('id', { schema: z.uuid() }) id: string, @Param('other', { schema: z.uuid() }) other: string): Promise<AudienceDiff> {
    return this.audiences.diff(id as AudienceId, other as AudienceId);
  }

  @Get('audiences/:id/verification')
  @AllowRoles('commander', 'author', 'approver', 'legal', 'auditor')
  @ApiOkResponse({ standardSchema: verificationAnswer })
  @ApiOperation({ summary: 'Compute the hash of a frozen audience again from its members' })
  verify(@Param('id', { schema: z.uuid() }) id: string): Promise<{ hash: string; computed: string; intact: boolean }> {
    return this.audiences.verify(id as AudienceId);
  }
}
