import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { type Actor } from '../../kernel/actor.js';
import type { NoticeId } from '../../kernel/ids.js';
import { AllowRoles, CurrentActor } from '../../platform/auth/access.js';
import { pageOf } from '../../platform/http/answer.schema.js';
import { UNREACHABLE } from '../model/letter-place.js';
import { PostalService, type PostalView, type WithoutAddress } from '../postal.service.js';
import { type PostalFile } from '../store/postal.repository.js';
import { postalFileAnswer, postalViewAnswer, withoutAddressAnswer } from './postal-answers.schema.js';

const uuid = z.uuid();
const page = z.object({ outcome: z.enum(UNREACHABLE).optional(), after: z.string().max(60).default('-1'), limit: z.coerce.number().int().min(1).max(500).default(100) });
const posting = z.object({ postedOn: z.iso.date(), note: z.string().trim().max(500).default('') });

/** Letters to whom no channel reached. */
@ApiTags('letters')
@Controller('api/v1')
export class PostalController {
  constructor(private readonly postal: PostalService) {}

  @Get('notices/:id/postal')
  @AllowRoles('commander', 'ops', 'auditor')
  @ApiOkResponse({ standardSchema: postalViewAnswer })
  @ApiOperation({ summary: 'The files of letters of a notice, and how many wait for one' })
  view(@Param('id', { schema: uuid }) id: string): Promise<PostalView> {
    return this.postal.view(id as NoticeId);
  }

  @Get('notices/:id/postal/without-address')
  @AllowRoles('commander', 'ops', 'auditor')
  @ApiOkResponse({ standardSchema: pageOf(withoutAddressAnswer) })
  @ApiOperation({ summary: 'Whom neither a channel nor a letter reaches, and what their address lacks' })
  withoutAddress(@Param('id', { schema: uuid }) id: string, @Query({ schema: page }) { outcome, after, limit }: z.output<typeof page>): Promise<{ items: readonly WithoutAddress[]; next: string | null }> {
    return this.postal.withoutAddress(id as NoticeId, after, limit, outcome ?? null);
  }

  @Post('notices/:id/postal-files')
  @AllowRoles('commander', 'ops')
  @ApiCreatedResponse({ standardSchema: postalFileAnswer })
  @ApiOperation({ summary: 'Make the file of letters to all whom no channel reached and who are in no file yet' })
  make(@Param('id', { schema: uuid }) id: string, @CurrentActor() actor: Actor): Promise<PostalFile> {
    return this.postal.make(actor, id as NoticeId);
  }

  @Get('postal-files/:id/letters.csv')
  @AllowRoles('commander', 'ops')
  @ApiOperation({ summary: 'The letters: addresses and words, as CSV. Each download is on the record' })
  @ApiProduces('text/csv')
  @Header('cache-control', 'no-store')
  async letters(@Param('id', { schema: uuid }) id: string, @CurrentActor() actor: Actor): Promise<StreamableFile> {
    const { name, lines } = await this.postal.download(actor, id);
    return new StreamableFile(Readable.from(lines), { type: 'text/csv; charset=utf-8', disposition: `attachment; filename="${name}"` });
  }

  @Post('postal-files/:id/posted')
  @HttpCode(200)
  @AllowRoles('commander', 'ops')
  @ApiOkResponse({ standardSchema: postalFileAnswer })
  @ApiOperation({ summary: 'Say on which day a file was posted' })
  posted(@Param('id', { schema: uuid }) id: string, @Body({ schema: posting }) { postedOn, note }: z.output<typeof posting>, @CurrentActor() actor: Actor): Promise<PostalFile> {
    return this.postal.posted(actor, id, postedOn, note || null);
  }
}
