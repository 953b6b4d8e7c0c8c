import { Body, Controller, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Actor, ROLES } from '../../kernel/actor.js';
import { type PersonId } from '../../kernel/ids.js';
import { listOf } from '../http/answer.schema.js';
import { AllowRoles, CurrentActor } from './access.js';
import { People } from './people.js';
import { personAnswer } from './auth-answers.schema.js';

const personId = z.uuid().transform((id) => id as PersonId);
const roles = z.array(z.enum(ROLES)).max(ROLES.length);
const brandRoles = z.record(z.string().max(60), roles).describe('Roles in one brand alone, by its short name.');
const newPerson = z.strictObject({ email: z.string().min(1).max(254), name: z.string().trim().min(1).max(200), roles, brandRoles: brandRoles.optional(), password: z.string().max(1000) });
const personChange = z.strictObject({ name: z.string().trim().min(1).max(200).optional(), roles: roles.optional(), brandRoles: brandRoles.optional(), disabled: z.boolean().optional(), password: z.string().max(1000).optional() });

@ApiTags('people')
@AllowRoles('admin')
@Controller('api/v1/people')
export class PeopleController {
  constructor(private readonly people: People) {}

  @Get()
  @ApiOkResponse({ standardSchema: listOf(personAnswer) })
  @ApiOperation({ summary: 'Everyone who may sign in, by name' })
  async list() {
    return { items: await this.people.list(), next: null };
  }

  @Post()
  @ApiCreatedResponse({ standardSchema: personAnswer })
  @ApiOperation({ summary: 'Add a person' })
  create(@Body({ schema: newPerson }) body: z.output<typeof newPerson>, @CurrentActor() actor: Actor) {
    return this.people.create(actor, body);
  }

  @Patch(':id')
  @ApiOkResponse({ standardSchema: personAnswer })
  @ApiOperation({ summary: 'Change name, roles, access or password. New rights or a new password end the person\'s sessions' })
  change(@Param('id', { schema: personId }) id: PersonId, @Body({ schema: personChange }) body: z.output<typeof personChange>, @CurrentActor() actor: Actor) {
    return this.people.change(actor, id, body);
  }
}
