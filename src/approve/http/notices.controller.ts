import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Put, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Actor } from '../../kernel/actor.js';
import type { IncidentId, NoticeId } from '../../kernel/ids.js';
import { AllowRoles, AsksBrands, CurrentActor } from '../../platform/auth/access.js';
import { pageOf } from '../../platform/http/answer.schema.js';
import { pageOfRows, type RowsPage } from '../../platform/http/page-of-rows.js';
import { DraftingService, type NewDraft } from '../drafting.service.js';
import { EditingService, type NoticeChange } from '../editing.service.js';
import type { StoredNotice } from '../model/stored-notice.js';
import { NoticeService, type NoticeView } from '../notice.service.js';
import { etagOf, seenRevision } from './if-match.js';
import { locale, newNotice, noticeChange, noticesQuery, noticeText, stateQuery, textRemoval } from './notice.schema.js';
import { noticeAnswer, noticeViewAnswer } from './answers.schema.js';

const READ = ['commander', 'author', 'approver', 'legal', 'ops', 'agent', 'auditor', 'admin'] as const;

@ApiTags('notices')
@Controller('api/v1')
@AllowRoles(...READ)
export class NoticesController {
  constructor(
    private readonly drafting: DraftingService,
    private readonly editing: EditingService,
    private readonly notices: NoticeService,
  ) {}

  @Post('incidents/:id/notices')
  @AllowRoles('author', 'commander')
  @ApiCreatedResponse({ standardSchema: noticeAnswer })
  @ApiOperation({ summary: 'Draft a notice to a frozen audience, with the texts of its playbook. Nothing is sent by it. An audience that has a first word, or will get one, gets no second (409 `first-word-exists`)' })
  draft(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: z.uuid() }) incident: string,
    @Body({ schema: newNotice }) body: z.output<typeof newNotice>,
  ): Promise<StoredNotice> {
    return this.drafting.draft(actor, incident as IncidentId, body as NewDraft);
  }

  @Get('incidents/:id/notices')
  @ApiOkResponse({ standardSchema: pageOf(noticeAnswer) })
  @ApiOperation({ summary: 'Notices of an incident, in order of their numbers' })
  async ofIncident(@Param('id', { schema: z.uuid() }) incident: string, @Query({ schema: noticesQuery }) { after, limit, state, type }: z.output<typeof noticesQuery>): Promise<RowsPage<StoredNotice>> {
    return pageOfRows(await this.notices.ofIncident(incident as IncidentId), (one) => (state === undefined || one.state === state) && (type === undefined || one.type === type), ({ id }) => id, { after, limit });
  }

  @Get('notices')
  @AsksBrands()
  @ApiOkResponse({ standardSchema: pageOf(noticeAnswer) })
  @ApiOperation({ summary: 'Notices of all incidents in one state, longest unchanged first; `submitted` is what waits for an approver' })
  async inState(@Query({ schema: stateQuery }) { after, limit, state, type }: z.output<typeof stateQuery>, @CurrentActor() actor: Actor): Promise<RowsPage<StoredNotice>> {
    return pageOfRows(await this.notices.inState(actor, state), (one) => type === undefined || one.type === type, ({ id }) => id, { after, limit });
  }

  @Get('notices/:id')
  @ApiOkResponse({ standardSchema: noticeViewAnswer })
  @ApiOperation({ summary: 'A notice with its texts, people, pre-flight, contributors and decisions: all that an approver looks at' })
  async view(@CurrentActor() actor: Actor, @Param('id', { schema: z.uuid() }) id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<NoticeView> {
    const view = await this.notices.view(actor, id as NoticeId);
    void reply.header('etag', etagOf(view.notice));
    return view;
  }

  @Patch('notices/:id')
  @AllowRoles('author', 'commander')
  @ApiOkResponse({ standardSchema: noticeAnswer })
  @ApiOperation({ summary: 'Change people, times or policies, or copy facts and brand anew. Voids what was submitted or approved' })
  edit(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: noticeChange }) { revision, ...change }: z.output<typeof noticeChange>,
    @Headers('if-match') ifMatch?: string,
  ): Promise<StoredNotice> {
    return this.editing.edit(actor, id as NoticeId, seenRevision(revision, ifMatch), change as NoticeChange);
  }

  @Put('notices/:id/texts/:locale')
  @AllowRoles('author', 'commander')
  @ApiOkResponse({ standardSchema: noticeAnswer })
  @ApiOperation({ summary: 'Replace the four texts of one language. Voids what was submitted or approved' })
  editText(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: z.uuid() }) id: string,
    @Param('locale', { schema: locale }) language: string,
    @Body({ schema: noticeText }) { revision, ...sources }: z.output<typeof noticeText>,
    @Headers('if-match') ifMatch?: string,
  ): Promise<StoredNotice> {
    return this.editing.editText(actor, id as NoticeId, language, seenRevision(revision, ifMatch), sources);
  }

  @Delete('notices/:id/texts/:locale')
  @HttpCode(200)
  @AllowRoles('author', 'commander')
  @ApiOkResponse({ standardSchema: noticeAnswer })
  @ApiOperation({ summary: 'Take a language away: its readers are written to in the brand\'s. Voids what was submitted or approved' })
  removeText(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: z.uuid() }) id: string,
    @Param('locale', { schema: locale }) language: string,
    @Query({ schema: textRemoval }) { revision }: z.output<typeof textRemoval>,
    @Headers('if-match') ifMatch?: string,
  ): Promise<StoredNotice> {
    return this.editing.removeText(actor, id as NoticeId, language, seenRevision(revision, ifMatch));
  }
}
