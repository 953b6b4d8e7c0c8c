import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { NoticeId } from '../../kernel/ids.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { type PhoneForecastAnswer, PhoneForecastService } from '../phone-forecast.service.js';
import { phoneForecastAnswer } from './hold-time.schema.js';

@ApiTags('measurements')
@Controller('api/v1')
@AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'auditor', 'admin')
export class PhoneForecastController {
  constructor(private readonly forecasts: PhoneForecastService) {}

  @Get('notices/:id/phone-forecast')
  @ApiOperation({ summary: 'Calls to expect after a notice, the wait at the plan’s own pace with the agents there are, and the end that the phones let it have' })
  @ApiOkResponse({ standardSchema: phoneForecastAnswer })
  of(@Param('id', { schema: z.uuid() }) id: string): Promise<PhoneForecastAnswer> {
    return this.forecasts.of(id as NoticeId);
  }
}
