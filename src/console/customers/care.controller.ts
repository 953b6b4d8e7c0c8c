import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { careInput } from '../../audience/care.input.js';
import { CareService } from '../../audience/care.service.js';
import { CustomersService } from '../../audience/customers.service.js';
import { sightOf } from '../../kernel/actor.js';
import type { CustomerId } from '../../kernel/ids.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { type Fault, FieldFault } from '../page/fault.js';
import { Form } from '../page/form.js';
import { faultsOfIssues, refusalOf } from '../page/refusal.js';
import { CurrentViewer, type Viewer } from '../page/viewer.js';
import { careChoices, type TypedCare } from './care.words.js';

const customerId = z.string().regex(/^[1-9]\d{0,17}$/).transform((id) => id as CustomerId);

/** Whether a customer is written to, or somebody in his place. */
@ApiExcludeController()
@AllowRoles('commander', 'ops', 'admin')
@Controller('customers/:id/care')
export class CustomerCareController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly customers: CustomersService,
    private readonly cares: CareService,
  ) {}

  @Get()
  async form(@Param('id', { schema: customerId }) id: CustomerId, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const { care, representativeEmail } = await this.customers.get(sightOf(viewer.actor), id);
    await this.show(reply, viewer, id, { care: care ?? '', representativeEmail: representativeEmail ?? '', reason: '' }, [], 200);
  }

  @Post()
  async set(@Param('id', { schema: customerId }) id: CustomerId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const typed = { care: form.text('care'), representativeEmail: form.text('representativeEmail'), reason: form.reason() };
    const parsed = careInput.safeParse({ ...typed, care: typed.care || null, representativeEmail: typed.representativeEmail || null });
    if (!parsed.success) return this.show(reply, viewer, id, typed, faultsOfIssues(parsed.error), 422);
    try {
      await this.cares.set(viewer.actor, id, parsed.data);
    } catch (error) {
      const { faults, status } = refusalOf(error);
      return this.show(reply, viewer, id, typed, faults.map((fault) => new FieldFault(String(fault), 'representativeEmail')), status);
    }
    seeOther(reply, `/customers/${id}?said=care`);
  }

  private async show(reply: FastifyReply, viewer: Viewer, id: CustomerId, typed: TypedCare, faults: readonly Fault[], status: number): Promise<void> {
    const { reference } = await this.customers.get(sightOf(viewer.actor), id);
    sendPage(reply, this.pages.page(viewer, 'customer-care', 'Who is written to', { id, reference, typed, choices: careChoices(typed.care), faults }), status);
  }
}
