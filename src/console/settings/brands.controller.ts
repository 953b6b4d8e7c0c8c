import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { Templates } from '../../compose/contract.js';
import { SenderChecksService } from '../../deliver/sender-checks.service.js';
import { BrandService } from '../../declare/brand.service.js';
import { brandSchema } from '../../declare/model/brand-input.js';
import { AllowRoles, AsksBrands } from '../../platform/auth/access.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { type Fault } from '../page/fault.js';
import { Form } from '../page/form.js';
import { faultsOfIssues, refusalOf } from '../page/refusal.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';
import { senderBox } from './sender-check.presenter.js';
import { brandFields, brandsPage, knownBrand, typedBrand } from './brands.presenter.js';

const brandId = brandSchema.shape.id;
/** As RFC 6376, 3.1 has it, short enough for a name. */
const SELECTOR = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;
const editQuery = z.object({ edit: z.string().max(40).optional().catch(undefined) });

/** Who speaks to customers. */
@ApiExcludeController()
@Controller('settings/brands')
export class BrandsPageController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly brands: BrandService,
    private readonly templates: Templates,
    private readonly checks: SenderChecksService,
  ) {}

  @Get()
  @AsksBrands()
  async list(@Query({ schema: editQuery }) { edit }: z.output<typeof editQuery>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const brand = (await this.brands.list()).find(({ id }) => id === edit) ?? null;
    await this.show(reply, viewer, knownBrand(brand, this.templates.locales(), this.pages.zone), [], 200);
  }

  @Post()
  @AllowRoles('admin')
  async save(@Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const checked = brandSchema.safeParse(brandFields(form, this.templates.locales()));
    if (!checked.success) return this.show(reply, viewer, typedBrand(form, this.templates.locales()), faultsOfIssues(checked.error), 422);
    try {
      await this.brands.save(viewer.actor, checked.data);
      seeOther(reply, '/settings/brands');
    } catch (error) {
      const { faults, status } = refusalOf(error);
      await this.show(reply, viewer, typedBrand(form, this.templates.locales()), faults, status);
    }
  }

  /** Looks the sender's domain up; DNS may take some seconds. */
  @Post(':id/sender-check')
  @AllowRoles('admin', 'commander', 'ops')
  async check(@Param('id', { schema: brandId }) id: string, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const selector = new Form(body).text('selector');
    if (selector !== '' && !SELECTOR.test(selector)) return this.show(reply, viewer, knownBrand(null, this.templates.locales(), this.pages.zone), ['A DKIM selector is one word, such as s1.'], 422);
    await this.checks.check(viewer.actor, id, selector || null);
    seeOther(reply, `/settings/brands#sender-${id}`);
  }

  private async show(reply: FastifyReply, viewer: Viewer, values: Readonly<Record<string, string>>, faults: readonly Fault[], status: number): Promise<void> {
    const [brands, checks] = await Promise.all([this.brands.list(), this.checks.all()]);
    const data = { ...brandsPage(brands, values, this.templates.locales(), mayDo(viewer, 'admin'), faults), senders: brands.map((brand) => senderBox(brand, checks)), mayCheck: mayDo(viewer, 'admin', 'commander', 'ops'), zone: this.pages.zone };
    sendPage(reply, this.pages.page(viewer, 'brands', 'Who speaks', data), status);
  }
}
