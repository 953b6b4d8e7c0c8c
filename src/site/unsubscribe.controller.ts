import { Controller, Get, Headers, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { UnsubscribeService } from '../hear/unsubscribe.service.js';
import { Public } from '../platform/auth/access.js';
import { SETTINGS, SURROUNDINGS, type Surroundings } from '../platform/config/config.module.js';
import { type Settings } from '../platform/config/config.js';
import { PageAssets } from '../platform/pages/page-assets.js';
import { PageRenderer } from '../platform/pages/page-renderer.js';
import { bannerOf } from './check.presenter.js';
import { wordsFor, wordsIn } from './check.words.js';
import { unsubscribeWords } from './unsubscribe.words.js';

type Step = 'ask' | 'stopped' | 'resumed';

/**
 * Where "unsubscribe" of a mail program leads. A POST stops at once, without a session or a question (RFC 8058); a GET only shows
 * the page, since scanners follow every link of a mail.
 */
@ApiExcludeController()
@Public()
@Controller('u/:token')
export class UnsubscribeController {
  constructor(
    private readonly unsubscribes: UnsubscribeService,
    private readonly renderer: PageRenderer,
    private readonly assets: PageAssets,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
  ) {}

  @Get()
  async show(@Param('token') token: string, @Headers('accept-language') language: string | undefined, @Res() reply: FastifyReply): Promise<void> {
    this.send(reply, language, token, (await this.unsubscribes.knows(token)) ? 'ask' : null);
  }

  @Post()
  @HttpCode(200)
  async stop(@Param('token') token: string, @Headers('accept-language') language: string | undefined, @Res() reply: FastifyReply): Promise<void> {
    this.send(reply, language, token, (await this.unsubscribes.stop(token)) ? 'stopped' : null);
  }

  @Post('resume')
  @HttpCode(200)
  async resume(@Param('token') token: string, @Headers('accept-language') language: string | undefined, @Res() reply: FastifyReply): Promise<void> {
    this.send(reply, language, token, (await this.unsubscribes.resume(token)) ? 'resumed' : null);
  }

  /** @param step  Null where nobody knows the token. */
  private send(reply: FastifyReply, language: string | undefined, token: string, step: Step | null): void {
    const { lang, banner } = wordsIn(wordsFor(language).lang);
    const words = unsubscribeWords(lang);
    const captures = this.surroundings.mailIsCaptured && this.surroundings.smsIsCaptured;
    const title = step === null ? words.unknownTitle : words.title;
    const page = { title, lang, assets: this.assets.version, banner: bannerOf(this.settings.SIMULATION ? banner.simulated : captures ? banner.captured : null) };
    const said = step === null ? words.unknown : { ask: words.ask, stopped: words.stopped, resumed: words.resumed }[step];
    void reply
      .status(step === null ? 404 : 200)
      .header('cache-control', 'no-store')
      .header('vary', 'accept-language')
      .header('x-robots-tag', 'noindex, nofollow')
      .type('text/html; charset=utf-8')
      .send(this.renderer.render('site/unsubscribe', { words, title, said, isDone: step === 'stopped' || step === 'resumed', mayStop: step === 'ask' || step === 'resumed', mayResume: step === 'stopped', address: `/u/${encodeURIComponent(token)}`, page }, 'plain'));
  }
}
