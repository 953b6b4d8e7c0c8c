import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Actor } from '../../kernel/actor.js';
import { type IncidentId } from '../../kernel/ids.js';
import { AllowRoles, AsksBrands, CurrentActor } from '../../platform/auth/access.js';
import { AudienceService, personOf } from '../audience.service.js';
import { ruleJsonSchema } from '../model/rule.js';
import { selection, type Selection, selectionHash } from '../model/selection.js';
import { NOTHING_KNOWN, type Vocabulary } from '../model/vocabulary.js';
import { RuleCounts, type CountStanding } from '../rule-counts.service.js';
import { type Estimate, RuleEstimates, type SampledPeople } from '../rule-estimates.service.js';
import { VocabularyService } from '../vocabulary.service.js';
import { jsonSchemaAnswer } from './answers.schema.js';
import { countStandingAnswer, estimateAnswer, sampledPeopleAnswer, vocabularyAnswer } from './rule-answers.schema.js';
import { selectionSchema } from './selection.schema.js';

type Asked = z.output<typeof selectionSchema>;
const incident = { schema: z.uuid().transform((id) => id as IncidentId) };

/** Real milliseconds. */
const LONGEST_LOOK_MS = 30_000;

/** What rules can say, and whom one means: at once by a sample, exactly a little later. Nothing is kept as an audience. */
@ApiTags('audiences')
@Controller('api/v1')
export class RulesController {
  constructor(
    private readonly audiences: AudienceService,
    private readonly estimates: RuleEstimates,
    private readonly counts: RuleCounts,
    private readonly vocabulary: VocabularyService,
  ) {}

  @Get('rules/schema')
  @AsksBrands()
  @ApiOkResponse({ standardSchema: jsonSchemaAnswer })
  @ApiOperation({ summary: 'JSON Schema of a rule' })
  schema(): unknown {
    return ruleJsonSchema();
  }

  @Get('rules/vocabulary')
  @AllowRoles('commander', 'author')
  @ApiOkResponse({ standardSchema: vocabularyAnswer })
  @ApiOperation({ summary: 'Names and values that rules can be written of, as they stand in a sample of the data' })
  async known(): Promise<Vocabulary> {
    return (await this.vocabulary.known(LONGEST_LOOK_MS)) ?? NOTHING_KNOWN;
  }

  @Post('incidents/:id/audiences/estimate')
  @HttpCode(200)
  @AllowRoles('commander', 'author')
  @ApiOkResponse({ standardSchema: estimateAnswer })
  @ApiOperation({ summary: 'Estimate within a second how many people a selection means; the exact count begins in the background' })
  async estimate(@Param('id', incident) id: IncidentId, @Body({ schema: selectionSchema }) body: Asked, @CurrentActor() actor: Actor): Promise<{ estimate: Estimate | null; exact: CountStanding }> {
    const wanted = await this.wanted(id, body);
    const exact = await this.counts.ask(personOf(actor), wanted);
    return { estimate: await this.estimates.estimate(wanted), exact };
  }

  @Post('incidents/:id/audiences/count')
  @HttpCode(200)
  @AllowRoles('commander', 'author')
  @ApiOkResponse({ standardSchema: countStandingAnswer })
  @ApiOperation({ summary: 'How the exact count stands that the estimate of the same selection began' })
  async count(@Param('id', incident) id: IncidentId, @Body({ schema: selectionSchema }) body: Asked, @CurrentActor() actor: Actor): Promise<CountStanding> {
    return this.counts.standing(personOf(actor), selectionHash(await this.wanted(id, body)));
  }

  @Post('incidents/:id/audiences/people')
  @HttpCode(200)
  @AllowRoles('commander', 'author')
  @ApiOkResponse({ standardSchema: sampledPeopleAnswer })
  @ApiOperation({ summary: 'A handful whom a selection means, each with why, and a few whom one condition keeps out' })
  async people(@Param('id', incident) id: IncidentId, @Body({ schema: selectionSchema }) body: Asked): Promise<SampledPeople> {
    const wanted = selectionOf(body);
    const { facts } = await this.audiences.incidentFor(id, wanted);
    return this.estimates.people(wanted, facts.dataInvolved ?? []);
  }

  private async wanted(id: IncidentId, body: Asked): Promise<Selection> {
    const wanted = selectionOf(body);
    await this.audiences.incidentFor(id, wanted);
    return wanted;
  }
}

const selectionOf = ({ rule, listId, combine, without }: Asked): Selection => selection(rule, listId ?? null, combine, without);
