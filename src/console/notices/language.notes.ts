import { type NoticeView } from '../../approve/notice.service.js';
import { type TemplateVersion } from '../../compose/contract.js';
import { languageName, people } from '../page/words.js';

/**
 * What is to be said of a draft's languages: texts that are older than what they are translated from, and readers whose language has none.
 *
 * @param versions  What a notice would begin with now.
 */
export function languageNotes({ texts, audience }: Pick<NoticeView, 'texts' | 'audience'>, versions: readonly TemplateVersion[]): readonly string[] {
  const lagging = versions.filter(({ locale, hash, needsTranslation }) => needsTranslation && texts.some((text) => text.locale === locale && text.templateHash === hash));
  const written = new Set(texts.map(({ locale }) => languageOf(locale)));
  const without = Object.entries(audience.counts.byLocale).filter(([wish]) => /^[a-z]{2,3}\b/i.test(wish) && wish !== 'unknown' && !written.has(languageOf(wish)));
  return [
    ...lagging.map(({ locale }) => `The ${languageName(locale)} text needs translation: it began with words that are older than those it is translated from.`),
    ...without.map(([wish, count]) => `${people(count)} would read ${languageName(wish)}, in which there is no reviewed text; they are written to in the brand’s language.`),
  ];
}

const languageOf = (locale: string): string => locale.toLowerCase().split(/[-_]/)[0]!;
