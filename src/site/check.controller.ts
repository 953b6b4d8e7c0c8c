import { Controller, Get, Headers, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { CheckCodes } from '../approve/contract.js';
import { Public } from '../platform/auth/access.js';
import { SETTINGS, SURROUNDINGS, type Surroundings } from '../platform/config/config.module.js';
import { type Settings } from '../platform/config/config.js';
import { PageAssets } from '../platform/pages/page-assets.js';
import { PageRenderer } from '../platform/pages/page-renderer.js';
import { Attempts } from './attempts.js';
import { checkPage } from './check.presenter.js';
import { wordsFor } from './check.words.js';
import { readerAddress } from './reader-address.js';

const WRONG_IN_A_MINUTE = 20;
const MINUTE_MS = 60_000;
const ADDRESSES_KEPT = 50_000;
const LONGEST_CODE = 40;

/** "Is this message genuine?": for whoever got one, without an account. It says what a code belongs to, and nothing of any person. */
@ApiExcludeController()
@Public()
@Controller('check')
export class CheckController {
  private readonly attempts = new Attempts(WRONG_IN_A_MINUTE, MINUTE_MS, ADDRESSES_KEPT, () => Date.now());

  constructor(
    private readonly codes: CheckCodes,
    private readonly renderer: PageRenderer,
    private readonly assets: PageAssets,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
  ) {}

  @Get()
  async check(@Query('code') given: unknown, @Headers('accept-language') language: string | undefined, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const code = typeof given === 'string' ? given.trim().slice(0, LONGEST_CODE) : '';
    const words = wordsFor(language);
    const who = readerAddress(request.socket.remoteAddress ?? '', request.headers['x-forwarded-for']);
    const allowed = code === '' || this.attempts.mayTry(who);
    const notice = code !== '' && allowed ? await this.codes.find(code) : null;
    if (code !== '' && allowed && notice === null) this.attempts.countFailure(who);
    const captures = this.surroundings.mailIsCaptured && this.surroundings.smsIsCaptured;
    const data = checkPage({ words, code, notice, allowed, simulation: this.settings.SIMULATION, captures, assets: this.assets.version });
    if (!allowed) void reply.header('retry-after', '60');
    void reply
      .status(allowed ? 200 : 429)
      .header('cache-control', 'no-store')
      .header('vary', 'accept-language')
      .header('x-robots-tag', 'noindex')
      .type('text/html; charset=utf-8')
      .send(this.renderer.render('site/check', data, 'plain'));
  }
}
