import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { IncidentKind } from '../../declare/contract.js';
import type { Actor } from '../../kernel/actor.js';
import { AllowRoles, CurrentActor } from '../../platform/auth/access.js';
import type { Playbook } from '../contract.js';
import { playbookSchema } from '../model/playbook.js';
import { PlaybookLibrary, type PlaybookStanding } from '../playbook-library.service.js';
import { comparedVersions, diffOf, type WordingDiff } from './wording-diff.js';
import { diffAnswer, diffQuery, kindParam, newPlaybook, playbookStandingAnswer, restoring, reviewing } from './wording.schema.js';

const playbookAnswer = playbookSchema.meta({ id: 'Playbook' });
const version = z.coerce.number().int().min(0).max(1_000_000);

/** The company's own versions of its playbooks: written, reviewed by somebody else, compared and fetched back. */
@ApiTags('playbooks')
@Controller('api/v1/playbooks/:kind')
@AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'auditor')
export class PlaybookVersionsController {
  constructor(private readonly library: PlaybookLibrary) {}

  @Get('versions')
  @ApiOkResponse({ standardSchema: playbookStandingAnswer })
  @ApiOperation({ summary: 'All versions of a playbook with their authors and reviews, and which of them is in use' })
  versions(@Param('kind', { schema: kindParam }) kind: IncidentKind): Promise<PlaybookStanding> {
    return this.library.one(kind);
  }

  @Get('versions/:version')
  @ApiOkResponse({ standardSchema: playbookAnswer })
  @ApiOperation({ summary: 'What a version says; 0 is what came with the service' })
  content(@Param('kind', { schema: kindParam }) kind: IncidentKind, @Param('version', { schema: version }) wanted: number): Promise<Playbook> {
    return this.library.content(kind, wanted);
  }

  @Post('versions')
  @AllowRoles('commander', 'author')
  @ApiCreatedResponse({ standardSchema: playbookStandingAnswer })
  @ApiOperation({ summary: 'Keep a new version and put it before reviewers. Nothing starts from it until somebody who wrote none of it has reviewed it' })
  async save(@CurrentActor() actor: Actor, @Param('kind', { schema: kindParam }) kind: IncidentKind, @Body({ schema: newPlaybook }) { after, note, playbook }: z.output<typeof newPlaybook>): Promise<PlaybookStanding> {
    await this.library.save(actor, kind, after, playbook, note);
    return this.library.one(kind);
  }

  @Post('restore')
  @AllowRoles('commander', 'author')
  @ApiCreatedResponse({ standardSchema: playbookStandingAnswer })
  @ApiOperation({ summary: 'Make an old version the newest once more; it is reviewed like any other' })
  async restore(@CurrentActor() actor: Actor, @Param('kind', { schema: kindParam }) kind: IncidentKind, @Body({ schema: restoring }) { after, version: from }: z.output<typeof restoring>): Promise<PlaybookStanding> {
    await this.library.restore(actor, kind, after, from);
    return this.library.one(kind);
  }

  @Post('review')
  @HttpCode(200)
  @AllowRoles('approver', 'legal')
  @ApiOkResponse({ standardSchema: playbookStandingAnswer })
  @ApiOperation({ summary: 'Take the newest version into use, or give it back with a reason: as a person who wrote none of what is new in it' })
  async review(@CurrentActor() actor: Actor, @Param('kind', { schema: kindParam }) kind: IncidentKind, @Body({ schema: reviewing }) { version: newest, decision, reason }: z.output<typeof reviewing>): Promise<PlaybookStanding> {
    await this.library.decide(actor, kind, newest, decision, reason);
    return this.library.one(kind);
  }

  @Get('diff')
  @ApiOkResponse({ standardSchema: diffAnswer })
  @ApiOperation({ summary: 'What changed from one version to another, word for word' })
  async diff(@Param('kind', { schema: kindParam }) kind: IncidentKind, @Query({ schema: diffQuery }) asked: z.output<typeof diffQuery>): Promise<WordingDiff> {
    const { from, to } = comparedVersions(asked, (await this.library.one(kind)).versions);
    const [before, after] = await Promise.all([this.library.content(kind, from), this.library.content(kind, to)]);
    return { from, to, parts: diffOf(written(before), written(after)) };
  }
}

/** Each member of a playbook as lines, so that what changed in it is found. */
const written = (playbook: Playbook): Record<string, string> => Object.fromEntries(Object.entries(playbook).map(([part, value]) => [part, typeof value === 'string' ? value : JSON.stringify(value, null, 2)]));
