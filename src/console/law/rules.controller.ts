import { Body, Controller, Get, Header, Param, Post, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { BrandService } from '../../declare/brand.service.js';
import { LAW_REGIMES } from '../../declare/contract.js';
import { LAW_LOADERS, LAW_REVIEWERS, LawService } from '../../declare/law.service.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { LAW_READERS } from '../incidents/law.words.js';
import { pageOfRows } from '../list/console-list.js';
import { rulesList } from '../list/console-lists.js';
import { ListFiles } from '../list/list-files.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { type Fault } from '../page/fault.js';
import { Form } from '../page/form.js';
import { refusalOf } from '../page/refusal.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';
import { LAW_COLUMNS, lawRows } from './rules.columns.js';
import { byPlace, foldLink, OPEN_ALL, placesShown, regimesOf, unreviewedIn, wantedOf } from './rules.presenter.js';

/** Places on a page: each holds a handful of rules, and is folded. */
const PAGE = 25;

const brandId = z.string().regex(/^[a-z0-9-]{1,40}$/);
const ruleId = z.string().regex(/^[a-z0-9-]{2,60}$/);

/** The rules of law that the clocks run by, who has reviewed them, and which of them bind the company for what it is. */
@ApiExcludeController()
@AllowRoles(...LAW_READERS)
@Controller('law')
export class LawRulesController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly law: LawService,
    private readonly brands: BrandService,
    private readonly files: ListFiles,
  ) {}

  @Get()
  async list(@Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.show(reply, viewer, query, [], 200);
  }

  @Get('rules.csv')
  @Header('cache-control', 'no-store')
  async csv(@Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer): Promise<StreamableFile> {
    const asked = rulesList.asked(query);
    return this.files.take(viewer, rulesList, asked, { columns: LAW_COLUMNS, rows: lawRows(wantedOf(await this.law.all(), asked.values)) });
  }

  @Post('rules/:id/review')
  @AllowRoles(...LAW_REVIEWERS)
  async review(@Param('id', { schema: ruleId }) id: string, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    await this.act(reply, viewer, () => this.law.review(viewer.actor, id, form.text('contentHash')), `#law-${id}`);
  }

  @Post('regimes/:brand')
  @AllowRoles(...LAW_LOADERS)
  async regimes(@Param('brand', { schema: brandId }) brand: string, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const chosen = new Form(body).all('regimes');
    await this.act(reply, viewer, () => this.law.setRegimes(viewer.actor, brand, LAW_REGIMES.filter((regime) => chosen.includes(regime))));
  }

  private async act(reply: FastifyReply, viewer: Viewer, work: () => Promise<void>, place = ''): Promise<void> {
    try {
      await work();
    } catch (error) {
      const { faults, status } = refusalOf(error);
      return this.show(reply, viewer, {}, faults, status);
    }
    seeOther(reply, `/law${place}`);
  }

  private async show(reply: FastifyReply, viewer: Viewer, query: Readonly<Record<string, unknown>>, faults: readonly Fault[], status: number): Promise<void> {
    const asked = rulesList.asked(query);
    const [all, regimes, brands] = await Promise.all([this.law.all(), this.law.regimes(), this.brands.list()]);
    const wanted = wantedOf(all, asked.values);
    const page = pageOfRows(byPlace(wanted), ({ code }) => code, asked.after, PAGE);
    const list = rulesList.bar('/law', asked, page, '/law/rules.csv');
    const open = query['open'] === OPEN_ALL ? OPEN_ALL : '';
    const data = {
      zone: this.pages.zone, faults, mayReview: mayDo(viewer, ...LAW_REVIEWERS), maySet: mayDo(viewer, ...LAW_LOADERS),
      places: placesShown(page.rows, list.isNarrowed, open), fold: foldLink(page.rows, list.isNarrowed, asked.values, open), list,
      unreviewed: unreviewedIn(all), totals: { rules: all.rules.length, terms: all.terms.length, service: all.service.length },
      brands: brands.map((brand) => regimesOf(brand, regimes.get(brand.id) ?? [])),
    };
    sendPage(reply, this.pages.page(viewer, 'law-rules', 'Rules of law', data), status);
  }
}
