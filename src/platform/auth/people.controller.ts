import { Body, Controller, Get, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { type Actor, ROLES } from '../../kernel/actor.js';
import { type PersonId } from '../../kernel/ids.js';
import { ONE_LINE, ONE_LINE_FAULT } from '../../kernel/one-line.js';
import { pageOf } from '../http/answer.schema.js';
import { pageOfRows, pageQuery } from '../http/page-of-rows.js';
import { AllowRoles, CurrentActor } from './access.js';
import { isWantedPerson } from './access-filter.js';
import { People } from './people.js';
import { personAnswer } from './auth-answers.schema.js';
import { accessRequestAnswer } from './rights/access-request.answer.js';
import { type Granted, RightsDesk } from './rights/rights-desk.js';

const personId = z.uuid().transform((id) => id as PersonId);
const roles = z.array(z.enum(ROLES)).max(ROLES.length);
const listQuery = z.object({
  words: z.string().trim().max(100).optional().describe('Part of a name or an e-mail address.'),
  role: z.enum(ROLES).optional().describe('In every brand or in one.'),
  disabled: z.stringbool().optional().describe('Who is shut out, or who is not.'),
  ...pageQuery,
});
const brandRoles = z.record(z.string().max(60), roles).describe('Roles in one brand alone, by its short name.');
const name = z.string().trim().min(1).max(200).regex(ONE_LINE, ONE_LINE_FAULT);
const newPerson = z.strictObject({ email: z.string().min(1).max(254), name, roles, brandRoles: brandRoles.optional(), password: z.string().max(1000) });
const personChange = z.strictObject({ name: name.optional(), roles: roles.optional(), brandRoles: brandRoles.optional(), disabled: z.boolean().optional(), password: z.string().max(1000).optional(), resetSecondFactors: z.boolean().optional() });

@ApiTags('people')
@AllowRoles('admin')
@Controller('api/v1/people')
export class PeopleController {
  constructor(
    private readonly people: People,
    private readonly rights: RightsDesk,
  ) {}

  @Get()
  @ApiOkResponse({ standardSchema: pageOf(personAnswer) })
  @ApiOperation({ summary: 'Everyone who may sign in, by name' })
  async list(@Query({ schema: listQuery }) { after, limit, ...wanted }: z.output<typeof listQuery>) {
    return pageOfRows(await this.people.list(), isWantedPerson(wanted), ({ id }) => id, { after, limit });
  }

  @Post()
  @ApiCreatedResponse({ standardSchema: personAnswer })
  @ApiAcceptedResponse({ standardSchema: accessRequestAnswer })
  @ApiOperation({ summary: 'Add a person. Where there are two administrators, another has to confirm it: 202 with the request' })
  async create(@Body({ schema: newPerson }) body: z.output<typeof newPerson>, @CurrentActor() actor: Actor, @Res({ passthrough: true }) reply: FastifyReply) {
    return answer(await this.rights.addPerson(actor, body), reply);
  }

  @Patch(':id')
  @ApiOkResponse({ standardSchema: personAnswer })
  @ApiAcceptedResponse({ standardSchema: accessRequestAnswer })
  @ApiOperation({ summary: 'Change name, roles, access, password or second factors, which ends the person\'s sessions. A name and shutting out hold at once; where there are two administrators, another has to confirm the rest: 202 with the request' })
  async change(@Param('id', { schema: personId }) id: PersonId, @Body({ schema: personChange }) body: z.output<typeof personChange>, @CurrentActor() actor: Actor, @Res({ passthrough: true }) reply: FastifyReply) {
    return answer(await this.rights.changePerson(actor, id, body), reply);
  }
}

/** 202 where it waits for a second administrator. */
export function answer<Value>(granted: Granted<Value>, reply: FastifyReply) {
  if (granted.kind === 'done') return granted.value;
  reply.status(202);
  return granted.request;
}
