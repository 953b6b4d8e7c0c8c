import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Actor } from '../../../kernel/actor.js';
import { listOf } from '../../http/answer.schema.js';
import { AllowRoles, AsksBrands, CurrentActor } from '../access.js';
import { newApiKeyAnswer } from '../auth-answers.schema.js';
import { accessRequestAnswer } from './access-request.answer.js';
import { AccessRequests } from './access-requests.js';

const requestId = z.uuid();
const refusal = z.strictObject({ reason: z.string().max(500) });

@ApiTags('people')
@Controller('api/v1/access-requests')
export class AccessRequestsController {
  constructor(private readonly requests: AccessRequests) {}

  @Get()
  @AsksBrands()
  @ApiOkResponse({ standardSchema: listOf(accessRequestAnswer) })
  @ApiOperation({ summary: 'Changes of roles and keys that wait for a second administrator, and the last that did; one\'s own, for who is no administrator' })
  async list(@CurrentActor() actor: Actor) {
    const isAdmin = actor.kind === 'person' && actor.roles.includes('admin');
    if (actor.kind !== 'person') return { items: [], next: null };
    return { items: await this.requests.list(isAdmin ? null : actor.id), next: null };
  }

  @Post(':id/confirm')
  @HttpCode(200)
  @AllowRoles('admin')
  @ApiOkResponse({ standardSchema: accessRequestAnswer })
  @ApiOperation({ summary: 'Confirm what another administrator, or the maker of a key, asked for' })
  confirm(@Param('id', { schema: requestId }) id: string, @CurrentActor() actor: Actor) {
    return this.requests.confirm(actor, id);
  }

  @Post(':id/refuse')
  @HttpCode(200)
  @AllowRoles('admin')
  @ApiOkResponse({ standardSchema: accessRequestAnswer })
  @ApiOperation({ summary: 'Refuse it, with a reason; what one asked for oneself is withdrawn by that' })
  refuse(@Param('id', { schema: requestId }) id: string, @Body({ schema: refusal }) { reason }: z.output<typeof refusal>, @CurrentActor() actor: Actor) {
    return this.requests.refuse(actor, id, reason);
  }

  @Post(':id/key')
  @AsksBrands()
  @ApiCreatedResponse({ standardSchema: newApiKeyAnswer })
  @ApiOperation({ summary: 'Make the key that was confirmed. It is in this answer and never shown again' })
  async makeKey(@Param('id', { schema: requestId }) id: string, @CurrentActor() actor: Actor) {
    const { key, apiKey } = await this.requests.makeKey(actor, id);
    return { key, ...apiKey };
  }
}
