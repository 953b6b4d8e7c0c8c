import { Inject, Injectable } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { SETTINGS, SURROUNDINGS, type Surroundings } from '../platform/config/config.module.js';
import { type Settings } from '../platform/config/config.js';
import { PageAssets } from '../platform/pages/page-assets.js';
import { PageRenderer } from '../platform/pages/page-renderer.js';
import { wordsIn } from './check.words.js';

export interface SitePage {
  readonly status: number;
  /** Of templates/views/site. */
  readonly view: string;
  readonly lang: string;
  readonly title: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Banner {
  readonly strong: string;
  readonly rest: string;
  /** Whether it says that nothing is real: a page need not say so again. */
  readonly saysSimulated?: boolean;
}

const HEADERS = { 'cache-control': 'no-store', vary: 'accept-language', 'x-robots-tag': 'noindex, nofollow' };

/** "9:00 AM" never breaks across a line. */
const withWholeTimes = (html: string): string => html.replaceAll(/(\d:\d\d) (?=[AP]M\b)/g, '$1\u00A0');

/** The frame of what customers see: title, language, and a banner where nothing is real or nothing leaves. */
@Injectable()
export class SitePages {
  constructor(
    private readonly renderer: PageRenderer,
    private readonly assets: PageAssets,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
  ) {}

  /** @param headers  Those that differ from a page that nobody keeps and no search engine shows. */
  send(reply: FastifyReply, { status, view, lang, title, data }: SitePage, headers: Partial<Record<keyof typeof HEADERS, string>> = {}): void {
    void reply
      .status(status)
      .headers({ ...HEADERS, ...headers })
      .type('text/html; charset=utf-8')
      .send(this.render({ view, lang, title, data }, 'plain'));
  }

  /** @param banner  In the place of the one that would stand there. */
  render({ view, lang, title, data }: Omit<SitePage, 'status'>, layout: 'plain' | 'public', banner: Banner | null = this.banner(lang)): string {
    const page = { title, lang, assets: this.assets.version, banner, isReal: banner === null, saysSimulated: banner?.saysSimulated === true };
    return withWholeTimes(this.renderer.render(`site/${view}`, { ...data, page }, layout));
  }

  /** The first sentence is what counts. */
  private banner(lang: string): Banner | null {
    const { banner } = wordsIn(lang);
    const captures = this.surroundings.mailIsCaptured && this.surroundings.smsIsCaptured;
    const text = this.settings.SIMULATION ? banner.simulated : captures ? banner.captured : null;
    if (text === null) return null;
    const end = text.indexOf('.') + 1;
    return { strong: text.slice(0, end), rest: text.slice(end).trim(), saysSimulated: this.settings.SIMULATION };
  }
}
