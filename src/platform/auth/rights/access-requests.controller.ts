import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Actor } from '../../../kernel/actor.js';
import { pageOf } from '../../http/answer.schema.js';
import { pageOfRows, pageQuery, type RowsPage } from '../../http/page-of-rows.js';
import { AllowRoles, AsksBrands, CurrentActor } from '../access.js';
import { newApiKeyAnswer } from '../auth-answers.schema.js';
import { accessRequestAnswer } from './access-request.answer.js';
import { ACCESS_REQUEST_KINDS, ACCESS_REQUEST_STATES, type AccessRequest, AccessRequests } from './access-requests.js';

const requestId = z.uuid();
const listQuery = z.object({ state: z.enum(ACCESS_REQUEST_STATES).optional(), kind: z.enum(ACCESS_REQUEST_KINDS).optional(), ...pageQuery });
const refusal = z.strictObject({ reason: z.string().max(500) });

@ApiTags('people')
@Controller('api/v1/access-requests')
export class AccessRequestsController {
  constructor(private readonly requests: AccessRequests) {}

  @Get()
  @AsksBrands()
  @ApiOkResponse({ standardSchema: pageOf(accessRequestAnswer) })
  @ApiOperation({ summary: 'Changes of roles and keys that wait for a second administrator, then those that did, newest first; one\'s own, for who is no administrator' })
  async list(@Query({ schema: listQuery }) { after, limit, state, kind }: z.output<typeof listQuery>, @CurrentActor() actor: Actor): Promise<RowsPage<AccessRequest>> {
    const all = actor.kind === 'person' ? await this.requests.list(actor.roles.includes('admin') ? null : actor.id, null) : [];
    return pageOfRows(all, (one) => (state === undefined || one.state === state) && (kind === undefined || one.kind === kind), ({ id }) => id, { after, limit });
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
