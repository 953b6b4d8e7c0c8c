import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Actor, sightOf } from '../../kernel/actor.js';
import { type CustomerId } from '../../kernel/ids.js';
import { AllowRoles, AsksBrands, CurrentActor } from '../../platform/auth/access.js';
import { listOf } from '../../platform/http/answer.schema.js';
import { careInput } from '../care.input.js';
import { CareService } from '../care.service.js';
import { esignInput } from '../esign.input.js';
import { EsignService } from '../esign.service.js';
import { CustomersService } from '../customers.service.js';
import { careChanged, customerAnswer, customerWithTouchpoints, esignChanged } from './customer-answers.schema.js';

const search = z.object({ query: z.string().trim().min(1).max(300), limit: z.coerce.number().int().min(1).max(100).default(20) });
const customerId = z.string().regex(/^[1-9]\d{0,17}$/, 'must be the id of a customer');

@ApiTags('customers')
@Controller('api/v1/customers')
@AllowRoles('agent', 'ops', 'commander', 'author', 'admin')
export class CustomersController {
  constructor(
    private readonly customers: CustomersService,
    private readonly cares: CareService,
    private readonly esigns: EsignService,
  ) {}

  @Get()
  @AsksBrands()
  @ApiOkResponse({ standardSchema: listOf(customerAnswer) })
  @ApiOperation({ summary: 'Find customers by reference, e-mail address, number or words of a name (whole, or three letters or more of their beginnings)' })
  async search(@Query({ schema: search }) { query, limit }: z.output<typeof search>, @CurrentActor() actor: Actor) {
    return { items: await this.customers.search(sightOf(actor), query, limit), next: null };
  }

  @Get(':id')
  @ApiOkResponse({ standardSchema: customerWithTouchpoints })
  @ApiOperation({ summary: 'One customer with the newest fifty touchpoints' })
  get(@Param('id', { schema: customerId }) id: string, @CurrentActor() actor: Actor) {
    return this.customers.get(sightOf(actor), id as CustomerId);
  }

  @Put(':id/care')
  @AllowRoles('commander', 'ops', 'admin')
  @ApiOkResponse({ standardSchema: careChanged })
  @ApiOperation({ summary: 'Say that a customer is a minor, has died or is represented, and who is written to in his place. Messages that have not begun go by it at once' })
  async setCare(@Param('id', { schema: customerId }) id: string, @Body({ schema: careInput }) body: z.output<typeof careInput>, @CurrentActor() actor: Actor): Promise<{ changed: boolean }> {
    return { changed: await this.cares.set(actor, id as CustomerId, body) };
  }

  @Put(':id/esign-consent')
  @AllowRoles('commander', 'ops', 'admin')
  @ApiOkResponse({ standardSchema: esignChanged })
  @ApiOperation({ summary: 'Say whether a customer agreed to get notices by electronic means (E-SIGN), since when and in what words. Where his law asks for that, a statutory notice by e-mail or text is one to him only while it stands' })
  async setEsign(@Param('id', { schema: customerId }) id: string, @Body({ schema: esignInput }) body: z.output<typeof esignInput>, @CurrentActor() actor: Actor): Promise<{ changed: boolean }> {
    return { changed: await this.esigns.set(actor, id as CustomerId, body) };
  }
}
