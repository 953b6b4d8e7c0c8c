import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Actor } from '../../kernel/actor.js';
import { DomainError } from '../../kernel/domain-error.js';
import { AllowRoles, AsksBrands, CurrentActor } from '../../platform/auth/access.js';
import { listOf } from '../../platform/http/answer.schema.js';
import { BrandService } from '../brand.service.js';
import { type Brand } from '../contract.js';
import { brandSchema } from '../model/brand-input.js';
import { brandAnswer } from './answers.schema.js';

const brandId = brandSchema.shape.id;

@ApiTags('brands')
@Controller('api/v1/brands')
export class BrandsController {
  constructor(private readonly brands: BrandService) {}

  @Get()
  @AsksBrands()
  @ApiOkResponse({ standardSchema: listOf(brandAnswer) })
  @ApiOperation({ summary: 'The names under which the company speaks' })
  async list(): Promise<{ items: readonly Brand[]; next: null }> {
    return { items: await this.brands.list(), next: null };
  }

  @Get(':id')
  @ApiOkResponse({ standardSchema: brandAnswer })
  @ApiOperation({ summary: 'One brand' })
  get(@Param('id', { schema: brandId }) id: string): Promise<Brand> {
    return this.brands.get(id);
  }

  @Put(':id')
  @AllowRoles('admin')
  @ApiOkResponse({ standardSchema: brandAnswer })
  @ApiOperation({ summary: 'Add a brand or change it as a whole; every address in it lies in its own domain' })
  save(@Param('id', { schema: brandId }) id: string, @Body({ schema: brandSchema }) body: z.output<typeof brandSchema>, @CurrentActor() actor: Actor): Promise<Brand> {
    if (body.id !== id) throw new DomainError('invalid', 'brand-id-differs', `The address says "${id}", the body "${body.id}".`);
    return this.brands.save(actor, body);
  }
}
