import { Inject, Injectable } from '@nestjs/common';
import { sessionCookieOf } from '../platform/auth/session-cookie.js';
import { SETTINGS } from '../platform/config/config.module.js';
import { type Settings } from '../platform/config/config.js';
import { type AppReply, type AppRequest, pathOf } from '../platform/http/app-request.js';
import { ReaderErrorPage } from '../platform/http/error-page.js';
import { type Problem } from '../platform/http/problem.js';
import { addressWith, affectedOf } from './affected-address.js';
import { affectedWords } from './affected.words.js';
import { brandsAt, callersOf } from './check.presenter.js';
import { wordsIn } from './check.words.js';
import { chosenLanguage, inOtherLanguages, languageFor } from './chosen-language.js';
import { KnownBrands } from './known-brands.js';
import { PUBLIC_ROOT } from './public/public.presenter.js';
import { PublicFiles } from './public/public-files.js';
import { SitePages } from './site-pages.js';
import { troubleFor, troubleWords } from './trouble.words.js';

/** Where customers are, and nobody of the company. */
const READERS = /^\/(?:n|u|check|affected|status)(?:\/|$)/;
/** A reader's own page, whatever was done on it; or another page that a form leads away from. */
const PAGE = /^\/(?:n\/[^/]+|affected|check)/;

/**
 * What a customer sees where a page can't be shown: in the reader's language, in the company's name, with the number to call. It asks no
 * database, since that may be what is away.
 */
@Injectable()
export class TroublePage extends ReaderErrorPage {
  constructor(
    private readonly site: SitePages,
    private readonly brands: KnownBrands,
    private readonly files: PublicFiles,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'AFFECTED_PAGE'>,
  ) {
    super();
  }

  /** An address that nobody has is a customer's who mistyped it, unless somebody of the company is signed in there. */
  isFor(request: AppRequest): boolean {
    return READERS.test(pathOf(request)) || (request.is404 && sessionCookieOf(request) === null);
  }

  render({ status }: Problem, request: AppRequest): string {
    const { lang, heading, data } = this.shown(status, request);
    return this.site.render({ view: 'trouble', lang, title: heading, data }, 'plain');
  }

  /** The same as the answer of a page that knows by itself that it has nothing to show. */
  send(reply: AppReply, status: 404 | 429, request: AppRequest): void {
    const { lang, heading, data } = this.shown(status, request);
    if (status === 429) void reply.header('retry-after', '60');
    this.site.send(reply, { status, view: 'trouble', lang, title: heading, data }, { 'cache-control': 'private, no-store', vary: 'accept-language, cookie' });
  }

  private shown(status: number, request: AppRequest) {
    const chosen = chosenLanguage.parse((request.query as Record<string, unknown> | undefined)?.['lang']);
    const lang = languageFor(chosen, request.headers['accept-language']);
    const words = troubleWords(lang);
    const [heading, sentence] = troubleFor(words, status);
    const brands = brandsAt(this.brands.last, request.headers.host);
    const path = pathOf(request);
    const told = `${PUBLIC_ROOT}/${lang}/`;
    const data = {
      from: brands.length === 1 ? brands[0]!.name : null,
      heading, sentence, callers: callersOf(wordsIn(lang), brands),
      again: status === 404 ? null : (PAGE.exec(path)?.[0] ?? null),
      check: addressWith('/check', { lang: chosen }),
      ask: this.settings.AFFECTED_PAGE ? { at: affectedOf(null, chosen), label: affectedWords(lang).title } : null,
      told: this.files.has(told) ? told : null,
      words: { again: words.again, told: words.told, check: wordsIn(lang).title },
      // what was sent by a form can't be asked for again in another language
      languages: request.method === 'GET' ? inOtherLanguages(lang, (other) => addressWith(path, { lang: other })) : [],
    };
    return { lang, heading, data };
  }
}
