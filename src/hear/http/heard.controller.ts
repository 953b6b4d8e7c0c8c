import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Actor, sightOf } from '../../kernel/actor.js';
import { DomainError } from '../../kernel/domain-error.js';
import type { CustomerId, IncidentId } from '../../kernel/ids.js';
import { AllowRoles, AsksBrands, CurrentActor } from '../../platform/auth/access.js';
import { pageOf } from '../../platform/http/answer.schema.js';
import { CALL_OUTCOMES, CALLERS, type InboundCall, type InboundSms, type IncidentCall } from '../contract.js';
import { type CallPage, InboundCallsService } from '../inbound-calls.service.js';
import { InboundSmsService } from '../inbound-sms.service.js';
import { callPlace, callPlaceOf } from '../model/call-place.js';
import { callAnswer, incidentCallAnswer, inboundSmsAnswer } from './answers.schema.js';

const id = z.string().regex(/^[1-9]\d{0,17}$/, 'must be an id');
const limit = z.coerce.number().int().min(1).max(500).default(50);
const callsQuery = z.object({ after: z.string().max(60).optional(), limit });
const time = z.iso.datetime({ offset: true }).transform((at) => new Date(at)).optional();
const incidentCallsQuery = callsQuery.extend({
  caller: z.enum([...CALLERS, 'all']).default('member').describe('Of whom; `unknown` could be matched with nobody.'),
  outcome: z.enum(CALL_OUTCOMES).optional(),
  tag: z.string().trim().toLowerCase().max(100).optional().describe('One of its reasons.'),
  from: time,
  until: time,
});
const textsQuery = z.object({ customer: id.optional(), after: id.optional(), limit });

/** What customers did: for those who answer them. */
@ApiTags('calls')
@Controller('api/v1')
@AllowRoles('agent', 'ops', 'commander', 'legal', 'auditor', 'admin')
export class HeardController {
  constructor(
    private readonly calls: InboundCallsService,
    private readonly texts: InboundSmsService,
  ) {}

  @Get('incidents/:id/calls')
  @ApiOkResponse({ standardSchema: pageOf(incidentCallAnswer) })
  @ApiOperation({ summary: 'Calls since the declaration of an incident, those of its members where nothing else is asked for, newest first' })
  async ofIncident(
    @Param('id', { schema: z.uuid() }) incident: string,
    @Query({ schema: incidentCallsQuery }) { caller, outcome, tag, from, until, after, limit: size }: z.output<typeof incidentCallsQuery>,
    @CurrentActor() actor: Actor,
  ): Promise<{ items: IncidentCall[]; next: string | null }> {
    const filter = { caller: caller === 'all' ? null : caller, outcome: outcome ?? null, tag: tag ?? null, from: from ?? null, until: until ?? null };
    return page(await this.calls.ofIncident(incident as IncidentId, filter, { before: cursorOf(after), limit: size }, sightOf(actor)), size);
  }

  @Get('customers/:id/calls')
  @ApiOkResponse({ standardSchema: pageOf(callAnswer) })
  @ApiOperation({ summary: 'Calls of one customer, newest first' })
  async ofCustomer(
    @Param('id', { schema: id }) customer: string,
    @Query({ schema: callsQuery }) query: z.output<typeof callsQuery>,
    @CurrentActor() actor: Actor,
  ): Promise<{ items: InboundCall[]; next: string | null }> {
    return page(await this.calls.ofCustomer(customer as CustomerId, { before: cursorOf(query.after), limit: query.limit }, sightOf(actor)), query.limit);
  }

  @Get('inbound-sms')
  @AsksBrands()
  @ApiOkResponse({ standardSchema: pageOf(inboundSmsAnswer) })
  @ApiOperation({ summary: 'Texts that customers sent us, newest first; the words of STOP, START and HELP are not kept' })
  async inboundSms(@Query({ schema: textsQuery }) query: z.output<typeof textsQuery>, @CurrentActor() actor: Actor): Promise<{ items: InboundSms[]; next: string | null }> {
    const items = await this.texts.list({ customerId: query.customer as CustomerId | undefined, before: query.after, limit: query.limit, sight: sightOf(actor) });
    return { items, next: items.length === query.limit ? items.at(-1)!.id : null };
  }
}

function page<Call extends InboundCall>(items: Call[], size: number): { items: Call[]; next: string | null } {
  const last = items.at(-1);
  return { items, next: last && items.length === size ? callPlace(last) : null };
}

/** @throws DomainError invalid `cursor-unknown` */
function cursorOf(text: string | undefined): CallPage['before'] {
  if (text === undefined) return undefined;
  const place = callPlaceOf(text);
  if (place === null) throw new DomainError('invalid', 'cursor-unknown', 'after must be the "next" of the page before.');
  return place;
}
