import { Inject, Injectable } from '@nestjs/common';
import { type StandingPlan } from '../../approve/plan.service.js';
import { type SharedContext, Templates } from '../../compose/contract.js';
import { type Settings } from '../../platform/config/config.js';
import { SETTINGS, SURROUNDINGS, type Surroundings } from '../../platform/config/config.module.js';
import { SitePages } from '../site-pages.js';
import { atomFeed } from './atom-feed.js';
import { affectedOf } from '../affected-address.js';
import { feedEntries, feedOf, feedOfIncident, incidentPage, indexPage, pageOf, PUBLIC_ROOT, type PublicIncident, type PublicUpdate } from './public.presenter.js';
import { type Files } from './public-files.js';
import { PUBLIC_LANGUAGES, publicWords } from './public.words.js';

/** A feed must say when it was updated, also where there is nothing yet. */
const BEGINNING = new Date(0);
/** For people of the company, whose pages are in English. */
const PREVIEW = { strong: 'A preview.', rest: 'What this notice alone would put on the public page.' };
const MOST_ENTRIES = 100;

/** A notice that stands on a public page, in each language that it has. */
export interface PublicTold {
  readonly incidentId: string;
  readonly notice: Pick<StandingPlan['notice'], 'id' | 'incident' | 'sender'>;
  readonly since: Date;
  /** As of `PublicNotice`. */
  readonly answeredAs: string | null;
  readonly contexts: readonly SharedContext[];
}

/** Turns what anybody may know into pages and feeds. */
@Injectable()
export class PublicRenderer {
  constructor(
    private readonly pages: SitePages,
    private readonly templates: Templates,
    @Inject(SURROUNDINGS) private readonly surroundings: Pick<Surroundings, 'publicUrl'>,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'AFFECTED_PAGE'>,
  ) {}

  /** Every file of the public pages. @param told  Oldest first. */
  files(told: readonly PublicTold[]): Files {
    const incidents = [...Map.groupBy(told, ({ incidentId }) => incidentId).values()].flatMap((all) => this.incidentsOf(all));
    const languages = [...new Set([...PUBLIC_LANGUAGES, ...incidents.map(({ lang }) => lang)])];
    const files = new Map<string, string>();
    for (const incident of incidents) {
      files.set(fileOf(pageOf(incident.lang, incident.reference)), this.page(incident));
      files.set(fileOf(feedOfIncident(incident.lang, incident.reference)), this.feed(incident.lang, feedOfIncident(incident.lang, incident.reference), pageOf(incident.lang, incident.reference), [incident]));
    }
    for (const lang of languages) {
      const ofLanguage = incidents.filter((incident) => incident.lang === lang).sort((a, b) => b.updates[0].since.getTime() - a.updates[0].since.getTime());
      files.set(`${fileOf(PUBLIC_ROOT)}/${lang}/index.html`, this.index(lang, ofLanguage, languages));
      files.set(fileOf(feedOf(lang)), this.feed(lang, feedOf(lang), `${PUBLIC_ROOT}/${lang}/`, ofLanguage));
    }
    const first = told.at(-1)?.notice.sender.defaultLocale.split('-')[0] ?? 'en';
    files.set(`${fileOf(PUBLIC_ROOT)}/index.html`, files.get(`${fileOf(PUBLIC_ROOT)}/${languages.includes(first) ? first : 'en'}/index.html`)!);
    return files;
  }

  page(incident: PublicIncident): string {
    const data = incidentPage(incident);
    return this.pages.render({ view: 'incident', lang: incident.lang, title: `${data.brandName}: ${data.title}`, data }, 'public');
  }

  /** @param addressIn  Of the preview in another language. */
  preview(incident: PublicIncident, addressIn: (lang: string) => string): string {
    const data = incidentPage(incident, addressIn);
    return this.pages.render({ view: 'incident', lang: incident.lang, title: `${data.brandName}: ${data.title}`, data }, 'public', PREVIEW);
  }

  /** The languages of the newest notice; one that had another language before has lost it there. */
  incidentsOf(told: readonly PublicTold[]): readonly PublicIncident[] {
    const languages = told.at(-1)?.contexts.map(({ locale }) => locale) ?? [];
    return languages.flatMap((lang) => {
      const [newest, ...earlier] = told.toReversed().flatMap((one) => this.updateIn(lang, one));
      return newest ? [{ lang, reference: newest.context.incident.reference, updates: [newest, ...earlier] as const, languages, askAt: this.settings.AFFECTED_PAGE ? askAt(told.at(-1)!.answeredAs, lang) : null }] : [];
    });
  }

  private updateIn(lang: string, { notice, since, contexts }: PublicTold): readonly PublicUpdate[] {
    const titles = this.templates.kindTitle(notice.incident.kind);
    return contexts.filter(({ locale }) => locale === lang)
      .map((context) => ({ noticeId: notice.id, since, context, kindTitle: titles[lang] ?? titles['en'] ?? Object.values(titles)[0]!, timeZone: notice.sender.timeZone }));
  }

  private index(lang: string, incidents: readonly PublicIncident[], languages: readonly string[]): string {
    const data = indexPage(lang, incidents, languages, this.settings.AFFECTED_PAGE ? affectedOf(null, lang) : null);
    return this.pages.render({ view: 'public', lang, title: data.title, data }, 'public');
  }

  private feed(lang: string, self: string, link: string, incidents: readonly PublicIncident[]): string {
    const base = this.surroundings.publicUrl;
    const entries = incidents.flatMap((incident) => feedEntries(incident, base)).sort((a, b) => b.at.getTime() - a.at.getTime()).slice(0, MOST_ENTRIES);
    const author = incidents[0]?.updates[0].context.brand.name ?? publicWords(lang).title;
    return atomFeed({ self: base + self, lang, title: publicWords(lang).title, author, link: base + link, since: BEGINNING, entries });
  }
}

const askAt = (brand: string | null, lang: string): string | null => (brand === null ? null : affectedOf(brand, lang));
const fileOf = (address: string): string => address.slice(1);
