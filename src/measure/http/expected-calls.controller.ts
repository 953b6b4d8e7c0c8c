import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type Actor } from '../../kernel/actor.js';
import type { IncidentId } from '../../kernel/ids.js';
import { AllowRoles, CurrentActor } from '../../platform/auth/access.js';
import { pageOfRows, type RowsPage } from '../../platform/http/page-of-rows.js';
import { ExpectedCallsService, type ForecastAnswer } from '../expected-calls.service.js';
import { type AsOf, KeptFigures } from '../kept-figures.service.js';
import type { CalendarDay } from '../model/known-calls.js';
import { BEING_COUNTED, type Counting, orCounting } from '../../platform/http/counting.js';
import { calendarAnswer, calendarDate, calendarDay, calendarQuery, forecastAnswer } from './expected-calls.schema.js';

@ApiTags('measurements')
@Controller('api/v1')
@AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'auditor', 'admin')
export class ExpectedCallsController {
  constructor(
    private readonly service: ExpectedCallsService,
    private readonly kept: KeptFigures,
  ) {}

  @Get('incidents/:id/expected-calls')
  @ApiOperation({
    summary: 'Calls to expect on the day of the incident had it not happened, from the days before, with a 95 % interval; or why there is no forecast',
    description: 'Offered less expected is what the incident and the answer to it brought together: it says nothing of what a notice avoided.',
  })
  @ApiOkResponse({ standardSchema: forecastAnswer })
  @ApiAcceptedResponse(BEING_COUNTED)
  async ofIncident(@Param('id', { schema: z.uuid() }) id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<AsOf<ForecastAnswer> | Counting> {
    return orCounting(reply, await this.kept.expectedCalls(id as IncidentId));
  }

  @Get('call-calendar')
  @ApiOperation({ summary: 'Days on which the contact centre was closed, or whose calls say nothing of an ordinary day' })
  @ApiOkResponse({ standardSchema: calendarAnswer })
  async calendar(@Query({ schema: calendarQuery }) { after, limit, kind, from, until }: z.output<typeof calendarQuery>): Promise<RowsPage<CalendarDay>> {
    const isWanted = (day: CalendarDay): boolean => (kind === undefined || day.kind === kind) && (from === undefined || day.date >= from) && (until === undefined || day.date < until);
    return pageOfRows(await this.service.calendar(), isWanted, ({ date }) => date, { after, limit });
  }

  @Put('call-calendar/:date')
  @AllowRoles('ops', 'admin')
  @HttpCode(204)
  @ApiOperation({ summary: 'Say of a day that it was, or will be, no ordinary one' })
  @ApiNoContentResponse()
  setDay(@Param('date', { schema: calendarDate }) date: string, @Body({ schema: calendarDay }) { kind, note }: z.output<typeof calendarDay>, @CurrentActor() actor: Actor): Promise<void> {
    return this.service.setDay(actor, date, kind, note);
  }

  @Delete('call-calendar/:date')
  @AllowRoles('ops', 'admin')
  @HttpCode(204)
  @ApiOperation({ summary: 'Make a day an ordinary one again' })
  @ApiNoContentResponse()
  clearDay(@Param('date', { schema: calendarDate }) date: string, @CurrentActor() actor: Actor): Promise<void> {
    return this.service.clearDay(actor, date);
  }
}
