import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Actor } from '../../kernel/actor.js';
import { type IncidentId } from '../../kernel/ids.js';
import { AllowRoles, CurrentActor } from '../../platform/auth/access.js';
import { pageOf } from '../../platform/http/answer.schema.js';
import { pageOfRows, type RowsPage } from '../../platform/http/page-of-rows.js';
import { type KnownContentTerms, type KnownLawRule, type KnownServiceTerms, type LawRegime } from '../contract.js';
import { isWantedRule, isWantedTerms } from '../law-filter.js';
import { LawService } from '../law.service.js';
import { SubstituteService } from '../substitute.service.js';
import { brandSchema } from '../model/brand-input.js';
import { anchoring, contentTermsAnswer, entering, lawRuleAnswer, loadedAnswer, loading, regimesAnswer, regimesOf, regimesQuery, reviewing, rulesQuery, serviceTermsAnswer, substituting, termsQuery } from './law.schema.js';

const incidentId = z.uuid().transform((id) => id as IncidentId);
interface RegimesOfBrand {
  readonly brandId: string;
  readonly regimes: readonly LawRegime[];
}

const ruleId = z.string().regex(/^[a-z0-9-]{2,60}$/);

/** Rules of law as data, and what people enter of an incident's clocks. How the clocks stand is asked for at `incidents/{id}/law`. */
@ApiTags('law')
@Controller('api/v1')
@AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'auditor', 'admin')
export class LawController {
  constructor(
    private readonly law: LawService,
    private readonly substitutes: SubstituteService,
  ) {}

  @Get('law/rules')
  @ApiOkResponse({ standardSchema: pageOf(lawRuleAnswer) })
  @ApiOperation({ summary: 'Rules of law about telling: from when their time runs, to whom, with their source and who reviewed them' })
  async rules(@Query({ schema: rulesQuery }) { after, limit, ...wanted }: z.output<typeof rulesQuery>): Promise<RowsPage<KnownLawRule>> {
    return pageOfRows(await this.law.rules(), isWantedRule(wanted), ({ id }) => id, { after, limit });
  }

  @Get('law/terms')
  @ApiOkResponse({ standardSchema: pageOf(contentTermsAnswer) })
  @ApiOperation({ summary: 'What laws ask of the words of a notice: headings, parts of the facts that are asked for or barred, rights; reviewed like a rule, as `words-` and the id' })
  async terms(@Query({ schema: termsQuery }) { after, limit, ...wanted }: z.output<typeof termsQuery>): Promise<RowsPage<KnownContentTerms>> {
    return pageOfRows(await this.law.terms(), isWantedTerms(wanted), ({ id }) => id, { after, limit });
  }

  @Get('law/service')
  @ApiOkResponse({ standardSchema: pageOf(serviceTermsAnswer) })
  @ApiOperation({ summary: 'How laws want their notices brought: whether e-mail is one, and the steps of a substitute notice; reviewed like a rule, as `service-` and the id' })
  async service(@Query({ schema: termsQuery }) { after, limit, ...wanted }: z.output<typeof termsQuery>): Promise<RowsPage<KnownServiceTerms>> {
    return pageOfRows(await this.law.service(), isWantedTerms(wanted), ({ id }) => id, { after, limit });
  }

  @Post('law/rules')
  @HttpCode(200)
  @AllowRoles('legal', 'admin')
  @ApiOkResponse({ standardSchema: loadedAnswer })
  @ApiOperation({ summary: 'Add rules, or put them in the place of those with their ids: all or none' })
  async load(@Body({ schema: loading }) rows: z.output<typeof loading>, @CurrentActor() actor: Actor): Promise<{ rules: number }> {
    return { rules: await this.law.load(actor, rows) };
  }

  @Post('law/rules/:id/review')
  @HttpCode(204)
  @AllowRoles('legal')
  @ApiNoContentResponse()
  @ApiOperation({ summary: 'Say that you have compared a rule with its source' })
  review(@Param('id', { schema: ruleId }) id: string, @Body({ schema: reviewing }) { contentHash }: z.output<typeof reviewing>, @CurrentActor() actor: Actor): Promise<void> {
    return this.law.review(actor, id, contentHash);
  }

  @Get('law/regimes')
  @ApiOkResponse({ standardSchema: regimesAnswer })
  @ApiOperation({ summary: 'Laws that bind the company behind each brand for what it is' })
  async regimes(@Query({ schema: regimesQuery }) { after, limit, regime }: z.output<typeof regimesQuery>): Promise<RowsPage<RegimesOfBrand>> {
    const all = [...(await this.law.regimes())].map(([brandId, regimes]) => ({ brandId, regimes }));
    return pageOfRows(all, ({ regimes }) => regime === undefined || regimes.includes(regime), ({ brandId }) => brandId, { after, limit });
  }

  @Put('law/regimes/:brand')
  @HttpCode(204)
  @AllowRoles('legal', 'admin')
  @ApiNoContentResponse()
  @ApiOperation({ summary: 'State them for a brand' })
  setRegimes(@Param('brand', { schema: brandSchema.shape.id }) brand: string, @Body({ schema: regimesOf }) { regimes }: z.output<typeof regimesOf>, @CurrentActor() actor: Actor): Promise<void> {
    return this.law.setRegimes(actor, brand, regimes);
  }

  @Post('incidents/:id/law/anchors')
  @HttpCode(204)
  @AllowRoles('commander', 'legal')
  @ApiNoContentResponse()
  @ApiOperation({ summary: 'Enter a time from which clocks run; the newest holds, the earlier ones stay on record' })
  anchor(@Param('id', { schema: incidentId }) id: IncidentId, @Body({ schema: anchoring }) body: z.output<typeof anchoring>, @CurrentActor() actor: Actor): Promise<void> {
    return this.law.enterAnchor(actor, { incidentId: id, ...body });
  }

  @Post('incidents/:id/law/entries')
  @HttpCode(204)
  @AllowRoles('commander', 'legal')
  @ApiNoContentResponse()
  @ApiOperation({ summary: 'Enter that a clock is met or does not apply, or that it runs again' })
  enter(@Param('id', { schema: incidentId }) id: IncidentId, @Body({ schema: entering }) body: z.output<typeof entering>, @CurrentActor() actor: Actor): Promise<void> {
    return this.law.enter(actor, { incidentId: id, ...body });
  }

  @Post('incidents/:id/law/substitute')
  @HttpCode(204)
  @AllowRoles('commander', 'legal')
  @ApiNoContentResponse()
  @ApiOperation({ summary: 'Say that a step of a law\'s substitute notice was done, or was not after all; the newest word holds, the earlier ones stay on record' })
  substitute(@Param('id', { schema: incidentId }) id: IncidentId, @Body({ schema: substituting }) { law, step, isDone, note }: z.output<typeof substituting>, @CurrentActor() actor: Actor): Promise<void> {
    return this.substitutes.enter(actor, { incidentId: id, termsId: law, stepId: step, isDone, note });
  }
}
