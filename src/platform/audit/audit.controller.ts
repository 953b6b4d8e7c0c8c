import { Readable } from 'node:stream';
import { Controller, Get, Header, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Actor, sightOf } from '../../kernel/actor.js';
import { type IncidentId } from '../../kernel/ids.js';
import { AllowRoles, AsksBrands, CurrentActor } from '../auth/access.js';
import { pageOf } from '../http/answer.schema.js';
import { chainAnswer, foundEventAnswer } from './audit-answers.schema.js';
import { AuditChain } from './audit-chain.js';
import { AuditSearch, type FoundEvent } from './audit-search.js';

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const filter = z.object({
  who: z.string().trim().max(100).optional().describe('Part of a name, or an id.'),
  what: z.string().trim().max(100).optional().describe('Beginning of an action: "notice.".'),
  incident: z.uuid().transform((id) => id as IncidentId).optional(),
  from: instant.optional(),
  until: instant.optional(),
});
const listQuery = filter.extend({ after: z.string().regex(/^[1-9]\d{0,17}$/).optional(), limit: z.coerce.number().int().min(1).max(500).default(100) });

/** The record of who did what, over everything. */
@ApiTags('audit')
@Controller('api/v1')
@AllowRoles('auditor', 'admin')
export class AuditController {
  constructor(
    private readonly search: AuditSearch,
    private readonly chain: AuditChain,
  ) {}

  @Get('audit')
  @AsksBrands()
  @ApiOkResponse({ standardSchema: pageOf(foundEventAnswer) })
  @ApiOperation({ summary: 'Who did what, newest first' })
  async list(@Query({ schema: listQuery }) { after, limit, ...wanted }: z.output<typeof listQuery>, @CurrentActor() actor: Actor): Promise<{ items: readonly FoundEvent[]; next: string | null }> {
    const items = await this.search.find({ ...wanted, sight: sightOf(actor) }, after ?? null, limit);
    return { items, next: items.length === limit ? items.at(-1)!.id : null };
  }

  @Get('audit.csv')
  @AsksBrands()
  @ApiProduces('text/csv')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'The same as CSV, all of it; that it was taken is on the record' })
  async csv(@Query({ schema: filter }) wanted: z.output<typeof filter>, @CurrentActor() actor: Actor): Promise<StreamableFile> {
    return new StreamableFile(Readable.from(await this.search.export(actor, { ...wanted, sight: sightOf(actor) })), { type: 'text/csv; charset=utf-8', disposition: 'attachment; filename="audit.csv"' });
  }

  @Get('audit/chain')
  @ApiOkResponse({ standardSchema: chainAnswer })
  @ApiOperation({ summary: 'Where the chain of the record ends, and how far it was verified' })
  async state() {
    const [head, { verifiedUntil, verifiedAt, broken }] = await Promise.all([this.chain.head(), this.chain.check()]);
    return { head, verifiedUntil, verifiedAt, broken };
  }
}
