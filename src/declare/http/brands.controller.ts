import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Actor } from '../../kernel/actor.js';
import { DomainError } from '../../kernel/domain-error.js';
import { saysIn } from '../../kernel/says-in.js';
import { AllowRoles, AsksBrands, CurrentActor } from '../../platform/auth/access.js';
import { pageOf } from '../../platform/http/answer.schema.js';
import { pageOfRows, pageQuery, type RowsPage } from '../../platform/http/page-of-rows.js';
import { BrandService } from '../brand.service.js';
import { type Brand } from '../contract.js';
import { brandSchema } from '../model/brand-input.js';
import { brandAnswer } from './answers.schema.js';

const brandId = brandSchema.shape.id;
const listQuery = z.object({ words: z.string().trim().max(100).optional().describe('Part of a name, or of a short one.'), ...pageQuery });

@ApiTags('brands')
@Controller('api/v1/brands')
export class BrandsController {
  constructor(private readonly brands: BrandService) {}

  @Get()
  @AsksBrands()
  @ApiOkResponse({ standardSchema: pageOf(brandAnswer) })
  @ApiOperation({ summary: 'The names under which the company speaks' })
  async list(@Query({ schema: listQuery }) { after, limit, words = '' }: z.output<typeof listQuery>): Promise<RowsPage<Brand>> {
    return pageOfRows(await this.brands.list(), ({ id, name }) => saysIn(words, id, name), ({ id }) => id, { after, limit });
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
