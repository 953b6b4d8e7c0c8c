import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Actor } from '../../../kernel/actor.js';
import { AllowRoles, CurrentActor } from '../../auth/access.js';
import { AlertContacts } from './alert-contacts.js';
import { AlertTellings } from './alert-tellings.js';
import type { Telling } from './case.records.js';
import { contactInput, listAnswer, rhythmInput, tellingAnswer } from './contact.schema.js';
import type { Contact, Rhythm } from './on-call.js';

interface AlertList {
  readonly contacts: readonly Contact[];
  readonly rhythm: Rhythm;
}
const contactId = z.uuid();
const tellings = z.object({ items: z.array(tellingAnswer) }).meta({ id: 'AlertTellings' });

@ApiTags('alerts')
@Controller('api/v1')
export class AlertContactsController {
  constructor(
    private readonly contacts: AlertContacts,
    private readonly tellings: AlertTellings,
  ) {}

  @Get('alert-contacts')
  @AllowRoles('commander', 'ops', 'auditor', 'admin')
  @ApiOkResponse({ standardSchema: listAnswer })
  @ApiOperation({ summary: 'Who is told of alerts, in order, and how long each has to answer' })
  async list(): Promise<AlertList> {
    const [contacts, rhythm] = await Promise.all([this.contacts.list(), this.contacts.rhythm()]);
    return { contacts, rhythm };
  }

  @Post('alert-contacts')
  @AllowRoles('commander', 'ops', 'admin')
  @ApiCreatedResponse({ standardSchema: listAnswer })
  @ApiOperation({ summary: 'Puts a person at the end of the list' })
  async add(@Body({ schema: contactInput }) contact: z.output<typeof contactInput>, @CurrentActor() actor: Actor): Promise<AlertList> {
    await this.contacts.add(actor, contact);
    return this.list();
  }

  @Put('alert-contacts/:id')
  @HttpCode(200)
  @AllowRoles('commander', 'ops', 'admin')
  @ApiOkResponse({ standardSchema: listAnswer })
  @ApiOperation({ summary: 'When and how this person is told' })
  async change(@Param('id', { schema: contactId }) id: string, @Body({ schema: contactInput }) contact: z.output<typeof contactInput>, @CurrentActor() actor: Actor): Promise<AlertList> {
    await this.contacts.change(actor, id, contact);
    return this.list();
  }

  @Delete('alert-contacts/:id')
  @HttpCode(204)
  @AllowRoles('commander', 'ops', 'admin')
  @ApiNoContentResponse()
  @ApiOperation({ summary: 'Takes somebody off the list' })
  remove(@Param('id', { schema: contactId }) id: string, @CurrentActor() actor: Actor): Promise<void> {
    return this.contacts.remove(actor, id);
  }

  @Post('alert-contacts/:id/earlier')
  @HttpCode(200)
  @AllowRoles('commander', 'ops', 'admin')
  @ApiOkResponse({ standardSchema: listAnswer })
  @ApiOperation({ summary: 'Changes places with who is told before' })
  async earlier(@Param('id', { schema: contactId }) id: string, @CurrentActor() actor: Actor): Promise<AlertList> {
    await this.contacts.earlier(actor, id);
    return this.list();
  }

  @Put('alert-rhythm')
  @HttpCode(200)
  @AllowRoles('commander', 'ops', 'admin')
  @ApiOkResponse({ standardSchema: listAnswer })
  @ApiOperation({ summary: 'How long each has to answer before the next is told' })
  async setRhythm(@Body({ schema: rhythmInput }) rhythm: z.output<typeof rhythmInput>, @CurrentActor() actor: Actor): Promise<AlertList> {
    await this.contacts.setRhythm(actor, rhythm);
    return this.list();
  }

  @Get('alerts/:id/tellings')
  @AllowRoles('commander', 'ops', 'auditor', 'admin')
  @ApiOkResponse({ standardSchema: tellings })
  @ApiOperation({ summary: 'Who was told of this alert, when, how, and whether it left' })
  async told(@Param('id', { schema: contactId }) id: string): Promise<{ items: readonly Telling[] }> {
    return { items: await this.tellings.tellingsOf(id) };
  }
}
