import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AllowRoles } from '../../platform/auth/access.js';
import { ProvidersService, type ProvidersView } from '../providers.service.js';
import { providersAnswer } from './provider-answers.schema.js';

/** How well the providers answer, and what they bear just now. */
@ApiTags('dispatch')
@Controller('api/v1/providers')
export class ProvidersController {
  constructor(private readonly providers: ProvidersService) {}

  @Get()
  @AllowRoles('commander', 'approver', 'legal', 'ops', 'auditor', 'admin')
  @ApiOkResponse({ standardSchema: providersAnswer })
  @ApiOperation({ summary: 'Providers: open or shut, since when and why, their share of the traffic; limits now and as configured' })
  view(): Promise<ProvidersView> {
    return this.providers.view();
  }
}
