import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { Actor } from '../../kernel/actor.js';
import type { CustomerId } from '../../kernel/ids.js';
import { AllowRoles, AsksBrands, CurrentActor } from '../auth/access.js';
import { pageOf } from '../http/answer.schema.js';
import { erasureAnswer, personalFileAnswer } from './erasure-answers.schema.js';
import { type Erasure, GROUNDS } from './erasure.records.js';
import { caseNumberSchema, Erasures, type PersonalFile } from './erasures.js';

const customerId = z.string().regex(/^[1-9]\d{0,17}$/, 'must be the id of a customer').transform((id) => id as CustomerId);
const asked = z.object({ ground: z.enum(GROUNDS), caseNumber: caseNumberSchema.nullable().default(null) });
const listQuery = z.object({ state: z.enum(['waiting', 'done', 'withdrawn']).optional(), after: z.uuid().optional(), limit: z.coerce.number().int().min(1).max(200).default(50) });

/** What is held about a person, for him, and the end of it. */
@ApiTags('privacy')
@Controller('api/v1')
@AllowRoles('legal', 'admin')
@AsksBrands()
export class ErasuresController {
  constructor(private readonly erasures: Erasures) {}

  @Get('customers/:id/personal-data')
  @Header('cache-control', 'no-store')
  @ApiOkResponse({ standardSchema: personalFileAnswer })
  @ApiOperation({ summary: 'Everything that is held about a customer; that it was taken is on the record' })
  personalData(@Param('id', { schema: customerId }) id: CustomerId, @CurrentActor() actor: Actor): Promise<PersonalFile> {
    return this.erasures.export(actor, id);
  }

  @Post('customers/:id/erasure')
  @ApiCreatedResponse({ standardSchema: erasureAnswer })
  @ApiOperation({
    summary: 'Erase a customer: at once, or once nothing is under way for him',
    description: 'Names, addresses, numbers and words go everywhere; counts, times and outcomes stay. Nobody can take it back. Stopped addresses stay stopped, as keyed hashes.',
  })
  erase(@Param('id', { schema: customerId }) id: CustomerId, @Body({ schema: asked }) { ground, caseNumber: number }: z.output<typeof asked>, @CurrentActor() actor: Actor): Promise<Erasure> {
    return this.erasures.ask(actor, id, ground, number);
  }

  @Delete('customers/:id/erasure')
  @HttpCode(204)
  @ApiNoContentResponse()
  @ApiOperation({ summary: 'Withdraw an erasure that still waits' })
  withdraw(@Param('id', { schema: customerId }) id: CustomerId, @CurrentActor() actor: Actor): Promise<void> {
    return this.erasures.withdraw(actor, id);
  }

  @Get('erasures')
  @ApiOkResponse({ standardSchema: pageOf(erasureAnswer) })
  @ApiOperation({ summary: 'Erasures, newest first' })
  async list(@Query({ schema: listQuery }) { state, after, limit }: z.output<typeof listQuery>, @CurrentActor() actor: Actor): Promise<{ items: readonly Erasure[]; next: string | null }> {
    const items = await this.erasures.list(actor, state ?? null, after ?? null, limit);
    return { items, next: items.length === limit ? items.at(-1)!.id : null };
  }
}
