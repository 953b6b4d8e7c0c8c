import { Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { UnsubscribeService } from '../hear/unsubscribe.service.js';
import { Public } from '../platform/auth/access.js';
import { wordsFor } from './check.words.js';
import { SitePages } from './site-pages.js';
import { TroublePage } from './trouble-page.js';
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
    private readonly trouble: TroublePage,
  ) {}

  @Get()
  async show(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    this.send(reply, request, token, (await this.unsubscribes.knows(token)) ? 'ask' : null);
  }

  @Post()
  @HttpCode(200)
  async stop(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    this.send(reply, request, token, (await this.unsubscribes.stop(token)) ? 'stopped' : null);
  }

  @Post('resume')
  @HttpCode(200)
  async resume(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    this.send(reply, request, token, (await this.unsubscribes.resume(token)) ? 'resumed' : null);
  }

  /** @param step  Null where nobody knows the token. */
  private send(reply: FastifyReply, request: FastifyRequest, token: string, step: Step | null): void {
    if (step === null) return this.trouble.send(reply, 404, request);
    const { lang } = wordsFor(request.headers['accept-language']);
    const words = unsubscribeWords(lang);
    const said = { ask: words.ask, stopped: words.stopped, resumed: words.resumed }[step];
    const data = { words, title: words.title, said, isDone: step !== 'ask', mayStop: step !== 'stopped', mayResume: step === 'stopped', address: `/u/${encodeURIComponent(token)}` };
    this.site.send(reply, { status: 200, view: 'unsubscribe', lang, title: words.title, data });
  }
}
