import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Actor, sightOf } from '../../kernel/actor.js';
import { AllowRoles, AsksBrands, CurrentActor } from '../../platform/auth/access.js';
import { pageOf } from '../../platform/http/answer.schema.js';
import { SUPPRESSION_REASONS, SUPPRESSION_SCOPES } from '../contract.js';
import { suppressionAddition, suppressionLift } from '../suppression.input.js';
import { SuppressionsService } from '../suppressions.service.js';
import { suppressionAdded, suppressionAnswer, suppressionLifted } from './customer-answers.schema.js';

const suppressionId = z.string().regex(/^[1-9]\d{0,17}$/, 'must be the id of a suppression');
const filter = z.object({
  state: z.enum(['active', 'lifted']).default('active'),
  channel: z.enum(['email', 'sms']).optional(),
  reason: z.enum(SUPPRESSION_REASONS).optional(),
  scope: z.enum(SUPPRESSION_SCOPES).optional(),
  since: z.iso.datetime({ offset: true }).transform((at) => new Date(at)).optional().meta({ description: 'In force from then on, or later.' }),
  address: z.string().trim().min(3).max(254).optional(),
  after: suppressionId.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

/** Addresses that must not be used, of customers whom the actor may see. A stop is by address, and so for every brand. */
@ApiTags('suppressions')
@Controller('api/v1/suppressions')
@AllowRoles('ops', 'admin')
@AsksBrands()
export class SuppressionsController {
  constructor(private readonly suppressions: SuppressionsService) {}

  @Get()
  @ApiOkResponse({ standardSchema: pageOf(suppressionAnswer) })
  @ApiOperation({ summary: 'Suppressions, newest first' })
  async list(@Query({ schema: filter }) { state, channel, reason, scope, since, address, after, limit }: z.output<typeof filter>, @CurrentActor() actor: Actor) {
    const items = await this.suppressions.list({ active: state === 'active', channel: channel ?? null, reason: reason ?? null, scope: scope ?? null, since: since ?? null, address: address ?? null }, limit, after ?? null, sightOf(actor));
    return { items, next: items.length === limit ? items.at(-1)!.id : null };
  }

  @Post()
  @ApiCreatedResponse({ standardSchema: suppressionAdded })
  @ApiOperation({ summary: 'Suppress an address' })
  async add(@Body({ schema: suppressionAddition }) body: z.output<typeof suppressionAddition>, @CurrentActor() actor: Actor): Promise<{ added: boolean }> {
    return { added: (await this.suppressions.add(body.channel, body.address, body.reason, body.note, actor, body.scope)) !== null };
  }

  @Post(':id/lift')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: suppressionLifted })
  @ApiOperation({ summary: 'Lift a suppression, with the reason' })
  async lift(@Param('id', { schema: suppressionId }) id: string, @Body({ schema: suppressionLift }) body: z.output<typeof suppressionLift>, @CurrentActor() actor: Actor): Promise<{ lifted: true }> {
    await this.suppressions.liftOne(id, body.reason, actor);
    return { lifted: true };
  }
}
