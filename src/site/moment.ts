import { zoneName } from '../kernel/zone-name.js';
import { pageWords } from './page.words.js';

/** "2 March 2026 at 9:00 AM PST": an instant as the messages in that language write it, by the clocks of the company that speaks. */
export function momentIn(lang: string, timeZone: string, at: Date): string {
  const { dateLocale, hour12 } = pageWords(lang);
  const parts = new Intl.DateTimeFormat(dateLocale, { day: 'numeric', month: 'long', year: 'numeric', hour: hour12 ? 'numeric' : '2-digit', minute: '2-digit', hour12, timeZone }).formatToParts(at);
  const written = parts.map(({ type, value }) => (type === 'dayPeriod' ? value.toUpperCase() : value)).join('');
  return `${written.replaceAll('\u202f', ' ')} ${zoneName(at, timeZone, lang)}`;
}

export const dayIn = (lang: string, timeZone: string, at: Date): string => new Intl.DateTimeFormat(pageWords(lang).dateLocale, { dateStyle: 'long', timeZone }).format(at);
