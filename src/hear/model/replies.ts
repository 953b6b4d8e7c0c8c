import type { Brand } from '../../declare/contract.js';
import type { Keyword } from './keyword.js';

type Speaker = Pick<Brand, 'name' | 'phone' | 'website' | 'checkAddress' | 'defaultLocale'>;
type Language = 'en' | 'es';
type Answered = Exclude<Keyword['kind'], 'other'>;

// Each fits one segment for brand names up to 40 characters (HELP in two), and has only characters of the GSM alphabet.
const TEXTS: Readonly<Record<Language, Readonly<Record<Answered, (brand: Speaker) => string>>>> = {
  en: {
    stop: ({ name }) => `${name}: you will get no more texts from us. Reply START to get them again.`,
    start: ({ name }) => `${name}: you will get our texts again. Reply STOP to end them, HELP for help.`,
    help: ({ name, phone, checkAddress }) => `${name}: we text you when something at our end affects you. Is a text from us? ${checkAddress}. Help: ${phone}. Reply STOP to end texts.`,
    'not-me': ({ name }) => `${name}: sorry to have troubled you. This number gets no more texts from us.`,
  },
  es: {
    stop: ({ name }) => `${name}: no recibirás más mensajes nuestros. Responde START para volver a recibirlos.`,
    start: ({ name }) => `${name}: volverás a recibir nuestros mensajes. Responde STOP para no recibirlos, HELP para ayuda.`,
    help: ({ name, phone, checkAddress }) => `${name}: te escribimos cuando algo nuestro te afecta. ¿Es nuestro un mensaje? ${checkAddress}. Ayuda: ${phone}. Responde STOP para no recibir mensajes.`,
    'not-me': ({ name }) => `${name}: disculpa la molestia. Este número no recibirá más mensajes nuestros.`,
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
 *   English keywords are what every text of ours prints. Who says that he is somebody else is answered in the language he wrote.
 */
export function replyTo(keyword: Keyword, brand: Speaker, customerLocale: string | null): string | null {
  if (keyword.kind === 'other') return null;
  const written = keyword.kind === 'not-me' || keyword.locale !== 'en' ? keyword.locale : null;
  return TEXTS[languageOf(written, customerLocale, brand.defaultLocale)][keyword.kind](brand);
}
