import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { CustomersService } from '../../audience/customers.service.js';
import { esignInput } from '../../audience/esign.input.js';
import { EsignService } from '../../audience/esign.service.js';
import { sightOf } from '../../kernel/actor.js';
import type { CustomerId } from '../../kernel/ids.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { type Fault } from '../page/fault.js';
import { Form } from '../page/form.js';
import { faultsOfIssues } from '../page/refusal.js';
import { CurrentViewer, type Viewer } from '../page/viewer.js';

const customerId = z.string().regex(/^[1-9]\d{0,17}$/).transform((id) => id as CustomerId);
const CHOICES = [{ value: 'yes', label: 'Yes' }, { value: 'no', label: 'No, or it was taken back' }, { value: '', label: 'Nobody knows' }] as const;

interface Typed {
  readonly consent: string;
  readonly on: string;
  readonly words: string;
}

/** Whether a customer agreed to get notices by electronic means. */
@ApiExcludeController()
@AllowRoles('commander', 'ops', 'admin')
@Controller('customers/:id/esign-consent')
export class CustomerEsignController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly customers: CustomersService,
    private readonly esigns: EsignService,
  ) {}

  @Get()
  async form(@Param('id', { schema: customerId }) id: CustomerId, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const { esignConsent, esignConsentOn, esignConsentWords } = await this.customers.get(sightOf(viewer.actor), id);
    await this.show(reply, viewer, id, { consent: esignConsent ?? '', on: esignConsentOn ?? '', words: esignConsentWords ?? '' }, [], 200);
  }

  @Post()
  async set(@Param('id', { schema: customerId }) id: CustomerId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const typed = { consent: form.text('consent'), on: form.text('on'), words: form.text('words') };
    const parsed = esignInput.safeParse({ consent: typed.consent || null, on: typed.on || null, words: typed.words });
    if (!parsed.success) return this.show(reply, viewer, id, typed, faultsOfIssues(parsed.error), 422);
    await this.esigns.set(viewer.actor, id, parsed.data);
    seeOther(reply, `/customers/${id}?said=esign`);
  }

  private async show(reply: FastifyReply, viewer: Viewer, id: CustomerId, typed: Typed, faults: readonly Fault[], status: number): Promise<void> {
    const { reference } = await this.customers.get(sightOf(viewer.actor), id);
    const choices = CHOICES.map((choice) => ({ ...choice, checked: choice.value === typed.consent }));
    sendPage(reply, this.pages.page(viewer, 'customer-esign', 'Electronic notices', { id, reference, typed, choices, faults }), status);
  }
}
