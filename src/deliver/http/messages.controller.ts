import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Actor } from '../../kernel/actor.js';
import type { MessageId, NoticeId } from '../../kernel/ids.js';
import { AllowRoles, AsksBrands, CurrentActor } from '../../platform/auth/access.js';
import { pageOf } from '../../platform/http/answer.schema.js';
import { MESSAGE_STATES } from '../contract.js';
import { DECISIONS, MessagesService, type Page, type VisibleMessage } from '../messages.service.js';
import { PreferencesService } from '../preferences.service.js';
import { type PassedPreference } from '../store/preference.repository.js';
import { type UnknownRow } from '../store/ledger.repository.js';
import { messageAnswer, passedPreferenceAnswer, unknownMessageAnswer } from './answers.schema.js';

const uuid = z.uuid();
const messageId = z.string().regex(/^[1-9]\d{0,17}$/, 'must be an id');
const limit = z.coerce.number().int().min(1).max(500).default(100);
const listQuery = z.object({ state: z.enum(MESSAGE_STATES).optional(), after: z.string().max(40).optional(), limit });
const unknownQuery = z.object({ after: messageId.optional(), limit });
const doubted = { channel: z.enum(['email', 'sms']).optional(), waitsForPerson: z.stringbool().optional() };
const doubtsQuery = z.object({ state: z.literal('unknown'), ...doubted, after: z.string().max(60).optional(), limit });
const noticeDoubtsQuery = unknownQuery.extend(doubted);
const decision = z.object({ decision: z.enum(DECISIONS), reason: z.string().trim().min(1).max(500) });

/** Rows of the ledger. */
@ApiTags('dispatch')
@Controller('api/v1')
export class MessagesController {
  constructor(
    private readonly messages: MessagesService,
    private readonly preferences: PreferencesService,
  ) {}

  @Get('notices/:id/messages')
  @AllowRoles('commander', 'approver', 'legal', 'ops', 'agent', 'auditor', 'admin')
  @ApiOkResponse({ standardSchema: pageOf(messageAnswer) })
  @ApiOperation({ summary: 'Messages of a notice with their states and codes; addresses only for commanders and agents' })
  list(
    @Param('id', { schema: uuid }) id: string,
    @Query({ schema: listQuery }) query: z.output<typeof listQuery>,
    @CurrentActor() actor: Actor,
  ): Promise<Page<VisibleMessage>> {
    return this.messages.list(actor, id as NoticeId, query);
  }

  @Get('notices/:id/unknown')
  @AllowRoles('commander', 'approver', 'legal', 'ops', 'agent', 'auditor', 'admin')
  @ApiOkResponse({ standardSchema: pageOf(unknownMessageAnswer) })
  @ApiOperation({ summary: 'Messages of which nobody knows whether they were taken, and whether they wait for a person' })
  unknown(@Param('id', { schema: uuid }) id: string, @Query({ schema: noticeDoubtsQuery }) query: z.output<typeof noticeDoubtsQuery>): Promise<Page<UnknownRow>> {
    return this.messages.unknown(id as NoticeId, query.after, query.limit, query);
  }

  @Get('notices/:id/passed-preferences')
  @AllowRoles('commander', 'approver', 'legal', 'ops', 'auditor', 'admin')
  @ApiOkResponse({ standardSchema: pageOf(passedPreferenceAnswer) })
  @ApiOperation({ summary: 'Messages of a mandatory notice that went to readers who had asked for no optional ones' })
  async passed(@Param('id', { schema: uuid }) id: string, @Query({ schema: unknownQuery }) { after, limit: most }: z.output<typeof unknownQuery>): Promise<Page<PassedPreference>> {
    const items = await this.preferences.passedBy(id as NoticeId, after ?? '0', most);
    return { items, next: items.length === most ? items.at(-1)!.messageId : null };
  }

  @Get('messages')
  @AsksBrands()
  @AllowRoles('commander', 'approver', 'legal', 'ops', 'auditor')
  @ApiOkResponse({ standardSchema: pageOf(unknownMessageAnswer) })
  @ApiOperation({ summary: 'Messages in doubt of all notices (state=unknown), and whether they wait for a person' })
  inDoubt(@Query({ schema: doubtsQuery }) { after, limit: most, ...filter }: z.output<typeof doubtsQuery>, @CurrentActor() actor: Actor): Promise<Page<UnknownRow>> {
    return this.messages.everyUnknown(actor, after, most, filter);
  }

  @Post('messages/:id/decide')
  @HttpCode(204)
  @AllowRoles('commander', 'ops')
  @ApiOperation({ summary: 'Settle a doubt: send again, count as told, or count as not told' })
  async decide(@Param('id', { schema: messageId }) id: string, @Body({ schema: decision }) body: z.output<typeof decision>, @CurrentActor() actor: Actor): Promise<void> {
    await this.messages.decide(actor, id as MessageId, body.decision, body.reason);
  }
}
