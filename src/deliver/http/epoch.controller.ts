import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Actor } from '../../kernel/actor.js';
import { AllowRoles, CurrentActor } from '../../platform/auth/access.js';
import { EpochService, type EpochView } from '../epoch.service.js';
import { DOUBT_CHOICES } from '../model/epoch.js';
import { epochAnswer } from './answers.schema.js';

const reason = z.string().trim().min(1).max(500);
const shutting = z.strictObject({ reason });
const opening = z.strictObject({ doubts: z.enum(DOUBT_CHOICES), reason });

/** Whether anything may leave at all: shut after the database was put back, until a person has looked. */
@ApiTags('dispatch')
@Controller('api/v1/sending')
export class EpochController {
  constructor(private readonly epoch: EpochService) {}

  @Get()
  @AllowRoles('commander', 'approver', 'legal', 'ops', 'auditor', 'admin')
  @ApiOkResponse({ standardSchema: epochAnswer })
  @ApiOperation({ summary: 'Whether anything may leave; if not, why, and what may have been sent' })
  view(): Promise<EpochView> {
    return this.epoch.view();
  }

  @Post('shut')
  @HttpCode(200)
  @AllowRoles('commander', 'ops')
  @ApiOkResponse({ standardSchema: epochAnswer })
  @ApiOperation({ summary: 'Stop all sending: the database may be an older one' })
  async shut(@Body({ schema: shutting }) body: z.output<typeof shutting>, @CurrentActor() actor: Actor): Promise<EpochView> {
    await this.epoch.shut(actor, body.reason);
    return this.epoch.view();
  }

  @Post('open')
  @HttpCode(200)
  @AllowRoles('commander', 'ops')
  @ApiOkResponse({ standardSchema: epochAnswer })
  @ApiOperation({ summary: 'Open sending, and say what becomes of the messages that may have been sent' })
  async open(@Body({ schema: opening }) body: z.output<typeof opening>, @CurrentActor() actor: Actor): Promise<EpochView> {
    await this.epoch.open(actor, body.doubts, body.reason);
    return this.epoch.view();
  }
}
