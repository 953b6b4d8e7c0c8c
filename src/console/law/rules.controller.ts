import { Body, Controller, Get, Header, Param, Post, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { BrandService } from '../../declare/brand.service.js';
import { type Brand, INCIDENT_KINDS, type KnownContentTerms, type KnownLawRule, type KnownServiceTerms, LAW_REGIMES, type LawRegime } from '../../declare/contract.js';
import { isWantedRule, reviewerOf } from '../../declare/law-filter.js';
import { LAW_LOADERS, LAW_REVIEWERS, LawService, serviceName, termsName } from '../../declare/law.service.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { CERTAINTY_WORDS, citationBeside, FACTS_PART_WORDS, jurisdictionName, LAW_READERS, ONLY_IF_WORDS, RECIPIENT_WORDS, REGIME_WORDS, timeWords } from '../incidents/law.words.js';
import { pageOfRows } from '../list/console-list.js';
import { rulesList } from '../list/console-lists.js';
import { type Columns, ListFiles } from '../list/list-files.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { type Fault } from '../page/fault.js';
import { Form } from '../page/form.js';
import { refusalOf } from '../page/refusal.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';

const PAGE = 25;
const COLUMNS: Columns<KnownLawRule> = {
  id: ({ id }) => id, title: ({ title }) => title, jurisdiction: ({ jurisdiction }) => jurisdiction, kinds: ({ trigger }) => trigger.kinds.join(' '), residents: ({ trigger }) => trigger.residents, regime: ({ trigger }) => trigger.regime,
  trigger: ({ trigger }) => trigger.words, clock_anchor: ({ anchor }) => anchor, offset: ({ offset }) => offset, unit: ({ unit }) => unit, recipient: ({ recipient }) => recipient, content_rule: ({ contentRule }) => contentRule,
  source_url: ({ sourceUrl }) => sourceUrl, effective_from: ({ effectiveFrom }) => effectiveFrom, effective_until: ({ effectiveUntil }) => effectiveUntil, reviewed_by: (rule) => reviewerOf(rule) ?? 'unreviewed', certainty: ({ certainty }) => certainty,
};

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
    return this.files.take(viewer, rulesList, asked, { columns: COLUMNS, rows: (await this.law.rules()).filter(asksFor(asked.values)) });
  }

  @Post('rules/:id/review')
  @AllowRoles(...LAW_REVIEWERS)
  async review(@Param('id', { schema: ruleId }) id: string, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    await this.act(reply, viewer, () => this.law.review(viewer.actor, id, form.text('contentHash')));
  }

  @Post('regimes/:brand')
  @AllowRoles(...LAW_LOADERS)
  async regimes(@Param('brand', { schema: brandId }) brand: string, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const chosen = new Form(body).all('regimes');
    await this.act(reply, viewer, () => this.law.setRegimes(viewer.actor, brand, LAW_REGIMES.filter((regime) => chosen.includes(regime))));
  }

  private async act(reply: FastifyReply, viewer: Viewer, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const { faults, status } = refusalOf(error);
      return this.show(reply, viewer, {}, faults, status);
    }
    seeOther(reply, '/law');
  }

  private async show(reply: FastifyReply, viewer: Viewer, query: Readonly<Record<string, unknown>>, faults: readonly Fault[], status: number): Promise<void> {
    const asked = rulesList.asked(query);
    const [rules, terms, service, regimes, brands] = await Promise.all([this.law.rules(), this.law.terms(), this.law.service(), this.law.regimes(), this.brands.list()]);
    const page = pageOfRows(rules.filter(asksFor(asked.values)), ({ id }) => id, asked.after, PAGE);
    const data = {
      zone: this.pages.zone, faults, mayReview: mayDo(viewer, ...LAW_REVIEWERS), maySet: mayDo(viewer, ...LAW_LOADERS),
      rules: page.rows.map(shown), unreviewed: [...rules, ...terms, ...service].filter((row) => reviewerOf(row) === null).length, count: page.rows.length, totals: { rules: rules.length, terms: terms.length, service: service.length },
      terms: terms.map(termsShown), service: service.map(serviceShown), list: rulesList.bar('/law', asked, page, '/law/rules.csv'),
      brands: brands.map((brand) => regimesOf(brand, regimes.get(brand.id) ?? [])),
    };
    sendPage(reply, this.pages.page(viewer, 'law-rules', 'Rules of law', data), status);
  }
}

const asksFor = ({ kind, reviewed, words }: Readonly<Record<'kind' | 'reviewed' | 'words', string>>) =>
  isWantedRule({ words, kind: INCIDENT_KINDS.find((one) => one === kind), reviewed: reviewed === '' ? undefined : reviewed === 'yes' }, jurisdictionName);

const shown = (rule: KnownLawRule) => ({
  ...rule, place: jurisdictionName(rule.jurisdiction), timeWords: timeWords(rule), to: RECIPIENT_WORDS[rule.recipient], certaintyWords: CERTAINTY_WORDS[rule.certainty], reviewer: reviewerOf(rule),
  onlyIf: rule.trigger.regime === null ? null : ONLY_IF_WORDS[rule.trigger.regime], isLoaded: rule.origin === 'loaded',
});

const termsShown = (terms: KnownContentTerms) => ({
  ...terms, citation: citationBeside(terms.name, terms.citation), reviewId: termsName(terms), place: jurisdictionName(terms.jurisdiction), onlyIf: terms.regime === null ? null : ONLY_IF_WORDS[terms.regime], certaintyWords: CERTAINTY_WORDS[terms.certainty],
  reviewer: reviewerOf(terms), headings: terms.headings['en'] ?? [], rights: terms.rights.map(({ text }) => text['en']!), silence: terms.silence?.['en'] ?? null,
  omits: terms.omits.map((part) => FACTS_PART_WORDS[part]), asks: terms.asks.map((part) => FACTS_PART_WORDS[part]), asksIfKnown: terms.asksIfKnown.map((part) => FACTS_PART_WORDS[part]),
});

const serviceShown = (terms: KnownServiceTerms) => ({
  ...terms, citation: citationBeside(terms.name, terms.citation), reviewId: serviceName(terms), place: jurisdictionName(terms.jurisdiction), onlyIf: terms.regime === null ? null : ONLY_IF_WORDS[terms.regime], certaintyWords: CERTAINTY_WORDS[terms.certainty],
  reviewer: reviewerOf(terms), needsConsent: terms.electronic === 'consent',
});

const regimesOf = ({ id, name }: Brand, own: readonly LawRegime[]) => ({ id, name, regimes: LAW_REGIMES.map((value) => ({ value, label: REGIME_WORDS[value], checked: own.includes(value) })) });
