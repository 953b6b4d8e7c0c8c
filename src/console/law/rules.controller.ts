import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { BrandService } from '../../declare/brand.service.js';
import { type Brand, INCIDENT_KINDS, type KnownContentTerms, type KnownLawRule, LAW_REGIMES, type LawRegime } from '../../declare/contract.js';
import { LAW_LOADERS, LAW_REVIEWERS, LawService, termsName } from '../../declare/law.service.js';
import { BYTE_ORDER_MARK, csvLine } from '../../kernel/csv.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { CERTAINTY_WORDS, FACTS_PART_WORDS, jurisdictionName, LAW_READERS, RECIPIENT_WORDS, REGIME_WORDS, timeWords } from '../incidents/law.words.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { Form } from '../page/form.js';
import { refusalOf } from '../page/refusal.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';
import { KINDS } from '../page/words.js';

const query = z.object({ kind: z.enum(INCIDENT_KINDS).optional().catch(undefined), reviewed: z.enum(['yes', 'no']).optional().catch(undefined), words: z.string().trim().max(100).catch('') });
type Asked = z.output<typeof query>;

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
  ) {}

  @Get()
  async list(@Query({ schema: query }) asked: Asked, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.show(reply, viewer, asked, [], 200);
  }

  @Get('rules.csv')
  async csv(@Query({ schema: query }) asked: Asked, @Res() reply: FastifyReply): Promise<void> {
    const rules = (await this.law.rules()).filter((rule) => isAsked(rule, asked));
    const rows = rules.map((rule) => [rule.id, rule.title, rule.jurisdiction, rule.trigger.kinds.join(' '), rule.trigger.residents, rule.trigger.regime, rule.trigger.words, rule.anchor, rule.offset, rule.unit, rule.recipient, rule.contentRule, rule.sourceUrl, rule.effectiveFrom, rule.effectiveUntil ?? null, reviewerOf(rule) ?? 'unreviewed', rule.certainty]);
    const head = ['id', 'title', 'jurisdiction', 'kinds', 'residents', 'regime', 'trigger', 'clock_anchor', 'offset', 'unit', 'recipient', 'content_rule', 'source_url', 'effective_from', 'effective_until', 'reviewed_by', 'certainty'];
    void reply.header('content-disposition', 'attachment; filename="rules-of-law.csv"').header('cache-control', 'no-store').type('text/csv; charset=utf-8').send(BYTE_ORDER_MARK + [head, ...rows].map(csvLine).join(''));
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
      return this.show(reply, viewer, query.parse({}), faults, status);
    }
    seeOther(reply, '/law');
  }

  private async show(reply: FastifyReply, viewer: Viewer, asked: Asked, faults: readonly string[], status: number): Promise<void> {
    const [rules, terms, regimes, brands] = await Promise.all([this.law.rules(), this.law.terms(), this.law.regimes(), this.brands.list()]);
    const found = rules.filter((rule) => isAsked(rule, asked));
    const data = {
      zone: this.pages.zone, faults, mayReview: mayDo(viewer, ...LAW_REVIEWERS), maySet: mayDo(viewer, ...LAW_LOADERS),
      rules: found.map(shown), unreviewed: [...rules, ...terms].filter((row) => reviewerOf(row) === null).length, count: found.length,
      terms: terms.map(termsShown), words: asked.words, kinds: INCIDENT_KINDS.map((value) => ({ value, label: KINDS[value].label, selected: value === asked.kind })),
      reviewedChoices: [{ value: 'yes', label: 'reviewed', selected: asked.reviewed === 'yes' }, { value: 'no', label: 'not reviewed', selected: asked.reviewed === 'no' }],
      download: `/law/rules.csv?${new URLSearchParams(Object.entries(asked).filter((entry): entry is [string, string] => Boolean(entry[1]))).toString()}`,
      brands: brands.map((brand) => regimesOf(brand, regimes.get(brand.id) ?? [])),
    };
    sendPage(reply, this.pages.page(viewer, 'law-rules', 'Rules of law', data), status);
  }
}

const reviewerOf = ({ review, reviewedBy }: Pick<KnownLawRule, 'review' | 'reviewedBy'>): string | null => review?.by ?? reviewedBy;

function isAsked(rule: KnownLawRule, { kind, reviewed, words }: Asked): boolean {
  if (kind && !rule.trigger.kinds.includes(kind)) return false;
  if (reviewed && (reviewerOf(rule) !== null) !== (reviewed === 'yes')) return false;
  return `${rule.title} ${rule.jurisdiction} ${rule.id}`.toLowerCase().includes(words.toLowerCase());
}

const shown = (rule: KnownLawRule) => ({
  ...rule, place: jurisdictionName(rule.jurisdiction), timeWords: timeWords(rule), to: RECIPIENT_WORDS[rule.recipient], certaintyWords: CERTAINTY_WORDS[rule.certainty], reviewer: reviewerOf(rule),
  regimeWords: rule.trigger.regime === null ? null : REGIME_WORDS[rule.trigger.regime], isLoaded: rule.origin === 'loaded',
});

const termsShown = (terms: KnownContentTerms) => ({
  ...terms, reviewId: termsName(terms), place: jurisdictionName(terms.jurisdiction), regimeWords: terms.regime === null ? null : REGIME_WORDS[terms.regime], certaintyWords: CERTAINTY_WORDS[terms.certainty],
  reviewer: reviewerOf(terms), headings: terms.headings['en'] ?? [], rights: terms.rights.map(({ text }) => text['en']!), silence: terms.silence?.['en'] ?? null,
  omits: terms.omits.map((part) => FACTS_PART_WORDS[part]), asks: terms.asks.map((part) => FACTS_PART_WORDS[part]), asksIfKnown: terms.asksIfKnown.map((part) => FACTS_PART_WORDS[part]),
});

const regimesOf = ({ id, name }: Brand, own: readonly LawRegime[]) => ({ id, name, regimes: LAW_REGIMES.map((value) => ({ value, label: REGIME_WORDS[value], checked: own.includes(value) })) });
