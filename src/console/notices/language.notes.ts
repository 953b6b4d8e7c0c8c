import { type NoticeView } from '../../approve/notice.service.js';
import { type TemplateVersion } from '../../compose/contract.js';
import { languageName, people } from '../page/words.js';
import { ranked } from './preflight.presenter.js';

/**
 * What is to be said of a draft's languages: texts that are older than what they are translated from, and readers whose language has none.
 *
 * @param versions  What a notice would begin with now.
 */
export function languageNotes({ texts, audience, notice }: Pick<NoticeView, 'texts' | 'audience'> & { readonly notice: { readonly sender: Pick<NoticeView['notice']['sender'], 'defaultLocale'> } }, versions: readonly TemplateVersion[]): readonly string[] {
  const lagging = versions.filter(({ locale, hash, needsTranslation }) => needsTranslation && texts.some((text) => text.locale === locale && text.templateHash === hash));
  return [
    ...lagging.map(({ locale }) => `The ${languageName(locale)} text needs translation: it began with words that are older than those it is translated from.`),
    ...unwritten(texts.map(({ locale }) => locale), audience.counts.byLocale).map(({ language, count }) => `${people(count)} would read ${language}, in which there is no reviewed text; they are written to in ${languageName(notice.sender.defaultLocale)}.`),
  ];
}

/**
 * Readers of languages in which nothing is written, most first.
 *
 * @param written  The languages of the texts.
 * @param byLocale  People by what they would read, as an audience counts them.
 */
export function unwritten(written: readonly string[], byLocale: Readonly<Record<string, number>>): readonly { readonly language: string; readonly count: number }[] {
  const languages = new Set(written.map(languageOf));
  return ranked(byLocale).filter(([wish]) => /^[a-z]{2,3}\b/i.test(wish) && wish !== 'unknown' && !languages.has(languageOf(wish))).map(([wish, count]) => ({ language: languageName(wish), count }));
}

const languageOf = (locale: string): string => locale.toLowerCase().split(/[-_]/)[0]!;
