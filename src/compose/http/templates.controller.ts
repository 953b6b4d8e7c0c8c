import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { Actor } from '../../kernel/actor.js';
import { AllowRoles, CurrentActor } from '../../platform/auth/access.js';
import { pageOf } from '../../platform/http/answer.schema.js';
import { pageOfRows, type RowsPage } from '../../platform/http/page-of-rows.js';
import { isWantedTemplate } from '../template-filter.js';
import { type NamedExample, TemplateLibrary, type TemplateStanding, type TemplateTrial } from '../template-library.service.js';
import type { NoticeSources } from '../contract.js';
import { aboutName, newestVersion, type TemplateAbout, type WordingVersion } from '../model/wording.js';
import { comparedVersions, diffOf, type WordingDiff } from './wording-diff.js';
import { aboutParams, brandParam, diffAnswer, diffQuery, newTemplate, restoring, reviewing, templateAnswer, templateStandingAnswer, templatesQuery, templateTrialAnswer, triedTemplate, versionQuery } from './wording.schema.js';

const ABOUT = ':brand/:kind/:type/:locale';

interface TemplateView extends TemplateStanding {
  readonly versions: readonly WordingVersion[];
  readonly shown: number;
  readonly texts: NoticeSources;
  readonly names: readonly NamedExample[];
}

/** The texts that notices of a brand begin with: written, tried, reviewed by somebody else in each language, compared and fetched back. */
@ApiTags('templates')
@Controller('api/v1/templates')
@AllowRoles('commander', 'author', 'approver', 'legal', 'auditor')
export class TemplatesController {
  constructor(private readonly library: TemplateLibrary) {}

  @Get(':brand')
  @ApiOkResponse({ standardSchema: pageOf(templateStandingAnswer) })
  @ApiOperation({ summary: 'Every text of a brand, by kind, notice and language: what is in use, what waits for review, what needs translation' })
  async list(@Param('brand', { schema: brandParam }) brand: string, @Query({ schema: templatesQuery }) { after, limit, ...wanted }: z.output<typeof templatesQuery>): Promise<RowsPage<TemplateStanding>> {
    return pageOfRows(await this.library.list(brand), isWantedTemplate(wanted), ({ about }) => aboutName(about), { after, limit });
  }

  @Get(ABOUT)
  @ApiParams()
  @ApiOkResponse({ standardSchema: templateAnswer })
  @ApiOperation({ summary: 'One text: a version of it, all its versions with their authors and reviews, and the names that it can use' })
  one(@Param({ schema: aboutParams }) about: TemplateAbout, @Query({ schema: versionQuery }) { version }: z.output<typeof versionQuery>): Promise<TemplateView> {
    return this.view(about, version);
  }

  @Post(`${ABOUT}/versions`)
  @AllowRoles('commander', 'author')
  @ApiParams()
  @ApiCreatedResponse({ standardSchema: templateAnswer })
  @ApiOperation({ summary: 'Keep a new version and put it before reviewers. Nothing begins with it until somebody who wrote none of it has reviewed it' })
  async save(@CurrentActor() actor: Actor, @Param({ schema: aboutParams }) about: TemplateAbout, @Body({ schema: newTemplate }) { after, note, ...sources }: z.output<typeof newTemplate>): Promise<TemplateView> {
    return this.view(about, await this.library.save(actor, about, after, sources, note));
  }

  @Post(`${ABOUT}/restore`)
  @AllowRoles('commander', 'author')
  @ApiParams()
  @ApiCreatedResponse({ standardSchema: templateAnswer })
  @ApiOperation({ summary: 'Make an old version the newest once more; it is reviewed like any other' })
  async restore(@CurrentActor() actor: Actor, @Param({ schema: aboutParams }) about: TemplateAbout, @Body({ schema: restoring }) { after, version }: z.output<typeof restoring>): Promise<TemplateView> {
    return this.view(about, await this.library.restore(actor, about, after, version));
  }

  @Post(`${ABOUT}/review`)
  @HttpCode(200)
  @AllowRoles('approver', 'legal')
  @ApiParams()
  @ApiOkResponse({ standardSchema: templateAnswer })
  @ApiOperation({ summary: 'Take the newest version into use, or give it back with a reason: as a person who wrote none of what is new in it' })
  async review(@CurrentActor() actor: Actor, @Param({ schema: aboutParams }) about: TemplateAbout, @Body({ schema: reviewing }) { version, decision, reason }: z.output<typeof reviewing>): Promise<TemplateView> {
    await this.library.decide(actor, about, version, decision, reason);
    return this.view(about, version);
  }

  @Post(`${ABOUT}/try`)
  @HttpCode(200)
  @ApiParams()
  @ApiOkResponse({ standardSchema: templateTrialAnswer })
  @ApiOperation({ summary: 'What texts look like for an invented reader, and what is wrong with them. Nothing is kept' })
  try(@Param({ schema: aboutParams }) about: TemplateAbout, @Body({ schema: triedTemplate }) sources: z.output<typeof triedTemplate>): Promise<TemplateTrial> {
    return this.library.trial(about, sources);
  }

  @Get(`${ABOUT}/diff`)
  @ApiParams()
  @ApiOkResponse({ standardSchema: diffAnswer })
  @ApiOperation({ summary: 'What changed from one version to another, word for word' })
  async diff(@Param({ schema: aboutParams }) about: TemplateAbout, @Query({ schema: diffQuery }) asked: z.output<typeof diffQuery>): Promise<WordingDiff> {
    const { from, to } = comparedVersions(asked, (await this.library.one(about)).versions);
    const [before, after] = await Promise.all([this.library.sources(about, from), this.library.sources(about, to)]);
    return { from, to, parts: diffOf({ ...before }, { ...after }) };
  }

  private async view(about: TemplateAbout, version?: number): Promise<TemplateView> {
    const standing = await this.library.one(about);
    const shown = version ?? newestVersion(standing.versions);
    const [texts, names] = await Promise.all([this.library.sources(about, shown), this.library.names(about)]);
    return { ...standing, shown, texts, names };
  }
}

/** Which text is meant. */
function ApiParams(): MethodDecorator {
  const each = ['brand', 'kind', 'type', 'locale'].map((name) => ApiParam({ name, schema: { type: 'string' } }));
  return (target, key, descriptor) => each.forEach((decorate) => void decorate(target, key, descriptor));
}
