import type { Brand } from '../../declare/contract.js';
import type { Keyword } from './keyword.js';

type Speaker = Pick<Brand, 'name' | 'phone' | 'website' | 'defaultLocale'>;
type Language = 'en' | 'es';

// Each fits one segment for brand names up to 40 characters, and has only characters of the GSM alphabet.
const TEXTS: Readonly<Record<Language, Readonly<Record<'stop' | 'start' | 'help', (brand: Speaker) => string>>>> = {
  en: {
    stop: ({ name }) => `${name}: you will get no more texts from us. Reply START to get them again.`,
    start: ({ name }) => `${name}: you will get our texts again. Reply STOP to end them, HELP for help.`,
    help: ({ name, phone, website }) => `${name}: we text you when something at our end affects you. Help: ${phone}, ${website}. Reply STOP to end texts.`,
  },
  es: {
    stop: ({ name }) => `${name}: no recibirás más mensajes nuestros. Responde START para volver a recibirlos.`,
    start: ({ name }) => `${name}: volverás a recibir nuestros mensajes. Responde STOP para no recibirlos, HELP para ayuda.`,
    help: ({ name, phone, website }) => `${name}: te escribimos cuando algo nuestro te afecta. Ayuda: ${phone}, ${website}. Responde STOP para no recibir mensajes.`,
  },
};

/** The first of the given locales that is spoken here ("es-MX" is Spanish); English where none is. */
export function languageOf(...locales: readonly (string | null)[]): Language {
  const spoken = locales.map((locale) => locale?.slice(0, 2).toLowerCase()).find((locale) => locale === 'en' || locale === 'es');
  return spoken ?? 'en';
}

/**
 * The one text that answers a keyword, or null where nothing is answered: a person reads the rest.
 *
 * @param customerLocale  Of whoever has the number; the keyword's own language goes before it where it is not English, since
 *   English keywords are what every text of ours prints.
 */
export function replyTo(keyword: Keyword, brand: Speaker, customerLocale: string | null): string | null {
  if (keyword.kind === 'other') return null;
  const language = languageOf(keyword.locale === 'en' ? null : keyword.locale, customerLocale, brand.defaultLocale);
  return TEXTS[language][keyword.kind](brand);
}
