import { dayInFull } from '../kernel/day-in-full.js';
import { zoneName } from '../kernel/zone-name.js';
import { pageWords } from './page.words.js';

/** "March 2, 2026, 9:00 AM PST": an instant as the messages in that language write it (`dateTime` in templates/shared), by the clocks of the company that speaks. */
export function momentIn(lang: string, timeZone: string, at: Date): string {
  const { lang: spoken, hour12 } = pageWords(lang);
  const parts = new Intl.DateTimeFormat(spoken, { hour: hour12 ? 'numeric' : '2-digit', minute: '2-digit', hour12, timeZone }).formatToParts(at);
  const time = parts.map(({ type, value }) => (type === 'dayPeriod' ? value.toUpperCase() : value)).join('').replaceAll('\u202f', ' ');
  return `${dayIn(lang, timeZone, at)}, ${time} ${zoneName(at, timeZone, lang)}`;
}

export const dayIn = (lang: string, timeZone: string, at: Date): string => dayInFull(at, timeZone, pageWords(lang).lang);
