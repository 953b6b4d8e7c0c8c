import { Controller, Get, Headers, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { UnsubscribeService } from '../hear/unsubscribe.service.js';
import { Public } from '../platform/auth/access.js';
import { wordsFor } from './check.words.js';
import { SitePages } from './site-pages.js';
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
    private readonly site: SitePages,
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
    const { lang } = wordsFor(language);
    const words = unsubscribeWords(lang);
    const title = step === null ? words.unknownTitle : words.title;
    const said = step === null ? words.unknown : { ask: words.ask, stopped: words.stopped, resumed: words.resumed }[step];
    const data = { words, title, said, isDone: step === 'stopped' || step === 'resumed', mayStop: step === 'ask' || step === 'resumed', mayResume: step === 'stopped', address: `/u/${encodeURIComponent(token)}` };
    this.site.send(reply, { status: step === null ? 404 : 200, view: 'unsubscribe', lang, title, data });
  }
}
