import { Body, Controller, Get, Inject, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { placesOf } from '../../audience/model/exact-counts.js';
import { type Selection, selectionHash } from '../../audience/model/selection.js';
import { RuleCounts } from '../../audience/rule-counts.service.js';
import { RuleEstimates } from '../../audience/rule-estimates.service.js';
import { Templates } from '../../compose/contract.js';
import { type FirstWord, type ToldIncident } from '../../compose/first-words.service.js';
import { type Brand } from '../../declare/contract.js';
import { type Declaration } from '../../declare/model/incident-input.js';
import { LawClocksService } from '../../measure/law-clocks.service.js';
import { AllowRoles, AsksBrands } from '../../platform/auth/access.js';
import { type SmsPrices } from '../../kernel/sms-cost.js';
import { SMS_PRICES } from '../../platform/config/config.module.js';
import { type AskedRule } from '../audiences/asked-rule.js';
import { shownCounted } from '../audiences/audience.presenter.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { type Fault } from '../page/fault.js';
import { Form } from '../page/form.js';
import { refusalOf } from '../page/refusal.js';
import { CurrentViewer, type Viewer } from '../page/viewer.js';
import { KINDS } from '../page/words.js';
import { shownClocks, shownFacts, shownRule, shownTexts } from './check.presenter.js';
import { Declarations, personIdOf, type StandingDeclaration } from './declarations.js';
import { DeclaringService } from './declaring.service.js';
import { unwrittenOf } from './readers-of.js';
import { wizardOf } from './step.page.js';
import { wordFaults } from './words.presenter.js';

/** All that the steps said, fit to be declared. */
interface Whole {
  readonly standing: StandingDeclaration;
  readonly declaration: Declaration;
  readonly told: ToldIncident;
  readonly brand: Brand;
  readonly asked: AskedRule;
  readonly selected: Selection;
  readonly words: readonly FirstWord[];
}

/** Declaring an incident, last step: everything at one look, and then incident, audience and first notice in one go. */
@ApiExcludeController()
@AllowRoles('commander')
@Controller('incidents/new/check')
export class DeclareCheckController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly declarations: Declarations,
    private readonly declaring: DeclaringService,
    private readonly estimates: RuleEstimates,
    private readonly counts: RuleCounts,
    private readonly templates: Templates,
    private readonly law: LawClocksService,
    @Inject(SMS_PRICES) private readonly prices: SmsPrices | null,
  ) {}

  @Get()
  @AsksBrands()
  async look(@CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const whole = await this.whole(viewer);
    if (typeof whole === 'string') return seeOther(reply, whole);
    await this.show(reply, viewer, whole, [], 200);
  }

  @Post()
  @AsksBrands()
  async declare(@Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const whole = await this.whole(viewer);
    if (typeof whole === 'string') return seeOther(reply, whole);
    try {
      const { declaration, selected, standing } = whole;
      const notice = await this.declaring.declareWhole(viewer, { declaration, rule: selected.rule!, words: standing.content.words }, Number(new Form(body).text('seen')));
      seeOther(reply, `/notices/${notice}`);
    } catch (error) {
      const { faults, status } = refusalOf(error);
      await this.show(reply, viewer, whole, faults, status);
    }
  }

  /** @returns The address of the step that is not done, where one is not. */
  private async whole(viewer: Viewer): Promise<Whole | string> {
    const standing = await this.declarations.standing(viewer);
    if (standing === null) return '/incidents/new';
    const { declaration, told, brand, zone } = await this.declarations.read(viewer, standing.content);
    if (declaration === null || told === null || brand === undefined) return '/incidents/new/what';
    const asked = await this.declarations.rule(standing.content, zone, 'count');
    if (asked.selected === null || asked.selected.rule === null) return '/incidents/new/who';
    const words = await this.declarations.firstWords(told, standing.content.words, await this.declarations.exampleAmong(told, asked.selected));
    return wordFaults(words).length > 0 ? '/incidents/new/words' : { standing, declaration, told, brand, asked, selected: asked.selected, words };
  }

  private async show(reply: FastifyReply, viewer: Viewer, { standing, declaration, told, brand, asked, selected, words }: Whole, faults: readonly Fault[], status: number): Promise<void> {
    const [exact, estimate, others] = await Promise.all([this.counts.ask(personIdOf(viewer), selected), this.estimates.estimate(selected), this.declarations.othersOf(viewer)]);
    const counts = exact.state === 'counted' ? exact.counts : null;
    const places = counts?.homes ? placesOf(counts.homes, brand.defaultCountry) : null;
    const homeless = places === null ? null : places.filter(({ place }) => place === '' || place === 'US').reduce((sum, { people }) => sum + people, 0);
    const [languages, law, anywhere] = await Promise.all([this.declarations.languages(told, counts?.byLocale ?? {}), this.law.expected(declaration, places), homeless === 0 ? null : this.law.expected(declaration, null)]);
    const { kind } = standing.content;
    const data = {
      faults, zone: asked.zone, // by its clocks the times of the rule are written
      facts: shownFacts(declaration, brand, this.templates.labels('en'), new Map(others.map(({ id, name }) => [id, name]))),
      rule: shownRule(asked),
      counted: shownCounted({ estimate, exact, address: `/incidents/new/who/exact?of=${selectionHash(selected)}` }, brand.timeZone),
      texts: shownTexts(words, this.prices, languages, counts), unwritten: unwrittenOf(languages, counts),
      clocks: shownClocks(law.clocks, anywhere?.clocks ?? []), isLawKnown: places !== null, homeless,
      wizard: wizardOf({ step: 'check', kind, standing, form: null, saved: null }),
    };
    sendPage(reply, this.pages.page(viewer, 'declare-check', `Declare: ${KINDS[kind].label}`, data), status);
  }
}
