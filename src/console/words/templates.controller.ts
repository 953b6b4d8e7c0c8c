import { Body, Controller, Get, Header, Param, Post, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { NOTICE_TYPES, type NoticeSources, type TemplateFault, Templates } from '../../compose/contract.js';
import { aboutName, type TemplateAbout } from '../../compose/model/wording.js';
import { TemplateLibrary } from '../../compose/template-library.service.js';
import { BrandService } from '../../declare/brand.service.js';
import { INCIDENT_KINDS } from '../../declare/contract.js';
import { isWithin } from '../../kernel/actor.js';
import { DomainError } from '../../kernel/domain-error.js';
import { AllowRoles, AsksBrands } from '../../platform/auth/access.js';
import { pageOfRows } from '../list/console-list.js';
import { templatesList } from '../list/console-lists.js';
import { ListFiles } from '../list/list-files.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { sendForeignHtml } from '../page/foreign-html.js';
import { type Fault } from '../page/fault.js';
import { Form } from '../page/form.js';
import { refusalOf } from '../page/refusal.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';
import { KINDS, languageName, NOTICE_LABELS } from '../page/words.js';
import { comparedParts, countWords, nameRows, pageOf, PART_LABELS, partFields, templateColumns, templateRow, templatesAsked, trialBox } from './templates.presenter.js';
import { compareChoices, reviewBox, versionRows } from './versions.presenter.js';

/** All texts of one brand in two languages: six kinds of incident, four kinds of notice. */
const PAGE = 48;
const aboutParams = z
  .object({ brand: z.string().regex(/^[a-z0-9-]{1,40}$/), kind: z.enum(INCIDENT_KINDS), type: z.enum(NOTICE_TYPES), locale: z.string().regex(/^[A-Za-z0-9-]{2,40}$/) })
  .transform(({ brand, kind, type, locale }): TemplateAbout => ({ of: 'template', brandId: brand, kind, type, locale }));
const version = z.coerce.number().int().min(0).max(1_000_000);
const versionQuery = z.object({ version: version.optional().catch(undefined) });
const compareQuery = z.object({ from: version.optional().catch(undefined), to: version.optional().catch(undefined) });

/** What the page shows besides the text: what was typed and not taken, and why. */
interface Typed {
  readonly sources?: NoticeSources;
  readonly note?: string;
  readonly faults?: readonly Fault[];
  readonly places?: readonly TemplateFault[];
  readonly status?: number;
}

/** The words that notices begin with: written, looked at as readers get them, reviewed, compared and fetched back. */
@ApiExcludeController()
@AllowRoles('commander', 'author', 'approver', 'legal', 'auditor')
@Controller('templates')
export class TemplatesPageController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly library: TemplateLibrary,
    private readonly brands: BrandService,
    private readonly templates: Templates,
    private readonly files: ListFiles,
  ) {}

  @Get()
  @AsksBrands()
  async list(@Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const { brands, list, asked, found, total } = await this.asked(viewer, query);
    const { rows, next } = pageOfRows(found, ({ about }) => aboutName(about), asked.after, PAGE);
    const nameOf = new Map(brands.map(({ id, name }) => [id, name]));
    const data = {
      rows: rows.map((one) => ({ ...templateRow(one), brandName: nameOf.get(one.about.brandId) })), several: brands.length > 1, hasBrand: brands.length > 0, hasOwn: rows.some(({ newest }) => newest !== null),
      counted: countWords(found.length, total, rows.length > 0 ? found.indexOf(rows[0]!) + 1 : 0, rows.length),
      list: list.bar('/templates', asked, { rows, next, total: found.length }, '/templates/templates.csv'), zone: brands.length === 1 ? brands[0]!.timeZone : this.pages.zone,
    };
    sendPage(reply, this.pages.page(viewer, 'templates', 'Templates', data));
  }

  @Get('templates.csv')
  @AsksBrands()
  @Header('cache-control', 'no-store')
  async file(@Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer): Promise<StreamableFile> {
    const { list, asked, found } = await this.asked(viewer, query);
    return this.files.take(viewer, list, asked, { columns: templateColumns, rows: found });
  }

  @Get(':brand/:kind/:type/:locale')
  async one(@Param({ schema: aboutParams }) about: TemplateAbout, @Query({ schema: versionQuery }) { version: shown }: z.output<typeof versionQuery>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.show(reply, viewer, about, shown);
  }

  /** The e-mail of a version that is kept. */
  @Get(':brand/:kind/:type/:locale/mail.html')
  async mail(@Param({ schema: aboutParams }) about: TemplateAbout, @Query({ schema: versionQuery }) { version: shown = 0 }: z.output<typeof versionQuery>, @Res() reply: FastifyReply): Promise<void> {
    const { email } = await this.library.trial(about, await this.library.sources(about, shown));
    sendForeignHtml(reply, email?.html ?? NOT_SHOWN);
  }

  /** The e-mail as it would be with what is typed. Nothing is kept. */
  @Post(':brand/:kind/:type/:locale/mail.html')
  async typedMail(@Param({ schema: aboutParams }) about: TemplateAbout, @Body() body: unknown, @Res() reply: FastifyReply): Promise<void> {
    const { email } = await this.library.trial(about, sourcesOf(new Form(body)));
    sendForeignHtml(reply, email?.html ?? NOT_SHOWN);
  }

  /** What is typed, as readers would get it, and what is wrong with it: asked for while somebody types. Nothing is kept. */
  @Post(':brand/:kind/:type/:locale/try')
  async try(@Param({ schema: aboutParams }) about: TemplateAbout, @Body() body: unknown, @Res() reply: FastifyReply): Promise<void> {
    const trial = await this.library.trial(about, sourcesOf(new Form(body)));
    void reply.header('x-shown', String(trial.email !== null));
    sendPage(reply, this.pages.fragment('template-trial', { trial: trialBox(trial, about.locale), locale: about.locale }));
  }

  @Post(':brand/:kind/:type/:locale')
  @AllowRoles('commander', 'author')
  async save(@Param({ schema: aboutParams }) about: TemplateAbout, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const [sources, note] = [sourcesOf(form), form.text('note').slice(0, 300)];
    if (form.text('do') === 'look') return this.show(reply, viewer, about, undefined, { sources, note });
    await this.act(reply, viewer, about, () => this.library.save(viewer.actor, about, Number(form.text('after')), sources, note), { sources, note });
  }

  @Post(':brand/:kind/:type/:locale/restore')
  @AllowRoles('commander', 'author')
  async restore(@Param({ schema: aboutParams }) about: TemplateAbout, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    await this.act(reply, viewer, about, () => this.library.restore(viewer.actor, about, Number(form.text('after')), Number(form.text('version'))));
  }

  @Post(':brand/:kind/:type/:locale/decide')
  @AllowRoles('approver', 'legal')
  async decide(@Param({ schema: aboutParams }) about: TemplateAbout, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const decision = form.text('decision') === 'reviewed' ? 'reviewed' : 'returned';
    await this.act(reply, viewer, about, () => this.library.decide(viewer.actor, about, Number(form.text('version')), decision, form.text('reason').slice(0, 500)));
  }

  @Get(':brand/:kind/:type/:locale/compare')
  async compare(@Param({ schema: aboutParams }) about: TemplateAbout, @Query({ schema: compareQuery }) asked: z.output<typeof compareQuery>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const { versions, newest } = await this.library.one(about);
    const to = asked.to ?? newest?.version ?? 0;
    const from = asked.from ?? Math.max(0, to - 1);
    const [before, after] = await Promise.all([this.library.sources(about, from), this.library.sources(about, to)]);
    const data = { here: pageOf(about), title: titleOf(about), trail: '/templates', trailLabel: 'Templates', from: compareChoices(versions, from), to: compareChoices(versions, to), parts: comparedParts({ ...before }, { ...after }, PART_LABELS), isSame: from === to };
    sendPage(reply, this.pages.page(viewer, 'versions-compared', `${titleOf(about)}: what changed`, data));
  }

  /** The texts of all whom the viewer may see, narrowed to what is asked for. */
  private async asked(viewer: Viewer, query: Readonly<Record<string, unknown>>) {
    const brands = (await this.brands.list()).filter(({ id }) => isWithin(viewer.actor, id));
    const list = templatesList(brands, this.templates.locales());
    const [asked, all] = [list.asked(query), (await Promise.all(brands.map(({ id }) => this.library.list(id)))).flat()];
    return { brands, list, asked, found: templatesAsked(all, asked.values), total: all.length };
  }

  private async act(reply: FastifyReply, viewer: Viewer, about: TemplateAbout, work: () => Promise<unknown>, typed: Typed = {}): Promise<void> {
    try {
      await work();
    } catch (error) {
      const places = error instanceof DomainError && error.code === 'template-faults' ? (error.details['faults'] as readonly TemplateFault[]) : [];
      const { faults, status } = refusalOf(error);
      return this.show(reply, viewer, about, undefined, { ...typed, places, faults: places.length > 0 ? ['Each place is named at its field.'] : faults, status });
    }
    seeOther(reply, pageOf(about));
  }

  private async show(reply: FastifyReply, viewer: Viewer, about: TemplateAbout, asked: number | undefined, { sources, note = '', faults = [], places = [], status = 200 }: Typed = {}): Promise<void> {
    const standing = await this.library.one(about);
    const newest = standing.newest?.version ?? 0;
    const shown = asked ?? newest;
    const known = sources ?? (await this.library.sources(about, shown));
    const [trial, names, brand] = await Promise.all([this.library.trial(about, known), this.library.names(about), this.brands.get(about.brandId)]);
    const data = {
      title: titleOf(about), brandName: brand.name, language: languageName(about.locale), locale: about.locale, here: pageOf(about), faults, note,
      needsTranslation: standing.needsTranslation, sourceLanguage: languageName(standing.source), sourceHref: pageOf({ ...about, locale: standing.source }),
      languages: this.templates.locales().map((locale) => ({ label: languageName(locale), href: pageOf({ ...about, locale }), current: locale === about.locale })),
      mayEdit: mayDo(viewer, 'commander', 'author') && shown === newest, newest, isOld: shown !== newest, shown,
      fields: partFields(known, places.length > 0 ? places : trial.faults),
      trial: trialBox(trial, about.locale), isTyped: sources !== undefined, mailAddress: sources ? null : `${pageOf(about)}/mail.html?version=${shown}`,
      names: nameRows(names), review: reviewBox(viewer, standing.versions), versions: versionRows(standing.versions, shown, pageOf(about)), mayRestore: mayDo(viewer, 'commander', 'author'), zone: brand.timeZone,
    };
    sendPage(reply, this.pages.page(viewer, 'template', titleOf(about), data), status);
  }
}

const NOT_SHOWN = '<p>The e-mail can’t be shown as it stands: what is wrong stands beside it.</p>';

const titleOf = ({ kind, type, locale }: TemplateAbout): string => `${KINDS[kind].label}, ${NOTICE_LABELS[type]}, ${languageName(locale)}`;

function sourcesOf(form: Form): NoticeSources {
  return { subject: form.text('subject'), emailHtml: form.text('emailHtml'), emailText: form.text('emailText'), sms: form.text('sms') };
}
