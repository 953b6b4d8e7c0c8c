import { zoneName } from '../kernel/zone-name.js';
import { pageWords } from './page.words.js';

/** "2 March 2026 at 09:00 PST": an instant as readers of a language write it, by the clocks of the company that speaks. */
export function momentIn(lang: string, timeZone: string, at: Date): string {
  const written = new Intl.DateTimeFormat(pageWords(lang).dateLocale, { day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZone }).format(at);
  return `${written} ${zoneName(at, timeZone, lang)}`;
}

export const dayIn = (lang: string, timeZone: string, at: Date): string => new Intl.DateTimeFormat(pageWords(lang).dateLocale, { dateStyle: 'long', timeZone }).format(at);
