import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { IDENTITY_CHECKS } from '../../declare/contract.js';
import type { Actor } from '../../kernel/actor.js';
import { DomainError } from '../../kernel/domain-error.js';
import type { CustomerId, IncidentId, MessageId, NoticeId } from '../../kernel/ids.js';
import { AllowRoles, AsksBrands, CurrentActor } from '../../platform/auth/access.js';
import { listOf, pageOf } from '../../platform/http/answer.schema.js';
import { DeskService } from '../desk.service.js';
import { DISOWN_PROOFS, DisownService } from '../disown.service.js';
import { REPLY_KINDS, REPLY_STATES, type ReplyKind } from '../store/desk.repository.js';
import { callLogged, caseAnswer, copyAnswer, foundCustomerAnswer, replyAnswer } from './desk-answers.schema.js';

const id = z.string().regex(/^[1-9]\d{0,17}$/, 'must be an id');
const find = z.object({ query: z.string().trim().min(1).max(300) });
const key = z.string().trim().min(8).max(100).meta({ description: 'Names this request: the same again is the same request.' });
const again = z.object({
  noticeId: z.uuid(),
  channel: z.enum(['email', 'sms']),
  address: z.string().trim().min(3).max(254).nullable().default(null).meta({ description: 'Null: the address on file.' }),
  checked: z.array(z.enum(IDENTITY_CHECKS)).max(5).default([]).meta({ description: 'What of the customer was checked; for another address two things at least.' }),
  reason: z.string().trim().min(3).max(500),
  key,
});
const call = z.object({ incidentId: z.uuid().nullable().default(null), reason: z.string().trim().min(1).max(60), note: z.string().trim().max(500).nullable().default(null), key });
const notTheirs = z.object({ messageId: id, shownBy: z.enum(DISOWN_PROOFS).meta({ description: 'How the agent knows that the address is in the hands of who says so.' }) });
const replies = z.object({ state: z.enum(REPLY_STATES).default('open'), after: z.string().max(100).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) });

/** The agent desk. Every look is on the audit record. */
@ApiTags('desk')
@Controller('api/v1/desk')
@AllowRoles('agent', 'commander')
@AsksBrands()
export class DeskController {
  constructor(
    private readonly desk: DeskService,
    private readonly disowned: DisownService,
  ) {}

  @Get('customers')
  @ApiOkResponse({ standardSchema: listOf(foundCustomerAnswer) })
  @ApiOperation({ summary: 'Find a caller by reference, e-mail address, number or words of a name (whole, or three letters or more of their beginnings)' })
  async find(@Query({ schema: find }) { query }: z.output<typeof find>, @CurrentActor() actor: Actor) {
    return { items: await this.desk.find(actor, query), next: null };
  }

  @Post('customers/search')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: listOf(foundCustomerAnswer) })
  @ApiOperation({ summary: 'The same without the words in an address, where proxies and histories would keep them' })
  search(@Body({ schema: find }) wanted: z.output<typeof find>, @CurrentActor() actor: Actor) {
    return this.find(wanted, actor);
  }

  @Get('customers/:id')
  @ApiOkResponse({ standardSchema: caseAnswer })
  @ApiOperation({ summary: 'What a customer was told: incidents and why, exact texts, deliveries, the next update, approved answers, replies' })
  open(@Param('id', { schema: id }) customer: string, @CurrentActor() actor: Actor) {
    return this.desk.open(actor, customer as CustomerId);
  }

  @Post('customers/:id/copies')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: copyAnswer })
  @ApiOperation({ summary: 'Send a notice again, to the address on file or, after a check of identity, to another' })
  sendAgain(@Param('id', { schema: id }) customer: string, @Body({ schema: again }) { noticeId, ...more }: z.output<typeof again>, @CurrentActor() actor: Actor) {
    if (actor.kind === 'system') throw new DomainError('forbidden', 'not-allowed', 'A person or a key asks.');
    return this.desk.sendAgain(actor, customer as CustomerId, { notice: noticeId as NoticeId, ...more });
  }

  @Post('customers/:id/calls')
  @ApiCreatedResponse({ standardSchema: callLogged })
  @ApiOperation({ summary: 'Log why a customer called: on the call that rang a moment ago, else as a call of its own' })
  async log(@Param('id', { schema: id }) customer: string, @Body({ schema: call }) { incidentId, ...more }: z.output<typeof call>, @CurrentActor() actor: Actor) {
    return { id: await this.desk.logCall(actor, customer as CustomerId, { incident: incidentId as IncidentId | null, ...more }) };
  }

  @Post('customers/:id/not-theirs')
  @HttpCode(204)
  @ApiNoContentResponse()
  @ApiOperation({ summary: 'Stop the number or address to which a message went: it belongs to somebody else. What reached it counts as not told' })
  async notTheirs(@Param('id', { schema: id }) customer: string, @Body({ schema: notTheirs }) { messageId, shownBy }: z.output<typeof notTheirs>, @CurrentActor() actor: Actor): Promise<void> {
    await this.disowned.disownAtDesk(actor, customer as CustomerId, messageId as MessageId, shownBy);
  }

  @Get('replies')
  @ApiOkResponse({ standardSchema: pageOf(replyAnswer) })
  @ApiOperation({ summary: 'Texts and mails that people wrote back, open ones oldest first' })
  replies(@Query({ schema: replies }) { state, after, limit }: z.output<typeof replies>, @CurrentActor() actor: Actor) {
    return this.desk.replies(actor, state, after, limit);
  }

  @Post('replies/:kind/:id')
  @HttpCode(204)
  @ApiNoContentResponse()
  @ApiOperation({ summary: 'Say that a reply was answered or closed, or open it again' })
  async setReply(@Param('kind', { schema: z.enum(REPLY_KINDS) }) kind: string, @Param('id', { schema: id }) reply: string, @Body({ schema: z.object({ state: z.enum(REPLY_STATES) }) }) { state }: { state: (typeof REPLY_STATES)[number] }, @CurrentActor() actor: Actor): Promise<void> {
    await this.desk.setReply(actor, kind as ReplyKind, reply, state);
  }
}
