import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Actor } from '../../kernel/actor.js';
import { AllowRoles, CurrentActor } from '../../platform/auth/access.js';
import { pageOf } from '../../platform/http/answer.schema.js';
import { SuppressionsService } from '../suppressions.service.js';
import { suppressionAdded, suppressionAnswer, suppressionLifted } from './customer-answers.schema.js';

const suppressionId = z.string().regex(/^[1-9]\d{0,17}$/, 'must be the id of a suppression');
const addition = z.object({
  channel: z.enum(['email', 'sms']),
  address: z.string().trim().min(3).max(254).meta({ description: 'Kept as a keyed hash only.' }),
  reason: z.enum(['stop', 'hard-bounce', 'complaint', 'dead-number', 'not-me', 'manual', 'preference']).default('manual'),
  scope: z.enum(['all', 'optional']).default('all').meta({ description: '`optional`: a preference, which a mandatory notice passes.' }),
  note: z.string().trim().min(1).max(500).meta({ description: 'Why, for the record. No personal data.' }),
});
const lift = z.object({ reason: z.string().trim().min(3).max(500).meta({ description: 'Why the address may be used again.' }) });
const filter = z.object({
  state: z.enum(['active', 'lifted']).default('active'),
  channel: z.enum(['email', 'sms']).optional(),
  address: z.string().trim().min(3).max(254).optional(),
  after: suppressionId.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

/** Addresses that must not be used. */
@ApiTags('suppressions')
@Controller('api/v1/suppressions')
@AllowRoles('ops', 'admin')
export class SuppressionsController {
  constructor(private readonly suppressions: SuppressionsService) {}

  @Get()
  @ApiOkResponse({ standardSchema: pageOf(suppressionAnswer) })
  @ApiOperation({ summary: 'Suppressions, newest first' })
  async list(@Query({ schema: filter }) { state, channel, address, after, limit }: z.output<typeof filter>) {
    const items = await this.suppressions.list({ active: state === 'active', channel: channel ?? null, address: address ?? null }, limit, after ?? null);
    return { items, next: items.length === limit ? items.at(-1)!.id : null };
  }

  @Post()
  @ApiCreatedResponse({ standardSchema: suppressionAdded })
  @ApiOperation({ summary: 'Suppress an address' })
  async add(@Body({ schema: addition }) body: z.output<typeof addition>, @CurrentActor() actor: Actor): Promise<{ added: boolean }> {
    return { added: await this.suppressions.add(body.channel, body.address, body.reason, body.note, actor, body.scope) };
  }

  @Post(':id/lift')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: suppressionLifted })
  @ApiOperation({ summary: 'Lift a suppression, with the reason' })
  async lift(@Param('id', { schema: suppressionId }) id: string, @Body({ schema: lift }) body: z.output<typeof lift>, @CurrentActor() actor: Actor): Promise<{ lifted: true }> {
    await this.suppressions.liftOne(id, body.reason, actor);
    return { lifted: true };
  }
}
