import { Body, Controller, Get, Header, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { IncidentService } from '../../declare/incident.service.js';
import { sightOf } from '../../kernel/actor.js';
import type { CustomerId } from '../../kernel/ids.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { GROUNDS } from '../../platform/privacy/erasure.records.js';
import { caseNumberSchema, Erasures } from '../../platform/privacy/erasures.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { type Fault } from '../page/fault.js';
import { Form } from '../page/form.js';
import { refusalOf } from '../page/refusal.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';
import { customerPage, erasurePart, GROUND_WORDS } from './customer.presenter.js';

const customerId = z.string().regex(/^[1-9]\d{0,17}$/).transform((id) => id as CustomerId);
const shown = z.object({ show: z.string().max(40).nullable().catch(null), said: z.string().max(40).nullable().catch(null) });
const SAID: Readonly<Record<string, string>> = { withdrawn: 'The erasure was withdrawn. Everything is as it was.', care: 'Saved. Messages that have not begun go by it.', esign: 'Saved. Letters and the clocks of the law go by it.' };

/** One customer: what is held, for whoever has to know it, and its end. */
@ApiExcludeController()
@AllowRoles('commander', 'ops', 'legal', 'admin')
@Controller('customers/:id')
export class CustomerPageController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly erasures: Erasures,
    private readonly incidents: IncidentService,
  ) {}

  @Get()
  async customer(@Param('id', { schema: customerId }) id: CustomerId, @Query({ schema: shown }) { show, said }: z.output<typeof shown>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const erasure = await this.erasures.ofCustomer(viewer.actor, id);
    if (erasure?.state === 'done') return sendPage(reply, this.pages.page(viewer, 'customer-erased', 'An erased customer', { erasure: erasurePart(erasure), zone: this.pages.zone }));
    const may = { handOut: mayDo(viewer, 'legal', 'admin'), erase: mayDo(viewer, 'legal', 'admin'), desk: mayDo(viewer, 'agent', 'commander'), care: mayDo(viewer, 'commander', 'ops', 'admin') };
    const page = customerPage({ file: await this.erasures.show(viewer.actor, id), erasure, only: show, zone: this.pages.zone, incidents: new Map((await this.incidents.list(sightOf(viewer.actor))).map((one) => [one.reference, one.id])), may, said: SAID[said ?? ''] ?? null });
    sendPage(reply, this.pages.page(viewer, 'customer', page.name, page));
  }

  @Get('personal-data.json')
  @AllowRoles('legal', 'admin')
  @Header('cache-control', 'no-store')
  async handOut(@Param('id', { schema: customerId }) id: CustomerId, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const file = await this.erasures.export(viewer.actor, id);
    void reply.header('content-disposition', `attachment; filename="personal-data-${id}.json"`).type('application/json; charset=utf-8').send(JSON.stringify(file, null, 2));
  }

  @Get('erase')
  @AllowRoles('legal', 'admin')
  async ask(@Param('id', { schema: customerId }) id: CustomerId, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const erasure = await this.erasures.ofCustomer(viewer.actor, id);
    if (erasure !== null) return seeOther(reply, `/customers/${id}`);
    await this.asking(reply, viewer, id, { ground: '', caseNumber: '' }, [], 200);
  }

  @Post('erase')
  @AllowRoles('legal', 'admin')
  async erase(@Param('id', { schema: customerId }) id: CustomerId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const asked = { ground: form.text('ground'), caseNumber: form.text('caseNumber') };
    const ground = z.enum(GROUNDS).safeParse(asked.ground);
    const number = caseNumberSchema.safeParse(asked.caseNumber);
    const faults = [
      ...(ground.success ? [] : ['Choose why.']),
      ...(asked.caseNumber === '' || number.success ? [] : ['The case number must be letters, digits and / _ . - only, 40 at most. It stays on the record: never write a name.']),
      ...(form.text('typed') === (await this.erasures.referenceOf(id)) ? [] : ['Type the customer number, exactly as it stands above: so that nobody else is erased.']),
    ];
    if (!ground.success || faults.length > 0) return this.asking(reply, viewer, id, asked, faults, 422);
    try {
      await this.erasures.ask(viewer.actor, id, ground.data, asked.caseNumber || null);
    } catch (error) {
      const refused = refusalOf(error);
      return this.asking(reply, viewer, id, asked, refused.faults, refused.status);
    }
    seeOther(reply, `/customers/${id}`);
  }

  @Post('keep')
  @AllowRoles('legal', 'admin')
  async keep(@Param('id', { schema: customerId }) id: CustomerId, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.erasures.withdraw(viewer.actor, id);
    seeOther(reply, `/customers/${id}?said=withdrawn`);
  }

  private async asking(reply: FastifyReply, viewer: Viewer, id: CustomerId, asked: { readonly ground: string; readonly caseNumber: string }, faults: readonly Fault[], status: number): Promise<void> {
    const [reference, underWay] = [await this.erasures.referenceOf(id), await this.erasures.underWay(viewer.actor, id)];
    const grounds = GROUNDS.map((value) => ({ value, label: GROUND_WORDS[value], chosen: value === asked.ground }));
    sendPage(reply, this.pages.page(viewer, 'customer-erase', 'Erase a customer', { id, reference, underWay, grounds, caseNumber: asked.caseNumber, faults }), status);
  }
}
