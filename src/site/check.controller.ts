import { Controller, Get, Headers, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { CheckCodes, type GenuineNotice } from '../approve/contract.js';
import { AskedIncidents } from '../declare/contract.js';
import { Public } from '../platform/auth/access.js';
import { SETTINGS } from '../platform/config/config.module.js';
import { type Settings } from '../platform/config/config.js';
import { Attempts } from './attempts.js';
import { brandsAt, checkPage } from './check.presenter.js';
import { wordsIn } from './check.words.js';
import { chosenLanguage, inOtherLanguages, languageFor } from './chosen-language.js';
import { addressWith, affectedOf } from './affected-address.js';
import { affectedWords } from './affected.words.js';
import { KnownBrands } from './known-brands.js';
import { PublicFiles } from './public/public-files.js';
import { pageOf } from './public/public.presenter.js';
import { readerAddress } from './reader-address.js';
import { SitePages } from './site-pages.js';

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
    private readonly asked: AskedIncidents,
    private readonly brands: KnownBrands,
    private readonly site: SitePages,
    private readonly files: PublicFiles,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get()
  async check(@Query('code') given: unknown, @Query('lang') wanted: unknown, @Headers('accept-language') language: string | undefined, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const code = typeof given === 'string' ? given.trim().slice(0, LONGEST_CODE) : '';
    const lang = chosenLanguage.parse(wanted);
    const words = wordsIn(languageFor(lang, language));
    const who = readerAddress(request.socket.remoteAddress ?? '', request.headers['x-forwarded-for']);
    const allowed = code === '' || this.attempts.mayTry(who);
    const notice = code !== '' && allowed ? await this.codes.find(code) : null;
    if (code !== '' && allowed && notice === null) this.attempts.countFailure(who);
    const brands = brandsAt(await this.brands.list(), request.headers.host);
    const askAt = await this.askAt(notice, lang);
    const read = notice && pageOf(words.lang, notice.reference);
    const data = {
      ...checkPage({ words, code, notice, allowed, simulation: this.settings.SIMULATION, brands }),
      // a text leads here to be read, so what it is about is one step away
      readAt: read !== null && this.files.has(read) ? read : null,
      ask: askAt && { at: askAt, label: affectedWords(words.lang).title },
      lang, languages: inOtherLanguages(words.lang, (other) => addressWith('/check', { code, lang: other })),
    };
    if (!allowed) void reply.header('retry-after', '60');
    this.site.send(reply, { status: allowed ? 200 : 429, view: 'check', lang: words.lang, title: words.title, data }, { 'x-robots-tag': 'noindex' });
  }

  /** Where whoever asks is answered: for the incident of the message, or at all; null where he is not. */
  private async askAt(notice: GenuineNotice | null, lang: string | null): Promise<string | null> {
    if (!this.settings.AFFECTED_PAGE) return null;
    if (notice === null) return affectedOf(null, lang);
    const brand = await this.asked.answeredAs(notice.incidentId);
    return brand && affectedOf(brand, lang);
  }
}
