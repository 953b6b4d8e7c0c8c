import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { Actor } from '../../kernel/actor.js';
import type { JsonOf } from '../../kernel/json-of.js';
import { AllowRoles, CurrentActor } from '../../platform/auth/access.js';
import { instant, pageOf } from '../../platform/http/answer.schema.js';
import { pageOfRows, pageQuery, type RowsPage } from '../../platform/http/page-of-rows.js';
import { SENDER_RECORDS } from '../model/sender-findings.js';
import { SenderChecksService } from '../sender-checks.service.js';
import { type SenderCheck } from '../store/sender-check.repository.js';

const checking = z.strictObject({
  selector: z.string().regex(/^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/, 'must be a DKIM selector').nullable().default(null).describe('Of the DKIM key that the relay signs with, where we don\'t sign ourselves.'),
});

const listQuery = z.object({ domain: z.string().max(253).optional(), ...pageQuery });

const senderCheckAnswer = z
  .object({
    domain: z.string(),
    selector: z.string().nullable(),
    findings: z.array(z.object({ about: z.enum(SENDER_RECORDS), state: z.enum(['ok', 'warning', 'fault']), says: z.string(), mend: z.string().nullable() })),
    checkedAt: instant,
    checkedBy: z.string(),
  })
  .meta({ id: 'SenderCheck', description: 'What receivers find of a sender\'s domain.' }) satisfies z.ZodType<JsonOf<SenderCheck>>;

/** Whether mail of a brand will be taken for its own. */
@ApiTags('brands')
@Controller('api/v1')
export class SenderChecksController {
  constructor(private readonly checks: SenderChecksService) {}

  @Get('sender-checks')
  @ApiOkResponse({ standardSchema: pageOf(senderCheckAnswer) })
  @ApiOperation({ summary: 'The last check of each sender\'s domain: SPF, DKIM, DMARC, and where bounces go' })
  async list(@Query({ schema: listQuery }) { after, limit, domain: wanted }: z.output<typeof listQuery>): Promise<RowsPage<SenderCheck>> {
    return pageOfRows(await this.checks.all(), ({ domain }) => wanted === undefined || domain === wanted.toLowerCase(), ({ domain }) => domain, { after, limit });
  }

  @Post('brands/:id/sender-check')
  @HttpCode(200)
  @AllowRoles('admin', 'commander', 'ops')
  @ApiOkResponse({ standardSchema: senderCheckAnswer })
  @ApiOperation({ summary: 'Look the domain of a brand\'s sender up as receivers do, and keep what is found' })
  check(@CurrentActor() actor: Actor, @Param('id', { schema: z.string().max(40) }) brand: string, @Body({ schema: checking }) { selector }: z.output<typeof checking>): Promise<SenderCheck> {
    return this.checks.check(actor, brand, selector);
  }
}
